//! The managed local PostgreSQL, for when no `DATABASE_URL` is given.
//!
//! A newcomer, a test run and a small office need no database administrator: this module creates a durable cluster in
//! the data folder, starts it, adopts one that runs already and returns its URL. It listens on a private socket only.
//! Nothing here trades durability for speed, because an acknowledged report must survive a power cut on every
//! installation.
//!
//! PostgreSQL refuses to run as root; started by root, its programs run as the owner of the data or as `postgres` or
//! `nobody`. If this program is killed the cluster stays up and the next start adopts it; if PostgreSQL is killed, the
//! serving program starts it again.

mod binaries;
mod error;
mod place;
mod process;
mod roles;
mod settings;

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};
use std::time::Duration;

use sqlx::PgConnection;
use tokio::process::Command;
use tokio::time::{Instant, sleep};

use binaries::Binaries;
pub use error::ClusterError;
use place::{DataFolder, Identity, read_password};
use settings::{ICU, INITDB, SETTINGS};

/// How long orphans of a killed server may hold its memory, and a starting server may recover.
const START_TIMEOUT: Duration = Duration::from_secs(30);

/// How often a running program checks that the server runs.
const CHECK_INTERVAL: Duration = Duration::from_millis(500);
/// How often it tries to start the server again, for example after a full disk.
const RESTART_INTERVAL: Duration = Duration::from_secs(2);

/// One managed cluster: its files, its programs and the user it runs as.
#[derive(Debug, Clone)]
pub struct Cluster {
    place: DataFolder,
    identity: Identity,
    binaries: Binaries,
}

/// Returns the folder of PostgreSQL's programs: the given one, or the first suitable one that is found.
///
/// # Errors
///
/// When there is no PostgreSQL 15 or newer.
pub fn programs(pg_bin: Option<&Path>) -> Result<PathBuf, ClusterError> {
    Ok(Binaries::find(pg_bin, None)?.folder)
}

/// The state of a cluster.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClusterState {
    /// Not created yet.
    Absent,
    /// Created, but its server does not run.
    Stopped,
    /// Its server runs.
    Running,
}

impl Cluster {
    /// Returns the cluster in `data`, the program's data folder, in the subfolder `postgres`. `pg_bin` is the folder of
    /// PostgreSQL's programs; without it they are looked for. Creates nothing.
    ///
    /// # Errors
    ///
    /// When the path cannot be used, no PostgreSQL 15 or newer of the data's version is found, or there is no user to
    /// run it as.
    pub fn at(data: &Path, pg_bin: Option<&Path>) -> Result<Self, ClusterError> {
        let place = DataFolder::of(data)?;
        let identity = Identity::choose(&place.cluster)?;
        let binaries = Binaries::find(pg_bin, place.version()?)?;
        identity.may_enter(&binaries.folder)?;
        Ok(Self { place, identity, binaries })
    }

    /// Creates the cluster if it is absent, starts it if it is stopped, adopts it if it runs, and returns the
    /// `DATABASE_URL` of its owner, which contains a password.
    ///
    /// # Errors
    ///
    /// When folders cannot be created, PostgreSQL does not start or does not accept its administrator within 30
    /// seconds, or another process locks the cluster for two minutes.
    pub async fn start(&self) -> Result<String, ClusterError> {
        self.place.make(&self.identity)?;
        let lock = self.place.lock().await?;
        let socket = match self.state().await? {
            ClusterState::Running => {
                if let Some(socket) = self.adopt().await {
                    socket
                } else {
                    tracing::warn!("the socket of PostgreSQL is missing, restarting it");
                    self.halt().await?;
                    self.launch().await?
                }
            }
            ClusterState::Stopped => self.launch().await?,
            ClusterState::Absent => {
                self.init(&lock).await?;
                self.launch().await?
            }
        };
        self.settle(&socket).await
    }

    /// Starts the server again whenever it has stopped: killed, out of memory, out of disk. Never returns.
    pub async fn keep_running(&self) {
        loop {
            sleep(CHECK_INTERVAL).await;
            if process::is_postmaster_of(&self.place.cluster) {
                continue;
            }
            tracing::error!(data = %self.place.cluster.display(), "PostgreSQL has stopped, restarting it");
            if let Err(error) = self.start().await {
                tracing::error!(%error, "PostgreSQL does not start, retrying");
                sleep(RESTART_INTERVAL).await;
            }
        }
    }

    /// Stops the server and returns true, unless another client is connected. A server that does not run is left alone.
    ///
    /// # Errors
    ///
    /// When the server cannot be queried, or does not stop within 60 seconds.
    pub async fn stop_if_idle(&self) -> Result<bool, ClusterError> {
        if self.state().await? != ClusterState::Running {
            return Ok(true);
        }
        let _lock = self.place.lock().await?;
        let Some(socket) = self.adopt().await else {
            return Ok(false);
        };
        let db = self.connect(&socket, Duration::from_secs(2)).await?;
        if !roles::is_idle(db).await.map_err(self.set_up())? {
            return Ok(false);
        }
        self.halt().await?;
        Ok(true)
    }

