//! The HTTP edge of the server: headers, files, limits, slow clients.

use crate::{
    access::functions,
    app::{Client, PATIENCE, TestApp, key},
    seed::{Town, sql},
};
use axum::{
    body::Body,
    http::{HeaderMap, Method, Request, StatusCode, header},
};
use kinerja::{
    boot::pages,
    error::Error,
    features::feedback::api::Say,
    server::{
        config::Config,
        serve::{Limits, accept},
    },
};
use leptos::server_fn::{ServerFn, error::FromServerFnError};
use sqlx::PgPool;
use std::time::Duration;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

pub fn text<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// Returns the addresses of all pages, as Dewi opens them.
pub fn addresses(town: &Town, thread: uuid::Uuid) -> Vec<String> {
    pages::paths()
        .iter()
        .map(|path| {
            path.replace("{indikator}", &town.births.to_string())
                .replace("{employee}", &town.dewi.to_string())
                .replace("{thread}", &thread.to_string())
                .replace("{skp}", &town.dewi_skp.to_string())
                .replace("{unit}", &town.centre.to_string())
                .replace("{token}", "x")
                .replace("{kode}", "bidan")
                .replace("{penilaian}", &format!("{}_2026-05", town.dewi_skp))
        })
        .chain([
            format!("/lapor?indikator={}", town.births),
            format!("/dasbor/pelaporan?unit={}&status=silent", town.root),
            format!("/percakapan/baru?rhk={}", town.dewi_rhk),
        ])
        .collect()
}

#[sqlx::test]
async fn a_document_says_for_paper_who_opened_it_and_when(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let hostile = r#"Sari <b title="x">"#;
    sql(&owner, format!("update employee set name = '{hostile}' where id = '{}'", town.sari)).await;
    let page = app.as_(town.sari).await.get("/tim").await.body;
    let root = page.split_once("<html").and_then(|(_, rest)| rest.split_once("<head>")).expect("a root").0;
    for mark in [
        "data-printed=\"22 Juni 2026 pukul 09.00\"",
        "data-moment=\"2026-06-22T09:00\"",
        "title=&quot;x&quot;&gt; · Puskesmas Muara · Kota Uji\"",
        &format!("data-person=\"{}\"", town.sari),
    ] {
        assert!(root.contains(mark), "{mark}: {root}");
    }
    let page = app.anonymous().get("/masuk").await.body;
    assert!(!page.contains("data-printed") && !page.contains("data-person"), "of nobody before the sign-in");
}

#[sqlx::test]
async fn every_page_has_its_headers_and_runs_our_own_scripts_only(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let dewi = app.as_(town.dewi).await;
    let mut nonces = std::collections::BTreeSet::new();
    for address in addresses(&town, key()) {
        assert!(!address.contains('{'), "{address}");
        let page = dewi.get(&address).await;
        // Those of others and of nobody have the same headers.
        let expected: &[StatusCode] = if address.starts_with("/undangan/") {
            &[StatusCode::GONE]
        } else {
            &[StatusCode::OK, StatusCode::NOT_FOUND]
        };
        assert!(expected.contains(&page.status), "{address}: {}", page.status);
        let policy = text(&page.headers, "content-security-policy");
        let nonce =
            policy.split("'nonce-").nth(1).and_then(|rest| rest.split('\'').next()).expect("a nonce").to_owned();
        assert_eq!(
            policy,
            format!(
                "default-src 'self'; script-src 'nonce-{nonce}' 'strict-dynamic' 'wasm-unsafe-eval'; \
                 style-src 'self' 'nonce-{nonce}'; img-src 'self' data: blob:; connect-src 'self'; worker-src 'self'; \
                 manifest-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
            )
        );
        for tag in page.body.split('<').filter(|tag| tag.starts_with("script") || tag.starts_with("style")) {
            assert!(tag.contains(&format!("nonce=\"{nonce}\"")), "{address}: <{tag}");
        }
        assert!(!page.body.contains(" style=\""), "{address}");
        assert!(nonces.insert(nonce), "each answer has a nonce of its own");
        assert_eq!(text(&page.headers, "x-content-type-options"), "nosniff");
        assert_eq!(text(&page.headers, "referrer-policy"), "strict-origin-when-cross-origin");
        assert_eq!(text(&page.headers, "cross-origin-opener-policy"), "same-origin");
        assert_eq!(text(&page.headers, "cache-control"), "no-store", "{address}");
        assert!(text(&page.headers, "permissions-policy").contains("camera=()"));
        assert!(!text(&page.headers, "x-request-id").is_empty());
        assert!(page.headers.get("strict-transport-security").is_none(), "not on plain http");
    }
}

