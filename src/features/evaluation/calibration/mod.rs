//! Calibration (kalibrasi): the signed evaluations of a unit side by side before they are released, what superiors say about
//! them, and how the predikat are spread ([`crate::domain::evaluation::Mark`], [`crate::domain::evaluation::Pattern`]).

#[cfg(feature = "ssr")]
mod action;
pub mod api;
#[cfg(feature = "ssr")]
pub(crate) mod form;
pub mod model;
#[cfg(feature = "ssr")]
mod query;
mod view;

pub use view::CalibrationPage;
