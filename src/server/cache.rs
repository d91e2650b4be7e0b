//! Caches for results that many open pages load.
//!
//! A cached result belongs to one agency: ids are unique per agency only. Whether a caller may see the result is
//! decided by that caller's own code, each time.

use super::live::{Live, Subscription};
use crate::{
    domain::{
        event::Topic,
        id::{AgencyId, UnitId},
    },
    error::{Error, Result},
};
use jiff::{Timestamp, civil::Date};
use moka::future::Cache;
use std::{
    any::{Any, TypeId},
    collections::HashMap,
    sync::{self, Arc, PoisonError},
    time::Duration,
};
use tokio::{sync::Mutex, time::Instant};

/// The caches of all features, one of each type.
#[derive(Clone, Debug, Default)]
pub struct Caches(Arc<sync::Mutex<HashMap<TypeId, Box<dyn Any + Send>>>>);

impl Caches {
    /// Returns the cache of a type; its clones share their entries.
    pub fn get<C: Default + Clone + Send + 'static>(&self) -> C {
        let mut caches = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let cache = caches.entry(TypeId::of::<C>()).or_insert_with(|| Box::new(C::default()));
        cache.downcast_ref::<C>().cloned().unwrap_or_default()
    }
}

/// Entries of one cache.
const MAX_ENTRIES: u64 = 512;
/// The longest time that a [`TopicCache`] keeps an entry: some changes have no topic, such as a unit's new name.
const MAX_AGE: Duration = Duration::from_mins(1);
/// The age at which a [`TtlCache`] loads an entry again, in seconds of the clock.
const TTL_SECONDS: i64 = 10 * 60;

/// Results of one kind, by agency and topic.
///
/// An entry serves everybody until its topic changes or the day turns. A caller who asks while it is being loaded
/// waits for it; a caller who asks after a change does not get an entry whose loading began before that change.
#[derive(Clone, Debug)]
pub struct TopicCache<T: Send + Sync + 'static>(Cache<(AgencyId, Topic), Slot<T>>);

/// An entry, locked while it is loaded.
type Slot<T> = Arc<Mutex<Option<Cached<T>>>>;

#[derive(Debug)]
struct Cached<T> {
    /// The changes of the topic; the entry includes all that this subscription has seen.
    changes: Subscription,
    day: Date,
    answer: Arc<T>,
    /// Until then it serves in spite of changes.
    rests_until: Instant,
    /// Whether readers are told at the end of that time to ask again.
    is_told: bool,
}

impl<T: Send + Sync + 'static> Default for TopicCache<T> {
    fn default() -> Self {
        Self(Cache::builder().max_capacity(MAX_ENTRIES).time_to_live(MAX_AGE).build())
    }
}

impl<T: Send + Sync + 'static> TopicCache<T> {
    /// Returns the result for a topic of an agency on a day; loads it if no valid entry is cached.
    ///
    /// # Errors
    /// The error of `load`; nothing is cached then.
    pub async fn get(
        &self,
        live: &Live,
        agency: AgencyId,
        topic: Topic,
        day: Date,
        load: impl AsyncFnOnce() -> Result<T>,
    ) -> Result<Arc<T>> {
        self.get_resting(live, (agency, topic), day, |_| Duration::ZERO, load).await
    }

    /// Returns the same where some results are too expensive to be loaded with each change: one serves for `rest` after its
    /// load, whatever changes. If something has changed by then, the topic is announced once more, so that open pages
    /// which have loaded it in between load again.
    ///
    /// # Errors
    /// As [`Self::get`].
    pub async fn get_resting(
        &self,
        live: &Live,
        (agency, topic): (AgencyId, Topic),
        day: Date,
        rest: impl FnOnce(&T) -> Duration,
        load: impl AsyncFnOnce() -> Result<T>,
    ) -> Result<Arc<T>> {
        let slot = self.0.get_with((agency, topic), async { Arc::default() }).await;
        let mut slot = slot.lock().await;
        if let Some(cached) = slot.as_mut().filter(|cached| cached.day == day) {
            if !cached.changes.has_changed() {
                return Ok(cached.answer.clone());
            }
            if Instant::now() < cached.rests_until {
                if !std::mem::replace(&mut cached.is_told, true) {
                    tokio::spawn(tell(live.clone(), (agency, topic), cached.rests_until));
                }
                return Ok(cached.answer.clone());
            }
        }
        // Before loading: a change during the load makes the entry outdated.
        let changes = live.subscribe(agency, topic);
        let answer = Arc::new(load().await?);
        let rests_until = Instant::now() + rest(&answer);
        *slot = Some(Cached { changes, day, answer: answer.clone(), rests_until, is_told: false });
        Ok(answer)
    }
}

/// Announces a topic at a time.
async fn tell(live: Live, (agency, topic): (AgencyId, Topic), at: Instant) {
    tokio::time::sleep_until(at).await;
    live.announce(agency, &[topic]);
}

/// Results about units that change slowly and are expensive: each is loaded once in ten minutes for all readers.
#[derive(Clone, Debug)]
pub struct TtlCache<T: Send + Sync + 'static>(Cache<(AgencyId, UnitId, i64), Arc<T>>);

impl<T: Send + Sync + 'static> Default for TtlCache<T> {
    fn default() -> Self {
        Self(Cache::builder().max_capacity(MAX_ENTRIES).build())
    }
}

impl<T: Send + Sync + 'static> TtlCache<T> {
    /// Returns the result for a unit of an agency at a time.
    ///
    /// # Errors
    /// The error of `load`; nothing is cached then.
    pub async fn get(
        &self,
        agency: AgencyId,
        unit: UnitId,
        now: Timestamp,
        load: impl AsyncFnOnce() -> Result<T>,
    ) -> Result<Arc<T>> {
        let answer = Box::pin(async { load().await.map(Arc::new) });
        let key = (agency, unit, now.as_second() / TTL_SECONDS);
        self.0.try_get_with(key, answer).await.map_err(|error: Arc<Error>| (*error).clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use std::sync::atomic::{AtomicU32, Ordering};
    use uuid::Uuid;

    #[tokio::test]
    async fn an_expensive_result_rests_and_its_readers_are_told_when_it_may_be_loaded_again() {
        let (live, cache) = (Live::new(Uuid::nil()), TopicCache::<u32>::default());
        let key = (AgencyId(Uuid::nil()), Topic::Unit(UnitId(Uuid::nil())));
        let loads = AtomicU32::new(0);
        let get = async |rest| {
            let load = async || Ok(loads.fetch_add(1, Ordering::Relaxed));
            *cache.get_resting(&live, key, date(2026, 6, 22), |_| rest, load).await.expect("a result")
        };
        assert_eq!(get(Duration::from_millis(1500)).await, 0);
        let mut page = live.subscribe(key.0, key.1);
        live.announce(key.0, &[key.1]);
        assert!(page.change().is_some());
        assert_eq!(get(Duration::ZERO).await, 0, "it rests");
        page.changed().await;
        assert_eq!(get(Duration::ZERO).await, 1, "a page that is told loads the change");
        live.announce(key.0, &[key.1]);
        assert_eq!(get(Duration::ZERO).await, 2, "a cheap result is loaded with each change");
    }
}
