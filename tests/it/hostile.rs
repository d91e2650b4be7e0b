//! Bad input: it is refused with a clear answer or stored unchanged, and never executed.

use crate::{
    access::{Named, functions},
    app::{Answer, Client, TestApp, key},
    edges::{addresses, text},
    seed::{Town, sql},
};
use axum::{
    body::Body,
    http::{Method, Request, StatusCode, header},
};
use kinerja::{
    domain::{
        feedback::{MessageKind, Subject},
        id::{FollowUpId, MessageId, SessionId, ThreadId},
    },
    error::Error,
    features::{
        feedback::{
            api::{FindColleagues, ListThreads, Say},
            model::{MessageBody, ThreadPlace},
        },
        follow_up::{
            api::{AssignFollowUp, FindAssignees},
            model::FollowUpBody,
        },
        team::{api::MyTeam, model::TeamFilter},
    },
    wire::pack,
};
use leptos::server_fn::ServerFn;
use proptest::{
    strategy::{Strategy, ValueTree},
    test_runner::TestRunner,
};
use serde_json::json;
use sqlx::PgPool;

/// Text that would run if any page did not escape it.
const CANARY: &str =
    "</textarea></title><script>kenari()</script><img src=x onerror=kenari()>\"' onfocus=kenari() x=\"";

#[sqlx::test]
async fn hostile_text_is_shown_and_never_run(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let thread = key();
    let canary = CANARY.replace('\'', "''");
    let dewi = app.as_(town.dewi).await;
    let note =
        json!({"indicator_id": town.births, "value": "700", "note": CANARY, "observed_at": app.now().to_string()});
    let headers = [("idempotency-key", &*key().to_string())];
    assert_eq!(dewi.api_with(Method::POST, "/api/v1/reports", Some(note), &headers).await.status, StatusCode::CREATED);
    sql(
        &owner,
        format!(
            "update agency set name = left('{canary}', 190) || right(id::text, 4);
             update unit set name = left('{canary}', 150) || id;
             update post set name = '{canary}'; update employee set name = '{canary}';
             update rhk set text = '{canary}'; update iki set name = '{canary}', unit_of_measure = left('{canary}', 60);
             update session set device = '{canary}';
             insert into thread (agency_id, id, employee_id, skp_id, subject_kind, subject_id, created_at)
             select '{}', '{thread}', '{}', id, 'skp', id, '2026-06-20' from skp where id = '{}';
             insert into message (agency_id, id, thread_id, author_id, kind, text, sent_at)
             values ('{}', gen_random_uuid(), '{thread}', '{}', 'question', '{canary}', '2026-06-21');
             insert into follow_up (agency_id, id, unit_id, text, assignee_id, assigned_by, due_on, assigned_at)
             values ('{}', gen_random_uuid(), '{}', '{canary}', '{}', '{}', '2026-06-30', '2026-06-21');
             insert into skp_revision (agency_id, skp_id, version, content, state, returned_at, returned_by, return_note)
             select agency_id, id, 2, jsonb_build_object('results', jsonb_build_array(jsonb_build_object(
                 'id', gen_random_uuid(), 'text', '{canary}', 'kind', 'main', 'classification', 'organisation',
                 'supports', null, 'indicators', '[]'::jsonb))), 'returned', '2026-06-21', employee_id, '{canary}'
             from skp",
            town.agency,
            town.dewi,
            town.dewi_skp,
            town.agency,
            town.dewi,
            town.agency,
            town.centre,
            town.dewi,
            town.sari
        ),
    )
    .await;
    let sari = app.as_(town.sari).await;
    let mut shown = 0;
    for client in [&dewi, &sari] {
        for address in addresses(&town, thread) {
            let address = if address.contains('?') { format!("{address}&x={}", escape(CANARY)) } else { address };
            let page = client.get(&address).await;
            shown += page.body.matches("&lt;script&gt;kenari()").count();
            assert_harmless(&address, &page);
        }
    }
    assert!(shown > 20, "it is shown as text, {shown} times");
}

