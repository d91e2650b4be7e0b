//! Tests of whole lists: trees, contradictions, and that no row is ever lost.

use super::*;
use jiff::civil::date;
use proptest::prelude::*;

const TODAY: Date = date(2026, 11, 22);
const HEADINGS: [&str; 7] = ["NIP", "Nama", "Jabatan", "Unit Kerja", "Unit Induk", "NIP Atasan", "Status"];

fn table(headings: &[&str], rows: &[Vec<Cell>]) -> Table {
    let headings = headings.iter().map(|text| Cell::text(text)).collect();
    let rows: Vec<_> = (1..).zip(std::iter::once(headings).chain(rows.iter().cloned())).collect();
    let header = find_header(rows.iter().map(|(_, cells): &(u32, Vec<Cell>)| cells.as_slice())).expect("headings");
    let mut table = Table::default();
    table.add("Data", &header, rows, Hidden::default());
    table
}

fn judged(headings: &[&str], rows: &[Vec<&str>], known: &AgencyData) -> Outcome {
    let rows: Vec<Vec<Cell>> = rows.iter().map(|row| row.iter().map(|text| Cell::text(text)).collect()).collect();
    prepare(&table(headings, &rows), known, &Answers::new(), TODAY)
}

fn nip(serial: u32) -> String {
    format!("198001012005011{serial:03}")
}

fn tree(outcome: &Outcome) -> Vec<(&str, Option<&str>)> {
    let name = |at: usize| outcome.units[at].name.as_str();
    outcome.units.iter().map(|unit| (unit.name.as_str(), unit.parent.map(name))).collect()
}

#[test]
fn without_a_column_for_it_the_tree_follows_the_superiors() {
    let (head, chief, clerk) = (nip(1), nip(2), nip(3));
    let rows = [
        vec![head.as_str(), "Ani", "Kepala Dinas Sosial", "Dinas Sosial", ""],
        vec![&chief, "Budi", "Kepala Bidang Data", "Bidang Data", &head],
        vec![&clerk, "Cici", "Analis", "Bidang Data", &chief],
    ];
    let known = AgencyData { agency: "Pemerintah Kota Sagara".into(), ..AgencyData::default() };
    let outcome = judged(&["NIP", "Nama", "Jabatan", "Unit Kerja", "NIP Atasan"], &rows, &known);
    let (agency, office) = ("Pemerintah Kota Sagara", "Dinas Sosial");
    assert_eq!(tree(&outcome), [(agency, None), (office, Some(agency)), ("Bidang Data", Some(office))]);
    assert_eq!(outcome.people.iter().map(|person| person.post.is_head).collect::<Vec<_>>(), [true, true, false]);
}

#[test]
fn the_agency_is_the_root_under_either_name() {
    let row = |nip, unit, parent| vec![nip, "Ani", "Analis", unit, parent, "", "PNS"];
    let (one, two) = (nip(1), nip(2));
    let rows = [row(&one, "Dinas Sosial", "KOTA SAGARA"), row(&two, "Inspektorat", "")];
    let known = AgencyData { agency: "Pemerintah Kota Sagara".into(), ..AgencyData::default() };
    let expected = [("Kota Sagara", None), ("Dinas Sosial", Some("Kota Sagara")), ("Inspektorat", Some("Kota Sagara"))];
    let outcome = judged(&HEADINGS, &rows, &known);
    assert_eq!(tree(&outcome).len(), 3);
    assert!(expected.iter().all(|unit| tree(&outcome).contains(unit)), "{:?}", tree(&outcome));
}

#[test]
fn what_cannot_be_placed_is_asked_not_guessed() {
    let row = |nip, unit, parent| vec![nip, "Ani", "Analis", unit, parent, "", "PNS"];
    let nips: Vec<_> = (1..=5).map(nip).collect();
    let rows = [
        row(&nips[0], "Sekretariat", "Dinas Sosial"),
        row(&nips[1], "Sekretariat", "Dinas Perhubungan"),
        row(&nips[2], "Subbagian Umum", "Sekretariat"),
        row(&nips[3], "Bidang A", "Bidang B"),
        row(&nips[4], "Bidang B", "Bidang A"),
    ];
    let outcome = judged(&HEADINGS, &rows, &AgencyData::default());
    let asked: Vec<_> = outcome
        .questions
        .iter()
        .filter(|question| question.column == Column::Parent)
        .map(|question| question.row.number)
        .collect();
    assert_eq!(asked, [4, 5, 6]);
    assert_eq!(outcome.people.len(), 2);
}

