//! Objections in the database.

use crate::{
    domain::{
        calendar::PeriodKind,
        evaluation::{Answer, Decision, EvaluationId, EvaluationPeriod, Objection, ObjectionRow, Statement},
        id::{EmployeeId, ObjectionId, PeriodId, SkpId, UnitId},
        text::Note,
    },
    error::Result,
    server::door::Tx,
};
use jiff::Timestamp;
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

/// Whether an objection against an evaluation was filed in time.
pub(crate) async fn has_case(tx: &mut Tx, evaluation: EvaluationId, period: PeriodId) -> Result<bool> {
    let agency = tx.actor.agency;
    let found = sqlx::query_scalar!(
        r#"select exists (
            select from objection where agency_id = $1 and skp_id = $2 and period_id = $3 and not is_late
        ) as "found!""#,
        agency.0,
        evaluation.skp.0,
        period.0
    );
    Ok(found.fetch_one(tx.db()).await?)
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

/// A case in a list.
#[derive(Debug)]
pub(crate) struct CaseRecord {
    pub evaluation: EvaluationId,
    pub owner: EmployeeId,
    pub person: String,
    /// Who signed the version.
    pub assessor: String,
    pub filed_at: Timestamp,
    pub is_late: bool,
    /// Of the decision that stands.
    pub decided_at: Option<Timestamp>,
    /// Who decides today.
    pub superior: Option<EmployeeId>,
    pub superior_name: Option<String>,
    /// Whether the caller has said something in it.
    pub has_said: bool,
}

/// The most cases of a list.
const MAX_CASES: i64 = 200;

/// Returns the cases of the caller: the own ones, those about what they signed or evaluate, and those that they decide or
/// decided, the newest first; `open` leaves out what is decided or late, and has the oldest first.
pub(crate) async fn cases(tx: &mut Tx, me: EmployeeId, open: bool) -> Result<Vec<CaseRecord>> {
    let (agency, today) = (tx.actor.agency, tx.today());
    let rows = sqlx::query!(
        r#"with people as materialized (
            select $2::uuid as id
            union select a.employee_id from assessor a
            where a.agency_id = $1 and a.assessor_id = $2 and a.since <= $3 and (a.until is null or a.until > $3)
            union select b.employee_id from assessor a
            join assessor b on b.agency_id = $1 and b.assessor_id = a.employee_id and b.since <= $3
                and (b.until is null or b.until > $3)
            where a.agency_id = $1 and a.assessor_id = $2 and a.since <= $3 and (a.until is null or a.until > $3)
        ), near as materialized (
            -- By indexes, so that who has nothing to do with any case asks for little.
            select o.id from people m
            join skp k on k.agency_id = $1 and k.employee_id = m.id
            join objection o on o.agency_id = $1 and o.skp_id = k.id
            union select o.id from evaluation_version v
            join objection o on o.agency_id = $1 and o.skp_id = v.skp_id and o.period_id = v.period_id
                and o.version = v.version
            where v.agency_id = $1 and v.signed_by = $2
            union select d.objection_id from objection_decision d where d.agency_id = $1 and d.decided_by = $2
        )
        select o.skp_id as "skp: SkpId", p.kind as "kind: PeriodKind", p.starts_on as "starts_on: jiff_sqlx::Date",
            k.employee_id as "owner: EmployeeId", e.name as person, s.name as assessor, o.filed_at as "filed_at: jiff_sqlx::Timestamp", o.is_late,
            d.decided_at as "decided_at?: jiff_sqlx::Timestamp", a.assessor_id as "superior?: EmployeeId", n.name as "superior_name?",
            exists (select from objection_statement t
                where t.agency_id = $1 and t.objection_id = o.id and t.said_by = $2) as "has_said!"
        from near x
        join objection o on o.agency_id = $1 and o.id = x.id
        join skp k on k.agency_id = $1 and k.id = o.skp_id
        join employee e on e.agency_id = $1 and e.id = k.employee_id
        join period p on p.agency_id = $1 and p.id = o.period_id
        join evaluation_version v on v.agency_id = $1 and v.skp_id = o.skp_id and v.period_id = o.period_id
            and v.version = o.version
        join employee s on s.agency_id = $1 and s.id = v.signed_by
        left join objection_decision d on d.agency_id = $1 and d.objection_id = o.id and d.reopened_at is null
        cross join lateral (select plan_evaluator($1, k.id, $3) as evaluator) r
        left join assessor a on a.agency_id = $1 and a.employee_id = r.evaluator and a.since <= $3
            and (a.until is null or a.until > $3)
        left join employee n on n.agency_id = $1 and n.id = a.assessor_id
        where o.agency_id = $1 and (not $4 or (not o.is_late and d.id is null))
          and (k.employee_id = $2 or v.signed_by = $2 or r.evaluator = $2 or a.assessor_id = $2 or d.decided_by = $2)
        order by case when $4 then o.filed_at end, o.filed_at desc, o.id limit $5"#,
        agency.0,
        me.0,
        today.to_sqlx() as _,
        open,
        MAX_CASES
    )
    .fetch_all(tx.db())
    .await?;
    let case = rows.into_iter().map(|row| CaseRecord {
        evaluation: EvaluationId {
            skp: row.skp,
            period: EvaluationPeriod::containing(row.kind, row.starts_on.to_jiff()),
        },
        owner: row.owner,
        person: row.person,
        assessor: row.assessor,
        filed_at: row.filed_at.to_jiff(),
        is_late: row.is_late,
        decided_at: row.decided_at.map(jiff_sqlx::Timestamp::to_jiff),
        superior: row.superior,
        superior_name: row.superior_name,
        has_said: row.has_said,
    });
    Ok(case.collect())
}

