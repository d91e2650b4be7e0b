//! Overload, deadlocks, restarts and slow clients: a clear answer, no lost data, and recovery without help. Tests
//! that kill a real process are in `end2end/tests/kill.spec.ts` and in `make fault`.

use crate::{
    app::{Answer, PATIENCE, TestApp, key},
    seed::Town,
    servers::{PRIMARY, Servers},
};
use axum::{
    Router,
    body::{Body, Bytes},
    http::{Method, Request, StatusCode, header},
    response::Response,
    routing::get,
};
use futures::{FutureExt, StreamExt, stream};
use http_body_util::BodyExt;
use kinerja::{
    domain::id::EmployeeId,
    error::Error,
    features::progress::{api::MyResults, rollup},
    server::{
        admission::cut_off,
        config::Config,
        pool::Pool,
        serve::{Limits, accept, listen},
    },
};
use leptos::server_fn::{ServerFn, error::FromServerFnError};
use nix::{
    sys::signal::{Signal, kill},
    unistd::Pid,
};
use sqlx::{PgConnection, PgPool, Postgres, Transaction};
use std::{
    convert::Infallible,
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::Instant,
};

/// Locks a row that a person's reports need.
async fn hold(owner: &PgPool, employee: EmployeeId) -> Transaction<'_, Postgres> {
    let mut held = owner.begin().await.expect("a transaction");
    sqlx::query("select from person_standing where employee_id = $1 for update")
        .bind(employee)
        .execute(&mut *held)
        .await
        .expect("a lock");
    held
}

/// Returns once `many` connections of this database wait for a lock.
async fn until_waiting(owner: &PgPool, many: i64) {
    let waiting = "select count(*) from pg_stat_activity
         where datname = current_database() and wait_event_type = 'Lock'";
    while sqlx::query_scalar::<_, i64>(waiting).fetch_one(owner).await.expect("a count") < many {}
}

async fn count(owner: &PgPool, sql: &'static str) -> i64 {
    sqlx::query_scalar(sql).fetch_one(owner).await.expect("a count")
}

async fn is_clean(town: &Town, owner: &PgPool) {
    let mut db = owner.acquire().await.expect("a connection");
    let zone = kinerja::domain::calendar::Zone::Wib;
    let found = rollup::check(&mut db, town.agency, zone).await.expect("a recount");
    assert_eq!(found, Vec::<String>::new());
}

fn assert_unavailable(answer: &Answer) {
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{}", answer.body);
    assert_eq!(answer.headers.get(header::RETRY_AFTER).expect("when to come again"), "3");
}

#[sqlx::test]
async fn what_is_more_than_the_server_carries_is_told_at_once_in_everybodys_words(owner: PgPool) {
    let app = TestApp::with(&owner, |config| Config { max_requests: 1, ..config }).await;
    let town = Town::build(&owner).await;
    let (dewi, lina) = (app.as_(town.dewi).await, app.as_(town.lina).await);
    let held = hold(&owner, town.dewi).await;
    let others = async {
        until_waiting(&owner, 1).await;
        let call = Request::post(MyResults::PATH).header(header::ACCEPT, "text/plain");
        let (page, form, program, function) = tokio::join!(
            lina.get("/"),
            lina.post_form("/lapor", &[("value", "7")]),
            lina.api(Method::GET, "/api/v1/me", None),
            lina.request(call, kinerja::wire::pack(&MyResults { corrects: None }).expect("arguments")),
        );
        for answer in [&page, &form, &program, &function] {
            assert_unavailable(answer);
        }
        assert!(page.body.contains("<h1>Layanan terganggu</h1>") && page.body.contains("Muat ulang halaman ini"));
        assert!(form.body.contains("Isian Anda tidak hilang"), "{}", form.body);
        assert_eq!(program.headers[header::CONTENT_TYPE], "application/problem+json");
        assert!(program.json()["title"].as_str().expect("a title").starts_with("Layanan sedang terganggu."));
        let error = <Error as FromServerFnError>::de(function.body.into_bytes().into());
        assert!(matches!(error, Error::Unavailable(code) if code.len() == 9), "with a code to read out");
        // The overload has lasted too long for the queue: the request is refused at once.
        let asked = Instant::now();
        assert_unavailable(&lina.get("/").await);
        assert!(asked.elapsed() < Duration::from_secs(1), "{:?}", asked.elapsed());
        for open in ["/healthz", "/readyz", "/pkg/test/kinerja.css"] {
            assert_eq!(lina.get(open).await.status, StatusCode::OK, "{open}");
        }
        assert!(lina.listen("topics=", &[]).await.is_ok(), "streams have places of their own");
        held.rollback().await.expect("let go");
    };
    let (report, ()) = tokio::join!(dewi.report(key(), town.births, "700"), others);
    assert_eq!(report.status, StatusCode::CREATED, "what was begun is finished: {}", report.body);
    assert_eq!(lina.get("/").await.status, StatusCode::OK, "and it has passed");
}

