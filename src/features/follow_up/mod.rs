//! Follow-ups: what a unit's meeting agrees on, by whom and until when (tindak lanjut rapat).
//!
//! The meeting room writes them and shows what is open; whoever is responsible finds theirs through Beranda and says
//! when it is done. The rules are those of [`crate::domain::follow_up`].

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
