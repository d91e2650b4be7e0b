//! `sqlx::migrate!` reads the folder at compile time; a new file must recompile it.

fn main() {
    println!("cargo:rerun-if-changed=migrations");
}
