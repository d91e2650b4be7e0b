//! The program `kinerja`: the server and the operator's commands.

use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    dotenvy::dotenv().ok();
    kinerja::boot::cli::Kinerja::parse().run()
}
