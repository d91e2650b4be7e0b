//! Settings from `.env` and the environment: a misspelt one is named instead of ignored.

use clap::Command;
use std::{collections::BTreeSet, env, fs, os::unix::fs::MetadataExt};

/// The file of settings. Only that of the working folder: one in a folder above may be somebody else's, and settings name
/// programs to run.
const FILE: &str = ".env";
/// Settings that other parts read: the log's filter, `make`, and the build, whose values cargo passes to what it runs.
const OTHERS: [&str; 5] = ["RUST_LOG", "KINERJA_CACHE", "KINERJA_CHROMIUM", "KINERJA_VERSION", "KINERJA_WIRE"];

/// Reads `.env` of the working folder into the environment. Returns a sentence for each key of the file, and for
/// each `KINERJA_…` of the environment, that no option of `program` reads; and one if others can read the file.
///
/// # Errors
/// A sentence that names the file, if it is somebody else's or a line of it cannot be read.
pub(super) fn load(program: &Command) -> Result<Vec<String>, String> {
    let mut known: BTreeSet<String> = OTHERS.map(str::to_owned).into();
    read_by(program, &mut known);
    let mut keys = Vec::new();
    let mut warnings: Vec<String> = must_be_own()?.into_iter().collect();
    match dotenvy::from_path_iter(FILE) {
        Ok(lines) => {
            for line in lines {
                let before = keys.last().map_or("the first key".to_owned(), |(key, _)| format!("the line after {key}"));
                // The error quotes the line, which may hold a password.
                let (key, _) =
                    line.map_err(|_| format!("the file .env cannot be read at {before}: write KEY=value"))?;
                keys.push((key, ".env"));
            }
            // Each line was read above.
            dotenvy::from_path(FILE).ok();
        }
        Err(error) if error.not_found() => {}
        Err(error) => return Err(format!("the file .env cannot be read: {error}")),
    }
    let of_file: BTreeSet<String> = keys.iter().map(|(key, _)| key.clone()).collect();
    let of_environment = env::vars_os().filter_map(|(key, _)| key.into_string().ok());
    let own = of_environment.filter(|key| key.starts_with("KINERJA_") && !of_file.contains(key));
    keys.extend(own.map(|key| (key, "the environment")));
    let unread = keys.into_iter().filter(|(key, _)| !known.contains(key));
    warnings.extend(unread.map(|(key, place)| unknown(&key, place, &known)));
    Ok(warnings)
}

/// Refuses a file that somebody else wrote or may write, as in a working folder of everybody's: settings name programs to
/// run. Returns a sentence if others can read it.
fn must_be_own() -> Result<Option<String>, String> {
    // A file that cannot be looked at is reported where it is read.
    let Ok(file) = fs::metadata(FILE) else { return Ok(None) };
    let me = nix::unistd::geteuid().as_raw();
    if ![0, me].contains(&file.uid()) || file.mode() & 0o002 != 0 {
        return Err("the file .env is not read, because another user may have written it: it names programs to run. \
                    Make it yours: chown and chmod 600"
            .to_owned());
    }
    let is_open = file.mode() & 0o004 != 0;
    Ok(is_open.then(|| "others on this machine can read the file .env and its passwords: chmod 600 .env".to_owned()))
}

/// Adds the variables that a command and those below it read.
fn read_by(command: &Command, known: &mut BTreeSet<String>) {
    known.extend(command.get_arguments().filter_map(|argument| argument.get_env()?.to_str().map(str::to_owned)));
    command.get_subcommands().for_each(|below| read_by(below, known));
}

fn unknown(key: &str, place: &str, known: &BTreeSet<String>) -> String {
    let nearest = known.iter().map(|name| (distance(key, name), name)).min().filter(|(distance, _)| *distance <= 3);
    let meant = nearest.map(|(_, name)| format!("; did you mean {name}?")).unwrap_or_default();
    format!("{key} in {place} is no setting and is ignored{meant}")
}

/// Returns how many letters have to be inserted, removed or replaced to turn one word into the other.
fn distance(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.bytes().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.bytes().enumerate() {
            let replaced = diagonal + usize::from(x != y);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_setting_is_named_with_the_one_that_was_meant() {
        let known = BTreeSet::from(["KINERJA_PUBLIC_URL".to_owned(), "KINERJA_DEMO".to_owned()]);
        let sentence = unknown("KINERJA_PUBLIK_URL", ".env", &known);
        assert_eq!(
            sentence,
            "KINERJA_PUBLIK_URL in .env is no setting and is ignored; did you mean KINERJA_PUBLIC_URL?"
        );
        assert!(unknown("SANDI", ".env", &known).ends_with("is ignored"));
    }

    #[test]
    fn words_differ_by_their_letters() {
        assert_eq!(
            [distance("abc", "abc"), distance("abc", "abd"), distance("abc", "ac"), distance("", "ab")],
            [0, 1, 1, 2]
        );
    }
}
