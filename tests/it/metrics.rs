//! The operator's metrics, on a listener of their own.

use crate::{
    app::{PATIENCE, TestApp},
    seed::Town,
};
use axum::http::Method;
use kinerja::server::metrics::Metrics;
use sqlx::PgPool;
use std::collections::BTreeMap;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

/// Starts the program with metrics and returns the address of their listener.
async fn counting(owner: &PgPool) -> (TestApp, std::net::SocketAddr) {
    let mut app = TestApp::new(owner).await;
    app.app.metrics = Metrics::counting().expect("figures");
    app.router = kinerja::boot::router(app.app.clone());
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(kinerja::boot::serve_metrics(app.app.clone(), listener, std::future::pending()));
    (app, address)
}

async fn ask(address: std::net::SocketAddr, path: &str) -> String {
    let mut stream = TcpStream::connect(address).await.expect("a line");
    let request = format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.expect("sent");
    let mut answer = String::new();
    tokio::time::timeout(PATIENCE, stream.read_to_string(&mut answer)).await.expect("in time").expect("an answer");
    answer
}

/// Returns the metrics by name and labels.
async fn figures(address: std::net::SocketAddr) -> BTreeMap<String, f64> {
    let page = ask(address, "/metrics").await;
    assert!(page.starts_with("HTTP/1.1 200 OK"), "{page}");
    let lines = page.lines().filter(|line| line.starts_with("kinerja_"));
    lines
        .map(|line| {
            let (name, value) = line.rsplit_once(' ').expect("a value");
            (name.to_owned(), value.parse().expect("a number"))
        })
        .collect()
}

#[sqlx::test]
async fn the_figures_tell_requests_transactions_sessions_and_streams(owner: PgPool) {
    let (app, address) = counting(&owner).await;
    let town = Town::build(&owner).await;
    let dewi = app.as_(town.dewi).await;
    dewi.report(crate::app::key(), town.births, "700").await;
    dewi.report(crate::app::key(), "x", "700").await;
    dewi.get(&format!("/riwayat/{}", town.births)).await;
    dewi.get("/tidak-ada").await;
    dewi.request(axum::http::Request::builder().method("MAKAN").uri("/"), axum::body::Body::empty()).await;
    let mut stream = dewi.listen("topics=", &[]).await.expect("a stream");
    stream.next().await.expect("an event");
    let found = figures(address).await;
    let figure = |name: &str| *found.get(name).unwrap_or_else(|| panic!("{name} is missing: {found:#?}"));
    let requests = |route: &str, method: &str, status: &str| {
        figure(&format!(
            "kinerja_http_request_duration_seconds_count{{route=\"{route}\",method=\"{method}\",status=\"{status}\"}}"
        ))
    };
    assert!(requests("/api/v1/reports", "POST", "2xx") >= 1.0);
    assert!(requests("/api/v1/reports", "POST", "4xx") >= 1.0);
    assert!(requests("/riwayat/{indikator}", "GET", "2xx") >= 1.0);
    assert!(requests("-", "GET", "4xx") >= 1.0, "what is no address of ours has one name together");
    assert!(figure("kinerja_transaction_duration_seconds_count{kind=\"write\",outcome=\"done\"}") >= 1.0);
    assert!(figure("kinerja_transaction_duration_seconds_count{kind=\"read\",outcome=\"done\"}") >= 1.0);
    assert!(figure("kinerja_transaction_wait_seconds_count{outcome=\"begun\"}") >= 2.0);
    assert!(figure("kinerja_sessions") >= 1.0);
    assert!(figure("kinerja_live_clients") >= 1.0);
    assert!(
        figure("kinerja_pool_connections{state=\"idle\"}") + figure("kinerja_pool_connections{state=\"in_use\"}")
            >= 1.0
    );
    assert!(figure("kinerja_pool_waiting") < 1.0);
    assert!(figure("kinerja_outbox_rows") >= 1.0);
    // This test runs no subscriber of the outbox, so the changes wait.
    assert!(figure("kinerja_outbox_unread_age_seconds") >= 0.0);
    assert!(figure("kinerja_database_up") > 0.0);
    assert!(figure(&format!("kinerja_build_info{{version=\"{}\"}}", env!("CARGO_PKG_VERSION"))) > 0.0);
    drop(stream);
    assert!(figures(address).await["kinerja_live_clients"] < 1.0, "who has left is not counted");
}

