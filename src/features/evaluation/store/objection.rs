//! Objections in the database.

use crate::{
    domain::{
        evaluation::{Answer, Decision, EvaluationId, Objection, ObjectionRow, Statement},
        id::{EmployeeId, ObjectionId, PeriodId},
        text::Note,
    },
    error::Result,
    server::door::Tx,
};
use jiff_sqlx::ToSqlx;
use sqlx::types::Json;
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// An objection with the names of who said and decided something.
#[derive(Clone, Debug)]
pub(crate) struct ObjectionRecord {
    pub objection: Objection,
    /// Of each statement.
    pub speakers: Vec<String>,
    /// Of each decision: name and post of that day.
    pub deciders: Vec<(String, String)>,
}

fn note(text: &str) -> Option<Note> {
    Note::parse(text).ok()
}

/// Returns the objections against an evaluation, the oldest first.
pub(crate) async fn objections(
    tx: &mut Tx,
    evaluation: EvaluationId,
    owner: EmployeeId,
    period: PeriodId,
) -> Result<Vec<ObjectionRecord>> {
    let agency = tx.actor.agency;
    let rows = sqlx::query!(
        r#"select id as "id: ObjectionId", version, rows as "rows: Json<BTreeMap<ObjectionRow, Note>>",
            filed_at as "filed_at: jiff_sqlx::Timestamp", is_late
        from objection where agency_id = $1 and skp_id = $2 and period_id = $3 order by version"#,
        agency.0,
        evaluation.skp.0,
        period.0
    )
    .fetch_all(tx.db())
    .await?;
    if rows.is_empty() {
        return Ok(vec![]);
    }
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id.0).collect();
    let statements = sqlx::query!(
        r#"select s.objection_id as "objection: ObjectionId", s.text, s.said_at as "said_at: jiff_sqlx::Timestamp",
            s.said_by as "said_by: EmployeeId", e.name
        from objection_statement s join employee e on e.agency_id = $1 and e.id = s.said_by
        where s.agency_id = $1 and s.objection_id = any ($2) order by s.said_at, s.id"#,
        agency.0,
        &ids
    )
    .fetch_all(tx.db())
    .await?;
    let decisions = sqlx::query!(
        r#"select d.objection_id as "objection: ObjectionId", d.answers as "answers: Json<BTreeMap<ObjectionRow, Answer>>",
            d.version, d.decided_at as "decided_at: jiff_sqlx::Timestamp", d.decided_by as "decided_by: EmployeeId", e.name,
            d.signed_as, d.reopened_at as "reopened_at: jiff_sqlx::Timestamp", d.reopened_for
        from objection_decision d join employee e on e.agency_id = $1 and e.id = d.decided_by
        where d.agency_id = $1 and d.objection_id = any ($2) order by d.reopened_at nulls last, d.decided_at"#,
        agency.0,
        &ids
    )
    .fetch_all(tx.db())
    .await?;
    let mut found: Vec<ObjectionRecord> = rows
        .into_iter()
        .map(|row| ObjectionRecord {
            objection: Objection {
                id: row.id,
                evaluation,
                owner,
                version: row.version,
                filed_at: row.filed_at.to_jiff(),
                is_late: row.is_late,
                rows: row.rows.0,
                statements: vec![],
                decisions: vec![],
            },
            speakers: vec![],
            deciders: vec![],
        })
        .collect();
    let places: HashMap<ObjectionId, usize> = found.iter().enumerate().map(|(at, it)| (it.objection.id, at)).collect();
    for row in statements {
        let record = places.get(&row.objection).and_then(|at| found.get_mut(*at));
        if let (Some(record), Some(text)) = (record, note(&row.text)) {
            record.objection.statements.push(Statement { by: row.said_by, at: row.said_at.to_jiff(), text });
            record.speakers.push(row.name);
        }
    }
    for row in decisions {
        let Some(record) = places.get(&row.objection).and_then(|at| found.get_mut(*at)) else { continue };
        record.objection.decisions.push(Decision {
            by: row.decided_by,
            at: row.decided_at.to_jiff(),
            answers: row.answers.0,
            version: row.version,
            reopened: row
                .reopened_at
                .map(jiff_sqlx::Timestamp::to_jiff)
                .zip(row.reopened_for.and_then(|why| note(&why))),
        });
        record.deciders.push((row.name, row.signed_as));
    }
    Ok(found)
}

/// Stores an objection; `false` if its id is there already.
pub(crate) async fn insert_objection(tx: &mut Tx, objection: &Objection, period: PeriodId) -> Result<bool> {
    let agency = tx.actor.agency;
    let inserted = sqlx::query!(
        "insert into objection (agency_id, id, skp_id, period_id, version, rows, filed_at, is_late)
         values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (agency_id, id) do nothing",
        agency.0,
        objection.id.0,
        objection.evaluation.skp.0,
        period.0,
        objection.version,
        Json(&objection.rows) as _,
        objection.filed_at.to_sqlx() as _,
        objection.is_late
    );
    Ok(inserted.execute(tx.db()).await?.rows_affected() == 1)
}

