//! Facts for the compiler: that the migrations changed, and the version of the wire format.

use std::{
    collections::hash_map::DefaultHasher,
    error::Error,
    fs,
    hash::{Hash, Hasher},
    path::{Path, PathBuf},
};

fn main() -> Result<(), Box<dyn Error>> {
    // `sqlx::migrate!` reads the folder at compile time.
    println!("cargo:rerun-if-changed=migrations");
    println!("cargo:rerun-if-changed=src");
    println!("cargo:rerun-if-changed=Cargo.lock");
    println!("cargo:rustc-env=KINERJA_WIRE={:016x}", wire_version(Path::new("."))?);
    Ok(())
}

/// Returns the version of everything that crosses the wire, which carries no names (`src/wire.rs`): types, arguments of
/// server functions and their order, and the crates that write them.
///
/// Whatever a page reads or sends is compiled for the browser, so the version covers every source of the browser's
/// build. Code of the server alone leaves it as it is: after such a deployment open pages go on.
///
/// # Errors
/// When a source cannot be read.
pub fn wire_version(root: &Path) -> Result<u64, Box<dyn Error>> {
    let mut hasher = DefaultHasher::new();
    fs::read_to_string(root.join("Cargo.lock"))?.hash(&mut hasher);
    for source in browser_sources(&root.join("src/lib.rs"))? {
        fs::read_to_string(source)?.hash(&mut hasher);
    }
    Ok(hasher.finish())
}

/// Returns a source and the modules below it, without those of the server alone.
///
/// # Errors
/// When a source cannot be read.
pub fn browser_sources(source: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let text = fs::read_to_string(source)?;
    let below = if source.ends_with("lib.rs") || source.ends_with("mod.rs") {
        source.with_file_name("")
    } else {
        source.with_extension("")
    };
    let mut sources = vec![source.to_owned()];
    let mut before = "";
    for line in text.lines() {
        let module = line.strip_prefix("pub ").unwrap_or(line);
        let module = module.strip_prefix("pub(crate) ").unwrap_or(module);
        if let Some(name) = module.strip_prefix("mod ").and_then(|rest| rest.strip_suffix(';'))
            && before != "#[cfg(feature = \"ssr\")]"
        {
            let [file, folder] = [format!("{name}.rs"), format!("{name}/mod.rs")].map(|path| below.join(path));
            sources.extend(browser_sources(if file.exists() { &file } else { &folder })?);
        }
        before = line;
    }
    Ok(sources)
}
