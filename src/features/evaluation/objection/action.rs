//! What people do with objections: load → decide → save.

use super::{
    input,
    model::ObjectionAct,
    query::{Case, seen},
};
use crate::{
    domain::{
        evaluation::{
            Answer, EvaluationContent, EvaluationId, EvaluationRefusal, Matrix, Objection, ObjectionRefusal,
            ObjectionRow, Outcome, Statement,
        },
        event::{Event, Topic},
        id::{EmployeeId, ObjectionId},
        text::Note,
    },
    error::{Error, Result},
    features::evaluation::{input as evaluation_input, store},
    server::door::Tx,
    ui::format,
};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// The field of what somebody says, and why a decision is taken back.
const TEXT: &str = "penjelasan";

type Fields = [(String, String)];

/// Files, explains, decides or reopens. `entry` is made by the sender, `shown` is what was read. Returns the receipt.
/// Repeating it changes nothing.
///
/// # Errors
/// [`Error::NotFound`] for who may not; the errors of the fields, and the refusals of a case.
pub(crate) async fn act(
    tx: &mut Tx,
    id: EvaluationId,
    act: ObjectionAct,
    entry: Uuid,
    shown: &str,
    fields: &Fields,
) -> Result<(Event, String)> {
    let case = Case::load(tx, id, true).await?;
    match act {
        ObjectionAct::File => file(tx, case, ObjectionId(entry), shown, fields).await,
        ObjectionAct::Explain => explain(tx, case, entry, fields).await,
        ObjectionAct::Decide => decide(tx, case, entry, shown, fields).await,
        ObjectionAct::Reopen => reopen(tx, case, fields).await,
    }
}

fn receipt(tx: &Tx, act: ObjectionAct, case: &Case) -> String {
    let at = format::time(tx.actor.zone.local(tx.now));
    let late = case.newest().is_some_and(|objection| objection.is_late);
    match act {
        ObjectionAct::File if late => {
            "Tercatat terlambat: masa keberatan sudah berakhir, jadi tidak diperiksa.".to_owned()
        }
        ObjectionAct::File => format!("Keberatan terkirim {at}. Anda dan pejabat penilai dapat menambah penjelasan."),
        ObjectionAct::Explain => format!("Penjelasan tercatat {at}."),
        ObjectionAct::Decide => format!("Putusan tercatat {at} dan langsung terbaca kedua pihak."),
        ObjectionAct::Reopen => format!("Keberatan dibuka lagi {at}."),
    }
}

/// The other side, the superior, and who decided before.
fn told(case: &Case) -> BTreeSet<EmployeeId> {
    let decided = case.newest().into_iter().flat_map(|objection| &objection.decisions).map(|decision| decision.by);
    case.assessors().into_iter().chain(case.superior()).chain(decided).collect()
}

fn event(kind: &'static str, case: &Case, detail: impl ToString) -> Event {
    event_to(kind, case, detail, told(case))
}

fn event_to(kind: &'static str, case: &Case, detail: impl ToString, told: BTreeSet<EmployeeId>) -> Event {
    let desk = &case.desk;
    let told = told.into_iter().map(Topic::Team);
    let owner = desk.subject.owner;
    Event::new(kind)
        .about(desk.id.skp)
        .with(owner)
        .in_detail(format!("{} {}", desk.id.period, detail.to_string()))
        .changes([Topic::Person(owner)].into_iter().chain(told))
}

