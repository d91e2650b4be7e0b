//! The health of the system as the pengelola sees it.

use crate::{
    access::{Rows, Rule},
    app::{Client, TestApp, key},
    seed::{Town, sql},
};
use axum::http::{Request, StatusCode};
use jiff::{SignedDuration, ToSpan};
use kinerja::{
    boot::with_request_id,
    domain::{account::Lifetime, actor::Role, health::Health, id::AccountId},
    error::Error,
    features::system::{
        api::WatchHealth,
        model::{HealthLine, SystemHealth},
    },
    server::session::NewSession,
};
use sqlx::PgPool;

/// Returns the access rows of the health page.
pub fn access() -> Rows {
    Rows::default()
        .function(Rule::Pengelola, |_| WatchHealth {})
        .page("/pengelola/sistem", Rule::Pengelola, |_| ("/pengelola/sistem".to_owned(), "Penyimpanan laporan"))
}

async fn health(client: &Client<'_>) -> SystemHealth {
    client.call(WatchHealth {}).await.expect("the health")
}

fn line<'a>(found: &'a SystemHealth, name: &str) -> &'a HealthLine {
    found.lines.iter().find(|line| line.name == name).unwrap_or_else(|| panic!("{name} is missing: {found:#?}"))
}

#[sqlx::test]
async fn all_is_well_where_reports_are_on_the_disk_and_boards_are_told(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let officer = app.as_officer(town.agency, "pengelola").await;
    let dewi = app.as_(town.dewi).await;
    assert_eq!(dewi.report(key(), town.births, "700").await.status, StatusCode::CREATED);
    app.app.diagnostics.note_poll();
    let found = health(&officer).await;
    assert_eq!(line(&found, "Penyimpanan laporan").health, Some(Health::Good));
    assert_eq!(line(&found, "Papan langsung").health, Some(Health::Good));
    assert_eq!(line(&found, "Galat terakhir").health, Some(Health::Good));
    assert_eq!(line(&found, "Laporan hari ini").says, "1 laporan diterima hari ini; yang terakhir hari ini 09.00.");
    assert_eq!(line(&found, "Sedang memakai").says, "2 orang memakai Kinerja dalam lima menit terakhir.");
    assert!(line(&found, "Program").says.contains(env!("CARGO_PKG_VERSION")));
    assert!(found.lines.iter().all(|line| !line.says.is_empty() && !line.advice.is_empty()), "{found:#?}");
    assert_eq!(found.checked, "09.00.00");
}

#[sqlx::test]
async fn another_agency_is_counted_for_nobody_else(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    app.as_(town.stranger).await;
    let officer = app.as_officer(town.agency, "pengelola").await;
    assert!(line(&health(&officer).await, "Sedang memakai").says.starts_with("1 orang"));
}

#[sqlx::test]
async fn a_disk_that_is_told_is_watched_and_one_that_is_unknown_is_left_out(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let officer = app.as_officer(town.agency, "pengelola").await;
    assert!(health(&officer).await.lines.iter().all(|line| line.name != "Disk"));
    app.app.diagnostics.keep_data_in(std::env::temp_dir());
    let found = health(&officer).await;
    assert!(line(&found, "Disk").says.starts_with("Terisi ") && line(&found, "Disk").health.is_some());
}

#[sqlx::test]
async fn boards_that_hear_nothing_are_to_be_acted_on(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let officer = app.as_officer(town.agency, "pengelola").await;
    let found = health(&officer).await;
    assert_eq!((line(&found, "Papan langsung").health, found.health), (Some(Health::Act), Health::Act));
    app.app.diagnostics.note_poll();
    // Another process committed ten seconds ago, and this process has not received the change.
    let agency = town.agency;
    let moment = app.now() - SignedDuration::from_secs(10);
    sql(
        &owner,
        format!(
            "insert into outbox (agency_id, origin, at, topics) values ('{agency}', '{agency}', '{moment}', '{{}}')"
        ),
    )
    .await;
    let found = health(&officer).await;
    assert_eq!(line(&found, "Papan langsung").health, Some(Health::Watch));
    assert!(line(&found, "Papan langsung").says.contains("setelah 10 detik"), "{found:#?}");
}

