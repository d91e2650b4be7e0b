//! Until when plans are to be submitted: what the agency says, and the sentence for somebody who has not yet.

use super::door::Tx;
use crate::{
    domain::{id::EmployeeId, skp::PlanDeadline},
    error::Result,
    ui::format,
};
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;

/// Returns the deadlines of these years, in their order.
///
/// # Errors
/// When the database fails.
pub(crate) async fn of_years(tx: &mut Tx, first: i16, last: i16) -> Result<Vec<PlanDeadline>> {
    let agency = tx.actor.agency;
    let rows = sqlx::query!(
        r#"select year, due_on as "due_on: jiff_sqlx::Date", source from plan_deadline
        where agency_id = $1 and year between $2 and $3 order by year"#,
        agency.0,
        first,
        last
    );
    let rows = rows.fetch_all(tx.db()).await?.into_iter();
    Ok(rows.map(|row| PlanDeadline { year: row.year, due_on: row.due_on.to_jiff(), source: row.source }).collect())
}

/// Returns the first deadline of a plan that somebody has not submitted and is reminded of today.
///
/// # Errors
/// When the database fails.
pub(crate) async fn waiting_for(tx: &mut Tx, person: EmployeeId) -> Result<Option<PlanDeadline>> {
    let (agency, today) = (tx.actor.agency, tx.today());
    let years = PlanDeadline::reminded_years(today);
    let row = sqlx::query!(
        r#"select d.year, d.due_on as "due_on: jiff_sqlx::Date", d.source from plan_deadline d
        where d.agency_id = $1 and d.year between $3 and $4
          and exists (
              select from assignment a join post p on p.agency_id = $1 and p.id = a.post_id and p.kind <> 'elected'
              where a.agency_id = $1 and a.employee_id = $2 and a.definitive
                and a.since <= $5 and (a.until is null or a.until > $5)
          )
          and not exists (
              select from skp k
              left join skp_revision v on v.agency_id = $1 and v.skp_id = k.id and v.state = 'submitted'
              where k.agency_id = $1 and k.employee_id = $2 and k.year = d.year
                and (k.version is not null or v.skp_id is not null)
          )
        order by d.year limit 1"#,
        agency.0,
        person.0,
        *years.start(),
        *years.end(),
        today.to_sqlx() as _
    );
    let row = row.fetch_optional(tx.db()).await?;
    Ok(row.map(|row| PlanDeadline { year: row.year, due_on: row.due_on.to_jiff(), source: row.source }))
}

/// Returns the sentence for somebody who has not submitted the plan.
pub(crate) fn words(deadline: &PlanDeadline, today: Date) -> String {
    let (year, day) = (deadline.year, format::day(deadline.due_on));
    if deadline.is_over(today) {
        format!("Batas pengajuan SKP {year} sudah lewat ({day}). SKP tetap dapat diajukan.")
    } else {
        format!("Ajukan SKP {year} paling lambat {day}.")
    }
}
