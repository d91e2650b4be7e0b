//! `kinerja backup`, `kinerja restore` and `kinerja drill`

use super::{Failure, check::recount, database_url, migrate};
use crate::server::{
    backup::{self, DrillDatabase, RestoreStep, newest},
    clock::Clock,
    config::{BackupArgs, DatabaseArgs},
};
use sqlx::{Connection, PgConnection};
use std::{
    path::{Path, PathBuf},
    process::ExitCode,
    time::Instant,
};

const NO_FOLDER: &str = "say where: name a folder, or set KINERJA_BACKUP_DIR (--backup-dir)";

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The new folder [default: one named by its moment in `KINERJA_BACKUP_DIR`, where old backups are removed].
    folder: Option<PathBuf>,
    #[command(flatten)]
    backups: BackupArgs,
}

pub(super) async fn run(database: &DatabaseArgs, args: Args) -> Result<(), Failure> {
    let url = database_url(database).await?;
    let folder = match args.folder {
        Some(folder) => {
            backup::backup(&url, &folder, database.pg_bin.as_deref()).await?;
            folder
        }
        None => args.backups.schedule(&url, database).ok_or(NO_FOLDER)?.make(Clock::System.now()).await?,
    };
    println!("The backup is in {}.", folder.display());
    Ok(())
}

/// Restores a backup and recounts it.
pub(super) async fn restore(database: &DatabaseArgs, folder: &Path) -> Result<ExitCode, Failure> {
    let url = database_url(database).await?;
    let clean = recover(&url, folder, database.pg_bin.as_deref()).await?;
    println!("The backup is restored. People sign in again; open invitations are issued again: `kinerja user invite`.");
    Ok(if clean { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

#[derive(Debug, clap::Args)]
pub(super) struct DrillArgs {
    /// The backup to try [default: the newest one in `KINERJA_BACKUP_DIR`].
    folder: Option<PathBuf>,
    #[command(flatten)]
    backups: BackupArgs,
}

/// Restores a backup beside the database, recounts it, and drops it again.
pub(super) async fn drill(database: &DatabaseArgs, args: DrillArgs) -> Result<ExitCode, Failure> {
    let url = database_url(database).await?;
    let folder = match (args.folder, args.backups.backup_dir) {
        (Some(folder), _) => folder,
        (None, Some(folder)) => newest(&folder).map(|(_, newest)| newest).ok_or(backup::BackupError::None(folder))?,
        (None, None) => return Err(NO_FOLDER.into()),
    };
    println!("Trying {} …", folder.display());
    let copy = DrillDatabase::create(&url).await?;
    let outcome = recover(copy.url(), &folder, database.pg_bin.as_deref()).await;
    copy.drop().await?;
    let clean = outcome?;
    println!("The drill {}; its database is dropped.", if clean { "succeeded" } else { "found differences" });
    Ok(if clean { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Restores a backup into the empty database at `url`, brings it to this version's schema, collects its statistics and
/// recounts it, with the time of each step. Returns whether all counts agree.
async fn recover(url: &str, folder: &Path, pg_bin: Option<&Path>) -> Result<bool, Failure> {
    let started = Instant::now();
    let seconds = || started.elapsed().as_secs_f64();
    let print = |step| match step {
        RestoreStep::Table { number, of, table } => println!("{:6.1} s  table {number} of {of}: {table}", seconds()),
        RestoreStep::Indexes => println!("{:6.1} s  indexes and constraints", seconds()),
    };
    backup::restore(url, folder, pg_bin, print).await?;
    let mut db = PgConnection::connect(url).await?;
    println!("{:6.1} s  migrations", seconds());
    migrate(&mut db).await?;
    println!("{:6.1} s  statistics", seconds());
    backup::analyze(&mut db).await?;
    println!("{:6.1} s  recount", seconds());
    let clean = recount(&mut db).await?;
    let found = sqlx::query!(
        r#"select (select count(*) from employee) as "people!", (select count(*) from report) as "reports!",
            (select max(received_at) from report) as "last: jiff_sqlx::Timestamp""#
    )
    .fetch_one(&mut db)
    .await?;
    db.close().await?;
    let last = found.last.map(|at| format!(", the last received at {}", at.to_jiff().strftime("%F %H:%M UTC")));
    println!(
        "{} people, {} reports{}. Time to recover: {:.1} s.",
        found.people,
        found.reports,
        last.unwrap_or_default(),
        seconds()
    );
    Ok(clean)
}
