//! The command line of `kinerja`: one file per command.
//!
//! Each command needs a database and starts or adopts the managed cluster when none is given. It exits with 0 when
//! done, 1 when refused or failed, with one clear sentence, and 2 for wrong usage. What a command changes for an
//! agency is an action of a feature, run by `server::operator::act`.

mod agency;
mod backup;
mod check;
mod cluster;
mod import;
mod migrate;
mod plan;
mod retain;
mod seed;
mod serve;
mod user;

use crate::{
    domain::{calendar::Zone, id::AgencyId},
    error::{Error, FieldErrors},
    features::org,
    server::{
        cluster::Cluster,
        config::{DatabaseArgs, ServeArgs},
        serve::MIGRATOR,
    },
};
use clap::{Parser, Subcommand};
use sqlx::{Connection, PgConnection};
use std::{path::PathBuf, process::ExitCode};

/// The reason why a command failed, in one sentence for the operator.
type Failure = Box<dyn std::error::Error + Send + Sync>;

#[derive(Debug, Parser)]
#[command(name = "kinerja", version, about = "Performance management for Indonesian government agencies")]
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
    Backup { folder: PathBuf },
    /// Read a backup into an empty database, then recount it.
    Restore { folder: PathBuf },
    /// Start, stop or inspect the managed PostgreSQL alone.
    #[command(subcommand)]
    Cluster(cluster::Command),
    /// Create or drop an agency (instansi).
    #[command(subcommand)]
    Agency(agency::Command),
    /// Create an invented agency.
    Seed(seed::Args),
    /// Preview or apply a personnel export (.xlsx or .csv).
    Import(import::Args),
    /// Create plans for everybody who has none.
    Plan(plan::Args),
    /// Create, disable and enable accounts, and invite their people.
    #[command(subcommand)]
    User(user::Command),
    /// Count or remove what has expired: old events by whole months, old finished follow-ups of meetings, ended
    /// sessions and invitations, failed sign-ins.
    Retain(retain::Args),
}

impl Kinerja {
    /// Runs the command until it ends.
    pub fn run(self) -> ExitCode {
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
                eprintln!("kinerja: {failure}");
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
            Self::Backup { folder } => backup::run(database, &folder).await?,
            Self::Restore { folder } => {
                backup::restore(database, &folder).await?;
                return check::run(database).await;
            }
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
    MIGRATOR.run(&mut db).await?;
    Ok(db)
}

/// Returns the agency of a command: the named one, or the only one.
async fn the_agency(db: &mut PgConnection, name: Option<&str>) -> Result<(AgencyId, Zone), Failure> {
    let mut agencies = org::store::agencies(db, name).await?;
    match (agencies.pop(), agencies.is_empty()) {
        (Some(agency), true) => Ok((agency.id, agency.zone)),
        (Some(_), false) => Err("there are several agencies: say which with --agency NAME".into()),
        (None, _) => Err("there is no such agency: make one with `kinerja agency create NAME --zone WIB`".into()),
    }
}

/// Returns the sentence for the operator about an action that was refused.
fn refusal(error: Error) -> Failure {
    match error {
        Error::Invalid(FieldErrors(fields)) => {
            let sentences: Vec<String> = fields.into_iter().map(|(_, sentence)| sentence).collect();
            sentences.join(" ").into()
        }
        Error::Unavailable(_) => "the database or this machine failed: the log above says how".into(),
        other => other.into(),
    }
}
