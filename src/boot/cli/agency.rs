//! `kinerja agency`

use super::{Failure, migrated};
use crate::{
    domain::{calendar::Zone, id::AgencyId, org::AgencyKind, text::Name},
    error::Error,
    features::org::{
        action::{create_agency, rename_agency},
        store::{AgencyRow, AgencySize, agencies, size},
    },
    server::{
        clock::{Clock, new_id},
        config::DatabaseArgs,
        operator::act,
        tenant,
    },
};
use clap::Subcommand;
use sqlx::PgConnection;
use std::io::BufRead;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Create an empty agency.
    Create {
        /// Its name, as people know it.
        name: String,
        /// The zone of its seat: WIB, WITA or WIT.
        #[arg(long, value_parser = zone)]
        zone: Zone,
    },
    /// List the agencies with their kind and size.
    List,
    /// Give an agency another name.
    Rename {
        /// Its name until now.
        name: String,
        /// Its new name.
        new: String,
    },
    /// Remove an agency with everything that belongs to it; this cannot be undone. Asks for its name on standard input.
    Drop {
        /// Its name.
        name: String,
        /// Allow a real agency to be dropped.
        #[arg(long)]
        real: bool,
        /// Do not ask.
        #[arg(long)]
        yes: bool,
    },
}

pub(super) async fn run(database: &DatabaseArgs, command: Command) -> Result<(), Failure> {
    let mut db = migrated(database).await?;
    match command {
        Command::Create { name, zone } => {
            let (parsed, agency, now) = (name_of(&name)?, AgencyId(new_id()), Clock::System.now());
            act(&mut db, agency, now, async |db| create_agency(db, agency, &parsed, zone, now).await).await?;
            println!("Agency {parsed} ({zone}) is there.");
            eprintln!("Next: kinerja user create --login NAME --role pengelola --agency \"{parsed}\"");
            Ok(())
        }
        Command::List => list(&mut db).await,
        Command::Rename { name, new } => rename(&mut db, &name, &name_of(&new)?).await,
        Command::Drop { name, real, yes } => drop(&mut db, &name, real, yes).await,
    }
}

fn zone(word: &str) -> Result<Zone, &'static str> {
    word.parse().map_err(|_| "WIB, WITA or WIT")
}

fn name_of(text: &str) -> Result<Name, Failure> {
    Name::parse(text).map_err(|_| format!("a name has 1 to {} characters that can be printed", Name::MAX_CHARS).into())
}

async fn the(db: &mut PgConnection, name: &str) -> Result<AgencyRow, Failure> {
    let found = agencies(db, Some(name)).await?.pop();
    found.ok_or_else(|| format!("there is no agency {name:?}: see `kinerja agency list`").into())
}

async fn list(db: &mut PgConnection) -> Result<(), Failure> {
    let found = agencies(db, None).await?;
    for AgencyRow { id, name, zone, kind } in &found {
        let kind = match kind {
            AgencyKind::Real => "real",
            AgencyKind::Demo => "demo",
            AgencyKind::Trial => "trial",
        };
        let AgencySize { people, accounts, reports } = size(db, *id).await?;
        println!("{name}: {kind}, {zone}, {people} people, {accounts} accounts, {reports} reports");
    }
    if found.is_empty() {
        println!("There is no agency yet: make one with `kinerja agency create NAME --zone WIB`.");
    }
    Ok(())
}

async fn rename(db: &mut PgConnection, name: &str, new: &Name) -> Result<(), Failure> {
    let agency = the(db, name).await?.id;
    let renamed = act(db, agency, Clock::System.now(), async |db| rename_agency(db, agency, new).await).await;
    renamed.map_err(|error| match error {
        Error::Invalid(_) => format!("another agency is named {new:?}", new = new.as_str()).into(),
        other => Failure::from(other),
    })?;
    println!("Agency {name} is now named {new}.");
    Ok(())
}

/// Drops an agency and its audit trail, after its name was typed.
async fn drop(db: &mut PgConnection, name: &str, real: bool, yes: bool) -> Result<(), Failure> {
    let agency = the(db, name).await?;
    if agency.kind == AgencyKind::Real && !real {
        return Err(format!("{name:?} is a real agency: make a backup, then say so with --real").into());
    }
    if !yes {
        let AgencySize { people, accounts, reports } = size(db, agency.id).await?;
        eprintln!(
            "{name} goes with {people} people, {accounts} accounts, {reports} reports and its audit trail. \
             Type its name to drop it:"
        );
        let mut typed = String::new();
        std::io::stdin().lock().read_line(&mut typed)?;
        if typed.trim() != agency.name {
            return Err("nothing was dropped: that is not its name (--yes does not ask)".into());
        }
    }
    tenant::drop_agency(db, agency.id).await?;
    println!("Agency {name} is gone.");
    Ok(())
}
