//! Overload: what is more than the server carries is told so at once, and the rest is served as ever.
//!
//! So many requests are worked on at the same time; the next ones wait. A crowd that comes in one moment – a
//! thousand boards that hear of one report – is waited out. But where the last free place is longer ago, waiting
//! only makes everybody late: whoever then finds none is told within a moment to come again. (The "controlled
//! delay" of B. Maurer, "Fail at Scale", ACM Queue 13/8, 2015.)

use super::problem::AGAIN;
use axum::{
    body::Body,
    extract::{Request, State},
    http::{StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http_body_util::BodyExt;
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
use tower_http::timeout::TimeoutBody;

/// Largest body of a request, in bytes.
pub const MAX_BODY: usize = 256 * 1024;
/// A crowd may wait so long for a place.
const PATIENCE: Duration = Duration::from_secs(2);
/// It is a crowd, and no standing overload, while the last free place is not longer ago than this.
const CALM: Duration = Duration::from_secs(1);
/// In a standing overload a place must come free within this time.
const MOMENT: Duration = Duration::from_millis(40);
/// A request that takes longer is answered as unavailable; streams only have to begin by then. Less than the
/// server takes to stop: what it has begun is answered.
const SLOWEST_ANSWER: Duration = Duration::from_secs(7);
/// A request's body must have come by then.
const SLOWEST_BODY: Duration = Duration::from_secs(15);

/// Places for what is worked on at the same time.
#[derive(Clone, Debug)]
pub struct Capacity(Arc<Room>);

#[derive(Debug)]
struct Room {
    places: Arc<Semaphore>,
    chairs: Semaphore,
    moment: Duration,
    opened: Instant,
    /// Milliseconds from then to the last time that somebody found a free place.
    calm: AtomicU64,
    /// Who was sent away since then.
    refused: AtomicU64,
}

impl Capacity {
    /// So many places, and so many who may wait for one.
    pub fn new(places: usize, waiting: usize) -> Self {
        Self::patient(places, waiting, MOMENT)
    }

    /// For whom it does not hurry: a place may always take so long.
    pub fn patient(places: usize, waiting: usize, moment: Duration) -> Self {
        Self(Arc::new(Room {
            places: Arc::new(Semaphore::new(places)),
            chairs: Semaphore::new(waiting),
            moment,
            opened: Instant::now(),
            calm: AtomicU64::new(0),
            refused: AtomicU64::new(0),
        }))
    }

    /// A place, kept until it is dropped; `None` when there is none to be had in time.
    pub async fn place(&self) -> Option<OwnedSemaphorePermit> {
        let room = &self.0;
        let now = u64::try_from(room.opened.elapsed().as_millis()).unwrap_or(u64::MAX);
        if let Ok(place) = room.places.clone().try_acquire_owned() {
            room.calm.store(now, Ordering::Relaxed);
            let refused = room.refused.swap(0, Ordering::Relaxed);
            if refused > 0 {
                tracing::warn!(refused, "for a while more was asked than could be carried");
            }
            return Some(place);
        }
        let place = self.wait(now).await;
        if place.is_none() {
            room.refused.fetch_add(1, Ordering::Relaxed);
        }
        place
    }

    async fn wait(&self, now: u64) -> Option<OwnedSemaphorePermit> {
        let room = &self.0;
        let _chair = room.chairs.try_acquire().ok()?;
        let calm = Duration::from_millis(now.saturating_sub(room.calm.load(Ordering::Relaxed)));
        let patience = if calm <= CALM { PATIENCE.max(room.moment) } else { room.moment };
        timeout(patience, room.places.clone().acquire_owned()).await.ok()?.ok()
    }
}

/// The layer around everything that needs the database. The body has come before a place is taken, so that slow
/// senders hold nothing but their connection; the place is free again when the answer begins, so that slow readers
/// hold none either. The words for who is sent away are [`super::request::name`]'s: neither asks the database.
pub async fn admit(State(capacity): State<Capacity>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let body = match timeout(SLOWEST_BODY, axum::body::to_bytes(body, MAX_BODY)).await {
        Ok(Ok(body)) => Body::from(body),
        Ok(Err(error)) => return unread(&error).into_response(),
        Err(_) => return StatusCode::REQUEST_TIMEOUT.into_response(),
    };
    let Some(place) = capacity.place().await else {
        return again();
    };
    let answer = timeout(SLOWEST_ANSWER, next.run(Request::from_parts(parts, body))).await;
    drop(place);
    answer.unwrap_or_else(|_| {
        tracing::error!("a request took too long");
        again()
    })
}

/// The layer around what comes to an end: an answer that has begun and then stops is cut off. A page whose end never
/// came would keep its reader waiting for ever.
pub async fn in_time(answer: Response) -> Response {
    cut_off(answer, SLOWEST_ANSWER)
}

/// Ends an answer of which nothing more has come for so long.
pub fn cut_off(answer: Response, longest: Duration) -> Response {
    let span = tracing::Span::current();
    answer.map(|body| {
        Body::new(TimeoutBody::new(longest, body).map_err(move |error| {
            span.in_scope(|| tracing::error!(%error, "an answer stopped half-way"));
            error
        }))
    })
}

fn again() -> Response {
    (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, AGAIN)]).into_response()
}

fn unread(error: &axum::Error) -> StatusCode {
    use std::error::Error;
    let mut cause: Option<&(dyn Error + 'static)> = error.source();
    while let Some(error) = cause {
        if error.is::<http_body_util::LengthLimitError>() {
            return StatusCode::PAYLOAD_TOO_LARGE;
        }
        cause = error.source();
    }
    StatusCode::BAD_REQUEST
}
