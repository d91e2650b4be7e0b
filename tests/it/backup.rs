//! A backup taken while people report, and its restore.

use crate::{
    app::{TestApp, key},
    seed::Town,
};
use axum::http::StatusCode;
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

async fn kinerja(database: &PgConnectOptions, arguments: &[&str]) -> Output {
    // The address in an operator's form: PostgreSQL's programs do not know the driver's own options.
    let mut url = database.to_url_lossy();
    let socket = database.get_socket().map(|socket| format!("host={}&sslmode=disable", socket.display()));
    url.set_query(socket.as_deref());
    tokio::process::Command::new(env!("CARGO_BIN_EXE_kinerja"))
        .args(arguments)
        .env("DATABASE_URL", url.as_str())
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
    assert!(said(&restored).contains("All counts agree."), "{}", said(&restored));

    let pool = PgPool::connect_with(spare.options()).await.expect("the restored database");
    let there: bool = sqlx::query_scalar("select exists (select from report where id = $1)")
        .bind(acknowledged)
        .fetch_one(&pool)
        .await
        .expect("a look");
    assert!(there);
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
