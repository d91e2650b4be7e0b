//! Caches for results that many open pages load.
//!
//! A cached result belongs to one agency: ids are unique per agency only. Whether a caller may see the result is
//! decided by that caller's own code, each time.

use super::live::{Live, Subscription};
use crate::{
    domain::{event::Topic, id::AgencyId},
    error::Result,
};
use jiff::civil::Date;
use moka::future::Cache;
use std::{
    any::{Any, TypeId},
    collections::HashMap,
    sync::{self, Arc, PoisonError},
    time::Duration,
};
use tokio::sync::Mutex;

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
pub(super) const MAX_ENTRIES: u64 = 512;
/// The longest time that a [`TopicCache`] keeps an entry: some changes have no topic, such as a unit's new name.
const MAX_AGE: Duration = Duration::from_mins(1);
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
        let slot = self.0.get_with((agency, topic), async { Arc::default() }).await;
        let mut slot = slot.lock().await;
        if let Some(cached) = slot.as_ref().filter(|cached| cached.day == day && !cached.changes.has_changed()) {
            return Ok(cached.answer.clone());
        }
        // Before loading: a change during the load makes the entry outdated.
        let changes = live.subscribe(agency, topic);
        let answer = Arc::new(load().await?);
        *slot = Some(Cached { changes, day, answer: answer.clone() });
        Ok(answer)
    }
}
