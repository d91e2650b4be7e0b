//! Reads the bodies of requests before anything else is spent on them. Slow senders hold nothing but their connection
//! and what they have sent, and that has a limit for each request, for each network address and for the whole server.
//! A part of the memory is reserved for people who are signed in: strangers cannot keep their reports out.

use super::{
    address,
    problem::RETRY_AFTER_SECONDS,
    quota::{Quota, Share},
};
use crate::domain::id::AccountId;
use axum::{
    body::{Body, Bytes},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use http_body_util::BodyExt;
use hyper::body::Body as _;
use std::{hash::Hash, net::IpAddr, pin::pin, sync::Arc, time::Duration};
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
/// Bodies of anybody in memory at once, in KiB.
const MAX_OPEN_KIB: usize = 24 * 1024;
/// Bodies of one network address among them, in KiB; a whole office may share one.
const MAX_ADDRESS_KIB: usize = 8 * 1024;
/// Bodies in memory besides, in KiB: of people who are signed in, once there is no room among those of anybody.
const MAX_RESERVED_KIB: usize = 8 * 1024;
/// Bodies of one account among these, in KiB.
const MAX_ACCOUNT_KIB: usize = 1024;
/// The steps in which a body takes memory, in KiB.
const STEP_KIB: u32 = 4;

/// The memory for the bodies of requests.
#[derive(Clone, Debug)]
pub struct BodyMemory {
    open: Part<IpAddr>,
    reserved: Part<AccountId>,
}

impl Default for BodyMemory {
    fn default() -> Self {
        Self { open: Part::new(MAX_OPEN_KIB, MAX_ADDRESS_KIB), reserved: Part::new(MAX_RESERVED_KIB, MAX_ACCOUNT_KIB) }
    }
}

/// A part of the memory with a limit for all and one for each key.
#[derive(Clone, Debug)]
struct Part<K: Eq + Hash> {
    whole: Arc<Semaphore>,
    each: Quota<K>,
}

/// What a body holds of a part.
#[derive(Debug)]
struct Piece<K: Eq + Hash + Copy> {
    whole: OwnedSemaphorePermit,
    share: Share<K>,
}

impl<K: Eq + Hash + Copy> Part<K> {
    fn new(all: usize, each: usize) -> Self {
        Self { whole: Arc::new(Semaphore::new(all)), each: Quota::new(each) }
    }

    /// Takes more memory for a body, in KiB; returns `false`, and takes nothing, if there is not enough.
    fn hold(&self, piece: &mut Option<Piece<K>>, key: K, more: u32) -> bool {
        let Ok(whole) = self.whole.clone().try_acquire_many_owned(more) else { return false };
        if let Some(piece) = piece {
            let fits = piece.share.grow(more as usize);
            if fits {
                piece.whole.merge(whole);
            }
            return fits;
        }
        *piece = self.each.take(key, more as usize).map(|share| Piece { whole, share });
        piece.is_some()
    }
}

/// The memory that a body holds.
#[derive(Debug, Default)]
struct Held {
    open: Option<Piece<IpAddr>>,
    reserved: Option<Piece<AccountId>>,
}

/// A body that was read; its memory counts until this is dropped.
#[derive(Debug)]
pub struct ReadBody {
    pub bytes: Bytes,
    _held: Held,
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
    /// Reads a body of at most `limit` bytes from a network address. `holder` finds the account of the request's
    /// session; it is asked only where the memory for anybody's bodies is full.
    ///
    /// # Errors
    /// The reason why it was not read.
    pub async fn read(
        &self,
        body: Body,
        (from, limit): (IpAddr, usize),
        holder: impl Future<Output = Option<AccountId>>,
    ) -> Result<ReadBody, Unread> {
        if body.size_hint().lower() > limit as u64 {
            return Err(Unread::TooLarge);
        }
        let collected = self.collect(body, (address::network(from), limit), holder);
        timeout(BODY_TIMEOUT, collected).await.unwrap_or(Err(Unread::TooSlow))
    }

    /// Copies each piece: a piece of one byte may keep a whole buffer of its connection in memory.
    async fn collect(
        &self,
        mut body: Body,
        (from, limit): (IpAddr, usize),
        holder: impl Future<Output = Option<AccountId>>,
    ) -> Result<ReadBody, Unread> {
        let mut bytes = Vec::new();
        let mut held = Held::default();
        let mut holder = pin!(holder);
        let mut account = None;
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
                if !self.open.hold(&mut held.open, from, more) {
                    let of = match account {
                        Some(known) => known,
                        None => *account.insert(holder.as_mut().await.ok_or(Unread::NoMemory)?),
                    };
                    self.reserved.hold(&mut held.reserved, of, more).then_some(()).ok_or(Unread::NoMemory)?;
                }
                bytes.reserve_exact(capacity - bytes.len());
            }
            bytes.extend_from_slice(&piece);
        }
        Ok(ReadBody { bytes: bytes.into(), _held: held })
    }
}
