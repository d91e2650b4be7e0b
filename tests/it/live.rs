//! Live changes of open pages: topics, several processes, missed changes, and the end of a stream.

use crate::{
    app::{Client, Stream, TestApp, key},
    seed::{Town, sql},
};
use axum::http::StatusCode;
use kinerja::{
    domain::{
        event::{Event, Topic},
        id::UnitId,
    },
    features::auth::api::{EndSession, ListSessions},
    server::{door, live::sweep},
};
use sqlx::PgPool;
use std::collections::BTreeSet;

/// Opens a stream and waits until it is ready.
pub async fn open(client: &Client<'_>, topics: &[Topic]) -> Stream {
    let names: Vec<String> = topics.iter().map(ToString::to_string).collect();
    let mut stream = client.listen(&format!("topics={}", names.join(",")), &[]).await.expect("a stream");
    assert_eq!(stream.next().await.expect("an event").event, "ready");
    stream
}

/// Starts the subscription to other processes and waits until it is active.
pub async fn hearing(app: &TestApp, client: &Client<'_>) {
    let (pool, clock, diagnostics) =
        (app.app.pool.direct().clone(), app.app.clock.clone(), app.app.diagnostics.clone());
    tokio::spawn(app.app.live.clone().run(pool, clock, diagnostics));
    while id_of_now(client).await == "0" {}
}

/// Returns the id that an event would have now in the client's process.
async fn id_of_now(client: &Client<'_>) -> String {
    let mut stream = client.listen("topics=", &[]).await.expect("a stream");
    stream.next_of("ready").await.id
}

/// Listens as Sari after the event id `seen`, and expects no refresh before the next change.
async fn assert_loaded_once(app: &TestApp, town: &Town, sari: &Client<'_>, seen: &str) {
    let topics = format!("topics={}&since={seen}", Topic::Person(town.sari));
    let mut page = sari.listen(&topics, &[]).await.expect("a stream");
    assert_eq!(page.next().await.expect("an event").event, "ready");
    app.app.live.announce(town.agency, &[Topic::Person(town.sari)]);
    assert_eq!(page.next().await.expect("an event").event, "change", "no refresh before it");
}

/// Inserts an outbox row with a very low transaction id, so that the outbox reaches back to every event id.
///
/// The id of an event is the cluster's xmin: transactions of other databases can keep it below the oldest row of a
/// new database.
pub async fn long_ago(owner: &PgPool, town: &Town) {
    let agency = town.agency;
    sql(
        owner,
        format!("insert into outbox (agency_id, xid, origin, at, topics) values ('{agency}', '3', '{agency}', now(), '{{}}')"),
    )
    .await;
}

async fn report(client: &Client<'_>, town: &Town, value: &str) {
    assert_eq!(client.report(key(), town.births, value).await.status, StatusCode::CREATED);
}

#[sqlx::test]
async fn a_report_reaches_the_person_the_assessor_and_every_board_above(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let (dewi, sari, ratna, mayor, hadi) = (
        app.as_(town.dewi).await,
        app.as_(town.sari).await,
        app.as_(town.ratna).await,
        app.as_(town.mayor).await,
        app.as_(town.hadi).await,
    );
    let mut open_pages = [
        (open(&dewi, &[Topic::Person(town.dewi)]).await, Topic::Person(town.dewi)),
        (open(&sari, &[Topic::Team(town.sari)]).await, Topic::Team(town.sari)),
        (open(&sari, &[Topic::Unit(town.centre)]).await, Topic::Unit(town.centre)),
        (open(&ratna, &[Topic::Unit(town.health)]).await, Topic::Unit(town.health)),
        (open(&mayor, &[Topic::Unit(town.root)]).await, Topic::Unit(town.root)),
    ];
    let mut elsewhere = open(&hadi, &[Topic::Unit(town.schools)]).await;
    report(&dewi, &town, "700").await;
    for (page, topic) in &mut open_pages {
        assert_eq!(page.next_change().await, topic.to_string());
    }
    // The first change for another unit's page is one of that unit.
    let budi = app.as_(town.budi).await;
    assert_eq!(budi.report(key(), town.lessons, "700").await.status, StatusCode::CREATED);
    assert_eq!(elsewhere.next_change().await, Topic::Unit(town.schools).to_string());
}

