//! Posts and who holds them by date, for the Pengelola: one act replaces the head of a unit, and everybody whom the post
//! assesses follows. Whoever has the wrong assessor asks for the right one. Who assesses whom is a rule ([`crate::domain::post`]); the table `assessor` is its state up to
//! today.

#[cfg(feature = "ssr")]
pub mod action;
pub mod api;
#[cfg(feature = "ssr")]
mod event;
#[cfg(feature = "ssr")]
pub(crate) mod form;
pub mod model;
#[cfg(feature = "ssr")]
mod query;
#[cfg(feature = "ssr")]
mod request;
#[cfg(feature = "ssr")]
pub mod routes;
#[cfg(feature = "ssr")]
mod store;
#[expect(unreachable_pub, reason = "what the component macro generates is `pub`")]
mod view;

pub use view::{AssessorPage, OfficePage, OfficesPage, RequestsPage};
