//! The files for the operator in `deploy/`: the proxies carry sign-ins and live streams, the unit and the container name
//! settings that exist.

use crate::{
    app::{PATIENCE, TestApp, key},
    seed::Town,
    tls::{Files, connect},
};
use kinerja::server::{
    config::Config,
    serve::{Limits, accept},
};
use nix::{
    sys::signal::{Signal, kill},
    unistd::Pid,
};
use sqlx::PgPool;
use std::{
    collections::BTreeSet,
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

fn sample(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("deploy").join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A proxy that ends with the test, by this signal: nginx ends its workers on SIGTERM, and Caddy waits on it for clients
/// that have left.
struct Proxy(Child, Signal);

impl Drop for Proxy {
    fn drop(&mut self) {
        let _ = kill(Pid::from_raw(self.0.id().cast_signed()), self.1);
        let _ = self.0.wait();
    }
}

impl Proxy {
    /// Starts a proxy and waits until it listens at both addresses: it opens them one after the other.
    async fn start(program: &str, arguments: &[&str], end: Signal, folder: &Path, at: [SocketAddr; 2]) -> Self {
        let log = std::fs::File::create(folder.join("proxy.log")).expect("a log");
        let path = std::env::var("PATH").unwrap_or_default();
        let child = Command::new(program)
            .args(arguments)
            // `/usr/sbin` is not in every user's `PATH`.
            .env("PATH", format!("{path}:/usr/sbin:/usr/local/sbin"))
            .env("HOME", folder)
            .env("XDG_DATA_HOME", folder)
            .env("XDG_CONFIG_HOME", folder)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .unwrap_or_else(|error| panic!("{program}: {error}; `make proxies` installs it"));
        let mut proxy = Self(child, end);
        let listens = async {
            for address in at {
                while TcpStream::connect(address).await.is_err() {
                    let ended = proxy.0.try_wait().expect("its state");
                    let log = || std::fs::read_to_string(folder.join("proxy.log")).unwrap_or_default();
                    assert!(ended.is_none(), "{program} has ended: {}", log());
                    tokio::task::yield_now().await;
                }
            }
        };
        tokio::time::timeout(PATIENCE, listens).await.expect("a proxy that listens");
        proxy
    }
}

fn free_port() -> SocketAddr {
    std::net::TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a port")
}

/// Starts the program as behind a proxy and returns its address.
async fn behind_a_proxy(owner: &PgPool) -> (TestApp, Town, SocketAddr) {
    let app = TestApp::with(owner, |config| Config {
        https: true,
        public_url: Some("https://localhost".to_owned()),
        trusted_proxy: Some([127, 0, 0, 1].into()),
        ..config
    })
    .await;
    let town = Town::build(owner).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(accept(listener, app.router.clone(), None, Limits::default(), std::future::pending()));
    (app, town, address)
}

/// Checks that people can sign in and read live through the proxy, and that nobody invents their own address.
async fn check(app: &TestApp, town: &Town, files: &Files, address: SocketAddr) {
    let certificate = files.trusted();
    let body = r#"{"login":"siapa","password":"perahu biru di muara"}"#;
    let request = format!(
        "POST /api/v1/session HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\
         X-Forwarded-For: 203.0.113.9\r\nConnection: close\r\n\r\n{body}",
        body.len()
    );
    let mut line = connect(address, &certificate, b"http/1.1").await.expect("a line");
    line.write_all(request.as_bytes()).await.expect("sent");
    let answer = read_until(&mut line, "\r\n\r\n").await;
    assert!(answer.starts_with("HTTP/1.1 401"), "{answer}");
    let keys: Vec<String> = sqlx::query_scalar("select key from sign_in_failure where key like 'address:%'")
        .fetch_all(&app.owner)
        .await
        .expect("the throttle");
    assert_eq!(keys, ["address:127.0.0.1"], "the address of the person, not the one that they sent");

    let cookie = app.as_(town.dewi).await.cookie.expect("a session").replace("kinerja=", "__Host-kinerja=");
    let request = format!(
        "GET /live?topics=person:{} HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\nCookie: {cookie}\r\n\r\n",
        town.dewi
    );
    let mut line = connect(address, &certificate, b"http/1.1").await.expect("a line");
    line.write_all(request.as_bytes()).await.expect("sent");
    let stream = read_until(&mut line, "\nid:").await;
    assert!(stream.starts_with("HTTP/1.1 200"), "{stream}");
}

/// Checks that a page without TLS leads to the one with it, and that a program is told instead of led on.
async fn check_plain(address: SocketAddr) {
    let ask = async |path: &str, wanted: &str| {
        let mut line = TcpStream::connect(address).await.expect("a line");
        let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        line.write_all(request.as_bytes()).await.expect("sent");
        read_until(&mut line, wanted).await
    };
    let page = ask("/tim", "\r\n\r\n").await;
    assert!(page.starts_with("HTTP/1.1 301") && page.contains("Location: https://localhost/tim"), "{page}");
    let program = ask("/api/v1/me", "in again.").await;
    assert!(program.starts_with("HTTP/1.1 426") && program.contains("went over the network in the clear"), "{program}");
}

/// Reads until the text has come, while the connection stays open.
async fn read_until(line: &mut (impl AsyncReadExt + Unpin), wanted: &str) -> String {
    let mut text = String::new();
    let read = async {
        while !text.contains(wanted) {
            let mut bytes = [0; 4096];
            let count = line.read(&mut bytes).await.expect("bytes");
            assert!(count > 0, "it ended after: {text}");
            text.push_str(&String::from_utf8_lossy(&bytes[..count]));
        }
    };
    tokio::time::timeout(PATIENCE, read).await.expect("in time");
    text
}

#[sqlx::test]
async fn people_sign_in_and_read_live_through_nginx(owner: PgPool) {
    let (app, town, upstream) = behind_a_proxy(&owner).await;
    let files = Files::new();
    files.renew();
    let (plain, secure) = (free_port(), free_port());
    let folder = files.folder();
    let site = sample("nginx/kinerja.conf")
        .replace("listen 80;", &format!("listen {plain};"))
        .replace("listen 443 ssl http2;", &format!("listen {secure} ssl http2;"))
        .replace("kinerja.example.go.id", "localhost")
        .replace("/etc/ssl/kinerja", &folder.display().to_string())
        .replace("http://127.0.0.1:3000", &format!("http://{upstream}"));
    assert!(site.contains(&format!("http://{upstream}")) && site.contains(&folder.display().to_string()), "{site}");
    let whole = format!(
        "daemon off;\npid {0}/pid;\nerror_log stderr;\nevents {{}}\nhttp {{\naccess_log off;\nclient_body_temp_path {0}/body;\n\
         proxy_temp_path {0}/proxy;\nfastcgi_temp_path {0}/fastcgi;\nuwsgi_temp_path {0}/uwsgi;\nscgi_temp_path {0}/scgi;\n\
         {site}\n}}\n",
        folder.display()
    );
    let settings = folder.join("nginx.conf");
    std::fs::write(&settings, whole).expect("settings");
    let _proxy =
        Proxy::start("nginx", &["-c", settings.to_str().expect("a path")], Signal::SIGTERM, &folder, [plain, secure])
            .await;
    check_plain(plain).await;
    check(&app, &town, &files, secure).await;
}

#[sqlx::test]
async fn people_sign_in_and_read_live_through_caddy(owner: PgPool) {
    let (app, town, upstream) = behind_a_proxy(&owner).await;
    let files = Files::new();
    files.renew();
    let (plain, secure) = (free_port(), free_port());
    let folder = files.folder();
    // A certificate of the test's own, where the sample gets one by itself.
    let site = sample("caddy/Caddyfile")
        .replace(
            "http://kinerja.example.go.id {\n",
            &format!("http://localhost:{} {{\n\tbind 127.0.0.1\n", plain.port()),
        )
        .replace(
            "kinerja.example.go.id {\n",
            &format!(
                "https://localhost:{} {{\n\tbind 127.0.0.1\n\ttls {1}/fullchain.pem {1}/privkey.pem\n",
                secure.port(),
                folder.display()
            ),
        )
        .replace("127.0.0.1:3000", &upstream.to_string());
    let settings = folder.join("Caddyfile");
    std::fs::write(&settings, format!("{{\n\tadmin off\n\tauto_https disable_redirects\n}}\n{site}"))
        .expect("settings");
    let arguments = ["run", "--adapter", "caddyfile", "--config", settings.to_str().expect("a path")];
    let _proxy = Proxy::start("caddy", &arguments, Signal::SIGKILL, &folder, [plain, secure]).await;
    check_plain(plain).await;
    check(&app, &town, &files, secure).await;
}

/// The settings that `.env.example` names.
fn settings() -> BTreeSet<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(".env.example");
    let text = std::fs::read_to_string(path).expect("the settings");
    let names = text.lines().filter_map(|line| line.strip_prefix('#')?.split_once('='));
    names.map(|(name, _)| name.to_owned()).filter(|name| !name.contains(' ')).collect()
}

/// Returns the `NAME` of every `NAME=value` in a line.
fn assigned(line: &str) -> impl Iterator<Item = &str> {
    line.split_whitespace().filter_map(|word| Some(word.split_once('=')?.0))
}

#[test]
fn the_unit_is_one_for_systemd_and_sets_what_the_program_reads() {
    let unit = sample("kinerja.service");
    let known = settings();
    for line in unit.lines().filter_map(|line| line.strip_prefix("Environment=")) {
        for name in assigned(line) {
            assert!(known.contains(name), "{name} is no setting");
        }
    }
    if Command::new("systemd-analyze").arg("--version").output().is_err() {
        return;
    }
    let folder = Folder::new();
    let file = folder.0.join("kinerja.service");
    std::fs::write(&file, unit.replace("/opt/kinerja/kinerja ", &format!("{} ", env!("CARGO_BIN_EXE_kinerja"))))
        .expect("a unit");
    let output = Command::new("systemd-analyze").arg("verify").arg(&file).output().expect("systemd-analyze");
    let said = String::from_utf8_lossy(&output.stderr);
    // Units of the machine have faults of their own.
    let faults: Vec<_> = said.lines().filter(|line| line.contains("kinerja.service")).collect();
    assert_eq!(faults, Vec::<&str>::new());
}

/// A folder that is removed with the test.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        let folder = std::env::temp_dir().join(format!("kinerja-deploy-{}", key().simple()));
        std::fs::create_dir(&folder).expect("a folder");
        Self(folder)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[test]
fn the_container_runs_the_program_as_a_user_without_rights() {
    let text = sample("Containerfile").replace("\\\n", " ");
    let lines: Vec<(&str, &str)> = text
        .lines()
        .filter(|line| !line.starts_with('#') && !line.trim().is_empty())
        .map(|line| line.split_once(' ').expect("an instruction"))
        .collect();
    let known = ["ARG", "FROM", "RUN", "COPY", "USER", "WORKDIR", "ENV", "VOLUME", "EXPOSE", "STOPSIGNAL", "CMD"];
    for (instruction, _) in &lines {
        assert!(known.contains(instruction), "{instruction}");
    }
    let of = |wanted: &'static str| lines.iter().filter(move |(name, _)| *name == wanted).map(|(_, rest)| *rest);
    let settings = settings();
    for name in of("ENV").flat_map(assigned) {
        assert!(settings.contains(name), "{name} is no setting");
    }
    let user = lines.iter().position(|line| *line == ("USER", "kinerja")).expect("a user");
    let start =
        lines.iter().position(|line| *line == ("CMD", r#"["/opt/kinerja/kinerja", "serve"]"#)).expect("a start");
    assert!(user < start);
    assert_eq!(of("COPY").collect::<Vec<_>>(), ["dist/ /opt/kinerja/"], "what `make build` leaves");
    let volume = of("VOLUME").next().expect("a volume");
    assert!(of("ENV").any(|line| line.contains(&format!("KINERJA_DATA_DIR={volume} "))), "the data is in the volume");
}
