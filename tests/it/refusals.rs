//! What somebody reads who asks for something that is not served: one Indonesian sentence in the form that was asked
//! for, and the status that is true.

use crate::{
    access::{functions, routes},
    app::{Answer, Client, NOW, TestApp, key},
    edges::text,
    seed::{Town, sql},
};
use axum::{
    body::Body,
    http::{Method, Request, StatusCode, header},
};
use kinerja::{
    app::PAGES,
    domain::{
        feedback::{MessageKind, Subject},
        id::MessageId,
        measure::Status,
    },
    features::{
        auth::api::EndSession,
        dashboard::api::{GetBoard, ListPeople},
        feedback::{
            api::{FindColleagues, Say},
            model::{MessageBody, ThreadPlace},
        },
        follow_up::api::FindAssignees,
        team::{api::MyTeam, model::TeamFilter},
    },
};
use leptos::server_fn::ServerFn;
use serde_json::json;
use sqlx::PgPool;

/// Words of axum, serde and their like.
const ENGLISH: [&str; 14] = [
    "Failed to",
    "untagged",
    "did not match",
    "missing field",
    "unknown field",
    "duplicate field",
    "unknown variant",
    "invalid type",
    "invalid length",
    "expected ",
    "Expected ",
    "Invalid U",
    "eserialize",
    "Cannot ",
];

/// A query that no reader of queries takes: names twice, values of no type.
const BROKEN_QUERY: &str = "?topics=a&topics=b&unit=x&unit=y&period=x&period=y&indicator_id=x&cari=a&cari=b&status=zzz";

/// Bodies with the content types under which they come.
const BROKEN_BODIES: [(Option<&str>, &[u8]); 7] = [
    (None, b""),
    (Some("application/json"), b"{"),
    (Some("application/json"), b"{\"value\":7,\"login\":[],\"indicator_id\":\"x\"}"),
    (Some("application/x-www-form-urlencoded"), b"tamu=x&employee=x&follow_up=x&done=x&demo=a&demo=b&id=x&kind=zzz"),
    (Some("application/x-www-form-urlencoded"), b"%FF=%FF&id=%00"),
    (Some("text/plain"), b"x"),
    (Some("multipart/form-data"), b"--"),
];

fn assert_said(what: &str, answer: &Answer) {
    let found = ENGLISH.iter().find(|words| answer.body.contains(**words));
    assert_eq!(found, None, "{what}: {}", answer.body);
    let wanted = if what.contains("/api/v1/") { "application/problem+json" } else { "" };
    if answer.status.is_client_error() {
        assert!(!answer.body.is_empty(), "{what}: {}", answer.status);
        assert!(text(&answer.headers, "content-type").starts_with(wanted), "{what}: {:?}", answer.headers);
    }
}

#[sqlx::test]
async fn no_answer_has_the_english_words_of_a_library(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let (nobody, dewi) = (app.anonymous(), app.as_(town.dewi).await);
    let mut all: Vec<(Method, String)> = routes()
        .into_iter()
        .map(|(method, path)| (method.to_uppercase().parse().expect("a method"), path))
        .chain(functions().into_iter().map(|row| (Method::POST, row.path.to_owned())))
        .chain(PAGES.iter().map(|page| (Method::GET, if page.is_empty() { "/" } else { page }.to_owned())))
        .collect();
    all.retain(|(_, path)| path != "/healthz" && path != "/readyz");
    assert!(all.len() > 60, "{}", all.len());
    for (method, route) in all {
        let named = |value: &str| {
            let parts = route.split('/').map(|part| if part.starts_with([':', '{']) { value } else { part });
            parts.collect::<Vec<_>>().join("/")
        };
        for path in [named("x") + BROKEN_QUERY, named("%FF") + BROKEN_QUERY] {
            for (kind, body) in BROKEN_BODIES.iter().filter(|(kind, _)| method == Method::POST || kind.is_none()) {
                for accept in ["text/html", "application/json"] {
                    for client in [&nobody, &dewi] {
                        let mut request = Request::builder().method(&method).uri(&path).header(header::ACCEPT, accept);
                        if let Some(kind) = kind {
                            request = request.header(header::CONTENT_TYPE, *kind);
                        }
                        let answer = client.request(request, body.to_vec()).await;
                        assert_said(&format!("{method} {path} {kind:?} {accept}"), &answer);
                    }
                }
            }
        }
    }
}

