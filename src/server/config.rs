//! The operator's settings: flag > environment > `.env` > default. The server does not start with an invalid one.

use super::backup::BackupSchedule;
use clap::Args;
use sqlx::postgres::{PgConnectOptions, PgSslMode};
use std::{
    net::{IpAddr, SocketAddr},
    path::{Path, PathBuf},
    str::FromStr,
};

/// Settings of every command that needs a database.
#[derive(Args, Clone, Debug)]
pub struct DatabaseArgs {
    /// PostgreSQL to use; without it Kinerja runs its own.
    #[arg(long, env = "DATABASE_URL", hide_env_values = true, global = true)]
    database_url: Option<String>,
    /// The same database past a pooler in transaction mode, if `DATABASE_URL` is that of the pooler.
    #[arg(long, env = "DATABASE_DIRECT_URL", hide_env_values = true, global = true)]
    database_direct_url: Option<String>,
    /// Folder of Kinerja's own PostgreSQL [default: the user's data folder, for root /var/lib/kinerja].
    #[arg(long, env = "KINERJA_DATA_DIR", global = true)]
    pub data_dir: Option<PathBuf>,
    /// Folder with `initdb`, `pg_ctl` and `postgres`.
    #[arg(long, env = "KINERJA_PG_BIN", global = true)]
    pub pg_bin: Option<PathBuf>,
}

impl DatabaseArgs {
    /// Returns a warning for each database that is reached over a network without verified TLS.
    ///
    /// # Errors
    /// When a URL is invalid.
    pub fn warnings(&self) -> sqlx::Result<Vec<String>> {
        let named = [("DATABASE_URL", &self.database_url), ("DATABASE_DIRECT_URL", &self.database_direct_url)];
        let urls = named.into_iter().filter_map(|(name, url)| Some((name, given(url.as_ref())?)));
        urls.filter_map(|(name, url)| network_warning(name, url).transpose()).collect()
    }

    /// Returns the owner's direct URL of an external PostgreSQL; `None` if Kinerja runs its own.
    pub fn direct_url(&self) -> Option<&str> {
        given(self.database_direct_url.as_ref()).or(given(self.database_url.as_ref()))
    }

    /// Returns the URL of a pooler in transaction mode, if there is one.
    pub fn pooler_url(&self) -> Option<&str> {
        given(self.database_direct_url.as_ref()).and(given(self.database_url.as_ref()))
    }

    /// Returns the folder of the managed cluster.
    pub fn data_dir(&self) -> PathBuf {
        if let Some(dir) = &self.data_dir {
            return dir.clone();
        }
        if nix::unistd::geteuid().is_root() {
            return PathBuf::from("/var/lib/kinerja");
        }
        let home = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        home("XDG_DATA_HOME")
            .or_else(|| home("HOME").map(|home| home.join(".local/share")))
            .unwrap_or_else(|| PathBuf::from("."))
            .join("kinerja")
    }
}

/// Returns a URL; `None` for an empty one, which the line `DATABASE_URL=` of a file of settings gives.
fn given(url: Option<&String>) -> Option<&str> {
    url.map(String::as_str).filter(|url| !url.is_empty())
}

/// Returns the warning about a database that is reached over a network without verified TLS: whoever is on the way reads
/// everything, or answers in its place. `name` is the setting that holds the URL.
///
/// # Errors
/// When the URL is invalid.
pub fn network_warning(name: &str, url: &str) -> sqlx::Result<Option<String>> {
    let options = PgConnectOptions::from_str(url)?;
    let host = options.get_host();
    let is_here = options.get_socket().is_some()
        || host.starts_with('/')
        || host.eq_ignore_ascii_case("localhost")
        || host.trim_matches(['[', ']']).parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
    let is_verified = matches!(options.get_ssl_mode(), PgSslMode::VerifyFull);
    Ok((!is_here && !is_verified).then(|| {
        format!(
            "{name} reaches {host} over a network without verified TLS: add ?sslmode=verify-full, and \
             &sslrootcert=FILE for a certificate of one's own"
        )
    }))
}

/// Settings of scheduled backups.
#[derive(Args, Clone, Debug)]
pub struct BackupArgs {
    /// Folder of the daily backups, each in a folder named by its moment; without it none are made.
    #[arg(long, env = "KINERJA_BACKUP_DIR")]
    pub backup_dir: Option<PathBuf>,
    /// How many of them are kept.
    #[arg(long, env = "KINERJA_BACKUP_KEEP", default_value_t = 14, value_parser = clap::value_parser!(u16).range(1..))]
    pub backup_keep: u16,
}

impl BackupArgs {
    /// Returns the schedule for the database at `url`; `None` without a folder.
    pub fn schedule(&self, url: &str, database: &DatabaseArgs) -> Option<BackupSchedule> {
        Some(BackupSchedule {
            url: url.to_owned(),
            folder: self.backup_dir.clone()?,
            keep: usize::from(self.backup_keep),
            pg_bin: database.pg_bin.clone(),
        })
    }
}

