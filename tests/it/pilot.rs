//! Pilots: a year that is opened to some units first. Nobody outside is asked, missing or late.

use crate::{
    app::{Client, TestApp, key},
    seed::{TODAY, Town, sql},
};
use jiff::{ToSpan, civil::Date};
use jiff_sqlx::ToSqlx;
use kinerja::{
    boot::jobs,
    domain::{
        board::Lack,
        id::{EmployeeId, UnitId},
        pilot::Pilot,
        skp::Completion,
    },
    error::Error,
    features::{
        calendar::{
            api::{ChangeCalendar, GetCalendar},
            model::{CalendarAct, CalendarChange},
        },
        dashboard::api::{GetBoard, ListWithout},
        progress::api::MyResults,
        skp::{
            api::{GetPlanBoard, RemindOfPlans},
            model::PlanBoardQuery,
        },
        team::{api::MyTeam, model::TeamFilter},
    },
};
use serde_json::json;
use sqlx::PgPool;

fn opened(year: &str, unit: &str, since: &str, until: &str) -> ChangeCalendar {
    let [year, unit, day, until] = [year, unit, since, until].map(str::to_owned);
    let change = CalendarChange { year, unit, day, until, reason: "SE 4/2026".to_owned(), ..<_>::default() };
    ChangeCalendar { act: CalendarAct::Pilot, change }
}

fn closed(year: i16, unit: UnitId) -> ChangeCalendar {
    let change = CalendarChange { year: year.to_string(), unit: unit.to_string(), ..<_>::default() };
    ChangeCalendar { act: CalendarAct::Unpilot, change }
}

async fn counts(client: &Client<'_>, unit: UnitId, year: i16) -> [i32; 5] {
    let asked = PlanBoardQuery { year: Some(year), unit: Some(unit), ..<_>::default() };
    client.call(GetPlanBoard { asked }).await.expect("a board").counts.0
}

async fn home(app: &TestApp, person: EmployeeId) -> String {
    app.as_(person).await.get("/").await.text()
}

#[sqlx::test]
async fn outside_of_a_pilot_nobody_is_asked_or_counted_as_missing(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let officer = app.as_officer(town.agency, "pengelola").await;
    let mayor = app.as_(town.mayor).await;
    assert_eq!(counts(&mayor, town.root, 2026).await, [4, 0, 0, 0, 3]);
    for _ in 0..2 {
        officer.call(opened("2026", "dinas kesehatan", "2026-06-01", "2026-08-31")).await.expect("opened");
    }
    // Hadi and Budi of the other office, and the mayor.
    assert_eq!(counts(&mayor, town.root, 2026).await, [2, 0, 0, 0, 2]);
    assert_eq!(counts(&mayor, town.schools, 2026).await, [0; 5]);
    let words = "Uji coba 2026: SKP dan laporan diminta dari Dinas Kesehatan (mulai 1 Juni 2026); yang lain mulai 1 September 2026.";
    for outside in [town.hadi, town.budi] {
        let page = home(&app, outside).await;
        assert!(page.contains(&format!("{words} Unit Anda diminta mulai 1 September 2026.")), "{page}");
        assert!(!page.contains("belum punya SKP"), "{page}");
    }
    assert!(!home(&app, town.dewi).await.contains("Uji coba"));
    let hadi = app.as_(town.hadi).await;
    let board = hadi.get(&format!("/skp/kelengkapan?tahun=2026&unit={}", town.schools)).await.text();
    assert!(board.contains("Unit ini diminta mulai 1 September 2026."), "{board}");
    let dashboard = hadi.call(GetBoard { unit: Some(town.schools) }).await.expect("a board");
    assert!(dashboard.pilot.is_some_and(|said| said.contains("Unit ini diminta mulai")));
    assert_eq!(dashboard.figures.map(|figures| figures.without_plan), Some(0), "Hadi has none and owes none");
    assert!(
        app.as_(town.ratna).await.call(GetBoard { unit: Some(town.health) }).await.expect("a board").pilot.is_none()
    );
    let whole = mayor.call(GetBoard { unit: Some(town.root) }).await.expect("a board");
    assert!(whole.pilot.is_some_and(|said| said.contains("tidak dihitung belum atau terlambat")));
    assert_eq!(whole.figures.map(|figures| figures.without_plan), Some(2), "Ratna and Sari");
    let without = mayor
        .call(ListWithout { unit: Some(town.root), lack: Lack::Plan, wanted: String::new(), after: None })
        .await
        .expect("a list");
    let names: Vec<_> = without.people.iter().map(|person| person.name.as_str()).collect();
    assert_eq!((without.total, names), (2, vec!["dr. Ratna", "Sari"]));
    let team = mayor.call(MyTeam { filter: TeamFilter::default() }).await.expect("a team");
    let hadis = team.members.iter().find(|member| member.name == "Hadi").expect("him");
    assert_eq!(hadis.reason, "Belum ada yang jatuh tempo");
    // A reminder of all who have none reaches nobody outside.
    let asked =
        PlanBoardQuery { year: Some(2026), unit: Some(town.root), of: Some(Completion::Missing), ..<_>::default() };
    officer.call(RemindOfPlans { asked }).await.expect("reminded");
    let reminded: Vec<String> = sqlx::query_scalar(
        "select e.name from plan_reminder r join employee e on e.agency_id = r.agency_id and e.id = r.employee_id order by 1",
    )
    .fetch_all(&owner)
    .await
    .expect("reminders");
    assert_eq!(reminded, ["dr. Ratna", "Sari"]);

    app.at("2026-09-01T02:00:00Z");
    assert_eq!(counts(&app.as_(town.mayor).await, town.root, 2026).await, [4, 0, 0, 0, 3], "open to all");
    assert!(!home(&app, town.hadi).await.contains("Uji coba"));
    let trail: i64 = sqlx::query_scalar("select count(*) from event where kind = 'pilot_unit_set'")
        .fetch_one(&owner)
        .await
        .expect("the trail");
    assert_eq!(trail, 1, "sent twice, set once");
}