#[sqlx::test]
async fn a_crowd_that_comes_in_one_moment_is_waited_out(owner: PgPool) {
    let app = TestApp::with(&owner, |config| Config { max_requests: 2, ..config }).await;
    let town = Town::build(&owner).await;
    let dewi = app.as_(town.dewi).await;
    let answers = futures::future::join_all((0..100).map(|_| dewi.api(Method::GET, "/api/v1/me", None))).await;
    assert!(answers.iter().all(|answer| answer.status == StatusCode::OK));
}

#[sqlx::test]
async fn whoever_sends_slowly_holds_up_nobody(owner: PgPool) {
    let app = TestApp::with(&owner, |config| Config { max_requests: 1, ..config }).await;
    let town = Town::build(&owner).await;
    let dewi = app.as_(town.dewi).await;
    let never = Body::from_stream(futures::stream::pending::<Result<Bytes, std::io::Error>>());
    let slow = dewi.request(Request::post("/api/v1/reports").header(header::CONTENT_TYPE, "application/json"), never);
    tokio::select! {
        biased;
        answer = slow => panic!("{answer:?}"),
        answer = dewi.api(Method::GET, "/api/v1/me", None) => assert_eq!(answer.status, StatusCode::OK),
    }
}

#[sqlx::test]
async fn a_lock_that_is_not_given_back_is_told_and_passes(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let dewi = app.as_(town.dewi).await;
    let key = key();
    let held = hold(&owner, town.dewi).await;
    assert_unavailable(&dewi.report(key, town.births, "700").await);
    held.rollback().await.expect("let go");
    assert_eq!(dewi.report(key, town.births, "700").await.status, StatusCode::CREATED);
    is_clean(&town, &owner).await;
}

#[sqlx::test]
async fn when_every_connection_is_taken_people_are_told_and_it_passes(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let (dewi, nobody, key) = (app.as_(town.dewi).await, app.anonymous(), key());
    let mut held = Vec::new();
    while let Ok(taken) = app.app.pool.begin("begin").await {
        held.push(taken);
    }
    let (page, report, diagnostics) =
        tokio::join!(dewi.get("/"), dewi.report(key, town.births, "700"), nobody.get("/healthz"));
    assert_unavailable(&page);
    assert_unavailable(&report);
    assert_eq!(diagnostics.status, StatusCode::OK, "the process lives");
    drop(held);
    assert_eq!(dewi.report(key, town.births, "700").await.status, StatusCode::CREATED);
    assert_eq!(dewi.get("/").await.status, StatusCode::OK);
    is_clean(&town, &owner).await;
}

/// Stopped processes, continued on drop.
struct Frozen(Vec<Pid>);