#[sqlx::test]
async fn the_last_failure_is_told_with_the_code_that_the_person_read_out(owner: PgPool) {
    let (mut app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let router = app.router.clone();
    let people =
        axum::Router::new().route("/", axum::routing::get(async || -> &'static str { panic!("gudang penuh") }));
    app.router = with_request_id(people, &app.app).with_state(app.app.clone());
    let failed = app.anonymous().request(Request::get("/"), axum::body::Body::empty()).await;
    let code = failed.headers["x-request-id"].to_str().expect("a code").to_owned();
    app.router = router;
    let found = health(&app.as_officer(town.agency, "pengelola").await).await;
    assert_eq!(line(&found, "Galat terakhir").health, Some(Health::Watch));
    assert!(line(&found, "Galat terakhir").says.contains(&format!("Kode galat {code}, hari ini 09.00")), "{found:#?}");
}

#[sqlx::test]
async fn an_open_page_that_asks_by_itself_keeps_nobody_signed_in(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    app.as_officer(town.agency, "pengelola").await;
    let account: AccountId =
        sqlx::query_scalar("select id from account where roles <> '{}'").fetch_one(&owner).await.expect("an account");
    let mut db = owner.acquire().await.expect("a connection");
    let lifetime = Lifetime::of(&[Role::Pengelola], false);
    let session = NewSession::create(&mut db, account, lifetime, false, "Tes", app.now()).await.expect("a session");
    let officer = Client { app: &app, cookie: Some(format!("kinerja={}", session.token.text())) };
    let start = app.now();
    for minute in 1..30 {
        app.at(&(start + minute.minutes()).to_string());
        health(&officer).await;
    }
    app.at(&(start + 31.minutes()).to_string());
    assert_eq!(officer.call(WatchHealth {}).await, Err(Error::SignIn), "30 minutes without touching anything");
}

#[sqlx::test]
async fn the_age_of_the_backup_is_told_before_anybody_needs_it(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let officer = app.as_officer(town.agency, "pengelola").await;
    let name = "Cadangan data";
    assert_eq!(line(&health(&officer).await, name).health, None, "another program looks after this database");
    app.app.diagnostics.keep_data_in(std::env::temp_dir());
    assert_eq!(line(&health(&officer).await, name).health, Some(Health::Watch), "nobody makes one");
    let folder = std::env::temp_dir().join(format!("kinerja-health-{}", key().simple()));
    app.app.diagnostics.keep_backups_in(folder.clone());
    assert!(line(&health(&officer).await, name).says.starts_with("Belum ada"));
    let begun = app.now();
    std::fs::create_dir_all(folder.join(kinerja::domain::backup::name(begun))).expect("a backup");
    let told = health(&officer).await;
    assert_eq!(line(&told, name).health, Some(Health::Good));
    assert_eq!(line(&told, name).says, "Yang terakhir dibuat hari ini 09.00.");
    for (hours, expected) in [(26, Health::Watch), (72, Health::Act)] {
        app.at(&(begun + SignedDuration::from_hours(hours)).to_string());
        let officer = app.as_officer(town.agency, "pengelola").await;
        assert_eq!(line(&health(&officer).await, name).health, Some(expected), "after {hours} hours");
    }
    std::fs::remove_dir_all(folder).expect("the folder goes");
}

#[sqlx::test]
async fn the_end_of_the_certificate_is_told_two_weeks_before(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let officer = app.as_officer(town.agency, "pengelola").await;
    assert!(health(&officer).await.lines.iter().all(|line| line.name != "Sertifikat"), "a proxy has it");
    app.app.diagnostics.note_certificate_end(app.now() + SignedDuration::from_hours(13 * 24));
    let found = health(&officer).await;
    assert_eq!(line(&found, "Sertifikat").health, Some(Health::Watch));
    assert_eq!(line(&found, "Sertifikat").says, "Berlaku sampai Minggu, 5 Juli 2026.");
}
