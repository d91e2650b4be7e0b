//! The root of the tree: always the agency itself. A perangkat daerah that an earlier import took for the agency is
//! asked about and put below it.

use super::{
    AgencyData, Column, Table,
    cell::squeezed,
    place::is_main,
    question::{Desk, Question, Verdict},
    table::RowId,
    tree::Node,
    unit::{KnownUnit, unit_key},
};
use crate::domain::id::UnitId;
use std::borrow::Cow;

/// The root of an import.
pub(super) struct Root<'a> {
    /// The agency's data; with the agency above its present root, if that is decided.
    pub known: Cow<'a, AgencyData>,
    /// The unit of the file that is the agency itself.
    pub node: Option<usize>,
    /// The units that are put below the agency: the root of before first.
    pub raised: Vec<UnitId>,
    /// Whether it is a question which unit is the agency.
    pub is_open: bool,
}

impl Root<'_> {
    pub(super) fn id(&self) -> Option<UnitId> {
        self.known.root().map(|root| root.id)
    }

    /// Returns whether a unit lies directly below the agency, as far as the file says.
    pub(super) fn is_above(&self, node: &Node) -> bool {
        node.parent.is_none() || node.parent == self.node
    }

    /// Returns the units that lie directly below the agency; none while it is a question which unit that is.
    pub(super) fn tops(&self, nodes: &[Node]) -> impl Iterator<Item = usize> {
        (0..nodes.len()).filter(|at| {
            let node = &nodes[*at];
            !self.is_open && Some(*at) != self.node && self.is_above(node) && node.problem.is_none() && !node.is_open
        })
    }
}

/// Finds the agency among the units of the file and of its own data.
pub(super) fn settle<'a>(nodes: &[Node], desk: &mut Desk<'_>, known: &'a AgencyData, table: &Table) -> Root<'a> {
    let mut outcome = Root { known: Cow::Borrowed(known), node: None, raised: vec![], is_open: false };
    let mut titles = vec![bare(&unit_key(&known.agency)).to_owned()];
    match known.root() {
        Some(root) if bare(&root.key) != titles[0] && !is_government(&root.key) => {
            let offices = known.units.iter().filter(|unit| unit.parent == Some(root.id) && is_main(&unit.key));
            let raised: Vec<&KnownUnit> = std::iter::once(root).chain(offices).collect();
            match ask_for_root(desk, &raised, &known.agency) {
                Verdict::Take(()) => {
                    outcome.raised = raised.iter().map(|unit| unit.id).collect();
                    outcome.known = Cow::Owned(below_agency(known, &outcome.raised));
                }
                Verdict::Skip => titles.push(root.key.clone()),
                Verdict::Open => outcome.is_open = true,
            }
        }
        Some(root) => titles.push(bare(&root.key).to_owned()),
        None => {}
    }
    let tops: Vec<_> =
        (0..nodes.len()).filter(|at| nodes[*at].parent.is_none() && nodes[*at].problem.is_none()).collect();
    outcome.node = tops.iter().copied().find(|at| titles.iter().any(|title| bare(&nodes[*at].key) == title));
    if outcome.node.is_none()
        && let Some(other) = tops.into_iter().find(|at| is_government(&nodes[*at].key))
    {
        match ask_for_name(desk, nodes[other].usual(), &known.agency, table) {
            Verdict::Take(()) => outcome.node = Some(other),
            Verdict::Skip => {}
            Verdict::Open => outcome.is_open = true,
        }
    }
    outcome
}

/// Returns a key without the words for a government before a place.
fn bare(key: &str) -> &str {
    let bare = key.strip_prefix("pemerintah ").unwrap_or(key);
    bare.strip_prefix("daerah ").filter(|rest| is_place(rest)).unwrap_or(bare)
}

fn is_place(key: &str) -> bool {
    ["kota ", "kabupaten ", "provinsi "].iter().any(|start| key.starts_with(start))
}

fn is_government(key: &str) -> bool {
    is_place(bare(key))
        || ["pemerintah ", "daerah istimewa ", "kementerian "].iter().any(|start| key.starts_with(start))
}

fn below_agency(known: &AgencyData, raised: &[UnitId]) -> AgencyData {
    let mut known = known.clone();
    let agency = UnitId(known.spare);
    for unit in known.units.iter_mut().filter(|unit| raised.contains(&unit.id)) {
        unit.parent = Some(agency);
    }
    known.units.push(KnownUnit::new(agency, None, known.agency.clone()));
    known
}

fn ask_for_root(desk: &mut Desk<'_>, raised: &[&KnownUnit], agency: &str) -> Verdict<()> {
    let reason = format!(
        "tercatat sebagai puncak {agency}, sehingga kepalanya melihat perangkat daerah lain; `lewati` bila memang puncaknya"
    );
    let names: Vec<_> = raised.iter().map(|unit| unit.name.as_str()).collect();
    let proposal = format!("pindahkan {} ke bawah {agency}", names.join(", "));
    let question =
        Question::of_agency(0, "Kinerja".into(), names.first().copied().unwrap_or_default(), Column::Root, reason);
    ask(desk, Question { proposal: Some(proposal), ..question }, agency)
}

fn ask_for_name(desk: &mut Desk<'_>, name: &str, agency: &str, table: &Table) -> Verdict<()> {
    let row = RowId { list: 0, number: table.lists.first().map_or(0, |list| list.header) };
    let reason = format!("berkas menyebut “{name}”, instansi ini {agency}; `lewati` bila itu salah satu unitnya");
    let question = Question::of_agency(0, table.label(row), name, Column::Root, reason);
    ask(desk, Question { row, proposal: Some(format!("{name} adalah {agency}")), ..question }, agency)
}

fn ask(desk: &mut Desk<'_>, question: Question, agency: &str) -> Verdict<()> {
    desk.ask(question, Some(()), |text| {
        if squeezed(text) == squeezed(agency) { Ok(()) } else { Err("jawab `ya` atau `lewati`".to_owned()) }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_agency_is_found_under_each_of_its_names() {
        for name in ["Kota Rimbun", "PEMERINTAH KOTA RIMBUN", "Pemkot Rimbun", "Pemerintah Daerah Kota Rimbun"] {
            assert_eq!(bare(&unit_key(name)), "kota rimbun", "{name}");
        }
        assert!(is_government(&unit_key("Kab. Muara")) && !is_government(&unit_key("Dinas Sosial")));
    }
}
