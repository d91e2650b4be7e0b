//! The cluster's user and its files.
//!
//! ```text
//! DATA/postgres/          of the user who runs this program
//!   lock                  held while starting or stopping
//!   superuser.password    of the role `postgres`; 0600
//!   owner.password        of the role `kinerja_owner`; 0600
//!   cluster/              PostgreSQL's own folder and log, 0700, of the user who runs it
//! ```
//!
//! The socket lies in a short folder elsewhere, because its path must fit into 107 bytes.

use std::collections::BTreeMap;
use std::fs::{self, DirBuilder, File, OpenOptions, Permissions, TryLockError};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt, chown, lchown};
use std::path::{Component, Path, PathBuf};
use std::time::Duration;

use nix::unistd::{Gid, Uid, User};
use sha2::{Digest, Sha256};
use tokio::time::{Instant, sleep};

use super::ClusterError;

/// The user who runs PostgreSQL.
#[derive(Debug, Clone)]
pub(super) struct Identity {
    pub(super) uid: u32,
    pub(super) gid: u32,
    pub(super) name: String,
    /// Whether this program is root and has to run PostgreSQL as another user.
    pub(super) steps_down: bool,
}

impl Identity {
    /// Chooses the current user; for root the owner of existing data, else `postgres` or `nobody`.
    pub(super) fn choose(cluster: &Path) -> Result<Self, ClusterError> {
        let me = Uid::effective();
        let owner = fs::metadata(cluster).ok().map(|data| (data.uid(), data.gid()));
        if !me.is_root() {
            return match owner {
                Some((uid, _)) if uid != me.as_raw() => {
                    Err(ClusterError::Foreign { folder: cluster.to_owned(), owner: name_of(uid) })
                }
                _ => Ok(Self {
                    uid: me.as_raw(),
                    gid: Gid::effective().as_raw(),
                    name: name_of(me.as_raw()),
                    steps_down: false,
                }),
            };
        }
        if let Some((uid, gid)) = owner
            && uid != 0
        {
            return Ok(Self { uid, gid, name: name_of(uid), steps_down: true });
        }
        ["postgres", "nobody"]
            .into_iter()
            .find_map(|name| User::from_name(name).ok().flatten())
            .filter(|user| !user.uid.is_root())
            .map(|user| Self { uid: user.uid.as_raw(), gid: user.gid.as_raw(), name: user.name, steps_down: true })
            .ok_or(ClusterError::NoIdentity)
    }

    /// Refuses if the user may not enter a folder from the root down to `folder`. Mode bits decide, before PostgreSQL
    /// would fail with a message that names no folder.
    pub(super) fn may_enter(&self, folder: &Path) -> Result<(), ClusterError> {
        if !self.steps_down {
            return Ok(());
        }
        for step in folder.ancestors() {
            let data = fs::metadata(step).map_err(ClusterError::io("look at", step))?;
            let bit = match () {
                () if data.uid() == self.uid => 0o100,
                () if data.gid() == self.gid => 0o010,
                () => 0o001,
            };
            if data.mode() & bit == 0 {
                let user = self.name.clone();
                return Err(ClusterError::NotTraversable { folder: step.to_owned(), user });
            }
        }
        Ok(())
    }

    fn give(&self, path: &Path) -> Result<(), ClusterError> {
        if !self.steps_down {
            return Ok(());
        }
        chown(path, Some(self.uid), Some(self.gid)).map_err(ClusterError::io("chown", path))
    }
}

fn name_of(uid: u32) -> String {
    let user = User::from_uid(Uid::from_raw(uid)).ok().flatten();
    user.map_or_else(|| format!("user {uid}"), |user| user.name)
}

/// The files of one cluster.
#[derive(Debug, Clone)]
pub(super) struct DataFolder {
    base: PathBuf,
    pub(super) cluster: PathBuf,
    pub(super) socket: PathBuf,
}

impl DataFolder {
    /// Returns the place of the cluster of `data`; creates nothing.
    pub(super) fn of(data: &Path) -> Result<Self, ClusterError> {
        let base = resolve(data)?.join("postgres");
        let unsafe_character = |c: char| "\"`$\\\n\r".contains(c);
        if base.to_str().is_none_or(|text| text.contains(unsafe_character)) {
            return Err(ClusterError::UnsafePath { folder: base });
        }
        // /run outlives cleaners of /tmp and is the same inside and outside of a service.
        let run = Path::new("/run");
        let short = if Uid::effective().is_root() && run.is_dir() { run } else { Path::new("/tmp") };
        Ok(Self { cluster: base.join("cluster"), socket: socket_folder(short, &base), base })
    }

