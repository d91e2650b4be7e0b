//! What people do with objections: load → decide → save.

use super::{
    input,
    model::ObjectionAct,
    query::{Case, seen},
};
use crate::{
    domain::{
        evaluation::{EvaluationId, EvaluationRefusal, Objection, ObjectionRefusal, Outcome, Statement},
        event::{Event, Topic},
        id::{EmployeeId, ObjectionId},
        text::Note,
    },
    error::{Error, Result},
    features::evaluation::{input as evaluation_input, store},
    server::door::Tx,
    ui::format,
};
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
    if store::has_entry(tx, entry).await? {
        return Ok((Event::repeated(), receipt(tx, act, &case)));
    }
    match act {
        ObjectionAct::File => file(tx, case, ObjectionId(entry), fields).await,
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

/// Tells both sides and the superior.
fn event(kind: &'static str, case: &Case, detail: impl ToString) -> Event {
    let desk = &case.desk;
    let told = [desk.evaluator(), case.superior()].into_iter().flatten().map(Topic::Team);
    let owner = desk.subject.owner;
    Event::new(kind)
        .about(desk.id.skp)
        .with(owner)
        .in_detail(format!("{} {}", desk.id.period, detail.to_string()))
        .changes([Topic::Person(owner)].into_iter().chain(told))
}

async fn file(tx: &mut Tx, case: Case, id: ObjectionId, fields: &Fields) -> Result<(Event, String)> {
    let owner = case.desk.subject.owner;
    if !tx.actor.may_answer_evaluation(owner) {
        return Err(ObjectionRefusal::NotOwner.into());
    }
    let Some((window, _)) = case.window(tx).await? else { return Err(ObjectionRefusal::NotReleased.into()) };
    let known: Vec<_> = case.rows.iter().map(|(row, _)| *row).collect();
    let rows = input::rows(fields, &known)?;
    let objections: Vec<Objection> = case.objections().cloned().collect();
    let clock = (window, tx.actor.zone, tx.now);
    let filed = Objection::file(&tx.actor, (id, rows), &case.desk.stored.evaluation, &objections, clock)?;
    store::insert_objection(tx, &filed, case.desk.period).await?;
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
    let after = before.explain(&tx.actor, &assessors, text, tx.now)?;
    let Some(said) = after.statements.last() else { return Err(Error::NotFound) };
    let said = Statement { by: me, ..said.clone() };
    store::insert_statement(tx, entry, after.id, &said).await?;
    Ok((event("objection_explained", &case, ""), receipt(tx, ObjectionAct::Explain, &case)))
}

fn get(fields: &Fields) -> &str {
    fields.iter().find(|(name, _)| name == TEXT).map_or("", |(_, value)| value.as_str())
}

async fn decide(tx: &mut Tx, case: Case, entry: Uuid, shown: &str, fields: &Fields) -> Result<(Event, String)> {
    let superior = permit_decision(tx, &case)?;
    let before = case.newest().cloned().ok_or(ObjectionRefusal::NotFiled)?;
    before.must_be_open()?;
    if shown != seen(&case) {
        return Err(EvaluationRefusal::ChangedMeanwhile.into());
    }
    let answers = input::answers(fields, before.rows.keys().copied())?;
    let is_granted = answers.values().any(|answer| answer.outcome != Outcome::Refused);
    let evaluation = case.desk.stored.evaluation.clone();
    let signed = evaluation.signed().ok_or(EvaluationRefusal::NotSigned)?.content.clone();
    // What a decision that was taken back led to is taken back by the next version.
    let is_undone = before.decisions.iter().any(|decision| decision.version.is_some());
    let mut version = None;
    before.clone().decide(&tx.actor, Some(superior), (answers.clone(), None), tx.now)?;
    if is_granted || is_undone {
        let fixed = case.desk.head_rating(tx.now).map(|(rating, _)| rating);
        let content = input::ratings(fields, &signed, fixed)?;
        let lacking = evaluation_input::lacking(&content);
        if !lacking.0.is_empty() {
            return Err(Error::Invalid(lacking));
        }
        let after =
            evaluation.follow_decision(superior, content, decision_reason(), (case.desk.matrix(tx.now), tx.now));
        let newest = after.signed().ok_or(EvaluationRefusal::NotSigned)?;
        store::insert_version(tx, case.desk.id, case.desk.period, newest).await?;
        version = Some(newest.number);
    }
    let after = before.decide(&tx.actor, Some(superior), (answers, version), tx.now)?;
    let decision = after.decision().ok_or(Error::NotFound)?;
    store::insert_decision(tx, entry, after.id, decision).await?;
    let detail = version.map_or_else(|| "refused".to_owned(), |version| format!("version {version}"));
    Ok((event("objection_decided", &case, detail), receipt(tx, ObjectionAct::Decide, &case)))
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
    if before.is_open() && before.decisions.iter().any(|decision| decision.by == me && decision.reopened.is_some()) {
        return Ok((Event::repeated(), receipt(tx, ObjectionAct::Reopen, &case)));
    }
    let reason = Note::parse(get(fields)).map_err(Error::text(TEXT))?;
    let after = before.reopen(&tx.actor, reason.clone(), tx.now)?;
    store::reopen(tx, after.id, &reason).await?;
    Ok((event("objection_reopened", &case, ""), receipt(tx, ObjectionAct::Reopen, &case)))
}
