//! `kinerja import`

use super::{Failure, migrated, the_agency};
use crate::{
    features::{admin, progress::rollup},
    server::{backup::analyze, clock::Clock, config::DatabaseArgs},
};
use sqlx::Connection;
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The export: an Excel workbook (.xlsx) or a text file with delimiters (.csv).
    file: PathBuf,
    /// Write the import; without it nothing is changed.
    #[arg(long)]
    apply: bool,
    /// The personnel officer's decisions, as written to FILE.keputusan.csv.
    #[arg(long)]
    decisions: Option<PathBuf>,
    /// The agency by name; needed where there are several.
    #[arg(long)]
    agency: Option<String>,
}

pub(super) async fn run(database: &DatabaseArgs, args: Args) -> Result<(), Failure> {
    let Args { file, apply, decisions, agency } = args;
    let mut db = migrated(database).await?;
    let (agency, zone) = the_agency(&mut db, agency.as_deref()).await?;
    let now = Clock::System.now();
    let today = zone.day(now);
    let mut tx = db.begin().await?;
    let mut out = std::io::stdout();
    let summary =
        admin::action::import(&mut tx, agency, &file, decisions.as_deref(), apply, today, now, &mut out).await?;
    if apply {
        if summary.has_moved {
            rollup::recount_trends(&mut tx, agency).await?;
        }
        rollup::refresh(&mut tx, agency, zone, today).await?;
        tx.commit().await?;
        analyze(&mut db).await?;
    }
    Ok(())
}
