//! From the rows of a personnel export to accepted people, repairs and questions.
//!
//! The order matters: the identity (`identity`), whether somebody still works here (`service`), the place of work
//! (`unit`, `root`, `place`, `tree`, `post`), the superior (`superior`), what acts in Kinerja gave
//! (`act`), and the small fields (`field`). A question about one field holds back only what cannot exist without it: a person
//! needs a certain number, name, unit, post and status; a doubtful superior, birth date or golongan stays empty until
//! it is decided.

mod act;
mod cell;
mod column;
mod draft;
mod field;
mod identity;
mod list;
mod name;
mod nip;
mod outcome;
mod place;
mod post;
mod question;
mod root;
mod service;
mod superior;
mod table;
mod tree;
mod unit;

pub(crate) use cell::{Cell, squeezed, words};
pub(crate) use column::{Column, find_header};
pub(crate) use field::Sex;
pub(crate) use outcome::{
    Act, ActAssessor, ActPost, AgencyData, Outcome, Person, RepairKind, Serving, Warning, WarningKind,
};
pub(crate) use post::Post;
pub(crate) use question::{Answer, Answers, Question};
pub(crate) use service::{Leaving, label as leaving_label};
pub(crate) use superior::Superior;
pub(crate) use table::{Hidden, Table, letter};
pub(crate) use unit::{KnownUnit, Unit};

use crate::domain::{
    nip::Nip,
    text::{Name, TextError},
};
use draft::{Fate, ImportDraft, Questioned};
use field::Read;
use jiff::civil::Date;
use question::Desk;
use std::collections::BTreeMap;
use table::RowId;

/// Returns a name that may be stored, or the reason why not.
fn storable(text: &str) -> Result<Name, String> {
    Name::parse(&words(text)).map_err(|error| match error {
        TextError::Empty => "kosong".to_owned(),
        error => error.to_string().trim_end_matches('.').to_lowercase(),
    })
}

/// Judges every row of the list; the same list, agency data and answers give the same outcome.
pub(crate) fn prepare(table: &Table, known: &AgencyData, answers: &Answers, today: Date) -> Outcome {
    let mut desk = Desk::new(answers);
    let mut drafts: Vec<_> = table.rows.iter().map(ImportDraft::new).collect();
    let mut notes = vec![];
    identity::settle(&mut drafts, &mut desk, known, today);
    let (tree, raised) = unit::settle(&mut drafts, &mut desk, known, table, &mut notes);
    post::settle(&mut drafts, &mut desk, &tree);
    let mut leaving = service::missing(&drafts, &mut desk, known, &tree, today);
    leaving.extend(drafts.iter().filter_map(|draft| match (draft.fate, &draft.nip) {
        (Fate::Leaves(end), Some(nip)) => {
            let serving = known.serving.get(nip).filter(|serving| serving.ends_on.is_none());
            serving.map(|_| (nip.clone(), draft.name.clone(), end))
        }
        _ => None,
    }));
    let gone = leaving.iter().filter(|(.., end)| end.on <= today).map(|(nip, ..)| nip.clone()).collect();
    let mut top = superior::settle(&mut drafts, &mut desk, known, &tree, &gone);
    act::settle(&mut drafts, &mut desk, known, &tree, &mut notes);
    if !raised.is_empty() {
        top.get_or_insert_with(|| superior::top_title(&tree.units[0].name));
    }
    for draft in drafts.iter_mut().filter(|draft| draft.counts()) {
        settle_fields(draft, &mut desk, today);
    }
    if !table.has(Column::Superior) {
        notes.push("Berkas tidak memuat kolom NIP atasan: garis atasan tidak diisi.".into());
    }
    let unasked = desk.unasked();
    if !unasked.is_empty() {
        let rows: Vec<_> = unasked.iter().map(|(label, column)| format!("baris {label} {}", column.label())).collect();
        notes.push(format!("Keputusan tanpa pertanyaan, tidak dipakai: {}.", rows.join(", ")));
    }
    if !leaving.is_empty() {
        notes.push("Yang dinilai oleh pegawai yang berhenti memerlukan atasan baru.".into());
    }
    let outcome = Outcome {
        units: tree.units,
        people: Vec::with_capacity(drafts.len()),
        top,
        questions: desk.questions,
        repairs: vec![],
        warnings: vec![],
        duplicates: vec![],
        skipped: vec![],
        leaving,
        left: 0,
        raised,
        notes,
        ready: 0,
        repaired: 0,
        undecided: 0,
    };
    collect(drafts, outcome, table)
}

