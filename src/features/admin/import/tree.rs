//! The tree that the units of an export form: below one root, each under the unit that the file names.

use super::{
    ImportDraft,
    name::proper_phrase,
    root::Root,
    unit::{Unit, UnitPlace, unit_key},
};
use crate::domain::id::UnitId;
use std::collections::{BTreeMap, HashMap};

/// The units with the root first, each after the one above it.
#[derive(Debug)]
pub(super) struct Tree {
    pub units: Vec<Unit>,
}

impl Tree {
    /// Returns whether the unit is a perangkat daerah: directly below the root.
    pub(crate) fn is_below_root(&self, unit: usize) -> bool {
        self.units[unit].parent == Some(0)
    }

    /// Returns the unit and everything above it, nearest first.
    pub(crate) fn path(&self, unit: usize) -> impl Iterator<Item = usize> {
        std::iter::successors(Some(unit), |unit| self.units[*unit].parent)
    }
}

/// A unit during the import: its spellings with their number, and the unit above it.
#[derive(Debug, Default)]
pub(super) struct Node {
    pub key: String,
    pub parent_key: String,
    pub spellings: BTreeMap<String, usize>,
    /// Spellings of rows that only name it as the unit above theirs.
    pub mentions: BTreeMap<String, usize>,
    pub parent: Option<usize>,
    /// The reason why it cannot be placed.
    pub problem: Option<String>,
    /// Whether the question for its place is open.
    pub is_open: bool,
    /// The agency's own unit.
    pub known: Option<UnitId>,
    /// Whether that is moved to this place.
    pub is_moved: bool,
}

impl Node {
    /// Returns the usual spelling, preferably one with small letters.
    pub(crate) fn usual(&self) -> &str {
        let spellings = if self.spellings.is_empty() { &self.mentions } else { &self.spellings };
        let weight = |(text, count): &(&String, &usize)| (text.chars().any(char::is_lowercase), **count);
        spellings.iter().max_by_key(weight).map_or("", |(text, _)| text)
    }

    pub(crate) fn place_key(&self) -> (String, String) {
        (self.key.clone(), self.parent_key.clone())
    }
}

pub(super) fn gather(places: &[Option<UnitPlace>]) -> Vec<Node> {
    let mut index: HashMap<(String, String), usize> = HashMap::new();
    let mut nodes: Vec<Node> = vec![];
    for place in places.iter().flatten() {
        let at = *index.entry(place.key.clone()).or_insert_with(|| {
            nodes.push(Node { key: place.key.0.clone(), parent_key: place.key.1.clone(), ..Node::default() });
            nodes.len() - 1
        });
        *nodes[at].spellings.entry(place.unit.clone()).or_default() += 1;
    }
    // Units that are only named as the one above another.
    let mut mentions: BTreeMap<String, BTreeMap<String, usize>> = BTreeMap::new();
    for place in places.iter().flatten().filter(|place| !place.parent.is_empty() && !place.key.1.is_empty()) {
        *mentions.entry(place.key.1.clone()).or_default().entry(place.parent.clone()).or_default() += 1;
    }
    for (key, spellings) in mentions {
        if !nodes.iter().any(|node| node.key == key) {
            nodes.push(Node { key, mentions: spellings, ..Node::default() });
        }
    }
    nodes
}

pub(super) fn link_by_name(nodes: &mut [Node]) {
    let mut by_key: HashMap<String, Vec<usize>> = HashMap::new();
    for (at, node) in nodes.iter().enumerate() {
        by_key.entry(node.key.clone()).or_default().push(at);
    }
    let links: Vec<_> = nodes.iter().map(|node| by_key.get(&node.parent_key).cloned().unwrap_or_default()).collect();
    for (node, above) in nodes.iter_mut().zip(links) {
        match above.as_slice() {
            [] => {}
            [one] => node.parent = Some(*one),
            several => {
                node.problem = Some(format!(
                    "ada {} unit bernama seperti unit induknya; tulis nama lengkapnya di dalam berkas",
                    several.len()
                ));
            }
        }
    }
}

