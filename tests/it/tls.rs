//! TLS by the program itself: both protocols, the same limits as without TLS, certificate renewal at run time.

use crate::{
    app::{PATIENCE, TestApp},
    seed::Town,
};
use axum::{
    body::Body,
    http::{Request, Response, StatusCode, Version, header},
};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper_util::rt::{TokioExecutor, TokioIo};
use kinerja::server::{
    config::Config,
    serve::{Limits, accept},
    tls::{Tls, TlsError},
};
use nix::sys::signal::{Signal, raise};
use sqlx::PgPool;
use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::oneshot,
};
use tokio_rustls::{
    TlsConnector,
    client::TlsStream,
    rustls::{
        ClientConfig, RootCertStore,
        crypto::ring,
        pki_types::{CertificateDer, ServerName},
    },
};

/// A folder with a certificate and its key, removed with the test.
pub struct Files(PathBuf);

impl Files {
    pub fn new() -> Self {
        let folder = std::env::temp_dir().join(format!("kinerja-tls-{}", crate::app::key().simple()));
        std::fs::create_dir(&folder).expect("a folder");
        Self(folder)
    }

    fn certificate(&self) -> PathBuf {
        self.0.join("fullchain.pem")
    }

    fn key(&self) -> PathBuf {
        self.0.join("privkey.pem")
    }

    pub fn folder(&self) -> PathBuf {
        self.0.clone()
    }

    /// Returns the certificate that was written last.
    pub fn trusted(&self) -> CertificateDer<'static> {
        use tokio_rustls::rustls::pki_types::pem::PemObject;
        CertificateDer::from_pem_file(self.certificate()).expect("a certificate")
    }

    /// Writes a new certificate and its key.
    pub fn renew(&self) -> CertificateDer<'static> {
        let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).expect("a certificate");
        std::fs::write(self.key(), made.signing_key.serialize_pem()).expect("written");
        std::fs::write(self.certificate(), made.cert.pem()).expect("written");
        made.cert.der().clone()
    }

    fn load(&self) -> Tls {
        Tls::load(&self.certificate(), &self.key()).expect("a certificate")
    }
}

impl Drop for Files {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.0).ok();
    }
}

async fn listening(app: &TestApp, tls: &Tls, slowest: Duration) -> (SocketAddr, oneshot::Sender<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let (stop, stopped) = oneshot::channel();
    let limits = Limits { connections: 4, slowest_headers: slowest, ..Limits::default() };
    tokio::spawn(accept(listener, app.router.clone(), Some(tls.clone()), limits, async {
        let _ = stopped.await;
    }));
    (address, stop)
}

/// Connects and shakes hands as a client that offers `protocol` and trusts `certificate` only.
pub async fn connect(
    address: SocketAddr,
    certificate: &CertificateDer<'static>,
    protocol: &[u8],
) -> std::io::Result<TlsStream<TcpStream>> {
    let mut trusted = RootCertStore::empty();
    trusted.add(certificate.clone()).expect("a certificate");
    let mut config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_root_certificates(trusted)
        .with_no_client_auth();
    config.alpn_protocols = vec![protocol.to_vec()];
    let name = ServerName::try_from("localhost").expect("a name");
    TlsConnector::from(Arc::new(config)).connect(name, TcpStream::connect(address).await?).await
}

/// An HTTP/2 connection of a browser.
struct Line(hyper::client::conn::http2::SendRequest<Body>);

impl Line {
    async fn open(address: SocketAddr, certificate: &CertificateDer<'static>) -> Self {
        let stream = connect(address, certificate, b"h2").await.expect("a handshake");
        let (sender, connection) =
            hyper::client::conn::http2::handshake(TokioExecutor::new(), TokioIo::new(stream)).await.expect("a line");
        tokio::spawn(connection);
        Self(sender)
    }

    async fn send(&mut self, request: axum::http::request::Builder, body: &str) -> Response<Incoming> {
        let request = request.version(Version::HTTP_2).body(Body::from(body.to_owned())).expect("a request");
        self.0.send_request(request).await.expect("an answer")
    }
}

async fn https_app(owner: &PgPool) -> TestApp {
    TestApp::with(owner, |config| Config { https: true, ..config }).await
}

