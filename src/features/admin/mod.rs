//! What the personnel office does for its agency; so far: importing the people from a personnel export.
//!
//! Nominative lists arrive dirty. `import` is the pure way from rows to an `Outcome`: it takes what
//! is certain, shows what it repaired, and asks a person about the rest; nothing is guessed silently and
//! nothing is lost. `sheet` opens the file behind its guards, `decisions` writes the questions and reads the
//! answers back, `store` writes what was taken, `action` is the order of these steps.

mod import;

#[cfg(feature = "ssr")]
pub mod action;
#[cfg(feature = "ssr")]
mod decisions;
#[cfg(feature = "ssr")]
mod report;
#[cfg(feature = "ssr")]
mod sheet;
#[cfg(feature = "ssr")]
mod store;