#[sqlx::test]
async fn an_event_names_what_changed_and_says_nothing_else(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let dewi = app.as_(town.dewi).await;
    let mut page = open(&dewi, &[Topic::Person(town.dewi)]).await;
    report(&dewi, &town, "987654").await;
    let heard = page.next_of("change").await;
    let data: serde_json::Value = serde_json::from_str(&heard.data).expect("json");
    let fields: Vec<&String> = data.as_object().expect("an object").keys().collect();
    assert_eq!(fields, ["topic", "version"]);
    assert_eq!(data["topic"], Topic::Person(town.dewi).to_string());
    assert!(data["version"].is_u64());
    assert!(!heard.data.contains("987654"));
    let outbox: String = sqlx::query_scalar("select string_agg(o::text, ' ') from outbox o")
        .fetch_one(&owner)
        .await
        .expect("the outbox");
    assert!(!outbox.contains("987654"), "nor does the outbox");
}

#[sqlx::test]
async fn of_a_crowd_each_is_told_to_ask_in_a_moment_of_its_own(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let topic = Topic::Person(town.dewi);
    let dewi = app.as_(town.dewi).await;
    let crowd: Vec<_> = (0..2_000).map(|_| app.app.live.subscribe(town.agency, topic)).collect();
    let mut waits = BTreeSet::new();
    let mut pages = Vec::new();
    for _ in 0..8 {
        pages.push(open(&dewi, &[topic]).await);
    }
    app.app.live.announce(town.agency, &[topic]);
    for page in &mut pages {
        let heard = page.next_of("change").await;
        let data: serde_json::Value = serde_json::from_str(&heard.data).expect("json");
        waits.insert(data["wait"].as_u64().unwrap_or_default());
    }
    assert!(waits.len() > 1, "all ask together: {waits:?}");
    assert!(waits.iter().all(|wait| *wait <= 1_000), "too late: {waits:?}");
    drop(crowd);
}

#[sqlx::test]
async fn what_happens_in_a_moment_is_told_once(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let dewi = app.as_(town.dewi).await;
    let (person, team) = (Topic::Person(town.dewi), Topic::Team(town.dewi));
    let mut page = open(&dewi, &[person, team]).await;
    for _ in 0..50 {
        app.app.live.announce(town.agency, &[person]);
    }
    app.app.live.announce(town.agency, &[team]);
    let changed = BTreeSet::from([page.next_change().await, page.next_change().await]);
    assert_eq!(changed, BTreeSet::from([person.to_string(), team.to_string()]), "50 changes, one event");
}

#[sqlx::test]
async fn nonsense_and_what_one_may_not_read_are_left_out(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let lina = app.as_(town.lina).await;
    let query = format!(
        "topics=,,unit:,unit:x,agency:{},person:{},unit:{},unit:{},person:{}",
        town.agency, town.dewi, town.schools, town.strange_unit, town.lina
    );
    let mut page = lina.listen(&query, &[]).await.expect("a stream");
    page.next_of("ready").await;
    app.app
        .live
        .announce(town.agency, &[Topic::Person(town.dewi), Topic::Unit(town.schools), Topic::Unit(town.strange_unit)]);
    app.app.live.announce(town.agency, &[Topic::Person(town.lina)]);
    assert_eq!(page.next_change().await, Topic::Person(town.lina).to_string());
    assert_eq!(app.anonymous().listen("topics=", &[]).await.err(), Some(StatusCode::UNAUTHORIZED));
    assert!(lina.listen("", &[]).await.is_ok(), "no topics, no harm");
}

