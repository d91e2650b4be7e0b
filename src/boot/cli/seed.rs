//! `kinerja seed`

use super::{Failure, migrated};
use crate::{
    domain::{calendar::Zone, org::AgencyKind},
    features::{progress::rollup, sandbox},
    server::{clock::Clock, config::DatabaseArgs},
};
use jiff::civil::Date;
use sqlx::{Connection, PgConnection};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[arg(long, default_value = "small")]
    pub(super) profile: sandbox::Profile,
    /// The seed of the random numbers; the same seed makes the same agency.
    #[arg(long, default_value_t = 1)]
    pub(super) seed: u64,
    /// The day before which people have reported [default: today].
    #[arg(long)]
    pub(super) today: Option<Date>,
    /// Mark the agency and its prepared persons for demo sign-in.
    #[arg(long)]
    pub(super) demo: bool,
}

pub(super) async fn run(database: &DatabaseArgs, args: Args) -> Result<(), Failure> {
    let mut db = migrated(database).await?;
    seed(&mut db, args).await
}

/// Creates an invented agency.
pub(super) async fn seed(db: &mut PgConnection, args: Args) -> Result<(), Failure> {
    let Args { profile, seed, today, demo } = args;
    let kind = if demo { AgencyKind::Demo } else { AgencyKind::Real };
    let zone = Zone::Wib;
    let now = Clock::System.now();
    let today = today.unwrap_or_else(|| zone.day(now));
    let options = sandbox::SeedOptions { name: profile.agency().to_owned(), zone, profile, seed, today, now, kind };
    let mut tx = db.begin().await?;
    let seeded = sandbox::seed(&mut tx, &options).await?;
    rollup::refresh(&mut tx, seeded.agency, zone, today).await?;
    tx.commit().await?;
    println!(
        "{} is there: {} people in {} units, {} reports, {} messages.",
        options.name, seeded.employees, seeded.units, seeded.reports, seeded.messages
    );
    Ok(())
}
