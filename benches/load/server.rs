//! The program under test: the verbs that prepare the stage, and the server itself.

use super::{Failure, Result};
use nix::{
    sys::signal::{Signal, kill},
    unistd::Pid,
};
use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
};

/// The program beside its site, as `make build` leaves it.
#[derive(Clone)]
pub struct Program(PathBuf);

impl Program {
    pub fn at(path: &Path) -> Result<Self> {
        let path = std::path::absolute(path)?;
        if path.is_file() { Ok(Self(path)) } else { Err("the program is missing: run `make build`".into()) }
    }

    /// The program on a database, without the caller's settings and `.env`.
    pub fn command(&self, database_url: &str) -> Command {
        let mut command = Command::new(&self.0);
        command.env("DATABASE_URL", database_url).env("KINERJA_DEMO", "0").env("RUST_LOG", "warn");
        command.current_dir("/").kill_on_drop(true);
        command
    }

    /// The server on a database, on a free port.
    pub fn serve(&self, database_url: &str) -> Command {
        let mut command = self.command(database_url);
        command.args(["serve", "--addr", "127.0.0.1:0"]);
        command
    }

    /// Runs a command until it ends and shows its output if it fails.
    pub async fn run(&self, database_url: &str, verb: &[&str]) -> Result<()> {
        let output = self.command(database_url).args(verb).output().await?;
        if output.status.success() {
            return Ok(());
        }
        let said = [output.stdout, output.stderr].concat();
        Err(format!("kinerja {}: {}", verb.join(" "), String::from_utf8_lossy(&said)).into())
    }
}

/// The running server.
pub struct Server {
    pub child: Child,
    pub address: SocketAddr,
}

impl Server {
    /// Starts the server and waits until it listens.
    pub async fn start(mut serve: Command, log: Stdio) -> Result<Self> {
        let mut child = serve.stdout(Stdio::piped()).stderr(log).spawn()?;
        let mut lines = BufReader::new(child.stdout.take().ok_or("no output")?).lines();
        let address = loop {
            let line = lines.next_line().await?.ok_or("the server did not start")?;
            if let Some((_, address)) = line.split_once("listens on http://") {
                break address.parse()?;
            }
        };
        // A program that writes to a closed pipe is killed: keep reading.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        Ok(Self { child, address })
    }

    /// The memory that the server holds now, and the most that it ever held, in MB.
    pub fn memory(&self) -> Result<(u64, u64)> {
        let id = self.child.id().ok_or("the server has ended")?;
        Ok((memory(id, "VmRSS")?, memory(id, "VmHWM")?))
    }

    /// Ends the server as an operator does.
    pub async fn stop(&mut self) -> Result<()> {
        if let Some(id) = self.child.id() {
            kill(Pid::from_raw(i32::try_from(id)?), Signal::SIGTERM)?;
        }
        let ended = tokio::time::timeout(Duration::from_secs(12), self.child.wait()).await;
        let status = ended.map_err(|_| "the server did not end within 12 s of SIGTERM")??;
        if status.success() { Ok(()) } else { Err(format!("the server ended with {status}").into()) }
    }
}

/// A line of a process's status, in MB.
pub fn memory(process: u32, line: &str) -> Result<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status"))?;
    let kib = status.lines().find_map(|found| found.strip_prefix(line)?.split_whitespace().nth(1)?.parse::<u64>().ok());
    Ok(kib.ok_or_else(|| Failure::from("no such line"))? * 1024 / 1_000_000)
}
