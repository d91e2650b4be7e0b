//! `make bench`: what Kinerja carries, measured from outside against the real program.
//!
//! Database, program and this driver share the machine. Every number is what a client saw: a closed loop says
//! how much gets through, an open model how long people wait, counted from the moment they would have asked.
//! A scenario is a module and a line in [`Scenario`]; it returns the lines of the table at the end. A missed
//! goal is a line like any other; a lost or doubled report, or a count that is wrong, ends the run.

mod beranda;
mod board;
mod browser;
mod bytes;
mod client;
mod import;
mod lighthouse;
mod live;
mod pace;
mod raw;
mod reports;
mod server;
mod stage;
mod table;
mod workbook;
mod writes;

use clap::{Parser, ValueEnum};
use stage::Stage;
use std::{
    fs::File,
    path::PathBuf,
    process::{ExitCode, Stdio},
};
use table::{Row, Table};
use tokio::task::LocalSet;

/// What ends a run, in one sentence.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;
pub type Result<T> = std::result::Result<T, Failure>;

#[derive(Debug, Parser)]
#[command(about = "Load for Kinerja; ends with one table")]
struct Args {
    /// Scenarios to run, separated by commas; all of them when none is named.
    #[arg(long, value_delimiter = ',')]
    only: Vec<Scenario>,
    /// The program under test.
    #[arg(long, default_value = "dist/kinerja")]
    program: PathBuf,
    /// An empty database that the driver may fill, on a server where it may make others.
    #[arg(long, env = "DATABASE_URL", hide_env_values = true)]
    database_url: String,
    /// Folder with `pgbench`.
    #[arg(long, env = "KINERJA_PG_BIN")]
    pg_bin: PathBuf,
    /// File for the server's own log; on an overloaded server it is long.
    #[arg(long)]
    log: Option<PathBuf>,
    /// Cargo says so to every benchmark.
    #[arg(long, hide = true)]
    bench: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Scenario {
    Writes,
    Beranda,
    Board,
    Live,
    Bytes,
    Import,
    Lighthouse,
}

impl Scenario {
    async fn run(self, stage: &Stage) -> Result<Vec<Row>> {
        match self {
            Self::Writes => writes::run(stage).await,
            Self::Beranda => beranda::run(stage).await,
            Self::Board => board::run(stage).await,
            Self::Live => live::run(stage).await,
            Self::Bytes => bytes::run(stage).await,
            Self::Import => import::run(stage).await,
            Self::Lighthouse => lighthouse::run(stage).await,
        }
    }
}

fn main() -> ExitCode {
    // One thread: the driver never takes more than one of the cores from what it measures.
    let outcome = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(Failure::from)
        .and_then(|runtime| LocalSet::new().block_on(&runtime, perform(Args::parse())));
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("load: {failure}");
            ExitCode::FAILURE
        }
    }
}

async fn perform(args: Args) -> Result<()> {
    let scenarios = if args.only.is_empty() { Scenario::value_variants() } else { &args.only };
    let log = match &args.log {
        Some(file) => File::create(file)?.into(),
        None => Stdio::inherit(),
    };
    let stage = Stage::set(&args.program, args.database_url, args.pg_bin, log).await?;
    let mut table = Table::new(&stage).await?;
    for scenario in scenarios {
        println!("Running {} ...", format!("{scenario:?}").to_lowercase());
        table.rows.extend(scenario.run(&stage).await?);
    }
    stage.strike().await?;
    println!("\n{table}");
    Ok(())
}