impl Frozen {
    /// Stops every process of the first server.
    async fn database(servers: &Servers, owner: &PgPool) -> Self {
        let backends: Vec<i32> =
            sqlx::query_scalar("select pid from pg_stat_activity").fetch_all(owner).await.expect("its processes");
        let file = std::fs::read_to_string(servers.folder.join(PRIMARY.0).join("postmaster.pid")).expect("its number");
        let first = file.lines().next().and_then(|pid| pid.parse().ok()).expect("a number");
        let all: Vec<Pid> = backends.into_iter().chain([first]).map(Pid::from_raw).collect();
        for pid in &all {
            kill(*pid, Signal::SIGSTOP).expect("a process that stops");
        }
        Self(all)
    }
}

impl Drop for Frozen {
    fn drop(&mut self) {
        for pid in &self.0 {
            let _ = kill(*pid, Signal::SIGCONT);
        }
    }
}

#[tokio::test]
async fn a_database_that_stands_still_is_told_and_passes() {
    let servers = Servers::start();
    let owner = servers.owner().await;
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let (dewi, key) = (app.as_(town.dewi).await, key());
    assert_eq!(dewi.get("/").await.status, StatusCode::OK);
    let frozen = Frozen::database(&servers, &owner).await;
    let asked = async { tokio::join!(dewi.get("/"), dewi.report(key, town.births, "700")) };
    let (page, report) = tokio::time::timeout(PATIENCE, asked).await.expect("an answer while it stands still");
    assert_unavailable(&page);
    assert_unavailable(&report);
    drop(frozen);
    let passes = async { while dewi.report(key, town.births, "700").await.status.is_server_error() {} };
    tokio::time::timeout(PATIENCE, passes).await.expect("it passes by itself");
    assert_eq!(
        dewi.report(key, town.births, "700").await.status,
        StatusCode::OK,
        "stored once, by the first that came"
    );
    assert_eq!(count(&owner, "select count(*) from report").await, 1);
    is_clean(&town, &owner).await;
    app.app.pool.close().await;
    owner.close().await;
}

#[sqlx::test]
async fn of_two_who_wait_for_each_other_the_report_goes_on_by_itself(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let dewi = app.as_(town.dewi).await;
    let mut other = owner.begin().await.expect("a transaction");
    let lock_unit = "select from unit_rollup where unit_id = $1 for update";
    sqlx::query(lock_unit).bind(town.centre).execute(&mut *other).await.expect("a lock");
    let crossing = async {
        // The report has locked its person and waits for the unit; this transaction has the unit and wants the person.
        until_waiting(&owner, 1).await;
        let lock_person = "select from person_standing where employee_id = $1 for update";
        sqlx::query(lock_person).bind(town.dewi).execute(&mut *other).await.expect("the other one gave way");
        other.commit().await.expect("committed");
    };
    let (report, ()) = tokio::join!(dewi.report(key(), town.births, "700"), crossing);
    assert_eq!(report.status, StatusCode::CREATED, "{}", report.body);
    assert_eq!(count(&owner, "select count(*) from report").await, 1);
    is_clean(&town, &owner).await;
}

/// Makes the next `many` reports fail with a serialization failure.
async fn break_off(owner: &PgPool, many: u32) {
    sqlx::raw_sql(sqlx::AssertSqlSafe(format!(
        "create sequence tries;
         create function break_off() returns trigger language plpgsql security definer as $$
         begin
             if nextval('tries') <= {many} then raise exception 'broken off' using errcode = '40001'; end if;
             return new;
         end $$;
         create trigger break_off before insert on report for each row execute function break_off()"
    )))
    .execute(owner)
    .await
    .expect("a trigger");
}

#[sqlx::test]
async fn what_the_database_breaks_off_is_done_again(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let dewi = app.as_(town.dewi).await;
    break_off(&owner, 3).await;
    assert_eq!(dewi.report(key(), town.births, "700").await.status, StatusCode::CREATED);
    assert_eq!(count(&owner, "select count(*) from report").await, 1);
    assert_eq!(count(&owner, "select count(*) from event where kind = 'reported'").await, 1);
    is_clean(&town, &owner).await;
}

