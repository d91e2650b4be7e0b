//! The scheduler: changes that time alone causes. When the local day begins, statuses change, services end and new heads
//! take office; the next months of the audit trail and the next year's periods are made ahead, expired agencies are dropped. An advisory lock
//! lets one process run it at a time.

use crate::{
    domain::{
        calendar::{Zone, periods_open_until, years_to_open},
        event::{Event, Topic},
        id::{AgencyId, UnitId},
    },
    error::Result,
    features::{admin, post, progress::rollup},
    server::{App, calendar, door, tenant},
};
use jiff::{ToSpan, civil::Date, tz::TimeZone};
use jiff_sqlx::ToSqlx;
use std::time::Duration;

/// How often the scheduler looks at the calendar.
const SCHEDULE_INTERVAL: Duration = Duration::from_secs(20);
/// Months of the audit trail that are made before they begin.
const MONTHS_AHEAD: i32 = 2;
/// The key of the advisory lock, an arbitrary number that no other program of the cluster uses.
const LOCK_KEY: i64 = 0x6b69_6e65_726a_6101;

/// Runs the scheduler until the server stops.
pub async fn run(app: App) {
    loop {
        if let Err(error) = once(&app).await {
            tracing::warn!(%error, "the scheduler failed, retrying");
        }
        tokio::time::sleep(SCHEDULE_INTERVAL).await;
    }
}

/// Runs everything that is due for every agency up to its today.
///
/// # Errors
/// When the database fails; committed steps stay.
pub async fn once(app: &App) -> Result<()> {
    let mut lock = app.pool.direct().acquire().await?;
    let mine =
        sqlx::query_scalar!(r#"select pg_try_advisory_lock($1) as "mine!""#, LOCK_KEY).fetch_one(&mut *lock).await?;
    if !mine {
        return Ok(());
    }
    let months = make_months(app).await;
    let outcome = follow_all(app).await.and(months);
    let outcome = outcome.and(tenant::drop_expired(app).await);
    sqlx::query_scalar!("select pg_advisory_unlock($1)", LOCK_KEY).fetch_one(&mut *lock).await?;
    outcome
}

/// Makes the missing tables of this month's events and of the next months'.
async fn make_months(app: &App) -> Result<()> {
    let today = app.clock.now().to_zoned(TimeZone::UTC).date();
    let until = today.saturating_add(MONTHS_AHEAD.months());
    sqlx::query!(
        r#"select event_month(month::date) as "made!"
        from generate_series(date_trunc('month', $1::date), $2::date, interval '1 month') as month"#,
        today.to_sqlx() as _,
        until.to_sqlx() as _
    )
    .fetch_all(app.pool.direct())
    .await?;
    Ok(())
}

/// An agency for which the scheduler has something to do.
#[derive(Clone, Copy, Debug)]
pub struct DueAgency {
    pub agency: AgencyId,
    zone: Zone,
    /// The last day whose statuses are computed; `None` before anybody has a plan.
    followed_on: Option<Date>,
    /// The last day of the last year whose periods were opened.
    opened_until: Option<Date>,
}

/// Returns the agencies whose day has turned or whose periods are not all open. One statement for all of them: an
/// agency with nothing due costs no transaction.
///
/// # Errors
/// When the database fails.
pub async fn due(app: &App) -> Result<Vec<DueAgency>> {
    let now = app.clock.now();
    let days = Zone::ALL.map(|zone| zone.day(now));
    let rows = sqlx::query!(
        r#"select id as "agency!: AgencyId", zone as "zone!: Zone", followed_on as "followed_on: jiff_sqlx::Date",
            opened_until as "opened_until: jiff_sqlx::Date"
        from agency_due($1, $2, $3, $4)"#,
        &Zone::ALL[..] as _,
        days.map(ToSqlx::to_sqlx).to_vec() as _,
        days.map(|day| periods_open_until(day).to_sqlx()).to_vec() as _,
        now.to_sqlx() as _
    )
    .fetch_all(app.pool.direct())
    .await?;
    let day = |day: Option<jiff_sqlx::Date>| day.map(jiff_sqlx::Date::to_jiff);
    let due = |agency, zone, followed, opened| DueAgency {
        agency,
        zone,
        followed_on: day(followed),
        opened_until: day(opened),
    };
    Ok(rows.into_iter().map(|row| due(row.agency, row.zone, row.followed_on, row.opened_until)).collect())
}

/// Does what is due for each agency; the failure of one delays no other.
async fn follow_all(app: &App) -> Result<()> {
    let mut outcome = Ok(());
    for due in due(app).await? {
        outcome = outcome.and(follow(app, due).await);
    }
    outcome
}

async fn follow(app: &App, due: DueAgency) -> Result<()> {
    let today = due.zone.day(app.clock.now());
    for year in years_to_open(due.opened_until, today) {
        open_year(app, due.agency, year).await?;
    }
    for day in due.followed_on.map(|done| rollup::days_to_follow(done, today)).unwrap_or_default() {
        follow_day(app, due.agency, due.zone, day).await?;
    }
    Ok(())
}

async fn open_year(app: &App, agency: AgencyId, year: i16) -> Result<()> {
    door::system(app, agency, async |db, _| {
        let opened = calendar::open_year(db, agency, year).await?;
        calendar::note_opened(db, agency, year).await?;
        let event = opened.map_or(Event::quiet(vec![]), |year| Event::new("periods_opened").about(year));
        Ok((event, ()))
    })
    .await
}

async fn follow_day(app: &App, agency: AgencyId, zone: Zone, day: Date) -> Result<()> {
    if day.weekday() == jiff::civil::Weekday::Monday {
        door::system(app, agency, async |db, _| {
            rollup::keep_week(db, agency, zone, day).await?;
            Ok((Event::quiet(vec![]), ()))
        })
        .await?;
    }
    loop {
        let moved = door::system(app, agency, async |db, _| {
            let units = rollup::move_batch(db, agency, zone, day).await?;
            let topics = above(db, agency, &units).await?;
            Ok((Event::quiet(topics), units.len()))
        })
        .await?;
        if moved == 0 {
            break;
        }
    }
    door::system(app, agency, async |db, now| {
        let units = admin::action::end_services(db, agency, day, now).await?;
        // With the year the counts of its plans begin, which were agreed before.
        if !units.is_empty() || day == day.first_of_year() {
            rollup::refresh(db, agency, zone, day).await?;
        }
        let topics = above(db, agency, &units).await?;
        Ok((Event::quiet(topics), ()))
    })
    .await?;
    door::system(app, agency, async |db, _| Ok((Event::quiet(post::action::follow_ends(db, agency, day).await?), ())))
        .await?;
    while door::system(app, agency, async |db, now| post::action::follow_next(db, agency, zone, day, now).await).await?
    {
    }
    door::system(app, agency, async |db, _| {
        rollup::note_followed(db, agency, day).await?;
        Ok((Event::quiet(vec![]), ()))
    })
    .await
}

/// Returns the topics of the boards that show these units.
async fn above(db: &mut sqlx::PgConnection, agency: AgencyId, units: &[UnitId]) -> Result<Vec<Topic>> {
    let units = sqlx::query_scalar!(
        r#"select distinct up.id as "id!: UnitId" from unnest($2::uuid[]) u (id), unnest(unit_path($1, u.id)) up (id)"#,
        agency.0,
        units as &[UnitId]
    )
    .fetch_all(db)
    .await?;
    Ok(units.into_iter().map(Topic::Unit).collect())
}
