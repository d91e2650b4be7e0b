//! Boards: counts, readers, past months, and agreement of the counts with a recount.

use crate::{
    access::{Ask, Rows, Rule},
    app::{Answer, Client, TestApp, key},
    seed::{TODAY, Town, sql},
};
use axum::http::{Method, StatusCode, header};
use jiff::{SignedDuration, Timestamp, ToSpan};
use kinerja::{
    boot::jobs,
    domain::{
        actor::BoardScope,
        board::Lack,
        calendar::Zone,
        id::{AgencyId, EmployeeId, UnitId},
        measure::Status,
    },
    error::Error,
    features::{
        dashboard::api::{
            GetArrivals, GetAttention, GetBoard, GetReporting, GetResultOrigin, GetResults, ListPeople, ListWithout,
        },
        progress::rollup,
    },
};
use serde_json::{Value, json};
use sqlx::PgPool;

/// Returns the access rows of a unit's board and of the reports behind it.
pub fn access() -> Rows {
    const NAME: &str = "Puskesmas Muara";
    Rows::default()
        .function(Rule::Board, |named| GetBoard { unit: Some(named.unit) })
        .function(Rule::Board, |named| GetResults { unit: Some(named.unit) })
        .function(Rule::BoardReports, |named| GetResultOrigin { iki: named.indicator, after: None })
        .function(Rule::Board, |named| GetAttention { unit: Some(named.unit) })
        .function(Rule::Board, |named| GetReporting { unit: Some(named.unit), after: None })
        .function(Rule::BoardLeads, |named| GetArrivals { unit: named.unit, names: true })
        .function(Rule::BoardPeople, |named| ListPeople {
            unit: Some(named.unit),
            status: Status::Ahead,
            is_direct: false,
            wanted: String::new(),
            after: None,
        })
        .function(Rule::BoardPeople, |named| ListWithout {
            unit: Some(named.unit),
            lack: Lack::Plan,
            wanted: String::new(),
            after: None,
        })
        .route(Method::GET, "/dasbor/unduh.xlsx", Rule::Board, |named| {
            Ask::at(format!("/dasbor/unduh.xlsx?unit={}", named.unit))
        })
        .route(Method::GET, "/dasbor/pelaporan/unduh.xlsx", Rule::BoardReports, |named| {
            Ask::at(format!("/dasbor/pelaporan/unduh.xlsx?unit={}", named.unit))
        })
        .route(Method::GET, "/dasbor/daftar/unduh.xlsx", Rule::BoardPeople, |named| {
            Ask::at(format!("/dasbor/daftar/unduh.xlsx?unit={}&status=needs_support", named.unit))
        })
        .route(Method::GET, "/api/v1/boards/{unit}", Rule::Board, |named| {
            Ask::at(format!("/api/v1/boards/{}", named.unit))
        })
        .page("/dasbor", Rule::Board, |named| (format!("/dasbor?unit={}", named.unit), NAME))
        .page("/dasbor/hasil", Rule::BoardReports, |named| {
            (format!("/dasbor/hasil?hasil={}", named.indicator), "Persalinan ditolong")
        })
        .page("/dasbor/pelaporan", Rule::BoardReports, |named| {
            (format!("/dasbor/pelaporan?unit={}", named.unit), format!("/tim/{}", named.employee))
        })
        .page("/dasbor/layar", Rule::Board, |named| (format!("/dasbor/layar?unit={}", named.unit), NAME))
}

async fn board(client: &Client<'_>, unit: impl ToString) -> Answer {
    client.api(Method::GET, &format!("/api/v1/boards/{}", unit.to_string()), None).await
}

async fn board_unless(client: &Client<'_>, path: &str, known: &str) -> Answer {
    client.api_with(Method::GET, &format!("/api/v1/boards/{path}"), None, &[("if-none-match", known)]).await
}

fn tag(answer: &Answer) -> String {
    answer.headers[header::ETAG].to_str().expect("text").to_owned()
}

fn counts(board: &Value) -> [&Value; 6] {
    ["employees", "ahead", "on_plan", "needs_support", "silent", "reported"].map(|field| &board[field])
}