#[sqlx::test]
async fn reports_of_a_unit_outside_are_neither_late_nor_silent_until_it_is_asked(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let status = async |person: EmployeeId| -> String {
        sqlx::query_scalar("select status from person_standing where employee_id = $1 and year = 2026")
            .bind(person)
            .fetch_one(&owner)
            .await
            .expect("a status")
    };
    assert_eq!([status(town.dewi).await, status(town.budi).await], ["silent", "silent"]);
    let officer = app.as_officer(town.agency, "pengelola").await;
    officer.call(opened("2026", "Dinas Kesehatan", "2026-06-01", "2026-06-30")).await.expect("opened");
    jobs::once(&app.app).await.expect("scheduler");
    assert_eq!([status(town.dewi).await, status(town.budi).await], ["not_due", "not_due"], "asked since 1 June");
    let late = async |person, iki| {
        let id = key();
        let body = json!({"indicator_id": iki, "value": "7", "observed_at": "2026-05-30T02:00:00Z"});
        let headers = [("idempotency-key", &*id.to_string())];
        let client = app.as_(person).await;
        client.api_with(axum::http::Method::POST, "/api/v1/reports", Some(body), &headers).await;
        let list =
            client.api(axum::http::Method::GET, &format!("/api/v1/reports?indicator_id={iki}"), None).await.json();
        let rows = list.as_array().expect("reports").clone();
        rows.into_iter().find(|row| row["id"] == id.to_string()).expect("it")["late"].as_bool().expect("late or not")
    };
    assert!(late(town.dewi, town.births).await, "due on 5 June, when her unit was asked");
    assert!(!late(town.budi, town.lessons).await);
    // From 1 July on everybody is asked, and five weeks later somebody without a report is silent.
    app.at("2026-08-10T02:00:00Z");
    jobs::once(&app.app).await.expect("scheduler");
    assert_eq!([status(town.lina).await, status(town.budi).await], ["silent", "silent"]);
    let results = app.as_(town.budi).await.call(MyResults { corrects: None }).await.expect("results");
    assert!(results.asks.iter().all(|(_, words)| !words.contains("Uji coba")), "{:?}", results.asks);
}

