//! The work of the personnel office: importing the people from a personnel export.
//!
//! Nominative lists are dirty. `import` is the pure way from rows to an `Outcome`: it accepts certain rows, shows what
//! it repaired, and asks a person about the rest; it guesses nothing silently and loses nothing. `sheet` opens the file
//! behind its guards, `decisions` writes the questions and reads the answers, `store` writes the accepted rows,
//! `action` runs these steps in order.

mod import;

#[cfg(feature = "ssr")]
pub mod action;
#[cfg(feature = "ssr")]
mod decisions;
#[cfg(feature = "ssr")]
mod encoding;
#[cfg(feature = "ssr")]
mod report;
#[cfg(feature = "ssr")]
mod sheet;
#[cfg(feature = "ssr")]
mod store;
