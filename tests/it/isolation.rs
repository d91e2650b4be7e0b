//! Isolation of requests: one request cannot reach the data of another.

use crate::{
    app::{Client, TestApp, key},
    seed::Town,
    sources::uses,
};
use axum::{
    Router,
    body::{Body, Bytes},
    http::{Request, StatusCode},
    routing::get,
};
use futures::{StreamExt, future::join_all, join, stream};
use http_body_util::BodyExt;
use kinerja::{domain::id::IkiId, server::isolate::isolate};
use leptos::prelude::{Owner, provide_context, use_context};
use sqlx::PgPool;
use std::{cell::Cell, convert::Infallible};
use tower::ServiceExt;
use uuid::Uuid;

const READERS: usize = 4;
/// The number of pages that each reader opens.
const PAGES: usize = 512;

/// Opens Beranda repeatedly and returns the unexpected statuses.
async fn read(client: &Client<'_>, reading: &Cell<usize>) -> Vec<StatusCode> {
    let mut wrong = Vec::new();
    for _ in 0..PAGES {
        let page = client.get("/").await;
        if ![StatusCode::OK, StatusCode::SERVICE_UNAVAILABLE].contains(&page.status) {
            wrong.push(page.status);
        }
    }
    reading.set(reading.get() - 1);
    wrong
}

/// Sends a report that is refused while pages are read, and returns the number of refusals.
async fn be_refused(client: &Client<'_>, reading: &Cell<usize>, (id, iki): (Uuid, IkiId), status: StatusCode) -> usize {
    let mut times = 0;
    while reading.get() > 0 {
        let answer = client.report(id, iki, "701").await;
        // A busy machine may answer any request with 503.
        if answer.status != StatusCode::SERVICE_UNAVAILABLE {
            assert_eq!(answer.status, status, "{}", answer.body);
            times += 1;
        }
    }
    times
}

#[sqlx::test]
async fn refused_programs_change_nobodys_page(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let (dewi, lina) = (app.as_(town.dewi).await, app.as_(town.lina).await);
    let reading = Cell::new(READERS);
    let used = key();
    assert_eq!(dewi.report(used, town.births, "700").await.status, StatusCode::CREATED);
    let (pages, not_found, unprocessable) = join!(
        join_all((0..READERS).map(|_| read(&lina, &reading))),
        be_refused(&dewi, &reading, (key(), town.lessons), StatusCode::NOT_FOUND),
        be_refused(&dewi, &reading, (used, town.births), StatusCode::UNPROCESSABLE_ENTITY),
    );
    let wrong: Vec<_> = pages.into_iter().flatten().collect();
    assert!(not_found.min(unprocessable) > 50, "hardly anybody was refused: {not_found}, {unprocessable}");
    assert!(wrong.is_empty(), "{} of {} pages: {wrong:?}", wrong.len(), READERS * PAGES);
}

/// A value that another person's page provides.
#[derive(Clone)]
struct Secret;

/// Returns whether the value is in the current context.
fn found() -> String {
    use_context::<Secret>().is_some().to_string()
}

#[tokio::test]
async fn neither_an_answer_nor_its_stream_finds_what_a_stale_page_left_on_the_thread() {
    let chunks = || Body::from_stream(stream::iter([0, 1]).map(|_| Ok::<_, Infallible>(Bytes::from(found()))));
    let router = Router::new()
        .route("/answer", get(async || found()))
        .route(
            "/later",
            get(async || {
                tokio::task::yield_now().await;
                found()
            }),
        )
        .route("/stream", get(async move || chunks()));
    let isolated = router.clone().layer(axum::middleware::from_fn(isolate));
    let stale = Owner::new_root(None);
    provide_context(Secret);
    for (path, length) in [("/answer", 1), ("/later", 1), ("/stream", 2)] {
        for (router, finds) in [(&router, "true"), (&isolated, "false")] {
            stale.set();
            let request = Request::get(path).body(Body::empty()).expect("a request");
            let answer = router.clone().oneshot(request).await.expect("an answer");
            let body = answer.into_body().collect().await.expect("a body").to_bytes();
            assert_eq!(body, finds.repeat(length), "{path}");
        }
    }
}

#[test]
fn only_pages_and_their_functions_ask_for_a_context() {
    let places = uses("use_context").into_iter().filter(|path| !path.starts_with("src/ui/") && !path.contains("/view"));
    let places: Vec<_> = places.collect();
    // A handler gets its `Caller` from the request; only the door looks up the `Caller` of a page or server function.
    assert_eq!(places, ["src/boot/pages.rs", "src/document.rs", "src/server/door.rs"]);
    let door = std::fs::read_to_string("src/server/door.rs").expect("the door");
    let current =
        door.split("pub fn current()").nth(1).and_then(|rest| rest.split("\n    }\n").next()).expect("a body");
    assert_eq!(door.matches("use_context").count() - 1, current.matches("use_context").count(), "but for the import");
}