    /// Stops the server with any clients connected; open transactions are rolled back.
    ///
    /// # Errors
    ///
    /// When the server does not stop within 60 seconds.
    pub async fn stop(&self) -> Result<(), ClusterError> {
        if self.state().await? != ClusterState::Running {
            return Ok(());
        }
        let _lock = self.place.lock().await?;
        match self.state().await? {
            ClusterState::Running => self.halt().await,
            ClusterState::Stopped | ClusterState::Absent => Ok(()),
        }
    }

    /// Returns the state of the cluster. It checks the process, not its pid file.
    ///
    /// # Errors
    ///
    /// When the data cannot be read or `pg_ctl` cannot be run.
    pub async fn state(&self) -> Result<ClusterState, ClusterError> {
        if self.place.version()?.is_none() {
            return Ok(ClusterState::Absent);
        }
        let mut status = self.program("pg_ctl");
        status.arg("status").arg("--pgdata").arg(&self.place.cluster);
        let output = run(&mut status, "pg_ctl status").await?;
        match output.status.code() {
            Some(0) if process::is_postmaster_of(&self.place.cluster) => Ok(ClusterState::Running),
            Some(0 | 3) => Ok(ClusterState::Stopped),
            _ => Err(failed("pg_ctl status", said(&output), None)),
        }
    }

    /// Returns the socket folder that the running server recorded, once the socket exists.
    async fn adopt(&self) -> Option<PathBuf> {
        let deadline = Instant::now() + Duration::from_secs(5);
        while Instant::now() < deadline {
            let socket = process::socket_folder(&self.place.cluster);
            if socket.is_some() {
                return socket;
            }
            sleep(Duration::from_millis(100)).await;
        }
        None
    }

    async fn init(&self, lock: &File) -> Result<(), ClusterError> {
        let file = self.place.superuser_password();
        if read_password(&file)?.is_none() {
            self.place.keep_password(&file, &random_password(&file)?, &self.identity)?;
        }
        let mut output = self.initdb(&ICU, lock).await?;
        if said(&output).contains("ICU is not supported") {
            output = self.initdb(&[], lock).await?;
        }
        if !output.status.success() {
            return Err(failed("initdb", said(&output), None));
        }
        self.place.finish()?;
        tracing::info!(data = %self.place.cluster.display(), "PostgreSQL cluster created");
        Ok(())
    }

    async fn initdb(&self, extra: &[&str], lock: &File) -> Result<Output, ClusterError> {
        self.place.make_unfinished(&self.identity)?;
        let mut initdb = self.program("initdb");
        initdb.args(INITDB).args(extra);
        initdb.arg("--pwfile").arg(self.place.superuser_password());
        initdb.arg("--pgdata").arg(self.place.unfinished());
        // With the lock as its input it holds the lock too: if this program is killed meanwhile, the next one waits for
        // it instead of working in the same folder.
        let held = lock.try_clone().map_err(ClusterError::io("lock", &self.place.cluster))?;
        run(initdb.stdin(Stdio::from(held)), "initdb").await
    }

    /// Starts the server and returns the folder of its socket.
    async fn launch(&self) -> Result<PathBuf, ClusterError> {
        self.place.make_socket_folder(&self.identity)?;
        let log = self.place.log();
        let deadline = Instant::now() + START_TIMEOUT;
        loop {
            // After a kill its children still hold the shared memory for some seconds.
            let orphans = process::is_inhabited(&self.place.cluster);
            if !orphans {
                for lock in process::locks(&self.place.cluster, &self.place.socket) {
                    process::forget_stranger(&lock);
                }
            }
            let before = self.place.logs();
            let mut start = self.program("pg_ctl");
            start.args(["start", "--wait", "--timeout=60", "--silent"]);
            start.arg("--pgdata").arg(&self.place.cluster);
            start.arg("--log").arg(&log);
            start.arg("--options").arg(self.options());
            let output = run(&mut start, "pg_ctl start").await?;
            // A long recovery outlasts pg_ctl's wait: the server runs nevertheless.
            if output.status.success() || self.state().await? == ClusterState::Running {
                tracing::info!(data = %self.place.cluster.display(), "PostgreSQL started");
                return Ok(self.place.socket.clone());
            }
            if !orphans || Instant::now() >= deadline {
                let fatal = self.place.logs().into_iter().find_map(|(log, length)| {
                    let old = before.get(&log).copied().unwrap_or_default();
                    let reason = (length > old).then(|| last_fatal(&log, old))??;
                    Some((log, reason))
                });
                let (log, reason) = fatal.unwrap_or_else(|| (log, said(&output)));
                return Err(failed("pg_ctl start", reason, Some(log)));
            }
            sleep(Duration::from_millis(250)).await;
        }
    }

