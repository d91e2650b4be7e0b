//! `kinerja backup` and `kinerja restore`

use super::{Failure, database_url};
use crate::server::{backup, config::DatabaseArgs, serve::MIGRATOR};
use sqlx::{Connection, PgConnection};
use std::path::Path;

pub(super) async fn run(database: &DatabaseArgs, folder: &Path) -> Result<(), Failure> {
    let url = database_url(database).await?;
    backup::backup(&url, folder, database.pg_bin.as_deref()).await?;
    println!("The backup is in {}.", folder.display());
    Ok(())
}

/// Restores a backup; the caller recounts it.
pub(super) async fn restore(database: &DatabaseArgs, folder: &Path) -> Result<(), Failure> {
    let url = database_url(database).await?;
    backup::restore(&url, folder, database.pg_bin.as_deref()).await?;
    MIGRATOR.run(&mut PgConnection::connect(&url).await?).await?;
    println!("The backup is restored.");
    Ok(())
}
