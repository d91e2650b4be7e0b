//! Devices that several people use: what one of them has written is never recorded in the name of another, and keys
//! that one of them has used are nothing to another.

use crate::{
    app::{Answer, Client, TestApp, key},
    edges::addresses,
    seed::Town,
};
use axum::http::{Method, Request, StatusCode, header};
use kinerja::{
    domain::{
        feedback::{MessageKind, Subject},
        id::{AccountId, EmployeeId, FollowUpId, MessageId},
    },
    error::Error,
    features::{
        feedback::{
            api::Say,
            model::{MessageBody, ThreadPlace},
        },
        follow_up::{api::AssignFollowUp, model::FollowUpBody},
        progress::api::MyResults,
    },
    wire::pack,
};
use leptos::server_fn::{ServerFn, error::FromServerFnError};
use serde::Serialize;
use serde_json::json;
use sqlx::PgPool;

async fn count(owner: &PgPool, sql: &'static str) -> i64 {
    sqlx::query_scalar(sql).fetch_one(owner).await.expect("a count")
}

async fn account_of(owner: &PgPool, person: EmployeeId) -> AccountId {
    let account = sqlx::query_scalar("select id from account where employee_id = $1").bind(person);
    account.fetch_one(owner).await.expect("an account")
}

/// Calls a server function from a page that was opened by an account.
async fn call_from<F: ServerFn<Error = Error> + Serialize>(
    client: &Client<'_>,
    account: AccountId,
    arguments: F,
) -> Answer {
    let request = Request::post(F::PATH)
        .header(header::ACCEPT, "text/plain")
        .header(header::CONTENT_TYPE, "text/plain")
        .header("kinerja-account", account.to_string());
    client.request(request, pack(&arguments).expect("arguments")).await
}

fn message(text: &str) -> MessageBody {
    MessageBody { id: MessageId(key()), kind: MessageKind::Reply, text: text.to_owned(), answers: None }
}

const SAID: &str = "Sekarang akun lain yang masuk di peramban ini";

#[sqlx::test]
async fn a_form_left_open_is_not_recorded_in_the_name_of_who_signed_in_since(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let (dewi, sari) = (app.as_(town.dewi).await, app.as_(town.sari).await);
    let (hers, other) = (account_of(&owner, town.sari).await, account_of(&owner, town.dewi).await);
    let (rhk, births, untuk) = (town.dewi_rhk.to_string(), town.births.to_string(), hers.to_string());
    let before = app.rows().await;
    // Sari wrote it; the browser sends it with the session of Dewi, who may write there, too.
    let id = key().to_string();
    let typed = "Ditulis oleh Sari";
    for (path, fields) in [
        ("/percakapan/baru", vec![("rhk", rhk.as_str()), ("id", &id), ("kind", "biasa"), ("text", typed)]),
        ("/lapor", vec![("indikator", births.as_str()), ("id", &id), ("value", "700"), ("note", typed)]),
    ] {
        for written_for in [untuk.as_str(), "x"] {
            let fields: Vec<_> = fields.iter().copied().chain([("untuk", written_for)]).collect();
            let back = dewi.post_form(path, &fields).await;
            assert_eq!(back.status, StatusCode::UNAUTHORIZED, "{path}");
            assert!(back.body.contains(SAID) && back.body.contains(typed), "{path}: {}", back.body);
            assert!(!back.body.contains(&other.to_string()), "nor with a second press: {path}");
        }
        let fields: Vec<_> = fields.iter().copied().chain([("untuk", untuk.as_str())]).collect();
        let back = dewi.post_form(path, &fields).await.body;
        assert!(back.contains(&format!("name=\"untuk\" value=\"{hers}\"")), "{path}: {back}");
        assert!(back.contains(&format!("data-account=\"{hers}\"")), "{path}");
    }
    for (path, field, value) in [
        ("/tim", "employee", town.dewi.to_string()),
        ("/tim/ingatkan", "employee", town.dewi.to_string()),
        ("/tim/dibaca", "employee", town.dewi.to_string()),
        ("/tindak-lanjut", "follow_up", key().to_string()),
    ] {
        let fields = [("untuk", untuk.as_str()), (field, &*value), ("days", "1"), ("done", "true"), ("message", &*id)];
        let back = dewi.post_form(path, &fields).await;
        assert_eq!(back.status, StatusCode::UNAUTHORIZED, "{path}");
        assert!(back.body.contains(SAID), "{path}: {}", back.body);
    }
    assert_eq!(app.rows().await, before);
    let fields = [("rhk", rhk.as_str()), ("id", &id), ("kind", "biasa"), ("text", typed), ("untuk", untuk.as_str())];
    assert_eq!(sari.post_form("/percakapan/baru", &fields).await.status, StatusCode::SEE_OTHER);
    let author: EmployeeId = sqlx::query_scalar("select author_id from message").fetch_one(&owner).await.expect("one");
    assert_eq!(author, town.sari);
}

