//! The agency (instansi) itself: its name, its time zone and its reporting periods.

#[cfg(feature = "ssr")]
pub(crate) mod action;
#[cfg(feature = "ssr")]
mod event;
#[cfg(feature = "ssr")]
pub mod store;
