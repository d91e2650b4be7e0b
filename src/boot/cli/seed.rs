//! `kinerja seed`

use super::{Failure, migrated};
use crate::{
    domain::{calendar::Zone, org::AgencyKind},
    features::{org::store::agencies, progress::rollup, sandbox},
    server::{backup::analyze, clock::Clock, config::DatabaseArgs},
};
use jiff::civil::Date;
use sqlx::{Connection, PgConnection};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The size of the agency.
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
    /// Allow it in a database that holds a real agency.
    #[arg(long)]
    pub(super) beside_real: bool,
}

pub(super) async fn run(database: &DatabaseArgs, args: Args) -> Result<(), Failure> {
    let mut db = migrated(database).await?;
    let real = agencies(&mut db, None).await?.into_iter().find(|agency| agency.kind == AgencyKind::Real);
    if let Some(real) = real.filter(|_| !args.beside_real) {
        return Err(format!(
            "the database holds the real agency {:?}: invented people belong into a database of their own; to seed \
             beside it all the same, add --beside-real",
            real.name
        )
        .into());
    }
    let name = args.profile.agency();
    if !agencies(&mut db, Some(name)).await?.is_empty() {
        return Err(format!("an agency named {name:?} is there already: drop or rename it first").into());
    }
    seed(&mut db, args).await
}

/// Creates an invented agency.
pub(super) async fn seed(db: &mut PgConnection, args: Args) -> Result<(), Failure> {
    let Args { profile, seed, today, demo, beside_real: _ } = args;
    let kind = if demo { AgencyKind::Demo } else { AgencyKind::Real };
    let zone = Zone::Wib;
    let now = Clock::System.now();
    let today = today.unwrap_or_else(|| zone.day(now));
    let options = sandbox::SeedOptions { name: profile.agency().to_owned(), zone, profile, seed, today, now, kind };
    let mut tx = db.begin().await?;
    let seeded = sandbox::seed(&mut tx, &options).await?;
    rollup::refresh(&mut tx, seeded.agency, zone, today).await?;
    tx.commit().await?;
    analyze(db).await?;
    println!(
        "{} is there: {} people in {} units, {} reports, {} messages.",
        options.name, seeded.employees, seeded.units, seeded.reports, seeded.messages
    );
    Ok(())
}
