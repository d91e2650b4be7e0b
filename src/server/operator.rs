//! The command line's way to the database: `act`. A command acts for one agency as the database's owner, and records
//! its event in that agency's audit trail, like all actions that go through [`super::door`].

use super::{clock::new_id, record};
use crate::domain::{event::Event, id::AgencyId};
use jiff::Timestamp;
use sqlx::{Connection, PgConnection};

/// Runs an action in a transaction of its own, records its event and commits.
///
/// # Errors
/// The error of the action, or that of the database; nothing is stored then.
pub(crate) async fn act<T, E: From<sqlx::Error>>(
    db: &mut PgConnection,
    agency: AgencyId,
    now: Timestamp,
    action: impl AsyncFnOnce(&mut PgConnection) -> Result<(Event, T), E>,
) -> Result<T, E> {
    let mut tx = db.begin().await?;
    sqlx::query_scalar!("select set_config('kinerja.agency', $1, true)", agency.to_string())
        .fetch_one(&mut *tx)
        .await?;
    let (event, value) = action(&mut tx).await?;
    record::record(&mut tx, new_id(), agency, None, &event, now).await?;
    tx.commit().await?;
    Ok(value)
}