    /// Returns the file with the server's first lines, until it writes its own log.
    pub(super) fn log(&self) -> PathBuf {
        self.cluster.join("server.log")
    }

    /// Returns the folder of the server's log: a file for each day of the week.
    pub(super) fn log_folder(&self) -> PathBuf {
        self.cluster.join("log")
    }

    /// Returns all files of the log with their lengths.
    pub(super) fn logs(&self) -> BTreeMap<PathBuf, u64> {
        let of_days = fs::read_dir(self.log_folder()).into_iter().flatten().flatten().map(|entry| entry.path());
        let all = of_days.chain([self.log()]);
        all.filter_map(|file| Some((file.clone(), fs::metadata(&file).ok()?.len()))).collect()
    }

    pub(super) fn superuser_password(&self) -> PathBuf {
        self.base.join("superuser.password")
    }

    pub(super) fn owner_password(&self) -> PathBuf {
        self.base.join("owner.password")
    }

    /// Returns the major version that wrote the data, if there is a finished cluster.
    pub(super) fn version(&self) -> Result<Option<u32>, ClusterError> {
        let file = self.cluster.join("PG_VERSION");
        match fs::read_to_string(&file) {
            Ok(text) => Ok(text.trim().parse().ok()),
            Err(gone) if gone.kind() == ErrorKind::NotFound => Ok(None),
            Err(source) => Err(ClusterError::io("read", &file)(source)),
        }
    }

    /// Creates the folders above the cluster; existing ones stay as they are.
    pub(super) fn make(&self, identity: &Identity) -> Result<(), ClusterError> {
        // Passable for the cluster's user, readable for nobody else.
        let mode = if identity.steps_down { 0o711 } else { 0o700 };
        let mut missing = Vec::new();
        for folder in self.base.ancestors() {
            if folder.exists() {
                // Checked first, so that a refusal leaves nothing behind.
                identity.may_enter(folder)?;
                break;
            }
            missing.push(folder);
        }
        while let Some(folder) = missing.pop() {
            match fs::create_dir(folder) {
                Ok(()) => fs::set_permissions(folder, Permissions::from_mode(mode))
                    .map_err(ClusterError::io("chmod", folder))?,
                Err(there) if there.kind() == ErrorKind::AlreadyExists => {}
                Err(source) => return Err(ClusterError::io("create", folder)(source)),
            }
        }
        identity.may_enter(&self.base)
    }

    /// Locks out other processes while this one creates, starts or stops the cluster. The lock ends with the file, also
    /// when the process is killed.
    pub(super) async fn lock(&self) -> Result<File, ClusterError> {
        let path = self.base.join("lock");
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .mode(0o600)
            .open(&path)
            .map_err(ClusterError::io("open", &path))?;
        let deadline = Instant::now() + Duration::from_mins(2);
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(file),
                Err(TryLockError::WouldBlock) if Instant::now() < deadline => {
                    sleep(Duration::from_millis(50)).await;
                }
                Err(TryLockError::WouldBlock) => return Err(ClusterError::Busy { lock: path }),
                Err(TryLockError::Error(source)) => {
                    return Err(ClusterError::io("lock", &path)(source));
                }
            }
        }
    }

    /// Returns the folder in which `initdb` works.
    pub(super) fn unfinished(&self) -> PathBuf {
        self.base.join("cluster.tmp")
    }

    /// Creates an empty private folder for `initdb`. Removes that of an interrupted one.
    pub(super) fn make_unfinished(&self, identity: &Identity) -> Result<(), ClusterError> {
        let folder = self.unfinished();
        match fs::remove_dir_all(&folder) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                return Err(ClusterError::io("remove", &folder)(error));
            }
            _ => {}
        }
        private_folder(&folder).map_err(ClusterError::io("create", &folder))?;
        identity.give(&folder)
    }

    /// Renames the folder of `initdb`, so that a crash leaves no half cluster.
    pub(super) fn finish(&self) -> Result<(), ClusterError> {
        let unfinished = self.unfinished();
        fs::rename(&unfinished, &self.cluster).map_err(ClusterError::io("rename", &unfinished))?;
        self.flush()
    }

    fn flush(&self) -> Result<(), ClusterError> {
        File::open(&self.base).and_then(|folder| folder.sync_all()).map_err(ClusterError::io("flush", &self.base))
    }

    /// Returns the folder of the socket; creates it if a reboot or a cleaner removed it.
    pub(super) fn make_socket_folder(&self, identity: &Identity) -> Result<(), ClusterError> {
        let folder = &self.socket;
        match private_folder(folder) {
            Err(error) if error.kind() != ErrorKind::AlreadyExists => {
                return Err(ClusterError::io("create", folder)(error));
            }
            _ => {}
        }
        // Anybody may write to /tmp: an existing folder must be ours and private.
        let data = fs::symlink_metadata(folder).map_err(ClusterError::io("look at", folder))?;
        let ours = data.uid() == identity.uid || data.uid() == Uid::effective().as_raw();
        if !data.is_dir() || !ours || data.mode() & 0o077 != 0 {
            let user = identity.name.clone();
            return Err(ClusterError::SocketFolder { folder: folder.clone(), user });
        }
        if data.uid() == identity.uid {
            return Ok(());
        }
        lchown(folder, Some(identity.uid), Some(identity.gid)).map_err(ClusterError::io("chown", folder))
    }

    /// Removes the socket's folder from a shared place.
    pub(super) fn drop_socket_folder(&self) {
        let _ = fs::remove_dir(&self.socket);
    }

    /// Writes a password to a file that only the cluster's user (and root) can read.
    pub(super) fn keep_password(&self, file: &Path, password: &str, identity: &Identity) -> Result<(), ClusterError> {
        let unfinished = file.with_extension("tmp");
        let write = || {
            let mut written =
                OpenOptions::new().create(true).truncate(true).write(true).mode(0o600).open(&unfinished)?;
            writeln!(written, "{password}")?;
            written.sync_all()
        };
        write().map_err(ClusterError::io("write", &unfinished))?;
        identity.give(&unfinished)?;
        fs::rename(&unfinished, file).map_err(ClusterError::io("write", file))?;
        self.flush()
    }
}