#[test]
fn a_number_that_belongs_to_quite_another_name_is_asked() {
    let row = |nip, name| vec![nip, name, "Analis", "Dinas Sosial", "", "", "PNS"];
    let (one, two) = (nip(1), nip(2));
    let people = [(&one, "Budi Santoso"), (&two, "Cici")];
    let known = AgencyData {
        people: people.into_iter().map(|(nip, name)| (Nip::parse(nip).expect("a number"), name.to_owned())).collect(),
        ..AgencyData::default()
    };
    let outcome = judged(&HEADINGS, &[row(&one, "Ani Lestari"), row(&two, "Cici Rahma, S.E.")], &known);
    let asked: Vec<_> = outcome.questions.iter().filter(|question| question.column == Column::Name).collect();
    assert_eq!(asked.len(), 1);
    assert!(asked[0].reason.contains("Budi Santoso"));
    assert_eq!(outcome.people.len(), 1);
}

#[test]
fn acting_posts_and_numbers_of_the_future_are_asked() {
    let row = |nip, post| vec![nip, "Ani", post, "Dinas Sosial", "", "", "PNS"];
    let outcome = judged(
        &HEADINGS,
        &[row("198001012005011001", "Plt. Kepala Dinas Sosial"), row("198001012027011001", "Analis")],
        &AgencyData::default(),
    );
    let asked: Vec<_> = outcome.questions.iter().map(|question| (question.row.number, question.column)).collect();
    assert!(asked.contains(&(2, Column::Post)) && asked.contains(&(3, Column::Nip)), "{asked:?}");
    assert!(outcome.people.is_empty());
}

fn cell() -> impl Strategy<Value = Cell> {
    prop_oneof![
        Just(Cell::Empty),
        any::<f64>().prop_map(Cell::Number),
        (1.9e17..2.1e17).prop_map(Cell::Number),
        (-9999_i16..=9999).prop_map(|year| Cell::Date(date(year, 1, 1))),
        any::<String>().prop_map(|text| Cell::text(&text)),
        "'?[12][0-9]{3}0[1-9]1[0-9]20(0[0-9]|2[0-6])(0[1-9]|2[1-9])[12]00[1-3]".prop_map(|text| Cell::text(&text)),
        "(Kepala |Sekretaris |Plt\\. )?(Dinas|Bidang|Sub bagian) [A-C]?".prop_map(|text| Cell::text(&text)),
        Just(Cell::text("198001012005011001")),
    ]
}

proptest! {
    #[test]
    fn every_row_is_accounted_for(
        rows in prop::collection::vec(prop::collection::vec(cell(), 7), 0..12),
        answers in prop::collection::hash_map((2..14_u32, 0..Column::ALL.len()), any::<String>(), 0..6),
    ) {
        let table = table(&HEADINGS, &rows);
        let answers = answers
            .into_iter()
            .map(|((row, column), text)| ((row.to_string(), Column::ALL[column]), Answer { text, ..Answer::default() }))
            .collect();
        let outcome = prepare(&table, &AgencyData::default(), &answers, TODAY);
        let people = outcome.ready + outcome.repaired + outcome.undecided;
        prop_assert_eq!(people + outcome.duplicates.len() + outcome.skipped.len() + outcome.left, table.rows.len());
        prop_assert!(outcome.people.len() >= outcome.ready + outcome.repaired);
        prop_assert!(outcome.people.len() <= people);
        prop_assert!(outcome.people.iter().all(|person| person.unit < outcome.units.len()));
        prop_assert!((1..outcome.units.len()).all(|at| outcome.units[at].parent.is_some_and(|above| above < at)));
    }
}
