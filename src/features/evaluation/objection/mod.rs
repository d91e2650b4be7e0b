//! Objections (keberatan) against released evaluations: filed by the rated person, explained by both sides, decided by the
//! assessor's superior ([`crate::domain::evaluation::Objection`]).

#[cfg(feature = "ssr")]
mod action;
pub mod api;
#[cfg(feature = "ssr")]
pub(crate) mod form;
#[cfg(feature = "ssr")]
mod input;
#[cfg(feature = "ssr")]
mod list;
pub mod model;
#[cfg(feature = "ssr")]
pub(crate) mod paper;
#[cfg(feature = "ssr")]
mod query;
mod view;
#[cfg(feature = "ssr")]
pub(crate) mod waiting;

pub use view::{ObjectionPage, ObjectionsPage};
