//! Plans (Sasaran Kinerja Pegawai): what each person is to achieve in a year, from the first draft to the agreed version
//! and its revisions. What may become of a plan is a rule ([`crate::domain::skp`]).

#[cfg(feature = "ssr")]
pub mod action;
#[cfg(feature = "ssr")]
pub(crate) mod agreed;
pub mod api;
#[cfg(feature = "ssr")]
mod batch;
#[cfg(feature = "ssr")]
mod begin;
#[cfg(feature = "ssr")]
mod beginnings;
#[cfg(feature = "ssr")]
pub(crate) mod completion;
#[cfg(feature = "ssr")]
mod difference;
#[cfg(feature = "ssr")]
mod discard;
#[cfg(feature = "ssr")]
mod editing;
#[cfg(feature = "ssr")]
mod event;
#[cfg(feature = "ssr")]
pub(crate) mod form;
#[cfg(feature = "ssr")]
mod further;
#[cfg(feature = "ssr")]
mod in_words;
#[cfg(feature = "ssr")]
mod input;
#[cfg(feature = "ssr")]
mod link;
#[cfg(feature = "ssr")]
mod matrix;
pub mod model;
#[cfg(feature = "ssr")]
mod offer;
#[cfg(feature = "ssr")]
pub(crate) mod paper;
#[cfg(feature = "ssr")]
mod query;
#[cfg(feature = "ssr")]
mod rest;
#[cfg(feature = "ssr")]
pub mod routes;
#[cfg(feature = "ssr")]
mod rule;
#[cfg(feature = "ssr")]
mod sheet;
#[cfg(feature = "ssr")]
mod store;
#[cfg(feature = "ssr")]
mod template_form;
#[cfg(feature = "ssr")]
mod templates;
#[cfg(feature = "ssr")]
mod typed;
#[expect(unreachable_pub, reason = "what the component macro generates is `pub`")]
mod view;
#[cfg(feature = "ssr")]
mod words;
#[cfg(feature = "ssr")]
mod write;

pub use view::{
    EditorPage, MatrixPage, OfferPage, PlanBoardPage, PlanPage, PlansPage, TemplatePage, TemplatesPage, WaitingPage,
};
