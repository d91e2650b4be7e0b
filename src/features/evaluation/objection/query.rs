//! The objections against an evaluation, as its sides read them.

use super::{
    input,
    model::{CaseRow, CaseSheet, ObjectionAct, ObjectionForm, ObjectionSheet},
};
use crate::{
    domain::{
        evaluation::{Decision, EvaluationId, Objection, ObjectionRefusal, ObjectionRow, ObjectionWindow, REOPENING},
        id::EmployeeId,
        skp::CORE_VALUES,
    },
    error::{Error, Result},
    features::evaluation::{
        desk::{Desk, Part},
        store::ObjectionRecord,
        words::{self, Moments},
    },
    server::{door::Tx, fingerprint::fingerprint},
    ui::format,
};
use jiff::Timestamp;

/// An evaluation with the objections against it and what they can concern.
#[derive(Debug)]
pub(super) struct Case {
    pub desk: Desk,
    /// With their labels.
    pub rows: Vec<(ObjectionRow, String)>,
}

impl Case {
    /// Returns the case of an evaluation; to be changed, its plan is locked.
    ///
    /// # Errors
    /// [`Error::NotFound`] for who is no side of it: whoever only followed the work, unless they signed or decided.
    pub(super) async fn load(tx: &mut Tx, id: EvaluationId, is_locked: bool) -> Result<Self> {
        let desk = Desk::load(tx, id, is_locked).await?;
        let has_signed = |record: &ObjectionRecord| {
            let version = desk.stored.evaluation.versions.iter().find(|it| it.number == record.objection.version);
            let is_signer = version.is_some_and(|version| version.signed_by == desk.me);
            is_signer || record.objection.decisions.iter().any(|decision| decision.by == desk.me)
        };
        if desk.part == Part::Follower && !desk.objections.iter().any(has_signed) {
            return Err(Error::NotFound);
        }
        let plan = desk.plan(tx).await?;
        let mut rows = vec![
            (ObjectionRow::Results, "Rating hasil kerja".to_owned()),
            (ObjectionRow::Conduct, "Rating perilaku kerja".to_owned()),
            (ObjectionRow::Unit, format!("Capaian {}", desk.subject.office_name)),
        ];
        rows.extend(plan.results.into_iter().map(|result| (ObjectionRow::Result(result.id), result.text)));
        let values =
            (1..).zip(&CORE_VALUES).map(|(number, value)| (ObjectionRow::Value(number), value.name.to_owned()));
        rows.extend(values);
        Ok(Self { desk, rows })
    }

    pub(super) fn objections(&self) -> impl DoubleEndedIterator<Item = &Objection> {
        self.desk.objections.iter().map(|record| &record.objection)
    }

    /// The one against the newest version that has one.
    pub(super) fn newest(&self) -> Option<&Objection> {
        self.objections().next_back()
    }

    /// Who decides.
    pub(super) fn superior(&self) -> Option<EmployeeId> {
        self.desk.decider().map(|(superior, _)| *superior)
    }

    /// Who explains beside the rated person: who evaluates today, and who signed the version.
    pub(super) fn assessors(&self) -> Vec<EmployeeId> {
        let version = self.newest().map(|objection| objection.version);
        let signed = self.desk.stored.evaluation.versions.iter().find(|it| Some(it.number) == version);
        self.desk.evaluator().into_iter().chain(signed.map(|version| version.signed_by)).collect()
    }

    fn label(&self, row: ObjectionRow) -> String {
        let known = self.rows.iter().find(|(known, _)| *known == row).map(|(_, label)| label.clone());
        known.unwrap_or_else(|| "Hasil kerja dari versi SKP sebelumnya".to_owned())
    }
}

/// What was read of a case: of its owner nothing that they do not know before the release, of others also what a decision
/// rests on.
pub(super) fn seen(case: &Case, now: Timestamp) -> String {
    let newest =
        case.newest().map(|objection| (objection.version, objection.statements.len(), objection.decisions.len()));
    let versions = case.desk.read().len();
    let desk = &case.desk;
    let ground = (desk.part != Part::Owner).then(|| {
        let levels = [&desk.office, &desk.headed].map(|record| record.as_ref().map(|record| record.level));
        (levels, desk.matrix(now), desk.head_rating(now).map(|(rating, _)| rating))
    });
    fingerprint(&(newest, versions, case.newest().map(Objection::is_open), ground))
}