#[sqlx::test]
async fn what_is_broken_off_again_and_again_is_told_and_leaves_nothing(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let dewi = app.as_(town.dewi).await;
    break_off(&owner, 100).await;
    assert_unavailable(&dewi.report(key(), town.births, "700").await);
    assert_eq!(count(&owner, "select last_value from tries").await, 4, "once, and three times again");
    assert_eq!(count(&owner, "select count(*) from report").await, 0);
    is_clean(&town, &owner).await;
}

#[sqlx::test]
async fn a_page_that_loses_its_database_while_it_is_drawn_says_so_in_its_status(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let dewi = app.as_(town.dewi).await;
    sqlx::query("alter table standing rename to standing_gone").execute(&owner).await.expect("gone");
    let page = dewi.get("/").await;
    assert_unavailable(&page);
    assert!(page.body.contains("Layanan sedang terganggu."), "{}", page.body);
}

#[tokio::test]
async fn an_answer_that_stops_half_way_is_cut_off() {
    let begun = stream::once(async { Ok::<_, Infallible>("<p>Yang sudah ada") }).chain(stream::pending());
    let answer = cut_off(Response::new(Body::from_stream(begun)), Duration::from_millis(50));
    assert!(answer.into_body().collect().await.is_err(), "whoever reads it knows that the rest is missing");
    let whole = cut_off(Response::new(Body::from("<p>Semua")), Duration::from_millis(50));
    assert_eq!(whole.into_body().collect().await.expect("all of it").to_bytes(), "<p>Semua");
}

#[sqlx::test]
async fn whoever_goes_away_while_a_transaction_begins_leaves_none_open(owner: PgPool) {
    let pool = Pool::connect_with((*owner.connect_options()).clone(), 1).await.expect("a pool");
    for _ in 0..50 {
        drop(pool.begin("begin read only").now_or_never());
        let transaction = async |db: &mut PgConnection| {
            sqlx::query_scalar::<_, String>("select pg_current_xact_id()::text").fetch_one(db).await
        };
        let (one, other) = (pool.ask(transaction).await, pool.ask(transaction).await);
        assert_ne!(one.expect("an answer"), other.expect("an answer"), "both are inside somebody else's transaction");
    }
}

#[sqlx::test]
async fn a_clock_that_jumps_takes_nobodys_session_and_doubles_no_report(owner: PgPool) {
    let (here, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let there = TestApp::new(&owner).await;
    let dewi = here.as_(town.dewi).await;
    let elsewhere = crate::app::Client { app: &there, cookie: dewi.cookie.clone() };
    let key = key();
    let body = serde_json::json!({
        "indicator_id": town.births.to_string(), "value": "700", "note": null, "observed_at": crate::app::NOW,
    });
    let send = async |client: &crate::app::Client<'_>, body: &serde_json::Value| {
        let headers = [("idempotency-key", &*key.to_string())];
        client.api_with(Method::POST, "/api/v1/reports", Some(body.clone()), &headers).await
    };
    // One process is 15 minutes ahead, the other one 5 minutes behind.
    there.at("2026-06-22T02:15:00Z");
    let first = send(&elsewhere, &body).await;
    assert_eq!(first.status, StatusCode::CREATED, "{}", first.body);
    here.at("2026-06-22T01:55:00Z");
    let again = send(&dewi, &body).await;
    assert_eq!((again.status, again.json()), (StatusCode::OK, first.json()));
    // A report from a device whose clock is far ahead is of now, and says what that clock showed.
    let ahead = serde_json::json!({
        "indicator_id": town.births.to_string(), "value": "701", "note": null, "observed_at": "2026-06-22T03:00:00Z",
    });
    let key = crate::app::key().to_string();
    let taken = dewi.api_with(Method::POST, "/api/v1/reports", Some(ahead), &[("idempotency-key", key.as_str())]).await;
    assert_eq!(taken.status, StatusCode::CREATED, "{}", taken.body);
    assert_eq!(count(&owner, "select count(*) from report where observed_at = '2026-06-22T01:55:00Z'").await, 1);
    assert_eq!(dewi.get("/").await.status, StatusCode::OK, "still signed in here");
    assert_eq!(elsewhere.get("/").await.status, StatusCode::OK, "and there");
    is_clean(&town, &owner).await;
}