/// Settings of the server.
#[derive(Args, Clone, Debug)]
pub struct ServeArgs {
    /// Address to listen on.
    #[arg(long, env = "LEPTOS_SITE_ADDR", default_value = "127.0.0.1:3000")]
    pub addr: SocketAddr,
    /// Offer sign-in as prepared persons of an invented agency, which is created on the first run.
    #[arg(long, env = "KINERJA_DEMO", value_parser = clap::builder::FalseyValueParser::new())]
    pub demo: bool,
    /// The public address behind a proxy; with https cookies are Secure and HSTS is sent.
    #[arg(long, env = "KINERJA_PUBLIC_URL", value_parser = public_url)]
    pub public_url: Option<String>,
    /// Serve TLS with this certificate chain and key (PEM); read again on SIGHUP and when the files change.
    #[arg(long, num_args = 2, value_names = ["CERT", "KEY"])]
    pub tls: Option<Vec<PathBuf>>,
    /// Loopback address of the Prometheus metrics at /metrics; without it nothing is counted.
    #[arg(long, env = "KINERJA_METRICS_ADDR", value_parser = loopback)]
    pub metrics_addr: Option<SocketAddr>,
    #[command(flatten)]
    pub backups: BackupArgs,
    /// Address of the one proxy whose X-Forwarded-For is trusted.
    #[arg(long, env = "KINERJA_TRUSTED_PROXY")]
    pub trusted_proxy: Option<std::net::IpAddr>,
    /// A streaming replica of the database, used for boards and exports.
    #[arg(long, env = "DATABASE_REPLICA_URL", hide_env_values = true)]
    pub replica_url: Option<String>,
    /// Connections that may be open at once.
    #[arg(long, env = "KINERJA_MAX_CONNECTIONS", default_value_t = 8192)]
    pub max_connections: usize,
    /// Requests that are processed at once; a burst waits for a moment, requests beyond it are answered 503.
    #[arg(long, env = "KINERJA_MAX_REQUESTS", default_value_t = 64)]
    pub max_requests: usize,
    /// Connections to the database.
    #[arg(long, env = "KINERJA_DATABASE_CONNECTIONS", default_value_t = 12)]
    pub database_connections: u32,
    /// Require an authenticator app of accounts with a role: without one they only open their own account to install it.
    #[arg(long, env = "KINERJA_REQUIRE_TOTP", value_parser = clap::builder::FalseyValueParser::new())]
    pub require_totp: bool,
    /// Share the address with another process that does the same, for a restart without a gap.
    #[arg(long, env = "KINERJA_SHARE_PORT", value_parser = clap::builder::FalseyValueParser::new())]
    pub share_port: bool,
    /// Failed sign-ins of one account before it has to wait.
    #[arg(long, env = "KINERJA_FREE_FAILURES", default_value_t = 5)]
    pub free_failures: i32,
    /// Failed sign-ins from one network address before it has to wait; a whole office may share one.
    #[arg(long, env = "KINERJA_FREE_FAILURES_ADDRESS", default_value_t = 100)]
    pub free_failures_address: i32,
}

impl ServeArgs {
    /// Returns the files of `--tls`: certificate and key.
    pub fn tls_files(&self) -> Option<(&Path, &Path)> {
        match self.tls.as_deref()? {
            [certificate, key] => Some((certificate, key)),
            _ => None,
        }
    }

    /// Returns the warning about people whose passwords travel in the clear: the server listens on a network, and nothing
    /// says that they come by https.
    pub fn plain_warning(&self) -> Option<String> {
        (!self.addr.ip().is_loopback() && !self.https()).then(|| {
            format!(
                "people reach {} without TLS, and their passwords travel in the clear: add --tls CERT KEY, or a proxy \
                 with TLS and KINERJA_PUBLIC_URL=https://…",
                self.addr
            )
        })
    }

    /// Returns whether people reach the server by https, here or at a proxy.
    fn https(&self) -> bool {
        self.tls.is_some() || self.public_url.as_ref().is_some_and(|url| url.starts_with("https://"))
    }
}

/// Parses the public address of the server, without a slash at its end.
///
/// # Errors
/// When it has a path or another scheme than https and http.
pub fn public_url(text: &str) -> Result<String, String> {
    let text = text.trim_end_matches('/');
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    if host.is_some_and(|host| !host.is_empty() && !host.contains('/')) {
        return Ok(text.to_owned());
    }
    Err("KINERJA_PUBLIC_URL must begin with https:// or http:// and have no path, as in https://kinerja.example.go.id"
        .to_owned())
}