fn settle_fields(draft: &mut ImportDraft<'_>, desk: &mut Desk<'_>, today: Date) {
    let row = draft.row;
    let by_nip = draft.nip.as_ref().and_then(Nip::birth_date);
    draft.birth_date = match field::read_birth_date(row.get(Column::BirthDate), today) {
        Read::Absent => None,
        Read::Plain(date) => Some(date),
        Read::Repaired(date) => {
            draft.repair(RepairKind::BirthDate, row.get(Column::BirthDate).shown(), date.to_string());
            Some(date)
        }
        Read::Unreadable(reason) => {
            let proposal = by_nip.map(|date| (date, format!("{} (menurut NIP)", shown_date(date))));
            let asked = Questioned { column: Column::BirthDate, reason, proposal };
            draft.may(desk, asked, |text| {
                let date = field::parse_date(text).filter(|date| date.year() >= 1900 && *date < today);
                date.ok_or_else(|| "bukan tanggal; ketik seperti 15-03-1993".to_owned())
            })
        }
    };
    if let (Some(date), Some(by_nip)) = (draft.birth_date, by_nip)
        && date != by_nip
    {
        draft.warn(WarningKind::BirthDate, format!("{}, menurut NIP {}", shown_date(date), shown_date(by_nip)));
    }
    draft.sex = match field::read_sex(row.get(Column::Sex)) {
        Read::Plain(sex) | Read::Repaired(sex) => Some(sex),
        Read::Absent => None,
        Read::Unreadable(reason) => {
            draft.warn(WarningKind::Sex, reason);
            None
        }
    };
    if let (Some(sex), Some(nip)) = (draft.sex, &draft.nip)
        && (sex == Sex::Female) != nip.is_female()
    {
        let letter = |female| if female { "P" } else { "L" };
        let text = format!("{} di berkas, {} menurut NIP", letter(sex == Sex::Female), letter(nip.is_female()));
        draft.warn(WarningKind::Sex, text);
    }
    draft.grade =
        match field::read_grade(row.get(Column::Grade), draft.kind) {
            Read::Absent => None,
            Read::Plain(grade) => Some(grade),
            Read::Repaired(grade) => {
                draft.repair(RepairKind::Grade, row.get(Column::Grade).shown(), grade.clone());
                Some(grade)
            }
            Read::Unreadable(reason) => {
                let kind = draft.kind;
                draft.may(desk, Questioned { column: Column::Grade, reason, proposal: None }, |text| {
                    match field::read_grade(&Cell::text(text), kind) {
                        Read::Plain(grade) | Read::Repaired(grade) => Ok(grade),
                        _ => Err("bukan golongan".to_owned()),
                    }
                })
            }
        };
}

fn shown_date(date: Date) -> String {
    date.strftime("%d-%m-%Y").to_string()
}

fn collect(drafts: Vec<ImportDraft<'_>>, mut outcome: Outcome, table: &Table) -> Outcome {
    let mut heads: BTreeMap<usize, Vec<RowId>> = BTreeMap::new();
    for draft in drafts {
        match draft.fate {
            Fate::Repeats(row) => {
                outcome.duplicates.push((draft.row.id, row));
                continue;
            }
            Fate::Skipped => {
                outcome.skipped.push(draft.row.id);
                continue;
            }
            Fate::Leaves(_) => {
                outcome.left += 1;
                continue;
            }
            Fate::Counts => {}
        }
        let row = draft.row.id;
        match (draft.open, draft.repairs.is_empty()) {
            (true, _) => outcome.undecided += 1,
            (false, true) => outcome.ready += 1,
            (false, false) => outcome.repaired += 1,
        }
        if draft.taken()
            && let (Some(nip), Some(name), Some(kind), Some(unit), Some(post)) =
                (draft.nip, draft.stored_name, draft.kind, draft.unit, draft.post)
        {
            if post.is_head {
                heads.entry(unit).or_default().push(row);
            }
            let ImportDraft { grade, birth_date, sex, superior, keeps_seat, .. } = draft;
            let person = Person { nip, name, kind, grade, birth_date, sex, unit, post, keeps_seat, superior };
            outcome.people.push(person);
        }
        outcome.repairs.extend(draft.repairs);
        outcome.warnings.extend(draft.warnings);
    }
    for (unit, rows) in heads.into_iter().filter(|(_, rows)| rows.len() > 1) {
        let list: Vec<_> = rows.iter().map(|row| table.label(*row)).collect();
        let text = format!("{} orang mengepalai {} (baris {})", rows.len(), outcome.units[unit].name, list.join(", "));
        outcome.warnings.push(Warning { row: rows[0], kind: WarningKind::Heads, text });
    }
    outcome.questions.sort_by_key(|question| (question.row, question.column));
    outcome
}

#[cfg(test)]
mod tests;
