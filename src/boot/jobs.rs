//! The scheduler: changes that time alone causes. When the local day begins, statuses change, services and acting times
//! end, and new heads take office; the next months of the audit trail and the next year's periods are made ahead, expired
//! agencies are dropped. An advisory lock lets one process run it at a time.

use crate::{
    domain::{
        calendar::{Zone, periods_open_until, years_to_open},
        event::{Event, Topic},
        id::{AgencyId, UnitId},
    },
    error::Result,
    features::{
        admin,
        post::follow::{self, DueOutcome},
        progress::rollup,
    },
    server::{App, agency::units_above, calendar, door, tenant},
};
use jiff::{ToSpan, civil::Date, tz::TimeZone};
use jiff_sqlx::ToSqlx;
use std::{collections::BTreeSet, time::Duration};

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
    /// The last day on which assessors follow the holders of posts; `None` before the first one.
    posts_on: Option<Date>,
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
            posts_on as "posts_on: jiff_sqlx::Date", opened_until as "opened_until: jiff_sqlx::Date"
        from agency_due($1, $2, $3, $4)"#,
        &Zone::ALL[..] as _,
        days.map(ToSqlx::to_sqlx).to_vec() as _,
        days.map(|day| periods_open_until(day).to_sqlx()).to_vec() as _,
        now.to_sqlx() as _
    )
    .fetch_all(app.pool.direct())
    .await?;
    let day = |day: Option<jiff_sqlx::Date>| day.map(jiff_sqlx::Date::to_jiff);
    let due = rows.into_iter().map(|row| DueAgency {
        agency: row.agency,
        zone: row.zone,
        followed_on: day(row.followed_on),
        posts_on: day(row.posts_on),
        opened_until: day(row.opened_until),
    });
    Ok(due.collect())
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
    let days = |done: Option<Date>| done.map(|done| rollup::days_to_follow(done, today));
    let statuses = days(due.followed_on).unwrap_or_default();
    let posts = days(due.posts_on).unwrap_or_else(|| vec![today]);
    let all: BTreeSet<Date> = statuses.iter().chain(&posts).copied().collect();
    for day in all {
        if statuses.contains(&day) {
            follow_day(app, due.agency, due.zone, day).await?;
        }
        if posts.contains(&day) {
            follow_posts(app, due.agency, due.zone, day).await?;
        }
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
    door::system(app, agency, async |db, _| {
        rollup::note_followed(db, agency, day).await?;
        Ok((Event::quiet(vec![]), ()))
    })
    .await
}

/// Lets services and acting times end on a day, and carries out the replacements of heads that begin on it. One that fails
/// keeps back no other.
async fn follow_posts(app: &App, agency: AgencyId, zone: Zone, day: Date) -> Result<()> {
    door::system(app, agency, async |db, now| {
        // In agencies without plans nothing else ends services.
        admin::action::end_services(db, agency, day, now).await?;
        Ok((Event::quiet(follow::follow_ends(db, agency, day).await?), ()))
    })
    .await?;
    let mut moves_work = false;
    loop {
        let next = door::system(app, agency, async |db, now| follow::follow_next(db, agency, day, now).await).await;
        match next {
            Ok(DueOutcome::Nothing) => break,
            Ok(DueOutcome::Refused) => {}
            Ok(DueOutcome::Done { moves_work: moves }) => moves_work |= moves,
            Err(error) => {
                tracing::error!(%error, "a replacement of a head failed");
                // Fails as well where the database does not answer: then the day is followed again.
                door::system(app, agency, async |db, _| follow::refuse_next(db, agency, day).await).await?;
            }
        }
    }
    door::system(app, agency, async |db, _| {
        if moves_work {
            rollup::refresh_only(db, agency, zone, day).await?;
        }
        follow::note_followed(db, agency, day).await?;
        Ok((Event::quiet(vec![]), ()))
    })
    .await
}

/// Returns the topics of the boards that show these units.
async fn above(db: &mut sqlx::PgConnection, agency: AgencyId, units: &[UnitId]) -> Result<Vec<Topic>> {
    Ok(units_above(db, agency, units).await?.into_iter().map(Topic::Unit).collect())
}