/// Stores what somebody says; `false` if its id is there already.
pub(crate) async fn insert_statement(tx: &mut Tx, id: Uuid, of: ObjectionId, said: &Statement) -> Result<bool> {
    let agency = tx.actor.agency;
    let inserted = sqlx::query!(
        "insert into objection_statement (agency_id, id, objection_id, text, said_at, said_by)
         values ($1, $2, $3, $4, $5, $6) on conflict (agency_id, id) do nothing",
        agency.0,
        id,
        of.0,
        said.text.as_str(),
        said.at.to_sqlx() as _,
        said.by.0
    );
    Ok(inserted.execute(tx.db()).await?.rows_affected() == 1)
}

/// Stores a decision; `false` if its id is there already.
pub(crate) async fn insert_decision(tx: &mut Tx, id: Uuid, of: ObjectionId, decision: &Decision) -> Result<bool> {
    let agency = tx.actor.agency;
    let inserted = sqlx::query!(
        "insert into objection_decision (agency_id, id, objection_id, answers, version, decided_at, decided_by, signed_as)
         values ($1, $2, $3, $4, $5, $6, $7, coalesce(
            (select post from current_post where agency_id = $1 and employee_id = $7 limit 1), ''))
         on conflict (agency_id, id) do nothing",
        agency.0,
        id,
        of.0,
        Json(&decision.answers) as _,
        decision.version,
        decision.at.to_sqlx() as _,
        decision.by.0
    );
    Ok(inserted.execute(tx.db()).await?.rows_affected() == 1)
}

/// Returns a statement by its id: its case, who said it, and the text.
pub(crate) async fn statement(tx: &mut Tx, id: Uuid) -> Result<Option<(ObjectionId, EmployeeId, String)>> {
    let agency = tx.actor.agency;
    let row = sqlx::query!(
        r#"select objection_id as "of: ObjectionId", said_by as "by: EmployeeId", text
        from objection_statement where agency_id = $1 and id = $2"#,
        agency.0,
        id
    );
    Ok(row.fetch_optional(tx.db()).await?.map(|row| (row.of, row.by, row.text)))
}

/// Returns a decision by its id: its case and the answers.
pub(crate) async fn decision(tx: &mut Tx, id: Uuid) -> Result<Option<(ObjectionId, BTreeMap<ObjectionRow, Answer>)>> {
    let agency = tx.actor.agency;
    let row = sqlx::query!(
        r#"select objection_id as "of: ObjectionId", answers as "answers: Json<BTreeMap<ObjectionRow, Answer>>"
        from objection_decision where agency_id = $1 and id = $2"#,
        agency.0,
        id
    );
    Ok(row.fetch_optional(tx.db()).await?.map(|row| (row.of, row.answers.0)))
}

/// What somebody is to the objections against an evaluation who has no other part in it.
#[derive(Debug)]
pub(crate) struct CasePart {
    /// One that came in time lies with them.
    pub decides: bool,
    /// They signed what one is about, or decided one.
    pub answered: bool,
}

/// Returns what somebody is to the objections against an evaluation that `evaluator` does today.
pub(crate) async fn case_part(
    tx: &mut Tx,
    evaluation: EvaluationId,
    period: PeriodId,
    (owner, evaluator, me): (EmployeeId, Option<EmployeeId>, EmployeeId),
) -> Result<CasePart> {
    let (agency, today) = (tx.actor.agency, tx.today());
    let found = sqlx::query!(
        r#"select
            coalesce(bool_or(not o.is_late and objection_superior($1, $5, $4, v.signed_by, $7) = $6), false) as "decides!",
            coalesce(bool_or(v.signed_by = $6 or exists (select from objection_decision d
                where d.agency_id = $1 and d.objection_id = o.id and d.decided_by = $6)), false) as "answered!"
        from objection o
        join evaluation_version v on v.agency_id = $1 and v.skp_id = o.skp_id and v.period_id = o.period_id
            and v.version = o.version
        where o.agency_id = $1 and o.skp_id = $2 and o.period_id = $3"#,
        agency.0,
        evaluation.skp.0,
        period.0,
        owner.0,
        evaluator.map(|evaluator| evaluator.0),
        me.0,
        today.to_sqlx() as _
    );
    let found = found.fetch_one(tx.db()).await?;
    Ok(CasePart { decides: found.decides, answered: found.answered })
}

/// Takes the decision that stands back.
pub(crate) async fn reopen(tx: &mut Tx, of: ObjectionId, reason: &Note) -> Result<()> {
    let (agency, now) = (tx.actor.agency, tx.now);
    sqlx::query!(
        "update objection_decision set reopened_at = $3, reopened_for = $4
         where agency_id = $1 and objection_id = $2 and reopened_at is null",
        agency.0,
        of.0,
        now.to_sqlx() as _,
        reason.as_str()
    )
    .execute(tx.db())
    .await?;
    Ok(())
}
