//! The health of the system in words, for the Pengelola: the meaning of each line and what to do about it.
//!
//! The limits are a rule ([`crate::domain::health`]); the measurements are those of this process and of the database.

pub mod api;
pub mod model;
#[cfg(feature = "ssr")]
pub(crate) mod query;
#[cfg(feature = "ssr")]
mod store;
#[expect(unreachable_pub, reason = "what the component macro generates is `pub`")]
mod view;

pub use view::SystemPage;
