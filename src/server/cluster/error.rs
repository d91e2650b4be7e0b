//! What can keep the managed PostgreSQL from running, each as one sentence with its remedy.

use std::io;
use std::path::PathBuf;

/// Why the managed cluster could not be found, made, started or stopped.
#[derive(Debug, thiserror::Error)]
pub enum ClusterError {
    /// No folder with the server programs was found.
    #[error(
        "no PostgreSQL 15 or newer was found; install it (Debian: apt-get install postgresql), \
         set KINERJA_PG_BIN to the folder of its programs, or set DATABASE_URL"
    )]
    NoBinaries,

    /// The folder of programs that was given lacks one of them.
    #[error(
        "{} has no working `{missing}`; set KINERJA_PG_BIN to a folder that holds initdb, pg_ctl \
         and postgres",
        folder.display()
    )]
    Incomplete {
        /// The folder that was looked at.
        folder: PathBuf,
        /// The first program that is not there or does not answer.
        missing: &'static str,
    },

    /// The only server found is too old.
    #[error(
        "{} holds PostgreSQL {found}, which is older than 15; install a newer one or set \
         KINERJA_PG_BIN",
        folder.display()
    )]
    TooOld {
        /// Where the old server is.
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
        /// Where the server is.
        folder: PathBuf,
        /// Its major version.
        found: u32,
        /// The major version of the data.
        data: u32,
    },

    /// Root cannot run PostgreSQL and there is nobody to run it as.
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

    /// The user of the cluster cannot pass a folder on the way to the data or the programs.
    #[error(
        "the user {user}, who runs PostgreSQL, may not enter {}; choose another place \
         (KINERJA_DATA_DIR for the data, KINERJA_PG_BIN for the programs) or run chmod o+x on it",
        folder.display()
    )]
    NotTraversable {
        /// The folder that bars the way.
        folder: PathBuf,
        /// Who is barred.
        user: String,
    },

    /// `pg_ctl` hands the path to a shell, which would read these characters.
    #[error(
        "the path {} holds a double quote, backtick, backslash, dollar sign, line break or is not \
         UTF-8; choose a data folder without (KINERJA_DATA_DIR)",
        folder.display()
    )]
    UnsafePath {
        /// The path that the data would have.
        folder: PathBuf,
    },

    /// Somebody else's file or folder stands where the socket belongs.
    #[error(
        "{} exists but is not a private folder of {user}; remove it and start again",
        folder.display()
    )]
    SocketFolder {
        /// The place of the socket.
        folder: PathBuf,
        /// Whose it should be.
        user: String,
    },

    /// Another process has been starting or stopping the same cluster for too long.
    #[error(
        "another kinerja process has been starting or stopping the cluster for two minutes \
         (lock {}); end that process and try again",
        lock.display()
    )]
    Busy {
        /// The file it holds locked.
        lock: PathBuf,
    },

    /// The cluster is there but the password of its superuser is not.
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
        /// What was tried, as a verb.
        doing: &'static str,
        /// With what.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },

    /// A program of PostgreSQL failed.
    #[error("{tool} failed: {said}{}", see(log.as_ref()))]
    Tool {
        /// Which program, with its verb.
        tool: &'static str,
        /// Its own words, one line.
        said: String,
        /// The log of the server that tells more.
        log: Option<PathBuf>,
    },

    /// The server does not accept connections.
    #[error(
        "PostgreSQL runs but refuses its administrator ({source}); if it is still recovering wait \
         a minute and try again, else read {}",
        log.display()
    )]
    Connect {
        /// What the driver says.
        source: sqlx::Error,
        /// The log of the server.
        log: PathBuf,
    },

    /// Roles or database could not be looked up or made.
    #[error("could not set up roles and database of the cluster ({source}); read {}", log.display())]
    SetUp {
        /// What the driver says.
        source: sqlx::Error,
        /// The log of the server.
        log: PathBuf,
    },
}

impl ClusterError {
    /// For `map_err` on file operations.
    pub(super) fn io(doing: &'static str, path: &std::path::Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Io { doing, path, source }
    }
}

fn see(log: Option<&PathBuf>) -> String {
    log.map(|log| format!("; read {}", log.display())).unwrap_or_default()
}
