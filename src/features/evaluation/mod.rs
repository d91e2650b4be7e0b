//! Evaluations (evaluasi kinerja): what somebody says about the own work, what the assessor rates and signs with the evidence
//! in view, and what the rated person reads once it is released. What may become of an evaluation is a rule
//! ([`crate::domain::evaluation`]).

#[cfg(feature = "ssr")]
mod action;
pub mod api;
#[expect(unreachable_pub, reason = "what the component macro generates is `pub`")]
pub mod calibration;
#[cfg(feature = "ssr")]
mod desk;
#[cfg(feature = "ssr")]
mod event;
#[cfg(feature = "ssr")]
pub(crate) mod form;
#[cfg(feature = "ssr")]
mod input;
#[cfg(feature = "ssr")]
mod list;
pub mod model;
#[expect(unreachable_pub, reason = "what the component macro generates is `pub`")]
pub mod objection;
#[cfg(feature = "ssr")]
mod paper;
#[cfg(feature = "ssr")]
mod query;
#[cfg(feature = "ssr")]
mod rest;
#[cfg(feature = "ssr")]
pub mod routes;
#[expect(unreachable_pub, reason = "what the component macro generates is `pub`")]
pub mod rule;
#[cfg(feature = "ssr")]
mod store;
#[cfg(feature = "ssr")]
mod unit;
#[cfg(feature = "ssr")]
mod versions;
#[expect(unreachable_pub, reason = "what the component macro generates is `pub`")]
mod view;
#[cfg(feature = "ssr")]
pub(crate) mod waiting;
#[cfg(feature = "ssr")]
mod words;

pub use calibration::CalibrationPage;
pub use objection::{ObjectionPage, ObjectionsPage};
pub use rule::EvaluationRulesPage;
pub use view::{AchievementPage, EvaluationFormPage, EvaluationPage, EvaluationsPage};
