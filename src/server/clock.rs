//! The one place that asks what time it is and makes new ids.

use jiff::Timestamp;
use std::sync::{Arc, Mutex, PoisonError};
use uuid::Uuid;

/// The server's clock: the system's, or one that stands where a test put it.
#[derive(Clone, Debug, Default)]
pub enum Clock {
    #[default]
    System,
    Fixed(Arc<Mutex<Timestamp>>),
}

impl Clock {
    /// A clock that stands still until it is set.
    pub fn fixed(at: Timestamp) -> Self {
        Self::Fixed(Arc::new(Mutex::new(at)))
    }

    /// The time, in microseconds as PostgreSQL keeps it.
    #[expect(clippy::disallowed_methods, reason = "the one clock")]
    pub fn now(&self) -> Timestamp {
        let now = match self {
            Self::System => Timestamp::now(),
            Self::Fixed(at) => *at.lock().unwrap_or_else(PoisonError::into_inner),
        };
        Timestamp::from_microsecond(now.as_microsecond()).unwrap_or(now)
    }

    /// Moves a fixed clock; the system's stays.
    pub fn set(&self, to: Timestamp) {
        if let Self::Fixed(at) = self {
            *at.lock().unwrap_or_else(PoisonError::into_inner) = to;
        }
    }
}

/// A new id, ordered by time of making.
#[expect(clippy::disallowed_methods, reason = "the one source of ids")]
pub fn new_id() -> Uuid {
    Uuid::now_v7()
}
