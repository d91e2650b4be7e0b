//! Posts and who holds them by date, for the Pengelola: one act replaces the head of a unit, and everybody whom the post
//! assesses follows. People with the wrong assessor ask for the right one. Who assesses whom is a rule
//! ([`crate::domain::post`]); the table `assessor` has its results up to the day that the job `posts` has followed.

#[cfg(feature = "ssr")]
pub(crate) mod action;
pub mod api;
#[cfg(feature = "ssr")]
mod event;
#[cfg(feature = "ssr")]
pub mod follow;
#[cfg(feature = "ssr")]
pub(crate) mod form;
pub mod model;
#[cfg(feature = "ssr")]
pub(crate) mod official;
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
