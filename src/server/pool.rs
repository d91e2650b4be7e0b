//! The connections to the database. Whatever is asked through them is asked as `kinerja_app`, bound by row-level
//! security.
//!
//! Straight to PostgreSQL a connection gets its role and its settings once, when it is opened. A pooler in
//! transaction mode (`PgBouncer`) gives a connection for one transaction, and each time another: what was set once
//! is gone or somebody else's. There the statement with which a transaction begins tells all of it, in the same round
//! trip; nothing is asked outside of a transaction, and no prepared statement outlives one. Whoever logs in at the
//! pooler may read nothing of their own: what forgot its role would be refused, not answered.

use sqlx::{
    AssertSqlSafe, Connection, PgConnection, PgPool, Postgres, Transaction,
    error::DatabaseError,
    postgres::{PgConnectOptions, PgPoolOptions},
};
use std::{fmt::Write, str::FromStr, sync::Arc, time::Duration};
use tokio::time::timeout;

/// Our own limits and habits, for every connection.
const SETTINGS: [(&str, &str); 5] = [
    // All of them less than the time after which a request is given up.
    ("statement_timeout", "6s"),
    ("idle_in_transaction_session_timeout", "6s"),
    ("lock_timeout", "4s"),
    // Our statements are short; compiling one took a second where running it takes a tenth.
    ("jit", "off"),
    // Planning the reports' statements anew, for every array that is handed in, took longer than running them.
    ("plan_cache_mode", "force_generic_plan"),
];
/// The longest wait for a connection.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(3);
/// A connection to the database that was unused for so long is tried before it is used: the database may have been
/// started anew meanwhile.
const IDLE_BEFORE_PING: Duration = Duration::from_secs(1);
/// Connections past a pooler: one listens, one holds the lock of the scheduler, one asks what is new.
const DIRECT_CONNECTIONS: u32 = 3;

/// Where transactions come from. It is no executor: what is asked goes through [`Pool::begin`] or [`Pool::ask`], which
/// name the role.
#[derive(Clone, Debug)]
pub struct Pool {
    connections: PgPool,
    direct: PgPool,
    /// What each transaction sets as it begins; `None` where the connections have it already.
    session_settings: Option<Arc<str>>,
}

impl Pool {
    /// Connections straight to PostgreSQL.
    ///
    /// # Errors
    /// When the database cannot be reached or the role is missing.
    pub async fn connect(url: &str, connections: u32) -> sqlx::Result<Self> {
        Self::connect_with(PgConnectOptions::from_str(url)?, connections).await
    }

    /// [`Self::connect`] for options that are there already.
    ///
    /// # Errors
    /// See there.
    pub async fn connect_with(options: PgConnectOptions, connections: u32) -> sqlx::Result<Self> {
        let connections = role_pool(connections).connect_with(with_settings(options)).await?;
        Ok(Self { direct: connections.clone(), connections, session_settings: None })
    }

    /// Connections by way of a pooler in transaction mode, and a few past it.
    ///
    /// # Errors
    /// When either cannot be reached, or the user of `pooler` is none whom a forgotten role would stop.
    pub async fn pooled(pooler: &str, direct_url: &str, connections: u32) -> Result<Self, PoolError> {
        let direct =
            role_pool(DIRECT_CONNECTIONS).connect_with(with_settings(PgConnectOptions::from_str(direct_url)?)).await?;
        let options = PgConnectOptions::from_str(pooler).map_err(PoolError::Pooler)?;
        // The library gives every statement it keeps a name, and asks for a setting that poolers refuse.
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
            // It may not become `kinerja_app`.
            Err(error)
                if error.as_database_error().and_then(DatabaseError::code).is_some_and(|code| code == "42501") =>
            {
                Err(PoolError::User)
            }
            Err(error) => Err(PoolError::Pooler(error)),
        }
    }

    /// Begins a transaction by a statement that carries nothing from outside.
    ///
    /// # Errors
    /// When the database fails, or no connection is to be had in time.
    pub async fn begin(&self, statement: &str) -> sqlx::Result<Transaction<'static, Postgres>> {
        let statement = match &self.session_settings {
            Some(settings) => format!("{statement}; {settings}"),
            None => statement.to_owned(),
        };
        let connections = self.connections.clone();
        // Who stops waiting must not leave a connection on which a transaction has begun that nobody knows of: in a
        // task of its own the beginning comes to its end, and is rolled back.
        let begun = tokio::spawn(async move { connections.begin_with(AssertSqlSafe(statement)).await });
        match timeout(ACQUIRE_TIMEOUT, begun).await {
            Ok(begun) => begun.unwrap_or(Err(sqlx::Error::WorkerCrashed)),
            Err(_) => Err(sqlx::Error::PoolTimedOut),
        }
    }

    /// Asks what needs no transaction, in none where that is possible.
    ///
    /// # Errors
    /// When the database fails, or no connection is to be had in time.
    pub async fn ask<T>(&self, body: impl AsyncFnOnce(&mut PgConnection) -> sqlx::Result<T>) -> sqlx::Result<T> {
        if self.session_settings.is_none() {
            return body(&mut *self.connections.acquire().await?).await;
        }
        let mut db = self.begin("begin").await?;
        let value = body(&mut db).await?;
        db.commit().await?;
        Ok(value)
    }

    /// Connections that stay the same from one transaction to the next, for what the program does by itself: it
    /// listens, holds a lock over many transactions, and waits in no queue behind people.
    pub fn direct(&self) -> &PgPool {
        &self.direct
    }

    /// Connections that are open, and how many of them nobody uses.
    pub fn open(&self) -> (u32, u32) {
        (self.connections.size(), u32::try_from(self.connections.num_idle()).unwrap_or(u32::MAX))
    }

    /// Closes every connection, once those in use have come back.
    pub async fn close(&self) {
        tokio::join!(self.connections.close(), self.direct.close());
    }
}

/// Why there are no connections by way of a pooler, in one sentence.
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

/// The pool of a replica, which may be away when the server starts.
///
/// # Errors
/// When the address is none.
pub fn replica_pool(url: &str, connections: u32) -> sqlx::Result<PgPool> {
    Ok(role_pool(connections).min_connections(0).connect_lazy_with(with_settings(PgConnectOptions::from_str(url)?)))
}

/// Connections that know their settings.
fn with_settings(options: PgConnectOptions) -> PgConnectOptions {
    options.application_name("kinerja").statement_cache_capacity(500).options(SETTINGS)
}

/// A pool of connections that know their role.
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

/// Role and settings for one transaction. The names of the statements that others prepared on the connection are
/// given free: ours are the same ones.
fn session_settings() -> String {
    let mut settings = "set local role kinerja_app; deallocate all".to_owned();
    for (name, value) in SETTINGS {
        // Writing to a string cannot fail.
        let _ = write!(settings, "; set local {name} = '{value}'");
    }
    settings
}
