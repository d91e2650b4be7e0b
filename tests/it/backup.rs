//! A backup taken while people report, and its restore.

use crate::{
    app::{TestApp, key},
    seed::Town,
};
use axum::http::StatusCode;
use jiff::ToSpan;
use kinerja::server::backup::{BackupSchedule, newest};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, PgConnection, PgPool, postgres::PgConnectOptions};
use std::{
    path::{Path, PathBuf},
    process::Output,
    sync::atomic::{AtomicBool, Ordering},
};

/// A new folder that is removed with the test.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        Self(std::env::temp_dir().join(format!("kinerja-backup-{}", key().simple())))
    }

    fn text(&self) -> &str {
        self.0.to_str().expect("a path")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// An empty database beside the test's own.
struct Spare {
    owner: PgConnectOptions,
    name: String,
}

impl Spare {
    async fn new(owner: &PgPool) -> Self {
        let spare =
            Self { owner: (*owner.connect_options()).clone(), name: format!("kinerja_restored_{}", key().simple()) };
        spare.ask(format!("create database {} template template0", spare.name)).await;
        spare
    }

    fn options(&self) -> PgConnectOptions {
        self.owner.clone().database(&self.name)
    }

    async fn ask(&self, statement: String) {
        let mut db = PgConnection::connect_with(&self.owner).await.expect("a connection");
        sqlx::raw_sql(AssertSqlSafe(statement)).execute(&mut db).await.expect("a database");
    }

    async fn drop(self) {
        self.ask(format!("drop database {} with (force)", self.name)).await;
    }
}

/// Returns the address in an operator's form: PostgreSQL's programs do not know the driver's own options.
fn address(database: &PgConnectOptions) -> String {
    let mut url = database.to_url_lossy();
    let socket = database.get_socket().map(|socket| format!("host={}&sslmode=disable", socket.display()));
    url.set_query(socket.as_deref());
    url.to_string()
}

async fn kinerja(database: &PgConnectOptions, arguments: &[&str]) -> Output {
    tokio::process::Command::new(env!("CARGO_BIN_EXE_kinerja"))
        .args(arguments)
        .env("DATABASE_URL", address(database))
        .output()
        .await
        .expect("the program")
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

#[sqlx::test]
async fn what_was_acknowledged_before_a_backup_under_load_comes_back_and_nobody_is_signed_in(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let (folder, spare) = (Folder::new(), Spare::new(&owner).await);
    let dewi = app.as_(town.dewi).await;
    let acknowledged = key();
    assert_eq!(dewi.report(acknowledged, town.births, "700").await.status, StatusCode::CREATED);

    let done = AtomicBool::new(false);
    let (written, during) = tokio::join!(
        async {
            let written = kinerja(&owner.connect_options(), &["backup", folder.text()]).await;
            done.store(true, Ordering::Relaxed);
            written
        },
        async {
            let mut during = 0;
            while !done.load(Ordering::Relaxed) {
                assert_eq!(dewi.report(key(), town.births, "701").await.status, StatusCode::CREATED);
                during += 1;
            }
            during
        }
    );
    assert!(written.status.success(), "{}", said(&written));
    assert!(during > 0, "people reported meanwhile");

    let restored = kinerja(&spare.options(), &["restore", folder.text()]).await;
    assert!(restored.status.success(), "{}", said(&restored));
    for told in ["All counts agree.", ": report\n", "indexes and constraints", "Time to recover: "] {
        assert!(said(&restored).contains(told), "{told}: {}", said(&restored));
    }

    let pool = PgPool::connect_with(spare.options()).await.expect("the restored database");
    let there: bool = sqlx::query_scalar("select exists (select from report where id = $1)")
        .bind(acknowledged)
        .fetch_one(&pool)
        .await
        .expect("a look");
    assert!(there);
    // Without statistics a recount of thousands of people takes plans that never end.
    let unknown: Vec<String> = sqlx::query_scalar(
        "select relname::text from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' and reltuples < 0",
    )
    .fetch_all(&pool)
    .await
    .expect("the statistics");
    assert_eq!(unknown, Vec::<String>::new());
    let again = TestApp::new(&pool).await;
    let stale = crate::app::Client { app: &again, cookie: dewi.cookie.clone() };
    assert_eq!(stale.api(axum::http::Method::GET, "/api/v1/me", None).await.status, StatusCode::UNAUTHORIZED);
    // The program works on the restored database, with row-level security in force.
    let back = again.as_(town.dewi).await;
    assert_eq!(back.report(acknowledged, town.births, "700").await.status, StatusCode::OK, "a replay");
    assert_eq!(back.report(key(), town.births, "702").await.status, StatusCode::CREATED);
    drop((stale, back));
    again.app.pool.close().await;
    pool.close().await;
    spare.drop().await;
}

#[sqlx::test]
async fn a_backup_overwrites_nothing_and_neither_does_a_restore(owner: PgPool) {
    let database = owner.connect_options();
    let folder = Folder::new();
    let refused = async |arguments: &[&str], sentence: &str| {
        let output = kinerja(&database, arguments).await;
        assert_eq!((output.status.code(), said(&output).contains(sentence)), (Some(1), true), "{}", said(&output));
    };
    refused(&["restore", folder.text()], "is not a complete backup").await;
    std::fs::create_dir(&folder.0).expect("a folder");
    refused(&["restore", folder.text()], "is not a complete backup").await;
    refused(&["backup", folder.text()], "exists already").await;
    std::fs::write(folder.0.join("toc.dat"), "").expect("a file");
    refused(&["restore", folder.text()], "the database is not empty").await;
    refused(&["backup", "/proc/tidak-ada"], "pg_dump failed").await;
    assert!(!Path::new("/proc/tidak-ada.unfinished").exists());
}

#[sqlx::test]
async fn a_drill_shows_whether_the_newest_backup_can_be_restored_and_leaves_nothing_behind(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let (folder, database) = (Folder::new(), owner.connect_options());
    app.as_(town.dewi).await.report(key(), town.births, "700").await;
    let missing = kinerja(&database, &["drill", "--backup-dir", folder.text()]).await;
    assert_eq!(missing.status.code(), Some(1));
    assert!(said(&missing).contains("there is no complete backup in"), "{}", said(&missing));
    let made = kinerja(&database, &["backup", "--backup-dir", folder.text()]).await;
    assert!(made.status.success(), "{}", said(&made));
    let before = app.rows().await;
    let drill = kinerja(&database, &["drill", "--backup-dir", folder.text()]).await;
    let printed = said(&drill);
    assert!(drill.status.success(), "{printed}");
    for told in ["1 reports, the last received at 2026-06-22 02:00 UTC", "Time to recover: ", "The drill succeeded"] {
        assert!(printed.contains(told), "{told}: {printed}");
    }
    assert_eq!(app.rows().await, before);
    // A backup that lost a file.
    let (_, backup) = newest(&folder.0).expect("a backup");
    let data = std::fs::read_dir(&backup).expect("files").flatten().map(|entry| entry.path());
    for file in data.filter(|path| path.file_name().is_some_and(|name| name != "toc.dat")) {
        std::fs::remove_file(file).expect("a file goes");
    }
    let drill = kinerja(&database, &["drill", "--backup-dir", folder.text()]).await;
    assert_eq!(drill.status.code(), Some(1), "{}", said(&drill));
    assert!(said(&drill).contains("pg_restore failed: "), "{}", said(&drill));
    let left: bool =
        sqlx::query_scalar("select exists (select from pg_database where starts_with(datname, 'kinerja_drill_'))")
            .fetch_one(&owner)
            .await
            .expect("a look");
    assert!(!left);
}

#[sqlx::test]
async fn a_backup_is_made_each_day_and_old_ones_go(owner: PgPool) {
    let app = TestApp::new(&owner).await;
    Town::build(&owner).await;
    let folder = Folder::new();
    let url = address(&owner.connect_options());
    let schedule = BackupSchedule { url, folder: folder.0.clone(), keep: 2, pg_bin: None };
    let kept = || {
        let mut names: Vec<_> = std::fs::read_dir(&folder.0)
            .expect("the folder")
            .flatten()
            .map(|entry| entry.file_name().into_string().expect("a name"))
            .collect();
        names.sort();
        names
    };
    let start = app.now();
    assert!(schedule.make_due(start).await.expect("the first").is_some());
    std::fs::create_dir(folder.0.join("before-upgrade")).expect("a folder of the operator's own");
    assert_eq!(schedule.make_due(start + 23.hours()).await.expect("nothing"), None);
    let (one, other) = tokio::join!(schedule.make_due(start + 24.hours()), schedule.make_due(start + 24.hours()));
    let made = [one, other].into_iter().filter(|made| made.as_ref().is_ok_and(Option::is_some)).count();
    assert_eq!(made, 1, "two processes make one backup");
    std::fs::create_dir(folder.0.join("kinerja-20260622T030000Z.unfinished")).expect("of a server that was killed");
    schedule.make_due(start + 48.hours()).await.expect("the third").expect("due");
    assert_eq!(kept(), ["before-upgrade", "kinerja-20260623T020000Z", "kinerja-20260624T020000Z"]);
    let readable = std::os::unix::fs::PermissionsExt::mode(
        &std::fs::metadata(folder.0.join("kinerja-20260624T020000Z")).expect("a backup").permissions(),
    );
    assert_eq!(readable & 0o077, 0, "for nobody else");
}
