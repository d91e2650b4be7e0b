//! The identity of each row: number, name and status; rows that repeat another one.

use super::{
    AgencyData, Cell, Column, Fate, ImportDraft, Questioned, RepairKind,
    cell::squeezed,
    field::{self, Read},
    name::proper_name,
    nip::{Evidence, NipCell, appointed_year, difference, same_person, usual_serial},
    question::{Desk, Verdict},
    service::{self, Activity},
    storable,
};
use crate::domain::{nip::Nip, org::Employment};
use jiff::civil::Date;
use std::collections::{BTreeSet, HashMap, HashSet};

pub(super) fn settle(drafts: &mut [ImportDraft<'_>], desk: &mut Desk<'_>, known: &AgencyData, today: Date) {
    names(drafts);
    numbers(drafts, desk, known, today);
    repeats(drafts, desk);
    for draft in drafts.iter_mut().filter(|draft| draft.counts()) {
        service::settle(draft, desk, known, today);
    }
    for draft in drafts.iter_mut().filter(|draft| draft.counts()) {
        whose_name(draft, desk, known);
        status(draft, desk);
    }
}

/// Repairs the names first: all questions show them.
fn names(drafts: &mut [ImportDraft<'_>]) {
    for draft in drafts {
        let typed = match draft.row.get(Column::Name) {
            Cell::Text(text) => text.trim().to_owned(),
            other => other.words(),
        };
        let physician = draft.row.get(Column::Post).words().to_lowercase().starts_with("dokter");
        if let Some(proper) = proper_name(&draft.name, physician) {
            draft.repair(RepairKind::NameCase, draft.name.clone(), proper.clone());
            draft.name = proper;
        } else if typed != draft.name {
            draft.repair(RepairKind::NameSpaces, typed, draft.name.clone());
        }
    }
}

fn numbers(drafts: &mut [ImportDraft<'_>], desk: &mut Desk<'_>, known: &AgencyData, today: Date) {
    let mut doubtful: Vec<(usize, String, BTreeSet<Nip>)> = vec![];
    for (at, draft) in drafts.iter_mut().enumerate() {
        let cell = draft.row.get(Column::Nip);
        match NipCell::read(cell) {
            read if read.nip().is_some_and(|nip| appointed_year(nip) > today.year()) => {
                doubtful.push((at, "tahun pengangkatan dalam NIP belum tiba".into(), BTreeSet::new()));
            }
            NipCell::Sure(nip) => draft.nip = Some(nip),
            NipCell::Spaced(nip) => {
                draft.repair(RepairKind::NipSpaces, cell.shown(), nip.masked());
                draft.nip = Some(nip);
            }
            NipCell::Quoted(nip) => {
                draft.repair(RepairKind::NipQuote, cell.shown(), nip.masked());
                draft.nip = Some(nip);
            }
            NipCell::Prefixed(nip) => {
                draft.repair(RepairKind::NipPrefix, cell.shown(), nip.masked());
                draft.nip = Some(nip);
            }
            NipCell::Absent => doubtful.push((at, "NIP kosong".into(), BTreeSet::new())),
            NipCell::Unsure(reason, candidates) => doubtful.push((at, reason, candidates)),
        }
    }
    let taken: HashSet<Nip> = drafts.iter().filter_map(|draft| draft.nip.clone()).collect();
    let cited: HashSet<Nip> =
        drafts.iter().filter_map(|draft| draft.cites.nip()).filter(|nip| !taken.contains(*nip)).cloned().collect();
    let usual = usual_serial(taken.iter());
    for (at, reason, candidates) in doubtful {
        let draft = &mut drafts[at];
        let evidence = Evidence {
            female: match field::read_sex(draft.row.get(Column::Sex)) {
                Read::Plain(sex) => Some(sex == super::Sex::Female),
                _ => None,
            },
            birth_date: plain_date(draft),
            name: &draft.name,
            taken: &taken,
            cited: &cited,
            usual_serial: usual.as_deref(),
            known: &known.people,
        };
        let proposal = evidence.choose(&candidates).map(|nip| {
            let text = format!("{}{}", nip.masked(), difference(draft.row.get(Column::Nip), &nip));
            (nip, text)
        });
        draft.nip = draft.must(desk, Questioned { column: Column::Nip, reason, proposal }, typed_nip);
    }
}

/// Returns the birth date if it can be read; the age does not matter here.
fn plain_date(draft: &ImportDraft<'_>) -> Option<Date> {
    match field::read_birth_date(draft.row.get(Column::BirthDate), Date::MAX) {
        Read::Plain(date) | Read::Repaired(date) => Some(date),
        _ => None,
    }
}

/// Parses a typed number. Spreadsheets damage eighteen digits typed in one go.
pub(super) fn typed_nip(text: &str) -> Result<Nip, String> {
    match NipCell::read(&Cell::text(text)) {
        NipCell::Sure(nip) | NipCell::Spaced(nip) | NipCell::Quoted(nip) | NipCell::Prefixed(nip) => Ok(nip),
        NipCell::Absent => Err("kosong".into()),
        NipCell::Unsure(reason, _) => Err(format!("{reason}; ketik dengan spasi seperti 19860926 201505 1 001")),
    }
}

/// Merges rows with one number: if they agree, the first counts; else a person decides which one does.
fn repeats(drafts: &mut [ImportDraft<'_>], desk: &mut Desk<'_>) {
    let mut rows: HashMap<Nip, Vec<usize>> = HashMap::new();
    for (at, draft) in drafts.iter().enumerate().filter(|(_, draft)| draft.counts()) {
        if let Some(nip) = &draft.nip {
            rows.entry(nip.clone()).or_default().push(at);
        }
    }
    let mut groups: Vec<_> = rows.into_values().filter(|rows| rows.len() > 1).collect();
    groups.sort_unstable();
    for group in groups {
        let mut different: Vec<usize> = vec![];
        for at in group {
            match different.iter().find(|first| says_the_same(&drafts[**first], &drafts[at])) {
                Some(first) => drafts[at].fate = Fate::Repeats(drafts[*first].row.id),
                None => different.push(at),
            }
        }
        if different.len() > 1 {
            contradiction(drafts, desk, &different);
        }
    }
}

fn says_the_same(one: &ImportDraft<'_>, other: &ImportDraft<'_>) -> bool {
    Column::ALL.into_iter().filter(|column| *column != Column::Nip).all(|column| {
        let cells = (one.row.get(column), other.row.get(column));
        squeezed(&cells.0.words()) == squeezed(&cells.1.words())
            || column == Column::BirthDate && plain_date(one).is_some_and(|date| plain_date(other) == Some(date))
    })
}

/// Asks for each row whether it is the right one; the proposal is the fullest, of equals the last.
fn contradiction(drafts: &mut [ImportDraft<'_>], desk: &mut Desk<'_>, group: &[usize]) {
    let filled = |at: &usize| Column::ALL.into_iter().filter(|column| !drafts[*at].row.get(*column).is_empty()).count();
    let best = group.iter().copied().max_by_key(filled);
    let differing: Vec<_> = Column::ALL
        .into_iter()
        .filter(|column| {
            let mut cells = group.iter().map(|at| squeezed(&drafts[*at].row.get(*column).words()));
            let first = cells.next();
            *column != Column::Nip && cells.any(|cell| Some(&cell) != first.as_ref())
        })
        .map(Column::label)
        .collect();
    let list: Vec<_> = group.iter().map(|at| drafts[*at].row.label.clone()).collect();
    let mut used = vec![];
    for at in group.iter().copied() {
        let reason = format!(
            "baris {} memakai NIP yang sama dengan isi berbeda ({}); jawab `pakai` untuk satu baris dan `lewati` untuk yang lain, atau ketik NIP yang benar",
            list.join(" dan "),
            differing.join(", "),
        );
        let proposal = if Some(at) == best { (Chosen::This, "pakai") } else { (Chosen::Other, "lewati") };
        let asked = Questioned { column: Column::Nip, reason, proposal: Some((proposal.0, proposal.1.to_owned())) };
        let draft = &mut drafts[at];
        match draft.ask(desk, asked, |text| match squeezed(text).as_str() {
            "pakai" => Ok(Chosen::This),
            _ => typed_nip(text).map(Chosen::Number),
        }) {
            Verdict::Open => draft.held = true,
            Verdict::Skip | Verdict::Take(Chosen::Other) => draft.fate = Fate::Skipped,
            Verdict::Take(Chosen::This) => used.push(at),
            Verdict::Take(Chosen::Number(nip)) => draft.nip = Some(nip),
        }
    }
    // Two rows cannot both be right, and a typed number must not be another person's.
    if used.len() > 1 {
        for at in used {
            reopen(&mut drafts[at], desk, "lebih dari satu baris dijawab `pakai`");
        }
    }
    let typed: Vec<_> = group.iter().copied().filter(|at| drafts[*at].taken()).collect();
    for at in typed {
        let twin =
            drafts.iter().enumerate().any(|(other, draft)| other != at && draft.taken() && draft.nip == drafts[at].nip);
        if twin {
            reopen(&mut drafts[at], desk, "NIP itu dipakai baris lain");
        }
    }
}

enum Chosen {
    This,
    Other,
    Number(Nip),
}

fn reopen(draft: &mut ImportDraft<'_>, desk: &mut Desk<'_>, reason: &str) {
    desk.reopen(draft.row.id, Column::Nip, reason);
    draft.open = true;
    draft.held = true;
}

/// Checks that the name can be stored; a number that the agency has under quite another name is a question.
fn whose_name(draft: &mut ImportDraft<'_>, desk: &mut Desk<'_>, known: &AgencyData) {
    let parsed = storable(&draft.name);
    let other = draft.nip.as_ref().and_then(|nip| known.people.get(nip)).filter(|name| !same_person(name, &draft.name));
    let asked = match (&parsed, other) {
        (Err(reason), _) => Questioned { column: Column::Name, reason: format!("nama {reason}"), proposal: None },
        (Ok(name), Some(other)) => Questioned {
            column: Column::Name,
            reason: format!("NIP ini di Kinerja milik “{other}”"),
            proposal: Some((name.clone(), format!("ganti nama menjadi {name}"))),
        },
        (Ok(_), None) => {
            draft.stored_name = parsed.ok();
            return;
        }
    };
    draft.stored_name = draft.must(desk, asked, storable);
}

fn status(draft: &mut ImportDraft<'_>, desk: &mut Desk<'_>) {
    let by_nip = draft.nip.as_ref().map(Nip::kind);
    // A word such as `Pensiun` was a question of its own.
    let cell = match draft.row.get(Column::Status) {
        cell if service::read(&cell.words()) == Activity::Active => cell,
        _ => &Cell::Empty,
    };
    draft.kind = match field::read_employment(cell, by_nip) {
        Read::Plain(kind) => Some(kind),
        Read::Repaired(kind) => {
            draft.repair(RepairKind::Status, "", label(kind));
            Some(kind)
        }
        // Without a number and a status the question about the number comes first.
        Read::Absent => None,
        Read::Unreadable(reason) => {
            let proposal = match field::read_employment(&Cell::Empty, by_nip) {
                Read::Repaired(kind) => Some((kind, format!("{} (menurut NIP)", label(kind)))),
                _ => None,
            };
            draft.must(desk, Questioned { column: Column::Status, reason, proposal }, |text| {
                match field::read_employment(&Cell::text(text), None) {
                    Read::Plain(kind) => Ok(kind),
                    _ => Err("bukan PNS, PPPK atau PPPK Paruh Waktu".to_owned()),
                }
            })
        }
    };
}

const fn label(kind: Employment) -> &'static str {
    match kind {
        Employment::Pns => "PNS",
        Employment::Pppk => "PPPK",
        Employment::PppkParuhWaktu => "PPPK Paruh Waktu",
        Employment::Elected => "Pejabat negara",
    }
}
