//! Results about units that are expensive to load: once for all readers, and ahead of them.
//!
//! A fast result follows each change. A slow one serves in spite of changes while it is loaded again in the background;
//! then its topic is announced, so that open pages load it. What serves meanwhile says since when it stands.

use crate::{
    domain::{
        calendar::Zone,
        event::Topic,
        id::{AgencyId, UnitId},
    },
    error::Result,
    server::{
        App,
        cache::MAX_ENTRIES,
        door::{self, Caller, Tx},
        live::Subscription,
    },
};
use jiff::{Timestamp, civil::Date};
use moka::future::Cache;
use std::{
    sync::{
        Arc, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use tokio::{
    sync::{Mutex, Semaphore},
    time::sleep,
};

/// The age from which a result is loaded again although no change is known: some changes have no topic, such as a unit's
/// new name.
const MAX_QUIET_AGE: Duration = Duration::from_mins(1);
/// The time between two loads of a slow result that changes all the time.
const REST: Duration = Duration::from_secs(30);
/// The time beyond which nothing serves any more, counted from where it should be loaded again. Results of large units are
/// loaded ahead more often.
const MAX_STALE: Duration = Duration::from_mins(15);
/// Results are loaded again one after the other: when many boards are opened at once, a reader of a page shares the
/// processors with one load, not with all of them.
static TURN: Semaphore = Semaphore::const_new(1);

/// A result that is the same for everybody who may read it.
pub trait UnitResult: Send + Sync + Sized + 'static {
    /// How long it serves whatever changes.
    const KEEP: Duration;
    /// Whether the topic of its unit announces each change.
    const IS_ANNOUNCED: bool;

    /// Returns whether its load takes so long that readers get the one before meanwhile.
    fn is_slow(&self) -> bool;

    /// Loads it. Whether somebody may read it is asked of each reader, elsewhere.
    fn load(tx: &mut Tx, unit: UnitId, year: i16) -> impl Future<Output = Result<Self>> + Send;
}

/// A unit of an agency in a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct UnitYear {
    pub agency: AgencyId,
    pub unit: UnitId,
    pub year: i16,
}

/// A result as it is served.
#[derive(Debug)]
pub struct Served<T> {
    pub value: Arc<T>,
    /// When it was loaded, if something has changed since that it should follow.
    pub stale_since: Option<Timestamp>,
}

/// Results of one kind.
#[derive(Debug)]
pub struct UnitCache<T: UnitResult>(Cache<UnitYear, Arc<Slot<T>>>);

#[derive(Debug)]
struct Slot<T> {
    entry: std::sync::Mutex<Option<Entry<T>>>,
    /// Held while somebody waits for a load.
    loading: Mutex<()>,
    is_renewed: AtomicBool,
}

#[derive(Debug)]
struct Entry<T> {
    value: Arc<T>,
    /// The changes of the unit's topic; the entry includes all that this subscription has seen.
    changes: Subscription,
    day: Date,
    /// When its load began.
    at: Timestamp,
}

/// What an entry is good for.
enum Use<T> {
    Serve(Served<T>),
    /// Serve it, and load it again.
    Renew(Served<T>),
    Nothing,
}

impl<T: UnitResult> Default for UnitCache<T> {
    fn default() -> Self {
        Self(Cache::builder().max_capacity(MAX_ENTRIES).build())
    }
}

impl<T: UnitResult> Clone for UnitCache<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T> Default for Slot<T> {
    fn default() -> Self {
        Self { entry: std::sync::Mutex::default(), loading: Mutex::default(), is_renewed: AtomicBool::default() }
    }
}