    /// Returns the server's settings in the form that `pg_ctl` passes to a shell.
    fn options(&self) -> String {
        let library = self.binaries.has_library("pg_stat_statements");
        SETTINGS
            .into_iter()
            .map(str::to_owned)
            .chain([
                format!("unix_socket_directories={}", self.place.socket.display()),
                format!("port={}", roles::PORT),
            ])
            .chain(library.then(|| "shared_preload_libraries=pg_stat_statements".to_owned()))
            .map(|setting| format!("-c {setting}"))
            .collect::<Vec<_>>()
            .join(" ")
    }

    async fn halt(&self) -> Result<(), ClusterError> {
        let mut stop = self.program("pg_ctl");
        stop.args(["stop", "--mode=fast", "--wait", "--timeout=60", "--silent"]);
        stop.arg("--pgdata").arg(&self.place.cluster);
        let output = run(&mut stop, "pg_ctl stop").await?;
        if output.status.success() || self.state().await? != ClusterState::Running {
            self.place.drop_socket_folder();
            tracing::info!(data = %self.place.cluster.display(), "PostgreSQL stopped");
            return Ok(());
        }
        Err(failed("pg_ctl stop", said(&output), Some(self.place.log_folder())))
    }

    async fn connect(&self, socket: &Path, patience: Duration) -> Result<PgConnection, ClusterError> {
        let file = self.place.superuser_password();
        let Some(password) = read_password(&file)? else {
            return Err(ClusterError::PasswordLost { file });
        };
        roles::connect(socket, &password, patience)
            .await
            .map_err(|source| ClusterError::Connect { source, log: self.place.log_folder() })
    }

    /// Creates missing roles and the database, and returns the owner's URL.
    async fn settle(&self, socket: &Path) -> Result<String, ClusterError> {
        let mut db = self.connect(socket, START_TIMEOUT).await?;
        let file = self.place.owner_password();
        let kept = read_password(&file)?;
        let there = roles::has_owner(&mut db).await.map_err(self.set_up())?;
        let password = match kept {
            Some(password) if there => password,
            _ => {
                let password = random_password(&file)?;
                roles::make_owner(&mut db, &password).await.map_err(self.set_up())?;
                // Stored only now: a crash in between leads here again.
                self.place.keep_password(&file, &password, &self.identity)?;
                password
            }
        };
        roles::make_rest(&mut db).await.map_err(self.set_up())?;
        Ok(roles::url(socket, &password))
    }

    fn set_up(&self) -> impl FnOnce(sqlx::Error) -> ClusterError {
        let log = self.place.log_folder();
        move |source| ClusterError::SetUp { source, log }
    }

    /// Returns a program of PostgreSQL, run as the cluster's user. It inherits nothing of our environment: `PG…`
    /// variables would mislead it, and the server would keep our secrets for its lifetime.
    fn program(&self, name: &str) -> Command {
        let mut command = Command::new(self.binaries.folder.join(name));
        command.env_clear().env("LC_ALL", "C").env("TZ", "UTC").current_dir("/");
        for kept in ["PATH", "LD_LIBRARY_PATH"] {
            if let Some(value) = std::env::var_os(kept) {
                command.env(kept, value);
            }
        }
        command.stdin(Stdio::null()).kill_on_drop(true);
        if self.identity.steps_down {
            command.uid(self.identity.uid).gid(self.identity.gid);
        }
        command
    }
}

async fn run(command: &mut Command, tool: &'static str) -> Result<Output, ClusterError> {
    command.output().await.map_err(|error| failed(tool, error.to_string(), None))
}

fn failed(tool: &'static str, said: String, log: Option<PathBuf>) -> ClusterError {
    ClusterError::Tool { tool, said, log }
}

/// Returns the last line of a program's output.
fn said(output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.stderr);
    let said = text.lines().rfind(|line| !line.trim().is_empty());
    said.unwrap_or("it gave no reason").trim().to_owned()
}

/// Returns the reason why the server gave up: the last such line of its log after the first `old` bytes.
fn last_fatal(log: &Path, old: u64) -> Option<String> {
    let mut file = File::open(log).ok()?;
    file.seek(SeekFrom::Start(old)).ok()?;
    let mut text = Vec::new();
    file.read_to_end(&mut text).ok()?;
    let text = String::from_utf8_lossy(&text);
    let (_, reason) = text.lines().filter_map(|line| line.split_once("FATAL:")).next_back()?;
    Some(reason.trim().to_owned())
}

/// Returns 192 random bits in hexadecimal, which needs no quoting in SQL or in a URL.
fn random_password(file: &Path) -> Result<String, ClusterError> {
    let mut bytes = [0_u8; 24];
    getrandom::fill(&mut bytes)
        .map_err(|error| ClusterError::io("draw random bytes for", file)(std::io::Error::other(error.to_string())))?;
    Ok(bytes.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}")))
}