/// What became of the cases of a unit, or of those about what somebody signed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct CaseCounts {
    pub name: String,
    pub open: i64,
    pub late: i64,
    /// Decided with each row refused, and with something granted.
    pub refused: i64,
    pub granted: i64,
}

/// Returns the cases of a year by perangkat daerah, and by assessor; of the given units and those below them, or of all.
pub(crate) async fn counts(
    tx: &mut Tx,
    year: i16,
    within: Option<&[UnitId]>,
) -> Result<(Vec<CaseCounts>, Vec<CaseCounts>)> {
    let agency = tx.actor.agency;
    let rows = sqlx::query!(
        r#"with cases as (
            select coalesce(unit_opd($1, q.unit_id), q.unit_id) as office, v.signed_by, o.is_late, d.answers
            from objection o
            join skp k on k.agency_id = $1 and k.id = o.skp_id
            join post q on q.agency_id = $1 and q.id = k.post_id
            join period p on p.agency_id = $1 and p.id = o.period_id
            join evaluation_version v on v.agency_id = $1 and v.skp_id = o.skp_id and v.period_id = o.period_id
                and v.version = o.version
            left join objection_decision d on d.agency_id = $1 and d.objection_id = o.id and d.reopened_at is null
            where o.agency_id = $1 and extract(year from p.starts_on) = $2
              and ($3::uuid[] is null or exists (
                select from unnest($3) u (id) cross join lateral unit_tree($1, u.id) t where t.id = q.unit_id))
        ), named as (
            select true as by_unit, u.id, u.name, c.is_late, c.answers from cases c join unit u on u.agency_id = $1 and u.id = c.office
            union all
            select false, e.id, e.name, c.is_late, c.answers from cases c join employee e on e.agency_id = $1 and e.id = c.signed_by
        )
        select by_unit as "by_unit!", name as "name!",
            count(*) filter (where not is_late and answers is null) as "open!", count(*) filter (where is_late) as "late!",
            count(*) filter (where not jsonb_path_exists(answers, '$.*.outcome ? (@ != "refused")')) as "refused!",
            count(*) filter (where jsonb_path_exists(answers, '$.*.outcome ? (@ != "refused")')) as "granted!"
        from named group by by_unit, id, name order by count(*) desc, name limit 400"#,
        agency.0,
        i32::from(year) as _,
        within.map(|within| within.iter().map(|unit| unit.0).collect::<Vec<Uuid>>()) as _
    )
    .fetch_all(tx.db())
    .await?;
    let (units, people): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| row.by_unit);
    let line = |name, open, late, refused, granted| CaseCounts { name, open, late, refused, granted };
    Ok((
        units.into_iter().map(|row| line(row.name, row.open, row.late, row.refused, row.granted)).collect(),
        people.into_iter().map(|row| line(row.name, row.open, row.late, row.refused, row.granted)).collect(),
    ))
}

/// Returns which of the released evaluations of plans are in objection.
pub(crate) async fn objected(tx: &mut Tx, plans: &[SkpId]) -> Result<Vec<(SkpId, EvaluationPeriod)>> {
    let agency = tx.actor.agency;
    let rows = sqlx::query!(
        r#"select o.skp_id as "skp: SkpId", p.kind as "kind: PeriodKind", p.starts_on as "starts_on: jiff_sqlx::Date"
        from objection o
        join period p on p.agency_id = $1 and p.id = o.period_id
        where o.agency_id = $1 and o.skp_id = any ($2) and not o.is_late and not exists (
            select from objection_decision d where d.agency_id = $1 and d.objection_id = o.id and d.reopened_at is null)"#,
        agency.0,
        plans as &[SkpId]
    );
    let rows = rows.fetch_all(tx.db()).await?.into_iter();
    Ok(rows.map(|row| (row.skp, EvaluationPeriod::containing(row.kind, row.starts_on.to_jiff()))).collect())
}
