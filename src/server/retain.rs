//! `kinerja retain`: what is old enough goes, events by whole months. Run as the owner; the program itself can
//! remove no event. (The outbox needs no verb: each process sweeps it, see `live`.)

use jiff::{Timestamp, civil::Date};
use jiff_sqlx::ToSqlx;
use sqlx::{AssertSqlSafe, PgConnection};
use std::fmt;

/// What may go.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Old {
    /// Events by month (of UTC), the oldest first.
    pub months: Vec<(Date, i64)>,
    /// Sessions that have ended by themselves.
    pub sessions: i64,
    /// Invitations that were used or whose time is over.
    pub invitations: i64,
    /// Failed sign-ins that hold nobody up any more.
    pub failures: i64,
    /// Follow-ups of meetings that were done before the months that are kept. What is open stays, however old.
    pub follow_ups: i64,
}

impl fmt::Display for Old {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (month, events) in &self.months {
            writeln!(f, "{}: {events} events", month.strftime("%Y-%m"))?;
        }
        let events: i64 = self.months.iter().map(|(_, events)| events).sum();
        let Self { months, sessions, invitations, failures, follow_ups } = self;
        write!(
            f,
            "{} months with {events} events, {sessions} sessions, {invitations} invitations, {failures} failed sign-ins, \
             {follow_ups} follow-ups",
            months.len()
        )
    }
}

/// Looks for events and finished follow-ups from before a day, and for what has run out by now.
///
/// # Errors
/// When the database fails.
pub async fn find(db: &mut PgConnection, kept_from: Date, now: Timestamp) -> sqlx::Result<Old> {
    let months = sqlx::query!(
        r#"select date_trunc('month', at at time zone 'UTC')::date as "month!: jiff_sqlx::Date", count(*) as "events!"
        from event where at < $1::date::timestamp at time zone 'UTC' group by 1 order by 1"#,
        kept_from.to_sqlx() as _
    )
    .fetch_all(&mut *db)
    .await?;
    let row = sqlx::query!(
        r#"select (select count(*) from session where least(idle_until, ends_at) <= $1) as "sessions!",
            (select count(*) from invitation where used_at is not null or expires_at <= $1) as "invitations!",
            (select count(*) from sign_in_failure where last_at < $1::timestamptz - interval '1 day') as "failures!",
            (select count(*) from follow_up where done_at < $2::date::timestamp at time zone 'UTC') as "follow_ups!""#,
        now.to_sqlx() as _,
        kept_from.to_sqlx() as _
    )
    .fetch_one(db)
    .await?;
    Ok(Old {
        months: months.into_iter().map(|row| (row.month.to_jiff(), row.events)).collect(),
        sessions: row.sessions,
        invitations: row.invitations,
        failures: row.failures,
        follow_ups: row.follow_ups,
    })
}

/// Removes what [`find`] finds and leaves an event that says so in every agency.
///
/// # Errors
/// When the database fails, or somebody holds the table for longer than five seconds.
pub async fn remove(db: &mut PgConnection, kept_from: Date, now: Timestamp) -> sqlx::Result<()> {
    // Dropping a month keeps out whoever writes or reads events, for a moment: better give up than hold them up.
    sqlx::query!("set local lock_timeout = '5s'").execute(&mut *db).await?;
    let months = sqlx::query_scalar!(
        r#"select part.relname::text as "table!" from pg_inherits i join pg_class part on part.oid = i.inhrelid
        where i.inhparent = 'event'::regclass and part.relname ~ '^event_[0-9]{4}_[0-9]{2}$'
          and right(part.relname, 7) < to_char($1::date, 'YYYY_MM')"#,
        kept_from.to_sqlx() as _
    )
    .fetch_all(&mut *db)
    .await?;
    for month in months {
        sqlx::query(AssertSqlSafe(format!("drop table {month}"))).execute(&mut *db).await?;
    }
    sqlx::query!("delete from event where at < $1::date::timestamp at time zone 'UTC'", kept_from.to_sqlx() as _)
        .execute(&mut *db)
        .await?;
    sqlx::query!("delete from session where least(idle_until, ends_at) <= $1", now.to_sqlx() as _)
        .execute(&mut *db)
        .await?;
    sqlx::query!("delete from invitation where used_at is not null or expires_at <= $1", now.to_sqlx() as _)
        .execute(&mut *db)
        .await?;
    sqlx::query!("delete from sign_in_failure where last_at < $1::timestamptz - interval '1 day'", now.to_sqlx() as _)
        .execute(&mut *db)
        .await?;
    sqlx::query!(
        "delete from follow_up where done_at < $1::date::timestamp at time zone 'UTC'",
        kept_from.to_sqlx() as _
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "insert into event (agency_id, id, at, kind, data)
         select id, gen_random_uuid(), $1, 'retained', jsonb_build_object('kept_from', $2::date) from agency",
        now.to_sqlx() as _,
        kept_from.to_sqlx() as _
    )
    .execute(db)
    .await?;
    Ok(())
}
