//! The command line of `kinerja`: one file per command.
//!
//! Each command needs a database and starts or adopts the managed cluster when none is given. It exits with 0 when
//! done, 1 when refused or failed, with one clear sentence (`failure`), and 2 for wrong usage. What a command changes
//! for an agency is an action of a feature, run by `server::operator::act`.

mod agency;
mod backup;
mod check;
mod cluster;
mod environment;
mod failure;
mod import;
mod migrate;
mod plan;
mod retain;
mod seed;
mod serve;
mod user;

use crate::{
    domain::{calendar::Zone, id::AgencyId},
    features::org,
    server::{
        VERSION,
        cluster::Cluster,
        config::{DatabaseArgs, ServeArgs},
        serve::MIGRATOR,
    },
};
use clap::{CommandFactory, Parser, Subcommand};
use failure::Failure;
use sqlx::{Connection, PgConnection};
use std::{path::PathBuf, process::ExitCode};

#[derive(Debug, Parser)]
#[command(name = "kinerja", version = VERSION, about = "Performance management for Indonesian government agencies")]
pub struct Kinerja {
    #[command(flatten)]
    database: DatabaseArgs,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the server.
    Serve(ServeArgs),
    /// Migrate the database to this version's schema.
    Migrate,
    /// Recount all derived counts; exit 1 names each difference.
    Check,
    /// Write the whole database into a new folder while the server works.
    Backup(backup::Args),
    /// Read a backup into an empty database, then recount it.
    Restore {
        /// The folder of the backup.
        folder: PathBuf,
    },
    /// Try whether a backup can be restored: into a database of its own, which is recounted and dropped.
    Drill(backup::DrillArgs),
    /// Start, stop or inspect the managed PostgreSQL alone.
    #[command(subcommand)]
    Cluster(cluster::Command),
    /// Create, list, rename or drop an agency (instansi).
    #[command(subcommand)]
    Agency(agency::Command),
    /// Create an invented agency.
    Seed(seed::Args),
    /// Preview or apply a personnel export (.xlsx or .csv).
    Import(import::Args),
    /// Create plans for everybody who has none, preview that, or undo it.
    Plan(plan::Args),
    /// Create, list, change, disable or delete accounts, and invite people.
    #[command(subcommand)]
    User(user::Command),
    /// Count or remove what has expired: old events by whole months, old finished follow-ups of meetings, ended
    /// sessions and invitations, failed sign-ins.
    Retain(retain::Args),
}

impl Kinerja {
    /// Reads `.env`, then the command line, and runs the command until it ends. Settings that nothing reads are named.
    pub fn run() -> ExitCode {
        let settings = match environment::load(&Self::command()) {
            Ok(unknown) => unknown,
            Err(error) => {
                eprintln!("kinerja: {error}");
                return ExitCode::FAILURE;
            }
        };
        for unknown in settings {
            eprintln!("kinerja: {unknown}");
        }
        Self::parse().start()
    }

    fn start(self) -> ExitCode {
        tracing_subscriber::fmt()
            .with_env_filter(
                tracing_subscriber::EnvFilter::try_from_default_env()
                    .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn,kinerja=info")),
            )
            .with_writer(std::io::stderr)
            .json()
            .init();
        let runtime = match tokio::runtime::Runtime::new() {
            Ok(runtime) => runtime,
            Err(error) => {
                eprintln!("kinerja: {error}");
                return ExitCode::FAILURE;
            }
        };
        match runtime.block_on(self.command.run(&self.database)) {
            Ok(code) => code,
            Err(failure) => {
                eprintln!("kinerja: {}", failure::sentence(&failure));
                ExitCode::FAILURE
            }
        }
    }
}

impl Command {
    async fn run(self, database: &DatabaseArgs) -> Result<ExitCode, Failure> {
        for warning in database.warnings()? {
            warn(&warning);
        }
        match self {
            Self::Serve(args) => serve::run(database, args).await?,
            Self::Migrate => migrate::run(database).await?,
            Self::Check => return check::run(database).await,
            Self::Backup(args) => backup::run(database, args).await?,
            Self::Restore { folder } => return backup::restore(database, &folder).await,
            Self::Drill(args) => return backup::drill(database, args).await,
            Self::Cluster(command) => cluster::run(database, command).await?,
            Self::Agency(command) => agency::run(database, command).await?,
            Self::Seed(args) => seed::run(database, args).await?,
            Self::Import(args) => import::run(database, args).await?,
            Self::Plan(args) => plan::run(database, args).await?,
            Self::User(command) => user::run(database, command).await?,
            Self::Retain(args) => retain::run(database, &args).await?,
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// Shows a warning to whoever runs the command.
fn warn(warning: &str) {
    eprintln!("kinerja: WARNING: {warning}");
}

/// Returns the owner's URL of the database; starts or adopts the managed cluster.
async fn database_url(args: &DatabaseArgs) -> Result<String, Failure> {
    match args.direct_url() {
        Some(url) => Ok(url.to_owned()),
        None => Ok(Cluster::at(&args.data_dir(), args.pg_bin.as_deref())?.start().await?),
    }
}

async fn connect(args: &DatabaseArgs) -> Result<PgConnection, Failure> {
    Ok(PgConnection::connect(&database_url(args).await?).await?)
}

async fn migrated(args: &DatabaseArgs) -> Result<PgConnection, Failure> {
    let mut db = connect(args).await?;
    migrate(&mut db).await?;
    Ok(db)
}

/// Brings the database to this version's schema.
async fn migrate(db: &mut PgConnection) -> Result<(), Failure> {
    // Each notice of PostgreSQL would be a line of the log.
    sqlx::query!("set client_min_messages = warning").execute(&mut *db).await?;
    Ok(MIGRATOR.run(db).await?)
}

/// Returns the agency of a command: the named one, or the only one.
async fn the_agency(db: &mut PgConnection, name: Option<&str>) -> Result<(AgencyId, Zone), Failure> {
    let mut agencies = org::store::agencies(db, name).await?;
    match (agencies.pop(), agencies.is_empty()) {
        (Some(agency), true) => Ok((agency.id, agency.zone)),
        (Some(_), false) => Err("there are several agencies: say which with --agency NAME".into()),
        (None, _) => Err(match name {
            Some(name) => format!("there is no agency {name:?}: see `kinerja agency list`"),
            None => "there is no agency yet: make one with `kinerja agency create NAME --zone WIB`".to_owned(),
        }
        .into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_and_every_option_has_a_help_text() {
        fn without_help(command: &clap::Command, path: &str, found: &mut Vec<String>) {
            let path = format!("{path} {}", command.get_name());
            if command.get_about().is_none() {
                found.push(path.clone());
            }
            for argument in command.get_arguments() {
                if argument.get_help().is_none() && !["help", "version"].contains(&argument.get_id().as_str()) {
                    found.push(format!("{path} {}", argument.get_id()));
                }
            }
            for below in command.get_subcommands() {
                without_help(below, &path, found);
            }
        }
        let mut found = Vec::new();
        without_help(&Kinerja::command(), "", &mut found);
        assert_eq!(found, Vec::<String>::new());
    }
}
