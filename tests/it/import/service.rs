//! The end of service: by status, by absence and by decision, with its day.

use super::office::{AGENCY, Office, TODAY};
use crate::{
    app::{TestApp, key},
    seed::{Town, sql},
};
use axum::http::{Method, StatusCode};
use jiff::civil::date;
use kinerja::{
    boot::jobs,
    domain::{calendar::Zone, id::UnitId},
    features::{
        post::{api::GetOffice, model::ChangeDraft},
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

/// Makes Sekar the head of her bureau by a letter, in Kinerja.
async fn promote_sekar(office: &Office) {
    let app = TestApp::new(&office.pool).await;
    app.at("2026-11-22T09:00:00+07:00");
    let officer = app.as_officer(AGENCY, "pengelola").await;
    let unit = office.text("select id::text from unit where name = 'Bidang Rehabilitasi Sosial'").await;
    let draft = ChangeDraft {
        successor: office.text("select id::text from employee where name = 'Sekar Ayuningdyah'").await,
        since: "2026-11-20".to_owned(),
        tenure: "Definitif".to_owned(),
        letter: "800/12".to_owned(),
        letter_on: "2026-11-19".to_owned(),
        asks: true,
        ..ChangeDraft::default()
    };
    let unit: UnitId = unit.parse().expect("a unit");
    let sheet = officer.call(GetOffice { unit, draft: draft.clone(), done: None }).await.expect("the office");
    let (id, seen) = (key().to_string(), sheet.preview.expect("a preview").seen);
    let fields: Vec<(&str, &str)> = draft.fields().into_iter().chain([("id", &*id), ("dilihat", &*seen)]).collect();
    let answer = officer.post_form(&format!("/pengelola/pejabat/{unit}"), &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
}

#[sqlx::test]
async fn a_list_that_is_older_than_a_letter_does_not_undo_it_without_a_decision(pool: PgPool) {
    let office = Office::named(pool, CITY).await;
    office.apply("11a-awal-tahun.xlsx", &[], date(2026, 1, 5)).await;
    promote_sekar(&office).await;
    let head = "select e.name from current_assignment a join employee e on e.id = a.employee_id
        join post p on p.id = a.post_id where p.name = 'Kepala Bidang Rehabilitasi Sosial'";
    let assessor = format!(
        "select e.name from assessor a join employee e on e.id = a.assessor_id
         where a.employee_id = {GURITNO} and a.until is null"
    );
    let (summary, out) = office.apply("11a-awal-tahun.xlsx", &[], TODAY).await;
    assert_eq!((summary.undecided, summary.written.total()), (2, 0), "{out}");
    assert!(out.contains("menurut surat 800/12 orang ini memegang jabatan Kepala Bidang"), "{out}");
    assert!(out.contains("tetap dengan atasan menurut pergantian pejabat"), "{out}");
    assert_eq!(office.text(head).await, "Sekar Ayuningdyah");
    assert_eq!(office.text(&assessor).await, "Sekar Ayuningdyah");

    let column = "Jabatan menurut surat";
    let (summary, out) =
        office.apply("11a-awal-tahun.xlsx", &[("6", column, "kinerja"), ("4", column, "kinerja")], TODAY).await;
    assert_eq!((summary.undecided, summary.written.total()), (0, 0), "{out}");
    let (summary, out) =
        office.apply("11a-awal-tahun.xlsx", &[("6", column, "berkas"), ("4", column, "berkas")], TODAY).await;
    assert_eq!(summary.undecided, 0, "{out}");
    assert_eq!(office.text(head).await, "Lintang Prabaswara");
    assert_eq!(office.text(&assessor).await, "Lintang Prabaswara");
}

#[sqlx::test]
async fn the_people_of_somebody_whose_end_is_told_late_have_the_next_level_since_then(pool: PgPool) {
    let office = Office::named(pool, CITY).await;
    office.apply("11a-awal-tahun.xlsx", &[], date(2026, 1, 5)).await;
    let sekar = "(select id from employee where name = 'Sekar Ayuningdyah')";
    sql(&office.pool, format!("update assessor set assessor_id = {GURITNO} where employee_id = {sekar}")).await;
    let retired = ("Kinerja 1979-1910", "Masih bekerja", "pensiun 01-10-2026");
    office.apply("11b-setelah-mutasi.xlsx", &[retired], TODAY).await;
    for (day, name) in [
        ("2026-09-30", "Guritno"),
        ("2026-10-01", "Lintang Prabaswara"),
        ("2026-11-21", "Lintang Prabaswara"),
        ("2026-11-22", "Ayu Wandira"),
    ] {
        let on_day = format!(
            "select e.name from assessor a join employee e on e.id = a.assessor_id
             where a.employee_id = {sekar} and a.since <= '{day}' and (a.until is null or a.until > '{day}')"
        );
        assert_eq!(office.text(&on_day).await, name, "{day}");
    }
}
