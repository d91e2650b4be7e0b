//! `kinerja plan`

use super::{Failure, migrated, the_agency};
use crate::{
    features::{progress::rollup, skp},
    server::{clock::Clock, config::DatabaseArgs},
};
use sqlx::Connection;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// From the template of each kind of post.
    #[arg(long, required = true)]
    from_templates: bool,
    #[arg(long)]
    year: i16,
    #[arg(long)]
    agency: Option<String>,
}

pub(super) async fn run(database: &DatabaseArgs, args: Args) -> Result<(), Failure> {
    let Args { from_templates: _, year, agency } = args;
    let mut db = migrated(database).await?;
    let (agency, zone) = the_agency(&mut db, agency.as_deref()).await?;
    let now = Clock::System.now();
    let today = zone.day(now);
    let mut tx = db.begin().await?;
    let made = skp::store::plan_from_templates(&mut tx, agency, year, today, now).await?;
    rollup::refresh(&mut tx, agency, zone, today).await?;
    tx.commit().await?;
    println!("{made} plans made for {year}.");
    Ok(())
}
