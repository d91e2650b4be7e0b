//! The team of an assessor: each member's need today with its reason, and the results of one member.
//!
//! The order and the sentences are a rule ([`crate::domain::team`]); feedback goes out from the row itself.

#[cfg(feature = "ssr")]
pub(crate) mod action;
pub mod api;
#[cfg(feature = "ssr")]
pub(crate) mod download;
#[cfg(feature = "ssr")]
mod event;
#[cfg(feature = "ssr")]
pub(crate) mod form;
#[cfg(feature = "ssr")]
mod judged;
pub mod model;
#[cfg(feature = "ssr")]
pub(crate) mod need;
#[cfg(feature = "ssr")]
pub(crate) mod query;
#[cfg(feature = "ssr")]
pub mod routes;
#[cfg(feature = "ssr")]
pub mod store;
#[expect(unreachable_pub, reason = "what the component macro generates is `pub`")]
mod view;

pub use view::{MemberPage, TeamPage};
