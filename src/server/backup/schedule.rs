//! Scheduled backups: one each day, the newest ones kept. An advisory lock lets one process of several make them.

use super::{BackupError, UNFINISHED, backup};
use crate::domain;
use jiff::Timestamp;
use sqlx::{Connection, PgConnection};
use std::{
    fs,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

/// How often the schedule is checked; also the wait after a failure.
const CHECK_INTERVAL: Duration = Duration::from_mins(5);
/// The key of the advisory lock, an arbitrary number that no other program of the cluster uses.
const LOCK_KEY: i64 = 0x6b69_6e65_726a_6102;

/// The schedule of one database.
#[derive(Clone)]
pub struct BackupSchedule {
    /// The owner's URL of the database.
    pub url: String,
    /// The folder of the backups, each in a folder named by its moment.
    pub folder: PathBuf,
    /// How many are kept.
    pub keep: usize,
    /// The folder of PostgreSQL's programs, as for the cluster.
    pub pg_bin: Option<PathBuf>,
}

impl std::fmt::Debug for BackupSchedule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The URL holds a password.
        f.debug_struct("BackupSchedule").field("folder", &self.folder).field("keep", &self.keep).finish_non_exhaustive()
    }
}

impl BackupSchedule {
    /// Makes each backup when it is due. Never returns; a failure is logged and retried.
    pub async fn run(self, now: impl Fn() -> Timestamp) {
        loop {
            if let Err(error) = self.make_due(now()).await {
                tracing::error!(%error, folder = %self.folder.display(), "the scheduled backup failed, retrying");
            }
            tokio::time::sleep(CHECK_INTERVAL).await;
        }
    }

    /// Makes a backup if one is due and no other process makes it, and removes those beyond the number to keep.
    /// Returns the new backup.
    ///
    /// # Errors
    /// When the database, `pg_dump` or the disk fails; older backups stay then.
    pub async fn make_due(&self, now: Timestamp) -> Result<Option<PathBuf>, BackupError> {
        if !self.is_due(now) {
            return Ok(None);
        }
        let mut lock = PgConnection::connect(&self.url).await?;
        let mine =
            sqlx::query_scalar!(r#"select pg_try_advisory_lock($1) as "mine!""#, LOCK_KEY).fetch_one(&mut lock).await?;
        // Another process may have made it since the first look.
        if !mine || !self.is_due(now) {
            return Ok(None);
        }
        self.remove_interrupted();
        let made = self.make(now).await;
        // The lock ends with its connection; the backup's own outcome is the one to report.
        let _ = lock.close().await;
        made.map(Some)
    }

    fn is_due(&self, now: Timestamp) -> bool {
        domain::backup::is_due(newest(&self.folder).map(|(at, _)| at), now)
    }

    /// Removes what an interrupted server left of a scheduled backup. Only with the lock: another one may be at work.
    fn remove_interrupted(&self) {
        for entry in fs::read_dir(&self.folder).into_iter().flatten().flatten() {
            let name = entry.file_name();
            let begun = name.to_str().and_then(|name| domain::backup::begun_at(name.strip_suffix(UNFINISHED)?));
            if begun.is_some()
                && let Err(error) = fs::remove_dir_all(entry.path())
            {
                tracing::warn!(folder = %entry.path().display(), %error, "an interrupted backup stays");
            }
        }
    }

    /// Makes a backup now and removes those beyond the number to keep.
    ///
    /// # Errors
    /// When `pg_dump` or the disk fails; older backups stay then.
    pub async fn make(&self, now: Timestamp) -> Result<PathBuf, BackupError> {
        fs::create_dir_all(&self.folder).map_err(|error| BackupError::Io(self.folder.clone(), error))?;
        let (started, to) = (Instant::now(), self.folder.join(domain::backup::name(now)));
        backup(&self.url, &to, self.pg_bin.as_deref()).await?;
        tracing::info!(folder = %to.display(), seconds = started.elapsed().as_secs(), "made a backup");
        for old in domain::backup::surplus(complete(&self.folder), self.keep) {
            let old = self.folder.join(domain::backup::name(old));
            match fs::remove_dir_all(&old) {
                Ok(()) => tracing::info!(folder = %old.display(), "removed an old backup"),
                Err(error) => return Err(BackupError::Io(old, error)),
            }
        }
        Ok(to)
    }
}

/// Returns the moments of the complete backups in a folder; none if it cannot be read.
fn complete(folder: &Path) -> Vec<Timestamp> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.filter_map(|entry| domain::backup::begun_at(entry.file_name().to_str()?)).collect()
}

/// Returns the newest complete backup in a folder, with the moment when it began.
pub fn newest(folder: &Path) -> Option<(Timestamp, PathBuf)> {
    let at = complete(folder).into_iter().max()?;
    Some((at, folder.join(domain::backup::name(at))))
}
