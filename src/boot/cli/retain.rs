//! `kinerja retain`

use super::{Failure, migrated};
use crate::{
    domain::retention::kept_from,
    server::{clock::Clock, config::DatabaseArgs, retain},
};
use jiff::tz::TimeZone;
use sqlx::Connection;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Whole months to keep before the current one, at least 60.
    #[arg(long)]
    months: u16,
    /// Remove what has expired; without it nothing is changed.
    #[arg(long)]
    apply: bool,
}

pub(super) async fn run(database: &DatabaseArgs, args: &Args) -> Result<(), Failure> {
    let mut db = migrated(database).await?;
    let now = Clock::System.now();
    let kept_from = kept_from(args.months, now.to_zoned(TimeZone::UTC).date())?;
    let mut tx = db.begin().await?;
    let expired = retain::find(&mut tx, kept_from, now).await?;
    println!("Before {kept_from}, or expired: {expired}");
    if args.apply {
        retain::remove(&mut tx, kept_from, now).await?;
        tx.commit().await?;
        println!("Removed.");
    } else {
        println!("Nothing was changed; --apply removes it.");
    }
    Ok(())
}
