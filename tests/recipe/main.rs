//! The recipes of `ARCHITECTURE.md`: the test adds a page that reads and a page that writes to a copy of the sources
//! exactly as written there, compiles them and runs their tests. It also counts the files and edits of a page.

#![expect(clippy::expect_used, reason = "a test that cannot go on says so by panicking")]

use sqlx::{AssertSqlSafe, ConnectOptions, PgPool};
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// The files and edits of a recipe.
#[derive(Debug, Default)]
struct Recipe {
    /// New files: path and text.
    new: Vec<(String, String)>,
    /// Edited files: path, and replacements of one text by another.
    edits: Vec<(String, Vec<(String, String)>)>,
}

/// Parses the recipe below a heading.
fn recipe(document: &str, heading: &str) -> Recipe {
    let (_, rest) = document.split_once(&format!("\n## {heading}\n")).expect("the heading");
    let section = rest.split("\n## ").next().expect("a section");
    let mut recipe = Recipe::default();
    let mut blocks = section.split("\n```");
    let mut words = blocks.next().expect("words");
    while let (Some(block), after) = (blocks.next(), blocks.next()) {
        let (_, text) = block.split_once('\n').expect("a block");
        let text = format!("{text}\n");
        let last = words.lines().rev().find(|line| !line.is_empty()).expect("a file");
        let path = last.split('`').nth(1).expect("a path").to_owned();
        match last.split(' ').next() {
            Some("New") => recipe.new.push((path, text)),
            Some("Edit") => recipe.edits.push((path, replacements(&text))),
            _ => panic!("neither new nor an edit: {last}"),
        }
        words = after.unwrap_or_default();
    }
    assert!(!recipe.new.is_empty() && !recipe.edits.is_empty(), "{heading}: {recipe:?}");
    recipe
}

/// Parses a diff into runs of removed lines, each with the added lines in its place.
fn replacements(diff: &str) -> Vec<(String, String)> {
    let mut found: Vec<(Vec<&str>, Vec<&str>)> = Vec::new();
    for line in diff.lines() {
        let (mark, line) = line.split_at(1);
        match (mark, found.last_mut()) {
            ("-", Some((old, new))) if new.is_empty() => old.push(line),
            ("-", _) => found.push((vec![line], vec![])),
            ("+", Some((_, new))) => new.push(line),
            _ => panic!("neither goes nor comes: {mark}{line}"),
        }
    }
    found.into_iter().map(|(old, new)| (old.join("\n"), new.join("\n"))).collect()
}

impl Recipe {
    /// Applies the recipe below a folder.
    fn follow(&self, root: &Path) {
        for (path, text) in &self.new {
            let path = root.join(path);
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            fs::write(path, text).expect("a new file");
        }
        for (path, replacements) in &self.edits {
            let mut text = fs::read_to_string(root.join(path)).expect("a file to edit");
            for (old, new) in replacements {
                assert_eq!(text.matches(old.as_str()).count(), 1, "{path}: stands there once: {old}");
                text = text.replace(old.as_str(), new);
            }
            fs::write(root.join(path), text).expect("an edit");
        }
    }

    /// Returns the added lines that contain none of the page's own words.
    fn lines(&self, own: &[&str]) -> BTreeSet<String> {
        let edited = self.edits.iter().flat_map(|(_, replacements)| replacements).flat_map(|(old, new)| {
            let old: BTreeSet<_> = old.lines().collect();
            new.lines().filter(move |line| !old.contains(line))
        });
        let all = self.new.iter().flat_map(|(_, text)| text.lines()).chain(edited);
        let is_own = |line: &&str| own.iter().any(|word| line.contains(word));
        all.map(str::trim)
            .filter(|line| !is_own(line) && line.chars().any(char::is_alphanumeric))
            .map(str::to_owned)
            .collect()
    }
}

/// Copies the sources to the folder of the recipes. Keeps file times, so that cargo rebuilds changed files only.
fn copy(root: &Path) {
    const FOLDERS: [&str; 8] = ["src", "tests", "benches", "migrations", "public", "docs", ".sqlx", ".cargo"];
    let _ = fs::remove_dir_all(root);
    for name in FOLDERS.into_iter().chain(["build.rs", "Cargo.toml", "Cargo.lock"]) {
        copy_below(Path::new(name), &root.join(name));
    }
}

fn copy_below(from: &Path, to: &Path) {
    if from.is_dir() {
        fs::create_dir_all(to).expect("a folder");
        for entry in fs::read_dir(from).expect("a folder") {
            let name = entry.expect("an entry").file_name();
            copy_below(&from.join(&name), &to.join(&name));
        }
    } else {
        fs::copy(from, to).expect("a copy");
        let age = fs::metadata(from).and_then(|file| file.modified()).expect("its age");
        fs::File::options().write(true).open(to).and_then(|file| file.set_modified(age)).expect("the same age");
    }
}

#[sqlx::test]
async fn a_page_is_made_as_it_is_written(owner: PgPool) {
    let document = fs::read_to_string("ARCHITECTURE.md").expect("the recipes");
    let (reads, writes) = (recipe(&document, "Add a page that reads"), recipe(&document, "Add a page that writes"));
    let count = |recipe: &Recipe| (recipe.new.len(), recipe.edits.len());
    assert!(count(&reads) <= (3, 2) && count(&reads).1 <= 2, "a page that reads: {:?}", count(&reads));
    assert!(count(&writes) <= (6, 4) && count(&writes).1 <= 4, "a page that writes: {:?}", count(&writes));
    let fixed = reads.lines(&["Office", "office", "antor"]);
    let shared = writes.lines(&["Suggestion", "suggestion", "aran"]);
    let fixed: Vec<_> = fixed.intersection(&shared).collect();
    println!("{} lines stand in every page: {fixed:#?}", fixed.len());
    assert!(fixed.len() <= 15, "{fixed:#?}");

    let root = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("recipe");
    copy(&root);
    for recipe in [&reads, &writes] {
        recipe.follow(&root);
        for (path, text) in recipe.new.iter().filter(|(path, _)| path.starts_with("migrations/")) {
            sqlx::raw_sql(AssertSqlSafe(text.clone()))
                .execute(&owner)
                .await
                .unwrap_or_else(|error| panic!("{path}: {error}"));
        }
    }
    let ran = Command::new(env!("CARGO"))
        .current_dir(&root)
        .args(["test", "--quiet", "--features", "ssr", "--test", "it", "--"])
        .args(["office", "suggestion", "as_the_table_says", "rls::rows", "architecture::", "tenant::every_table"])
        .env("DATABASE_URL", owner.connect_options().to_url_lossy().as_str())
        // The new statements are checked against the database of this test.
        .env("SQLX_OFFLINE", "false")
        .output()
        .expect("cargo");
    let said = String::from_utf8_lossy(&ran.stdout).into_owned() + &String::from_utf8_lossy(&ran.stderr);
    assert!(ran.status.success(), "{said}");
    let passed = said.split("test result: ok. ").nth(1).and_then(|rest| rest.split(' ').next());
    assert!(passed.and_then(|passed| passed.parse::<u32>().ok()).is_some_and(|passed| passed >= 10), "{said}");
}
