//! Until when plans are to be submitted: what the agency says, and the sentences for somebody who has none or has not
//! submitted it yet.

use super::{agency::missing_plan, calendar, door::Tx, pilot, regime};
use crate::{
    domain::{
        id::{EmployeeId, PostId},
        regime::PlanOrigin,
        skp::PlanDeadline,
    },
    error::Result,
    ui::format,
};
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;

/// Returns the deadlines that are set for these years, in their order.
///
/// # Errors
/// When the database fails.
pub(crate) async fn set(tx: &mut Tx, first: i16, last: i16) -> Result<Vec<PlanDeadline>> {
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

/// Returns the deadlines of these years, in their order: the day that is set for a year, else that by rule.
///
/// # Errors
/// When the database fails.
pub(crate) async fn of_years(tx: &mut Tx, first: i16, last: i16) -> Result<Vec<PlanDeadline>> {
    let set = set(tx, first, last).await?;
    let rules = calendar::rules(tx).await?;
    let of_year = |year: i16| {
        let by_rule = || {
            let (due_on, rule) = rules.plans_due_on(year)?;
            Some(PlanDeadline { year, due_on, source: rule.source.clone() })
        };
        set.iter().find(|deadline| deadline.year == year).cloned().or_else(by_rule)
    };
    Ok((first..=last).filter_map(of_year).collect())
}

/// Returns the first deadline of a plan that somebody has not submitted and is reminded of today.
///
/// # Errors
/// When the database fails.
pub(crate) async fn waiting_for(tx: &mut Tx, person: EmployeeId) -> Result<Option<PlanDeadline>> {
    let (agency, today) = (tx.actor.agency, tx.today());
    let years = PlanDeadline::reminded_years(today);
    let deadlines = of_years(tx, *years.start(), *years.end()).await?;
    if deadlines.is_empty() {
        return Ok(None);
    }
    let of: Vec<i16> = deadlines.iter().map(|deadline| deadline.year).collect();
    let missing = sqlx::query_scalar!(
        r#"select d.year as "year!" from unnest($3::int2[]) d (year)
        where exists (
              select from assignment a join post p on p.agency_id = $1 and p.id = a.post_id and p.kind <> 'elected'
              where a.agency_id = $1 and a.employee_id = $2 and a.definitive
                and a.since <= $4 and (a.until is null or a.until > $4)
          )
          and not exists (
              select from skp k
              left join skp_revision v on v.agency_id = $1 and v.skp_id = k.id and v.state = 'submitted'
              where k.agency_id = $1 and k.employee_id = $2 and k.year = d.year
                and (k.version is not null or v.skp_id is not null)
          )
        order by d.year"#,
        agency.0,
        person.0,
        &of,
        today.to_sqlx() as _
    )
    .fetch_all(tx.db())
    .await?;
    for deadline in deadlines.into_iter().filter(|deadline| missing.contains(&deadline.year)) {
        if is_asked(tx, person, deadline.year).await? {
            return Ok(Some(deadline));
        }
    }
    Ok(None)
}

/// Returns the sentence about the deadline of a plan that is not submitted, with its source; `None` where none is set, and
/// for a person who is not asked for a plan.
///
/// # Errors
/// When the database fails.
pub(crate) async fn note(tx: &mut Tx, person: EmployeeId, year: i16) -> Result<Option<String>> {
    let today = tx.today();
    let Some(deadline) = of_years(tx, year, year).await?.pop() else { return Ok(None) };
    if !is_asked(tx, person, year).await? {
        return Ok(None);
    }
    Ok(Some(format!("{} Sumber: {}", words(&deadline, today), deadline.source)))
}

/// Returns whether somebody is asked today to write a plan of a year here: nobody outside of its pilot is, nor is who
/// writes it in another system.
async fn is_asked(tx: &mut Tx, person: EmployeeId, year: i16) -> Result<bool> {
    Ok(pilot::outside(tx, person, year, true).await?.is_none() && !is_elsewhere(tx, person).await?)
}

/// Returns whether the rule of somebody has the plan written in another system: nobody is asked to type it here.
async fn is_elsewhere(tx: &mut Tx, person: EmployeeId) -> Result<bool> {
    let (agency, today) = (tx.actor.agency, tx.today());
    let post = sqlx::query_scalar!(
        r#"select post_id as "post!: PostId" from planned_person where agency_id = $1 and employee_id = $2 limit 1"#,
        agency.0,
        person.0
    );
    let Some(post) = post.fetch_optional(tx.db()).await? else { return Ok(false) };
    let rule = regime::rule_of(tx, person, post, today).await?;
    Ok(rule.is_some_and(|rule| rule.regime.origin == PlanOrigin::Mirrored))
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

/// Returns what is said about somebody without a plan in force this year, for themself if `is_own`: that nothing is asked
/// of them yet, that it is written elsewhere, or who can help.
///
/// # Errors
/// When the database fails, or there is no such person.
pub(crate) async fn missing_words(tx: &mut Tx, person: EmployeeId, is_own: bool) -> Result<String> {
    let (agency, today) = (tx.actor.agency, tx.today());
    let year = today.year();
    if let Some(words) = pilot::outside(tx, person, year, is_own).await? {
        return Ok(words);
    }
    let missing = missing_plan(tx.db(), agency, person, is_own, today).await?;
    if !missing.is_in_work && is_elsewhere(tx, person).await? {
        let whose = missing.name.as_deref().unwrap_or("Anda");
        return Ok(format!(
            "Menurut aturan, SKP {year} {whose} disusun di aplikasi lain. Salinannya belum ada di sini; tidak perlu \
             diketik lagi."
        ));
    }
    Ok(missing.to_string())
}
