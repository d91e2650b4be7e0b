//! Queries behind what needs a reader first.

use super::people::ListedPerson;
use crate::{
    domain::{
        board::Counts,
        calendar::week_of,
        id::{EmployeeId, UnitId},
        measure::{Standing, Target, Value},
    },
    error::Result,
    server::door::Tx,
};
use jiff::{Timestamp, ToSpan, civil::Date};
use jiff_sqlx::ToSqlx;

/// The most people whose last week is looked up.
const MAX_PEOPLE: i64 = 200;

/// Returns how many of the caller's own follow-ups are overdue.
pub(crate) async fn overdue(tx: &mut Tx) -> Result<i32> {
    let Some(me) = tx.actor.employee else { return Ok(0) };
    let (agency, today) = (tx.actor.agency, tx.today());
    let overdue = sqlx::query_scalar!(
        r#"select count(*)::int as "overdue!" from follow_up
        where agency_id = $1 and assignee_id = $2 and done_at is null and due_on < $3"#,
        agency.0,
        me.0,
        today.to_sqlx() as _
    );
    Ok(overdue.fetch_one(tx.db()).await?)
}

/// Returns people of a subtree who need support, as judged since a Monday: the others needed it before. They are found
/// unit by unit: with a limit at the end the database walks through the names of the whole agency.
pub(crate) async fn turned(tx: &mut Tx, unit: UnitId, monday: Date) -> Result<Vec<ListedPerson>> {
    let (agency, year) = (tx.actor.agency, tx.today().year());
    let rows = sqlx::query!(
        r#"select e.id as "id: EmployeeId", e.name, coalesce(w.post, '') as "post!", u.name as unit,
            p.last_report_at as "last_report_at: jiff_sqlx::Timestamp"
        from (
            select s.employee_id, s.unit_id, s.last_report_at
            from unit_tree($1, $2) t
            cross join lateral (
                select employee_id, unit_id, last_report_at from person_standing
                where agency_id = $1 and unit_id = t.id and year = $3 and status = 'needs_support' and as_of >= $4
                offset 0
            ) s
            order by s.employee_id limit $5
        ) p
        join employee e on e.agency_id = $1 and e.id = p.employee_id
        join unit u on u.agency_id = $1 and u.id = p.unit_id
        left join current_post w on w.agency_id = $1 and w.employee_id = e.id
        order by e.name, e.id"#,
        agency.0,
        unit.0,
        year,
        monday.to_sqlx() as _,
        MAX_PEOPLE
    )
    .fetch_all(tx.db())
    .await?;
    let people = rows.into_iter().map(|row| ListedPerson {
        id: row.id,
        name: row.name,
        post: row.post,
        unit: row.unit,
        last_report_at: row.last_report_at.map(jiff_sqlx::Timestamp::to_jiff),
    });
    Ok(people.collect())
}

/// Returns the indicators of people, each as it stood before a moment.
pub(crate) async fn standings_before(
    tx: &mut Tx,
    people: &[EmployeeId],
    before: Timestamp,
) -> Result<Vec<(EmployeeId, Target, Option<Standing>)>> {
    let (agency, zone, year) = (tx.actor.agency, tx.actor.zone, tx.today().year());
    let rows = sqlx::query!(
        r#"select i.employee_id as "employee!: EmployeeId",
            row(i.polarity, i.accumulation, i.baseline, i.month_targets, i.frequency, i.starts_on, i.ends_on, i.asked_from)
                as "target!: Target",
            r.value as "value?: Value", r.observed_at as "observed_at?: jiff_sqlx::Timestamp"
        from indicator i
        left join lateral (
            select n.value, n.observed_at from report n
            where n.agency_id = $1 and n.iki_id = i.id and n.received_at < $4
              and not exists (
                  select from report c where c.agency_id = $1 and c.iki_id = i.id and c.corrects_id is not null
                    and c.corrects_id = n.id and c.received_at < $4
              )
            order by n.observed_at desc,
                case when n.corrects_id is null then n.received_at else place_of_correction($1, n.corrects_id) end desc,
                n.id desc
            limit 1
        ) r on true
        where i.agency_id = $1 and i.employee_id = any ($2) and i.year = $3 and i.is_open"#,
        agency.0,
        people as &[EmployeeId],
        year,
        before.to_sqlx() as _
    )
    .fetch_all(tx.db())
    .await?;
    let standings = rows.into_iter().map(|row| {
        let standing = row.value.zip(row.observed_at);
        let standing = standing.map(|(value, at)| Standing { value, observed_on: zone.day(at.to_jiff()) });
        (row.employee, row.target, standing)
    });
    Ok(standings.collect())
}

/// Returns the indicators of each unit below one, with all below it, at the end of the last week of this year.
pub(crate) async fn last_week(tx: &mut Tx, unit: UnitId, today: Date) -> Result<Vec<(UnitId, Counts)>> {
    let agency = tx.actor.agency;
    let last = week_of(today).saturating_sub(7.days());
    let rows = sqlx::query!(
        r#"select t.unit_id as "unit: UnitId", t.iki_ahead, t.iki_on_plan, t.iki_needs_support, t.iki_silent, t.iki_not_due
        from unit u join unit_trend t on t.agency_id = $1 and t.unit_id = u.id and t.week = $3
        where u.agency_id = $1 and u.parent_id = $2 and $3 >= $4"#,
        agency.0,
        unit.0,
        last.to_sqlx() as _,
        today.first_of_year().to_sqlx() as _
    )
    .fetch_all(tx.db())
    .await?;
    let counts = rows.into_iter().map(|row| {
        let counts = Counts {
            ahead: row.iki_ahead,
            on_plan: row.iki_on_plan,
            needs_support: row.iki_needs_support,
            silent: row.iki_silent,
            not_due: row.iki_not_due,
        };
        (row.unit, counts)
    });
    Ok(counts.collect())
}
