//! One folder per thing that a user would name.

#[cfg(feature = "ssr")]
pub mod admin;
pub mod auth;
pub mod dashboard;
pub mod feedback;
pub mod follow_up;
pub mod org;
pub mod progress;
#[cfg(feature = "ssr")]
pub mod sandbox;
pub mod skp;
pub mod system;
pub mod team;
