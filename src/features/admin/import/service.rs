//! The end of service: by the status in the export, or because the export no longer contains somebody. Nobody leaves
//! without a decision, and each end has its day.

use super::{
    AgencyData, Column, Fate, ImportDraft,
    cell::squeezed,
    field::parse_date,
    nip::same_person,
    outcome::Serving,
    question::{Desk, Question, Verdict},
    tree::Tree,
};
use crate::domain::{id::UnitId, nip::Nip, org::EndReason};
use jiff::{ToSpan, civil::Date};
use std::collections::HashSet;

/// An end of service: the first day without it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Leaving {
    pub on: Date,
    pub reason: EndReason,
}

/// Whether somebody with this status works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Activity {
    Active,
    Ended(EndReason),
    /// Away for a time, or on the way out.
    Doubtful,
}

/// Reads a kind of employment, in which some offices write the end of service.
pub(super) fn read(text: &str) -> Activity {
    let text = squeezed(text);
    let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
    let doubtful = [
        "persiapanpensiun",
        "mpp",
        "bebastugas",
        "cltn",
        "diluartanggungan",
        "nonaktif",
        "tidakaktif",
        "hilang",
        "sementara",
    ];
    if has(&doubtful) {
        Activity::Doubtful
    } else if has(&["pensiun"]) {
        Activity::Ended(EndReason::Retired)
    } else if has(&["meninggal", "wafat", "tewas"]) {
        Activity::Ended(EndReason::Died)
    } else if has(&["mutasikeluar", "pindahkeluar", "pindahinstansi", "pindahkeinstansi"]) {
        Activity::Ended(EndReason::Moved)
    } else if has(&["berhenti", "pemberhentian", "diberhentikan", "mengundurkandiri"]) {
        Activity::Ended(EndReason::Left)
    } else {
        Activity::Active
    }
}

/// Reads the column of its own: what is neither active nor known there is a doubt.
fn read_legal_status(text: &str) -> Activity {
    const ACTIVE: [&str; 9] =
        ["", "aktif", "masihaktif", "pns", "pnsaktif", "cpns", "pppk", "tugasbelajar", "calonpegawai"];
    match read(text) {
        Activity::Active if !ACTIVE.contains(&squeezed(text).as_str()) => Activity::Doubtful,
        activity => activity,
    }
}

/// The decision about somebody who may have left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Decision {
    Stays,
    Leaves(Leaving),
    /// Never was in the agency's data and is not to be.
    NotTaken,
}

const CHOICES: &str =
    "ketik `berhenti TANGGAL`, `pensiun TANGGAL`, `pindah TANGGAL` (ke instansi lain) atau `meninggal TANGGAL`";

/// Asks about a row whose status is not that of somebody who works.
pub(super) fn settle(draft: &mut ImportDraft<'_>, desk: &mut Desk<'_>, known: &AgencyData, today: Date) {
    let legal = read_legal_status(&draft.row.get(Column::LegalStatus).words());
    let (column, activity) = match legal {
        Activity::Active => (Column::Status, read(&draft.row.get(Column::Status).words())),
        activity => (Column::LegalStatus, activity),
    };
    if activity == Activity::Active {
        return;
    }
    let serving = draft.nip.as_ref().and_then(|nip| known.serving.get(nip));
    let is_known = draft.nip.as_ref().is_some_and(|nip| known.people.contains_key(nip));
    if let Activity::Ended(reason) = activity
        && is_known
        && serving.is_none_or(|serving| serving.ends_on.is_some())
    {
        draft.fate = Fate::Leaves(Leaving { on: today, reason });
        desk.note_applied(&draft.row.label, column);
        return;
    }
    let given = draft.row.get(column).shown();
    let (reason, proposal) = match (activity, serving) {
        (Activity::Ended(reason), Some(_)) => (
            format!("“{given}”: tidak bekerja lagi; {CHOICES}, atau `aktif` bila masih bekerja"),
            Some((Decision::Leaves(Leaving { on: today, reason }), format!("{} sejak tanggal impor", label(reason)))),
        ),
        (_, None) => (
            format!("“{given}”: mungkin tidak bekerja lagi; ketik `aktif` bila masih bekerja"),
            Some((Decision::NotTaken, "tidak diambil".to_owned())),
        ),
        (_, Some(_)) => (format!("“{given}”: {CHOICES}, atau `aktif` bila masih bekerja"), None),
    };
    let (serving, is_known) = (serving.copied(), is_known);
    let asked = super::Questioned { column, reason, proposal };
    let verdict = draft.ask(desk, asked, |text| match read_decision(text, serving, today)? {
        Decision::Leaves(_) if !is_known => Ok(Decision::NotTaken),
        decision => Ok(decision),
    });
    match verdict {
        Verdict::Open => draft.held = true,
        Verdict::Skip | Verdict::Take(Decision::NotTaken) => draft.fate = Fate::Skipped,
        Verdict::Take(Decision::Leaves(leaving)) => draft.fate = Fate::Leaves(leaving),
        Verdict::Take(Decision::Stays) => {}
    }
}

pub(crate) const fn label(reason: EndReason) -> &'static str {
    match reason {
        EndReason::Left => "berhenti",
        EndReason::Retired => "pensiun",
        EndReason::Moved => "pindah",
        EndReason::Died => "meninggal",
    }
}

