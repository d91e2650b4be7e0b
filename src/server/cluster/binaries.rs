//! Finds the programs of PostgreSQL on this machine.

use std::env;
use std::fs;
use std::path::{self, Path, PathBuf};
use std::process::Command;

use super::ClusterError;

/// The programs that make and run a cluster.
const PROGRAMS: [&str; 3] = ["initdb", "pg_ctl", "postgres"];
/// The oldest major version that the schema is written for.
const MIN_VERSION: u32 = 15;
/// Debian's folder of server versions, which is not on PATH.
const DEBIAN: &str = "/usr/lib/postgresql";

/// A folder with a complete server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Binaries {
    pub(super) folder: PathBuf,
}

impl Binaries {
    /// Returns the given folder, or the first suitable one of `pg_config`, Debian's layout and PATH. With `data`, only
    /// the major version that wrote the data is suitable.
    pub(super) fn find(given: Option<&Path>, data: Option<u32>) -> Result<Self, ClusterError> {
        if let Some(folder) = given {
            // The programs run in another working folder.
            let folder = path::absolute(folder).map_err(ClusterError::io("resolve", folder))?;
            return Self::inspect(&folder, data);
        }
        let mut reason = ClusterError::NoBinaries;
        for folder in candidates() {
            match Self::inspect(&folder, data) {
                Ok(found) => return Ok(found),
                // An incomplete folder is not a server: client packages leave such.
                Err(ClusterError::Incomplete { .. }) => {}
                // The first unsuitable one explains most.
                Err(other) if matches!(reason, ClusterError::NoBinaries) => reason = other,
                Err(_) => {}
            }
        }
        Err(reason)
    }

    fn inspect(folder: &Path, data: Option<u32>) -> Result<Self, ClusterError> {
        let incomplete = |missing| ClusterError::Incomplete { folder: folder.to_owned(), missing };
        for program in PROGRAMS {
            if !folder.join(program).is_file() {
                return Err(incomplete(program));
            }
        }
        let found = said(&folder.join("postgres"), "--version")
            .and_then(|text| major(&text))
            .ok_or_else(|| incomplete("postgres"))?;
        let folder = folder.to_owned();
        match data {
            _ if found < MIN_VERSION => Err(ClusterError::TooOld { folder, found }),
            Some(data) if data != found => Err(ClusterError::OtherVersion { folder, found, data }),
            _ => Ok(Self { folder }),
        }
    }

    /// Returns whether the server can load `library`, which Debian has in the server's package and other systems in an
    /// extra one.
    pub(super) fn has_library(&self, library: &str) -> bool {
        let file = format!("{library}.so");
        said(&self.folder.join("pg_config"), "--pkglibdir")
            .map(PathBuf::from)
            .into_iter()
            .chain(["../lib", "../lib/postgresql", "../lib64/pgsql"].map(|l| self.folder.join(l)))
            .any(|folder| folder.join(&file).is_file())
    }
}

fn candidates() -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> = said(Path::new("pg_config"), "--bindir").map(PathBuf::from).into_iter().collect();

    let mut versions: Vec<u32> = fs::read_dir(DEBIAN)
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
        .collect();
    versions.sort_unstable_by(|a, b| b.cmp(a));
    folders.extend(versions.iter().map(|v| Path::new(DEBIAN).join(v.to_string()).join("bin")));

    for folder in env::split_paths(&env::var_os("PATH").unwrap_or_default()) {
        if let Ok(initdb) = fs::canonicalize(folder.join("initdb")) {
            // A link on PATH usually points into the complete folder.
            folders.extend(initdb.parent().map(Path::to_owned));
            folders.push(folder);
        }
    }
    folders
}

/// Returns the trimmed standard output of `program argument`, if it succeeds.
fn said(program: &Path, argument: &str) -> Option<String> {
    let output = Command::new(program).arg(argument).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| text.trim().to_owned())
}

/// Returns the major version in `postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)`.
fn major(version: &str) -> Option<u32> {
    let (_, number) = version.split_once("(PostgreSQL) ")?;
    let digits = number.split(|c: char| !c.is_ascii_digit()).next()?;
    digits.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_major_version_is_read_from_every_kind_of_build() {
        assert_eq!(major("postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)"), Some(15));
        assert_eq!(major("postgres (PostgreSQL) 18.4"), Some(18));
        assert_eq!(major("postgres (PostgreSQL) 19beta1"), Some(19));
        assert_eq!(major("postgres (PostgreSQL) 9.6.24"), Some(9));
        assert_eq!(major("postgres (EnterpriseDB) 15.18"), None);
        assert_eq!(major(""), None);
    }

    #[test]
    fn a_given_folder_without_the_programs_is_refused() {
        let refused = Binaries::find(Some(Path::new("/nowhere")), None);
        assert!(matches!(refused, Err(ClusterError::Incomplete { missing: "initdb", .. })));
    }
}
