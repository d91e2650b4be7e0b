//! Reporting progress: the own results (Beranda), the report form, the history, and what a report moves.
//!
//! A report is one transaction: the report itself, where its indicator and its person now stand, the counts
//! of the person's unit, and the record of it. See `action`.

#[cfg(feature = "ssr")]
pub(crate) mod action;
#[cfg(feature = "ssr")]
pub(crate) mod agreement;
pub mod api;
#[cfg(feature = "ssr")]
mod card;
#[cfg(feature = "ssr")]
pub(crate) mod download;
#[cfg(feature = "ssr")]
mod event;
#[cfg(feature = "ssr")]
pub mod form;
#[cfg(feature = "ssr")]
pub(crate) mod history;
pub mod model;
#[cfg(feature = "ssr")]
pub(crate) mod own;
#[cfg(feature = "ssr")]
pub(crate) mod query;
#[cfg(feature = "ssr")]
pub(crate) mod rest;
#[cfg(feature = "ssr")]
pub mod rollup;
#[cfg(feature = "ssr")]
pub mod routes;
#[cfg(feature = "ssr")]
pub mod store;
#[expect(unreachable_pub, reason = "what the component macro generates is `pub`")]
mod view;

pub use view::{HistoryPage, ReportRoute, ResultCards};