#[sqlx::test]
async fn the_figures_warn_of_what_an_operator_is_woken_for(owner: PgPool) {
    let (app, address) = counting(&owner).await;
    let folder = std::env::temp_dir().join(format!("kinerja-figures-{}", crate::app::key().simple()));
    std::fs::create_dir_all(folder.join(kinerja::domain::backup::name(app.now()))).expect("a backup");
    let alone = figures(address).await;
    assert!(alone["kinerja_backups_scheduled"] < 1.0 && !alone.contains_key("kinerja_backup_age_seconds"));
    app.app.diagnostics.keep_data_in(std::env::temp_dir());
    app.app.diagnostics.keep_backups_in(folder.clone());
    app.app.diagnostics.note_certificate_end(app.now() + jiff::SignedDuration::from_hours(24));
    app.at(&(app.now() + jiff::SignedDuration::from_hours(2)).to_string());
    let wrong = serde_json::json!({ "login": "dewi", "password": "perahu biru di muara" });
    for _ in 0..2 {
        app.anonymous().api(Method::POST, "/api/v1/session", Some(wrong.clone())).await;
    }
    app.anonymous().post_form("/masuk", &[("login", "dewi"), ("password", "perahu biru")]).await;
    app.anonymous().post_form("/masuk", &[("login", "dewi"), ("password", "perahu biru")]).await;
    let found = figures(address).await;
    let near = |name: &str, wanted: f64| assert!((found[name] - wanted).abs() < 1.0, "{name}: {found:#?}");
    near("kinerja_backup_age_seconds", 7200.0);
    near("kinerja_backups_scheduled", 1.0);
    near("kinerja_certificate_remaining_seconds", 22.0 * 3600.0);
    near("kinerja_sign_in_failures_total{reason=\"wrong\"}", 3.0);
    near("kinerja_sign_in_failures_total{reason=\"throttled\"}", 1.0);
    assert!(found["kinerja_resident_memory_bytes"] > 1e6);
    assert!(
        found["kinerja_disk_free_bytes"] > 0.0 && found["kinerja_disk_size_bytes"] >= found["kinerja_disk_free_bytes"]
    );
    std::fs::remove_dir_all(folder).expect("the folder goes");
}

#[sqlx::test]
async fn every_figure_has_a_help_text_and_alerts_and_dashboard_ask_for_figures_that_exist(owner: PgPool) {
    let (app, address) = counting(&owner).await;
    app.app.diagnostics.keep_data_in(std::env::temp_dir());
    app.app.diagnostics.note_certificate_end(app.now());
    app.app.diagnostics.note_poll();
    let folder = std::env::temp_dir().join(format!("kinerja-help-{}", crate::app::key().simple()));
    std::fs::create_dir_all(folder.join(kinerja::domain::backup::name(app.now()))).expect("a backup");
    app.app.diagnostics.keep_backups_in(folder.clone());
    let town = Town::build(&owner).await;
    app.as_(town.dewi).await.report(crate::app::key(), town.births, "700").await;
    app.anonymous().post_form("/masuk", &[("login", "dewi"), ("password", "perahu biru")]).await;
    let page = ask(address, "/metrics").await;
    let word = |line: &str| line.split([' ', '{']).next().unwrap_or_default().to_owned();
    let told = |start: &str| -> std::collections::BTreeSet<String> {
        page.lines().filter_map(|line| line.strip_prefix(start)).map(word).collect()
    };
    let (typed, helped) = (told("# TYPE "), told("# HELP "));
    assert!(typed.len() >= 18, "{typed:?}");
    assert_eq!(typed, helped);
    let samples: std::collections::BTreeSet<String> =
        page.lines().filter(|line| line.starts_with("kinerja_")).map(word).collect();
    let deploy = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("deploy");
    for file in ["prometheus/kinerja.rules.yml", "grafana/kinerja.json"] {
        let text = std::fs::read_to_string(deploy.join(file)).expect(file);
        for part in
            text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').filter(|part| part.starts_with("kinerja_"))
        {
            assert!(
                samples.contains(part) || typed.contains(part),
                "{file} asks for {part}, which is not among {samples:#?}"
            );
        }
    }
    std::fs::remove_dir_all(folder).expect("the folder goes");
}

#[sqlx::test]
async fn the_figures_name_nobody_and_nothing_that_grows_without_end(owner: PgPool) {
    let (app, address) = counting(&owner).await;
    let town = Town::build(&owner).await;
    let dewi = app.as_(town.dewi).await;
    for method in ["MAKAN", "MINUM"] {
        let request = axum::http::Request::builder().method(method).uri("/makan");
        dewi.request(request, axum::body::Body::empty()).await;
    }
    for path in ["/tim?cari=Dewi", "/riwayat/dewi-198609262015051001", "/dewi", "/undangan/rahasia-dewi"] {
        dewi.get(path).await;
    }
    dewi.api(Method::GET, &format!("/api/v1/boards/{}", town.centre), None).await;
    for (name, _) in figures(address).await {
        let labels = name.split_once('{').map_or("", |(_, labels)| labels);
        for secret in ["ewi", "1986", "rahasia", "MAKAN", "MINUM", &town.centre.to_string()] {
            assert!(!labels.contains(secret), "{name}");
        }
        for label in labels.split(',').filter_map(|label| label.split_once('=')) {
            assert!(
                ["route", "method", "status", "kind", "outcome", "state", "version", "reason", "le"].contains(&label.0),
                "{name}"
            );
        }
    }
}

#[sqlx::test]
async fn without_the_database_the_figures_say_so(owner: PgPool) {
    let (app, address) = counting(&owner).await;
    app.app.pool.close().await;
    assert!(figures(address).await["kinerja_database_up"] < 1.0);
}

#[sqlx::test]
async fn figures_are_on_their_own_port_only(owner: PgPool) {
    let (app, address) = counting(&owner).await;
    let page = app.anonymous().api(Method::GET, "/metrics", None).await;
    assert!(!page.body.contains("kinerja_"));
    assert!(ask(address, "/").await.starts_with("HTTP/1.1 404"));
}