/// Returns the objections against an evaluation, and what the caller can do.
///
/// # Errors
/// [`Error::NotFound`] for who is no side of it.
pub(crate) async fn sheet(tx: &mut Tx, id: EvaluationId) -> Result<ObjectionSheet> {
    let moments = Moments::of_page(tx);
    sheet_told(tx, id, moments).await
}

/// The same with its moments told otherwise.
pub(super) async fn sheet_told(tx: &mut Tx, id: EvaluationId, moments: Moments) -> Result<ObjectionSheet> {
    let case = Case::load(tx, id, false).await?;
    let window = case.desk.window(tx).await?;
    let (form, closed) = form(tx, &case, window.as_ref(), moments);
    let cases = case.desk.objections.iter().rev().map(|record| case_sheet(&case, record, moments)).collect();
    Ok(ObjectionSheet {
        id,
        title: format!("Keberatan {}", words::period(id.period)),
        person: case.desk.subject.person.clone(),
        facts: facts(&case, window.as_ref(), moments),
        cases,
        form,
        closed,
        seen: seen(&case, tx.now),
    })
}

fn facts(case: &Case, window: Option<&(ObjectionWindow, String)>, moments: Moments) -> Vec<(String, String)> {
    let subject = &case.desk.subject;
    let evaluator = subject.evaluator.as_ref().map_or("belum ada", |(_, name)| name.as_str());
    let decided_by = case.desk.decider().map_or_else(
        || "belum ada".to_owned(),
        |(superior, name)| {
            // Whoever signed it decides nothing about it.
            let is_next = case.desk.above.first().is_some_and(|(next, _)| next == superior);
            format!(
                "{name}, {}",
                if is_next { "atasan pejabat penilai" } else { "di atas atasan yang menetapkan penilaian ini" }
            )
        },
    );
    let mut facts = vec![("Pejabat penilai", evaluator.to_owned()), ("Diputus oleh", decided_by)];
    if let Some((window, rule)) = window {
        facts.push(("Alasan dapat dibaca sejak", format::day(window.served_on)));
        let left = match (window.last_day - moments.today).get_days() {
            0 => "berakhir hari ini".to_owned(),
            days if days > 0 => format!("{days} hari lagi"),
            _ => "sudah berakhir".to_owned(),
        };
        let zone = moments.zone.code();
        facts.push(("Masa keberatan sampai", format!("{} pukul 23.59 {zone}, {left}", format::day(window.last_day))));
        facts.push(("Aturan", rule.clone()));
    }
    facts.into_iter().map(|(label, words)| (label.to_owned(), words)).collect()
}

/// What the caller can do, and why a rated person can file nothing.
fn form(
    tx: &Tx,
    case: &Case,
    window: Option<&(ObjectionWindow, String)>,
    moments: Moments,
) -> (Option<ObjectionForm>, String) {
    let none = |words: &str| (None, words.to_owned());
    let me = case.desk.me;
    let simple = |act, about: &str| {
        (Some(ObjectionForm { act, rows: vec![], fields: vec![], fixed: None, about: about.to_owned() }), String::new())
    };
    let newest = case.newest();
    let open = newest.filter(|objection| objection.is_open());
    if case.desk.part == Part::Owner {
        if open.is_some() {
            return simple(ObjectionAct::Explain, "Penjelasan dapat ditambah sampai keberatan diputus.");
        }
        let Some((window, _)) = window else {
            return none("Keberatan dapat diajukan sesudah penilaian dirilis.");
        };
        let version = case.desk.stored.evaluation.released().last().map(|version| version.number);
        let led = case.objections().flat_map(|it| &it.decisions).any(|decision| decision.version == version);
        if led {
            return none("Keberatan atas penilaian ini sudah diputus. Putusan itu final.");
        }
        if newest.is_some_and(|objection| Some(objection.version) == version) {
            return none("");
        }
        if case.superior().is_none() {
            return (None, ObjectionRefusal::NoSuperior.to_string());
        }
        if !window.is_open(tx.now, moments.zone) {
            let day = format::day(window.last_day);
            return (
                None,
                format!("Masa keberatan berakhir {day} pukul 23.59, jadi keberatan tidak dapat diajukan lagi."),
            );
        }
        let about = "Tulis alasan hanya pada bagian yang Anda keberatan. Sesudah diajukan, pejabat penilai dan atasannya \
                     membacanya.";
        let rows = case.rows.iter().map(|(row, label)| (row.to_string(), label.clone())).collect();
        let form =
            ObjectionForm { act: ObjectionAct::File, rows, fields: vec![], fixed: None, about: about.to_owned() };
        return (Some(form), String::new());
    }
    let decides =
        case.superior().is_some_and(|superior| tx.actor.may_decide_objection(case.desk.subject.owner, superior));
    match (open, newest) {
        (Some(open), _) if decides => (Some(decision_form(case, open, tx)), String::new()),
        (Some(_), _) if case.assessors().contains(&me) => {
            simple(ObjectionAct::Explain, "Penjelasan Anda dibaca pegawai yang dinilai dan yang memutus.")
        }
        (None, Some(closed)) if closed.is_reopenable(me, tx.now) => {
            let hours = REOPENING.as_hours();
            let about = format!(
                "Putusan dapat dibuka lagi satu kali dalam {hours} jam, dengan alasan yang dibaca kedua pihak."
            );
            simple(ObjectionAct::Reopen, &about)
        }
        _ => none(""),
    }
}