/// Returns the password in `file`, if there is one.
pub(super) fn read_password(file: &Path) -> Result<Option<String>, ClusterError> {
    match fs::read_to_string(file) {
        Ok(text) => Ok(Some(text.trim().to_owned())),
        Err(gone) if gone.kind() == ErrorKind::NotFound => Ok(None),
        Err(source) => Err(ClusterError::io("read", file)(source)),
    }
}

fn private_folder(folder: &Path) -> std::io::Result<()> {
    DirBuilder::new().mode(0o700).create(folder)
}

/// Returns `data` absolute and without links, also if its last parts do not exist yet: the name of the socket folder
/// depends on it.
fn resolve(data: &Path) -> Result<PathBuf, ClusterError> {
    let absolute = std::path::absolute(data).map_err(ClusterError::io("resolve", data))?;
    let mut resolved = PathBuf::new();
    for part in absolute.components() {
        match part {
            Component::ParentDir => drop(resolved.pop()),
            other => resolved.push(other),
        }
        if let Ok(real) = fs::canonicalize(&resolved) {
            resolved = real;
        }
    }
    Ok(resolved)
}

/// Returns a short folder for the socket, the same at every start.
fn socket_folder(short: &Path, base: &Path) -> PathBuf {
    let digest = Sha256::digest(base.as_os_str().as_encoded_bytes());
    let [a, b, c, d, ..] = digest[..] else {
        return short.join("kinerja");
    };
    short.join(format!("kinerja-{a:02x}{b:02x}{c:02x}{d:02x}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_socket_fits_whatever_the_length_of_the_data_path() {
        let data = "/very/long/".repeat(40);
        let folder = socket_folder(Path::new("/tmp"), Path::new(&data));
        assert_eq!(folder.as_os_str().len(), "/tmp/kinerja-01234567".len());
        assert!(folder.join(".s.PGSQL.5432").as_os_str().len() < 107);
    }

    #[test]
    fn the_socket_folder_depends_on_the_data_alone() {
        let of = |data: &str| socket_folder(Path::new("/tmp"), Path::new(data));
        assert_eq!(of("/srv/a"), of("/srv/a"));
        assert_ne!(of("/srv/a"), of("/srv/b"));
    }

    #[test]
    fn missing_parts_of_a_path_are_resolved_too() {
        let root = std::env::temp_dir().canonicalize().unwrap_or_default();
        let resolved = resolve(&root.join("no-such-a/../no-such-b/./c")).ok();
        assert_eq!(resolved, Some(root.join("no-such-b/c")));
    }

    #[test]
    fn a_path_that_a_shell_would_read_is_refused() {
        for path in ["/srv/$HOME", "/srv/a\"b", "/srv/`id`", "/srv/a\nb"] {
            assert!(matches!(DataFolder::of(Path::new(path)), Err(ClusterError::UnsafePath { .. })));
        }
        assert!(DataFolder::of(Path::new("/srv/data kinerja 'dua' (2)")).is_ok());
    }
}
