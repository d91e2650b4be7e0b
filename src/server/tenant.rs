//! Copies an agency into a trial, and drops one that has expired or that the operator names. `table_rule` (migration
//! 0017) has the rule of each table; the migration that makes a table states it.

use super::{App, clock::new_id, door};
use crate::{
    domain::{event::Event, id::AgencyId, text::Name},
    error::{Error, Result},
};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;

/// Rows that one transaction removes, about 0.1 s of work: a long transaction would delay the outbox, and with it
/// the live boards of other processes.
const DROP_BATCH: i32 = 5_000;

/// Copies an agency into a new trial that ends at `until`. Its people, plans and reports are all there under the same
/// ids; its accounts have no password. 40 people with a year behind them take a tenth of a second.
///
/// # Errors
/// [`Error::NotFound`] for an unknown agency and for a real one, whose people's data stays where it is;
/// [`Error::Unavailable`] when the database fails or an agency has that name.
pub async fn copy(app: &App, source: AgencyId, name: &Name, until: Timestamp) -> Result<AgencyId> {
    let target = AgencyId(new_id());
    door::system(app, target, async |db, now| {
        let copied = sqlx::query_scalar!(
            r#"select agency_copy($1, $2, $3, $4, $5) as "copied!""#,
            source.0,
            target.0,
            name.as_str(),
            until.to_sqlx() as _,
            now.to_sqlx() as _
        )
        .fetch_one(db)
        .await?;
        if copied { Ok((Event::new("agency_copied").about(source), target)) } else { Err(Error::NotFound) }
    })
    .await
}

/// Drops the expired agencies in short transactions. Their audit trail is dropped too; the log records it.
///
/// # Errors
/// When the database fails; committed batches stay removed, the rest is removed the next time.
pub async fn drop_expired(app: &App) -> Result<()> {
    let now = app.clock.now();
    loop {
        let step = sqlx::query!(
            r#"select id as "agency!: AgencyId", gone as "gone!" from agency_expire($1, $2)"#,
            now.to_sqlx() as _,
            DROP_BATCH
        )
        .fetch_optional(app.pool.direct())
        .await?;
        match step {
            Some(step) if step.gone => tracing::info!(agency = %step.agency, "dropped an expired agency"),
            Some(_) => {}
            None => return Ok(()),
        }
    }
}

/// Drops an agency of any kind, as the owner, in short transactions. Dropping an unknown agency succeeds.
///
/// # Errors
/// When the database fails; committed batches stay removed.
pub async fn drop_agency(db: &mut PgConnection, agency: AgencyId) -> sqlx::Result<()> {
    loop {
        let gone = sqlx::query_scalar!(r#"select agency_drop($1, $2) as "gone!""#, agency.0, DROP_BATCH)
            .fetch_one(&mut *db)
            .await?;
        if gone {
            return Ok(());
        }
    }
}
