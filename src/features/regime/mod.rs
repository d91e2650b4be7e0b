//! The rules about groups of people ([`crate::domain::regime`]): the Pengelola reads what holds and what will, and enters
//! a new rule without a release.

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

pub use view::RulesPage;
pub(crate) use view::rules_of;
