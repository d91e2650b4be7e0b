//! Overload protection: requests beyond the capacity are refused at once, the others are served as usual.
//!
//! A fixed number of requests is processed at the same time; the next ones wait. A burst – a thousand boards that load
//! after one report – is worked off. But if the last idle permit is longer ago, waiting only delays everybody: a
//! request that finds none is then refused after a moment. (The "controlled delay" of B. Maurer, "Fail at Scale", ACM
//! Queue 13/8, 2015.)

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::{Instant, timeout},
};

/// How long a burst may wait for a permit.
const QUEUE_TIMEOUT: Duration = Duration::from_secs(2);
/// Without an idle permit for longer than this, it is a standing overload and not a burst.
const OVERLOAD_AFTER: Duration = Duration::from_secs(1);
/// How long a request may wait for a permit in a standing overload.
const OVERLOAD_QUEUE_TIMEOUT: Duration = Duration::from_millis(40);

/// The permits for requests that are processed at the same time.
#[derive(Clone, Debug)]
pub struct Capacity(Arc<Limiter>);

#[derive(Debug)]
struct Limiter {
    permits: Arc<Semaphore>,
    queue_slots: Semaphore,
    queue_timeout: Duration,
    opened: Instant,
    /// Milliseconds from `opened` to the last time that a request found an idle permit.
    last_idle: AtomicU64,
    /// Requests that were refused since then.
    refused: AtomicU64,
}

impl Capacity {
    /// Returns a capacity of `permits`, with `waiting` slots in the queue for one.
    pub fn new(permits: usize, waiting: usize) -> Self {
        Self::with_queue_timeout(permits, waiting, OVERLOAD_QUEUE_TIMEOUT)
    }

    /// Returns a capacity for requests that are not urgent: they may always wait `queue_timeout` for a permit.
    pub fn with_queue_timeout(permits: usize, waiting: usize, queue_timeout: Duration) -> Self {
        Self(Arc::new(Limiter {
            permits: Arc::new(Semaphore::new(permits)),
            queue_slots: Semaphore::new(waiting),
            queue_timeout,
            opened: Instant::now(),
            last_idle: AtomicU64::new(0),
            refused: AtomicU64::new(0),
        }))
    }

    /// Returns a permit, which is held until it is dropped; `None` if none becomes free in time.
    pub async fn permit(&self) -> Option<OwnedSemaphorePermit> {
        let limiter = &self.0;
        let now = u64::try_from(limiter.opened.elapsed().as_millis()).unwrap_or(u64::MAX);
        if let Ok(permit) = limiter.permits.clone().try_acquire_owned() {
            limiter.last_idle.store(now, Ordering::Relaxed);
            let refused = limiter.refused.swap(0, Ordering::Relaxed);
            if refused > 0 {
                tracing::warn!(refused, "refused requests beyond the capacity");
            }
            return Some(permit);
        }
        let permit = self.wait(now).await;
        if permit.is_none() {
            limiter.refused.fetch_add(1, Ordering::Relaxed);
        }
        permit
    }

    async fn wait(&self, now: u64) -> Option<OwnedSemaphorePermit> {
        let limiter = &self.0;
        let _slot = limiter.queue_slots.try_acquire().ok()?;
        let since_idle = Duration::from_millis(now.saturating_sub(limiter.last_idle.load(Ordering::Relaxed)));
        let timeout_after =
            if since_idle <= OVERLOAD_AFTER { QUEUE_TIMEOUT.max(limiter.queue_timeout) } else { limiter.queue_timeout };
        timeout(timeout_after, limiter.permits.clone().acquire_owned()).await.ok()?.ok()
    }
}