/// Parses a loopback address: metrics show how an office works, so only this machine may read them.
fn loopback(text: &str) -> Result<SocketAddr, String> {
    let addr: SocketAddr = text
        .parse()
        .map_err(|_| "KINERJA_METRICS_ADDR must be an address and a port, such as 127.0.0.1:9187".to_owned())?;
    if addr.ip().is_loopback() {
        Ok(addr)
    } else {
        Err("KINERJA_METRICS_ADDR must be a loopback address, such as 127.0.0.1:9187".to_owned())
    }
}

/// The configuration of the running server.
#[derive(Clone, Debug)]
pub struct Config {
    pub demo: bool,
    pub https: bool,
    pub public_url: Option<String>,
    pub trusted_proxy: Option<std::net::IpAddr>,
    pub max_requests: usize,
    pub free_failures: i32,
    pub free_failures_address: i32,
    pub require_totp: bool,
    /// Folder with the built site; `hash.txt` beside it names the version of the package.
    pub site_root: PathBuf,
    /// Folder of the browser package below the site root.
    pub package: String,
}

#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    #[error("the built site is missing at {0}: run `make build`")]
    Site(PathBuf),
}

impl Config {
    /// # Errors
    /// When a setting is wrong or the site beside the executable is missing.
    pub fn new(args: &ServeArgs) -> Result<Self, ConfigError> {
        let beside = std::env::current_exe().ok().and_then(|exe| exe.parent().map(PathBuf::from)).unwrap_or_default();
        let hash = beside.join("hash.txt");
        let hash = std::fs::read_to_string(&hash).map_err(|_| ConfigError::Site(hash))?;
        let site_root = beside.join("site");
        let package = format!("pkg/{}", hash.trim());
        if !site_root.join(&package).is_dir() {
            return Err(ConfigError::Site(site_root.join(package)));
        }
        Ok(Self {
            demo: args.demo,
            https: args.https(),
            public_url: args.public_url.clone(),
            trusted_proxy: args.trusted_proxy,
            max_requests: args.max_requests.max(1),
            free_failures: args.free_failures,
            free_failures_address: args.free_failures_address,
            require_totp: args.require_totp,
            site_root,
            package,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{DatabaseArgs, loopback, network_warning};

    #[test]
    fn a_database_over_a_network_without_verified_tls_is_warned_about() {
        let warned = |url: &str| network_warning("DATABASE_URL", url).expect("a URL").is_some();
        for unsafe_url in [
            "postgres://kinerja@db.example.go.id/kinerja",
            "postgres://kinerja@10.0.0.7/kinerja?sslmode=require",
            "postgres://kinerja@db/kinerja?sslmode=verify-ca",
            "postgres://kinerja@db/kinerja?sslmode=disable",
        ] {
            assert!(warned(unsafe_url), "{unsafe_url}");
        }
        for safe_url in [
            "postgres://kinerja@db.example.go.id/kinerja?sslmode=verify-full",
            "postgres://kinerja@localhost/kinerja",
            "postgres://kinerja@127.0.0.1:6432/kinerja",
            "postgres://kinerja@[::1]/kinerja",
            "postgres://kinerja@localhost/kinerja?host=/run/postgresql",
        ] {
            assert!(!warned(safe_url), "{safe_url}");
        }
    }

    #[test]
    fn an_empty_url_is_none() {
        let empty = Some(String::new());
        let args =
            DatabaseArgs { database_url: empty.clone(), database_direct_url: empty, data_dir: None, pg_bin: None };
        assert_eq!((args.direct_url(), args.pooler_url(), args.warnings().expect("no URL")), (None, None, vec![]));
    }

    #[test]
    fn a_server_on_a_network_without_tls_is_warned_about() {
        use super::ServeArgs;
        use clap::{Args, FromArgMatches};
        let warned = |arguments: &[&str]| {
            let command = ServeArgs::augment_args(clap::Command::new("serve").no_binary_name(true));
            let matches = command.try_get_matches_from(arguments).expect("settings");
            ServeArgs::from_arg_matches(&matches).expect("settings").plain_warning().is_some()
        };
        assert!(
            warned(&["--addr", "0.0.0.0:80"]) && warned(&["--addr", "10.0.0.7:80", "--public-url", "http://k.test"])
        );
        for safe in [
            &["--addr", "127.0.0.1:3000"][..],
            &["--addr", "0.0.0.0:443", "--tls", "a", "b"],
            &["--addr", "0.0.0.0:80", "--public-url", "https://kinerja.example.go.id"],
        ] {
            assert!(!warned(safe), "{safe:?}");
        }
    }

    #[test]
    fn figures_are_shown_to_this_machine_only() {
        assert!(loopback("127.0.0.1:9187").is_ok() && loopback("[::1]:9187").is_ok());
        for wrong in ["0.0.0.0:9187", "10.0.0.7:9187", "[::]:9187", "127.0.0.1", "9187", "localhost:9187"] {
            assert!(loopback(wrong).is_err(), "{wrong}");
        }
    }
}
