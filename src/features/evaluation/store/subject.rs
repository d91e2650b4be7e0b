//! Whose evaluation it is, and whose task.

use crate::{
    domain::{
        calendar::PeriodKind,
        evaluation::{EvaluationId, EvaluationPeriod},
        id::{EmployeeId, PeriodId, SkpId, UnitId},
    },
    error::Result,
    server::door::Tx,
};
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;

/// The plan whose work is evaluated, with the people around it.
#[derive(Debug)]
pub(crate) struct EvaluationSubject {
    pub owner: EmployeeId,
    pub person: String,
    pub post: String,
    pub unit: String,
    /// The unit that the owner leads.
    pub heads: Option<UnitId>,
    /// The perangkat daerah, whose achievement is set before a predikat; the agency itself for those who work in none.
    pub office: UnitId,
    pub office_name: String,
    pub starts_on: Date,
    pub ends_on: Date,
    /// The code of the rule under which the plan was agreed on.
    pub regime: Option<String>,
    /// Whether it is the owner's last plan of its year.
    pub is_last: bool,
    /// Whose task the evaluation is today.
    pub evaluator: Option<(EmployeeId, String)>,
    /// Whether the caller is a superior of the evaluator inside the same perangkat daerah.
    pub is_superior: bool,
    /// Whether the caller follows the owner's work of the period: as an assessor of that time or a superior of one.
    pub follows: bool,
    /// The open period; `None` where the agency has none.
    pub period: Option<PeriodId>,
}

/// Returns the subject of an evaluation; `None` where the agency has no such plan or no version of it was agreed on.
pub(crate) async fn subject(tx: &mut Tx, id: EvaluationId) -> Result<Option<EvaluationSubject>> {
    let (agency, today, me) = (tx.actor.agency, tx.today(), tx.actor.employee.map(|me| me.0));
    let EvaluationId { skp, period } = id;
    let row = sqlx::query!(
        r#"select k.employee_id as "owner: EmployeeId", e.name as person, p.name as post, u.name as unit,
            case when p.is_head then p.unit_id end as "heads: UnitId", o.id as "office: UnitId", o.name as office_name,
            k.starts_on as "starts_on: jiff_sqlx::Date", k.ends_on as "ends_on: jiff_sqlx::Date", k.regime,
            not exists (
                select from skp l where l.agency_id = $1 and l.employee_id = k.employee_id and l.year = k.year
                  and l.version is not null and (l.starts_on, l.id) > (k.starts_on, k.id)
            ) as "is_last!",
            v.id as "evaluator?: EmployeeId", v.name as "evaluator_name?",
            coalesce(plan_followed_by($1, k.employee_id, greatest(k.starts_on, $5), least(k.ends_on, $6), $4, $3), false)
                as "follows!",
            exists (
                select from reporting_line($1, v.id, $3) l
                join current_assignment a on a.agency_id = $1 and a.employee_id = l.employee_id
                where l.employee_id = $4 and unit_opd($1, a.unit_id) = unit_opd($1, p.unit_id)
            ) as "is_superior!",
            period_id($1, $7, $5) as "period: PeriodId"
        from skp k
        join employee e on e.agency_id = $1 and e.id = k.employee_id
        join post p on p.agency_id = $1 and p.id = k.post_id
        join unit u on u.agency_id = $1 and u.id = p.unit_id
        join unit o on o.agency_id = $1 and o.id = coalesce(unit_opd($1, p.unit_id), p.unit_id)
        left join employee v on v.agency_id = $1 and v.id = plan_evaluator($1, k.id, $3)
        where k.agency_id = $1 and k.id = $2 and k.version is not null
          and k.starts_on <= $6 and k.ends_on >= $5"#,
        agency.0,
        skp.0,
        today.to_sqlx() as _,
        me,
        period.starts_on().to_sqlx() as _,
        period.ends_on().to_sqlx() as _,
        period.kind() as PeriodKind
    )
    .fetch_optional(tx.db())
    .await?;
    Ok(row.map(|row| EvaluationSubject {
        owner: row.owner,
        person: row.person,
        post: row.post,
        unit: row.unit,
        heads: row.heads,
        office: row.office,
        office_name: row.office_name,
        starts_on: row.starts_on.to_jiff(),
        ends_on: row.ends_on.to_jiff(),
        regime: row.regime,
        is_last: row.is_last,
        evaluator: row.evaluator.zip(row.evaluator_name),
        is_superior: row.is_superior,
        follows: row.follows,
        period: row.period,
    }))
}

/// Returns the people above somebody on a day, the nearest first.
pub(crate) async fn line_above(tx: &mut Tx, person: EmployeeId, day: Date) -> Result<Vec<(EmployeeId, String)>> {
    let agency = tx.actor.agency;
    let rows = sqlx::query!(
        r#"select e.id as "id: EmployeeId", e.name
        from reporting_line($1, $2, $3) l join employee e on e.agency_id = $1 and e.id = l.employee_id
        order by l.depth"#,
        agency.0,
        person.0,
        day.to_sqlx() as _
    );
    Ok(rows.fetch_all(tx.db()).await?.into_iter().map(|row| (row.id, row.name)).collect())
}

/// Returns the row of a period; `None` where it is not open.
pub(crate) async fn period_row(tx: &mut Tx, period: EvaluationPeriod) -> Result<Option<PeriodId>> {
    let agency = tx.actor.agency;
    let row = sqlx::query_scalar!(
        r#"select period_id($1, $2, $3) as "id: PeriodId""#,
        agency.0,
        period.kind() as PeriodKind,
        period.starts_on().to_sqlx() as _
    );
    Ok(row.fetch_one(tx.db()).await?)
}

/// Locks the plan of an evaluation, so that nobody else changes an evaluation of it meanwhile.
pub(crate) async fn lock(tx: &mut Tx, skp: SkpId) -> Result<()> {
    let agency = tx.actor.agency;
    sqlx::query_scalar!("select id from skp where agency_id = $1 and id = $2 for update", agency.0, skp.0)
        .fetch_optional(tx.db())
        .await?;
    Ok(())
}
