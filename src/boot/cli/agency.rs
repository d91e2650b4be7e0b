//! `kinerja agency`

use super::{Failure, migrated};
use crate::{
    domain::{calendar::Zone, id::AgencyId, org::AgencyKind, text::Name},
    features::org::{action::create_agency, store::agencies},
    server::{
        clock::{Clock, new_id},
        config::DatabaseArgs,
        operator::act,
        tenant,
    },
};
use clap::Subcommand;
use sqlx::PgConnection;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Create an empty agency.
    Create {
        name: String,
        #[arg(long)]
        zone: Zone,
    },
    /// Remove an agency with everything that belongs to it; this cannot be undone.
    Drop {
        name: String,
        /// Allow a real agency to be dropped.
        #[arg(long)]
        real: bool,
    },
}

pub(super) async fn run(database: &DatabaseArgs, command: Command) -> Result<(), Failure> {
    let mut db = migrated(database).await?;
    match command {
        Command::Create { name, zone } => {
            let (parsed, agency, now) = (Name::parse(&name)?, AgencyId(new_id()), Clock::System.now());
            act(&mut db, agency, now, async |db| create_agency(db, agency, &parsed, zone, now).await).await?;
            println!("Agency {name} ({zone}) is there.");
        }
        Command::Drop { name, real } => {
            drop(&mut db, &name, real).await?;
            println!("Agency {name} is gone.");
        }
    }
    Ok(())
}

/// Drops an agency and its audit trail.
async fn drop(db: &mut PgConnection, name: &str, real: bool) -> Result<(), Failure> {
    let agency = agencies(db, Some(name)).await?.pop().ok_or_else(|| format!("there is no agency {name:?}"))?;
    if agency.kind == AgencyKind::Real && !real {
        return Err(format!("{name:?} is a real agency: make a backup, then say so with --real").into());
    }
    Ok(tenant::drop_agency(db, agency.id).await?)
}
