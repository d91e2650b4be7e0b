//! The end of service: by status, by absence and by decision, with its day.

use super::office::{Office, TODAY};
use crate::{
    app::{TestApp, key},
    seed::{Town, sql},
};
use axum::http::{Method, StatusCode};
use jiff::civil::date;
use kinerja::{
    boot::jobs,
    domain::calendar::Zone,
    features::{
        progress::rollup,
        team::{api::MyTeam, model::TeamFilter},
    },
};
use sqlx::PgPool;

const CITY: &str = "Pemerintah Kota Rimbun";
const GURITNO: &str = "(select id from employee where name = 'Guritno')";

#[sqlx::test]
async fn somebody_missing_in_the_file_is_asked_about_and_ends_on_the_day_of_the_decision(pool: PgPool) {
    let office = Office::named(pool, CITY).await;
    office.apply("11a-awal-tahun.xlsx", &[], date(2026, 1, 5)).await;
    let (summary, out) = office.apply("11b-setelah-mutasi.xlsx", &[], TODAY).await;
    assert_eq!(summary.undecided, 0, "{out}");
    assert!(out.contains("Kinerja 1979-1910, Guritno, Masih bekerja “Bidang Rehabilitasi Sosial”"), "{out}");
    assert_eq!(office.count("assignment where until is null").await, 7 + 1, "nobody leaves without a decision");
    // The move is one, by date.
    assert_eq!(office.text("select until::text from assignment where until is not null").await, "2026-11-22");

    let stays = ("Kinerja 1979-1910", "Masih bekerja", "tetap");
    office.apply("11b-setelah-mutasi.xlsx", &[stays], TODAY).await;
    assert_eq!(office.count("assignment where until is null").await, 8);

    let retired = ("Kinerja 1979-1910", "Masih bekerja", "pensiun 01-10-2026");
    let (summary, out) = office.apply("11b-setelah-mutasi.xlsx", &[retired], TODAY).await;
    assert_eq!(summary.written.ended, 1, "{out}");
    assert!(out.contains("Guritno (1979••••••••••1910): pensiun sejak 01-10-2026"), "{out}");
    for table in ["assignment", "assessor"] {
        let end = format!("select until::text from {table} where employee_id = {GURITNO}");
        assert_eq!(office.text(&end).await, "2026-10-01", "{table}");
    }
    assert_eq!(office.count("event where kind = 'service_ended'").await, 1);
    let (summary, out) = office.apply("11b-setelah-mutasi.xlsx", &[], TODAY).await;
    assert_eq!(summary.written.total(), 0);
    assert!(!out.contains("Masih bekerja"), "{out}");
}

#[sqlx::test]
async fn a_status_that_says_retired_ends_the_service(pool: PgPool) {
    let office = Office::named(pool, CITY).await;
    office.apply("11a-awal-tahun.xlsx", &[], date(2026, 1, 5)).await;
    let (summary, out) = office.apply("11c-pensiun.xlsx", &[], TODAY).await;
    assert_eq!(summary.undecided, 1, "{out}");
    assert!(out.contains("baris 8, Guritno, Status kepegawaian “Pensiun”"), "{out}");
    assert!(out.contains("usulan: pensiun sejak tanggal impor"), "{out}");
    assert!(!out.contains("usulan: PNS"), "{out}");
    let answer = [("8", "Status kepegawaian", "ya")];
    let (summary, _) = office.apply("11c-pensiun.xlsx", &answer, TODAY).await;
    assert_eq!((summary.undecided, summary.written.ended), (0, 1));
    let end = format!("select until::text from assignment where employee_id = {GURITNO}");
    assert_eq!(office.text(&end).await, "2026-11-22");
    // The same file later asks nothing and writes nothing.
    let (summary, out) = office.apply("11c-pensiun.xlsx", &[], date(2026, 12, 1)).await;
    assert_eq!((summary.undecided, summary.written.total()), (0, 0), "{out}");
}

#[sqlx::test]
async fn somebody_who_comes_back_holds_a_post_again(pool: PgPool) {
    let office = Office::named(pool, CITY).await;
    office.apply("11a-awal-tahun.xlsx", &[], date(2026, 1, 5)).await;
    let left = ("Kinerja 1979-1910", "Masih bekerja", "pindah 01-10-2026");
    office.apply("11b-setelah-mutasi.xlsx", &[left], TODAY).await;
    office.apply("11a-awal-tahun.xlsx", &[], date(2027, 2, 1)).await;
    let now = format!("assignment where employee_id = {GURITNO} and until is null and since = '2027-02-01'");
    assert_eq!(office.count(&now).await, 1);
}

#[sqlx::test]
async fn who_left_is_on_no_board_or_team_from_that_day_and_keeps_what_they_signed(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let dewi = app.as_(town.dewi).await;
    assert_eq!(dewi.report(key(), town.births, "100").await.status, StatusCode::CREATED);
    let (agency, person) = (town.agency, town.dewi);
    sql(&owner, format!("insert into service_end values ('{agency}', '{person}', '2026-06-24', 'retired')")).await;
    let names = async || {
        let team = app.as_(town.sari).await.call(MyTeam { filter: TeamFilter::default() }).await.expect("a team");
        team.members.into_iter().map(|member| member.name).collect::<Vec<_>>()
    };
    let board = async || {
        let answer = app.as_(town.mayor).await.api(Method::GET, &format!("/api/v1/boards/{}", town.root), None).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        answer.json()["employees"].clone()
    };
    app.at("2026-06-23T02:00:00Z");
    jobs::once(&app.app).await.expect("the scheduler");
    assert_eq!(names().await, ["Dewi", "Lina"], "not before the day");
    let before = board().await.as_i64().expect("a count");

    let dewi = app.as_(town.dewi).await;
    assert_eq!(dewi.api(Method::GET, "/api/v1/me", None).await.status, StatusCode::OK);

    app.at("2026-06-23T17:00:00Z");
    jobs::once(&app.app).await.expect("the scheduler on the day");
    assert_eq!(names().await, ["Lina"]);
    assert_eq!(board().await.as_i64(), Some(before - 1));
    let rows = app.rows().await;
    jobs::once(&app.app).await.expect("the scheduler once more");
    assert_eq!(app.rows().await, rows);
    // What she wrote and agreed on stays; she herself is signed out.
    for (table, count) in [("report", 1), ("skp", 1), ("assignment", 1), ("assessor", 1)] {
        let sql = format!("select count(*) from {table} where employee_id = '{person}'");
        let found: i64 = sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).fetch_one(&owner).await.expect("a count");
        assert_eq!(found, count, "{table}");
    }
    assert_eq!(dewi.api(Method::GET, "/api/v1/me", None).await.status, StatusCode::UNAUTHORIZED);
    let trail: i64 =
        sqlx::query_scalar("select count(*) from event where kind = 'account_disabled' and agency_id = $1")
            .bind(agency)
            .fetch_one(&owner)
            .await
            .expect("a count");
    assert_eq!(trail, 1, "her account was closed, and the trail says so");
    let mut db = owner.acquire().await.expect("a connection");
    let found = rollup::check(&mut db, agency, Zone::Wib).await.expect("a recount");
    assert!(found.is_empty(), "{found:?}");
}
