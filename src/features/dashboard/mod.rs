//! The live boards: units with drill-down, counts by status, completeness, trend. Reads any table, writes none.

#[cfg(feature = "ssr")]
pub(crate) mod action;
pub mod api;
#[cfg(feature = "ssr")]
pub(crate) mod attention;
#[cfg(feature = "ssr")]
pub(crate) mod download;
pub mod model;
#[cfg(feature = "ssr")]
pub(crate) mod query;
#[cfg(feature = "ssr")]
pub(crate) mod rest;
#[cfg(feature = "ssr")]
pub mod routes;
#[cfg(feature = "ssr")]
pub mod store;
#[expect(unreachable_pub, reason = "what the component macro generates is `pub`")]
mod view;

pub use view::{BoardPage, BoardTabs, ReportingPage, ResultPage, ScreenPage};