/// Places units in an export without a column for the unit above: below the one in which most of their superiors work.
pub(super) fn link_by_superiors(nodes: &mut [Node], drafts: &[ImportDraft<'_>], places: &[Option<UnitPlace>]) {
    let index: HashMap<_, _> = nodes.iter().enumerate().map(|(at, node)| (node.place_key(), at)).collect();
    let seats: Vec<_> = places.iter().map(|place| index.get(&place.as_ref()?.key).copied()).collect();
    let mut seat_of = HashMap::new();
    for (draft, seat) in drafts.iter().zip(&seats) {
        if let (Some(nip), Some(seat)) = (&draft.nip, seat) {
            seat_of.insert(nip, *seat);
        }
    }
    let mut votes: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for (draft, seat) in drafts.iter().zip(&seats) {
        if let (Some(seat), Some(above)) = (seat, draft.cites.nip().and_then(|nip| seat_of.get(nip)))
            && seat != above
        {
            *votes.entry((*seat, *above)).or_default() += 1;
        }
    }
    for (at, node) in nodes.iter_mut().enumerate() {
        let mine = votes.iter().filter(|((from, _), _)| *from == at);
        node.parent = mine.max_by_key(|(_, votes)| **votes).map(|((_, above), _)| *above);
    }
}

/// Breaks cycles of units: a question if the file says so, cut if the place was only inferred.
pub(super) fn break_circles(nodes: &mut [Node], said: bool) {
    for start in 0..nodes.len() {
        let mut at = start;
        for _ in 0..nodes.len() {
            match nodes[at].parent {
                Some(above) if above == start => {
                    nodes[start].parent = None;
                    if said {
                        nodes[start].problem = Some("unit induknya berada di bawah unit ini sendiri".into());
                    }
                    break;
                }
                Some(above) => at = above,
                None => break,
            }
        }
    }
    // A unit below one that cannot be placed cannot be placed either.
    for _ in 0..nodes.len() {
        let lost: Vec<_> = (0..nodes.len())
            .filter(|at| {
                nodes[*at].problem.is_none() && nodes[*at].parent.is_some_and(|above| nodes[above].problem.is_some())
            })
            .collect();
        if lost.is_empty() {
            break;
        }
        for at in lost {
            nodes[at].problem = Some("unit di atasnya belum dapat ditempatkan".into());
        }
    }
}

/// Returns the tree below its root, and the position of each node in it.
pub(super) fn grow(nodes: &[Node], root: &Root, remarks: &mut Vec<String>) -> (Tree, Vec<Option<usize>>) {
    let name = |node: &Node| proper_phrase(node.usual()).unwrap_or_else(|| node.usual().to_owned());
    let known = root.known.root();
    let root_name = match (known, root.node) {
        (Some(known), _) => known.name.clone(),
        (None, Some(node)) => name(&nodes[node]),
        (None, None) => root.known.agency.clone(),
    };
    let mut tree = Tree {
        units: vec![Unit {
            key: unit_key(&root_name),
            name: root_name,
            parent: None,
            known: known.map(|unit| unit.id),
            is_moved: false,
        }],
    };
    let mut positions = vec![None; nodes.len()];
    if let Some(node) = root.node {
        positions[node] = Some(0);
    }
    let mut queue: Vec<(usize, usize)> = root.tops(nodes).map(|at| (at, 0)).collect();
    let mut spellings = vec![];
    let mut next = 0;
    while let Some((at, parent)) = queue.get(next).copied() {
        next += 1;
        let node = &nodes[at];
        let found = node.known.and_then(|id| root.known.unit(id));
        let chosen = found.map_or_else(|| name(node), |unit| unit.name.clone());
        if chosen != node.usual() && proper_phrase(node.usual()).is_some() {
            spellings.push(format!("{} → {chosen}", node.usual()));
        }
        positions[at] = Some(tree.units.len());
        queue.extend(children(nodes, at).map(|child| (child, tree.units.len())));
        tree.units.push(Unit {
            name: chosen,
            key: node.key.clone(),
            parent: Some(parent),
            known: node.known,
            is_moved: node.is_moved,
        });
    }
    if let Some(node) = root.node.filter(|node| nodes[*node].usual() != tree.units[0].name) {
        spellings.insert(0, format!("{} → {}", nodes[node].usual(), tree.units[0].name));
    }
    if !spellings.is_empty() {
        remarks.push(format!("Nama unit yang ditulis lain: {}.", spellings.join(", ")));
    }
    (tree, positions)
}

fn children(nodes: &[Node], of: usize) -> impl Iterator<Item = usize> {
    (0..nodes.len()).filter(move |at| nodes[*at].parent == Some(of) && nodes[*at].problem.is_none())
}
