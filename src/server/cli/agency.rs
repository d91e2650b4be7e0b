//! `kinerja agency`

use super::{Failure, migrated};
use crate::{
    domain::{calendar::Zone, id::AgencyId, text::Name},
    features::org::action::create_agency,
    server::{
        clock::{Clock, new_id},
        config::DatabaseArgs,
        operator::act,
    },
};
use clap::Subcommand;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// A new, empty agency.
    Create {
        name: String,
        #[arg(long)]
        zone: Zone,
    },
}

pub(super) async fn run(database: &DatabaseArgs, command: Command) -> Result<(), Failure> {
    let Command::Create { name, zone } = command;
    let mut db = migrated(database).await?;
    let (parsed, agency, now) = (Name::parse(&name)?, AgencyId(new_id()), Clock::System.now());
    act(&mut db, agency, now, async |db| create_agency(db, agency, &parsed, zone, now).await).await?;
    println!("Agency {name} ({zone}) is there.");
    Ok(())
}
