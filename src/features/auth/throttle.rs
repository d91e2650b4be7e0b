//! Slows down guessing at passwords. A try is counted before it is judged, so that parallel ones do not pass uncounted;
//! a right one takes the count back.

use super::store::guess;
use crate::{
    domain::{account::retry_at, id::AccountId},
    error::{Error, Result},
    server::door::Caller,
};
use jiff::Timestamp;
use sqlx::PgConnection;

/// A counted try that is not judged yet.
#[derive(Clone, Debug)]
pub(super) struct Guess {
    keys: Vec<String>,
}

impl Guess {
    /// Counts a try under each key, with its number of free failures.
    ///
    /// # Errors
    /// [`Error::TooMany`] if one of the keys has to wait; nothing is counted then.
    pub(super) async fn begin(db: &mut PgConnection, keys: Vec<(String, i32)>, now: Timestamp) -> Result<Self> {
        for (key, free) in &keys {
            guess::lock_failures(db, key).await?;
            if let Some((failures, last)) = guess::failures(db, key).await? {
                let wait = retry_at(failures, *free, last).duration_since(now).as_secs();
                if failures >= *free && wait > 0 {
                    return Err(Error::TooMany(wait));
                }
            }
        }
        for (key, _) in &keys {
            guess::count_failure(db, key, now).await?;
        }
        Ok(Self { keys: keys.into_iter().map(|(key, _)| key).collect() })
    }

    /// Counts a try of an account that is known, under the kind of secret that is asked for.
    ///
    /// # Errors
    /// As [`Self::begin`].
    pub(super) async fn of_account(
        caller: &Caller,
        db: &mut PgConnection,
        kind: &'static str,
        account: AccountId,
        now: Timestamp,
    ) -> Result<Self> {
        Self::begin(db, vec![(format!("{kind}:{account}"), caller.app().config.free_failures)], now).await
    }

    /// Forgets the failures: the password was right.
    pub(super) async fn was_right(&self, db: &mut PgConnection) -> Result<()> {
        guess::forget_failures(db, &self.keys).await
    }

    /// Takes the try back: the server was too busy to judge it.
    pub(super) async fn was_not_judged(&self, db: &mut PgConnection) -> Result<()> {
        guess::uncount_failure(db, &self.keys).await
    }
}