/// Adds colleagues without plans to the Puskesmas.
async fn grow(town: &Town, owner: &PgPool, people: usize) {
    for n in 0..people {
        town.hire(owner, EmployeeId(key()), &format!("Rekan {n}"), town.centre).await;
    }
    let mut db = owner.acquire().await.expect("a connection");
    rollup::refresh(&mut db, town.agency, Zone::Wib, TODAY).await.expect("roll-ups");
}

#[sqlx::test]
async fn a_board_counts_everybody_below_and_names_each_unit_below(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    app.as_(town.dewi).await.report(key(), town.births, "100").await;
    app.as_(town.lina).await.report(key(), town.visits, "5000").await;
    app.as_(town.budi).await.report(key(), town.lessons, "580").await;
    let mayor = app.as_(town.mayor).await;
    let whole = board(&mayor, "me").await.json();
    assert_eq!(whole["unit_id"], json!(town.root));
    // Seven people. Dewi has one result behind and two silent ones; nobody else has a silent one.
    assert_eq!(counts(&whole), [&json!(7), &json!(1), &json!(1), &json!(1), &json!(0), &json!(3)]);
    // Of five indicators one is ahead and one on plan.
    assert_eq!((&whole["progress_percent"], &whole["reports_today"]), (&json!(40), &json!(3)));
    let children = whole["children"].as_array().expect("children");
    let names: Vec<_> = children.iter().map(|child| child["name"].as_str().expect("a name")).collect();
    assert_eq!(names, ["Dinas Kesehatan", "Dinas Pendidikan"]);
    assert_eq!(counts(&children[0]), [&json!(4), &json!(1), &json!(0), &json!(1), &json!(0), &json!(2)]);
    assert_eq!(counts(&children[1]), [&json!(2), &json!(0), &json!(1), &json!(0), &json!(0), &json!(1)]);
    assert!(children.iter().all(|child| child.get("children").is_none()));
    // The same counts from one level below, and from the page.
    let health = board(&mayor, town.health).await.json();
    assert_eq!(counts(&health), counts(&children[0]));
    let page = mayor.call(GetBoard { unit: None }).await.expect("a board");
    let figures = page.figures.expect("figures");
    assert_eq!((figures.employees.as_str(), figures.progress.as_str()), ("7", "40 %"));
    let rows: Vec<_> = page.units.iter().map(|unit| unit.name.as_str()).collect();
    assert_eq!(rows, ["Dinas Kesehatan", "Dinas Pendidikan", "Langsung di unit ini"], "the mayor belongs to none");
}

#[sqlx::test]
async fn a_correction_and_a_new_day_are_counted_right(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let (dewi, sari) = (app.as_(town.dewi).await, app.as_(town.sari).await);
    dewi.report(key(), town.births, "700").await;
    dewi.report(key(), town.births, "701").await;
    let today = board(&sari, "me").await.json();
    assert_eq!((&today["reports_today"], &today["reported"]), (&json!(2), &json!(1)), "two reports, one person");
    app.at("2026-06-23T02:00:00Z");
    let (dewi, sari) = (app.as_(town.dewi).await, app.as_(town.sari).await);
    assert_eq!(board(&sari, "me").await.json()["reports_today"], 0, "a new day");
    dewi.report(key(), town.births, "702").await;
    let tomorrow = board(&sari, "me").await.json();
    assert_eq!((&tomorrow["reports_today"], &tomorrow["reported"]), (&json!(1), &json!(1)));
    app.at("2026-07-01T02:00:00Z");
    let sari = app.as_(town.sari).await;
    let july = board(&sari, "me").await.json();
    assert_eq!((&july["reports_today"], &july["reported"]), (&json!(0), &json!(0)), "a new month");
    assert_eq!(july["last_report_at"], "2026-06-23T02:00:00Z");
}