#[sqlx::test]
async fn hostile_text_that_comes_back_with_a_form_is_never_run(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let dewi = app.as_(town.dewi).await;
    let (indicator, nobody) = (town.births.to_string(), app.anonymous());
    let answers = [
        nobody.post_form("/masuk", &[("login", CANARY), ("password", CANARY), ("lanjut", &format!("/{CANARY}"))]).await,
        nobody.get(&format!("/masuk?lanjut=/{}", escape(CANARY))).await,
        nobody.post_form(&format!("/undangan/{}", escape(CANARY)), &[("new", CANARY), ("again", "x")]).await,
        nobody.post_form("/masuk/demo", &[("demo", CANARY)]).await,
        dewi.post_form("/lapor", &[("indikator", &indicator), ("id", CANARY), ("value", CANARY), ("note", CANARY)])
            .await,
        dewi.post_form("/lapor", &[("indikator", CANARY), ("id", CANARY), ("value", "1"), ("note", CANARY)]).await,
        nobody
            .post_form("/lapor", &[("indikator", &indicator), ("id", CANARY), ("value", CANARY), ("note", CANARY)])
            .await,
        dewi.get(&format!("/lapor?indikator={indicator}&diterima={}", escape(CANARY))).await,
        dewi.post_form(
            &format!("/percakapan/baru?rhk={}", town.dewi_rhk),
            &[("rhk", &town.dewi_rhk.to_string()), ("text", &format!("{CANARY}\0")), ("kind", CANARY)],
        )
        .await,
        dewi.get(&format!("/{}", escape(CANARY))).await,
        dewi.get(&format!("/tim?cari={}", escape(CANARY))).await,
    ];
    for (n, answer) in answers.iter().enumerate() {
        assert_harmless(&n.to_string(), answer);
    }
}

