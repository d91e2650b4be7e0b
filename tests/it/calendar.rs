//! The calendar: due days that the Pengelola moves, and local holidays.

use crate::{
    access::{Ask, Filled, Rows, Rule},
    app::{Client, TestApp, key},
    seed::Town,
};
use axum::http::{Method, StatusCode};
use kinerja::{
    domain::id::PeriodId,
    error::{Error, FieldErrors},
    features::calendar::{
        api::{ChangeCalendar, GetCalendar},
        model::{CalendarAct, CalendarChange, CalendarSheet, Deadline},
    },
};
use serde_json::json;
use sqlx::PgPool;

fn anniversary() -> CalendarChange {
    CalendarChange { day: "2026-09-14".to_owned(), name: "Hari jadi Kota Uji".to_owned(), ..CalendarChange::default() }
}

pub fn access() -> Rows {
    Rows::default()
        .function(Rule::SignedIn, |_| GetCalendar {})
        .function(Rule::Pengelola, |_| ChangeCalendar { act: CalendarAct::Enter, change: anniversary() })
        .route(Method::POST, "/kalender", Rule::Pengelola, |_| Ask::form([("aksi", &"hapus"), ("day", &"2026-09-14")]))
        .page("/kalender", Rule::SignedIn, |_| ("/kalender".to_owned(), "Proklamasi Kemerdekaan"))
        .filled(|Filled { agency, .. }| {
            format!("insert into holiday values ('{agency}', '2026-09-14', 'Hari jadi', now(), 'Rina')")
        })
}

async fn sheet(client: &Client<'_>) -> CalendarSheet {
    client.call(GetCalendar {}).await.expect("a calendar")
}

async fn deadline(client: &Client<'_>, period: &str) -> Deadline {
    sheet(client).await.deadlines.into_iter().find(|deadline| deadline.period == period).expect("the period")
}

fn moved(period: PeriodId, day: &str, reason: &str) -> ChangeCalendar {
    let [day, reason, period] = [day.to_owned(), reason.to_owned(), period.to_string()];
    ChangeCalendar { act: CalendarAct::Move, change: CalendarChange { day, period, reason, ..CalendarChange::default() } }
}

/// Reports Dewi's births of 30 May, and returns whether that is late.
async fn is_late(app: &TestApp, town: &Town) -> bool {
    let dewi = app.as_(town.dewi).await;
    let id = key();
    let body = json!({"indicator_id": town.births, "value": "500", "observed_at": "2026-05-30T02:00:00Z"});
    let headers = [("idempotency-key", &*id.to_string())];
    let answer = dewi.api_with(Method::POST, "/api/v1/reports", Some(body), &headers).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.body);
    let list = dewi.api(Method::GET, &format!("/api/v1/reports?indicator_id={}", town.births), None).await.json();
    let row = list.as_array().expect("reports").iter().find(|row| row["id"] == id.to_string()).expect("it").clone();
    row["late"].as_bool().expect("late or not")
}

#[sqlx::test]
async fn a_moved_due_day_ends_in_its_last_second_and_everybody_reads_why(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    app.at("2026-06-04T02:00:00Z");
    let officer = app.as_officer(town.agency, "pengelola").await;
    let may = deadline(&officer, "Mei 2026").await;
    assert_eq!(may.due, "5 Juni 2026");
    // 1 June is a holiday.
    assert_eq!(may.about, "4 hari kerja sesudah periode berakhir");
    for _ in 0..2 {
        officer.call(moved(may.id, "2026-06-20", "Banjir di tiga kecamatan")).await.expect("moved");
    }
    let dewi = app.as_(town.dewi).await;
    let now = deadline(&dewi, "Mei 2026").await;
    assert_eq!(now.due, "20 Juni 2026");
    assert_eq!(
        now.about,
        "13 hari kerja sesudah periode berakhir; jatuh pada hari libur; semula 5 Juni 2026, alasan: Banjir di tiga kecamatan"
    );
    assert_eq!(sheet(&dewi).await.ends, "pukul 23.59.59 WIB");
    for (moment, late) in [("2026-06-20T16:59:59Z", false), ("2026-06-20T17:00:00Z", true)] {
        app.at(moment);
        assert_eq!(is_late(&app, &town).await, late, "{moment}");
    }
    let trail: i64 = sqlx::query_scalar("select count(*) from event where kind = 'due_day_moved' and actor_id is not null")
        .fetch_one(&owner)
        .await
        .expect("the trail");
    assert_eq!(trail, 1, "sent twice, moved once");
}