#[sqlx::test]
async fn an_unchanged_board_is_not_sent_again(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let (dewi, mayor) = (app.as_(town.dewi).await, app.as_(town.mayor).await);
    let first = board(&mayor, "me").await;
    assert_eq!(first.headers[header::CACHE_CONTROL], "private, no-cache");
    let same = board_unless(&mayor, "me", &tag(&first)).await;
    assert_eq!((same.status, same.body.as_str()), (StatusCode::NOT_MODIFIED, ""));
    assert_eq!(tag(&same), tag(&first));
    let among = board_unless(&mayor, "me", &format!("\"x\", {}", tag(&first))).await;
    assert_eq!(among.status, StatusCode::NOT_MODIFIED);
    dewi.report(key(), town.births, "700").await;
    let changed = board_unless(&mayor, "me", &tag(&first)).await;
    assert_eq!(changed.status, StatusCode::OK);
    assert_ne!(tag(&changed), tag(&first));
    app.at("2026-06-23T02:00:00Z");
    let mayor = app.as_(town.mayor).await;
    assert_eq!(board_unless(&mayor, "me", &tag(&changed)).await.status, StatusCode::OK, "today is another day");
}

#[sqlx::test]
async fn what_one_person_keeps_of_a_board_is_not_confirmed_to_another(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    // Two people share one computer: the browser sends the entity tag of the other person's board.
    let [sari, dewi, hadi] = [app.as_(town.sari).await, app.as_(town.dewi).await, app.as_(town.hadi).await];
    let (of_sari, of_hadi) = (board(&sari, "me").await, board(&hadi, "me").await);
    assert_eq!(board_unless(&dewi, "me", &tag(&of_sari)).await.status, StatusCode::OK, "a leader's board to a member");
    assert_eq!(board_unless(&sari, "me", &tag(&of_hadi)).await.status, StatusCode::OK, "another unit's board");
}

#[sqlx::test]
async fn a_past_month_is_shown_as_it_ended(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    app.as_(town.dewi).await.report(key(), town.births, "700").await;
    app.at("2026-06-29T01:00:00Z");
    jobs::once(&app.app).await.expect("scheduler");
    app.at("2026-07-20T02:00:00Z");
    jobs::once(&app.app).await.expect("scheduler");
    app.as_(town.lina).await.report(key(), town.visits, "1").await;
    let mayor = app.as_(town.mayor).await;
    let of = async |period: &str| board(&mayor, format!("me?period={period}")).await;
    let june = of("2026-06").await.json();
    // The last week of June ends on the 28th: it has Dewi's report, but not Lina's of July.
    assert_eq!((&june["reported"], &june["reports_today"], &june["employees"]), (&json!(1), &json!(0), &json!(7)));
    let now = of("2026-07").await.json();
    assert_eq!(now["reported"], 1);
    assert_ne!(june["last_report_at"], now["last_report_at"]);
    assert_eq!(of("2026-02").await.status, StatusCode::NOT_FOUND, "nothing was kept");
    assert_eq!(of("2026-08").await.status, StatusCode::UNPROCESSABLE_ENTITY, "not yet");
    for wrong in ["2026", "x", "2026-13", "", "9999-12", "0001-01", "%00"] {
        assert!(of(wrong).await.status.is_client_error(), "{wrong}");
    }
}

/// Closes a week in which `counted` people of the town's centre have a plan and have reported nothing.
async fn close_a_week(app: &TestApp, town: &Town, owner: &PgPool, counted: i32) {
    sql(
        owner,
        format!(
            "update unit_rollup set ahead = 0, on_plan = 0, needs_support = 0, not_due = 0, silent = {counted}
             where unit_id = '{}' and year = 2026",
            town.centre
        ),
    )
    .await;
    let mut db = owner.acquire().await.expect("a connection");
    let monday = TODAY.saturating_add(7.days());
    rollup::keep_week(&mut db, town.agency, Zone::Wib, monday).await.expect("a closed week");
    app.app.clock.set(app.now() + SignedDuration::from_hours(7 * 24));
}

#[sqlx::test]
async fn a_group_too_small_to_hide_in_is_not_counted_for_its_members(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    // Six people work there; four of them have a plan.
    grow(&town, &owner, 3).await;
    close_a_week(&app, &town, &owner, 4).await;
    let dewi = app.as_(town.dewi).await;
    let small = board(&dewi, "me").await;
    assert_eq!(counts(&small.json()), [&Value::Null; 6], "{}", small.body);
    assert_eq!(
        (&small.json()["progress_percent"], &small.json()["last_report_at"], &small.json()["version"]),
        (&Value::Null, &Value::Null, &json!(0))
    );
    let page = dewi.call(GetBoard { unit: None }).await.expect("a board");
    assert_eq!((page.figures, page.people, page.indicators, page.trend), (None, None, None, None));
    assert_eq!(page.scope, BoardScope::Totals);
    dewi.report(key(), town.births, "700").await;
    let after = board(&dewi, "me").await;
    assert_eq!(small.headers["etag"], after.headers["etag"], "a report changes nothing that could be seen");
    grow(&town, &owner, 1).await;
    assert_eq!(small.headers["etag"], board(&dewi, "me").await.headers["etag"], "nor does a new colleague");
}

