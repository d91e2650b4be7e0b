//! A real streaming replica, made by `pg_basebackup`, stands behind the boards.

use crate::{
    app::{Client, TestApp, key},
    seed::Town,
};
use axum::http::{Method, StatusCode};
use kinerja::server::{
    cluster,
    replica::Replica,
    serve::{MIGRATOR, replica_pool},
};
use nix::unistd::User;
use sqlx::{Connection, PgConnection, PgPool};
use std::{
    os::unix::process::CommandExt,
    path::{Path, PathBuf},
    process::Command,
};

/// A primary and its replica in one folder; both go with the test.
struct Pair {
    folder: PathBuf,
    programs: PathBuf,
}

const PRIMARY: &str = "5432";
const REPLICA: &str = "5433";

impl Pair {
    fn start() -> Self {
        let folder = std::env::temp_dir().join(format!("kinerja-pair-{}", &key().simple().to_string()[..12]));
        std::fs::create_dir(&folder).expect("a folder");
        if let Some(user) = stand_in() {
            std::os::unix::fs::chown(&folder, Some(user.uid.as_raw()), Some(user.gid.as_raw())).expect("its owner");
        }
        let pair = Self { folder, programs: cluster::programs(None).expect("PostgreSQL") };
        pair.run("initdb", &["-D", "primary", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"]);
        pair.launch("primary", PRIMARY);
        let socket = pair.folder.to_str().expect("a path");
        let copy = ["-h", socket, "-p", PRIMARY, "-U", "postgres", "-D", "replica", "-R", "-c", "fast", "--no-sync"];
        pair.run("pg_basebackup", &copy);
        pair.launch("replica", REPLICA);
        pair
    }

    fn run(&self, program: &str, arguments: &[&str]) {
        let mut command = Command::new(self.programs.join(program));
        command.args(arguments).current_dir(&self.folder);
        if let Some(user) = stand_in() {
            command.uid(user.uid.as_raw()).gid(user.gid.as_raw());
        }
        let output = command.output().expect(program);
        assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
    }

    fn launch(&self, data: &str, port: &str) {
        let options = format!("-c listen_addresses='' -c unix_socket_directories={} -p {port}", self.folder.display());
        self.run("pg_ctl", &["start", "-w", "-D", data, "-l", &format!("{data}.log"), "-o", &options]);
    }

    fn stop(&self, data: &str) {
        self.run("pg_ctl", &["stop", "-w", "-m", "immediate", "-D", data]);
    }

    fn url(&self, user: &str, port: &str, database: &str) -> String {
        format!("postgres://{user}@localhost:{port}/{database}?host={}&sslmode=disable", self.folder.display())
    }

    /// Looks into the replica as its administrator.
    async fn at_replica(&self) -> PgConnection {
        PgConnection::connect(&self.url("postgres", REPLICA, "kinerja")).await.expect("the replica")
    }

    /// The owner's pool on the primary, with the schema in place.
    async fn owner(&self) -> PgPool {
        let mut db = PgConnection::connect(&self.url("postgres", PRIMARY, "postgres")).await.expect("the primary");
        for statement in [
            "create role kinerja_owner login createdb bypassrls",
            "create role kinerja_app nologin",
            "grant kinerja_app to kinerja_owner",
            "create database kinerja owner kinerja_owner",
        ] {
            sqlx::query(statement).execute(&mut db).await.expect("the roles");
        }
        db.close().await.expect("an end");
        let owner = PgPool::connect(&self.url("kinerja_owner", PRIMARY, "kinerja")).await.expect("the owner");
        MIGRATOR.run(&owner).await.expect("the schema");
        owner
    }
}

impl Drop for Pair {
    fn drop(&mut self) {
        for data in ["replica", "primary"].map(|data| self.folder.join(data)) {
            if data.join("postmaster.pid").exists() {
                self.stop(data.to_str().unwrap_or_default());
            }
        }
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// PostgreSQL refuses to run as root.
fn stand_in() -> Option<User> {
    let root = nix::unistd::geteuid().is_root();
    root.then(|| User::from_name("postgres").expect("users").expect("the user postgres"))
}

async fn reports_today(leader: &Client<'_>, unit: impl ToString) -> i64 {
    let answer = leader.api(Method::GET, &format!("/api/v1/boards/{}", unit.to_string()), None).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    answer.json()["reports_today"].as_i64().expect("a count")
}

/// How many transactions of the program the replica has answered, as far as its open connections tell.
async fn looked_at(pair: &Pair) -> i64 {
    sqlx::query_scalar(
        "select count(*) from pg_stat_activity where application_name = 'kinerja' and query ilike 'commit%'",
    )
    .fetch_one(&mut pair.at_replica().await)
    .await
    .expect("its activity")
}

#[tokio::test]
async fn a_leader_sees_every_report_at_once_though_a_replica_answers() {
    let pair = Pair::start();
    let owner = pair.owner().await;
    let town = Town::build(&owner).await;
    let replica = replica_pool(&pair.url("kinerja_owner", REPLICA, "kinerja"), 4).expect("an address");
    let app = TestApp::new(&owner).await.with_replica(Replica::new(replica.clone()));
    let (dewi, sari) = (app.as_(town.dewi).await, app.as_(town.sari).await);

    let mut sent = 0;
    let mut report_and_look = async |what: &str| {
        assert_eq!(dewi.report(key(), town.births, "700").await.status, StatusCode::CREATED, "{what}");
        sent += 1;
        assert_eq!(reports_today(&sari, town.centre).await, sent, "{what}");
        assert!(sari.get("/dasbor").await.body.contains("Puskesmas Muara"), "{what}");
    };
    for _ in 0..20 {
        report_and_look("the replica follows").await;
    }
    assert!(looked_at(&pair).await > 0, "the replica answered");

    // It stands still: what is on it is old, so the primary answers.
    sqlx::query("select pg_wal_replay_pause()").execute(&mut pair.at_replica().await).await.expect("a pause");
    for _ in 0..3 {
        report_and_look("the replica stands still").await;
    }

    // It is gone.
    pair.stop("replica");
    for _ in 0..3 {
        report_and_look("the replica is gone").await;
    }
    replica.close().await;
    app.app.pool.close().await;
    owner.close().await;
}

#[tokio::test]
async fn a_server_starts_without_its_replica() {
    let nowhere = Path::new("/tmp/kinerja-tidak-ada");
    let url = format!("postgres://kinerja_owner@localhost/kinerja?host={}", nowhere.display());
    assert!(replica_pool(&url, 1).is_ok());
    assert!(replica_pool("bukan alamat", 1).is_err());
}
