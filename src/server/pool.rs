//! The connections to the database. Every statement runs as `kinerja_app`, bound by row-level security.
//!
//! A direct connection gets its role and its settings once, when it is opened. A pooler in transaction mode
//! (`PgBouncer`) gives a connection for one transaction, and each time another: settings of the session are lost or
//! belong to another client. There the statement that begins a transaction sets all of them, in the same round trip; no
//! statement runs outside of a transaction, and no prepared statement outlives one. The pooler's login role may read
//! nothing itself: a statement without the role would be refused, not answered past row-level security.

use sqlx::{
    AssertSqlSafe, Connection, PgConnection, PgPool, Postgres, Transaction,
    error::DatabaseError,
    postgres::{PgConnectOptions, PgPoolOptions},
};
use std::{fmt::Write, str::FromStr, sync::Arc, time::Duration};
use tokio::time::timeout;

/// Settings of every connection.
const SETTINGS: [(&str, &str); 5] = [
    // All shorter than the time after which a request is answered as unavailable.
    ("statement_timeout", "6s"),
    ("idle_in_transaction_session_timeout", "6s"),
    ("lock_timeout", "4s"),
    // Our statements are short: compiling one took a second, running it a tenth.
    ("jit", "off"),
    // Planning the reports' statements anew for every array argument took longer than running them.
    ("plan_cache_mode", "force_generic_plan"),
];
/// The longest wait for a connection.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(3);
/// A connection that was idle for longer than this is pinged before use: the database may have restarted meanwhile.
const IDLE_BEFORE_PING: Duration = Duration::from_secs(1);
/// Direct connections past a pooler: one listens, one holds the scheduler's lock, one polls the outbox.
const DIRECT_CONNECTIONS: u32 = 3;

/// The source of transactions. It is no executor: statements go through [`Pool::begin`] or [`Pool::ask`], which set the
/// role.
#[derive(Clone, Debug)]
pub struct Pool {
    connections: PgPool,
    direct: PgPool,
    /// The settings that each transaction begins with; `None` if the connections have them already.
    session_settings: Option<Arc<str>>,
}

impl Pool {
    /// Connects directly to PostgreSQL.
    ///
    /// # Errors
    /// When the database cannot be reached or the role is missing.
    pub async fn connect(url: &str, connections: u32) -> sqlx::Result<Self> {
        Self::connect_with(PgConnectOptions::from_str(url)?, connections).await
    }

    /// Connects as [`Self::connect`] does, with given options.
    ///
    /// # Errors
    /// As [`Self::connect`].
    pub async fn connect_with(options: PgConnectOptions, connections: u32) -> sqlx::Result<Self> {
        let connections = role_pool(connections).connect_with(with_settings(options)).await?;
        Ok(Self { direct: connections.clone(), connections, session_settings: None })
    }

    /// Connects by way of a pooler in transaction mode, with a few direct connections past it.
    ///
    /// # Errors
    /// When either cannot be reached, or the user of `pooler` could read data without the role.
    pub async fn pooled(pooler: &str, direct_url: &str, connections: u32) -> Result<Self, PoolError> {
        let direct =
            role_pool(DIRECT_CONNECTIONS).connect_with(with_settings(PgConnectOptions::from_str(direct_url)?)).await?;
        let options = PgConnectOptions::from_str(pooler).map_err(PoolError::Pooler)?;
        // The driver names every statement that it caches, and sets a parameter that poolers refuse.
        let options = options.application_name("kinerja").statement_cache_capacity(0).extra_float_digits(None);
        let connections = sized(connections).connect_with(options).await.map_err(PoolError::Pooler)?;
        let pool = Self { connections, direct, session_settings: Some(session_settings().into()) };
        let stopped = pool.ask(async |db| {
            sqlx::query_scalar!(r#"select not has_table_privilege(session_user, 'session', 'select') as "stopped!""#)
                .fetch_one(db)
                .await
        });
        match stopped.await {
            Ok(true) => Ok(pool),
            Ok(false) => Err(PoolError::User),
            // The user may not become `kinerja_app`.
            Err(error)
                if error.as_database_error().and_then(DatabaseError::code).is_some_and(|code| code == "42501") =>
            {
                Err(PoolError::User)
            }
            Err(error) => Err(PoolError::Pooler(error)),
        }
    }

    /// Begins a transaction with a statement that contains no input.
    ///
    /// # Errors
    /// When the database fails, or no connection becomes free in time.
    pub async fn begin(&self, statement: &str) -> sqlx::Result<Transaction<'static, Postgres>> {
        let statement = match &self.session_settings {
            Some(settings) => format!("{statement}; {settings}"),
            None => statement.to_owned(),
        };
        let connections = self.connections.clone();
        // A cancelled caller must not leak a connection with an open transaction: in a task of its own the begin
        // completes, and the transaction is rolled back.
        let begun = tokio::spawn(async move { connections.begin_with(AssertSqlSafe(statement)).await });
        match timeout(ACQUIRE_TIMEOUT, begun).await {
            Ok(begun) => begun.unwrap_or(Err(sqlx::Error::WorkerCrashed)),
            Err(_) => Err(sqlx::Error::PoolTimedOut),
        }
    }