#[sqlx::test]
async fn two_looks_at_a_group_do_not_show_what_one_of_its_people_did_in_between(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    grow(&town, &owner, 2).await;
    close_a_week(&app, &town, &owner, 5).await;
    let (dewi, lina) = (app.as_(town.dewi).await, app.as_(town.lina).await);
    let look = async || {
        let page = dewi.call(GetBoard { unit: None }).await.expect("a board");
        let api = board(&dewi, "me").await;
        let waits = dewi.call(GetReporting { unit: None, after: None }).await.expect("the reporting").waits;
        assert!(waits.is_some(), "five are counted");
        (page, api.json()["silent"].clone(), api.headers["etag"].clone(), waits)
    };
    let before = look().await;
    assert_eq!(before.1, json!(5), "five are counted");
    assert_eq!(lina.report(key(), town.visits, "5000").await.status, StatusCode::CREATED);
    // Some figures are loaded once in ten minutes.
    app.app.clock.set(app.now() + SignedDuration::from_mins(11));
    assert_eq!(look().await, before);
    let of_head = board(&app.as_(town.sari).await, "me").await.json();
    assert_eq!((&of_head["silent"], &of_head["reports_today"]), (&json!(4), &json!(1)), "their head sees it at once");
    let topics = app.app.live.topics();
    let mut stream = dewi.listen(&format!("topics=unit:{}", town.centre), &[]).await.expect("a stream");
    stream.next_of("ready").await;
    assert_eq!(app.app.live.topics(), topics + 1, "their own session, not the unit");
}

#[sqlx::test]
async fn a_past_month_is_sent_once_to_a_member(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    grow(&town, &owner, 2).await;
    close_a_week(&app, &town, &owner, 5).await;
    app.at("2026-07-02T02:00:00Z");
    let dewi = app.as_(town.dewi).await;
    let june = board(&dewi, "me?period=2026-06").await;
    assert_eq!((&june.json()["silent"], &june.json()["as_of"]), (&json!(5), &json!("2026-06-30T17:00:00Z")));
    app.at("2026-07-02T03:00:00Z");
    assert_eq!(board_unless(&dewi, "me?period=2026-06", &tag(&june)).await.status, StatusCode::NOT_MODIFIED);
}

#[sqlx::test]
async fn before_the_first_week_of_a_year_has_ended_members_are_told_so(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    grow(&town, &owner, 5).await;
    app.at("2027-01-05T02:00:00Z");
    let text = app.as_(town.dewi).await.get("/dasbor").await.text();
    assert!(text.contains("setelah satu minggu penuh selesai"), "{text}");
    assert!(!text.contains("sedikitnya lima orang"), "nobody is said to be too few: {text}");
}

#[sqlx::test]
async fn a_member_never_learns_who_stands_behind_a_count(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    grow(&town, &owner, 5).await;
    let dewi = app.as_(town.dewi).await;
    let ask = |unit: UnitId| ListPeople {
        unit: Some(unit),
        status: Status::Silent,
        is_direct: false,
        wanted: String::new(),
        after: None,
    };
    assert_eq!(dewi.call(ask(town.centre)).await.err(), Some(Error::Forbidden));
    let page = dewi.call(GetBoard { unit: None }).await.expect("a board");
    let text = serde_json::to_string(&page).expect("json");
    assert!(!text.contains("status="), "no count leads to people: {text}");
    let behind = app.as_(town.ratna).await.call(ask(town.health)).await.expect("people");
    let names: Vec<_> = behind.people.iter().map(|person| person.name.as_str()).collect();
    assert_eq!(names, ["Dewi", "Lina"]);
}

