//! Kinerja: performance management for Indonesian government agencies.
//!
//! One crate for server and browser: `domain` holds the rules, `features` the parts that a user would name, `ui` the
//! looks, `server` the infrastructure.

#![recursion_limit = "256"]

pub mod app;
#[cfg(feature = "ssr")]
pub mod boot;
pub mod document;
pub mod domain;
pub mod error;
pub mod features;
pub mod form_input;
pub mod query;
#[cfg(feature = "ssr")]
pub mod server;
pub mod ui;
pub mod wire;

#[cfg(feature = "hydrate")]
pub mod hydrate;
