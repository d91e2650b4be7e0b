//! Backup and restore by PostgreSQL's own `pg_dump` and `pg_restore`.
//!
//! A backup is one snapshot, taken while the server works; its folder gets its name only when it is complete. Sessions
//! and invitations are left out: an old backup must not let anybody in again. After a restore people sign in again, and
//! open invitations are issued again.

mod restore;
mod schedule;

pub use restore::{DrillDatabase, RestoreStep, analyze, restore};
pub use schedule::{BackupSchedule, newest};

use super::cluster::{ClusterError, programs};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Stdio,
};
use tokio::process::Command;
use url::Url;

/// Tables without their rows in a backup.
const LEFT_OUT: [&str; 5] = ["session", "half_session", "invitation", "sign_in_failure", "outbox"];
/// The end of the folder's name of a backup in progress.
const UNFINISHED: &str = ".unfinished";

/// The reason why a backup or a restore failed, in one sentence.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    #[error("{0} exists already: a backup needs a new folder")]
    Exists(PathBuf),
    #[error("{0} is not a complete backup")]
    Absent(PathBuf),
    #[error("there is no complete backup in {0}: make one with `kinerja backup`")]
    None(PathBuf),
    #[error("the database is not empty: restore into a new one")]
    NotEmpty,
    #[error("DATABASE_URL is not a valid URL")]
    Url(#[from] url::ParseError),
    #[error("{tool} failed: {said}")]
    Tool { tool: &'static str, said: String },
    #[error("cannot write {0}: {1}")]
    Io(PathBuf, std::io::Error),
    #[error(transparent)]
    Cluster(#[from] ClusterError),
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

/// Writes the database at `url` into the new folder `to`; `pg_bin` as for the cluster.
///
/// # Errors
/// When the folder exists, or `pg_dump` is missing or fails; nothing is left behind then.
pub async fn backup(url: &str, to: &Path, pg_bin: Option<&Path>) -> Result<(), BackupError> {
    if to.exists() {
        return Err(BackupError::Exists(to.to_owned()));
    }
    let mut unfinished = to.as_os_str().to_owned();
    unfinished.push(UNFINISHED);
    let unfinished = PathBuf::from(unfinished);
    let io = |error| BackupError::Io(unfinished.clone(), error);
    if unfinished.exists() {
        fs::remove_dir_all(&unfinished).map_err(io)?;
    }
    let mut dump = program(url, "pg_dump", pg_bin)?;
    dump.args(["--format=directory", "--jobs=2", "--no-owner"]).arg("--file").arg(&unfinished);
    dump.args(LEFT_OUT.map(|table| format!("--exclude-table-data=public.{table}")));
    if let Err(error) = run(&mut dump, "pg_dump").await {
        // An unfinished backup is of no use; the error to report is the one before.
        let _ = fs::remove_dir_all(&unfinished);
        return Err(error);
    }
    fs::rename(&unfinished, to).map_err(io)
}

/// Returns a client program of PostgreSQL for this database. The password goes through the environment: everybody on
/// the machine can read arguments.
fn program(url: &str, name: &str, pg_bin: Option<&Path>) -> Result<Command, BackupError> {
    let mut url = Url::parse(url)?;
    let password = url.password().map(|password| percent_encoding::percent_decode_str(password).decode_utf8_lossy());
    let mut command = Command::new(programs(pg_bin)?.join(name));
    if let Some(password) = password {
        command.env("PGPASSWORD", password.as_ref());
    }
    // An address that cannot have a password has none.
    let _ = url.set_password(None);
    command.arg("--dbname").arg(url.as_str()).env("PGAPPNAME", "kinerja backup").env("LC_ALL", "C");
    command.stdin(Stdio::null()).kill_on_drop(true);
    Ok(command)
}

async fn run(command: &mut Command, tool: &'static str) -> Result<String, BackupError> {
    let output = command.output().await.map_err(|error| BackupError::Tool { tool, said: error.to_string() })?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    // The first line has the cause, the others the context.
    Err(BackupError::Tool { tool, said: said.lines().next().unwrap_or("it gave no reason").to_owned() })
}