#[sqlx::test]
async fn the_people_behind_a_count_come_page_by_page_each_once(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    grow(&town, &owner, 120).await;
    // Names may be equal; ids are unique.
    sql(
        &owner,
        format!(
            "update employee set name = 'Siti' where name like 'Rekan 1%';
             insert into person_standing (agency_id, employee_id, year, unit_id, status, as_of)
             select a.agency_id, a.employee_id, 2026, a.unit_id, 'silent', '2026-06-22' from assignment a
             where a.unit_id = '{0}' on conflict do nothing;
             update unit_rollup set silent = 123, ahead = 0, on_plan = 0, needs_support = 0, not_due = 0
             where unit_id = '{0}' and year = 2026",
            town.centre
        ),
    )
    .await;
    let sari = app.as_(town.sari).await;
    let page = sari.get(&format!("/dasbor/pelaporan?unit={}&status=silent", town.centre)).await.text();
    assert!(page.contains("50 dari 123 orang"), "{page}");
    let page = sari.get(&format!("/dasbor/pelaporan?unit={}", town.centre)).await.text();
    assert!(page.contains("25 dari 123 orang"), "{page}");
    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let unit = Some(town.centre);
        let ask = ListPeople { unit, status: Status::Silent, is_direct: false, wanted: String::new(), after };
        let page = sari.call(ask).await.expect("people");
        assert!(page.people.len() <= 50);
        seen.extend(page.people.iter().map(|person| person.id));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    let all = seen.len();
    seen.sort();
    seen.dedup();
    assert_eq!((all, seen.len()), (123, 123));
}

#[sqlx::test]
async fn a_unit_that_is_not_ones_own_looks_as_if_it_did_not_exist(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let dewi = app.as_(town.dewi).await;
    let unknown = board(&dewi, UnitId(key())).await;
    for unit in [town.health, town.root, town.schools, town.strange_unit] {
        let answer = board(&dewi, unit).await;
        assert_eq!((answer.status, answer.words()), (StatusCode::NOT_FOUND, unknown.words()));
        assert_eq!(dewi.call(GetBoard { unit: Some(unit) }).await.err(), Some(Error::NotFound));
    }
    for nonsense in ["x", "00000000", "%00", "me%2F..", "ME"] {
        assert_eq!(board(&dewi, nonsense).await.status, StatusCode::NOT_FOUND, "{nonsense}");
    }
}

/// A pseudo-random generator with the same sequence in each run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

/// Reports for months in random order: early, late, corrected, repeated, about the past, on both sides of midnight
/// and of the year's end, with scheduler runs at random moments.
async fn live_through(owner: &PgPool, seed: u64) {
    let (app, town) = (TestApp::new(owner).await, Town::build(owner).await);
    let mut dice = Dice(seed);
    let people = [
        (town.dewi, vec![town.births, town.days, town.monthly]),
        (town.lina, vec![town.visits]),
        (town.budi, vec![town.lessons]),
    ];
    let mut sent = Vec::new();
    for _ in 0..60 {
        let hours = [0, 1, 5, 23, 30, 24 * 9][usize::try_from(dice.roll(6)).expect("small")];
        app.app.clock.set(app.now() + SignedDuration::from_hours(hours));
        if dice.roll(3) == 0 {
            jobs::once(&app.app).await.expect("scheduler");
        }
        let (person, indicators) = &people[usize::try_from(dice.roll(3)).expect("small")];
        let indicator = indicators[usize::try_from(dice.roll(indicators.len() as u64)).expect("small")];
        let client = app.as_(*person).await;
        let back = [0, 0, 0, 3, 40, 200][usize::try_from(dice.roll(6)).expect("small")];
        let observed_at = app.now() - (back * 24).hours();
        let corrects: Option<uuid::Uuid> = match dice.roll(4) {
            0 => sent.iter().rev().find(|(about, _)| *about == indicator).map(|(_, id)| *id),
            _ => None,
        };
        let id = key();
        let body = json!({
            "indicator_id": indicator, "value": dice.roll(1500).to_string(), "observed_at": observed_at.to_string(),
            "corrects": corrects,
        });
        for _ in 0..=dice.roll(2) {
            let headers = [("idempotency-key", id.to_string())];
            let headers = headers.each_ref().map(|(name, value)| (*name, value.as_str()));
            let answer = client.api_with(Method::POST, "/api/v1/reports", Some(body.clone()), &headers).await;
            // A date outside of the plan's year is the only possible error of these reports: within the year it is taken
            // for that of a wrong clock.
            let is_outside = |at: Timestamp| {
                at.to_string().as_str() < "2025-12-31T17" || at.to_string().as_str() >= "2026-12-31T17"
            };
            let outside = is_outside(observed_at) && is_outside(app.now());
            assert_eq!(answer.status == StatusCode::UNPROCESSABLE_ENTITY, outside, "{observed_at}: {}", answer.body);
            if !outside {
                assert!(answer.status.is_success(), "{}", answer.body);
                sent.push((indicator, id));
            }
        }
        let mut db = owner.acquire().await.expect("a connection");
        let found = rollup::check(&mut db, town.agency, Zone::Wib).await.expect("a recount");
        assert_eq!(found, Vec::<String>::new(), "seed {seed}, {} reports", sent.len());
    }
    assert!(sent.len() > 20, "{}", sent.len());
}

