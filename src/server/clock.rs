//! The only place that reads the time and makes new ids.
//!
//! A server uses the clock of its database, which all processes share, and advances it with its machine's monotonic
//! clock between two readings: a wrong or jumping clock of one machine ends no session and refuses no report.

use jiff::Timestamp;
use sqlx::PgPool;
use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};
use uuid::Uuid;

/// How often the database's clock is read.
const SYNC_INTERVAL: Duration = Duration::from_secs(10);

/// The clock: the system's for commands, the database's for the server, or a fixed one for tests.
#[derive(Clone, Debug, Default)]
pub enum Clock {
    #[default]
    System,
    Database(Arc<Mutex<ClockReading>>),
    Fixed(Arc<Mutex<Timestamp>>),
}

/// A reading of the database's clock at an instant of the monotonic clock.
#[derive(Clone, Copy, Debug)]
pub struct ClockReading {
    at: Timestamp,
    since: Instant,
}

impl ClockReading {
    async fn read(pool: &PgPool) -> sqlx::Result<Self> {
        let mut db = pool.acquire().await?;
        let asked = Instant::now();
        let at: jiff_sqlx::Timestamp = sqlx::query_scalar("select clock_timestamp()").fetch_one(&mut *db).await?;
        Ok(Self { at: at.to_jiff(), since: asked + asked.elapsed() / 2 })
    }

    fn now(self) -> Timestamp {
        self.at.checked_add(self.since.elapsed()).unwrap_or(self.at)
    }
}

impl Clock {
    /// Returns a clock that shows `at` until it is set.
    pub fn fixed(at: Timestamp) -> Self {
        Self::Fixed(Arc::new(Mutex::new(at)))
    }

    /// Returns the database's clock.
    ///
    /// # Errors
    /// When the database's clock cannot be read.
    pub async fn of(pool: &PgPool) -> sqlx::Result<Self> {
        Ok(Self::Database(Arc::new(Mutex::new(ClockReading::read(pool).await?))))
    }

    /// Reads the database's clock periodically until the server stops; while that fails the monotonic clock goes on.
    pub async fn follow(self, pool: PgPool) {
        let Self::Database(mark) = self else { return };
        loop {
            tokio::time::sleep(SYNC_INTERVAL).await;
            if let Ok(newer) = ClockReading::read(&pool).await {
                *mark.lock().unwrap_or_else(PoisonError::into_inner) = newer;
            }
        }
    }

    /// Returns the time, in microseconds as PostgreSQL stores it.
    #[expect(clippy::disallowed_methods, reason = "the one clock")]
    pub fn now(&self) -> Timestamp {
        let now = match self {
            Self::System => Timestamp::now(),
            Self::Database(mark) => mark.lock().unwrap_or_else(PoisonError::into_inner).now(),
            Self::Fixed(at) => *at.lock().unwrap_or_else(PoisonError::into_inner),
        };
        Timestamp::from_microsecond(now.as_microsecond()).unwrap_or(now)
    }

    /// Sets a fixed clock; other clocks are unchanged.
    pub fn set(&self, to: Timestamp) {
        if let Self::Fixed(at) = self {
            *at.lock().unwrap_or_else(PoisonError::into_inner) = to;
        }
    }
}

/// Returns a random duration, so that conflicting transactions retry at different moments.
pub fn jitter(most: Duration) -> Duration {
    // The last two bytes of an id are random.
    most * u32::try_from(new_id().as_u128() & 0xffff).unwrap_or_default() / 0xffff
}

/// Returns a new id, ordered by creation time.
#[expect(clippy::disallowed_methods, reason = "the one source of ids")]
pub fn new_id() -> Uuid {
    Uuid::now_v7()
}
