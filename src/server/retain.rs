//! Removes rows that have expired. `table_rule.expired` (migration 0022) has the rule of each table; events are removed
//! by whole months. Runs as the owner: the program's own role can delete no event. The outbox has no rule, because each
//! process sweeps it (see `live`).

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use jiff_sqlx::ToSqlx;
use sqlx::{AssertSqlSafe, PgConnection};
use std::fmt;

/// The rows that have expired.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Expired {
    /// Events by month (UTC), the oldest first.
    pub months: Vec<(Date, i64)>,
    /// The rows of every table with a rule, under the operator's word for them.
    pub tables: Vec<(String, i64)>,
}

impl fmt::Display for Expired {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (month, events) in &self.months {
            writeln!(f, "{}: {events} events", month.strftime("%Y-%m"))?;
        }
        let events: i64 = self.months.iter().map(|(_, events)| events).sum();
        write!(f, "{} months with {events} events", self.months.len())?;
        self.tables.iter().try_for_each(|(rows, count)| write!(f, ", {count} {rows}"))
    }
}

/// The rule of a table.
struct Rule {
    /// Quoted for a statement.
    table: String,
    /// A condition over a row; `$1` is the first moment that is kept, `$2` is now.
    expired: String,
    /// The operator's word for the rows.
    plural: String,
}

/// Returns the rules in the order of deletion: referring tables before those that they refer to.
async fn rules(db: &mut PgConnection) -> sqlx::Result<Vec<Rule>> {
    sqlx::query_as!(
        Rule,
        r#"select quote_ident(r.name) as "table!", r.expired as "expired!", r.plural as "plural!"
        from table_rule r left join drop_order o on o.name = r.name
        where r.expired is not null order by o.place, r.name"#
    )
    .fetch_all(db)
    .await
}

/// Returns the first moment of a day (UTC).
fn first_moment(day: Date) -> Timestamp {
    day.to_zoned(TimeZone::UTC).map_or(Timestamp::MIN, |start| start.timestamp())
}

/// Counts the events from before a day and the rows that have expired by the rule of their table.
///
/// # Errors
/// When the database fails.
pub async fn find(db: &mut PgConnection, kept_from: Date, now: Timestamp) -> sqlx::Result<Expired> {
    let months = sqlx::query!(
        r#"select date_trunc('month', at at time zone 'UTC')::date as "month!: jiff_sqlx::Date", count(*) as "events!"
        from event where at < $1::date::timestamp at time zone 'UTC' group by 1 order by 1"#,
        kept_from.to_sqlx() as _
    )
    .fetch_all(&mut *db)
    .await?;
    let mut expired = Expired {
        months: months.into_iter().map(|row| (row.month.to_jiff(), row.events)).collect(),
        tables: Vec::new(),
    };
    for Rule { table, expired: condition, plural } in rules(&mut *db).await? {
        let count = sqlx::query_scalar(AssertSqlSafe(format!("select count(*) from {table} where {condition}")))
            .bind(first_moment(kept_from).to_sqlx())
            .bind(now.to_sqlx());
        expired.tables.push((plural, count.fetch_one(&mut *db).await?));
    }
    Ok(expired)
}

/// Removes what [`find`] counts and records it as an event of every agency.
///
/// # Errors
/// When the database fails, or another transaction locks a table for longer than five seconds.
pub async fn remove(db: &mut PgConnection, kept_from: Date, now: Timestamp) -> sqlx::Result<()> {
    // Dropping a month's table locks out readers and writers of events: giving up is better than holding them up.
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
    for Rule { table, expired, plural: _ } in rules(&mut *db).await? {
        sqlx::query(AssertSqlSafe(format!("delete from {table} where {expired}")))
            .bind(first_moment(kept_from).to_sqlx())
            .bind(now.to_sqlx())
            .execute(&mut *db)
            .await?;
    }
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
