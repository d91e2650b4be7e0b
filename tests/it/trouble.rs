//! Failures: the same code for the person, for the other program and in the log.

use crate::{
    app::{Answer, Client, TestApp},
    seed::Town,
};
use axum::{
    Router,
    http::{Method, Request, StatusCode, header},
    routing::get,
};
use kinerja::{boot::with_request_id, error::Error, features::progress::api::MyResults, server::App, wire::pack};
use leptos::server_fn::{ServerFn, error::FromServerFnError};
use sqlx::PgPool;
use std::{
    io::{self, Write},
    sync::{Arc, Mutex},
};
use tracing_subscriber::fmt::MakeWriter;

fn code(answer: &Answer) -> &str {
    answer.headers.get("x-request-id").expect("a code").to_str().expect("text")
}

/// Opens Beranda as a page, as a page's server function and as another program.
async fn as_everybody(client: &Client<'_>) -> [Answer; 3] {
    let function = Request::post(MyResults::PATH).header(header::CONTENT_TYPE, "text/plain");
    [
        client.get("/").await,
        client.request(function, pack(&MyResults { corrects: None }).expect("arguments")).await,
        client.api(Method::GET, "/api/v1/indicators", None).await,
    ]
}

fn assert_shows_code([page, function, api]: &[Answer; 3]) {
    assert!(page.headers["content-type"].to_str().expect("a kind").starts_with("text/html"));
    assert!(page.body.contains(&format!("Kode galat: {}", code(page))), "{}", page.body);
    assert!(page.body.contains("<h1>") && page.body.contains("Langsung ke isi"), "a page like every other");
    assert!(!page.headers["content-security-policy"].to_str().expect("a policy").contains("script"));
    let error = <Error as FromServerFnError>::de(function.body.clone().into_bytes().into());
    assert_eq!(error, Error::Unavailable(code(function).to_owned()));
    assert_eq!(api.headers["content-type"], "application/problem+json");
    assert_eq!(api.json()["request"], code(api));
}

#[sqlx::test]
async fn every_answer_carries_a_code_of_its_own(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let dewi = app.as_(town.dewi).await;
    let answers = [
        dewi.get("/").await,
        dewi.get("/").await,
        dewi.get("/tidak-ada").await,
        app.anonymous().get("/").await,
        app.anonymous().api(Method::GET, "/api/v1/me", None).await,
    ];
    let codes: std::collections::BTreeSet<&str> = answers.iter().map(code).collect();
    assert_eq!(codes.len(), answers.len());
    assert_eq!(answers[4].json()["request"], code(&answers[4]), "a refusal names its request too");
}

#[sqlx::test]
async fn without_the_database_everybody_is_told_a_code(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let dewi = app.as_(town.dewi).await;
    app.app.pool.close().await;
    let answers = as_everybody(&dewi).await;
    for answer in &answers {
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    }
    assert_shows_code(&answers);
}

/// Returns the router with a handler that panics.
fn panicking(app: &App) -> Router {
    let people = Router::new()
        .route("/", get(async || -> &'static str { panic!("gudang penuh") }))
        .route("/api/v1/indicators", get(async || -> &'static str { panic!("gudang penuh") }))
        .route(MyResults::PATH, axum::routing::post(async || -> &'static str { panic!("gudang penuh") }));
    with_request_id(people, app).with_state(app.clone())
}

#[sqlx::test]
async fn a_panic_is_told_like_every_other_failure(owner: PgPool) {
    let mut app = TestApp::new(&owner).await;
    app.router = panicking(&app.app);
    let answers = as_everybody(&app.anonymous()).await;
    for answer in &answers {
        assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR);
        assert!(!answer.body.contains("gudang"), "what happened inside stays inside");
    }
    assert_shows_code(&answers);
}

/// The log output of the program.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("the log").write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;
    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[sqlx::test]
async fn the_code_leads_to_what_happened_in_the_log(owner: PgPool) {
    let mut app = TestApp::new(&owner).await;
    app.router = panicking(&app.app);
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt().with_writer(log.clone()).json().finish();
    let writing = tracing::subscriber::set_default(subscriber);
    let answer = app.anonymous().get("/?nama=Dewi").await;
    drop(writing);
    let written = String::from_utf8(log.0.lock().expect("the log").clone()).expect("text");
    let lines: Vec<&str> = written.lines().filter(|line| line.contains(code(&answer))).collect();
    assert!(lines.iter().any(|line| line.contains("gudang penuh")), "what happened: {written}");
    assert!(lines.iter().any(|line| line.contains("\"status\":500")), "how it was answered: {written}");
    assert!(!written.contains("Dewi"), "and nothing of what was asked: {written}");
}