#[sqlx::test]
async fn one_stream_asks_for_so_many_topics_and_no_more(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let lina = app.as_(town.lina).await;
    let (person, unit) = (Topic::Person(town.lina), Topic::Unit(town.centre));
    let many: Vec<String> = (0..31).map(|_| Topic::Unit(UnitId(key())).to_string()).collect();
    let mut page = lina.listen(&format!("topics={},{person},{unit}", many.join(",")), &[]).await.expect("a stream");
    page.next_of("ready").await;
    app.app.live.announce(town.agency, &[unit]);
    app.app.live.announce(town.agency, &[person]);
    assert_eq!(page.next_change().await, person.to_string(), "the thirty-third is left out");
}

#[sqlx::test]
async fn what_one_process_takes_the_pages_of_another_hear(owner: PgPool) {
    let (here, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let there = TestApp::new(&owner).await;
    let dewi = here.as_(town.dewi).await;
    let (ratna_here, ratna_there) = (here.as_(town.ratna).await, there.as_(town.ratna).await);
    hearing(&here, &ratna_here).await;
    hearing(&there, &ratna_there).await;
    let mut board = open(&ratna_there, &[Topic::Unit(town.health)]).await;
    report(&dewi, &town, "700").await;
    assert_eq!(board.next_change().await, Topic::Unit(town.health).to_string());
    report(&dewi, &town, "701").await;
    assert_eq!(board.next_change().await, Topic::Unit(town.health).to_string(), "and again");
}

/// Waits for the end of a stream whose session has ended. Before it the page is told to load again what it shows: it
/// learns that nobody is signed in, and shows it no longer.
async fn ends_signed_out(page: &mut crate::app::Stream) {
    assert_eq!(page.next().await.expect("a word before the end").event, "refresh");
    assert_eq!(page.next().await, None);
}

#[sqlx::test]
async fn a_session_that_one_process_ends_ends_its_stream_in_another(owner: PgPool) {
    let (here, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let there = TestApp::new(&owner).await;
    let phone = there.as_(town.dewi).await;
    let office = here.as_(town.dewi).await;
    hearing(&there, &phone).await;
    hearing(&here, &office).await;
    let mut page = open(&phone, &[Topic::Person(town.dewi)]).await;
    let devices = office.call(ListSessions {}).await.expect("devices");
    let other = devices.iter().find(|device| !device.current).expect("the phone").id;
    assert_eq!(office.call(EndSession { session: other }).await, Ok(()));
    ends_signed_out(&mut page).await;
}

#[sqlx::test]
async fn signing_out_ends_the_streams_of_this_device_only(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let (phone, office) = (app.as_(town.dewi).await, app.as_(town.dewi).await);
    let mut of_phone = open(&phone, &[Topic::Person(town.dewi)]).await;
    let mut of_office = open(&office, &[Topic::Person(town.dewi)]).await;
    phone.post_form("/keluar", &[]).await;
    ends_signed_out(&mut of_phone).await;
    report(&office, &town, "700").await;
    assert_eq!(of_office.next_change().await, Topic::Person(town.dewi).to_string());
    assert_eq!(phone.listen("topics=", &[]).await.err(), Some(StatusCode::UNAUTHORIZED));
}

#[sqlx::test]
async fn a_new_password_ends_the_streams_of_the_other_devices(owner: PgPool) {
    use kinerja::features::auth::api::ChangePassword;
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let (old, new) = ("perahu hijau di muara", "lampu kuning di dermaga");
    let account = app.account(town.agency, Some(town.dewi), "dewi", Some(old)).await;
    let (here, there) = (app.signed_in(account).await, app.signed_in(account).await);
    let mut page = open(&there, &[Topic::Person(town.dewi)]).await;
    let change = ChangePassword { current: old.into(), new: new.into(), again: new.into() };
    assert_eq!(here.call(change).await, Ok(()));
    ends_signed_out(&mut page).await;
}

#[sqlx::test]
async fn the_streams_end_when_the_server_stops(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let dewi = app.as_(town.dewi).await;
    let mut page = open(&dewi, &[Topic::Person(town.dewi)]).await;
    app.app.live.stop();
    assert_eq!(page.next().await, None);
}

#[sqlx::test]
async fn who_comes_back_is_told_what_was_missed(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let (dewi, sari) = (app.as_(town.dewi).await, app.as_(town.sari).await);
    long_ago(&owner, &town).await;
    hearing(&app, &sari).await;
    let seen = id_of_now(&sari).await;
    report(&dewi, &town, "701").await;
    let topics = format!("topics={},{}", Topic::Unit(town.centre), Topic::Person(town.sari));
    let mut by_header = sari.listen(&topics, &[("last-event-id", &seen)]).await.expect("a stream");
    let mut by_query = sari.listen(&format!("{topics}&since={seen}"), &[]).await.expect("a stream");
    for page in [&mut by_header, &mut by_query] {
        assert_eq!(page.next().await.expect("an event").event, "ready");
        assert_eq!(page.next_change().await, Topic::Unit(town.centre).to_string());
        app.app.live.announce(town.agency, &[Topic::Person(town.sari)]);
        assert_eq!(page.next_change().await, Topic::Person(town.sari).to_string(), "only what changed");
    }
}

#[sqlx::test]
async fn who_opens_a_page_where_nobody_has_written_anything_does_not_load_it_twice(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let sari = app.as_(town.sari).await;
    hearing(&app, &sari).await;
    let seen = id_of_now(&sari).await;
    // A session is a transaction, and none that a page hears of.
    app.as_(town.dewi).await;
    assert_loaded_once(&app, &town, &sari, &seen).await;
}

#[sqlx::test]
async fn who_opens_a_page_long_after_the_last_report_does_not_load_it_twice(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let (dewi, sari) = (app.as_(town.dewi).await, app.as_(town.sari).await);
    hearing(&app, &sari).await;
    report(&dewi, &town, "700").await;
    report(&dewi, &town, "701").await;
    app.at(&(app.now() + jiff::SignedDuration::from_mins(20)).to_string());
    sweep(&owner, &app.app.clock).await.expect("a sweep");
    let left: i64 = sqlx::query_scalar("select count(*) from outbox").fetch_one(&owner).await.expect("a count");
    assert_eq!(left, 1, "the newest of the old rows");
    let last =
        sqlx::query_scalar::<_, String>("select max(xid)::text from outbox").fetch_one(&owner).await.expect("a row");
    assert_loaded_once(&app, &town, &sari, &last).await;
}

#[sqlx::test]
async fn the_header_wins_over_the_address(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let (dewi, sari) = (app.as_(town.dewi).await, app.as_(town.sari).await);
    long_ago(&owner, &town).await;
    hearing(&app, &sari).await;
    let seen = id_of_now(&sari).await;
    let topics = format!("topics={}&since=bukan", Topic::Unit(town.centre));
    let mut page = sari.listen(&topics, &[("last-event-id", &seen)]).await.expect("a stream");
    assert_eq!(page.next().await.expect("an event").event, "ready");
    report(&dewi, &town, "701").await;
    assert_eq!(page.next().await.expect("an event").event, "change", "no refresh for the address' id");
}

#[sqlx::test]
async fn who_comes_back_with_an_unknown_id_is_told_to_refresh(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let sari = app.as_(town.sari).await;
    report(&app.as_(town.dewi).await, &town, "700").await;
    let all = "18446744073709551615";
    for id in ["bukan", "-1", "1", all, "184467440737095516150", "0", "9e3", "1;2"] {
        let topics = format!("topics={}", Topic::Unit(town.centre));
        let mut page = sari.listen(&topics, &[("last-event-id", id)]).await.expect("a stream");
        let events = [page.next().await, page.next().await].map(|heard| heard.expect("an event").event);
        assert_eq!(events, ["ready", "refresh"], "{id}");
    }
}

#[sqlx::test]
async fn who_comes_back_after_the_past_was_swept_is_told_to_refresh(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let (dewi, sari) = (app.as_(town.dewi).await, app.as_(town.sari).await);
    report(&dewi, &town, "700").await;
    hearing(&app, &sari).await;
    let seen = id_of_now(&sari).await;
    report(&dewi, &town, "701").await;
    sql(&owner, "delete from outbox".to_owned()).await;
    report(&dewi, &town, "702").await;
    let topics = format!("topics={}", Topic::Unit(town.centre));
    let mut page = sari.listen(&topics, &[("last-event-id", &seen)]).await.expect("a stream");
    let events = [page.next().await, page.next().await].map(|heard| heard.expect("an event").event);
    assert_eq!(events, ["ready", "refresh"]);
}

#[sqlx::test]
async fn who_came_before_the_process_looked_into_the_past_is_told_to_refresh(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let sari = app.as_(town.sari).await;
    let seen = id_of_now(&sari).await;
    let topics = format!("topics={}", Topic::Unit(town.centre));
    let mut page = sari.listen(&topics, &[("last-event-id", &seen)]).await.expect("a stream");
    let events = [page.next().await, page.next().await].map(|heard| heard.expect("an event").event);
    assert_eq!(events, ["ready", "refresh"]);
}

#[sqlx::test]
async fn a_slow_transaction_is_not_passed_over(owner: PgPool) {
    let (here, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let there = TestApp::new(&owner).await;
    let (ratna, dewi) = (there.as_(town.ratna).await, here.as_(town.dewi).await);
    hearing(&here, &dewi).await;
    hearing(&there, &ratna).await;
    let mut board = open(&ratna, &[Topic::Unit(town.health), Topic::Unit(town.centre)]).await;
    // This transaction begins first and commits last, with another commit in between: ids are not in commit order.
    let slow = door::system(&here.app, town.agency, async |db, _| {
        sqlx::query("select pg_current_xact_id()").execute(&mut *db).await?;
        report(&dewi, &town, "700").await;
        Ok((Event::quiet(vec![Topic::Unit(town.health)]), ()))
    });
    slow.await.expect("committed");
    let mut changed = BTreeSet::new();
    while changed.len() < 2 {
        changed.insert(board.next_change().await);
    }
    assert_eq!(changed, [Topic::Unit(town.health), Topic::Unit(town.centre)].map(|topic| topic.to_string()).into());
}

#[sqlx::test]
async fn a_refused_write_is_told_nobody(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let (dewi, lina) = (app.as_(town.dewi).await, app.as_(town.lina).await);
    let mut page = open(&lina, &[Topic::Unit(town.centre), Topic::Person(town.lina)]).await;
    assert_eq!(dewi.report(key(), town.visits, "1").await.status, StatusCode::NOT_FOUND);
    assert_eq!(dewi.report(key(), town.births, "viel").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    app.app.live.announce(town.agency, &[Topic::Person(town.lina)]);
    assert_eq!(page.next_change().await, Topic::Person(town.lina).to_string());
    let rows: i64 = sqlx::query_scalar("select count(*) from outbox").fetch_one(&owner).await.expect("a count");
    assert_eq!(rows, 0);
}

#[sqlx::test]
async fn an_open_page_hears_that_its_line_is_alive_while_nothing_happens(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let dewi = app.as_(town.dewi).await;
    let mut page = open(&dewi, &[Topic::Person(town.dewi)]).await;
    let begun = std::time::Instant::now();
    page.next_of("ready").await;
    // The page gives up after 18 seconds (`ui/live.rs`): one heartbeat may be lost.
    assert!(begun.elapsed().as_secs() < 9, "{:?}", begun.elapsed());
}
