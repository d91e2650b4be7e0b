//! Finds the live processes of a cluster without trusting a number in a file.
//!
//! After a power cut or a restart of a container, the process id in `postmaster.pid` may belong to another program,
//! which `pg_ctl` would take for the server and stop; after a kill it may be a zombie. A server's processes work in its
//! data folder, which `/proc` shows. Without `/proc`, `pg_ctl` is trusted.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// The name of the socket in its folder; the number is `roles::PORT`.
const SOCKET: &str = ".s.PGSQL.5432";

/// Returns whether the process of `postmaster.pid` is a server of this data.
pub(super) fn is_postmaster_of(cluster: &Path) -> bool {
    !has_proc() || recorded(cluster, 0).is_some_and(|pid| works_in(&pid, cluster))
}

/// Returns whether any process, also an orphan of a killed server, still works in this data.
pub(super) fn is_inhabited(cluster: &Path) -> bool {
    if !has_proc() {
        return true;
    }
    fs::read_dir("/proc").into_iter().flatten().flatten().any(|entry| {
        let name = entry.file_name();
        name.to_str().is_some_and(|pid| is_number(pid) && works_in(pid, cluster))
    })
}

/// Removes a lock file whose process works elsewhere, or is dead and was not collected: the server would take it for
/// another server and refuse to start. Only for data in which no process works.
pub(super) fn forget_stranger(lock: &Path) {
    let pid = fs::read_to_string(lock).ok().and_then(|text| text.lines().next().map(str::to_owned));
    if pid.is_some_and(|pid| has_proc() && Path::new("/proc").join(pid.trim()).exists()) {
        // If it cannot be removed, the server's own message has the reason.
        let _ = fs::remove_file(lock);
    }
}

/// Returns the lock files of a server: on its data and on its socket.
pub(super) fn locks(cluster: &Path, socket: &Path) -> [PathBuf; 2] {
    [cluster.join("postmaster.pid"), socket.join(format!("{SOCKET}.lock"))]
}

/// Returns the socket folder that the running server recorded, once its socket exists.
pub(super) fn socket_folder(cluster: &Path) -> Option<PathBuf> {
    recorded(cluster, 4).map(PathBuf::from).filter(|folder| folder.join(SOCKET).exists())
}

/// Returns a line of `postmaster.pid`: 0 is the process, 4 the first socket folder.
fn recorded(cluster: &Path, line: usize) -> Option<String> {
    let text = fs::read_to_string(cluster.join("postmaster.pid")).ok()?;
    text.lines().nth(line).map(|line| line.trim().to_owned()).filter(|line| !line.is_empty())
}

fn works_in(pid: &str, cluster: &Path) -> bool {
    let process = Path::new("/proc").join(pid);
    match fs::read_link(process.join("cwd")) {
        Ok(folder) => folder == cluster,
        Err(gone) if gone.kind() == ErrorKind::NotFound => false,
        // Root in a container may not read the working folder of others' processes: any server counts then. The command
        // line of a zombie is empty.
        Err(_) => fs::read_to_string(process.join("cmdline")).is_ok_and(|line| is_server(&line)),
    }
}

/// Returns whether this is the command line of a server (`/usr/…/postgres`, `-D` and more, each ended by a NUL) or of
/// one of its children (`postgres: checkpointer`).
fn is_server(command_line: &str) -> bool {
    let program = command_line.split('\0').next().unwrap_or_default();
    program.ends_with("/postgres") || program.starts_with("postgres: ")
}

fn has_proc() -> bool {
    Path::new("/proc/self/cwd").exists()
}

fn is_number(name: &str) -> bool {
    name.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn servers_are_told_from_others_by_their_command_line() {
        assert!(is_server("/usr/lib/postgresql/15/bin/postgres\0-D\0/srv/x\0"));
        assert!(is_server("postgres: walwriter "));
        assert!(!is_server("/usr/bin/psql\0postgres\0"));
        assert!(!is_server(""));
    }

    #[test]
    fn a_process_is_found_by_the_folder_it_works_in() {
        let here = std::env::current_dir().unwrap_or_default();
        let me = std::process::id().to_string();
        assert_eq!(works_in(&me, &here), has_proc());
        assert!(!works_in(&me, Path::new("/nowhere")));
        assert!(is_inhabited(&here));
    }
}
