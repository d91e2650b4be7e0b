//! The rules of evaluations ([`crate::domain::evaluation::EvaluationRules`]): the Pengelola reads what holds and what will,
//! and enters a new rule without a release.

#[cfg(feature = "ssr")]
mod action;
pub mod api;
#[cfg(feature = "ssr")]
pub(crate) mod form;
pub mod model;
#[cfg(feature = "ssr")]
mod query;
#[cfg(feature = "ssr")]
mod store;
mod view;

pub use view::EvaluationRulesPage;