#[sqlx::test]
async fn every_page_is_in_indonesian_with_one_heading_a_main_and_a_way_past_the_menu(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let dewi = app.as_(town.dewi).await;
    for address in addresses(&town, key()).iter().map(String::as_str).chain(["/tidak-ada"]) {
        let page = dewi.get(address).await.body;
        assert!(page.starts_with("<!DOCTYPE html><html lang=\"id\""), "{address}");
        assert_eq!(page.matches("<h1").count(), 1, "{address}");
        assert_eq!(page.matches("<main").count(), 1, "{address}");
        assert!(page.contains("<main") && page.contains("id=\"isi\""), "{address}");
        let body = page.split_once("<body").expect("a body").1;
        let first = body.split("<a ").nth(1).expect("a link").split("</a>").next().expect("its words");
        assert!(first.contains("href=\"#isi\"") && first.contains("Langsung ke isi"), "{address}: {first}");
    }
}

#[sqlx::test]
async fn behind_https_browsers_are_told_to_stay_there(owner: PgPool) {
    let app = TestApp::with(&owner, |config| Config { https: true, ..config }).await;
    for address in ["/masuk", "/favicon.svg", "/pkg/test/kinerja.js", "/healthz"] {
        let page = app.anonymous().get(address).await;
        assert_eq!(
            text(&page.headers, "strict-transport-security"),
            "max-age=31536000; includeSubDomains",
            "{address}"
        );
        assert_eq!(text(&page.headers, "cross-origin-resource-policy"), "same-origin", "{address}");
    }
}

#[sqlx::test]
async fn a_request_for_another_server_is_refused(owner: PgPool) {
    let url = Some("https://kinerja.example.go.id".to_owned());
    let app = TestApp::with(&owner, |config| Config { public_url: url, ..config }).await;
    let nobody = app.anonymous();
    let ask = async |hosts: &[&str]| {
        let request = hosts.iter().fold(Request::get("/masuk"), |request, host| request.header(header::HOST, *host));
        nobody.request(request, Body::empty()).await.status
    };
    for ours in ["kinerja.example.go.id", "Kinerja.example.go.id:443", "localhost:3000", "127.0.0.1:3000"] {
        assert_eq!(ask(&[ours]).await, StatusCode::OK, "{ours}");
    }
    assert_eq!(ask(&["jahat.example"]).await, StatusCode::BAD_REQUEST);
    assert_eq!(ask(&["kinerja.example.go.id", "jahat.example"]).await, StatusCode::BAD_REQUEST);
    assert_eq!(ask(&[""]).await, StatusCode::BAD_REQUEST);
    // A page elsewhere whose requests name its own host as ours.
    let forged =
        Request::post("/keluar").header(header::HOST, "jahat.example").header(header::ORIGIN, "https://jahat.example");
    assert_eq!(nobody.request(forged, Body::empty()).await.status, StatusCode::BAD_REQUEST);
    let absolute = Request::get("http://jahat.example/masuk").header(header::HOST, "kinerja.example.go.id");
    assert_eq!(nobody.request(absolute, Body::empty()).await.status, StatusCode::BAD_REQUEST);
    let health = Request::get("/healthz").header(header::HOST, "10.0.0.7:3000");
    assert_eq!(nobody.request(health, Body::empty()).await.status, StatusCode::OK, "probes reach it by any name");
}

