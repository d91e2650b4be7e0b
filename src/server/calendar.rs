//! The agency's calendar: its periods, opened year by year.

use super::clock::new_id;
use crate::domain::{
    calendar::{Period, PeriodKind, periods_of},
    id::{AgencyId, PeriodId},
};
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;

/// Opens the missing periods of a year; existing ones stay as they are. Returns the id of the year's own period if any
/// was opened.
///
/// # Errors
/// When the database fails.
pub async fn open_year(db: &mut PgConnection, agency: AgencyId, year: i16) -> sqlx::Result<Option<PeriodId>> {
    let periods = periods_of(year);
    let ids: Vec<PeriodId> = periods.iter().map(|_| PeriodId(new_id())).collect();
    let kinds: Vec<PeriodKind> = periods.iter().map(|period| period.kind).collect();
    let days = |day: fn(&Period) -> Date| -> Vec<_> { periods.iter().map(|period| day(period).to_sqlx()).collect() };
    sqlx::query_scalar!(
        r#"with opened as (
            insert into period (agency_id, id, kind, starts_on, ends_on, due_on)
            select $1, p.* from unnest($2::uuid[], $3::text[], $4::date[], $5::date[], $6::date[]) p
            where exists (select from agency where id = $1)
            on conflict do nothing
            returning id, kind
        )
        select coalesce(
            (select id from opened where kind = 'year'),
            (select id from period where agency_id = $1 and kind = 'year' and starts_on = make_date($7, 1, 1))
        ) as "year!: PeriodId"
        where exists (select from opened)"#,
        agency.0,
        &ids as _,
        &kinds as _,
        days(|period| period.starts_on) as _,
        days(|period| period.ends_on) as _,
        days(|period| period.due_on) as _,
        i32::from(year),
    )
    .fetch_optional(db)
    .await
}

/// Records that the periods of all years up to this one are open.
///
/// # Errors
/// When the database fails.
pub async fn note_opened(db: &mut PgConnection, agency: AgencyId, year: i16) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into job_run (agency_id, job, done_on) values ($1, 'periods', make_date($2, 12, 31))
         on conflict (agency_id, job) do update set done_on = excluded.done_on",
        agency.0,
        i32::from(year)
    )
    .execute(db)
    .await?;
    Ok(())
}
