//! `make bench`: what Kinerja carries, measured from outside against the real program.
//!
//! Database, program and this driver share the machine. Every number is what a client saw: a closed loop says
//! how much gets through, an open model how long people wait, counted from the moment they would have asked.
//! A scenario is a module and a line in [`Scenario`]; it returns the lines of the table at the end. A missed
//! goal is a line like any other; a lost or doubled report, or a count that is wrong, ends the run.

#![expect(unreachable_pub, reason = "nobody uses a driver from outside; its modules say what the others use")]

mod beranda;
mod board;
mod browser;
mod bytes;
mod client;
mod import;
mod lighthouse;
mod live;
mod login;
mod pace;
mod pages;
mod raw;
mod reports;
mod server;
mod slow;
mod stage;
mod storm;
mod table;
mod workbook;
mod writes;

use clap::{Parser, ValueEnum};
use kinerja::features::sandbox::Profile;
use server::{Program, Server};
use stage::Stage;
use std::{
    fs::File,
    path::PathBuf,
    process::{ExitCode, Stdio},
};
use table::{Row, Table};
use tokio::task::LocalSet;

/// The failure of a run, in one sentence.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;
pub type Result<T> = std::result::Result<T, Failure>;

#[derive(Debug, Parser)]
#[command(about = "Load for Kinerja; ends with one table")]
struct Args {
    /// Scenarios to run, separated by commas; all of them when none is named.
    #[arg(long, value_delimiter = ',')]
    only: Vec<Scenario>,
    /// Sizes of the agency, separated by commas. Others than the small one are only looked at.
    #[arg(long, value_delimiter = ',', default_value = "small")]
    profiles: Vec<Profile>,
    /// The program under test.
    #[arg(long, default_value = "dist/kinerja")]
    program: PathBuf,
    /// A database on a server where the driver may make others.
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
    Pages,
    Live,
    Storm,
    Login,
    Bytes,
    Import,
    Lighthouse,
}

impl Scenario {
    /// Whether it says something about size: it looks and writes nothing.
    const fn is_of_size(self) -> bool {
        matches!(self, Self::Beranda | Self::Board | Self::Pages)
    }

    async fn run(self, stage: &Stage) -> Result<Vec<Row>> {
        match self {
            Self::Writes => writes::run(stage).await,
            Self::Beranda => beranda::run(stage).await,
            Self::Board => board::run(stage).await,
            Self::Pages => pages::run(stage).await,
            Self::Live => live::run(stage).await,
            Self::Storm => storm::run(stage).await,
            Self::Login => login::run(stage).await,
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
    let program = Program::at(&args.program)?;
    let mut table = Table::new(&args.database_url).await?;
    let mut failed = vec![];
    for profile in args.profiles {
        let fit = |scenario: &&Scenario| profile == Profile::Small || scenario.is_of_size();
        let scenarios: Vec<_> = scenarios.iter().filter(fit).collect();
        if scenarios.is_empty() {
            continue;
        }
        let log = match &args.log {
            Some(file) => File::options().create(true).append(true).open(file)?.into(),
            None => Stdio::inherit(),
        };
        let url = Stage::database_of(&args.database_url, profile).await?;
        Stage::prepare(&program, &url, profile).await?;
        if profile == Profile::Small {
            Stage::copy(&url, "kinerja_raw").await?;
        }
        let server = Server::start(program.serve(&url), log).await?;
        let stage = Stage::open(program.clone(), server, url, args.pg_bin.clone()).await?;
        table.begin(&stage);
        for scenario in scenarios {
            let name = format!("{scenario:?}").to_lowercase();
            println!("Running {name} ...");
            match scenario.run(&stage).await {
                Ok(rows) => table.enter(rows),
                // The results of the others took minutes and stay valid.
                Err(failure) => failed.push(format!("{name}: {failure}")),
            }
        }
        slow::show(&args.database_url, &stage).await?;
        stage.strike().await?;
    }
    println!("\n{table}");
    if failed.is_empty() { Ok(()) } else { Err(failed.join("; ").into()) }
}
