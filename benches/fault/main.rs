//! `make fault`: bad days, against the real program on a real PostgreSQL of its own.
//!
//! Something breaks while people report, and must recover without help. A [`history::History`] has every report that
//! was sent and is compared with the database after each fault: acknowledged reports are stored once and sending them
//! again gives their receipt; refused ones are not stored; every count is right. A fault is a module and a line in
//! [`Fault`]; the table at the end has the results.

#![expect(unreachable_pub, reason = "nobody uses a driver from outside; its modules say what the others use")]

#[path = "../load/browser.rs"]
mod browser;
#[path = "../load/client.rs"]
#[expect(dead_code, reason = "the load looks into pages")]
mod client;
mod conflict;
mod crash;
mod crowd;
mod disk;
mod frozen;
mod history;
mod lost;
mod memory;
mod mix;
#[path = "../load/pace.rs"]
mod pace;
#[path = "../load/reports.rs"]
#[expect(dead_code, reason = "the load follows each report to the boards")]
mod reports;
mod restart;
#[path = "../load/server.rs"]
mod server;
mod skew;
mod slow;
#[path = "../load/stage.rs"]
#[expect(dead_code, reason = "the load has more scenarios")]
mod stage;
#[path = "../load/storm.rs"]
mod storm;
#[path = "../load/table.rs"]
#[expect(dead_code, reason = "the load has another table")]
mod table;
mod world;

use clap::{Parser, ValueEnum};
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
use std::{path::PathBuf, process::ExitCode, time::Duration};
use tokio::{task::LocalSet, time::Instant};
use world::World;

/// The failure of a run, in one sentence.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;
pub type Result<T> = std::result::Result<T, Failure>;

#[derive(Debug, Parser)]
#[command(about = "Bad days for Kinerja; ends with one table, and 1 when something was lost or did not heal")]
pub struct Args {
    /// Faults to try, separated by commas; all of them when none is named.
    #[arg(long, value_delimiter = ',')]
    only: Vec<Fault>,
    /// How long everything breaks at random in the end.
    #[arg(long, default_value_t = 30)]
    minutes: u64,
    /// The same number breaks the same things.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The program under test.
    #[arg(long, default_value = "dist/kinerja")]
    program: PathBuf,
    /// An empty folder that PostgreSQL's user may pass through.
    #[arg(long)]
    data: PathBuf,
    /// Folder with PostgreSQL's programs.
    #[arg(long, env = "KINERJA_PG_BIN")]
    pg_bin: PathBuf,
    /// File for the servers' own logs.
    #[arg(long)]
    log: PathBuf,
    /// Cargo says so to every benchmark.
    #[arg(long, hide = true)]
    bench: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Fault {
    Server,
    Postmaster,
    Lost,
    OneKey,
    Frozen,
    Locked,
    Conflicts,
    Slow,
    Chunks,
    Headers,
    Hashing,
    Unknown,
    Disk,
    Skew,
    Restart,
    Storm,
    Everything,
}

impl Fault {
    /// The fault, and the expected behaviour.
    const fn promise(self) -> [&'static str; 2] {
        match self {
            Self::Server => ["kill -9 of the server, at random under load", "every acknowledged report is stored once"],
            Self::Postmaster => ["kill -9 of the database, under load", "503 with Retry-After, then it heals alone"],
            Self::Lost => ["the answer is lost after sending", "sent again, the report has one receipt"],
            Self::OneKey => ["50 posts at once with one key", "one row, one receipt"],
            Self::Frozen => ["the database stands still for 10 s", "answered 503 within 8 s, then it recovers"],
            Self::Locked => ["somebody else locks the reports for 10 s", "answered 503 within 8 s, then it recovers"],
            Self::Conflicts => ["deadlocks and serialisation failures", "tried again by itself, nothing lost"],
            Self::Slow => ["slow headers, slow bodies, slow readers", "cut off; others do not notice"],
            Self::Chunks => ["anonymous bodies in pieces of one byte", "under 300 MB; others do not notice"],
            Self::Headers => ["headers without an end", "under 300 MB; others do not notice"],
            Self::Hashing => ["320 sign-ins one after the other", "under 300 MB; others do not notice"],
            Self::Unknown => ["boards and topics that do not exist", "under 300 MB; others do not notice"],
            Self::Disk => ["the disk of the database is full", "503, then it heals when there is room"],
            Self::Skew => ["two processes whose clocks are 4 h apart", "same session, same receipt, no refusal"],
            Self::Restart => {
                ["rolling restart of two processes, under load", "no failed request, streams end in order"]
            }
            Self::Storm => ["twice the load that gets through, for 60 s", "excess 503 in < 100 ms, nothing lost"],
            Self::Everything => ["everything at random", "nothing lost, heals alone"],
        }
    }

    async fn happen(self, world: &mut World, args: &Args, dice: &mut ChaCha8Rng) -> Result<String> {
        match self {
            Self::Server => crash::server(world, dice).await,
            Self::Postmaster => crash::postmaster(world).await,
            Self::Lost => lost::answers(world).await,
            Self::OneKey => lost::one_key(world).await,
            Self::Frozen => frozen::database(world).await,
            Self::Locked => frozen::reports(world).await,
            Self::Conflicts => conflict::run(world).await,
            Self::Slow => slow::run(world).await,
            Self::Chunks => memory::chunks(world).await,
            Self::Headers => memory::headers(world).await,
            Self::Hashing => memory::hashing(world).await,
            Self::Unknown => memory::unknown(world).await,
            Self::Disk => disk::run(args).await,
            Self::Skew => skew::run(world).await,
            Self::Restart => restart::run(world).await,
            Self::Storm => {
                let row = storm::run(&world.stage).await?.remove(0);
                world.history.forget(&world.stage).await?;
                Ok(row.measured)
            }
            Self::Everything => mix::run(world, Duration::from_mins(args.minutes), dice).await,
        }
    }
}

fn main() -> ExitCode {
    let outcome = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(Failure::from)
        .and_then(|runtime| LocalSet::new().block_on(&runtime, perform(Args::parse())));
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(failure) => {
            eprintln!("fault: {failure}");
            ExitCode::FAILURE
        }
    }
}

/// Whether every promise held.
async fn perform(args: Args) -> Result<bool> {
    let faults = if args.only.is_empty() { Fault::value_variants() } else { &args.only };
    let mut dice = ChaCha8Rng::seed_from_u64(args.seed);
    let mut world = World::make(&args, args.data.join("main")).await?;
    let mut lines = Vec::new();
    let mut held = true;
    for fault in faults {
        let [what, promise] = fault.promise();
        println!("{what} ...");
        let begun = Instant::now();
        let seen = match fault.happen(&mut world, &args, &mut dice).await {
            Ok(seen) => seen,
            Err(failure) => {
                held = false;
                world.begin_anew().await?;
                format!("**{failure}**")
            }
        };
        println!("  {seen} ({} s)", begun.elapsed().as_secs());
        lines.push(format!("| {what} | {promise} | {seen} |"));
    }
    println!("\n{}; dice {}\n", table::machine(&world.stage.url).await?, args.seed);
    println!("| what breaks | what must hold | seen |\n|---|---|---|\n{}\n", lines.join("\n"));
    println!("{}", if held { "Everything held." } else { "Not everything held." });
    world.strike().await?;
    Ok(held)
}
