//! The program with its own PostgreSQL, the senders of reports, and the faults' means.

use super::{
    Args, Result, browser,
    client::{Connection, Cookie},
    crowd::Crowd,
    history::History,
    server::{Program, Server},
    stage::{Stage, Target},
};
use http::StatusCode;
use kinerja::features::sandbox::Profile;
use nix::{
    sys::signal::{Signal, kill},
    unistd::Pid,
};
use std::{
    fs::{self, File},
    net::{SocketAddr, TcpListener},
    path::{Path, PathBuf},
    rc::Rc,
    time::Duration,
};
use tokio::{
    process::Command,
    time::{Instant, sleep},
};

/// The time by which everything must have recovered.
const RECOVERY_TIMEOUT: Duration = Duration::from_mins(1);

pub struct World {
    pub stage: Stage,
    pub history: Rc<History>,
    /// The place of the server, whichever process serves there.
    pub address: SocketAddr,
    data: PathBuf,
    log: PathBuf,
}

/// A sender with its indicator.
pub struct Person {
    pub cookie: Cookie,
    pub target: Target,
}

impl World {
    /// A cluster in `data` with an invented agency, and the program that keeps both running.
    pub async fn make(args: &Args, data: PathBuf) -> Result<Self> {
        fs::create_dir_all(&data)?;
        let program = Program::at(&args.program)?;
        let started = program.command("").args(["cluster", "start", "--data"]).arg(&data).output().await?;
        let url = String::from_utf8(started.stdout)?.lines().last().unwrap_or_default().to_owned();
        if !started.status.success() {
            return Err(String::from_utf8_lossy(&started.stderr).into());
        }
        Stage::prepare(&program, &url, Profile::Small).await?;
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let serve = managed(&program, &data, address);
        let server = Server::start(serve, open(&args.log)?.into()).await?;
        let stage = Stage::open(program, server, url, args.pg_bin.clone()).await?;
        // Everybody once: reports of one person wait for each other.
        let mut targets = stage.targets().await?;
        let mut seen = std::collections::BTreeSet::new();
        targets.retain(|target| seen.insert(target.account_id));
        let accounts: Vec<_> = targets.iter().map(|target| target.account_id).collect();
        let cookies = stage.sign_in(&accounts).await?;
        let people = cookies.into_iter().zip(targets).map(|(cookie, target)| Person { cookie, target }).collect();
        let history = Rc::new(History::new(people, address, &stage).await?);
        Ok(Self { stage, history, address, data, log: args.log.clone() })
    }

    /// Ends the server and its cluster.
    pub async fn strike(mut self) -> Result<()> {
        self.stage.owner.close().await;
        self.stage.server.stop().await
    }

    /// After a promise was broken: the next one begins with a whole server and a clean sheet.
    pub async fn begin_anew(&mut self) -> Result<()> {
        self.thaw();
        let _ = self.stage.server.child.kill().await;
        self.start().await?;
        self.until_whole().await?;
        self.history.forget(&self.stage).await
    }

    /// Senders that send one report after the other until they are stopped.
    pub fn crowd(&self, size: u32) -> Crowd {
        Crowd::begin(&self.history, self.address, size)
    }

    /// Kills the server and starts it again.
    pub async fn kill_server(&mut self) -> Result<()> {
        self.stage.server.child.kill().await?;
        self.start().await
    }

    /// Starts the server that keeps its own PostgreSQL.
    pub async fn start(&mut self) -> Result<()> {
        self.stage.server = Server::start(managed(&self.stage.program, &self.data, self.address), self.log()?).await?;
        Ok(())
    }

    /// Where a server's log goes.
    pub fn log(&self) -> Result<std::process::Stdio> {
        Ok(open(&self.log)?.into())
    }

    /// Kills the database; its children notice and end.
    pub fn kill_postmaster(&self) -> Result<()> {
        let file = self.data.join("postgres/cluster/postmaster.pid");
        let pid = fs::read_to_string(file)?.lines().next().unwrap_or_default().trim().parse()?;
        Ok(kill(Pid::from_raw(pid), Signal::SIGKILL)?)
    }

    /// Freezes every process of the database.
    pub fn freeze(&self) {
        self.signal_database(Signal::SIGSTOP);
    }

    /// And goes on.
    pub fn thaw(&self) {
        self.signal_database(Signal::SIGCONT);
    }

    /// A process of a server works in its data folder.
    fn signal_database(&self, signal: Signal) {
        let folder = self.data.join("postgres/cluster");
        for process in fs::read_dir("/proc").into_iter().flatten().flatten() {
            let pid = process.file_name().to_str().and_then(|name| name.parse().ok());
            if let Some(pid) = pid
                && fs::read_link(process.path().join("cwd")).is_ok_and(|cwd| cwd == folder)
            {
                // It may have ended meanwhile.
                let _ = kill(Pid::from_raw(pid), signal);
            }
        }
    }

    /// Waits until a report is accepted again and returns how long that took.
    pub async fn until_whole(&self) -> Result<Duration> {
        let begun = Instant::now();
        let mut connection = Connection::to(self.address);
        while begun.elapsed() < RECOVERY_TIMEOUT {
            if self.history.report(&mut connection).await? {
                return Ok(begun.elapsed());
            }
            sleep(Duration::from_millis(20)).await;
        }
        Err(format!("it did not heal within {} s", RECOVERY_TIMEOUT.as_secs()).into())
    }

    /// Recovers, compares the history with the database and returns a summary.
    pub async fn settle(&self) -> Result<String> {
        self.until_whole().await?;
        self.history.verify(&self.stage).await
    }

    /// How long the server takes to say that it lives.
    pub async fn diagnostics(&self) -> Result<Duration> {
        let begun = Instant::now();
        let request = browser::page("/healthz", &self.history.people[0].cookie)?;
        let answer = Connection::to(self.address).send(request).await?;
        if answer.status == StatusCode::OK { Ok(begun.elapsed()) } else { Err("/healthz says that it is dead".into()) }
    }
}

fn managed(program: &Program, data: &Path, address: SocketAddr) -> Command {
    let mut serve = program.command("");
    serve.env_remove("DATABASE_URL").args(["serve", "--addr", &address.to_string(), "--data-dir"]).arg(data);
    serve
}

fn open(log: &Path) -> Result<File> {
    Ok(File::options().create(true).append(true).open(log)?)
}