#[sqlx::test]
async fn an_address_that_is_opened_in_the_wrong_way_says_so(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let (nobody, dewi) = (app.anonymous(), app.as_(town.dewi).await);
    let ask = async |client: &Client<'_>, method: Method, path: &str, accept: &str| {
        client.request(Request::builder().method(method).uri(path).header(header::ACCEPT, accept), Body::empty()).await
    };
    let said = "Alamat ini tidak dapat dipakai dengan cara itu.";
    for (client, method, path, allowed) in [
        (&dewi, Method::GET, "/keluar", "POST"),
        (&nobody, Method::GET, "/masuk/demo", "POST"),
        (&dewi, Method::POST, "/dasbor", "GET,HEAD"),
        (&dewi, Method::DELETE, "/", "GET,HEAD"),
        (&dewi, Method::GET, EndSession::PATH, "POST"),
    ] {
        let answer = ask(client, method.clone(), path, "text/html").await;
        assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{method} {path}");
        assert_eq!(text(&answer.headers, "allow"), allowed, "{method} {path}");
        assert!(text(&answer.headers, "content-type").starts_with("text/html"), "{method} {path}");
        assert!(answer.body.contains("<html lang=\"id\">") && answer.body.contains(said), "{path}: {}", answer.body);
        assert!(answer.body.contains("<a href=\"/\">"), "a way on: {path}");
    }
    for (method, path, allowed) in [
        (Method::PUT, "/api/v1/reports", "GET,HEAD,POST"),
        (Method::PATCH, "/api/v1/session", "DELETE,POST"),
        (Method::POST, "/api/v1/me", "GET,HEAD"),
    ] {
        for accept in ["application/json", "text/html"] {
            let answer = ask(&dewi, method.clone(), path, accept).await;
            assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{method} {path}");
            let mut methods: Vec<_> = text(&answer.headers, "allow").split(',').collect();
            methods.sort_unstable();
            assert_eq!(methods.join(","), allowed, "{method} {path}");
            assert_eq!(text(&answer.headers, "content-type"), "application/problem+json", "{method} {path}");
            assert_eq!(answer.json()["status"], 405);
            assert!(answer.json()["title"].as_str().expect("a title").starts_with(said));
        }
    }
}

#[sqlx::test]
async fn a_download_that_is_refused_says_so_on_a_page_in_a_browser(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let sari = app.as_(town.sari).await;
    for address in [
        "/dasbor/unduh.xlsx?unit=x".to_owned(),
        format!("/dasbor/pelaporan/unduh.xlsx?unit={}", town.strange_unit),
        "/tim/unduh.xlsx?status=zzz".to_owned(),
        format!("/riwayat/{}/unduh.xlsx", town.strange_iki),
    ] {
        let page = sari.get(&address).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{address}");
        assert!(text(&page.headers, "content-type").starts_with("text/html"), "{address}: {}", page.body);
        assert!(page.body.contains("Yang Anda cari tidak ada, atau bukan untuk Anda."), "{address}: {}", page.body);
        let program = sari.api(Method::GET, &address, None).await;
        assert_eq!(text(&program.headers, "content-type"), "application/problem+json", "{address}");
    }
}

#[sqlx::test]
async fn a_program_reads_where_its_body_is_wrong(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let dewi = app.as_(town.dewi).await;
    let send = async |kind: &str, body: &str| {
        let request = Request::post("/api/v1/reports")
            .header(header::CONTENT_TYPE, kind)
            .header("idempotency-key", key().to_string());
        let answer = dewi.request(request, body.to_owned()).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
        answer.json()["errors"][0][1].as_str().expect("a sentence").to_owned()
    };
    assert_eq!(
        send("text/plain", "{}").await,
        "Kirim isinya sebagai JSON, dengan header Content-Type: application/json."
    );
    assert!(send("application/json; charset=utf-8", "{\n  \"value\": 7}").await.contains("pada baris 2 huruf ke-"));
    assert!(send("application/json", "{").await.starts_with("Isi permintaan bukan JSON yang utuh"));
}