/// Starts one process on an address that others share; it stops when the sender is used or dropped.
fn process(address: SocketAddr, router: Router) -> (SocketAddr, tokio::sync::oneshot::Sender<()>, Done) {
    let listener = listen(address, true).expect("a shared address");
    let address = listener.local_addr().expect("an address");
    let (stop, stopped) = tokio::sync::oneshot::channel();
    let done = tokio::spawn(accept(listener, router, None, Limits::default(), async {
        let _ = stopped.await;
    }));
    (address, stop, done)
}

type Done = tokio::task::JoinHandle<()>;

/// Sends a request over the connection and returns whether the answer closes it.
async fn ask(line: &mut TcpStream) -> bool {
    line.write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n").await.expect("sent");
    let mut answer = Vec::new();
    while !answer.ends_with(b"\r\n\r\nok") {
        let read = tokio::time::timeout(PATIENCE, line.read_buf(&mut answer)).await.expect("in time").expect("bytes");
        assert!(read > 0, "closed before the answer: {}", String::from_utf8_lossy(&answer));
    }
    let answer = String::from_utf8_lossy(&answer).to_lowercase();
    assert!(answer.starts_with("http/1.1 200"), "{answer}");
    answer.contains("connection: close")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_process_that_gives_way_to_the_next_one_fails_no_request() {
    let router = Router::new().route("/healthz", get(async || "ok"));
    let (address, mut stop, mut done) = process("127.0.0.1:0".parse().expect("any port"), router.clone());
    let over = Arc::new(AtomicBool::new(false));
    let (answered, mut answers) = tokio::sync::watch::channel(0_u32);
    let askers: Vec<_> = (0..8)
        .map(|index| {
            let (over, answered) = (over.clone(), answered.clone());
            tokio::spawn(async move {
                while !over.load(Ordering::Relaxed) {
                    let mut line = TcpStream::connect(address).await.expect("a line");
                    loop {
                        let ends = ask(&mut line).await;
                        answered.send_modify(|count| *count += 1);
                        // Half of the clients keep their connection, the others open a new one for each request.
                        if ends || index % 2 == 1 || over.load(Ordering::Relaxed) {
                            break;
                        }
                    }
                }
            })
        })
        .collect();
    for _ in 0..5 {
        let next = process(address, router.clone());
        stop.send(()).expect("stopping");
        tokio::time::timeout(PATIENCE, done).await.expect("in time").expect("ended");
        (_, stop, done) = next;
        // The next process continues to answer.
        let before = *answers.borrow();
        let carried = answers.wait_for(|count| *count > before + 100);
        tokio::time::timeout(PATIENCE, carried).await.expect("in time").expect("answers");
    }
    over.store(true, Ordering::Relaxed);
    for asker in askers {
        asker.await.expect("every request was answered");
    }
}

#[tokio::test]
async fn whoever_takes_nothing_of_an_answer_gives_up_the_place() {
    let zeros = vec![0_u8; 64 << 20];
    let router = Router::new().route("/large", get(async move || zeros.clone())).route("/healthz", get(async || "ok"));
    let listener = listen("127.0.0.1:0".parse().expect("any port"), false).expect("a port");
    let address = listener.local_addr().expect("an address");
    let limits = Limits { connections: 1, slowest_reader: Duration::from_secs(1), ..Limits::default() };
    tokio::spawn(accept(listener, router, None, limits, std::future::pending()));
    let mut dawdler = TcpStream::connect(address).await.expect("a line");
    dawdler.write_all(b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n").await.expect("sent");
    dawdler.readable().await.expect("it begins");
    let mut next = TcpStream::connect(address).await.expect("a line");
    assert!(!ask(&mut next).await, "the only place is free again");
    drop(dawdler);
}
