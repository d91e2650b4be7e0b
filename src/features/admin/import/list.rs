//! The unit of a list that has no column for it, such as a list of one office.

use super::{
    AgencyData, Column, ImportDraft, Table,
    name::proper_phrase,
    question::{Desk, Question, Verdict},
    storable,
    table::RowId,
    unit::unit_key,
};
use crate::domain::text::Name;

/// Asks for the unit of each list that has no column for it; the outcome by list.
pub(super) fn units_of_lists(
    drafts: &[ImportDraft<'_>],
    desk: &mut Desk<'_>,
    known: &AgencyData,
    table: &Table,
) -> Vec<Option<Verdict<Name>>> {
    let lists = table.lists.iter().enumerate();
    let asked = lists.map(|(at, list)| {
        let people = drafts.iter().filter(|draft| draft.row.id.list == at && draft.counts()).count();
        if list.columns.iter().any(|(column, ..)| *column == Column::Unit) || people == 0 {
            return None;
        }
        let row = RowId { list: at, number: list.header };
        let named = list.titles.iter().chain([&list.sheet]).find_map(|title| unit_in(title, known));
        let proposal = named.and_then(|name| storable(&name).ok());
        let question = Question {
            row,
            label: table.label(row),
            name: list.sheet.clone(),
            column: Column::Unit,
            given: String::new(),
            reason: format!(
                "daftar ini tidak memuat kolom unit kerja; ketik nama unit dari {people} orang di dalamnya"
            ),
            proposal: proposal.as_ref().map(ToString::to_string),
            answer: String::new(),
            open: true,
        };
        Some(desk.ask(question, proposal, storable))
    });
    asked.collect()
}

/// Returns the unit that a title names: `DAFTAR PEGAWAI DINAS SOSIAL KOTA RIMBUN` is of Dinas Sosial.
fn unit_in(title: &str, known: &AgencyData) -> Option<String> {
    const STARTS: [&str; 16] = [
        "dinas",
        "badan",
        "kecamatan",
        "kec",
        "kelurahan",
        "inspektorat",
        "sekretariat",
        "satuan",
        "kantor",
        "bagian",
        "bidang",
        "uptd",
        "upt",
        "puskesmas",
        "rsud",
        "cabang",
    ];
    const ENDS: [&str; 9] = ["kota", "kabupaten", "kab", "provinsi", "keadaan", "tahun", "bulan", "per", "periode"];
    let key = format!(" {} ", unit_key(title));
    let longest = known.units.iter().filter(|unit| unit.parent.is_some() && key.contains(&format!(" {} ", unit.key)));
    if let Some(unit) = longest.max_by_key(|unit| unit.key.len()) {
        return Some(unit.name.clone());
    }
    let is =
        |list: &[&str], word: &str| list.contains(&word.to_lowercase().trim_matches(|c: char| !c.is_alphanumeric()));
    let named = title.split_whitespace().skip_while(|word| !is(&STARTS, word));
    let named: Vec<_> =
        named.take_while(|word| !is(&ENDS, word) && !word.starts_with(|c: char| c.is_ascii_digit())).collect();
    let name = named.join(" ");
    (!name.is_empty()).then(|| proper_phrase(&name).unwrap_or(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_names_the_unit_of_its_list() {
        let known = AgencyData::default();
        for (title, unit) in [
            ("DAFTAR PEGAWAI DINAS SOSIAL KOTA RIMBUN", Some("Dinas Sosial")),
            ("Data pegawai UPTD Puskesmas Muara per November 2026", Some("UPTD Puskesmas Muara")),
            ("DAFTAR PEGAWAI", None),
        ] {
            assert_eq!(unit_in(title, &known).as_deref(), unit, "{title}");
        }
    }
}