#[sqlx::test]
async fn a_message_of_no_kind_or_with_no_readable_id_is_refused_and_kept(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let sari = app.as_(town.sari).await;
    let (rhk, id) = (town.dewi_rhk.to_string(), key().to_string());
    let typed = "Catatan yang panjang";
    for (wrong, value) in [("kind", "zzz"), ("id", "x"), ("answers", "x")] {
        let mut fields = vec![("rhk", rhk.as_str()), ("id", &id), ("kind", "pertanyaan"), ("text", typed)];
        fields.retain(|(name, _)| *name != wrong);
        fields.push((wrong, value));
        let back = sari.post_form("/percakapan/baru", &fields).await;
        assert_eq!(back.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
        assert!(back.body.contains("Sebagian isian ini tidak terbaca."), "{wrong}: {}", back.body);
        assert!(back.body.contains(typed), "{wrong}");
        assert!(!back.body.contains("value=\"zzz\"") && !back.body.contains("value=\"x\""), "it can be sent again");
    }
    let written: i64 = sqlx::query_scalar("select count(*) from message").fetch_one(&owner).await.expect("a count");
    assert_eq!(written, 0);
}

#[sqlx::test]
async fn a_correction_of_what_cannot_be_read_is_no_new_report(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let dewi = app.as_(town.dewi).await;
    let (births, id) = (town.births.to_string(), key().to_string());
    let fields = [("indikator", births.as_str()), ("id", &id), ("value", "700"), ("corrects", "x")];
    let back = dewi.post_form("/lapor", &fields).await;
    assert_eq!(back.status, StatusCode::NOT_FOUND);
    assert!(back.body.contains("value=\"700\""), "{}", back.body);
    let reports: i64 = sqlx::query_scalar("select count(*) from report").fetch_one(&owner).await.expect("a count");
    assert_eq!(reports, 0);
}

#[sqlx::test]
async fn an_address_about_something_that_is_not_there_or_not_the_readers_is_not_found(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let (sari, dewi, ratna) = (app.as_(town.sari).await, app.as_(town.dewi).await, app.as_(town.ratna).await);
    let overseer = app.as_officer(town.agency, "pengelola").await;
    // Whether the board is in the cache makes no difference.
    for unit in [None, Some(town.schools), Some(town.root)] {
        overseer.call(GetBoard { unit }).await.expect("a board");
    }
    for unit in [town.schools.to_string(), town.strange_unit.to_string(), key().to_string(), "x".to_owned()] {
        for page in ["/dasbor", "/dasbor/pelaporan", "/dasbor/layar"] {
            let address = format!("{page}?unit={unit}");
            let answer = sari.get(&address).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{address}: {}", answer.text());
            assert!(!answer.body.contains("Puskesmas Muara</h2>"), "not another board instead: {address}");
        }
        let address = format!("/dasbor/pelaporan?unit={unit}&status=silent");
        assert_eq!(sari.get(&address).await.status, StatusCode::NOT_FOUND, "{address}");
    }
    for address in [
        "/dasbor/pelaporan?status=zzz".to_owned(),
        "/dasbor/pelaporan?tanpa=zzz".to_owned(),
        "/tim?status=zzz".to_owned(),
        "/lapor?indikator=x".to_owned(),
        format!("/lapor?indikator={}", town.births),
        format!("/lapor?indikator={}", town.strange_iki),
    ] {
        assert_eq!(sari.get(&address).await.status, StatusCode::NOT_FOUND, "{address}");
    }
    for (client, address) in [
        (&sari, "/dasbor".to_owned()),
        (&sari, "/dasbor?unit=".to_owned()),
        (&sari, "/dasbor?utm_source=surat".to_owned()),
        (&sari, "/tim?status=&cari=".to_owned()),
        (&ratna, format!("/dasbor/layar?unit={}", town.centre)),
        (&dewi, format!("/lapor?indikator={}", town.births)),
        (&dewi, "/lapor?indikator=".to_owned()),
    ] {
        assert_eq!(client.get(&address).await.status, StatusCode::OK, "{address}");
    }
}

#[sqlx::test]
async fn a_plain_form_leads_back_to_a_page_of_this_server_only(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let dewi = app.as_(town.dewi).await;
    let send = async |referrer: Option<&str>, session: &str| {
        let mut request = Request::post(EndSession::PATH)
            .header(header::ACCEPT, "text/html")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        if let Some(referrer) = referrer {
            request = request.header(header::REFERER, referrer);
        }
        let answer = dewi.request(request, format!("session={session}")).await;
        assert!(answer.status.is_redirection(), "{referrer:?}: {}", answer.status);
        answer.location().expect("a place").to_owned()
    };
    for (referrer, place) in [
        (Some("http://kinerja.test/akun?a=1"), "/akun?"),
        (Some("https://jahat.example/akun"), "/akun"),
        (Some("http://kinerja.test.jahat.example/"), "/akun"),
        (Some("http://kinerja.test//jahat.example/"), "/"),
        (Some("//jahat.example/"), "/akun"),
        (Some("x"), "/akun"),
        (None, "/akun"),
    ] {
        for session in [key().to_string(), "x".to_owned()] {
            let to = send(referrer, &session).await;
            assert!(to.starts_with(place) && !to.starts_with("//") && !to.contains("jahat"), "{referrer:?}: {to}");
        }
    }
    let refused = send(None, &key().to_string()).await;
    assert!(refused.contains("__err="), "the page says what was refused: {refused}");
}

#[sqlx::test]
async fn every_search_for_people_reads_what_was_pasted_in_the_same_way(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let sari = app.as_(town.sari).await;
    let place = ThreadPlace::Subject(Subject::Rhk(town.dewi_rhk));
    let text = "Bagaimana kelanjutannya?".to_owned();
    let message = MessageBody { id: MessageId(key()), kind: MessageKind::Question, text, answers: None };
    let thread = sari.call(Say { place, message }).await.expect("sent").thread;
    sql(&owner, "update employee set name = 'Siti Nur Aini' where name in ('Dewi', 'Budi')".to_owned()).await;
    let unit = town.centre;
    for (typed, found) in
        [("Siti Nur", 1), ("\u{202A}Siti\0 Nur\u{202C}", 1), ("\u{7}  siti\u{2069}nur ", 1), ("Siti\u{202E}\0Dewi", 0)]
    {
        let wanted = typed.to_owned();
        let filter = TeamFilter { wanted: wanted.clone(), status: None, from: 0 };
        let team = sari.call(MyTeam { filter }).await.expect("a team").members.len();
        assert_eq!(team, found, "{typed:?} in the team");
        let assignees = FindAssignees { unit, wanted: wanted.clone(), names: true };
        assert_eq!(sari.call(assignees).await.expect("assignees").len(), found, "{typed:?} in the meeting");
        let colleagues = sari.call(FindColleagues { thread, wanted: wanted.clone() }).await.expect("colleagues").len();
        assert_eq!(colleagues > 0, found > 0, "{typed:?} in the agency");
        let list = ListPeople { unit: Some(unit), status: Status::Silent, wanted, is_direct: false, after: None };
        let listed = sari.call(list).await.expect("a list").people;
        assert!(listed.iter().all(|person| person.name == "Siti Nur Aini"), "{typed:?} behind a count");
    }
}

#[sqlx::test]
async fn a_board_that_is_known_in_any_form_of_its_tag_is_not_sent_again(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let sari = app.as_(town.sari).await;
    let path = "/api/v1/boards/me";
    let tag = text(&sari.api(Method::GET, path, None).await.headers, "etag").to_owned();
    for (known, status) in [
        ("*".to_owned(), StatusCode::NOT_MODIFIED),
        (format!("W/{tag}"), StatusCode::NOT_MODIFIED),
        (format!("\"alt\", {tag}"), StatusCode::NOT_MODIFIED),
        ("\"alt\"".to_owned(), StatusCode::OK),
    ] {
        let answer = sari.api_with(Method::GET, path, None, &[("if-none-match", &known)]).await;
        assert_eq!(answer.status, status, "{known}");
    }
}

#[sqlx::test]
async fn a_phone_at_the_end_of_all_calendars_still_reports(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let dewi = app.as_(town.dewi).await;
    for clock in ["9999-12-31T23:59:59Z", "0000-01-01T00:00:00Z"] {
        let body = json!({
            "indicator_id": town.births, "value": "700", "note": null, "observed_at": clock, "sent_at": clock,
        });
        let id = key().to_string();
        for status in [StatusCode::CREATED, StatusCode::OK] {
            let headers = [("idempotency-key", id.as_str())];
            let answer = dewi.api_with(Method::POST, "/api/v1/reports", Some(body.clone()), &headers).await;
            assert_eq!(answer.status, status, "{clock}: {}", answer.body);
            assert_eq!(answer.json()["observed_at"], NOW, "{clock}: the server's time decides");
        }
        assert_eq!(dewi.get(&format!("/riwayat/{}", town.births)).await.status, StatusCode::OK, "{clock}");
    }
}
