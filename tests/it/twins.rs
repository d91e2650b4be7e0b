//! Two agencies with equal ids, as after a copy: a change in one never shows in the other, in any order of requests.

use crate::{
    app::{Client, TestApp, key},
    live::{hearing, long_ago},
    seed::{Town, sql},
};
use axum::http::{Method, StatusCode};
use kinerja::{
    domain::{
        event::Topic,
        id::{AgencyId, UnitId},
    },
    error::Error,
    features::{
        dashboard::api::{GetBoard, GetReporting, ListPeople},
        progress::api::MyResults,
    },
};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use sqlx::PgPool;

/// The copied tables, in an order that foreign keys allow.
const TABLES: &str = "unit post employee assignment assessor period skp rhk iki standing person_standing unit_rollup";

/// Copies the town into a second agency and keeps every id.
async fn twin(owner: &PgPool, town: &Town) -> AgencyId {
    let (agency, copy) = (town.agency, AgencyId(key()));
    let copied = |table: &str| {
        format!(
            "insert into {table} select (jsonb_populate_record(t, jsonb_build_object('agency_id', '{copy}'))).*
             from {table} t where agency_id = '{agency}';"
        )
    };
    let statements: String = TABLES.split(' ').map(copied).collect();
    let named = format!(
        "insert into agency select (jsonb_populate_record(a, jsonb_build_object('id', '{copy}', 'name', 'Kembaran'))).*
         from agency a where id = '{agency}';"
    );
    sql(owner, named + &statements).await;
    copy
}

/// The clients of one of the two agencies.
struct Side<'a> {
    agency: AgencyId,
    dewi: Client<'a>,
    /// An account that sees every board.
    overseer: Client<'a>,
    reports: usize,
}

impl<'a> Side<'a> {
    async fn of(app: &'a TestApp, agency: AgencyId, town: &Town) -> Self {
        let known = sqlx::query_scalar("select id from account where agency_id = $1 and employee_id = $2")
            .bind(agency)
            .bind(town.dewi)
            .fetch_optional(&app.owner)
            .await
            .expect("accounts");
        let dewi = match known {
            Some(account) => account,
            None => app.account(agency, Some(town.dewi), &format!("dewi-{}", key().simple()), None).await,
        };
        Self {
            agency,
            dewi: app.signed_in(dewi).await,
            overseer: app.as_officer(agency, "pengelola").await,
            reports: 0,
        }
    }

    /// Returns today's number of reports on the board.
    async fn reports_today(&self, unit: UnitId) -> String {
        let board = self.overseer.call(GetBoard { unit: Some(unit) }).await.expect("a board");
        board.figures.expect("figures").reports_today
    }
}

#[sqlx::test]
async fn of_two_agencies_with_the_same_ids_each_sees_its_own(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let copy = twin(&owner, &town).await;
    let mut sides = [Side::of(&app, town.agency, &town).await, Side::of(&app, copy, &town).await];
    let mut dice = ChaCha8Rng::seed_from_u64(10);
    for step in 0..150 {
        let which = dice.random_range(0..2);
        let side = &mut sides[which];
        match dice.random_range(0..4) {
            0 => {
                let value = (700 + step).to_string();
                assert_eq!(side.dewi.report(key(), town.births, &value).await.status, StatusCode::CREATED);
                side.reports += 1;
                let results = side.dewi.call(MyResults { corrects: None }).await.expect("results");
                assert!(format!("{results:?}").contains(&value), "step {step}: the own report is missing");
            }
            1 => {
                for unit in [town.centre, town.health, town.root] {
                    let shown = side.reports_today(unit).await;
                    assert_eq!(shown, side.reports.to_string(), "step {step}, side {which}");
                }
            }
            2 => {
                side.overseer.call(GetReporting { unit: Some(town.centre), after: None }).await.expect("waits");
            }
            _ => {
                let path = format!("/api/v1/boards/{}", town.centre);
                let board = side.overseer.api(Method::GET, &path, None).await;
                assert_eq!(board.json()["reports_today"], side.reports, "step {step}, side {which}");
                let tag = board.headers["etag"].to_str().expect("text").to_owned();
                let other = &sides[1 - which].overseer;
                let answer = other.api_with(Method::GET, &path, None, &[("if-none-match", &tag)]).await;
                assert_eq!(answer.status, StatusCode::OK, "step {step}: the other agency's board is another one");
            }
        }
    }
}

#[sqlx::test]
async fn a_stream_hears_of_its_own_agency_only(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let copy = twin(&owner, &town).await;
    let (mine, theirs) = (Side::of(&app, town.agency, &town).await, Side::of(&app, copy, &town).await);
    long_ago(&owner, &town).await;
    hearing(&app, &mine.dewi).await;
    let (person, unit) = (Topic::Person(town.dewi), Topic::Unit(town.centre));
    let topics = format!("topics={person}");
    let mut here = mine.dewi.listen(&topics, &[]).await.expect("a stream");
    let seen = here.next_of("ready").await.id;
    // The other agency's report reaches this process directly, and again from another process.
    let elsewhere = TestApp::new(&owner).await;
    let there = Side::of(&elsewhere, copy, &town).await;
    for dewi in [&theirs.dewi, &there.dewi] {
        assert_eq!(dewi.report(key(), town.births, "701").await.status, StatusCode::CREATED);
    }
    let mut of_theirs = theirs.dewi.listen(&topics, &[("last-event-id", &seen)]).await.expect("a stream");
    of_theirs.next_of("change").await;
    app.app.live.announce(copy, &[person, unit]);
    // A stream that reconnects gets the changes since then: its agency has none.
    let mut back = mine.dewi.listen(&topics, &[("last-event-id", &seen)]).await.expect("a stream");
    back.next_of("ready").await;
    app.app.live.announce(mine.agency, &[person]);
    for stream in [&mut here, &mut back] {
        let change = stream.next_of("change").await;
        assert!(change.data.contains("\"version\":1"), "an earlier change came from next door: {}", change.data);
    }
}

#[sqlx::test]
async fn a_unit_that_the_agency_does_not_have_is_not_found(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    for role in ["pengelola", "inspektorat"] {
        let overseer = app.as_officer(town.agency, role).await;
        for unit in [UnitId(key()), town.strange_unit] {
            let board = GetBoard { unit: Some(unit) };
            assert_eq!(overseer.call(board).await.err(), Some(Error::NotFound), "{role}");
            let reporting = GetReporting { unit: Some(unit), after: None };
            assert_eq!(overseer.call(reporting).await.err(), Some(Error::NotFound), "{role}");
            let status = kinerja::domain::measure::Status::Silent;
            let people = ListPeople { unit: Some(unit), status, is_direct: false, wanted: String::new(), after: None };
            assert_eq!(overseer.call(people).await.err(), Some(Error::NotFound), "{role}");
            for path in ["dasbor/unduh.xlsx", "dasbor/pelaporan/unduh.xlsx", "dasbor/daftar/unduh.xlsx"] {
                let path = format!("/{path}?unit={unit}&status=silent");
                assert_eq!(overseer.api(Method::GET, &path, None).await.status, StatusCode::NOT_FOUND, "{role} {path}");
            }
            let board = overseer.api(Method::GET, &format!("/api/v1/boards/{unit}"), None).await;
            assert_eq!(board.status, StatusCode::NOT_FOUND, "{role}");
        }
    }
}
