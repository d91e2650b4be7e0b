//! Feedback: threads on a report, a result or a plan, with kinds of message, read marks and guests.
//!
//! A thread is opened by its first message. Its readers are decided by the database (`thread_visible_to`) and by
//! [`crate::domain::feedback`]; every message reaches their open pages at once. The database view `thread_subject`
//! joins a subject to its plan, result and indicator.

#[cfg(feature = "ssr")]
pub(crate) mod action;
pub mod api;
#[cfg(feature = "ssr")]
mod event;
#[cfg(feature = "ssr")]
pub mod form;
pub mod model;
#[cfg(feature = "ssr")]
pub(crate) mod open;
#[cfg(feature = "ssr")]
pub(crate) mod post;
#[cfg(feature = "ssr")]
pub(crate) mod query;
#[cfg(feature = "ssr")]
pub(crate) mod request;
#[cfg(feature = "ssr")]
pub mod routes;
#[cfg(feature = "ssr")]
pub mod store;
#[expect(unreachable_pub, reason = "what the component macro generates is `pub`")]
mod view;

pub use view::{MessageForm, ThreadPage, ThreadsPage};
