//! Overload protection: requests beyond the capacity are refused at once, the others are served as usual.
//!
//! A fixed number of requests is processed at the same time; the next ones wait. A burst – a thousand boards that load
//! after one report – is worked off. But if the last idle permit is longer ago, waiting only delays everybody: a
//! request that finds none is then refused after a moment. (The "controlled delay" of B. Maurer, "Fail at Scale", ACM
//! Queue 13/8, 2015.)

use super::{
    address,
    body::{self, BodyMemory},
    problem::RETRY_AFTER_SECONDS,
};
use axum::{
    body::Body,
    extract::{Request, State},
    http::{StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http_body_util::BodyExt;
use std::{
    net::IpAddr,
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
use tower_http::timeout::TimeoutBody;

/// How long a burst may wait for a permit.
const QUEUE_TIMEOUT: Duration = Duration::from_secs(2);
/// Without an idle permit for longer than this, it is a standing overload and not a burst.
const OVERLOAD_AFTER: Duration = Duration::from_secs(1);
/// How long a request may wait for a permit in a standing overload.
const OVERLOAD_QUEUE_TIMEOUT: Duration = Duration::from_millis(40);
/// A request that takes longer is answered as unavailable; streams only have to begin by then. Less than the server
/// takes to stop: requests that it has begun are answered.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(7);

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

/// The permits and the memory that requests are admitted to.
#[derive(Clone, Debug)]
pub struct Admission {
    pub capacity: Capacity,
    pub bodies: BodyMemory,
    pub trusted_proxy: Option<IpAddr>,
}

/// The layer around everything that needs the database. The body is read before a permit is taken, so that slow senders
/// hold none; the permit is released when the response begins, so that slow readers hold none either. `request::name`
/// adds the sentence for a refused client: neither needs the database.
pub async fn admit(State(admission): State<Admission>, request: Request, next: Next) -> Response {
    let from = address::of_request(&request, admission.trusted_proxy);
    let limit = body::limit(request.uri().path());
    let (parts, body) = request.into_parts();
    let body = match admission.bodies.read(body, from, limit).await {
        Ok(body) => body,
        Err(unread) => return unread.into_response(),
    };
    let Some(permit) = admission.capacity.permit().await else {
        return again();
    };
    let request = Request::from_parts(parts, Body::from(body.bytes.clone()));
    let answer = timeout(ANSWER_TIMEOUT, next.run(request)).await;
    drop((permit, body));
    answer.unwrap_or_else(|_| {
        tracing::error!("a request timed out");
        again()
    })
}

/// The layer that ends a response which has begun and then stops: a page without its end would keep its reader waiting
/// forever.
pub async fn in_time(answer: Response) -> Response {
    cut_off(answer, ANSWER_TIMEOUT)
}

/// Ends a response of which nothing more has come for `longest`.
pub fn cut_off(answer: Response, longest: Duration) -> Response {
    let span = tracing::Span::current();
    answer.map(|body| {
        Body::new(TimeoutBody::new(longest, body).map_err(move |error| {
            span.in_scope(|| tracing::error!(%error, "a response stopped before its end"));
            error
        }))
    })
}

fn again() -> Response {
    (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, RETRY_AFTER_SECONDS)]).into_response()
}
