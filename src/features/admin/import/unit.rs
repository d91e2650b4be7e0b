//! The units in their spellings, and the tree that they form.
//!
//! Two spellings are one unit when they agree after [`unit_key`] (case, spaces, punctuation, `&`, usual short forms)
//! and lie below the same unit: that is a repair. Merely similar names are a proposal.

use super::{
    AgencyData, Cell, Column, Fate, ImportDraft, Questioned, RepairKind, Table,
    cell::words,
    list::units_of_lists,
    place::settle_places,
    question::{Desk, Verdict},
    root, storable,
    tree::{Node, Tree, break_circles, gather, grow, link_by_name, link_by_superiors},
};
use crate::domain::{id::UnitId, text::Name};
use std::collections::{HashMap, HashSet};

/// A unit that the agency already has.
#[derive(Clone, Debug)]
pub(crate) struct KnownUnit {
    pub id: UnitId,
    pub parent: Option<UnitId>,
    pub name: String,
    pub key: String,
}

impl KnownUnit {
    pub(crate) fn new(id: UnitId, parent: Option<UnitId>, name: String) -> Self {
        let key = unit_key(&name);
        Self { id, parent, name, key }
    }
}

/// A unit of the export; `parent` is a position in the same list, none for the root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Unit {
    pub name: String,
    pub key: String,
    pub parent: Option<usize>,
    /// The agency's own unit; `None` for one that is new.
    pub known: Option<UnitId>,
    /// Whether the known unit lies elsewhere so far and is moved here, by decision.
    pub is_moved: bool,
}

/// Short forms that offices use for the same words. A form that may stand for two things is not here.
const SHORT_FORMS: [(&str, &str); 44] = [
    ("pemkot", "pemerintah kota"),
    ("pemkab", "pemerintah kabupaten"),
    ("pemprov", "pemerintah provinsi"),
    ("kadis", "kepala dinas"),
    ("kadin", "kepala dinas"),
    ("kaban", "kepala badan"),
    ("kabid", "kepala bidang"),
    ("kabag", "kepala bagian"),
    ("kasi", "kepala seksi"),
    ("kasie", "kepala seksi"),
    ("kasubag", "kepala subbagian"),
    ("kasubbag", "kepala subbagian"),
    ("kasubbid", "kepala subbidang"),
    ("tu", "tata usaha"),
    ("dukcapil", "kependudukan dan pencatatan sipil"),
    ("disdukcapil", "dinas kependudukan dan pencatatan sipil"),
    ("dinkes", "dinas kesehatan"),
    ("disdik", "dinas pendidikan"),
    ("dindik", "dinas pendidikan"),
    ("dishub", "dinas perhubungan"),
    ("dinsos", "dinas sosial"),
    ("disdag", "dinas perdagangan"),
    ("kominfo", "komunikasi dan informatika"),
    ("diskominfo", "dinas komunikasi dan informatika"),
    ("dlh", "dinas lingkungan hidup"),
    ("pupr", "pekerjaan umum dan penataan ruang"),
    ("dpupr", "dinas pekerjaan umum dan penataan ruang"),
    ("dpmptsp", "dinas penanaman modal dan pelayanan terpadu satu pintu"),
    ("bappeda", "badan perencanaan pembangunan daerah"),
    ("bpbd", "badan penanggulangan bencana daerah"),
    ("bkpsdm", "badan kepegawaian dan pengembangan sumber daya manusia"),
    ("bpkad", "badan pengelolaan keuangan dan aset daerah"),
    ("bapenda", "badan pendapatan daerah"),
    ("setda", "sekretariat daerah"),
    ("setwan", "sekretariat dprd"),
    ("kec", "kecamatan"),
    ("kel", "kelurahan"),
    ("sdn", "sd negeri"),
    ("smpn", "smp negeri"),
    ("subag", "subbagian"),
    ("subbag", "subbagian"),
    ("kab", "kabupaten"),
    ("sekr", "sekretariat"),
    ("upt", "uptd"),
];

/// Returns the key that all spellings of a unit share.
pub(crate) fn unit_key(name: &str) -> String {
    let plain: String = name
        .replace('&', " dan ")
        .chars()
        .flat_map(char::to_lowercase)
        .map(|c| if c.is_alphanumeric() { c } else { ' ' })
        .collect();
    let mut key: Vec<&str> = vec![];
    for word in plain.split_whitespace() {
        let word = match word.trim_start_matches('0') {
            short if !short.is_empty() && word.chars().all(|c| c.is_ascii_digit()) => short,
            _ => word,
        };
        match SHORT_FORMS.iter().find(|(short, _)| *short == word) {
            Some((_, long)) => key.extend(long.split(' ')),
            None if word == "bagian" && key.last() == Some(&"sub") => {
                key.pop();
                key.push("subbagian");
            }
            None => key.push(word),
        }
    }
    key.dedup();
    key.join(" ")
}

