//! A streaming replica of the database, for pages with many readers: boards and exports.
//!
//! Nobody may miss their own write or a change that a live event has just announced. So a query uses the replica only
//! after it has replayed all that the primary had on disk when the query began; if that takes too long, the primary
//! answers. No state per person is needed, and it holds across processes.

use super::pool::Pool;
use sqlx::{PgConnection, PgPool, Postgres, Transaction};
use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::time::{Instant, sleep};

/// How long a query waits for the replica to catch up.
const QUERY_TIMEOUT: Duration = Duration::from_millis(100);
/// How long a replica that did not catch up is not used.
const RETRY_INTERVAL: Duration = Duration::from_secs(2);

#[derive(Clone, Debug)]
pub struct Replica {
    /// Direct connections, as `kinerja_app`.
    pool: PgPool,
    resting_until: Arc<Mutex<Option<Instant>>>,
}

impl Replica {
    pub fn new(pool: PgPool) -> Self {
        Self { pool, resting_until: Arc::default() }
    }

    /// Begins a transaction on the replica that sees everything that is on the disk of `primary` by now; `None` if it
    /// cannot.
    pub(super) async fn begin(&self, primary: &Pool, statement: &str) -> Option<Transaction<'static, Postgres>> {
        let resting = *self.resting_until.lock().unwrap_or_else(PoisonError::into_inner);
        if resting.is_some_and(|until| Instant::now() < until) {
            return None;
        }
        let begun = tokio::time::timeout(QUERY_TIMEOUT, self.caught_up(primary, statement)).await;
        let reason = match begun {
            Ok(Ok(tx)) => {
                if resting.is_some() {
                    tracing::info!("the replica has caught up");
                    *self.resting_until.lock().unwrap_or_else(PoisonError::into_inner) = None;
                }
                return Some(tx);
            }
            Ok(Err(error)) => error.to_string(),
            Err(_) => "it is behind".to_owned(),
        };
        if resting.is_none() {
            tracing::warn!(reason, "not using the replica for a while, the primary answers");
        }
        *self.resting_until.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now() + RETRY_INTERVAL);
        None
    }

    async fn caught_up(&self, primary: &Pool, statement: &str) -> sqlx::Result<Transaction<'static, Postgres>> {
        let kept = kept(primary).await?;
        let mut db = self.pool.acquire().await?;
        let mut pause = Duration::from_millis(1);
        while !has_replayed(&mut db, kept).await? {
            sleep(pause).await;
            pause *= 2;
        }
        drop(db);
        // The id in the statement is a UUID and cannot carry SQL.
        self.pool.begin_with(sqlx::AssertSqlSafe(statement.to_owned())).await
    }
}

/// Returns the position in the primary's log up to which everything is on its disk.
async fn kept(primary: &Pool) -> sqlx::Result<i64> {
    let place = async |db: &mut PgConnection| {
        sqlx::query_scalar!(r#"select pg_wal_lsn_diff(pg_current_wal_flush_lsn(), '0/0')::bigint as "kept!""#)
            .fetch_one(db)
            .await
    };
    primary.ask(place).await
}

async fn has_replayed(db: &mut PgConnection, kept: i64) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select coalesce(pg_wal_lsn_diff(pg_last_wal_replay_lsn(), '0/0') >= $1::bigint, false) as "replayed!""#,
        kept
    )
    .fetch_one(db)
    .await
}
