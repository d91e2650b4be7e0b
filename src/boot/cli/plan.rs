//! `kinerja plan`

use super::{Failure, migrated, the_agency};
use crate::{
    features::skp::action::plan_from_templates,
    server::{clock::Clock, config::DatabaseArgs, operator::act},
};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Use the template of each kind of post.
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
    let plans = act(&mut db, agency, now, async |db| plan_from_templates(db, agency, zone, year, now).await).await?;
    println!("{plans} plans made for {year}.");
    Ok(())
}