#[sqlx::test]
async fn a_request_to_connect_elsewhere_is_refused_and_is_no_fault_of_the_server(owner: PgPool) {
    let app = TestApp::new(&owner).await;
    let request = Request::builder().method(Method::CONNECT).uri("jahat.example:443");
    let answer = app.anonymous().request(request, Body::empty()).await;
    assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
    assert!(app.app.diagnostics.last_failure().is_none());
}

#[sqlx::test]
async fn answers_that_are_no_page_may_do_nothing_in_a_browser(owner: PgPool) {
    let app = TestApp::new(&owner).await;
    for (method, address) in [(Method::GET, "/api/v1/me"), (Method::GET, "/healthz"), (Method::POST, "/api/tidak_ada")]
    {
        let answer = app.anonymous().api(method, address, None).await;
        assert!(text(&answer.headers, "content-security-policy").starts_with("default-src 'none'"), "{address}");
        assert_eq!(text(&answer.headers, "x-content-type-options"), "nosniff");
        assert_eq!(text(&answer.headers, "cache-control"), "no-store");
    }
}

#[sqlx::test]
async fn a_form_on_another_site_changes_nothing(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let dewi = app.as_(town.dewi).await;
    let before = app.rows().await;
    let foreign: [&[(&str, &str)]; 4] = [
        &[("sec-fetch-site", "cross-site")],
        &[("sec-fetch-site", "same-site")],
        &[("origin", "https://jahat.example"), ("host", "kinerja.example.go.id")],
        &[("origin", "null"), ("host", "kinerja.example.go.id")],
    ];
    let mut addresses = vec!["/keluar", "/lapor", "/masuk", "/api/v1/reports", "/api/v1/session", "/percakapan/baru"];
    let functions = functions();
    addresses.extend(functions.iter().map(|row| row.path));
    for headers in foreign {
        for address in &addresses {
            let mut request = Request::post(*address).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
            for (name, value) in headers {
                request = request.header(*name, *value);
            }
            let answer = dewi.request(request, Body::empty()).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{address} {headers:?}");
        }
    }
    assert_eq!(app.rows().await, before);
    // The program's own pages, and clients that are no browser.
    for headers in
        [&[("sec-fetch-site", "same-origin")][..], &[("origin", "http://kinerja.test"), ("host", "kinerja.test")]]
    {
        let mut request = Request::post("/keluar").header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        assert_eq!(dewi.request(request, Body::empty()).await.status, StatusCode::SEE_OTHER, "{headers:?}");
    }
}

#[sqlx::test]
async fn a_body_that_is_too_large_is_not_read(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let dewi = app.as_(town.dewi).await;
    let large = "x".repeat(1024 * 1024);
    let said = Error::TooLarge.to_string();
    for address in ["/masuk", "/lapor", "/api/v1/reports", "/api/v1/session", Say::PATH] {
        for kind in ["application/json", "application/x-www-form-urlencoded"] {
            let request =
                Request::post(address).header(header::CONTENT_TYPE, kind).header("idempotency-key", key().to_string());
            let answer = dewi.request(request, large.clone()).await;
            assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE, "{address} {kind}");
            if address == Say::PATH {
                assert_eq!(<Error as FromServerFnError>::de(answer.body.into_bytes().into()), Error::TooLarge);
            } else {
                assert!(answer.body.contains(&said), "{address}: {}", answer.body);
            }
        }
    }
}