/// Parses `aktif`, or a reason with its day; without a day it is today.
fn read_decision(text: &str, serving: Option<Serving>, today: Date) -> Result<Decision, String> {
    let (word, rest) = text.split_once(' ').unwrap_or((text, ""));
    let reason = match squeezed(word).as_str() {
        "aktif" | "tetap" | "masih" => return Ok(Decision::Stays),
        "berhenti" => EndReason::Left,
        "pensiun" => EndReason::Retired,
        "pindah" | "mutasi" => EndReason::Moved,
        "meninggal" | "wafat" => EndReason::Died,
        _ => return Err("ketik seperti `pensiun 01-12-2026`".to_owned()),
    };
    let rest = ["per ", "sejak ", "tmt ", "tanggal ", "tgl "]
        .iter()
        .fold(rest.trim().to_lowercase(), |rest, word| rest.trim_start_matches(word).to_owned());
    let on = match rest.as_str() {
        "" => today,
        rest => {
            parse_date(rest).ok_or_else(|| "tanggalnya tidak terbaca; ketik seperti `pensiun 01-12-2026`".to_owned())?
        }
    };
    let latest = today.saturating_add(2.years());
    match serving {
        Some(serving) if on <= serving.since => {
            Err(format!("tanggalnya harus sesudah {}, awal jabatannya di Kinerja", serving.since.strftime("%d-%m-%Y")))
        }
        _ if on > latest => Err("tanggalnya lebih dari dua tahun lagi".to_owned()),
        _ => Ok(Decision::Leaves(Leaving { on, reason })),
    }
}

/// Asks about people who work in a unit of the export, or below one, but are not in it; returns those who leave.
pub(super) fn missing(
    drafts: &[ImportDraft<'_>],
    desk: &mut Desk<'_>,
    known: &AgencyData,
    tree: &Tree,
    today: Date,
) -> Vec<(Nip, String, Leaving)> {
    let present: HashSet<&Nip> = drafts.iter().filter_map(|draft| draft.nip.as_ref()).collect();
    let nameless: Vec<&str> =
        drafts.iter().filter(|draft| draft.nip.is_none()).map(|draft| draft.name.as_str()).collect();
    let covered: HashSet<UnitId> = drafts.iter().filter_map(|draft| tree.units[draft.unit?].known).collect();
    let is_covered = |unit: UnitId| {
        let path = std::iter::successors(known.unit(unit), |unit| known.unit(unit.parent?));
        path.filter(|above| above.parent.is_some() || above.id == unit)
            .take(32)
            .any(|above| covered.contains(&above.id))
    };
    let mut absent: Vec<_> = known
        .serving
        .iter()
        .filter(|(nip, serving)| !present.contains(nip) && serving.ends_on.is_none() && is_covered(serving.unit))
        .collect();
    absent.sort_unstable_by_key(|(nip, _)| *nip);
    let mut labels: HashSet<String> = HashSet::new();
    let mut leaving = vec![];
    for (at, (nip, serving)) in absent.into_iter().enumerate() {
        let name = known.people.get(nip).map(String::as_str).unwrap_or_default();
        // A row whose number is still a question may be this person.
        if nameless.iter().any(|other| same_person(name, other)) {
            continue;
        }
        let digits = nip.as_str();
        let mut label = format!("Kinerja {}-{}", &digits[..4], &digits[14..]);
        if !labels.insert(label.clone()) {
            label = format!("{label} ({})", at + 1);
        }
        let reason = format!("bekerja di sini menurut Kinerja, tetapi tidak ada di berkas; {CHOICES}, atau `tetap`");
        let given = known.unit(serving.unit).map(|unit| unit.name.clone()).unwrap_or_default();
        let question = Question { given, ..Question::of_agency(at + 1, label, name, Column::Presence, reason) };
        if let Verdict::Take(Decision::Leaves(end)) =
            desk.ask(question, None, |text| read_decision(text, Some(*serving), today))
        {
            leaving.push((nip.clone(), name.to_owned(), end));
        }
    }
    leaving
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_status_tells_who_no_longer_works() {
        for (text, activity) in [
            ("Pensiun", Activity::Ended(EndReason::Retired)),
            ("Pemberhentian dengan hormat", Activity::Ended(EndReason::Left)),
            ("Meninggal dunia", Activity::Ended(EndReason::Died)),
            ("Mutasi keluar", Activity::Ended(EndReason::Moved)),
            ("Masa Persiapan Pensiun", Activity::Doubtful),
            ("Pemberhentian sementara", Activity::Doubtful),
            ("PNS Daerah Kab./Kota", Activity::Active),
            ("", Activity::Active),
        ] {
            assert_eq!(read(text), activity, "{text}");
        }
        assert_eq!(read_legal_status("Aktif"), Activity::Active);
        assert_eq!(read_legal_status("Kena hukuman"), Activity::Doubtful);
    }

    #[test]
    fn a_decision_has_its_day() {
        let today = date(2026, 11, 22);
        let read = |text| read_decision(text, None, today);
        let left = |on, reason| Ok(Decision::Leaves(Leaving { on, reason }));
        assert_eq!(read("pensiun 01-12-2026"), left(date(2026, 12, 1), EndReason::Retired));
        assert_eq!(read("Pindah per 1 Oktober 2026"), left(date(2026, 10, 1), EndReason::Moved));
        assert_eq!(read("berhenti"), left(today, EndReason::Left));
        assert_eq!(read("tetap"), Ok(Decision::Stays));
        assert!(read("pensiun kapan-kapan").is_err() && read("entah").is_err() && read("pensiun 01-12-2046").is_err());
    }
}
