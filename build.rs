//! What has to be known at compile time: that the migrations changed, and which version the wire format has.

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
    // What crosses the wire carries no names of fields (`wire.rs`): a page of another build must not misread it.
    // Every file that derives a reader counts.
    let mut hasher = DefaultHasher::new();
    let mut sources = Vec::new();
    collect(Path::new("src"), &mut sources)?;
    sources.sort();
    for source in sources {
        let text = fs::read_to_string(&source)?;
        if text.contains("Deserialize)]") {
            text.hash(&mut hasher);
        }
    }
    println!("cargo:rustc-env=KINERJA_WIRE={:016x}", hasher.finish());
    Ok(())
}

fn collect(folder: &Path, sources: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, sources)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            sources.push(path);
        }
    }
    Ok(())
}
