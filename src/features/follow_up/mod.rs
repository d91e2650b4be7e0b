//! Follow-ups of meetings (tindak lanjut rapat): task, person and due day.
//!
//! The meeting room assigns them and shows the open ones; the assignee finds theirs through Beranda and marks them as
//! done. The rules are those of [`crate::domain::follow_up`].

#[cfg(feature = "ssr")]
pub(crate) mod action;
pub mod api;
#[cfg(feature = "ssr")]
mod event;
#[cfg(feature = "ssr")]
pub mod form;
pub mod model;
#[cfg(feature = "ssr")]
pub(crate) mod query;
#[cfg(feature = "ssr")]
pub mod routes;
#[cfg(feature = "ssr")]
pub mod store;
#[expect(unreachable_pub, reason = "what the component macro generates is `pub`")]
mod view;

pub use view::{FollowUpForm, FollowUpsPage, OpenFollowUps};
