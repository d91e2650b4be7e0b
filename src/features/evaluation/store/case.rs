//! Lists of objections, and how many there are.

use crate::{
    domain::{
        calendar::PeriodKind,
        evaluation::{EvaluationId, EvaluationPeriod},
        id::{EmployeeId, SkpId, UnitId},
    },
    error::Result,
    server::door::Tx,
};
use jiff::{SignedDuration, Timestamp};
use jiff_sqlx::ToSqlx;
use uuid::Uuid;

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

/// So long their owners are told on Beranda that their objections were decided.
const TOLD_FOR: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Returns the cases of the caller: the own ones, those about what they signed or evaluate, and those that they decide or
/// decided, the newest first; `open` leaves out what is late or decided, but for own ones of the last days, and has the oldest
/// first.
pub(crate) async fn cases(tx: &mut Tx, me: EmployeeId, open: bool) -> Result<Vec<CaseRecord>> {
    let (agency, today) = (tx.actor.agency, tx.today());
    let told_since = tx.now - TOLD_FOR;
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
            where v.agency_id = $1 and (v.signed_by = $2 or v.signed_by in (
                -- Those whom the caller assesses: what they signed goes up to the caller.
                select a.employee_id from assessor a
                where a.agency_id = $1 and a.assessor_id = $2 and a.since <= $3 and (a.until is null or a.until > $3)))
            union select d.objection_id from objection_decision d where d.agency_id = $1 and d.decided_by = $2
        )
        select o.skp_id as "skp: SkpId", p.kind as "kind: PeriodKind", p.starts_on as "starts_on: jiff_sqlx::Date",
            k.employee_id as "owner: EmployeeId", e.name as person, s.name as assessor, o.filed_at as "filed_at: jiff_sqlx::Timestamp", o.is_late,
            d.decided_at as "decided_at?: jiff_sqlx::Timestamp", n.id as "superior?: EmployeeId", n.name as "superior_name?",
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
        left join employee n on n.agency_id = $1
            and n.id = objection_superior($1, r.evaluator, k.employee_id, v.signed_by, $3)
        where o.agency_id = $1
          and (not $4 or (not o.is_late and d.id is null) or (k.employee_id = $2 and d.decided_at >= $6))
          and (k.employee_id = $2 or v.signed_by = $2 or r.evaluator = $2 or n.id = $2 or d.decided_by = $2)
        order by case when $4 then o.filed_at end, o.filed_at desc, o.id limit $5"#,
        agency.0,
        me.0,
        today.to_sqlx() as _,
        open,
        MAX_CASES,
        told_since.to_sqlx() as _
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
            -- Who leads a part of an office reads the name of that part.
            select coalesce(
                    (select l.id from unnest($3::uuid[]) l (id) where l.id = any (g.path) and not l.id = any (unit_path($1, g.office)) limit 1),
                    g.office) as office,
                v.signed_by, o.is_late, d.answers
            from objection o
            join skp k on k.agency_id = $1 and k.id = o.skp_id
            join post q on q.agency_id = $1 and q.id = k.post_id
            cross join lateral (
                select unit_path($1, q.unit_id) as path, coalesce(unit_opd($1, q.unit_id), q.unit_id) as office
            ) g
            join period p on p.agency_id = $1 and p.id = o.period_id
            join evaluation_version v on v.agency_id = $1 and v.skp_id = o.skp_id and v.period_id = o.period_id
                and v.version = o.version
            left join objection_decision d on d.agency_id = $1 and d.objection_id = o.id and d.reopened_at is null
            where o.agency_id = $1 and extract(year from p.starts_on) = $2
              and ($3::uuid[] is null or g.path && $3::uuid[])
        ), named as (
            select true as by_unit, u.id, u.name, c.is_late, c.answers from cases c join unit u on u.agency_id = $1 and u.id = c.office
            union all
            select false, e.id, e.name, c.is_late, c.answers from cases c join employee e on e.agency_id = $1 and e.id = c.signed_by
        )
        select by_unit as "by_unit!", name as "name!",
            count(*) filter (where not is_late and answers is null) as "open!", count(*) filter (where is_late) as "late!",
            count(*) filter (where not jsonb_path_exists(answers, '$.*.outcome ? (@ != "refused")')) as "refused!",
            count(*) filter (where jsonb_path_exists(answers, '$.*.outcome ? (@ != "refused")')) as "granted!"
        from named group by by_unit, id, name
        -- As many of each.
        order by row_number() over (partition by by_unit order by count(*) desc, name), by_unit limit 400"#,
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