#[test]
fn the_end_of_the_certificate_is_read_from_it() {
    let files = Files::new();
    let mut asked = rcgen::CertificateParams::new(["localhost".to_owned()]).expect("a name");
    asked.not_after = rcgen::date_time_ymd(2027, 3, 1);
    let key = rcgen::KeyPair::generate().expect("a key");
    let made = asked.self_signed(&key).expect("a certificate");
    std::fs::write(files.key(), key.serialize_pem()).expect("written");
    std::fs::write(files.certificate(), made.pem()).expect("written");
    assert_eq!(files.load().end().borrow().to_string(), "2027-03-01T00:00:00Z");
}

#[sqlx::test]
async fn a_browser_signs_in_over_http_2_and_is_kept_on_https(owner: PgPool) {
    let (app, town, files) = (https_app(&owner).await, Town::build(&owner).await, Files::new());
    app.account(town.agency, None, "petugas", Some("perahu hijau di muara")).await;
    let certificate = files.renew();
    let (address, _stop) = listening(&app, &files.load(), PATIENCE).await;
    let mut line = Line::open(address, &certificate).await;
    // Without Sec-Fetch-Site the origin is compared with the host, which HTTP/2 sends as `:authority`.
    let form = Request::post("https://localhost/masuk")
        .header(header::ORIGIN, "https://localhost")
        .header(header::ACCEPT, "text/html")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    let signed_in = line.send(form, "login=petugas&password=perahu+hijau+di+muara").await;
    assert_eq!((signed_in.status(), signed_in.version()), (StatusCode::SEE_OTHER, Version::HTTP_2));
    let cookie = signed_in.headers()["set-cookie"].to_str().expect("a cookie").to_owned();
    assert!(cookie.starts_with("__Host-kinerja=") && cookie.contains("; Secure"), "{cookie}");
    assert!(signed_in.headers()["strict-transport-security"].to_str().expect("text").starts_with("max-age=31536000"));
    let cookie = cookie.split(';').next().expect("a cookie");
    let page = line.send(Request::get("https://localhost/akun?x=1").header(header::COOKIE, cookie), "").await;
    assert_eq!(page.status(), StatusCode::OK);
    let turned_away = line.send(Request::get("https://localhost/dasbor?unit=1"), "").await;
    assert_eq!(turned_away.headers()["location"], "/masuk?lanjut=%2Fdasbor%3Funit%3D1", "the path alone, no host");
}

#[sqlx::test]
async fn an_older_client_is_served_over_http_1_1(owner: PgPool) {
    let (app, files) = (https_app(&owner).await, Files::new());
    let certificate = files.renew();
    let (address, _stop) = listening(&app, &files.load(), PATIENCE).await;
    let mut stream = connect(address, &certificate, b"http/1.1").await.expect("a handshake");
    stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").await.expect("sent");
    let mut answer = String::new();
    tokio::time::timeout(PATIENCE, stream.read_to_string(&mut answer)).await.expect("in time").expect("an answer");
    assert!(answer.starts_with("HTTP/1.1 200 OK") && answer.ends_with("ok"), "{answer}");
}

