//! The program: `kinerja serve` and what an operator needs around it.

use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    dotenvy::dotenv().ok();
    kinerja::boot::cli::Kinerja::parse().run()
}
