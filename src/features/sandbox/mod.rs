//! Invented agencies: for the demo, for trials and for load tests.

#[cfg(feature = "ssr")]
mod seed;

#[cfg(feature = "ssr")]
pub use seed::{Profile, SeedOptions, Seeded, seed};