impl<T: UnitResult> UnitCache<T> {
    /// Returns the result for a unit to a caller who may read it; loads it in the caller's name if none serves.
    ///
    /// # Errors
    /// The error of the load; nothing is cached then.
    pub async fn get(&self, caller: &Caller, unit: UnitId, year: i16) -> Result<Served<T>> {
        let (app, actor) = (caller.app(), caller.actor()?);
        let of = UnitYear { agency: actor.agency, unit, year };
        let slot = self.slot(of).await;
        if let Some(served) = self.serve(app, of, actor.zone, &slot) {
            return Ok(served);
        }
        let _loading = slot.loading.lock().await;
        // Loaded while this caller waited.
        if let Some(served) = self.serve(app, of, actor.zone, &slot) {
            return Ok(served);
        }
        let (changes, at) = (app.live.subscribe(of.agency, Topic::Unit(unit)), app.clock.now());
        let value = Arc::new(caller.look(async |tx| T::load(tx, unit, year).await).await?);
        *slot.entry() = Some(Entry { value: value.clone(), changes, day: actor.zone.day(at), at });
        Ok(Served { value, stale_since: None })
    }

    fn serve(&self, app: &App, of: UnitYear, zone: Zone, slot: &Arc<Slot<T>>) -> Option<Served<T>> {
        let now = app.clock.now();
        let usable = slot.entry().as_ref().map_or(Use::Nothing, |entry| entry.usable(now, zone.day(now)));
        match usable {
            Use::Serve(served) => Some(served),
            Use::Renew(served) => {
                if !slot.is_renewed.swap(true, Ordering::AcqRel) {
                    let (cache, app, slot) = (self.clone(), app.clone(), slot.clone());
                    tokio::spawn(async move {
                        let rest = slot.entry().as_ref().map_or(Duration::ZERO, |entry| entry.rest(app.clock.now()));
                        sleep(rest).await;
                        if let Err(error) = cache.renew(&app, of, zone).await {
                            tracing::warn!(%error, "could not load a result again");
                        }
                        slot.is_renewed.store(false, Ordering::Release);
                    });
                }
                Some(served)
            }
            Use::Nothing => None,
        }
    }

    async fn slot(&self, of: UnitYear) -> Arc<Slot<T>> {
        self.0.get_with(of, async { Arc::default() }).await
    }

    /// Loads a result in the name of the program, and tells open pages if it stands for one that has changed.
    ///
    /// # Errors
    /// The error of the load; the entry stays as it is then.
    pub async fn renew(&self, app: &App, of: UnitYear, zone: Zone) -> Result<()> {
        let slot = self.slot(of).await;
        let _turn = TURN.acquire().await;
        let (changes, at) = (app.live.subscribe(of.agency, Topic::Unit(of.unit)), app.clock.now());
        let value = door::preload(app, (of.agency, zone), async |tx| T::load(tx, of.unit, of.year).await)
            .await
            .map(Arc::new)?;
        let entry = Entry { value, changes, day: zone.day(at), at };
        let before = slot.entry().replace(entry);
        if T::IS_ANNOUNCED && before.is_some_and(|before| before.changes.has_changed()) {
            app.live.announce_renewed(of.agency, Topic::Unit(of.unit));
        }
        Ok(())
    }
}

impl<T> Slot<T> {
    fn entry(&self) -> MutexGuard<'_, Option<Entry<T>>> {
        self.entry.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T> Entry<T> {
    fn age(&self, now: Timestamp) -> Duration {
        now.duration_since(self.at).unsigned_abs()
    }

    /// Returns how long it is to wait until it may be loaded again.
    fn rest(&self, now: Timestamp) -> Duration {
        REST.saturating_sub(self.age(now))
    }
}

impl<T: UnitResult> Entry<T> {
    fn usable(&self, now: Timestamp, today: Date) -> Use<T> {
        if self.day != today {
            return Use::Nothing;
        }
        let has_changed = !T::IS_ANNOUNCED || self.changes.has_changed();
        let fresh_until = if has_changed { T::KEEP } else { T::KEEP.max(MAX_QUIET_AGE) };
        let is_stale = has_changed && T::KEEP.is_zero();
        let served = |stale_since| Served { value: self.value.clone(), stale_since };
        let age = self.age(now);
        if age < fresh_until {
            Use::Serve(served(None))
        } else if (has_changed && !self.value.is_slow()) || age >= fresh_until + MAX_STALE {
            Use::Nothing
        } else {
            Use::Renew(served(is_stale.then_some(self.at)))
        }
    }
}
