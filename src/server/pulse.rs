//! What the program notices of itself while it runs: for the operator's figures and for the page of the Pengelola.

use jiff::Timestamp;
use std::{
    path::PathBuf,
    sync::{
        Arc, Mutex, OnceLock, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};
use tokio::time::Instant;

/// How many of something there are at a moment.
#[derive(Clone, Debug, Default)]
pub struct Tally(Arc<AtomicU32>);

impl Tally {
    pub fn now(&self) -> u32 {
        self.0.load(Ordering::Relaxed)
    }

    /// One more, until what comes back is dropped.
    pub fn one(&self) -> One {
        self.0.fetch_add(1, Ordering::Relaxed);
        One(self.clone())
    }
}

/// One of a [`Tally`].
#[derive(Debug)]
pub struct One(Tally);

impl Drop for One {
    fn drop(&mut self) {
        self.0.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// A request that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    pub at: Timestamp,
    /// As the person was told it.
    pub code: String,
}

/// One process's notices.
#[derive(Clone, Debug)]
pub struct Pulse(Arc<Noticed>);

#[derive(Debug)]
struct Noticed {
    since: Timestamp,
    streams: Tally,
    looked: Mutex<Option<Instant>>,
    failure: Mutex<Option<Failure>>,
    data: OnceLock<PathBuf>,
}

impl Pulse {
    /// Of a program that starts now.
    pub fn new(since: Timestamp) -> Self {
        Self(Arc::new(Noticed {
            since,
            streams: Tally::default(),
            looked: Mutex::default(),
            failure: Mutex::default(),
            data: OnceLock::new(),
        }))
    }

    /// When the program started.
    pub fn since(&self) -> Timestamp {
        self.0.since
    }

    /// The open live streams.
    pub fn streams(&self) -> &Tally {
        &self.0.streams
    }

    /// All that other processes have committed is heard.
    pub fn note_look(&self) {
        *self.0.looked.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
    }

    /// How long ago that was; `None` when it never was.
    pub fn last_look(&self) -> Option<Duration> {
        self.0.looked.lock().unwrap_or_else(PoisonError::into_inner).map(|looked| looked.elapsed())
    }

    pub fn note_failure(&self, failure: Failure) {
        *self.0.failure.lock().unwrap_or_else(PoisonError::into_inner) = Some(failure);
    }

    /// The newest failure since the start.
    pub fn last_failure(&self) -> Option<Failure> {
        self.0.failure.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The data lies here; said once, by who starts the program's own database.
    pub fn keep_data_in(&self, folder: PathBuf) {
        self.0.data.get_or_init(|| folder);
    }

    /// How full the disk with the data is, where this program keeps it.
    pub fn disk(&self) -> Option<Disk> {
        let found = nix::sys::statvfs::statvfs(self.0.data.get()?).ok()?;
        let block = found.fragment_size();
        Some(Disk { size: found.blocks() * block, free: found.blocks_available() * block })
    }
}

/// A disk, in bytes; `free` is what the database may still take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Disk {
    pub size: u64,
    pub free: u64,
}
