//! The agency's calendar: its periods, opened year by year, and its rules about deadlines.

use super::{clock::new_id, door::Tx};
use crate::{
    domain::{
        calendar::{
            Counting, DayCount, DeadlineKind, DeadlineRule, DeadlineRules, Period, PeriodKind, WorkWeek, WorkingDays,
            periods_of,
        },
        id::{AgencyId, PeriodId},
    },
    error::Result,
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

/// Returns the agency's rules about deadlines with its working days.
///
/// # Errors
/// When the database fails.
pub(crate) async fn rules(tx: &mut Tx) -> Result<DeadlineRules> {
    let agency = tx.actor.agency;
    let rows = sqlx::query!(
        r#"select kind as "kind: DeadlineKind", holds_from as "holds_from: jiff_sqlx::Date", days,
            counting as "counting: Counting", source
        from deadline_rule where agency_id = $1"#,
        agency.0
    );
    let rules = rows.fetch_all(tx.db()).await?.into_iter().map(|row| DeadlineRule {
        kind: row.kind,
        count: DayCount { days: row.days, counting: row.counting },
        holds_from: row.holds_from.to_jiff(),
        source: row.source,
    });
    let rules = rules.collect();
    let weeks = sqlx::query!(
        r#"select holds_from as "holds_from: jiff_sqlx::Date", week as "week: WorkWeek" from work_week
        where agency_id = $1"#,
        agency.0
    );
    let weeks = weeks.fetch_all(tx.db()).await?.into_iter().map(|row| (row.holds_from.to_jiff(), row.week));
    let holidays =
        sqlx::query_scalar!(r#"select day as "day: jiff_sqlx::Date" from holiday where agency_id = $1"#, agency.0);
    let holidays = holidays.fetch_all(tx.db()).await?.into_iter().map(jiff_sqlx::Date::to_jiff);
    Ok(DeadlineRules::new(rules, WorkingDays::new(holidays, weeks)))
}