/// The unit of a row.
pub(super) struct UnitPlace {
    pub unit: String,
    pub parent: String,
    pub key: (String, String),
}

/// Returns the tree, and the units that are put below the agency, which took the first one for its root.
pub(super) fn settle(
    drafts: &mut [ImportDraft<'_>],
    desk: &mut Desk<'_>,
    known: &AgencyData,
    table: &Table,
    remarks: &mut Vec<String>,
) -> (Tree, Vec<UnitId>) {
    let of_lists = units_of_lists(drafts, desk, known, table);
    let mut places: Vec<_> = drafts.iter_mut().map(|draft| place(draft, desk, &of_lists)).collect();
    adopt_parents(&mut places);
    misspelt(drafts, desk, &mut places, known);
    let mut nodes = gather(&places);
    if table.has(Column::Parent) {
        link_by_name(&mut nodes);
    } else {
        link_by_superiors(&mut nodes, drafts, &places);
        remarks.push(
            "Berkas tidak memuat kolom unit induk: susunan unit mengikuti nama unit dan atasan para pegawai.".into(),
        );
    }
    break_circles(&mut nodes, table.has(Column::Parent));
    let index: HashMap<_, _> = nodes.iter().enumerate().map(|(at, node)| (node.place_key(), at)).collect();
    let seats: Vec<_> = places.iter().map(|place| index.get(&place.as_ref()?.key).copied()).collect();
    let root = root::settle(&nodes, desk, known, table);
    if root.is_open {
        // Where the root is in doubt, nobody has a place.
        for draft in drafts.iter_mut().filter(|draft| draft.counts()) {
            (draft.held, draft.open) = (true, true);
        }
    }
    settle_places(&mut nodes, drafts, &seats, desk, &root);
    let (tree, positions) = grow(&nodes, &root, remarks);
    for ((draft, place), seat) in drafts.iter_mut().zip(&places).zip(seats) {
        let (Some(place), Some(node)) = (place, seat) else { continue };
        if let Some(reason) = &nodes[node].problem {
            let asked = Questioned { column: Column::Parent, reason: reason.clone(), proposal: None };
            draft.must(desk, asked, |_| Err::<(), _>("perbaiki unit induknya di dalam berkas".to_owned()));
            continue;
        }
        if nodes[node].is_open {
            (draft.held, draft.open) = (true, true);
            continue;
        }
        draft.unit = positions[node];
        show_repair(draft, place, &nodes, node, &tree);
    }
    (tree, root.raised)
}

/// Reports a repair if the unit has another spelling; a unit with one spelling in capitals is noted once for all.
fn show_repair(draft: &mut ImportDraft<'_>, place: &UnitPlace, nodes: &[Node], node: usize, tree: &Tree) {
    let Some(unit) = draft.unit else { return };
    let typed = match draft.row.get(Column::Unit) {
        Cell::Text(text) => text.clone(),
        other => other.words(),
    };
    let name = &tree.units[unit].name;
    let alone = nodes[node].spellings.len() == 1 && nodes[node].usual() == typed;
    if typed != *name && !alone && words(&typed) == place.unit {
        draft.repair(RepairKind::Unit, typed, name.clone());
    } else if let Some(parent) = nodes[node].parent
        && nodes[parent].spellings.len() + usize::from(!nodes[parent].spellings.contains_key(&place.parent)) > 1
        && let Some(above) = tree.units[unit].parent
        && !place.parent.is_empty()
        && place.parent != tree.units[above].name
    {
        draft.repair(RepairKind::Unit, place.parent.clone(), tree.units[above].name.clone());
    }
}

fn place(draft: &mut ImportDraft<'_>, desk: &mut Desk<'_>, of_lists: &[Option<Verdict<Name>>]) -> Option<UnitPlace> {
    if !draft.counts() {
        return None;
    }
    match of_lists.get(draft.row.id.list).and_then(Option::as_ref) {
        Some(Verdict::Take(unit)) => return Some(UnitPlace::new(unit.as_str(), "")),
        Some(Verdict::Skip) => {
            draft.fate = Fate::Skipped;
            return None;
        }
        Some(Verdict::Open) => {
            (draft.held, draft.open) = (true, true);
            return None;
        }
        None => {}
    }
    let text = draft.row.get(Column::Unit).words();
    let unit = match storable(&text) {
        Ok(name) => name,
        Err(reason) => draft.must(
            desk,
            Questioned { column: Column::Unit, reason: format!("unit kerja {reason}"), proposal: None },
            storable,
        )?,
    };
    let parent = draft.row.get(Column::Parent).words();
    Some(UnitPlace::new(unit.as_str(), &parent))
}

impl UnitPlace {
    fn new(unit: &str, parent: &str) -> Self {
        let (key, parent_key) = (unit_key(unit), unit_key(parent));
        // A perangkat daerah is often named as the unit above itself.
        let parent_key = if parent_key == key { String::new() } else { parent_key };
        Self { unit: unit.to_owned(), parent: parent.to_owned(), key: (key, parent_key) }
    }
}

/// Gives a row without the unit above that of the other rows of its unit, if these agree.
fn adopt_parents(places: &mut [Option<UnitPlace>]) {
    let mut parents: HashMap<String, Vec<String>> = HashMap::new();
    for place in places.iter().flatten().filter(|place| !place.key.1.is_empty()) {
        let of_unit = parents.entry(place.key.0.clone()).or_default();
        if !of_unit.contains(&place.key.1) {
            of_unit.push(place.key.1.clone());
        }
    }
    for place in places.iter_mut().flatten().filter(|place| place.key.1.is_empty()) {
        if let Some([parent]) = parents.get(&place.key.0).map(Vec::as_slice) {
            place.key.1.clone_from(parent);
        }
    }
}

/// Asks about a unit of one or two people that looks like a misspelling of a larger one below the same unit.
fn misspelt(drafts: &mut [ImportDraft<'_>], desk: &mut Desk<'_>, places: &mut [Option<UnitPlace>], known: &AgencyData) {
    let mut sizes: HashMap<(String, String), (usize, String)> = HashMap::new();
    for place in places.iter().flatten() {
        sizes.entry(place.key.clone()).or_insert((0, place.unit.clone())).0 += 1;
    }
    let established: HashSet<&str> = known.units.iter().map(|unit| unit.key.as_str()).collect();
    for (draft, place) in drafts.iter_mut().zip(places) {
        let Some(seen) = place else { continue };
        let few = sizes.get(&seen.key).map_or(0, |(size, _)| *size);
        if few > 2 || established.contains(seen.key.0.as_str()) {
            continue;
        }
        let mut alike = sizes.iter().filter(|((key, parent), (size, _))| {
            *parent == seen.key.1 && *size >= 5 * few && *key != seen.key.0 && looks_alike(key, &seen.key.0)
        });
        let (Some((_, (size, name))), None) = (alike.next(), alike.next()) else {
            continue;
        };
        let reason = format!("unit ini mirip “{name}” ({size} orang); ketik nama unitnya lagi bila memang lain");
        let proposal = Some((name.clone(), name.clone()));
        let answer = draft
            .must(desk, Questioned { column: Column::Unit, reason, proposal }, |text| storable(text).map(String::from));
        let parent = seen.parent.clone();
        *place = answer.map(|unit| UnitPlace::new(&unit, &parent));
    }
}

/// Returns whether at most two letters differ, and no number or short word does.
fn looks_alike(one: &str, other: &str) -> bool {
    let fixed = |key: &str| -> Vec<String> {
        key.split(' ')
            .filter(|word| word.len() < 3 || word.chars().any(|c| c.is_ascii_digit()))
            .map(str::to_owned)
            .collect()
    };
    let (one_letters, other_letters): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    one_letters.len() >= 8
        && one_letters.len().abs_diff(other_letters.len()) <= 2
        && fixed(one) == fixed(other)
        && distance(&one_letters, &other_letters) <= 2
}

/// Returns Levenshtein's distance.
fn distance(one: &[char], other: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in one.iter().enumerate() {
        let mut before = row[0];
        row[0] = i + 1;
        for (j, b) in other.iter().enumerate() {
            let changed = before + usize::from(a != b);
            before = row[j + 1];
            row[j + 1] = changed.min(before + 1).min(row[j] + 1);
        }
    }
    row[other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_unit_have_one_key() {
        for (one, other) in [
            ("Dinas Kependudukan dan Pencatatan Sipil", "DINAS  DUKCAPIL "),
            ("Dinas Kependudukan dan Pencatatan Sipil", "Disdukcapil"),
            ("Subbagian Umum dan Kepegawaian", "Sub Bagian Umum & Kepegawaian"),
            ("SD Negeri 07", "SDN 7"),
            ("UPTD. Puskesmas 01", "UPT Puskesmas 1"),
        ] {
            assert_eq!(unit_key(one), unit_key(other));
        }
        assert_ne!(unit_key("SD Negeri 01"), unit_key("SD Negeri 10"));
        assert_eq!(unit_key("0"), "0");
    }

    #[test]
    fn only_letters_make_units_alike() {
        assert!(looks_alike("dinas kesehtan", "dinas kesehatan"));
        assert!(!looks_alike("sd negeri 1", "sd negeri 7"));
        assert!(!looks_alike("kelurahan timur 1", "kelurahan utara 1"));
        assert_eq!(distance(&['a', 'b'], &['b']), 1);
    }
}