#[sqlx::test]
async fn whoever_is_signed_out_gets_an_empty_redirect_for_every_page(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    for address in addresses(&town, key()).iter().map(String::as_str).chain(["/tidak-ada", "/pkg/lama/kinerja.js"]) {
        if address == "/masuk" || address.starts_with("/masuk/") || address.starts_with("/undangan/") {
            continue;
        }
        for method in [Method::GET, Method::HEAD] {
            let request = Request::builder().method(method).uri(address).header(header::ACCEPT, "text/html");
            let answer = app.anonymous().request(request, Body::empty()).await;
            assert_eq!((answer.status, answer.body.as_str()), (StatusCode::FOUND, ""), "{address}");
            assert!(answer.location().expect("a place").starts_with("/masuk"), "{address}");
        }
    }
}

#[sqlx::test]
async fn an_address_that_does_not_exist_says_so(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let dewi = app.as_(town.dewi).await;
    for address in ["/tidak-ada", "/tim/x/y", "/pkg/lama/kinerja.js", "/%00", "/..%2f..%2fetc%2fpasswd", "/%F0%9F"] {
        let answer = dewi.get(address).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{address}");
        assert!(answer.body.contains("Halaman tidak ada"), "{address}");
    }
    let api = dewi.api(Method::GET, "/api/v1/tidak-ada", None).await;
    assert_eq!(api.status, StatusCode::NOT_FOUND);
    assert_eq!(text(&api.headers, "content-type"), "application/problem+json");
}

#[sqlx::test]
async fn a_page_that_is_nobodys_or_anothers_says_so_with_its_status(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let lina = app.as_(town.lina).await;
    for address in ["/tim/xyz", "/riwayat/xyz", "/percakapan/xyz", &format!("/riwayat/{}", town.births)] {
        let answer = lina.get(address).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{address}");
        assert!(answer.body.contains("Yang Anda cari tidak ada, atau bukan untuk Anda."), "{address}: {}", answer.body);
    }
    assert_eq!(lina.get("/pengelola/sistem").await.status, StatusCode::NOT_FOUND);
    for address in ["/", "/lapor", "/tim", "/dasbor", "/skp", "/percakapan", "/tindak-lanjut", "/akun"] {
        assert_eq!(lina.get(address).await.status, StatusCode::OK, "{address}");
    }
}

#[sqlx::test]
async fn a_form_that_no_page_sends_is_refused_in_a_sentence(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let lina = app.as_(town.lina).await;
    for address in ["/tim", "/tim/ingatkan", "/tim/dibaca", "/tindak-lanjut"] {
        for field in ["employee", "lain"] {
            let answer = lina.post_form(address, &[(field, "xyz")]).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{address}");
            assert!(answer.body.contains("<p>Isian ini tidak terbaca."), "{address}: {}", answer.body);
        }
    }
}