fn escape(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

fn assert_harmless(what: &str, page: &Answer) {
    assert!(page.status.as_u16() < 500, "{what}: {}", page.status);
    for marks in ["<script>kenari", "<img src=x", "\" onfocus=kenari"] {
        let near =
            page.body.find(marks).map(|at| page.body[at.saturating_sub(200)..].chars().take(300).collect::<String>());
        assert_eq!(near, None, "{what}: {marks}");
    }
}

/// Returns request bodies that no client of Kinerja sends.
fn foreign_bodies() -> Vec<Vec<u8>> {
    vec![
        vec![],
        b"\xff\xfe\x00\x01".to_vec(),
        b"{".to_vec(),
        b"null".to_vec(),
        b"[]".to_vec(),
        b"session=%00&employee=%00&indicator=%00&unit=%00&thread=%00&wanted=%00%00%00".to_vec(),
        b"current=%00&new=%00%00%00%00%00%00%00%00%00%00%00&again=%F0%9F".to_vec(),
        format!("wanted={}", "x".repeat(1_000_000)).into_bytes(),
        "a=".repeat(10_000).into_bytes(),
        "a[b][c]=".repeat(1000).into_bytes(),
        "[".repeat(100_000).into_bytes(),
    ]
}

/// Returns text that is difficult to store, count or show.
fn hard_texts() -> Vec<String> {
    ["", "\0", "a\0b", "\u{202e}kebalik", "\u{feff}", "\r\n", "🌊🏽‍♀️", "%", "_", "\\", "'; drop table report; --"]
        .into_iter()
        .map(ToOwned::to_owned)
        .chain([CANARY.to_owned(), "é".repeat(4001), "x".repeat(60_000), "x".repeat(1_000_000)])
        .collect()
}

async fn post(client: &Client<'_>, address: &str, kind: &str, body: impl Into<Body>) -> Answer {
    let request = Request::post(address)
        .header(header::ACCEPT, "application/json")
        .header(header::CONTENT_TYPE, kind)
        .header("idempotency-key", key().to_string());
    client.request(request, body).await
}

#[sqlx::test]
async fn whatever_bytes_come_no_function_and_no_route_fails(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let dewi = app.as_(town.dewi).await;
    let mut addresses: Vec<String> = functions().iter().map(|row| row.path.to_owned()).collect();
    addresses.extend(
        [
            "/api/v1/session",
            "/api/v1/reports",
            "/masuk",
            "/masuk/demo",
            "/lapor",
            "/tindak-lanjut",
            "/undangan/x",
            "/skp",
            "/pengelola/aturan",
            "/pengelola/templat/bidan",
            "/kalender",
        ]
        .map(str::to_owned),
    );
    addresses.extend([format!("/skp/{}", town.dewi_skp), format!("/skp/{}/ubah", town.dewi_skp)]);
    addresses.extend(["/percakapan/baru".to_owned(), format!("/percakapan/{}", town.births)]);
    for address in &addresses {
        for body in foreign_bodies() {
            for kind in ["application/json", "application/x-www-form-urlencoded", "text/plain"] {
                let start = String::from_utf8_lossy(&body[..body.len().min(120)]).into_owned();
                let answer = post(&dewi, address, kind, body.clone()).await;
                assert!(answer.status.as_u16() < 500, "{address} {kind} {start}: {answer:?}");
            }
        }
    }
}

/// Returns the packed arguments of a page with every kind of change to each character of the wire format.
fn mutations(packed: &str) -> Vec<String> {
    const EDGES: [u8; 6] = [0x00, 0x01, 0x7f, 0x80, 0xfe, 0xff];
    let head = pack(&()).expect("no arguments").len();
    let letter = |byte: u8| char::from_u32(0x100 + u32::from(byte)).expect("a letter");
    let letters: Vec<char> = packed[head..].chars().collect();
    let written = |letters: &[char]| packed[..head].chars().chain(letters.iter().copied()).collect::<String>();
    let mut all = Vec::new();
    for at in 0..letters.len() {
        all.push(written(&letters[..at]));
        for edge in EDGES {
            let mut changed = letters.clone();
            changed[at] = letter(edge);
            all.push(written(&changed));
            changed.insert(at, letter(edge));
            all.push(written(&changed));
        }
    }
    let mut longer = letters.clone();
    longer.extend([letter(0xff); 12]);
    all.push(written(&longer));
    let bytes = proptest::collection::vec(proptest::num::u8::ANY, 0..80);
    let mut runner = TestRunner::deterministic();
    all.extend((0..100).map(|_| {
        let bytes = bytes.new_tree(&mut runner).expect("bytes").current();
        written(&bytes.into_iter().map(letter).collect::<Vec<_>>())
    }));
    all
}

#[sqlx::test]
async fn arguments_changed_in_any_way_are_refused_or_understood(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let dewi = app.as_(town.dewi).await;
    let named = Named {
        employee: town.dewi,
        guest: town.budi,
        indicator: town.births,
        rhk: town.dewi_rhk,
        plan: town.dewi_skp,
        unit: town.centre,
        thread: ThreadId(key()),
        follow_up: FollowUpId(key()),
        device: SessionId(key()),
    };
    // A leader may call more functions about people and meetings than a member.
    let sari = app.as_(town.sari).await;
    for row in functions() {
        let (kind, body) = row.arguments(named);
        if kind != "text/plain" {
            continue;
        }
        for changed in mutations(&body) {
            for client in [&dewi, &sari] {
                let answer = post(client, row.path, kind, changed.clone()).await;
                assert!(answer.status.as_u16() < 500, "{} {changed}: {answer:?}", row.name);
            }
        }
    }
}

#[sqlx::test]
async fn whatever_an_address_asks_for_no_route_fails(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let sari = app.as_(town.sari).await;
    let (unit, births) = (town.centre, town.births);
    let edges = ["0", "-1", "9999-12", "0001-01", "9999-99", "99999999999999999999", "2026-W60", "null"];
    let texts = hard_texts().into_iter().filter(|text| text.len() < 5_000).chain(edges.map(str::to_owned));
    for text in texts.map(|text| escape(&text)) {
        for address in [
            format!("/api/v1/boards/{text}"),
            format!("/api/v1/boards/{unit}?period={text}"),
            format!("/api/v1/reports?indicator_id={text}"),
            format!("/api/v1/reports?indicator_id={births}&after={text}"),
            format!("/dasbor/unduh.xlsx?unit={text}"),
            format!("/dasbor/pelaporan/unduh.xlsx?unit={text}"),
            format!("/dasbor/daftar/unduh.xlsx?unit={unit}&status={text}"),
            format!("/tim/unduh.xlsx?cari={text}&perlu={text}"),
            format!("/riwayat/{text}/unduh.xlsx"),
            format!("/dasbor?unit={text}"),
            format!("/dasbor/pelaporan?unit={unit}&status={text}&setelah={text}"),
            format!("/dasbor/layar?lihat={text}"),
            format!("/percakapan?setelah={text}"),
            format!("/undangan/{text}"),
        ] {
            let status = sari.get(&address).await.status;
            assert!(status.as_u16() < 500, "{address}: {status}");
        }
    }
}

#[sqlx::test]
async fn hard_text_in_any_field_is_refused_or_kept_as_it_is(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let (dewi, sari) = (app.as_(town.dewi).await, app.as_(town.sari).await);
    let place = ThreadPlace::Subject(Subject::Rhk(town.dewi_rhk));
    let plan = format!("/skp/{}", town.dewi_skp);
    for text in hard_texts() {
        let shown: String = text.chars().take(30).collect();
        let message = MessageBody { id: MessageId(key()), kind: MessageKind::Reply, text: text.clone(), answers: None };
        let said = dewi.call(Say { place, message }).await;
        let kept: Option<String> =
            sqlx::query_scalar("select text from message order by sent_at desc, id desc limit 1")
                .fetch_optional(&owner)
                .await
                .expect("a look");
        match said {
            Ok(_) => assert_eq!(kept.as_deref(), Some(text.trim()), "{shown}"),
            Err(error) => assert!(matches!(error, Error::Invalid(_) | Error::TooLarge), "{shown}: {error:?}"),
        }
        sql(&owner, "delete from message".to_owned()).await;
        let agreed = FollowUpBody {
            id: FollowUpId(key()),
            unit: town.centre,
            text: text.clone(),
            assignee: Some(town.dewi),
            due_on: "2026-06-30".to_owned(),
        };
        let day = FollowUpBody { text: "Jadwal disepakati".to_owned(), due_on: text.clone(), ..agreed.clone() };
        for follow_up in [agreed, day] {
            if let Err(error) = sari.call(AssignFollowUp { follow_up }).await {
                assert!(matches!(error, Error::Invalid(_) | Error::TooLarge), "{shown}: {error:?}");
            }
        }
        let kept: Vec<String> =
            sqlx::query_scalar("delete from follow_up returning text").fetch_all(&owner).await.expect("a look");
        assert!(kept.is_empty() || kept == [text.trim()], "{shown}");
        let wanted = pack(&FindAssignees { unit: town.centre, wanted: text.clone(), names: true }).expect("arguments");
        let answer = post(&sari, FindAssignees::PATH, "text/plain", wanted).await;
        assert!(answer.status.as_u16() < 500, "{shown}: {answer:?}");
        for (path, arguments) in [
            (MyTeam::PATH, pack(&MyTeam { filter: TeamFilter { wanted: text.clone(), status: None, from: i32::MIN } })),
            (MyTeam::PATH, pack(&MyTeam { filter: TeamFilter { wanted: text.clone(), status: None, from: i32::MAX } })),
            (ListThreads::PATH, pack(&ListThreads { after: Some(text.clone()) })),
            (ListThreads::PATH, pack(&ListThreads { after: Some(format!("baru.-9223372036854775808.{text}")) })),
            (
                ListThreads::PATH,
                pack(&ListThreads { after: Some(format!("lama.-377705023201000000.{}", town.births)) }),
            ),
            (ListThreads::PATH, pack(&ListThreads { after: Some(format!("baru.253402207200999999.{}", town.births)) })),
            (FindColleagues::PATH, pack(&FindColleagues { thread: ThreadId(key()), wanted: text.clone() })),
        ] {
            let answer = post(&dewi, path, "text/plain", arguments.expect("arguments")).await;
            assert!(answer.status.as_u16() < 500, "{path} {shown}: {answer:?}");
        }
        for (path, field) in [
            ("/masuk", "login"),
            ("/masuk", "password"),
            ("/masuk", "lanjut"),
            ("/lapor", "note"),
            ("/lapor", "value"),
            ("/lapor", "id"),
            ("/percakapan/baru", "text"),
            ("/skp", "post"),
            ("/skp", "origin"),
            (&plan, "note"),
            (&plan, "aksi"),
            (&format!("{plan}/ubah"), "text"),
            (&format!("{plan}/ubah"), "seen"),
            (&format!("{plan}/ubah"), "hasil"),
            (&format!("{plan}/templat"), "aksi"),
            (&format!("{plan}/templat"), "seen"),
            ("/undangan/x", "new"),
        ] {
            let answer = dewi.post_form(path, &[(field, &text), ("indikator", &town.births.to_string())]).await;
            assert!(answer.status.as_u16() < 500, "{path} {field} {shown}: {answer:?}");
        }
        let query: String = text.bytes().take(2000).map(|byte| format!("%{byte:02X}")).collect();
        for path in [
            "/tim?cari=",
            "/percakapan?setelah=",
            "/dasbor?unit=",
            "/lapor?indikator=",
            "/riwayat/",
            "/tim/",
            "/percakapan/",
            "/skp/",
            &format!("{plan}?versi="),
            &format!("{plan}/ubah?hasil="),
            "/pengelola/templat/",
            "/pengelola/templat/bidan?dari=",
            "/skp/kelengkapan?templat=ya&jabatan=",
        ] {
            let answer = dewi.get(&format!("{path}{query}")).await;
            assert!(answer.status.as_u16() < 500, "{path} {shown}: {answer:?}");
        }
    }
}

#[sqlx::test]
async fn each_field_of_a_report_is_checked(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let dewi = app.as_(town.dewi).await;
    let good =
        json!({"indicator_id": town.births, "value": "700", "note": null, "observed_at": "2026-06-22T02:00:00Z"});
    let long = "x".repeat(100_000);
    let mutations = [
        ("indicator_id", vec![json!(null), json!("x"), json!(7), json!([]), json!("\0")]),
        (
            "value",
            vec![
                json!(null),
                json!(700),
                json!(""),
                json!("NaN"),
                json!("1e5"),
                json!("1000000000000"),
                json!("0.00001"),
                json!("-1000000000000"),
                json!(" 1"),
                json!("1,5"),
                json!("\0"),
                json!("９"),
                json!(long),
            ],
        ),
        ("note", vec![json!(7), json!({}), json!("a\0b"), json!("a\u{202e}b"), json!("\u{7}"), json!(long)]),
        ("observed_at", vec![json!(null), json!(0), json!(""), json!("2026-06-22"), json!("2026-02-30T00:00:00Z")]),
        ("corrects", vec![json!("x"), json!(7)]),
    ];
    let before = app.rows().await;
    for (field, values) in mutations {
        for value in values {
            let mut body = good.clone();
            body[field] = value.clone();
            let headers = [("idempotency-key", &*key().to_string())];
            let answer = dewi.api_with(Method::POST, "/api/v1/reports", Some(body), &headers).await;
            let shown: String = value.to_string().chars().take(60).collect();
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{field} {shown}: {}", answer.body);
            assert_eq!(text(&answer.headers, "content-type"), "application/problem+json", "{field} {shown}");
        }
    }
    for key in [None, Some(""), Some("x"), Some("00000000")] {
        let headers: Vec<_> = key.map(|key| ("idempotency-key", key)).into_iter().collect();
        let answer = dewi.api_with(Method::POST, "/api/v1/reports", Some(good.clone()), &headers).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{key:?}");
    }
    assert_eq!(app.rows().await, before);
}
