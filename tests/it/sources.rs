//! The program's sources as text, for rules that no type can express.

use std::{fs, path::Path};

/// A source file: its path from the root of the repository, and its text.
pub struct Source {
    pub path: String,
    pub text: String,
}

impl Source {
    /// Returns the code lines with their numbers, without comments and the unit tests at the end.
    pub fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        (1..)
            .zip(self.text.lines())
            .take_while(|(_, line)| *line != "#[cfg(test)]")
            .filter(|(_, line)| !line.trim_start().starts_with("//"))
    }
}

/// Returns every file of a kind below a folder, by path.
pub fn below(folder: &str, extension: &str) -> Vec<Source> {
    let mut found = Vec::new();
    collect(Path::new(folder), extension, &mut found);
    found.sort_by(|a, b| a.path.cmp(&b.path));
    assert!(!found.is_empty(), "no {extension} below {folder}");
    found
}

fn collect(folder: &Path, extension: &str, found: &mut Vec<Source>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(&path, extension, found);
        } else if path.extension().is_some_and(|is| is == extension) {
            let text = fs::read_to_string(&path).expect("a text");
            found.push(Source { path: path.to_string_lossy().replace('\\', "/"), text });
        }
    }
}

/// Returns the files of the program whose code contains `mark`.
pub fn uses(mark: &str) -> Vec<String> {
    below("src", "rs")
        .into_iter()
        .filter(|source| source.code().any(|(_, line)| line.contains(mark)))
        .map(|source| source.path)
        .collect()
}