    /// Runs statements that need no transaction; opens none where that is possible.
    ///
    /// # Errors
    /// When the database fails, or no connection becomes free in time.
    pub async fn ask<T>(&self, body: impl AsyncFnOnce(&mut PgConnection) -> sqlx::Result<T>) -> sqlx::Result<T> {
        if self.session_settings.is_none() {
            return body(&mut *self.connections.acquire().await?).await;
        }
        let mut db = self.begin("begin").await?;
        let value = body(&mut db).await?;
        db.commit().await?;
        Ok(value)
    }

    /// Returns the connections that stay the same across transactions, for background work: it listens, holds a lock
    /// over many transactions, and does not queue behind requests.
    pub fn direct(&self) -> &PgPool {
        &self.direct
    }

    /// Returns how many connections are open and how many of them are idle.
    pub fn open(&self) -> (u32, u32) {
        (self.connections.size(), u32::try_from(self.connections.num_idle()).unwrap_or(u32::MAX))
    }

    /// Closes every connection once it is idle.
    pub async fn close(&self) {
        tokio::join!(self.connections.close(), self.direct.close());
    }
}

/// The reason why a pooler cannot be used, in one sentence.
#[derive(Debug, thiserror::Error)]
pub enum PoolError {
    #[error(transparent)]
    Direct(#[from] sqlx::Error),
    #[error("the pooler of DATABASE_URL does not answer: {0}")]
    Pooler(sqlx::Error),
    #[error(
        "at a pooler DATABASE_URL must name a user who may do nothing before becoming kinerja_app; as a superuser \
         run: create role kinerja_pooled login noinherit password '…' in role kinerja_app"
    )]
    User,
}

/// Returns the pool of a replica, which may be unreachable when the server starts.
///
/// # Errors
/// When the address is invalid.
pub fn replica_pool(url: &str, connections: u32) -> sqlx::Result<PgPool> {
    Ok(role_pool(connections).min_connections(0).connect_lazy_with(with_settings(PgConnectOptions::from_str(url)?)))
}

/// Adds the settings to a connection's options.
fn with_settings(options: PgConnectOptions) -> PgConnectOptions {
    options.application_name("kinerja").statement_cache_capacity(500).options(SETTINGS)
}

/// Returns the options of a pool whose connections set their role.
fn role_pool(connections: u32) -> PgPoolOptions {
    sized(connections).after_connect(|db, _| {
        Box::pin(async move {
            sqlx::query("set role kinerja_app").execute(db).await?;
            Ok(())
        })
    })
}

fn sized(connections: u32) -> PgPoolOptions {
    PgPoolOptions::new()
        .min_connections(connections.min(2))
        .max_connections(connections)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .idle_timeout(Duration::from_mins(10))
        .test_before_acquire(false)
        .before_acquire(|db, meta| {
            Box::pin(async move { Ok(meta.idle_for < IDLE_BEFORE_PING || db.ping().await.is_ok()) })
        })
}

/// Returns the statements that set role and settings for one transaction. They also deallocate the statements that
/// another client prepared on the connection: ours have the same names.
fn session_settings() -> String {
    let mut settings = "set local role kinerja_app; deallocate all".to_owned();
    for (name, value) in SETTINGS {
        // Writing to a string cannot fail.
        let _ = write!(settings, "; set local {name} = '{value}'");
    }
    settings
}