#[sqlx::test]
async fn whoever_dawdles_is_cut_off_at_the_handshake_and_before_the_first_request(owner: PgPool) {
    let (app, files) = (https_app(&owner).await, Files::new());
    let certificate = files.renew();
    let (address, _stop) = listening(&app, &files.load(), Duration::from_millis(300)).await;
    let end = async |stream: &mut (dyn tokio::io::AsyncRead + Unpin + Send)| {
        let mut read = Vec::new();
        // A connection closed without `close_notify` has ended too.
        tokio::time::timeout(PATIENCE, stream.read_to_end(&mut read)).await.expect("an end in time").ok();
        read
    };
    let mut silent = TcpStream::connect(address).await.expect("a line");
    assert_eq!(end(&mut silent).await, b"");
    let mut idle = connect(address, &certificate, b"h2").await.expect("a handshake");
    idle.write_all(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0").await.expect("sent");
    end(&mut idle).await;
    let mut slow = connect(address, &certificate, b"http/1.1").await.expect("a handshake");
    slow.write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: ").await.expect("sent");
    assert!(!String::from_utf8_lossy(&end(&mut slow).await).contains("200 OK"));
    let answer = Line::open(address, &certificate).await.send(Request::get("https://localhost/healthz"), "").await;
    assert_eq!(answer.status(), StatusCode::OK, "others are served");
}

#[sqlx::test]
async fn a_server_that_stops_ends_the_streams_of_http_2_in_order(owner: PgPool) {
    let (app, town, files) = (https_app(&owner).await, Town::build(&owner).await, Files::new());
    let certificate = files.renew();
    let (address, stop) = listening(&app, &files.load(), PATIENCE).await;
    let cookie = app.as_(town.dewi).await.cookie.expect("a cookie").replace("kinerja=", "__Host-kinerja=");
    let mut line = Line::open(address, &certificate).await;
    let stream = line.send(Request::get("https://localhost/live?topics=").header(header::COOKIE, cookie), "").await;
    assert_eq!(stream.status(), StatusCode::OK);
    stop.send(()).expect("stopping");
    app.app.live.stop();
    let rest = tokio::time::timeout(PATIENCE, stream.into_body().collect()).await.expect("an end in time");
    rest.expect("an end in order, not a broken line");
}

async fn is_trusted(address: SocketAddr, certificate: &CertificateDer<'static>) -> bool {
    connect(address, certificate, b"h2").await.is_ok()
}

#[sqlx::test]
async fn a_renewed_certificate_is_taken_over_while_lines_stay_open(owner: PgPool) {
    let (app, files) = (https_app(&owner).await, Files::new());
    let first = files.renew();
    let tls = files.load();
    let (address, _stop) = listening(&app, &tls, PATIENCE).await;
    let mut line = Line::open(address, &first).await;
    let mut renewals = tls.renewals();
    let watching = tokio::spawn(tls.clone().follow(Duration::from_millis(20)));
    let second = files.renew();
    // Between the two writes the key and the certificate do not match: the program logs this and retries.
    while !is_trusted(address, &second).await {
        tokio::time::timeout(PATIENCE, renewals.changed()).await.expect("a renewal in time").expect("a renewal");
    }
    assert!(!is_trusted(address, &first).await, "the old one is shown no more");
    assert_eq!(line.send(Request::get("https://localhost/healthz"), "").await.status(), StatusCode::OK);
    watching.abort();
}

#[sqlx::test]
async fn sighup_reads_the_files_again_and_wrong_files_leave_the_old_certificate(owner: PgPool) {
    let (app, files) = (https_app(&owner).await, Files::new());
    let first = files.renew();
    let tls = files.load();
    let (address, _stop) = listening(&app, &tls, PATIENCE).await;
    let mut renewals = tls.renewals();
    let watching = tokio::spawn(tls.clone().follow(PATIENCE * 60));
    std::fs::write(files.certificate(), "half a file").expect("written");
    raise(Signal::SIGHUP).expect("a signal");
    assert!(is_trusted(address, &first).await);
    let second = files.renew();
    raise(Signal::SIGHUP).expect("a signal");
    tokio::time::timeout(PATIENCE, renewals.changed()).await.expect("a renewal in time").expect("a renewal");
    assert!(is_trusted(address, &second).await);
    watching.abort();
}

#[test]
fn a_wrong_file_is_named_with_what_is_wrong() {
    let (files, others) = (Files::new(), Files::new());
    files.renew();
    others.renew();
    let sentence = |certificate: &Path, key: &Path| Tls::load(certificate, key).expect_err("a refusal").to_string();
    let (certificate, key) = (files.certificate(), files.key());
    let missing = files.0.join("tidak-ada.pem");
    assert!(sentence(&missing, &key).contains("tidak-ada.pem cannot be read"));
    assert!(sentence(&key, &certificate).contains("give the certificate first"), "swapped");
    assert!(sentence(&certificate, &certificate).contains("no private key"));
    assert!(matches!(Tls::load(&certificate, &others.key()), Err(TlsError::Mismatch(..))));
    std::fs::write(&key, "").expect("written");
    assert!(sentence(&certificate, &key).contains("privkey.pem holds no private key"));
}
