//! The program: `kinerja serve` and what an operator needs around it.

use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    dotenvy::dotenv().ok();
    let verb = kinerja::server::verbs::Kinerja::parse();
    verb.run()
}
