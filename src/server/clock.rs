//! The one place that asks what time it is and makes new ids.
//!
//! A server goes by the clock of its database, which all processes share, and lets its machine's steady clock carry
//! it on in between: a wrong or jumping clock of one machine ends no session and refuses no report.

use jiff::Timestamp;
use sqlx::PgPool;
use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};
use uuid::Uuid;

/// The database is asked this often.
const ASK: Duration = Duration::from_secs(10);

/// The clock: the system's for verbs, the database's for the server, or one that stands where a test put it.
#[derive(Clone, Debug, Default)]
pub enum Clock {
    #[default]
    System,
    Database(Arc<Mutex<Mark>>),
    Fixed(Arc<Mutex<Timestamp>>),
}

/// When it was what time.
#[derive(Clone, Copy, Debug)]
pub struct Mark {
    at: Timestamp,
    since: Instant,
}

impl Mark {
    async fn ask(pool: &PgPool) -> sqlx::Result<Self> {
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
    /// A clock that stands still until it is set.
    pub fn fixed(at: Timestamp) -> Self {
        Self::Fixed(Arc::new(Mutex::new(at)))
    }

    /// The database's clock.
    ///
    /// # Errors
    /// When the database does not tell.
    pub async fn of(pool: &PgPool) -> sqlx::Result<Self> {
        Ok(Self::Database(Arc::new(Mutex::new(Mark::ask(pool).await?))))
    }

    /// Asks the database again and again, until the server stops; while it does not answer the steady clock goes on.
    pub async fn follow(self, pool: PgPool) {
        let Self::Database(mark) = self else { return };
        loop {
            tokio::time::sleep(ASK).await;
            if let Ok(newer) = Mark::ask(&pool).await {
                *mark.lock().unwrap_or_else(PoisonError::into_inner) = newer;
            }
        }
    }

    /// The time, in microseconds as PostgreSQL keeps it.
    #[expect(clippy::disallowed_methods, reason = "the one clock")]
    pub fn now(&self) -> Timestamp {
        let now = match self {
            Self::System => Timestamp::now(),
            Self::Database(mark) => mark.lock().unwrap_or_else(PoisonError::into_inner).now(),
            Self::Fixed(at) => *at.lock().unwrap_or_else(PoisonError::into_inner),
        };
        Timestamp::from_microsecond(now.as_microsecond()).unwrap_or(now)
    }

    /// Moves a fixed clock; the others stay.
    pub fn set(&self, to: Timestamp) {
        if let Self::Fixed(at) = self {
            *at.lock().unwrap_or_else(PoisonError::into_inner) = to;
        }
    }
}

/// A while that nobody else waits: what clashed goes on at different moments.
pub fn jitter(most: Duration) -> Duration {
    // The last two bytes of an id are random.
    most * u32::try_from(new_id().as_u128() & 0xffff).unwrap_or_default() / 0xffff
}

/// A new id, ordered by time of making.
#[expect(clippy::disallowed_methods, reason = "the one source of ids")]
pub fn new_id() -> Uuid {
    Uuid::now_v7()
}
