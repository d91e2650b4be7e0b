//! Reads the bodies of requests before anything else is spent on them. Slow senders hold nothing but their connection
//! and what they have sent, and that has a limit for each request, for each network address and for the whole server.

use super::{
    address,
    problem::RETRY_AFTER_SECONDS,
    quota::{Quota, Share},
};
use axum::{
    body::{Body, Bytes},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use http_body_util::BodyExt;
use hyper::body::Body as _;
use std::{net::IpAddr, sync::Arc, time::Duration};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::timeout,
};

/// Largest body of a request, in bytes.
pub const MAX_BODY: usize = 256 * 1024;
/// Largest body of a request that anybody may send without a session, in bytes.
pub const MAX_OPEN_BODY: usize = 16 * 1024;
/// How long a request's body may take to arrive.
const BODY_TIMEOUT: Duration = Duration::from_secs(15);
/// Bodies in memory at once, in KiB.
const MAX_TOTAL_KIB: usize = 32 * 1024;
/// Bodies of one network address in memory at once, in KiB; a whole office may share one.
const MAX_ADDRESS_KIB: usize = 8 * 1024;
/// The steps in which a body takes memory, in KiB.
const STEP_KIB: u32 = 4;

/// The memory for the bodies of requests.
#[derive(Clone, Debug)]
pub struct BodyMemory {
    whole: Arc<Semaphore>,
    addresses: Quota<IpAddr>,
}

impl Default for BodyMemory {
    fn default() -> Self {
        Self { whole: Arc::new(Semaphore::new(MAX_TOTAL_KIB)), addresses: Quota::new(MAX_ADDRESS_KIB) }
    }
}

/// A body that was read; its memory counts until this is dropped.
#[derive(Debug)]
pub struct ReadBody {
    pub bytes: Bytes,
    _held: Option<Held>,
}

/// The memory that a body holds.
#[derive(Debug)]
struct Held {
    whole: OwnedSemaphorePermit,
    address: Share<IpAddr>,
}

/// The reason why a body was not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unread {
    TooLarge,
    TooSlow,
    /// Other bodies take all the memory.
    NoMemory,
    /// The client left, or sent no valid body.
    Broken,
}

impl IntoResponse for Unread {
    fn into_response(self) -> Response {
        match self {
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE.into_response(),
            Self::TooSlow => StatusCode::REQUEST_TIMEOUT.into_response(),
            Self::NoMemory => {
                (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, RETRY_AFTER_SECONDS)]).into_response()
            }
            Self::Broken => StatusCode::BAD_REQUEST.into_response(),
        }
    }
}

/// Returns the largest body at an address of the server, in bytes.
pub fn limit(path: &str) -> usize {
    let open = ["/masuk", "/keluar", "/api/v1/session"].contains(&path)
        || ["/masuk/", "/undangan/"].iter().any(|prefix| path.starts_with(prefix));
    if open { MAX_OPEN_BODY } else { MAX_BODY }
}

impl BodyMemory {
    /// Reads a body of at most `limit` bytes from a network address.
    ///
    /// # Errors
    /// The reason why it was not read.
    pub async fn read(&self, body: Body, from: IpAddr, limit: usize) -> Result<ReadBody, Unread> {
        if body.size_hint().lower() > limit as u64 {
            return Err(Unread::TooLarge);
        }
        timeout(BODY_TIMEOUT, self.collect(body, address::network(from), limit)).await.unwrap_or(Err(Unread::TooSlow))
    }

    /// Copies each piece: a piece of one byte may keep a whole buffer of its connection in memory.
    async fn collect(&self, mut body: Body, from: IpAddr, limit: usize) -> Result<ReadBody, Unread> {
        let mut bytes = Vec::new();
        let mut held: Option<Held> = None;
        while let Some(frame) = body.frame().await {
            let Ok(frame) = frame else { return Err(Unread::Broken) };
            let Ok(piece) = frame.into_data() else { continue };
            let length = bytes.len() + piece.len();
            if length > limit {
                return Err(Unread::TooLarge);
            }
            if length > bytes.capacity() {
                let steps = length.div_ceil(1024 * STEP_KIB as usize).next_power_of_two();
                let capacity = 1024 * STEP_KIB as usize * steps;
                let more = u32::try_from((capacity - bytes.capacity()).div_ceil(1024)).unwrap_or(u32::MAX);
                self.hold(&mut held, from, more).ok_or(Unread::NoMemory)?;
                bytes.reserve_exact(capacity - bytes.len());
            }
            bytes.extend_from_slice(&piece);
        }
        Ok(ReadBody { bytes: bytes.into(), _held: held })
    }

    /// Takes more memory for a body, in KiB.
    fn hold(&self, held: &mut Option<Held>, from: IpAddr, more: u32) -> Option<()> {
        let whole = self.whole.clone().try_acquire_many_owned(more).ok()?;
        match held {
            Some(held) => {
                held.address.grow(more as usize).then_some(())?;
                held.whole.merge(whole);
            }
            None => *held = Some(Held { whole, address: self.addresses.take(from, more as usize)? }),
        }
        Some(())
    }
}
