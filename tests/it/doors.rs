//! Nobody gets past the door unseen: every server function asks who is there, and the ways around the
//! question are few and known by name.

use crate::{
    access::functions,
    app::{Answer, TestApp},
    seed::Town,
    sources::uses,
};
use axum::http::{Request, StatusCode, header};
use kinerja::error::Error;
use leptos::server_fn::error::FromServerFnError;
use serde_json::json;
use sqlx::PgPool;
use std::collections::BTreeSet;

/// Server functions that anybody may call: none.
const OPEN: [&str; 0] = [];

/// Arguments that every server function can read, as a form and as JSON.
fn arguments() -> [(&'static str, String); 2] {
    let id = "01900000-0000-7000-8000-000000000032";
    let ids = ["session", "employee", "indicator", "unit", "thread", "guest"].map(|name| format!("{name}={id}"));
    let json = json!({
        "after": null, "place": {"thread": id}, "asked": {"place": {"thread": id}, "before": null},
        "message": {"id": id, "kind": "reply", "text": "Baik."},
        "filter": {"wanted": "", "status": null, "from": 0},
    });
    [
        (
            "application/x-www-form-urlencoded",
            ids.join("&") + "&current=a&new=perahu+hijau&again=perahu+hijau&status=silent&wanted=Dewi",
        ),
        ("application/json", json.to_string()),
    ]
}

fn is_sign_in(answer: &Answer) -> bool {
    answer.status == StatusCode::UNAUTHORIZED
        && <Error as FromServerFnError>::de(answer.body.clone().into_bytes().into()) == Error::SignIn
}

#[sqlx::test]
async fn every_server_function_sends_a_stranger_to_the_sign_in(owner: PgPool) {
    let app = TestApp::new(&owner).await;
    Town::build(&owner).await;
    let before = app.rows().await;
    let mut let_in = BTreeSet::new();
    for (name, path) in functions() {
        let mut answers = Vec::new();
        // A function reads one of the two; the other one it refuses unread.
        for (kind, body) in arguments() {
            let request =
                Request::post(path).header(header::ACCEPT, "application/json").header(header::CONTENT_TYPE, kind);
            answers.push(app.anonymous().request(request, body).await);
        }
        if answers.iter().any(|answer| answer.status.is_success()) {
            let_in.insert(name);
        } else {
            assert!(answers.iter().any(is_sign_in), "{name}: {answers:?}");
        }
    }
    assert_eq!(let_in.iter().map(String::as_str).collect::<Vec<_>>(), OPEN);
    assert_eq!(app.rows().await, before);
}

#[test]
fn only_known_places_go_around_the_signed_in_person() {
    assert_eq!(uses(".public("), Vec::<String>::new(), "nothing of the database is read without a sign-in");
    assert_eq!(uses(".enter("), ["src/features/auth/action.rs"], "coming in");
    assert_eq!(uses("system("), ["src/server/jobs.rs"], "the clockwork");
}

#[test]
fn only_known_things_happen_without_an_audit_row() {
    let quiet = uses("Event::Quiet {");
    // A message or report that came again, a read mark, statuses that the calendar moves.
    assert_eq!(quiet, ["src/features/feedback/action.rs", "src/features/progress/action.rs", "src/server/jobs.rs"]);
}

#[test]
fn only_the_server_itself_reaches_the_pool() {
    for path in uses(".pool") {
        assert!(path.starts_with("src/server/"), "{path} goes around the door");
    }
    for path in uses("PgPool") {
        assert!(path.starts_with("src/server/"), "{path} goes around the door");
    }
}