#[sqlx::test]
async fn a_pilot_that_loses_its_last_unit_is_gone(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let officer = app.as_officer(town.agency, "pengelola").await;
    officer.call(opened("2026", "Dinas Kesehatan", "2026-06-01", "2026-10-31")).await.expect("opened");
    officer.call(opened("2026", "Dinas Pendidikan", "2026-07-01", "")).await.expect("opened");
    let kept = officer.call(GetCalendar { draft: None }).await.expect("a calendar").pilots;
    assert!(
        kept[0].words.ends_with("yang lain mulai 1 November 2026."),
        "another unit says nothing about it: {kept:?}"
    );
    officer.call(opened("2026", "Dinas Kesehatan", "2026-06-01", "")).await.expect("changed");
    let pilots = officer.call(GetCalendar { draft: None }).await.expect("a calendar").pilots;
    assert_eq!(pilots.len(), 1);
    assert_eq!(
        pilots[0].words,
        "Uji coba 2026: SKP dan laporan diminta dari Dinas Kesehatan (mulai 1 Juni 2026), Dinas Pendidikan (mulai 1 Juli \
         2026); yang lain belum."
    );
    let seen = app.as_(town.hadi).await.get("/kalender").await;
    assert!(seen.text().contains("yang lain belum") && !seen.text().contains("Keluarkan"));
    assert!(home(&app, town.hadi).await.contains("Unit Anda diminta mulai 1 Juli 2026."));
    for unit in [town.health, town.schools, town.schools] {
        officer.call(closed(2026, unit)).await.expect("closed");
    }
    assert_eq!(officer.call(GetCalendar { draft: None }).await.expect("a calendar").pilots, []);
    assert_eq!(counts(&app.as_(town.mayor).await, town.root, 2026).await, [4, 0, 0, 0, 3]);
    for (change, field) in [
        (opened("2031", "Dinas Kesehatan", "2031-01-01", ""), "year"),
        (opened("2026", "Dinas Khayal", "2026-06-01", ""), "unit"),
        (opened("2026", "Dinas Kesehatan", "2025-06-01", ""), "day"),
        (opened("2026", "Dinas Kesehatan", "2026-06-01", "2026-05-31"), "until"),
        (opened("2026", "Dinas Kesehatan", "2026-06-01", "besok"), "until"),
    ] {
        match officer.call(change).await {
            Err(Error::Invalid(wrong)) => assert_eq!(wrong.0[0].0, field),
            other => panic!("{field}: {other:?}"),
        }
    }
    let dewi = app.as_(town.dewi).await;
    assert_eq!(dewi.call(opened("2026", "Dinas Kesehatan", "2026-06-01", "")).await, Err(Error::NotFound));
}

/// The units of a pilot and its last day, in days from today.
type DayNumbers<'a> = (&'a [(UnitId, i64)], Option<i64>);

#[sqlx::test]
async fn the_database_asks_whom_the_rule_asks(owner: PgPool) {
    let town = Town::build(&owner).await;
    let paths = [
        vec![town.root],
        vec![town.health, town.root],
        vec![town.centre, town.health, town.root],
        vec![town.schools, town.root],
    ];
    let day = |n: i64| TODAY.saturating_add(n.days());
    let pilots: [DayNumbers<'_>; 6] = [
        (&[(town.health, 3)], Some(10)),
        (&[(town.health, 3)], None),
        (&[(town.centre, 0), (town.health, 5)], Some(2)),
        (&[(town.schools, 20)], Some(10)),
        (&[(town.root, 1)], None),
        (&[(town.centre, 4), (town.schools, -4)], Some(-1)),
    ];
    for (year, (units, until)) in (2030_i16..).zip(pilots) {
        let units: Vec<(UnitId, Date)> = units.iter().map(|(unit, since)| (*unit, day(*since))).collect();
        let until = until.map(day);
        let last = until.map_or_else(|| "null".to_owned(), |until| format!("'{until}'"));
        let agency = town.agency;
        let rows = units.iter().map(|(unit, since)| {
            format!("insert into pilot_unit values ('{agency}', {year}, '{unit}', '{since}', now(), 'Rina');")
        });
        let rows: String = rows.collect();
        sql(&owner, format!("insert into pilot values ('{agency}', {year}, {last}, 'SE', now(), 'Rina'); {rows}"))
            .await;
        let pilot = Pilot { year, until, units };
        for path in &paths {
            let stored: Option<jiff_sqlx::Date> = sqlx::query_scalar("select pilot_opens_on($1, $2, $3)")
                .bind(agency)
                .bind(year)
                .bind(path[0])
                .fetch_one(&owner)
                .await
                .expect("a day");
            assert_eq!(stored, pilot.opens_on(path).map(ToSqlx::to_sqlx), "{pilot:?} {path:?}");
        }
    }
}
