//! The superior of each person: the holder of the superior's number; else a question, with the head of the person's own
//! unit or of the one above as the proposal.
//!
//! The heads of the units directly below the root report to the elected head of the agency, who has no number and no
//! row: only there a blank superior is right.

use super::{
    AgencyData, Column, ImportDraft, Questioned, RepairKind, cell::squeezed, identity::typed_nip, nip::NipCell,
    question::Desk, tree::Tree,
};
use crate::domain::nip::Nip;
use std::collections::{HashMap, HashSet};

/// The assessor of a person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Superior {
    /// The file has none, or a person must decide: the agency's value stays.
    #[default]
    Unsaid,
    /// The elected head of the agency.
    Top,
    Person(Nip),
}

/// Returns the title of the elected head, if somebody reports to one. `gone` are those who have left.
pub(super) fn settle(
    drafts: &mut [ImportDraft<'_>],
    desk: &mut Desk<'_>,
    known: &AgencyData,
    tree: &Tree,
    gone: &HashSet<Nip>,
) -> Option<String> {
    let lookup = SuperiorLookup::of(drafts, known, tree, gone);
    let mut doubtful: Vec<(usize, String)> = vec![];
    for (at, draft) in
        drafts.iter_mut().enumerate().filter(|(_, draft)| draft.counts() && draft.row.has(Column::Superior))
    {
        match lookup.read(draft, tree) {
            Ok(superior) => draft.superior = superior,
            Err(reason) => doubtful.push((at, reason)),
        }
    }
    for at in in_circles(drafts) {
        drafts[at].superior = Superior::Unsaid;
        doubtful.push((at, "garis atasan berputar: atasannya adalah bawahannya sendiri".into()));
    }
    doubtful.sort_unstable();
    for (at, reason) in doubtful {
        let draft = &mut drafts[at];
        let proposal = lookup.propose(draft, tree);
        let own = draft.nip.clone();
        let asked = Questioned { column: Column::Superior, reason, proposal };
        let answer = draft.may(desk, asked, |text| lookup.typed(text, own.as_ref()));
        draft.superior = answer.unwrap_or_default();
    }
    // Answers can close a cycle too; its members are asked again.
    for at in in_circles(drafts) {
        let draft = &mut drafts[at];
        draft.superior = Superior::Unsaid;
        draft.open = true;
        desk.reopen(draft.row.id, Column::Superior, "garis atasan menjadi berputar");
    }
    drafts.iter().any(|draft| draft.taken() && draft.superior == Superior::Top).then_some(lookup.top)
}

/// The possible superiors.
struct SuperiorLookup {
    /// Numbers of the file and of the agency, with names.
    people: HashMap<Nip, String>,
    /// Heads by unit; a unit with two heads proposes none.
    heads: HashMap<usize, Vec<Nip>>,
    top: String,
}

impl SuperiorLookup {
    fn of(drafts: &[ImportDraft<'_>], known: &AgencyData, tree: &Tree, gone: &HashSet<Nip>) -> Self {
        // Somebody who has left assesses nobody.
        let mut people = known.people.clone();
        people.retain(|nip, _| known.serving.contains_key(nip) && !gone.contains(nip));
        let mut heads: HashMap<usize, Vec<Nip>> = HashMap::new();
        for draft in drafts.iter().filter(|draft| draft.counts()) {
            let Some(nip) = &draft.nip else { continue };
            people.insert(nip.clone(), draft.name.clone());
            if let (Some(unit), Some(post)) = (draft.unit, &draft.post)
                && post.is_head
            {
                heads.entry(unit).or_default().push(nip.clone());
            }
        }
        Self { people, heads, top: top_title(&tree.units[0].name) }
    }

    fn read(&self, draft: &mut ImportDraft<'_>, tree: &Tree) -> Result<Superior, String> {
        let cell = draft.row.get(Column::Superior);
        let nip = match &draft.cites {
            NipCell::Absent => {
                let leads = draft.post.as_ref().is_some_and(|post| post.is_head);
                let is_top = leads && draft.unit.is_some_and(|unit| tree.is_below_root(unit));
                return if is_top { Ok(Superior::Top) } else { Err("NIP atasan kosong".into()) };
            }
            NipCell::Unsure(reason, _) => return Err(format!("NIP atasan: {reason}")),
            NipCell::Sure(nip) => nip.clone(),
            NipCell::Spaced(nip) | NipCell::Quoted(nip) | NipCell::Prefixed(nip) => {
                let nip = nip.clone();
                draft.repair(RepairKind::SuperiorNip, cell.shown(), nip.masked());
                nip
            }
        };
        if draft.nip.as_ref() == Some(&nip) {
            Err("atasannya ditulis dirinya sendiri".into())
        } else if self.people.contains_key(&nip) {
            Ok(Superior::Person(nip))
        } else {
            Err("NIP atasan ini tidak ada di berkas maupun di Kinerja".into())
        }
    }

    /// Returns the nearest head above: of the own unit, unless that is the person, else of the units above.
    fn propose(&self, draft: &ImportDraft<'_>, tree: &Tree) -> Option<(Superior, String)> {
        for unit in tree.path(draft.unit?) {
            let heads = self.heads.get(&unit).map(Vec::as_slice).unwrap_or_default();
            match heads {
                [head] if draft.nip.as_ref() != Some(head) => {
                    let name = self.people.get(head).map(String::as_str).unwrap_or_default();
                    let text = format!("{name}, kepala {} ({})", tree.units[unit].name, head.masked());
                    return Some((Superior::Person(head.clone()), text));
                }
                _ => {}
            }
        }
        let leads = draft.post.as_ref().is_some_and(|post| post.is_head);
        leads.then(|| (Superior::Top, self.top.clone()))
    }

    fn typed(&self, text: &str, own: Option<&Nip>) -> Result<Superior, String> {
        if squeezed(text) == squeezed(&self.top) {
            return Ok(Superior::Top);
        }
        let nip = typed_nip(text)?;
        if own == Some(&nip) {
            Err("itu NIP-nya sendiri".into())
        } else if self.people.contains_key(&nip) {
            Ok(Superior::Person(nip))
        } else {
            Err("NIP itu tidak ada di berkas maupun di Kinerja".into())
        }
    }
}

/// Returns the title of the elected head of such an agency.
pub(super) fn top_title(root: &str) -> String {
    let bare = root.strip_prefix("Pemerintah ").unwrap_or(root);
    match bare.split_once(' ') {
        Some(("Kota", place)) => format!("Wali Kota {place}"),
        Some(("Kabupaten" | "Kab.", place)) => format!("Bupati {place}"),
        Some(("Provinsi" | "Daerah", place)) => format!("Gubernur {place}"),
        _ => format!("Pimpinan {bare}"),
    }
}

/// Returns the rows whose chain of superiors leads back to themselves.
fn in_circles(drafts: &[ImportDraft<'_>]) -> Vec<usize> {
    let index: HashMap<&Nip, usize> = drafts
        .iter()
        .enumerate()
        .filter(|(_, draft)| draft.counts())
        .filter_map(|(at, draft)| Some((draft.nip.as_ref()?, at)))
        .collect();
    let above = |at: usize| match &drafts[at].superior {
        Superior::Person(nip) => index.get(nip).copied(),
        _ => None,
    };
    let mut seen: HashSet<usize> = HashSet::new();
    let mut circles = vec![];
    for start in 0..drafts.len() {
        let mut path = vec![];
        let mut at = Some(start);
        while let Some(here) = at.filter(|here| seen.insert(*here)) {
            path.push(here);
            at = above(here);
        }
        if let Some(first) = at.and_then(|met| path.iter().position(|here| *here == met)) {
            circles.extend_from_slice(&path[first..]);
        }
    }
    circles
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_elected_head_has_the_title_of_the_agency() {
        for (root, title) in [
            ("Kota Sagara", "Wali Kota Sagara"),
            ("Pemerintah Kabupaten Muara", "Bupati Muara"),
            ("Provinsi Tanjung", "Gubernur Tanjung"),
            ("Kementerian Contoh", "Pimpinan Kementerian Contoh"),
        ] {
            assert_eq!(top_title(root), title);
        }
    }
}
