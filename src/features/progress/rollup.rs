//! The counts of units: made anew after bulk work, moved by the calendar, recounted by `kinerja check`.

use super::{action::change_of, store};
use crate::{
    domain::{
        calendar::{Zone, week_of},
        id::{AgencyId, EmployeeId, UnitId},
        measure::Status,
    },
    error::Result,
    server::agency::thresholds,
};
use jiff::{ToSpan, civil::Date};
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;

/// People whose statuses are moved in one transaction.
const BATCH: i64 = 500;

/// Makes the roll-ups of a year anew from the people and indicators, after seed, import and planning, and notes that the
/// calendar is followed.
///
/// # Errors
/// When the database fails.
pub async fn refresh(db: &mut PgConnection, agency: AgencyId, zone: Zone, today: Date) -> sqlx::Result<()> {
    refresh_only(db, agency, zone, today).await?;
    sqlx::query!(
        "insert into job_run (agency_id, job, done_on) values ($1, 'standings', $2)
         on conflict (agency_id, job) do update set done_on = excluded.done_on",
        agency.0,
        today.to_sqlx() as _
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Makes the roll-ups of a year anew from the people and indicators, after people moved. What the calendar changes is the
/// scheduler's, also today.
///
/// # Errors
/// When the database fails.
pub async fn refresh_only(db: &mut PgConnection, agency: AgencyId, zone: Zone, today: Date) -> sqlx::Result<()> {
    // Versions go on: a board that was read before must not be taken for this one.
    sqlx::query!(
        "insert into unit_rollup select * from rollup_recount($1, $2, $3, $4, $5)
         on conflict (agency_id, unit_id, year) do update set employees = excluded.employees,
             ahead = excluded.ahead, on_plan = excluded.on_plan, needs_support = excluded.needs_support,
             silent = excluded.silent, not_due = excluded.not_due, iki_ahead = excluded.iki_ahead,
             iki_on_plan = excluded.iki_on_plan, iki_needs_support = excluded.iki_needs_support,
             iki_silent = excluded.iki_silent, iki_not_due = excluded.iki_not_due, month = excluded.month,
             reported = excluded.reported, day = excluded.day, reports_today = excluded.reports_today,
             reports_week = excluded.reports_week,
             last_report_at = excluded.last_report_at, version = unit_rollup.version + 1",
        agency.0,
        today.year(),
        today.first_of_month().to_sqlx() as _,
        today.to_sqlx() as _,
        zone.database_name()
    )
    .execute(&mut *db)
    .await?;
    add_up_weeks(db, agency, today.first_of_year()).await
}

/// Moves one batch of people whose status the calendar changed by `day`; the units that were touched.
/// Empty when nobody is left.
///
/// # Errors
/// When the database fails.
pub async fn move_batch(db: &mut PgConnection, agency: AgencyId, zone: Zone, day: Date) -> Result<Vec<UnitId>> {
    let year = day.year();
    let people = store::lock_overdue_people(db, agency, year, day, BATCH).await?;
    if people.is_empty() {
        return Ok(vec![]);
    }
    let thresholds = thresholds(db, agency).await?;
    let ids: Vec<EmployeeId> = people.iter().map(|person| person.employee).collect();
    let mut rows = store::indicators(db, agency, &ids, year).await?;
    let mut changes = Vec::with_capacity(people.len());
    for person in &people {
        let (own, rest) = rows.into_iter().partition(|row| row.employee == person.employee);
        rows = rest;
        changes.push(change_of(person, own, day, zone, thresholds).saved(None));
    }
    store::save(db, agency, year, day, &changes, None).await?;
    let mut units: Vec<UnitId> = people.into_iter().map(|person| person.unit).collect();
    units.dedup();
    Ok(units)
}

/// Keeps the counts of the week that ends before `monday`, for the trend.
///
/// # Errors
/// When the database fails.
pub async fn keep_week(db: &mut PgConnection, agency: AgencyId, zone: Zone, monday: Date) -> sqlx::Result<()> {
    let week = week_of(monday.yesterday().unwrap_or(monday));
    sqlx::query!(
        "with came as (
             select p.unit_id, count(*) as reports from report r
             join person_standing p on p.agency_id = $1 and p.employee_id = r.employee_id and p.year = $3
             where r.agency_id = $1 and r.corrects_id is null
               and r.received_at >= $2::date::timestamp at time zone $4
               and r.received_at < ($2::date + 7)::timestamp at time zone $4
             group by p.unit_id
         )
         insert into unit_week (agency_id, unit_id, week, employees, ahead, on_plan, needs_support, silent, not_due,
             iki_ahead, iki_on_plan, iki_needs_support, iki_silent, iki_not_due, reported, reports, last_report_at)
         select u.agency_id, u.unit_id, $2, employees, ahead, on_plan, needs_support, silent, not_due,
             iki_ahead, iki_on_plan, iki_needs_support, iki_silent, iki_not_due, reported, coalesce(c.reports, 0),
             last_report_at
         from unit_rollup u left join came c on c.unit_id = u.unit_id
         where u.agency_id = $1 and u.year = $3
         on conflict (agency_id, week, unit_id) do nothing",
        agency.0,
        week.to_sqlx() as _,
        week.year(),
        zone.database_name()
    )
    .execute(&mut *db)
    .await?;
    add_up_weeks(db, agency, week).await
}

/// Adds up all weeks anew, after units changed their place.
///
/// # Errors
/// When the database fails.
pub async fn recount_trends(db: &mut PgConnection, agency: AgencyId) -> sqlx::Result<()> {
    sqlx::query!("delete from unit_trend where agency_id = $1", agency.0).execute(&mut *db).await?;
    sqlx::query!("insert into unit_trend select * from unit_trend_recount($1, '-infinity')", agency.0)
        .execute(db)
        .await?;
    Ok(())
}

/// Adds up the weeks from a Monday on, for every unit with all below it.
async fn add_up_weeks(db: &mut PgConnection, agency: AgencyId, from: Date) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into unit_trend select * from unit_trend_recount($1, $2)
         on conflict (agency_id, unit_id, week) do update set ahead = excluded.ahead,
             on_plan = excluded.on_plan, needs_support = excluded.needs_support, silent = excluded.silent,
             not_due = excluded.not_due, reports = excluded.reports, iki_ahead = excluded.iki_ahead,
             iki_on_plan = excluded.iki_on_plan, iki_needs_support = excluded.iki_needs_support,
             iki_silent = excluded.iki_silent, iki_not_due = excluded.iki_not_due",
        agency.0,
        from.to_sqlx() as _
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Notes that the calendar has been followed up to a day.
///
/// # Errors
/// When the database fails.
pub async fn note_followed(db: &mut PgConnection, agency: AgencyId, day: Date) -> sqlx::Result<()> {
    sqlx::query!(
        "update job_run set done_on = $2 where agency_id = $1 and job = 'standings'",
        agency.0,
        day.to_sqlx() as _
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Recounts everything that is derived and names each difference; run in one snapshot, as the owner.
///
/// Roll-ups of the newest year are recounted for the month and day that each of them stands for: those of a year that is
/// over tell of the people of that year, who have moved since. Trends are recounted from each unit's weeks;
/// statuses as of each person's `as_of`; that each indicator stands at a report of the newest moment.
///
/// # Errors
/// When the database fails.
pub async fn check(db: &mut PgConnection, agency: AgencyId, zone: Zone) -> Result<Vec<String>> {
    let mut found = Vec::new();
    let differing = sqlx::query_scalar!(
        r#"select format('unit %s in %s: stored %s, counted %s', u.name, r.year, to_jsonb(r) - 'version', to_jsonb(c) - 'version')
            as "difference!"
        from (
            select distinct year, month, day from unit_rollup
            where agency_id = $1 and year = (select max(year) from unit_rollup where agency_id = $1)
        ) d
        cross join lateral rollup_recount($1, d.year, d.month, d.day, $2) c
        join unit_rollup r on r.agency_id = $1 and r.unit_id = c.unit_id and r.year = d.year
            and r.month = d.month and r.day = d.day
        join unit u on u.agency_id = $1 and u.id = r.unit_id
        where to_jsonb(r) - 'version' is distinct from to_jsonb(c) - 'version'
        order by 1 limit 20"#,
        agency.0,
        zone.database_name()
    )
    .fetch_all(&mut *db)
    .await?;
    found.extend(differing);
    let bent = sqlx::query_scalar!(
        r#"select format('trend of unit %s in the week of %s: stored %s, counted %s', u.name, week, to_jsonb(t), to_jsonb(c))
            as "difference!"
        from (select * from unit_trend where agency_id = $1) t
        full join unit_trend_recount($1, '-infinity') c using (unit_id, week)
        join unit u on u.agency_id = $1 and u.id = unit_id
        where t is distinct from c
        order by 1 limit 20"#,
        agency.0
    )
    .fetch_all(&mut *db)
    .await?;
    found.extend(bent);
    let stale = sqlx::query_scalar!(
        r#"select format('indicator %s: stands at report %s of %s, newest is of %s',
            s.iki_id, s.report_id, s.observed_at, n.observed_at) as "difference!"
        from standing s
        left join report o on o.agency_id = $1 and o.id = s.report_id
        join lateral (
            select max(r.observed_at) as observed_at from report r
            where r.agency_id = $1 and r.iki_id = s.iki_id and not exists (
                select from report c where c.agency_id = $1 and c.iki_id = s.iki_id and c.corrects_id = r.id
            )
        ) n on true
        where s.agency_id = $1 and (s.observed_at is distinct from n.observed_at
            or (s.iki_id, s.value, s.observed_at) is distinct from (coalesce(o.iki_id, s.iki_id), o.value, o.observed_at))
        order by 1 limit 20"#,
        agency.0
    )
    .fetch_all(&mut *db)
    .await?;
    found.extend(stale);
    let years = sqlx::query_scalar!("select distinct year from person_standing where agency_id = $1", agency.0)
        .fetch_all(&mut *db)
        .await?;
    for year in years {
        found.extend(check_people(db, agency, zone, year).await?);
    }
    Ok(found)
}

async fn check_people(db: &mut PgConnection, agency: AgencyId, zone: Zone, year: i16) -> Result<Vec<String>> {
    let thresholds = thresholds(db, agency).await?;
    let people = sqlx::query!(
        r#"select employee_id as "employee: EmployeeId", status as "status: Status", as_of as "as_of: jiff_sqlx::Date",
            until as "until: jiff_sqlx::Date"
        from person_standing where agency_id = $1 and year = $2 order by employee_id"#,
        agency.0,
        year
    )
    .fetch_all(&mut *db)
    .await?;
    let mut found = Vec::new();
    for batch in people.chunks(2000) {
        let ids: Vec<EmployeeId> = batch.iter().map(|person| person.employee).collect();
        let mut by_person = std::collections::HashMap::<_, Vec<_>>::new();
        for row in store::indicators(db, agency, &ids, year).await? {
            by_person.entry(row.employee).or_default().push(row);
        }
        for person in batch {
            let own = by_person.remove(&person.employee).unwrap_or_default();
            let mut statuses = Vec::with_capacity(own.len());
            let mut next = None;
            let mut is_right = true;
            for row in own {
                let (status, until) = row.target.outlook(row.standing(zone), person.as_of.to_jiff(), thresholds);
                is_right &= row.status == status && is_in_time(row.until, until);
                statuses.push(status);
                next = [next, until].into_iter().flatten().min();
            }
            let (status, until) = (Status::worst(statuses), person.until.map(jiff_sqlx::Date::to_jiff));
            if !is_right || person.status != status || !is_in_time(until, next) {
                found.push(format!(
                    "person {}: stored {:?} until {until:?}, computed {status:?} until {next:?}",
                    person.employee, person.status
                ));
            }
        }
    }
    found.truncate(20);
    Ok(found)
}

/// Returns whether something is judged anew no later than the calendar changes it: earlier is right, too, as after the
/// beginning of somebody's access.
fn is_in_time(stored: Option<Date>, computed: Option<Date>) -> bool {
    computed.is_none_or(|computed| stored.is_some_and(|stored| stored <= computed))
}

/// The days from the day after `done` to `today`, at most a year's worth.
pub fn days_to_follow(done: Date, today: Date) -> Vec<Date> {
    let mut days = Vec::new();
    let mut day = done;
    while day < today && days.len() < 366 {
        let Ok(next) = day.checked_add(1.day()) else { break };
        day = next;
        days.push(day);
    }
    days
}
