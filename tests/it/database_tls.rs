//! A PostgreSQL over a network: TLS whose certificate is checked, and what an operator reads where it is not right.

use crate::{
    servers::{PRIMARY, Servers},
    tls::Files,
};
use sqlx::{Connection, PgConnection};
use std::process::Command;

/// A PostgreSQL with TLS on a port of this machine.
struct Secured {
    /// Stopped with the test.
    _servers: Servers,
    /// The certificate of the server, and one of another.
    certificates: [Files; 2],
    port: u16,
}

impl Secured {
    async fn start() -> Self {
        let servers = Servers::start();
        servers.owner().await.close().await;
        let certificates = [Files::new(), Files::new()];
        for files in &certificates {
            files.renew();
        }
        let of_server = |name: &str| std::fs::read_to_string(certificates[0].folder().join(name)).expect("a file");
        let certificate = servers.keep("server.crt", &of_server("fullchain.pem"));
        let key = servers.keep("server.key", &of_server("privkey.pem"));
        let port = std::net::TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
        let port = port.expect("a port").port();
        servers.stop(PRIMARY.0);
        let options = format!(
            "-c listen_addresses=127.0.0.1 -c ssl=on -c ssl_cert_file={} -c ssl_key_file={}",
            certificate.display(),
            key.display()
        );
        servers.launch_with((PRIMARY.0, &port.to_string()), &options);
        Self { _servers: servers, certificates, port }
    }

    /// Returns the URL with the certificate to trust: that of the server (0) or another one (1).
    fn url(&self, host: &str, mode: &str, trusted: usize) -> String {
        let certificate = self.certificates[trusted].folder().join("fullchain.pem");
        let Self { port, .. } = self;
        format!("postgres://kinerja_owner@{host}:{port}/kinerja?sslmode={mode}&sslrootcert={}", certificate.display())
    }
}

/// Runs a command of the program on a database; returns its success and what it says.
fn migrate(url: &str) -> (bool, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_kinerja"))
        .arg("migrate")
        .env("DATABASE_URL", url)
        .env("RUST_LOG", "off")
        .output()
        .expect("the program");
    (output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned())
}

#[tokio::test]
async fn a_database_with_the_right_certificate_is_used_and_any_other_refused_in_words() {
    let secured = Secured::start().await;
    let right = secured.url("localhost", "verify-full", 0);
    assert_eq!(migrate(&right), (true, String::new()));
    let mut db = PgConnection::connect(&right).await.expect("the server");
    let is_encrypted: bool = sqlx::query_scalar("select ssl from pg_stat_ssl where pid = pg_backend_pid()")
        .fetch_one(&mut db)
        .await
        .expect("its state");
    assert!(is_encrypted);
    db.close().await.expect("an end");

    for (wrong, why) in [
        (secured.url("localhost", "verify-full", 1), "a certificate of somebody else"),
        (secured.url("127.0.0.1", "verify-full", 0), "a certificate for another name"),
    ] {
        let (done, said) = migrate(&wrong);
        assert!(!done, "{why}");
        let sentence = said.lines().last().unwrap_or_default();
        assert!(
            sentence
                .starts_with("kinerja: no safe connection to the PostgreSQL of DATABASE_URL: invalid peer certificate"),
            "{why}: {said}"
        );
        assert!(
            sentence.ends_with("look at its host, sslmode and sslrootcert, and at the server's certificate"),
            "{said}"
        );
    }
    let missing = right.replace("fullchain.pem", "tidak-ada.pem");
    let (done, said) = migrate(&missing);
    assert!(!done && said.contains("a socket or a certificate that DATABASE_URL names is not there"), "{said}");
}

#[tokio::test]
async fn a_database_without_tls_is_refused_where_it_is_asked_for() {
    let servers = Servers::start();
    servers.owner().await.close().await;
    let url = servers.url("kinerja_owner", PRIMARY.1, "kinerja");
    assert!(migrate(&url).0, "by its socket");
    let port = std::net::TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
    let port = port.expect("a port").port().to_string();
    servers.stop(PRIMARY.0);
    servers.launch_with((PRIMARY.0, &port), "-c listen_addresses=127.0.0.1");
    let (done, said) = migrate(&format!("postgres://kinerja_owner@localhost:{port}/kinerja?sslmode=verify-full"));
    assert!(!done && said.contains("no safe connection") && said.contains("server does not support TLS"), "{said}");
}