async fn file(tx: &mut Tx, case: Case, id: ObjectionId, shown: &str, fields: &Fields) -> Result<(Event, String)> {
    let owner = case.desk.subject.owner;
    if !tx.actor.may_answer_evaluation(owner) {
        return Err(ObjectionRefusal::NotOwner.into());
    }
    let Some((window, _)) = case.desk.window(tx).await? else { return Err(ObjectionRefusal::NotReleased.into()) };
    let known: Vec<_> = case.rows.iter().map(|(row, _)| *row).collect();
    let rows = input::rows(fields, &known)?;
    if let Some(stored) = case.objections().find(|objection| objection.id == id) {
        let again = (Event::repeated(), receipt(tx, ObjectionAct::File, &case));
        return if stored.rows == rows { Ok(again) } else { Err(ObjectionRefusal::Reused.into()) };
    }
    if case.superior().is_none() {
        return Err(ObjectionRefusal::NoSuperior.into());
    }
    if shown != seen(&case, tx.now) {
        return Err(EvaluationRefusal::ChangedMeanwhile.into());
    }
    let objections: Vec<Objection> = case.objections().cloned().collect();
    let clock = (window, tx.actor.zone, tx.now);
    let filed = Objection::file(&tx.actor, (id, rows), &case.desk.stored.evaluation, &objections, clock)?;
    if !store::insert_objection(tx, &filed, case.desk.period).await? {
        return Err(ObjectionRefusal::Reused.into());
    }
    let kind = if filed.is_late { "objection_late" } else { "objection_filed" };
    let told = event(kind, &case, format!("version {}", filed.version));
    let words = if filed.is_late {
        format!(
            "Tercatat terlambat: masa keberatan berakhir {} pukul 23.59, jadi tidak diperiksa.",
            format::day(window.last_day)
        )
    } else {
        receipt(tx, ObjectionAct::File, &case)
    };
    Ok((told, words))
}

async fn explain(tx: &mut Tx, case: Case, entry: Uuid, fields: &Fields) -> Result<(Event, String)> {
    let assessors = case.assessors();
    let me = tx.actor.employee.ok_or(ObjectionRefusal::NotParty)?;
    if me != case.desk.subject.owner && !assessors.contains(&me) {
        return Err(ObjectionRefusal::NotParty.into());
    }
    let before = case.newest().cloned().ok_or(ObjectionRefusal::NotFiled)?;
    let text = Note::parse(get(fields)).map_err(Error::text(TEXT))?;
    if let Some((of, by, stored)) = store::statement(tx, entry).await? {
        let is_same = of == before.id && by == me && stored == text.as_str();
        let again = (Event::repeated(), receipt(tx, ObjectionAct::Explain, &case));
        return if is_same { Ok(again) } else { Err(ObjectionRefusal::Reused.into()) };
    }
    let after = before.explain(&tx.actor, &assessors, text, tx.now)?;
    let Some(said) = after.statements.last() else { return Err(Error::NotFound) };
    let said = Statement { by: me, ..said.clone() };
    if !store::insert_statement(tx, entry, after.id, &said).await? {
        return Err(ObjectionRefusal::Reused.into());
    }
    Ok((event("objection_explained", &case, ""), receipt(tx, ObjectionAct::Explain, &case)))
}

fn get(fields: &Fields) -> &str {
    fields.iter().find(|(name, _)| name == TEXT).map_or("", |(_, value)| value.as_str())
}

async fn decide(tx: &mut Tx, case: Case, entry: Uuid, shown: &str, fields: &Fields) -> Result<(Event, String)> {
    let superior = permit_decision(tx, &case)?;
    let before = case.newest().cloned().ok_or(ObjectionRefusal::NotFiled)?;
    let answers = input::answers(fields, before.rows.keys().copied());
    if let Some((of, stored)) = store::decision(tx, entry).await? {
        let is_same = of == before.id && answers.as_ref().is_ok_and(|answers| *answers == stored);
        let again = (Event::repeated(), receipt(tx, ObjectionAct::Decide, &case));
        return if is_same { Ok(again) } else { Err(ObjectionRefusal::Reused.into()) };
    }
    before.must_be_open()?;
    if shown != seen(&case, tx.now) {
        return Err(EvaluationRefusal::ChangedMeanwhile.into());
    }
    let answers = answers?;
    before.clone().decide(&tx.actor, Some(superior), (answers.clone(), None), tx.now)?;
    let is_granted = answers.values().any(|answer| answer.outcome != Outcome::Refused);
    let led = if is_granted {
        let content = granted(tx, &case, (&before, &answers), fields)?;
        Some((content, case.desk.matrix(tx.now)))
    } else {
        undone(&case, &before)
    };
    let mut version = None;
    if let Some((content, matrix)) = led {
        let evaluation = case.desk.stored.evaluation.clone();
        let after = evaluation.follow_decision(superior, content, decision_reason(), (matrix, tx.now));
        let newest = after.signed().ok_or(EvaluationRefusal::NotSigned)?;
        store::insert_version(tx, case.desk.id, case.desk.period, newest).await?;
        version = Some(newest.number);
    }
    let after = before.decide(&tx.actor, Some(superior), (answers, version), tx.now)?;
    let decision = after.decision().ok_or(Error::NotFound)?;
    if !store::insert_decision(tx, entry, after.id, decision).await? {
        return Err(ObjectionRefusal::Reused.into());
    }
    // What the assessor had in work can be signed no more.
    store::delete_draft(tx, case.desk.id, case.desk.period).await?;
    let detail = version.map_or_else(|| "refused".to_owned(), |version| format!("version {version}"));
    let mut told = told(&case);
    told.extend(store::leaders_of_plan(tx, case.desk.id.skp).await?);
    Ok((event_to("objection_decided", &case, detail, told), receipt(tx, ObjectionAct::Decide, &case)))
}