#[sqlx::test]
async fn the_counts_are_those_of_a_recount_whatever_happened_one(owner: PgPool) {
    live_through(&owner, 1).await;
}

#[sqlx::test]
async fn the_counts_are_those_of_a_recount_whatever_happened_two(owner: PgPool) {
    live_through(&owner, 2).await;
}

#[sqlx::test]
async fn the_counts_are_those_of_a_recount_whatever_happened_three(owner: PgPool) {
    live_through(&owner, 3).await;
}

#[sqlx::test]
async fn people_who_report_at_the_same_time_are_all_counted(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let people = [
        (app.as_(town.dewi).await, town.births),
        (app.as_(town.dewi).await, town.days),
        (app.as_(town.lina).await, town.visits),
        (app.as_(town.budi).await, town.lessons),
    ];
    let sends = (0..40).map(|n: usize| {
        let (client, indicator) = &people[n % people.len()];
        async move { client.report(key(), *indicator, &n.to_string()).await.status }
    });
    let statuses = futures::future::join_all(sends).await;
    assert!(statuses.iter().all(|status| *status == StatusCode::CREATED), "{statuses:?}");
    let mayor = app.as_(town.mayor).await;
    assert_eq!(board(&mayor, "me").await.json()["reports_today"], 40);
    let mut db = owner.acquire().await.expect("a connection");
    let found = rollup::check(&mut db, town.agency, Zone::Wib).await.expect("a recount");
    assert_eq!(found, Vec::<String>::new());
    // The board of a year that is over, of people who have moved since.
    sql(
        &owner,
        "insert into unit_rollup select (jsonb_populate_record(r, '{\"year\": 2025, \"employees\": 7}')).* from unit_rollup r"
            .to_owned(),
    )
    .await;
    let found = rollup::check(&mut db, town.agency, Zone::Wib).await.expect("a recount");
    assert_eq!(found, Vec::<String>::new(), "what was then is not recounted from today");
}

#[sqlx::test]
async fn an_agency_without_units_says_what_comes_next(owner: PgPool) {
    let app = TestApp::new(&owner).await;
    let agency = AgencyId(key());
    sql(
        &owner,
        format!("insert into agency (id, name, zone, created_at) values ('{agency}', 'Kota Baru', 'WIB', now())"),
    )
    .await;
    let officer = app.as_officer(agency, "pengelola").await;
    for page in ["/dasbor", "/dasbor/pelaporan", "/dasbor/layar"] {
        let words = officer.get(page).await.text();
        assert!(words.contains("Belum ada unit di instansi ini. Berikutnya: pengelola memasukkan data"), "{page}: {words}");
        assert!(!words.contains("Yang Anda cari tidak ada"), "{page}: {words}");
    }
    let answer = board(&officer, "me").await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert!(answer.body.contains("Belum ada unit"), "{}", answer.body);
}

#[sqlx::test]
async fn who_has_no_post_reads_why_there_is_no_board(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    sql(&owner, format!("update assignment set until = '2026-06-01' where employee_id = '{}'", town.lina)).await;
    let lina = app.as_(town.lina).await;
    let words = lina.get("/dasbor").await.text();
    assert!(words.contains("Anda belum punya jabatan, jadi belum ada dasbor untuk Anda."), "{words}");
    assert_eq!(board(&lina, "me").await.status, StatusCode::NOT_FOUND);
}