#[sqlx::test]
async fn a_local_holiday_is_no_working_day_until_it_is_removed(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let officer = app.as_officer(town.agency, "pengelola").await;
    let about = async || deadline(&officer, "Juni 2026").await.about;
    assert_eq!(about().await, "3 hari kerja sesudah periode berakhir; jatuh pada hari libur");
    let change = CalendarChange { day: "2026-07-02".to_owned(), ..anniversary() };
    for _ in 0..2 {
        let enter = ChangeCalendar { act: CalendarAct::Enter, change: change.clone() };
        officer.call(enter).await.expect("entered");
    }
    assert_eq!(about().await, "2 hari kerja sesudah periode berakhir; jatuh pada hari libur");
    let dewi = app.as_(town.dewi).await;
    let shown = sheet(&dewi).await;
    let local = shown.holidays.iter().find(|holiday| holiday.own.is_some()).expect("it");
    assert_eq!((local.day.as_str(), local.name.as_str()), ("Kamis, 2 Juli 2026", "Hari jadi Kota Uji"));
    let page = dewi.get("/kalender").await;
    assert!(!shown.may_change && page.text().contains("Kamis, 2 Juli 2026") && !page.text().contains("Hapus"));
    for _ in 0..2 {
        let fields = [("aksi", "hapus"), ("day", "2026-07-02")];
        assert_eq!(officer.post_form("/kalender", &fields).await.status, StatusCode::SEE_OTHER);
    }
    assert_eq!(about().await, "3 hari kerja sesudah periode berakhir; jatuh pada hari libur");
    let kinds: Vec<String> = sqlx::query_scalar("select kind from event where kind like 'holiday%' order by at, id")
        .fetch_all(&owner)
        .await
        .expect("the trail");
    assert_eq!(kinds, ["holiday_entered", "holiday_removed"]);
}

#[sqlx::test]
async fn what_is_wrong_in_the_calendar_is_said_beside_its_field(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let officer = app.as_officer(town.agency, "pengelola").await;
    let june = deadline(&officer, "Juni 2026").await.id;
    let enter = |day: &str, name: &str| {
        let change = CalendarChange { day: day.to_owned(), name: name.to_owned(), ..CalendarChange::default() };
        ChangeCalendar { act: CalendarAct::Enter, change }
    };
    let before = app.rows().await;
    for (change, fields) in [
        (enter("", "\0"), vec!["day", "name"]),
        (enter("2026-08-17", "Merdeka"), vec!["day"]),
        (enter("2031-01-01", "Jauh"), vec!["day"]),
        (enter("2026-09-14", &"é".repeat(61)), vec!["name"]),
        (moved(june, "", ""), vec!["day", "reason"]),
        (moved(june, "2026-06-29", "Terlalu awal"), vec!["day"]),
        (moved(june, "2026-12-31", "Terlalu lama"), vec!["day"]),
    ] {
        match officer.call(change.clone()).await {
            Err(Error::Invalid(FieldErrors(wrong))) => {
                let wrong: Vec<_> = wrong.iter().map(|(field, _)| field.as_str()).collect();
                assert_eq!(wrong, fields, "{change:?}");
            }
            other => panic!("{change:?}: {other:?}"),
        }
    }
    assert_eq!(officer.call(moved(PeriodId(key()), "2026-07-10", "Lain")).await, Err(Error::NotFound));
    assert_eq!(app.rows().await, before);
    let back = officer.post_form("/kalender", &[("aksi", "libur"), ("day", "2026-09-14"), ("name", "")]).await;
    assert_eq!(back.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(back.body.contains("Harus diisi.") && back.body.contains("value=\"2026-09-14\""), "{}", back.body);
}
