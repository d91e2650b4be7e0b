//! The program's observations of itself, for its metrics and for the Pengelola's page about the system.

use super::backup;
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

/// A current number, such as that of open streams.
#[derive(Clone, Debug, Default)]
pub struct Gauge(Arc<AtomicU32>);

impl Gauge {
    pub fn value(&self) -> u32 {
        self.0.load(Ordering::Relaxed)
    }

    /// Counts one more until the guard is dropped.
    pub fn guard(&self) -> GaugeGuard {
        self.0.fetch_add(1, Ordering::Relaxed);
        GaugeGuard(self.clone())
    }
}

/// Holds one count of a [`Gauge`].
#[derive(Debug)]
pub struct GaugeGuard(Gauge);

impl Drop for GaugeGuard {
    fn drop(&mut self) {
        self.0.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// A request that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestFailure {
    pub at: Timestamp,
    /// The code that the person was shown.
    pub code: String,
}

/// The observations of one process.
#[derive(Clone, Debug)]
pub struct Diagnostics(Arc<Observations>);

#[derive(Debug)]
struct Observations {
    since: Timestamp,
    streams: Gauge,
    polled: Mutex<Option<Instant>>,
    failure: Mutex<Option<RequestFailure>>,
    data: OnceLock<PathBuf>,
    backups: OnceLock<PathBuf>,
    certificate_end: Mutex<Option<Timestamp>>,
}

/// What is known about backups.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BackupState {
    /// This program makes none.
    Unscheduled,
    /// When the newest complete backup began; `None` before the first.
    Scheduled(Option<Timestamp>),
}

impl Diagnostics {
    /// Returns the diagnostics of a program that starts now.
    pub fn new(since: Timestamp) -> Self {
        Self(Arc::new(Observations {
            since,
            streams: Gauge::default(),
            polled: Mutex::default(),
            failure: Mutex::default(),
            data: OnceLock::new(),
            backups: OnceLock::new(),
            certificate_end: Mutex::default(),
        }))
    }

    /// Returns when the program started.
    pub fn since(&self) -> Timestamp {
        self.0.since
    }

    /// Returns the gauge of open live streams.
    pub fn streams(&self) -> &Gauge {
        &self.0.streams
    }

    /// Records that all commits of other processes are announced.
    pub fn note_poll(&self) {
        *self.0.polled.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
    }

    /// Returns the time since the last such record; `None` before the first.
    pub fn last_poll_age(&self) -> Option<Duration> {
        self.0.polled.lock().unwrap_or_else(PoisonError::into_inner).map(|polled| polled.elapsed())
    }

    pub fn note_failure(&self, failure: RequestFailure) {
        *self.0.failure.lock().unwrap_or_else(PoisonError::into_inner) = Some(failure);
    }

    /// Returns the newest failure since the start.
    pub fn last_failure(&self) -> Option<RequestFailure> {
        self.0.failure.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Sets the folder of the data, once, where the program runs its own database.
    pub fn keep_data_in(&self, folder: PathBuf) {
        self.0.data.get_or_init(|| folder);
    }

    /// Sets the folder of the scheduled backups, once.
    pub fn keep_backups_in(&self, folder: PathBuf) {
        self.0.backups.get_or_init(|| folder);
    }

    /// Looks for the newest backup.
    pub fn backup(&self) -> BackupState {
        match self.0.backups.get() {
            Some(folder) => BackupState::Scheduled(backup::newest(folder).map(|(at, _)| at)),
            None => BackupState::Unscheduled,
        }
    }

    /// Records when the certificate of this program ends.
    pub fn note_certificate_end(&self, at: Timestamp) {
        *self.0.certificate_end.lock().unwrap_or_else(PoisonError::into_inner) = Some(at);
    }

    /// Returns when the certificate ends; `None` if this program has none.
    pub fn certificate_end(&self) -> Option<Timestamp> {
        *self.0.certificate_end.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the size of the disk with the data; `None` if this program does not run the database.
    pub fn disk(&self) -> Option<Disk> {
        let found = nix::sys::statvfs::statvfs(self.0.data.get()?).ok()?;
        let block = found.fragment_size();
        Some(Disk { size: found.blocks() * block, free: found.blocks_available() * block })
    }
}

/// Returns the memory that this process occupies, in bytes; `None` without `/proc`.
pub fn resident_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    Some(line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()? * 1024)
}

/// A disk, in bytes; `free` is what the database may still use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Disk {
    pub size: u64,
    pub free: u64,
}
