//! Failures of the database, and how often a transaction that conflicted with another one is tried again.

use super::clock::jitter;
use crate::error::{Error, Result};
use sqlx::error::DatabaseError;
use std::time::Duration;

/// The database's codes of a transaction that may be retried: serialization failure, deadlock, and a foreign key whose row
/// another transaction has removed, or begun to need, since it was read.
const RETRYABLE: [&str; 3] = ["40001", "40P01", "23503"];
/// Retries after one of them.
const MAX_RETRIES: u32 = 3;
/// The longest wait before the first retry; each further one may wait as much longer.
const MAX_BACKOFF: Duration = Duration::from_millis(30);

/// The number of tries so far.
#[derive(Debug, Default)]
pub(super) struct Tries(u32);

impl Tries {
    /// Returns the wait before the next try; `None` for other errors and after the last retry.
    pub(super) fn pause<T>(&mut self, outcome: &Result<T>) -> Option<Duration> {
        let broken_off = matches!(outcome, Err(Error::Unavailable(code)) if RETRYABLE.contains(&code.as_str()));
        self.0 += 1;
        if broken_off && self.0 > MAX_RETRIES {
            tracing::error!("a transaction kept conflicting with others");
        }
        (broken_off && self.0 <= MAX_RETRIES).then(|| jitter(MAX_BACKOFF * self.0))
    }
}

/// A failure of the database, logged here, once. The error carries the database's own code as far as the door, which
/// replaces it by the request's id.
impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        let code = error.as_database_error().and_then(DatabaseError::code).unwrap_or_default();
        if RETRYABLE.contains(&&*code) {
            tracing::warn!(%error, "a transaction conflicted with another one");
        } else {
            tracing::error!(%error, "the database failed");
        }
        Self::Unavailable(code.into_owned())
    }
}
