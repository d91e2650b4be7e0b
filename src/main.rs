//! The program `kinerja`: the server and the operator's commands.

use std::process::ExitCode;

fn main() -> ExitCode {
    kinerja::boot::cli::Kinerja::run()
}
