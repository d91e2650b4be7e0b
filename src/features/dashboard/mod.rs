//! The live boards: units with drill-down, counts by status, completeness, trend. Reads any table, writes none.

#[cfg(feature = "ssr")]
pub mod action;
pub mod api;
#[cfg(feature = "ssr")]
pub mod download;
#[cfg(feature = "ssr")]
pub mod listing;
pub mod model;
#[cfg(feature = "ssr")]
pub mod rest;
#[cfg(feature = "ssr")]
pub mod routes;
#[cfg(feature = "ssr")]
pub mod store;
mod view;

pub use view::{BoardPage, ReportingPage, ScreenPage};
