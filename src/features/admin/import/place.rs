//! Where each unit of the file lies, and which of the agency's own units it is.
//!
//! The file decides where it says so; else the name of the unit (`Sekretariat Dinas Sosial`), else its place in the
//! agency's data, else a person. A unit of the same name elsewhere is the same one only if people of the file work in
//! it, or if it is a perangkat daerah: many offices have a `Sekretariat`.

use super::{
    Column, ImportDraft,
    name::proper_phrase,
    question::{Desk, Question, Verdict},
    root::Root,
    tree::Node,
    unit::unit_key,
};
use crate::domain::id::UnitId;
use std::collections::HashSet;

/// Places every unit and finds it in the agency's data. `seats` are the units of the drafts.
pub(super) fn settle_places(
    nodes: &mut Vec<Node>,
    drafts: &mut [ImportDraft<'_>],
    seats: &[Option<usize>],
    desk: &mut Desk<'_>,
    root: &Root<'_>,
) {
    if root.is_open {
        return;
    }
    follow_names(nodes, root);
    let members = members(nodes.len(), drafts, seats, root);
    ask_parents(nodes, drafts, seats, desk, root, &members);
    // Each unit after the one above it; those that are added on the way are known already.
    let mut order: Vec<usize> =
        (0..nodes.len()).filter(|at| Some(*at) != root.node && root.is_above(&nodes[*at])).collect();
    let mut next = 0;
    while let Some(at) = order.get(next).copied() {
        next += 1;
        order.extend((0..nodes.len()).filter(|below| nodes[*below].parent == Some(at)));
    }
    for at in order {
        if nodes[at].parent.is_some_and(|above| nodes[above].is_open) {
            nodes[at].is_open = true;
        }
        if nodes[at].problem.is_none() && !nodes[at].is_open {
            identify(nodes, at, drafts, seats, desk, root, members.get(at));
        }
    }
}

/// Returns whether a unit of this name is a perangkat daerah.
pub(super) fn is_main(key: &str) -> bool {
    ["dinas ", "badan ", "kecamatan ", "satuan polisi ", "sekretariat daerah", "sekretariat dprd"]
        .iter()
        .any(|start| key.starts_with(start))
        || key == "inspektorat"
        || key.starts_with("inspektorat daerah")
}

/// Returns whether a unit of this name is always part of another one.
fn is_part(key: &str) -> bool {
    let first = key.split(' ').next().unwrap_or_default();
    matches!(
        first,
        "bidang" | "bagian" | "seksi" | "sub" | "subbagian" | "subbidang" | "subseksi" | "uptd" | "sekretariat"
    ) && !is_main(key)
}

/// Places a unit that bears the name of a perangkat daerah at the end of its own below that.
fn follow_names(nodes: &mut Vec<Node>, root: &Root<'_>) {
    for at in 0..nodes.len() {
        let node = &nodes[at];
        if node.parent.is_some() || node.problem.is_some() || Some(at) == root.node {
            continue;
        }
        let own = node.key.clone();
        let is_above = |key: &str| is_main(key) && own.ends_with(&format!(" {key}"));
        let in_file = (0..nodes.len())
            .filter(|above| is_above(&nodes[*above].key) && !path(nodes, *above).any(|up| up == at))
            .max_by_key(|above| nodes[*above].key.len());
        let parent = in_file.or_else(|| {
            let known = root.known.units.iter().filter(|unit| is_above(&unit.key) && unit.parent.is_some());
            let id = known.max_by_key(|unit| unit.key.len())?.id;
            known_node(nodes, id, at, root)
        });
        nodes[at].parent = parent;
    }
}

/// Returns, for each unit, the agency's units in which its people work now.
fn members(count: usize, drafts: &[ImportDraft<'_>], seats: &[Option<usize>], root: &Root<'_>) -> Vec<HashSet<UnitId>> {
    let mut members = vec![HashSet::new(); count];
    for (draft, seat) in drafts.iter().zip(seats) {
        if let (Some(seat), Some(serving)) = (seat, draft.nip.as_ref().and_then(|nip| root.known.serving.get(nip))) {
            members[*seat].insert(serving.unit);
        }
    }
    members
}

/// Asks for the unit above each part of a perangkat daerah, where neither the file nor the agency's data has it.
fn ask_parents(
    nodes: &mut Vec<Node>,
    drafts: &mut [ImportDraft<'_>],
    seats: &[Option<usize>],
    desk: &mut Desk<'_>,
    root: &Root<'_>,
    members: &[HashSet<UnitId>],
) {
    let mains: Vec<usize> = root.tops(nodes).filter(|at| is_main(&nodes[*at].key)).collect();
    let has_mains = !mains.is_empty()
        || root.known.units.iter().any(|unit| unit.parent.is_some() && unit.parent == root.id() && is_main(&unit.key));
    if !has_mains {
        return;
    }
    for at in 0..nodes.len() {
        let node = &nodes[at];
        let is_lost = node.parent.is_none() && node.problem.is_none() && Some(at) != root.node && is_part(&node.key);
        let is_placed = root.id().is_some_and(|root_id| root.known.below(&node.key, root_id).is_some())
            || root.known.only(&node.key).is_some_and(|unit| members.get(at).is_some_and(|of| of.contains(&unit.id)));
        if !is_lost || is_placed {
            continue;
        }
        let Some(draft) = first_below(nodes, at, drafts, seats) else { continue };
        let name = written(node);
        let proposal = match mains.as_slice() {
            [main] => Some((Some(*main), written(&nodes[*main]))),
            _ => None,
        };
        let (value, text) = proposal.unzip();
        let question = Question {
            reason: format!(
                "unit induk dari {name} tidak disebut; ketik nama unit di atasnya, `lewati` menaruhnya langsung di bawah {}",
                root.known.agency
            ),
            proposal: text,
            ..question(draft, &name, Column::Parent)
        };
        let verdict = desk.ask(question, value, |text| find(nodes, at, &unit_key(text), root));
        match verdict {
            Verdict::Take(parent) => nodes[at].parent = parent,
            Verdict::Skip => {}
            Verdict::Open => nodes[at].is_open = true,
        }
    }
}

/// Finds the unit that an answer names, in the file or in the agency's data; none for the agency itself.
fn find(nodes: &mut Vec<Node>, at: usize, key: &str, root: &Root<'_>) -> Result<Option<usize>, String> {
    if key == unit_key(&root.known.agency) {
        return Ok(None);
    }
    let named: Vec<usize> = (0..nodes.len()).filter(|other| *other != at && nodes[*other].key == key).collect();
    match (named.as_slice(), root.known.only(key)) {
        ([one], _) if !path(nodes, *one).any(|above| above == at) => Ok(Some(*one)),
        ([], Some(unit)) => Ok(known_node(nodes, unit.id, at, root)),
        _ => Err("unit itu tidak ada di berkas maupun di Kinerja".to_owned()),
    }
}

/// Finds a unit in the agency's data; asks where it lies elsewhere so far.
fn identify(
    nodes: &mut Vec<Node>,
    at: usize,
    drafts: &mut [ImportDraft<'_>],
    seats: &[Option<usize>],
    desk: &mut Desk<'_>,
    root: &Root<'_>,
    members: Option<&HashSet<UnitId>>,
) {
    let key = nodes[at].key.clone();
    let is_top = root.is_above(&nodes[at]);
    let above = if is_top { root.id() } else { nodes[at].parent.and_then(|above| nodes[above].known) };
    if let Some(unit) = above.and_then(|above| root.known.below(&key, above)) {
        nodes[at].known = Some(unit.id);
        return;
    }
    let Some(unit) = root.known.only(&key) else { return };
    let is_said = nodes[at].parent.is_some() || is_main(&key);
    let is_same = is_main(&key) || members.is_some_and(|members| members.contains(&unit.id));
    if is_said && !is_same {
        return;
    }
    nodes[at].known = Some(unit.id);
    if is_said && ask_to_move(nodes, at, unit.parent, drafts, seats, desk, root) {
        nodes[at].is_moved = true;
        return;
    }
    if let Some(parent) = unit.parent {
        nodes[at].parent = known_node(nodes, parent, at, root);
    }
}

fn ask_to_move(
    nodes: &[Node],
    at: usize,
    from: Option<UnitId>,
    drafts: &mut [ImportDraft<'_>],
    seats: &[Option<usize>],
    desk: &mut Desk<'_>,
    root: &Root<'_>,
) -> bool {
    let Some(draft) = first_below(nodes, at, drafts, seats) else { return false };
    let agency = root.known.root().map_or(&root.known.agency, |root| &root.name);
    let to = match nodes[at].parent {
        Some(above) if Some(above) != root.node => written(&nodes[above]),
        _ => agency.clone(),
    };
    let from = from.and_then(|from| root.known.unit(from)).map_or(agency, |unit| &unit.name);
    let name = written(&nodes[at]);
    let question = Question {
        reason: format!(
            "{name} di Kinerja berada di bawah {from}, menurut berkas di bawah {to}; `lewati` membiarkannya"
        ),
        proposal: Some(format!("pindahkan {name} ke bawah {to}")),
        ..question(draft, &name, Column::UnitPlace)
    };
    let verdict = desk.ask(question, Some(()), |_| Err("jawab `ya` atau `lewati`".to_owned()));
    draft.open |= verdict == Verdict::Open;
    matches!(verdict, Verdict::Take(()))
}

/// Returns a question about a unit, at the first row of its people.
fn question(draft: &ImportDraft<'_>, unit: &str, column: Column) -> Question {
    Question {
        row: draft.row.id,
        label: draft.row.label.clone(),
        name: unit.to_owned(),
        column,
        given: draft.row.get(Column::Parent).shown(),
        reason: String::new(),
        proposal: None,
        answer: String::new(),
        open: true,
    }
}

/// Returns the node of one of the agency's units, and adds it with those above it where the file does not name them;
/// none for the root, and where the file has it below the unit `from`.
fn known_node(nodes: &mut Vec<Node>, id: UnitId, from: usize, root: &Root<'_>) -> Option<usize> {
    let unit = root.known.unit(id).filter(|unit| unit.parent.is_some())?;
    let named: Vec<usize> = (0..nodes.len()).filter(|at| nodes[*at].key == unit.key && *at != from).collect();
    let found = named.iter().copied().find(|at| nodes[*at].known == Some(id));
    let only = if let [one] = named.as_slice() { Some(*one).filter(|one| nodes[*one].known.is_none()) } else { None };
    if let Some(at) = found.or(only) {
        return (!path(nodes, at).any(|above| above == from)).then_some(at);
    }
    let parent = unit.parent.and_then(|parent| known_node(nodes, parent, from, root));
    let mentions = [(unit.name.clone(), 1)].into();
    nodes.push(Node { key: unit.key.clone(), mentions, parent, known: Some(id), ..Node::default() });
    Some(nodes.len() - 1)
}

/// Returns a unit and everything above it in the file.
fn path(nodes: &[Node], at: usize) -> impl Iterator<Item = usize> {
    std::iter::successors(Some(at), |at| nodes[*at].parent).take(nodes.len() + 1)
}

/// Returns the first row of the people of a unit or below it.
fn first_below<'a, 'b>(
    nodes: &[Node],
    at: usize,
    drafts: &'a mut [ImportDraft<'b>],
    seats: &[Option<usize>],
) -> Option<&'a mut ImportDraft<'b>> {
    let below = |seat: &Option<usize>| seat.is_some_and(|seat| path(nodes, seat).any(|above| above == at));
    drafts.iter_mut().zip(seats).find(|(draft, seat)| draft.counts() && below(seat)).map(|(draft, _)| draft)
}

fn written(node: &Node) -> String {
    proper_phrase(node.usual()).unwrap_or_else(|| node.usual().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_what_is_part_of_another_unit() {
        for (name, main, part) in [
            ("Dinas Sosial", true, false),
            ("Sekretariat Daerah", true, false),
            ("Sekretariat", false, true),
            ("Bidang Data", false, true),
            ("Sub Bagian Umum", false, true),
            ("SD Negeri 01", false, false),
        ] {
            let key = unit_key(name);
            assert_eq!((is_main(&key), is_part(&key)), (main, part), "{name}");
        }
    }
}