fn decision_form(case: &Case, open: &Objection, tx: &Tx) -> ObjectionForm {
    let evaluation = &case.desk.stored.evaluation;
    // After a decision that was taken back it begins with what was objected to.
    let signed = evaluation.versions.iter().find(|version| version.number == open.version);
    let fields = signed.map(|version| input::rating_fields(&version.content)).unwrap_or_default();
    let fixed = case.desk.head_rating(tx.now).map(|(rating, level)| {
        format!(
            "Rating hasil kerja pimpinan mengikuti capaian unitnya ({}): {}.",
            level.name(),
            rating.name().to_lowercase()
        )
    });
    let is_undone = open.decisions.iter().any(|decision| decision.version.is_some());
    let about = if is_undone {
        "Beri putusan untuk setiap bagian. Putusan sebelumnya sudah mengubah penilaian, jadi rating di bawah menjadi versi baru; bila \
         semua ditolak, penilaian kembali seperti semula."
    } else {
        "Beri putusan untuk setiap bagian. Bila ada yang diterima, rating di bawah menjadi versi baru penilaian."
    };
    ObjectionForm {
        act: ObjectionAct::Decide,
        rows: open.rows.keys().map(|row| (row.to_string(), case.label(*row))).collect(),
        fields,
        fixed,
        about: about.to_owned(),
    }
}

fn case_sheet(case: &Case, record: &ObjectionRecord, moments: Moments) -> CaseSheet {
    let objection = &record.objection;
    let decision = objection.decision();
    let rows = objection.rows.iter().map(|(row, reason)| CaseRow {
        label: case.label(*row),
        reason: reason.to_string(),
        answer: decision
            .and_then(|decision| decision.answers.get(row))
            .map(|answer| (answer.outcome.name().to_owned(), answer.reason.to_string())),
    });
    let statements = objection
        .statements
        .iter()
        .zip(&record.speakers)
        .map(|(said, name)| (format!("{name}, {}", moments.say(said.at)), said.text.to_string()));
    let notes = objection.decisions.iter().zip(&record.deciders).flat_map(|(decision, by)| said(decision, by, moments));
    CaseSheet {
        state: state(objection).to_owned(),
        filed: format!("Diajukan {} terhadap versi {}", moments.say(objection.filed_at), objection.version),
        rows: rows.collect(),
        statements: statements.collect(),
        notes: notes.collect(),
    }
}

/// How far a case is.
pub(super) fn state(objection: &Objection) -> &'static str {
    if objection.is_late {
        "Terlambat, tidak diperiksa"
    } else if objection.is_open() {
        "Menunggu putusan"
    } else {
        "Diputus, final"
    }
}

fn said(decision: &Decision, (name, post): &(String, String), moments: Moments) -> Vec<String> {
    let by = if post.is_empty() { name.clone() } else { format!("{name}, {post}") };
    let led = decision
        .version
        .map_or_else(|| "penilaian tetap".to_owned(), |version| format!("penilaian menjadi versi {version}"));
    let decided = format!("Diputus {} oleh {by}: {led}.", moments.say(decision.at));
    let reopened = decision.reopened.as_ref().map(|(at, why)| format!("Dibuka lagi {}: {why}", moments.say(*at)));
    [Some(decided), reopened].into_iter().flatten().collect()
}