#[sqlx::test]
async fn the_process_lives_and_is_ready_only_with_its_schema(owner: PgPool) {
    let app = TestApp::new(&owner).await;
    let nobody = app.anonymous();
    let ask = async |path: &str| nobody.api(Method::GET, path, None).await;
    assert_eq!((ask("/healthz").await.status, ask("/readyz").await.status), (StatusCode::OK, StatusCode::OK));
    sql(&owner, "delete from _sqlx_migrations where version = (select max(version) from _sqlx_migrations)".to_owned())
        .await;
    let unready = ask("/readyz").await;
    assert_eq!(unready.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(unready.body.contains("migrations are missing"), "{}", unready.body);
    app.app.pool.close().await;
    let unready = ask("/readyz").await;
    assert_eq!(unready.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(unready.body.contains("the database does not answer"), "{}", unready.body);
    assert_eq!(ask("/healthz").await.status, StatusCode::OK, "it lives all the same");
}

#[sqlx::test]
async fn without_the_database_people_are_told_and_nothing_leaks(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let dewi = app.as_(town.dewi).await;
    app.app.pool.close().await;
    for answer in [
        dewi.api(Method::GET, "/api/v1/me", None).await,
        dewi.report(key(), town.births, "1").await,
        dewi.get("/").await,
        app.anonymous().post_form("/masuk", &[("login", "a"), ("password", "b")]).await,
    ] {
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
        assert!(answer.body.contains("Layanan sedang terganggu."), "{}", answer.body);
        for word in ["pool", "sqlx", "postgres", "select "] {
            assert!(!answer.body.to_lowercase().contains(word), "{word}: {}", answer.body);
        }
    }
}

#[sqlx::test]
async fn files_of_the_package_are_kept_for_ever_and_answered_in_parts(owner: PgPool) {
    let app = TestApp::new(&owner).await;
    let file = async |path: &str, headers: &[(&str, &str)]| {
        let mut request = Request::get(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        app.anonymous().request(request, Body::empty()).await
    };
    let script = file("/pkg/test/kinerja.js", &[]).await;
    assert_eq!(script.status, StatusCode::OK);
    assert_eq!(text(&script.headers, "cache-control"), "public, max-age=31536000, immutable");
    assert_eq!(text(&script.headers, "content-type"), "text/javascript; charset=utf-8");
    assert_eq!(text(&script.headers, "x-content-type-options"), "nosniff");
    assert!(script.body.contains("export function hydrate"));
    let style = file("/pkg/test/kinerja.css", &[]).await;
    assert_eq!((style.status, text(&style.headers, "content-type")), (StatusCode::OK, "text/css; charset=utf-8"));

    for needless in ["etag", "last-modified"] {
        assert!(!script.headers.contains_key(needless), "{needless}: it is never asked for again");
    }
    let part = file("/pkg/test/kinerja.js", &[("range", "bytes=3-8")]).await;
    assert_eq!((part.status, part.body.as_str()), (StatusCode::PARTIAL_CONTENT, &script.body[3..9]));
    let packed = file("/pkg/test/kinerja.js", &[("accept-encoding", "br")]).await;
    assert_eq!(text(&packed.headers, "content-encoding"), "br", "the file that was compressed before");

    let icon = file("/favicon.svg", &[]).await;
    let since = text(&icon.headers, "last-modified");
    let known = file("/favicon.svg", &[("if-modified-since", since)]).await;
    assert_eq!((known.status, known.body.as_str()), (StatusCode::NOT_MODIFIED, ""));
    assert_eq!((icon.status, text(&icon.headers, "cache-control")), (StatusCode::OK, "public, max-age=86400"));
    assert_eq!(text(&icon.headers, "content-type"), "image/svg+xml");
    let policy = text(&icon.headers, "content-security-policy");
    assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{policy}");
}

#[sqlx::test]
async fn no_trick_of_an_address_leads_out_of_the_package(owner: PgPool) {
    let app = TestApp::new(&owner).await;
    for path in [
        "/pkg/test/../../favicon.svg",
        "/pkg/test/%2e%2e/%2e%2e/favicon.svg",
        "/pkg/test/..%2f..%2ffavicon.svg",
        "/pkg/test/..%5c..%5cfavicon.svg",
        "/pkg/test//etc/passwd",
        "/pkg/test/%00",
        "/pkg/test/",
        "/pkg/test",
        "/pkg/test/tidak-ada.js",
        "/pkg/test/kinerja.js/",
    ] {
        let answer = app.anonymous().request(Request::get(path), Body::empty()).await;
        assert!(!answer.status.is_success(), "{path}: {}", answer.status);
        assert!(!answer.body.contains("svg"), "{path}");
        // A file that is missing for a moment must not be cached as missing for a year.
        assert!(!text(&answer.headers, "cache-control").contains("immutable"), "{path}");
    }
}

/// Starts the server on a port of its own, for tests that need a real connection.
async fn listening(
    app: &TestApp,
    slowest_headers: Duration,
) -> (std::net::SocketAddr, tokio::sync::oneshot::Sender<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let (stop, stopped) = tokio::sync::oneshot::channel();
    let router = app.router.clone();
    tokio::spawn(accept(
        listener,
        router,
        None,
        Limits { connections: 4, slowest_headers, ..Limits::default() },
        async {
            let _ = stopped.await;
        },
    ));
    (address, stop)
}

async fn read_all(stream: &mut TcpStream) -> String {
    let mut read = Vec::new();
    tokio::time::timeout(PATIENCE, stream.read_to_end(&mut read)).await.expect("an end in time").expect("bytes");
    String::from_utf8_lossy(&read).into_owned()
}

#[sqlx::test]
async fn a_client_that_dawdles_with_its_headers_is_cut_off_and_others_are_served(owner: PgPool) {
    let app = TestApp::new(&owner).await;
    let (address, _stop) = listening(&app, Duration::from_millis(200)).await;
    let mut slow = TcpStream::connect(address).await.expect("a line");
    slow.write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: ").await.expect("sent");
    let mut quick = TcpStream::connect(address).await.expect("a line");
    quick.write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").await.expect("sent");
    let answer = read_all(&mut quick).await;
    assert!(answer.starts_with("HTTP/1.1 200 OK") && answer.ends_with("ok"), "{answer}");
    let answer = read_all(&mut slow).await;
    assert!(!answer.contains("200 OK"), "{answer}");
}

#[sqlx::test]
async fn a_server_that_stops_ends_what_it_has_begun(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let (address, stop) = listening(&app, Duration::from_secs(10)).await;
    let cookie = app.as_(town.dewi).await.cookie.expect("a cookie");
    let mut open = TcpStream::connect(address).await.expect("a line");
    let request = format!("GET /live?topics= HTTP/1.1\r\nHost: x\r\nCookie: {cookie}\r\n\r\n");
    open.write_all(request.as_bytes()).await.expect("sent");
    let mut first = [0; 12];
    open.read_exact(&mut first).await.expect("an answer");
    assert_eq!(&first, b"HTTP/1.1 200");
    stop.send(()).expect("stopping");
    app.app.live.stop();
    let rest = read_all(&mut open).await;
    assert!(rest.ends_with("0\r\n\r\n"), "the stream ends in order: {rest}");
}

#[test]
fn small_writes_do_not_wait_for_acknowledgements() {
    // A client can observe this only by timing, so the test checks the source.
    let source = std::fs::read_to_string("src/server/serve.rs").expect("the source");
    assert!(source.contains("stream.set_nodelay(true)"));
}

#[sqlx::test]
async fn an_api_that_refuses_answers_a_problem_document(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let dewi: Client<'_> = app.as_(town.dewi).await;
    let nobody = app.anonymous();
    for (client, method, path, status) in [
        (&nobody, Method::GET, "/api/v1/me", 401),
        (&nobody, Method::GET, "/api/v1/indicators", 401),
        (&nobody, Method::GET, "/api/v1/reports", 401),
        (&nobody, Method::GET, "/api/v1/boards/me", 401),
        (&nobody, Method::POST, "/api/v1/reports", 401),
        (&nobody, Method::DELETE, "/api/v1/session", 401),
        (&dewi, Method::GET, "/api/v1/reports", 422),
        (&dewi, Method::GET, "/api/v1/reports?indicator_id=x", 422),
        (&dewi, Method::GET, "/api/v1/boards/x", 404),
        (&dewi, Method::GET, "/api/v1/boards/me?period=x", 422),
        (&dewi, Method::POST, "/api/v1/reports", 422),
    ] {
        let answer = client.api(method, path, None).await;
        assert_eq!(answer.status.as_u16(), status, "{path}: {}", answer.body);
        assert_eq!(text(&answer.headers, "content-type"), "application/problem+json", "{path}");
        assert_eq!(answer.json()["status"], status, "{path}");
        assert!(!answer.json()["title"].as_str().expect("a title").is_empty());
    }
}
