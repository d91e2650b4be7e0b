//! PostgreSQL servers of a test's own, beside the shared cluster, in a folder that is removed with the test.

use crate::app::key;
use kinerja::server::{cluster, serve::MIGRATOR};
use nix::unistd::User;
use sqlx::{Connection, PgConnection, PgPool};
use std::{
    os::unix::{fs::PermissionsExt, process::CommandExt},
    path::{Path, PathBuf},
    process::Command,
};

/// The data folder of the first server, and its port.
pub const PRIMARY: (&str, &str) = ("primary", "5432");

/// The servers of one test; they listen in the folder only.
pub struct Servers {
    pub folder: PathBuf,
    programs: PathBuf,
}

impl Servers {
    /// Starts a first server without data.
    pub fn start() -> Self {
        let folder = std::env::temp_dir().join(format!("kinerja-servers-{}", &key().simple().to_string()[..12]));
        std::fs::create_dir(&folder).expect("a folder");
        if let Some(user) = stand_in() {
            std::os::unix::fs::chown(&folder, Some(user.uid.as_raw()), Some(user.gid.as_raw())).expect("its owner");
        }
        let servers = Self { folder, programs: cluster::programs(None).expect("PostgreSQL") };
        servers.run("initdb", &["-D", PRIMARY.0, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"]);
        servers.launch(PRIMARY);
        servers
    }

    /// Prepares a command in the folder, as the user who may run servers.
    pub fn command(&self, program: impl AsRef<Path>) -> Command {
        let mut command = Command::new(program.as_ref());
        command.current_dir(&self.folder);
        if let Some(user) = stand_in() {
            command.uid(user.uid.as_raw()).gid(user.gid.as_raw());
        }
        command
    }

    /// Runs a program of PostgreSQL and checks its success.
    pub fn run(&self, program: &str, arguments: &[&str]) {
        let output = self.command(self.programs.join(program)).args(arguments).output().expect(program);
        assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
    }

    pub fn launch(&self, server: (&str, &str)) {
        self.launch_with(server, "-c listen_addresses=''");
    }

    /// Launches a server with options of its own.
    pub fn launch_with(&self, (data, port): (&str, &str), options: &str) {
        let options = format!("{options} -c unix_socket_directories={} -p {port}", self.folder.display());
        self.run("pg_ctl", &["start", "-w", "-D", data, "-l", &format!("{data}.log"), "-o", &options]);
    }

    pub fn stop(&self, data: &str) {
        self.run("pg_ctl", &["stop", "-w", "-m", "immediate", "-D", data]);
    }

    pub fn url(&self, user: &str, port: &str, database: &str) -> String {
        format!("postgres://{user}@localhost:{port}/{database}?host={}&sslmode=disable", self.folder.display())
    }

    /// Writes a file that only the user of the servers reads.
    pub fn keep(&self, name: &str, content: &str) -> PathBuf {
        let path = self.folder.join(name);
        std::fs::write(&path, content).expect("a file");
        std::fs::set_permissions(&path, PermissionsExt::from_mode(0o600)).expect("its mode");
        if let Some(user) = stand_in() {
            std::os::unix::fs::chown(&path, Some(user.uid.as_raw()), Some(user.gid.as_raw())).expect("its owner");
        }
        path
    }

    /// Returns the owner's pool on the first server, with the roles and the schema in place.
    pub async fn owner(&self) -> PgPool {
        let mut db = PgConnection::connect(&self.url("postgres", PRIMARY.1, "postgres")).await.expect("the server");
        for statement in [
            "create role kinerja_owner login createdb bypassrls",
            "create role kinerja_app nologin",
            "grant kinerja_app to kinerja_owner",
            "create role kinerja_pooled login noinherit in role kinerja_app",
            "create database kinerja owner kinerja_owner",
        ] {
            sqlx::query(statement).execute(&mut db).await.expect("the roles");
        }
        db.close().await.expect("an end");
        let owner = PgPool::connect(&self.url("kinerja_owner", PRIMARY.1, "kinerja")).await.expect("the owner");
        MIGRATOR.run(&owner).await.expect("the schema");
        owner
    }
}

impl Drop for Servers {
    fn drop(&mut self) {
        for data in std::fs::read_dir(&self.folder).into_iter().flatten().flatten().map(|entry| entry.path()) {
            if data.join("postmaster.pid").exists() {
                self.stop(data.to_str().unwrap_or_default());
            }
        }
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// Returns the user who runs the servers: PostgreSQL refuses to run as root.
fn stand_in() -> Option<User> {
    let root = nix::unistd::geteuid().is_root();
    root.then(|| User::from_name("postgres").expect("users").expect("the user postgres"))
}
