//! What many open pages ask for at once is loaded once.
//!
//! An answer serves everybody until its topic changes or the day turns. Whoever asks while it is being loaded
//! waits for it; an answer that was begun before a change is not given to those who ask after it. Whether somebody
//! may see the answer is for the caller to decide, each time.

use super::live::Live;
use crate::{
    domain::{event::Topic, id::UnitId},
    error::{Error, Result},
};
use jiff::{Timestamp, civil::Date};
use moka::future::Cache;
use std::{sync::Arc, time::Duration};
use tokio::sync::{Mutex, watch};

/// Answers that are kept.
const MOST: u64 = 512;
/// The longest that an answer is kept: some changes have no topic, such as a unit's new name.
const LONGEST: Duration = Duration::from_mins(1);

/// The answers of one kind of question, by topic.
#[derive(Clone, Debug)]
pub struct Flights<T: Send + Sync + 'static>(Cache<Topic, Arc<Mutex<Option<Flight<T>>>>>);

#[derive(Debug)]
struct Flight<T> {
    /// Has seen every change that the answer knows of.
    changes: watch::Receiver<u64>,
    day: Date,
    answer: Arc<T>,
}

impl<T: Send + Sync + 'static> Default for Flights<T> {
    fn default() -> Self {
        Self(Cache::builder().max_capacity(MOST).time_to_live(LONGEST).build())
    }
}

impl<T: Send + Sync + 'static> Flights<T> {
    /// The answer for a topic on a day, loaded where there is none that still holds.
    ///
    /// # Errors
    /// What loading refuses; nothing is kept then.
    pub async fn get(
        &self,
        live: &Live,
        topic: Topic,
        day: Date,
        load: impl AsyncFnOnce() -> Result<T>,
    ) -> Result<Arc<T>> {
        let place = self.0.get_with(topic, async { Arc::default() }).await;
        let mut flight = place.lock().await;
        if let Some(landed) = flight.as_ref().filter(|flight| flight.day == day)
            && !landed.changes.has_changed().unwrap_or(true)
        {
            return Ok(landed.answer.clone());
        }
        // Before the answer is loaded: a change in between makes it old.
        let changes = live.subscribe(topic);
        let answer = Arc::new(load().await?);
        *flight = Some(Flight { changes, day, answer: answer.clone() });
        Ok(answer)
    }
}

/// Answers about units that move slowly and cost much: each is loaded once in ten minutes for all who ask.
#[derive(Clone, Debug)]
pub struct Spells<T: Send + Sync + 'static>(Cache<(UnitId, i64), Arc<T>>);

/// How old such an answer may be, in seconds of the clock.
const SPELL: i64 = 10 * 60;

impl<T: Send + Sync + 'static> Default for Spells<T> {
    fn default() -> Self {
        Self(Cache::builder().max_capacity(MOST).build())
    }
}

impl<T: Send + Sync + 'static> Spells<T> {
    /// The answer for a unit at a time.
    ///
    /// # Errors
    /// What loading refuses; nothing is kept then.
    pub async fn get(&self, unit: UnitId, now: Timestamp, load: impl AsyncFnOnce() -> Result<T>) -> Result<Arc<T>> {
        let answer = Box::pin(async { load().await.map(Arc::new) });
        self.0.try_get_with((unit, now.as_second() / SPELL), answer).await.map_err(|error: Arc<Error>| (*error).clone())
    }
}
