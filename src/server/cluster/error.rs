//! The errors of the managed PostgreSQL, each as one sentence with its remedy.

use std::io;
use std::path::PathBuf;

/// The reason why the managed cluster could not be found, created, started or stopped.
#[derive(Debug, thiserror::Error)]
pub enum ClusterError {
    /// No folder with the server programs was found.
    #[error(
        "no PostgreSQL 15 or newer was found; install it (Debian: apt-get install postgresql), \
         set KINERJA_PG_BIN to the folder of its programs, or set DATABASE_URL"
    )]
    NoBinaries,

    /// The given folder of programs lacks one of them.
    #[error(
        "{} has no working `{missing}`; set KINERJA_PG_BIN to a folder that holds initdb, pg_ctl \
         and postgres",
        folder.display()
    )]
    Incomplete {
        /// The given folder.
        folder: PathBuf,
        /// The first program that is missing or does not run.
        missing: &'static str,
    },

    /// The only server found is too old.
    #[error(
        "{} holds PostgreSQL {found}, which is older than 15; install a newer one or set \
         KINERJA_PG_BIN",
        folder.display()
    )]
    TooOld {
        /// The folder of the old server.
        folder: PathBuf,
        /// Its major version.
        found: u32,
    },

    /// The data was written by another major version than the server found.
    #[error(
        "the data was written by PostgreSQL {data} but {} holds {found}; install PostgreSQL \
         {data}, or move the data with pg_upgrade",
        folder.display()
    )]
    OtherVersion {
        /// The folder of the server.
        folder: PathBuf,
        /// Its major version.
        found: u32,
        /// The major version of the data.
        data: u32,
    },

    /// Root cannot run PostgreSQL and there is no other user for it.
    #[error(
        "PostgreSQL refuses to run as root and there is neither a user `postgres` nor a user \
         `nobody`; create one (useradd --system postgres) or run kinerja as an ordinary user"
    )]
    NoIdentity,

    /// The data belongs to another user than the one who runs this program.
    #[error(
        "{} belongs to {owner}; run kinerja as {owner} or as root, or choose another data folder",
        folder.display()
    )]
    Foreign {
        /// The folder of the data.
        folder: PathBuf,
        /// Its owner.
        owner: String,
    },

    /// The cluster's user may not enter a folder above the data or the programs.
    #[error(
        "the user {user}, who runs PostgreSQL, may not enter {}; choose another place \
         (KINERJA_DATA_DIR for the data, KINERJA_PG_BIN for the programs) or run chmod o+x on it",
        folder.display()
    )]
    NotTraversable {
        /// The folder that the user may not enter.
        folder: PathBuf,
        /// The cluster's user.
        user: String,
    },

    /// `pg_ctl` passes the path to a shell, which would interpret these characters.
    #[error(
        "the path {} holds a double quote, backtick, backslash, dollar sign, line break or is not \
         UTF-8; choose a data folder without (KINERJA_DATA_DIR)",
        folder.display()
    )]
    UnsafePath {
        /// The path that the data would have.
        folder: PathBuf,
    },

    /// A file or folder of another user has the socket's place.
    #[error(
        "{} exists but is not a private folder of {user}; remove it and start again",
        folder.display()
    )]
    SocketFolder {
        /// The place of the socket.
        folder: PathBuf,
        /// The cluster's user.
        user: String,
    },

    /// Another process starts or stops the same cluster for too long.
    #[error(
        "another kinerja process has been starting or stopping the cluster for two minutes \
         (lock {}); end that process and try again",
        lock.display()
    )]
    Busy {
        /// The file that it locks.
        lock: PathBuf,
    },

    /// The cluster exists but the password of its superuser does not.
    #[error(
        "{} is missing, so nobody can administer the cluster beside it; restore the file from a \
         backup, or choose another data folder",
        file.display()
    )]
    PasswordLost {
        /// The file of the password.
        file: PathBuf,
    },

    /// A file or folder could not be read or written.
    #[error("could not {doing} {}: {source}; check its owner, its mode and the free space", path.display())]
    Io {
        /// The operation, as a verb.
        doing: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// The reason.
        source: io::Error,
    },

    /// A program of PostgreSQL failed.
    #[error("{tool} failed: {said}{}", see(log.as_ref()))]
    Tool {
        /// The program with its verb.
        tool: &'static str,
        /// The last line of its output.
        said: String,
        /// The log of the server with details.
        log: Option<PathBuf>,
    },

    /// The server does not accept connections.
    #[error(
        "PostgreSQL runs but refuses its administrator ({source}); if it is still recovering wait \
         a minute and try again, else read {}",
        log.display()
    )]
    Connect {
        /// The error of the driver.
        source: sqlx::Error,
        /// The log of the server.
        log: PathBuf,
    },

    /// Roles or the database could not be looked up or created.
    #[error("could not set up roles and database of the cluster ({source}); read {}", log.display())]
    SetUp {
        /// The error of the driver.
        source: sqlx::Error,
        /// The log of the server.
        log: PathBuf,
    },
}

impl ClusterError {
    /// Returns a converter of errors of file operations, for `map_err`.
    pub(super) fn io(doing: &'static str, path: &std::path::Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Io { doing, path, source }
    }
}

fn see(log: Option<&PathBuf>) -> String {
    log.map(|log| format!("; read {}", log.display())).unwrap_or_default()
}