#[sqlx::test]
async fn a_page_left_open_neither_sends_nor_reads_as_who_signed_in_since(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let (dewi, sari) = (app.as_(town.dewi).await, app.as_(town.sari).await);
    let (hers, other) = (account_of(&owner, town.sari).await, account_of(&owner, town.dewi).await);
    let before = app.rows().await;
    let place = ThreadPlace::Subject(Subject::Rhk(town.dewi_rhk));
    for answer in [
        call_from(&dewi, hers, Say { place, message: message("Ditulis oleh Sari") }).await,
        call_from(&dewi, hers, MyResults { corrects: None }).await,
    ] {
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
        assert_eq!(<Error as FromServerFnError>::de(answer.body.into_bytes().into()), Error::OtherAccount);
    }
    let report =
        json!({"indicator_id": town.births, "value": "700", "note": null, "observed_at": app.now().to_string()});
    let send = async |account: AccountId| {
        let headers = [("idempotency-key", &*key().to_string()), ("kinerja-account", &*account.to_string())];
        dewi.api_with(Method::POST, "/api/v1/reports", Some(report.clone()), &headers).await
    };
    let refused = send(hers).await;
    assert_eq!(refused.status, StatusCode::UNAUTHORIZED);
    assert!(refused.json()["title"].as_str().expect("a title").starts_with(SAID), "{}", refused.body);
    assert_eq!(app.rows().await, before);
    assert_eq!(send(other).await.status, StatusCode::CREATED, "her own page");
    let own = call_from(&sari, hers, Say { place, message: message("Ditulis oleh Sari") }).await;
    assert_eq!(own.status, StatusCode::OK, "{}", own.body);
    assert_eq!(app.anonymous().get("/masuk").await.body.matches("data-account").count(), 0);
}

#[sqlx::test]
async fn every_plain_form_says_whose_it_is(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let (dewi, sari) = (app.as_(town.dewi).await, app.as_(town.sari).await);
    let place = ThreadPlace::Subject(Subject::Rhk(town.dewi_rhk));
    let thread = sari.call(Say { place, message: message("Halo") }).await.expect("sent").thread;
    let follow_up = FollowUpBody {
        id: FollowUpId(key()),
        unit: town.centre,
        text: "Jadwal disepakati".to_owned(),
        assignee: Some(town.dewi),
        due_on: "2026-06-30".to_owned(),
    };
    sari.call(AssignFollowUp { follow_up }).await.expect("assigned");
    app.signed_in(account_of(&owner, town.dewi).await).await;
    let mut forms = 0;
    for (client, person) in [(&dewi, town.dewi), (&sari, town.sari)] {
        let account = account_of(&owner, person).await;
        for address in addresses(&town, thread.0).into_iter().chain([format!("/percakapan/{thread}?cari=budi")]) {
            let page = client.get(&address).await.body;
            for form in page.split("<form").skip(1).filter_map(|form| form.split("</form>").next()) {
                let is_open =
                    ["/keluar", "/masuk", "/undangan/"].iter().any(|path| form.contains(&format!("action=\"{path}")));
                // Without an address it is sent by a script, which names the account in a header.
                if form.contains("method=\"post\"") && form.contains("action=") && !is_open {
                    assert!(form.contains(&format!("name=\"untuk\" value=\"{account}\"")), "{address}: {form}");
                    forms += 1;
                }
            }
        }
    }
    assert!(forms > 10, "{forms}");
}

#[sqlx::test]
async fn a_key_that_somebody_else_has_used_is_as_good_as_a_new_one(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let (dewi, lina, sari) = (app.as_(town.dewi).await, app.as_(town.lina).await, app.as_(town.sari).await);
    let id = key();
    let first = dewi.report(id, town.births, "700").await;
    assert_eq!((first.status, first.json()["id"].as_str()), (StatusCode::CREATED, Some(&*id.to_string())));
    let hers = lina.report(id, town.visits, "3").await;
    assert_eq!(hers.status, StatusCode::CREATED, "{}", hers.body);
    assert!(!hers.headers.contains_key("idempotency-replayed"));
    let again = lina.report(id, town.visits, "3").await;
    assert_eq!((again.status, again.json()), (StatusCode::OK, hers.json()), "sent again it is the same report");
    assert_eq!(lina.report(id, town.visits, "4").await.status, StatusCode::UNPROCESSABLE_ENTITY, "her own key");
    assert_eq!(dewi.report(id, town.births, "700").await.json(), first.json());
    // What is refused is refused for its own reason.
    assert_eq!(lina.report(id, town.births, "3").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(sari.report(id, town.births, "3").await.status, StatusCode::NOT_FOUND);
    assert_eq!(count(&owner, "select count(*) from report").await, 2);

    let form = [("indikator", &*town.visits.to_string()), ("id", &*id.to_string()), ("value", "3")];
    let lina_again = app.as_(town.lina).await.post_form("/lapor", &form).await;
    assert_eq!(lina_again.status, StatusCode::SEE_OTHER, "{}", lina_again.text());

    let place = ThreadPlace::Subject(Subject::Rhk(town.dewi_rhk));
    let message = MessageBody { id: MessageId(id), ..message("Halo") };
    let sent = dewi.call(Say { place, message: message.clone() }).await.expect("sent");
    assert_eq!(sent.message, MessageId(id));
    let other = sari.call(Say { place, message: message.clone() }).await.expect("sent, too");
    assert_ne!(other.message, sent.message);
    assert_eq!(sari.call(Say { place, message }).await.expect("sent before"), other);
    assert_eq!(count(&owner, "select count(*) from message").await, 2);

    let follow_up = FollowUpBody {
        id: FollowUpId(id),
        unit: town.centre,
        text: "Jadwal disepakati".to_owned(),
        assignee: Some(town.dewi),
        due_on: "2026-06-30".to_owned(),
    };
    let ratna = app.as_(town.ratna).await;
    for client in [&sari, &ratna, &sari, &ratna] {
        client.call(AssignFollowUp { follow_up: follow_up.clone() }).await.expect("assigned");
    }
    assert_eq!(count(&owner, "select count(*) from follow_up").await, 2);
}
