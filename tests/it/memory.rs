//! What strangers can make the server keep in memory. `make fault` measures the same on the running program.

use crate::{
    app::{Answer, Client, PATIENCE, TestApp, key},
    seed::Town,
};
use axum::{
    body::{Body, Bytes},
    http::{Method, Request, StatusCode, header},
};
use futures::stream;
use kinerja::{
    domain::{
        event::Topic,
        id::{IkiId, UnitId},
    },
    features::dashboard::api::GetBoard,
    server::{
        body::{MAX_BODY, MAX_OPEN_BODY},
        config::Config,
        serve::{Limits, accept},
    },
};
use sqlx::PgPool;
use std::{
    convert::Infallible,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::mpsc,
};

/// The buffer of a connection, which lives as long as any piece of it.
struct Buffer {
    bytes: [u8; 1024],
    alive: Arc<AtomicUsize>,
}

impl AsRef<[u8]> for Buffer {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

impl Drop for Buffer {
    fn drop(&mut self) {
        self.alive.fetch_sub(1, Ordering::Relaxed);
    }
}

#[sqlx::test]
async fn a_body_in_single_bytes_keeps_no_buffer_of_its_connection(owner: PgPool) {
    let app = TestApp::new(&owner).await;
    let (alive, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let (counted, peak) = (alive.clone(), most.clone());
    let pieces = (0..10_000).map(move |_| {
        peak.fetch_max(counted.fetch_add(1, Ordering::Relaxed) + 1, Ordering::Relaxed);
        let buffer = Buffer { bytes: [b'x'; 1024], alive: counted.clone() };
        Ok::<_, Infallible>(Bytes::from_owner(buffer).slice(..1))
    });
    let request = Request::post("/api/v1/reports").header(header::CONTENT_TYPE, "application/json");
    let answer = app.anonymous().request(request, Body::from_stream(stream::iter(pieces))).await;
    assert!(answer.status.is_client_error(), "{}", answer.status);
    assert!(most.load(Ordering::Relaxed) <= 2, "{most:?} buffers at once");
    assert_eq!(alive.load(Ordering::Relaxed), 0);
}

#[sqlx::test]
async fn who_is_not_signed_in_sends_small_forms_only(owner: PgPool) {
    let app = TestApp::new(&owner).await;
    for (path, most) in [("/masuk", MAX_OPEN_BODY), ("/undangan/x", MAX_OPEN_BODY), ("/lapor", MAX_BODY)] {
        for (length, is_refused) in [(most, false), (most + 1, true)] {
            for has_length in [true, false] {
                let bytes = Bytes::from(vec![b'x'; length]);
                let body = if has_length {
                    Body::from(bytes)
                } else {
                    Body::from_stream(stream::iter([Ok::<_, Infallible>(bytes)]))
                };
                let request = Request::post(path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
                let status = app.anonymous().request(request, body).await.status;
                assert_eq!(status == StatusCode::PAYLOAD_TOO_LARGE, is_refused, "{path} {length}: {status}");
            }
        }
    }
}

/// Begins to send a body from an address, and never ends. `cookie` is the session that it claims.
async fn begin(
    app: &TestApp,
    address: &'static str,
    cookie: Option<String>,
) -> mpsc::Sender<Result<Bytes, Infallible>> {
    let (sender, mut pieces) = mpsc::channel(1);
    let router = app.router.clone();
    let body = Body::from_stream(stream::poll_fn(move |task| pieces.poll_recv(task)));
    tokio::spawn(async move {
        let request = Request::post("/api/v1/reports")
            .header(header::HOST, "kinerja.test")
            .header("x-forwarded-for", address)
            .header(header::COOKIE, cookie.unwrap_or_default())
            .body(body)
            .expect("a request");
        tower::ServiceExt::oneshot(router, request).await
    });
    sender.send(Ok(Bytes::from(vec![b'x'; MAX_BODY]))).await.expect("read");
    // The first piece is kept once the second one has been taken.
    for _ in 0..2 {
        sender.send(Ok(Bytes::new())).await.expect("read");
    }
    sender
}

async fn behind_a_proxy(owner: &PgPool) -> TestApp {
    let proxy = IpAddr::V4(Ipv4Addr::LOCALHOST);
    TestApp::with(owner, |config| Config { trusted_proxy: Some(proxy), ..config }).await
}

/// Sends a report from an address.
async fn report_from(client: &Client<'_>, address: &str, indicator: IkiId) -> Answer {
    let body = serde_json::json!({
        "indicator_id": indicator, "value": "700", "note": null, "observed_at": client.app.now().to_string(),
    });
    let id = key().to_string();
    let headers = [("x-forwarded-for", address), ("idempotency-key", id.as_str())];
    client.api_with(Method::POST, "/api/v1/reports", Some(body), &headers).await
}

#[sqlx::test]
async fn one_address_cannot_take_the_memory_for_everybodys_reports(owner: PgPool) {
    let (app, town) = (behind_a_proxy(&owner).await, Town::build(&owner).await);
    let mut open = Vec::new();
    for _ in 0..32 {
        open.push(begin(&app, "203.0.113.7", None).await);
    }
    let from = async |address: &str| report_from(&app.anonymous(), address, town.births).await;
    let refused = from("203.0.113.7").await;
    assert_eq!(refused.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(refused.headers.contains_key(header::RETRY_AFTER));
    assert!(from("198.51.100.1").await.status.is_client_error(), "others are read");
    open.clear();
    // What was begun ends now, and its memory is free again.
    while from("203.0.113.7").await.status == StatusCode::SERVICE_UNAVAILABLE {
        tokio::task::yield_now().await;
    }
}

#[sqlx::test]
async fn strangers_who_fill_the_memory_keep_no_report_of_a_colleague_out(owner: PgPool) {
    let (app, town) = (behind_a_proxy(&owner).await, Town::build(&owner).await);
    let (dewi, lina) = (app.as_(town.dewi).await, app.as_(town.lina).await);
    let invented = format!("kinerja={}", "A".repeat(43));
    let mut open = Vec::new();
    for address in ["203.0.113.1", "203.0.113.2", "203.0.113.3"] {
        for _ in 0..32 {
            open.push(begin(&app, address, Some(invented.clone())).await);
        }
    }
    let stranger = Client { app: &app, cookie: Some(invented) };
    assert_eq!(report_from(&stranger, "203.0.113.9", town.births).await.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(report_from(&dewi, "203.0.113.9", town.births).await.status, StatusCode::CREATED);
    assert_eq!(report_from(&dewi, "203.0.113.1", town.births).await.status, StatusCode::CREATED, "beside a stranger");
    // Nor can one account take what is reserved for everybody.
    for _ in 0..4 {
        open.push(begin(&app, "203.0.113.1", lina.cookie.clone()).await);
    }
    assert_eq!(report_from(&lina, "203.0.113.9", town.births).await.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(report_from(&dewi, "203.0.113.9", town.births).await.status, StatusCode::CREATED);
}

/// Starts the server with limits of its own.
async fn listening(app: &TestApp, limits: Limits) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(accept(listener, app.router.clone(), None, limits, std::future::pending()));
    address
}

/// Returns all that the server sends until it closes.
async fn rest(mut line: TcpStream) -> String {
    let mut read = Vec::new();
    let end = tokio::time::timeout(PATIENCE, line.read_to_end(&mut read)).await.expect("an end in time");
    // A server that closes on unread bytes resets the connection.
    let _ = end;
    String::from_utf8_lossy(&read).into_owned()
}

#[sqlx::test]
async fn headers_beyond_the_buffer_end_their_connection(owner: PgPool) {
    let app = TestApp::new(&owner).await;
    let address = listening(&app, Limits::default()).await;
    let mut line = TcpStream::connect(address).await.expect("a line");
    line.write_all(b"GET / HTTP/1.1\r\nHost: x\r\n").await.expect("sent");
    let header = format!("X-Long: {}\r\n", "x".repeat(1_000));
    let mut sent = 0;
    while sent < 400_000 && line.write_all(header.as_bytes()).await.is_ok() {
        sent += header.len();
    }
    let answer = rest(line).await;
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 431"), "{answer}");
}

/// As RFC 9112 (2.2) allows. A carriage return alone is what proxies read in different ways.
#[sqlx::test]
async fn a_line_of_the_head_ends_at_its_line_feed_and_at_nothing_else(owner: PgPool) {
    let app = TestApp::new(&owner).await;
    let address = listening(&app, Limits::default()).await;
    for (head, status) in [
        ("GET /healthz HTTP/1.1\nHost: x\nConnection: close\n\n", "HTTP/1.1 200"),
        ("GET /healthz HTTP/1.1\r\nHost: x\rConnection: close\r\n\r\n", "HTTP/1.1 400"),
        ("GET /healthz HTTP/1.1\r\nHost: x\r\n Connection: close\r\n\r\n", "HTTP/1.1 400"),
        ("POST /masuk HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", "HTTP/1.1 400"),
    ] {
        let mut line = TcpStream::connect(address).await.expect("a line");
        line.write_all(head.as_bytes()).await.expect("sent");
        let answer = rest(line).await;
        assert!(answer.starts_with(status) && answer.matches("HTTP/1.1").count() == 1, "{head:?}: {answer}");
    }
}

#[sqlx::test]
async fn one_address_cannot_hold_every_connection(owner: PgPool) {
    let app = TestApp::new(&owner).await;
    let address = listening(&app, Limits { address_connections: 2, ..Limits::default() }).await;
    let ask = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n";
    let mut held = Vec::new();
    for _ in 0..2 {
        let mut line = TcpStream::connect(address).await.expect("a line");
        line.write_all(ask).await.expect("sent");
        line.read_u8().await.expect("an answer");
        held.push(line);
    }
    let third = TcpStream::connect(address).await.expect("a line");
    assert_eq!(rest(third).await, "");
    let behind =
        Limits { address_connections: 0, trusted_proxy: Some(IpAddr::V4(Ipv4Addr::LOCALHOST)), ..Limits::default() };
    let mut proxy = TcpStream::connect(listening(&app, behind).await).await.expect("a line");
    proxy.write_all(ask).await.expect("sent");
    proxy.read_u8().await.expect("the proxy is served");
}

#[sqlx::test]
async fn units_that_do_not_exist_leave_nothing_behind(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let overseer = app.as_officer(town.agency, "pengelola").await;
    for _ in 0..20 {
        let unit = UnitId(key());
        assert!(overseer.call(GetBoard { unit: Some(unit) }).await.is_err());
        drop(overseer.listen(&format!("topics=unit:{unit}"), &[]).await.expect("a stream"));
    }
    assert_eq!(app.app.live.topics(), 0);
}

#[sqlx::test]
async fn a_topic_goes_with_its_last_listener(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let [first, second] = [(); 2].map(|()| app.app.live.subscribe(town.agency, Topic::Unit(town.centre)));
    assert_eq!(app.app.live.topics(), 1);
    drop(first);
    assert_eq!(app.app.live.topics(), 1);
    drop(second);
    assert_eq!(app.app.live.topics(), 0);
}

#[sqlx::test]
async fn one_session_has_so_many_streams_and_no_more(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let (dewi, lina) = (app.as_(town.dewi).await, app.as_(town.lina).await);
    let mut streams = Vec::new();
    for _ in 0..32 {
        streams.push(dewi.listen("topics=", &[]).await.expect("a stream"));
    }
    assert_eq!(dewi.listen("topics=", &[]).await.err(), Some(StatusCode::TOO_MANY_REQUESTS));
    assert!(lina.listen("topics=", &[]).await.is_ok());
    streams.pop();
    assert!(dewi.listen("topics=", &[]).await.is_ok());
}
