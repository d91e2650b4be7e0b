//! The version of the wire format: a page of another build reloads instead of misreading data.

use crate::sources::below;
use std::{
    fs,
    path::{Path, PathBuf},
};

#[path = "../../build.rs"]
#[expect(dead_code, reason = "its `main` is the build script")]
mod build;

/// A copy of the sources that make up the version.
struct Copy(PathBuf);

impl Copy {
    fn new() -> Self {
        let root = std::env::temp_dir().join(format!("kinerja-wire-{}", crate::app::key().simple()));
        for source in below("src", "rs") {
            let path = root.join(&source.path);
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            fs::write(path, source.text).expect("a source");
        }
        fs::copy("Cargo.lock", root.join("Cargo.lock")).expect("the lock file");
        Self(root)
    }

    fn version(&self) -> u64 {
        build::wire_version(&self.0).expect("a version")
    }

    /// Returns the version with a change to one source.
    fn version_with(&self, path: &Path, change: impl FnOnce(&str) -> String) -> u64 {
        let path = self.0.join(path);
        let before = fs::read_to_string(&path).expect("a source");
        let after = change(&before);
        assert_ne!(before, after, "{}: nothing changed", path.display());
        fs::write(&path, after).expect("a source");
        let version = self.version();
        fs::write(&path, before).expect("a source");
        version
    }
}

impl Drop for Copy {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn another_order_of_arguments_is_another_version() {
    let copy = Copy::new();
    let version = copy.version();
    let swapped = copy.version_with(Path::new("src/features/dashboard/api.rs"), |text| {
        text.replace("unit: UnitId, names: bool", "names: bool, unit: UnitId")
    });
    assert_ne!(swapped, version);
    assert_eq!(copy.version(), version, "the same sources, the same version");
}

#[test]
fn whatever_travels_is_part_of_the_version() {
    let copy = Copy::new();
    let version = copy.version();
    let longer = |text: &str| format!("{text}\n// changed\n");
    let browser = build::browser_sources(&copy.0.join("src/lib.rs")).expect("sources");
    let mut travelling = 0;
    for source in below("src", "rs") {
        let path = Path::new(&source.path);
        let compiled = browser.contains(&copy.0.join(path));
        let functions = source.code().any(|(_, line)| line.contains("#[server("));
        assert!(compiled || !functions, "{}: the browser cannot call it", source.path);
        let changed = copy.version_with(path, longer) != version;
        assert_eq!(changed, compiled, "{}", source.path);
        travelling += usize::from(functions || compiled && source.text.contains("Deserialize"));
    }
    assert!(travelling > 20, "hardly any source holds what travels: {travelling}");
    assert_ne!(copy.version_with(Path::new("Cargo.lock"), longer), version, "the crates that write it");
}

#[test]
fn code_of_the_server_alone_leaves_open_pages_as_they_are() {
    let browser = build::browser_sources(Path::new("src/lib.rs")).expect("sources");
    for server in ["src/server/door.rs", "src/features/progress/store/mod.rs", "src/features/sandbox/seed/mod.rs"] {
        assert!(Path::new(server).exists() && !browser.contains(&PathBuf::from(server)), "{server}");
    }
    for shared in ["src/wire.rs", "src/domain/id.rs", "src/features/feedback/model.rs", "src/features/feedback/api.rs"]
    {
        assert!(browser.contains(&PathBuf::from(shared)), "{shared}");
    }
}
