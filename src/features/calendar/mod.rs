//! The calendar of the agency: until when reports are in time, and which days are holidays. Everybody reads it; the
//! Pengelola enters local holidays and moves due days.

#[cfg(feature = "ssr")]
mod action;
pub mod api;
#[cfg(feature = "ssr")]
mod event;
#[cfg(feature = "ssr")]
pub(crate) mod form;
pub mod model;
#[cfg(feature = "ssr")]
mod query;
#[cfg(feature = "ssr")]
mod store;
#[expect(unreachable_pub, reason = "what the component macro generates is `pub`")]
mod view;

pub use view::CalendarPage;