/// Returns what the evaluation says from then on where something is granted.
fn granted(
    tx: &Tx,
    case: &Case,
    (before, answers): (&Objection, &BTreeMap<ObjectionRow, Answer>),
    fields: &Fields,
) -> Result<EvaluationContent> {
    let signed = case.desk.stored.evaluation.signed().ok_or(EvaluationRefusal::NotSigned)?;
    if case.desk.office.is_none() {
        return Err(EvaluationRefusal::NoUnitAchievement.into());
    }
    let fixed = case.desk.head_rating(tx.now).map(|(rating, _)| rating);
    let objected = case.desk.stored.evaluation.versions.iter().find(|version| version.number == before.version);
    let objected = objected.map_or(&signed.content, |version| &version.content);
    let content = input::ratings(fields, objected, fixed)?;
    let content = before
        .granted(objected, (answers, fixed.is_some()), content)
        .map_err(|lowered| Error::field(&lowered.to_string(), ObjectionRefusal::Worse))?;
    let lacking = evaluation_input::lacking(&content);
    if lacking.0.is_empty() { Ok(content) } else { Err(Error::Invalid(lacking)) }
}

/// Returns what was objected to, with the matrix of that day, where a decision that was taken back has changed it.
fn undone(case: &Case, before: &Objection) -> Option<(EvaluationContent, Matrix)> {
    before.decisions.iter().find(|decision| decision.version.is_some())?;
    let versions = &case.desk.stored.evaluation.versions;
    let objected = versions.iter().find(|version| version.number == before.version)?;
    Some((objected.content.clone(), case.desk.matrix(objected.signed_at)))
}

/// Why the evaluation has another version.
fn decision_reason() -> Option<Note> {
    Note::parse("Putusan keberatan oleh atasan pejabat penilai.").ok()
}

fn permit_decision(tx: &Tx, case: &Case) -> Result<EmployeeId> {
    let owner = case.desk.subject.owner;
    let superior = case.superior().filter(|superior| tx.actor.may_decide_objection(owner, *superior));
    superior.ok_or_else(|| ObjectionRefusal::NotSuperior.into())
}

async fn reopen(tx: &mut Tx, case: Case, fields: &Fields) -> Result<(Event, String)> {
    let me = tx.actor.employee.ok_or(ObjectionRefusal::NotSuperior)?;
    let is_author = case.newest().is_some_and(|case| case.decisions.iter().any(|decision| decision.by == me));
    if !is_author && permit_decision(tx, &case).is_err() {
        return Err(ObjectionRefusal::NotSuperior.into());
    }
    let before = case.newest().cloned().ok_or(ObjectionRefusal::NotFiled)?;
    let reason = Note::parse(get(fields)).map_err(Error::text(TEXT))?;
    let is_again = before.is_open()
        && before.decisions.last().is_some_and(|decision| {
            decision.by == me && decision.reopened.as_ref().is_some_and(|(_, why)| *why == reason)
        });
    if is_again {
        return Ok((Event::repeated(), receipt(tx, ObjectionAct::Reopen, &case)));
    }
    let after = before.reopen(&tx.actor, reason.clone(), tx.now)?;
    store::reopen(tx, after.id, &reason).await?;
    Ok((event("objection_reopened", &case, ""), receipt(tx, ObjectionAct::Reopen, &case)))
}
