//! Access checks: every server function goes through the door, and the exceptions are few and listed.

use crate::{
    access::{Named, functions},
    app::{Answer, TestApp, key},
    seed::Town,
    sources::uses,
};
use axum::http::{Method, Request, StatusCode, header};
use jiff::SignedDuration;
use kinerja::{
    domain::id::{EmployeeId, FollowUpId, IkiId, RhkId, SessionId, SkpId, ThreadId, UnitId},
    error::Error,
    features::progress::api::MyResults,
    wire::{VERSION, pack},
};
use leptos::server_fn::{ServerFn, error::FromServerFnError};
use sqlx::PgPool;
use std::collections::BTreeSet;

/// Server functions without a sign-in: none.
const OPEN: [&str; 0] = [];

/// Returns ids that exist nowhere.
fn nothing() -> Named {
    let id = key();
    Named {
        employee: EmployeeId(id),
        guest: EmployeeId(id),
        indicator: IkiId(id),
        rhk: RhkId(id),
        plan: SkpId(id),
        unit: UnitId(id),
        thread: ThreadId(id),
        follow_up: FollowUpId(id),
        device: SessionId(id),
    }
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
    for row in functions() {
        let (kind, body) = row.arguments(nothing());
        let request = Request::post(row.path).header(header::ACCEPT, "text/plain").header(header::CONTENT_TYPE, kind);
        let answer = app.anonymous().request(request, body).await;
        if answer.status.is_success() {
            let_in.insert(row.name);
        } else {
            assert!(is_sign_in(&answer), "{}: {answer:?}", row.name);
        }
    }
    assert_eq!(let_in.iter().map(String::as_str).collect::<Vec<_>>(), OPEN);
    assert_eq!(app.rows().await, before);
}

#[sqlx::test]
async fn a_page_of_another_build_is_told_to_load_anew(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let dewi = app.as_(town.dewi).await;
    let ours = pack(&MyResults { corrects: None }).expect("arguments");
    let theirs = ours.replace(VERSION, "0123456789abcdef");
    for (path, body, status, error) in [
        ("/api/my_outcomes123", ours.as_str(), StatusCode::GONE, Error::Outdated),
        (MyResults::PATH, theirs.as_str(), StatusCode::GONE, Error::Outdated),
        (MyResults::PATH, "{}", StatusCode::BAD_REQUEST, Error::Offline),
    ] {
        let request = Request::post(path).header(header::ACCEPT, "text/plain");
        let answer = dewi.request(request, body.to_owned()).await;
        assert_eq!(answer.status, status, "{path} {body}");
        assert_eq!(<Error as FromServerFnError>::de(answer.body.into_bytes().into()), error, "{path} {body}");
    }
}

#[test]
fn only_known_places_go_around_the_signed_in_person() {
    assert_eq!(uses(".public("), Vec::<String>::new(), "nothing of the database is read without a sign-in");
    let entry = ["action", "credentials", "second_step"].map(|file| format!("src/features/auth/{file}.rs"));
    assert_eq!(uses(".enter("), entry, "coming in");
    assert_eq!(uses("system("), ["src/boot/jobs.rs", "src/server/tenant.rs"], "the scheduler, a copied agency");
    let commands = ["agency", "plan", "user", "user/invite"].map(|command| format!("src/boot/cli/{command}.rs"));
    assert_eq!(uses("operator::act"), commands, "what an operator does to an agency");
}

#[test]
fn only_known_things_happen_without_an_audit_row() {
    let quiet = uses("Event::quiet(");
    // Status changes by date, and read marks. A repeated request that changes nothing uses `Event::repeated`.
    assert_eq!(quiet, ["src/boot/jobs.rs", "src/features/feedback/action.rs"]);
}

#[test]
fn only_the_server_itself_reaches_the_pool() {
    for path in uses(".pool") {
        assert!(path.starts_with("src/server/") || path.starts_with("src/boot/"), "{path} goes around the door");
    }
    for path in uses("PgPool") {
        assert!(path.starts_with("src/server/") || path.starts_with("src/boot/"), "{path} goes around the door");
    }
}

/// Returns what the trail says of each refusal.
async fn refusals(owner: &PgPool, person: EmployeeId) -> Vec<String> {
    let found = sqlx::query_scalar(
        "select e.data ->> 'what' from event e join account a on a.id = e.actor_id
         where e.kind = 'refused' and a.employee_id = $1 order by e.id",
    );
    found.bind(person).fetch_all(owner).await.expect("refusals")
}

#[sqlx::test]
async fn walking_through_ids_leaves_a_trace_that_does_not_fill_the_trail(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let (dewi, lina) = (app.as_(town.dewi).await, app.as_(town.lina).await);
    let look = async || lina.api(Method::GET, &format!("/api/v1/boards/{}", key()), None).await;
    let first = look().await;
    assert_eq!(first.status, StatusCode::NOT_FOUND);
    let code = first.headers["x-request-id"].to_str().expect("a code");
    assert_eq!(refusals(&owner, town.lina).await, [format!("not_found {code}")]);
    for _ in 0..20 {
        look().await;
    }
    assert_eq!(refusals(&owner, town.lina).await.len(), 10, "so many within a minute");
    app.app.clock.set(app.now() + SignedDuration::from_mins(1));
    look().await;
    assert_eq!(refusals(&owner, town.lina).await.len(), 11);
    // The board of all people behind a count is denied to a member, not hidden.
    let path = format!("/dasbor/daftar/unduh.xlsx?unit={}&status=silent", town.centre);
    assert_eq!(dewi.api(Method::GET, &path, None).await.status, StatusCode::FORBIDDEN);
    let denied = refusals(&owner, town.dewi).await;
    assert!(matches!(&denied[..], [one] if one.starts_with("forbidden ")), "{denied:?}");
}
