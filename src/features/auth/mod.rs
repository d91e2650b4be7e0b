//! Signing in and out, the own sessions, password and authenticator, invitations.
//!
//! Sign-in is a plain form at a plain address: it works before the WASM arrives and after a lost session.

#[cfg(feature = "ssr")]
pub mod accounts;
#[cfg(feature = "ssr")]
pub mod action;
pub mod api;
#[cfg(feature = "ssr")]
mod credentials;
#[cfg(feature = "ssr")]
mod event;
#[cfg(feature = "ssr")]
pub mod form;
pub mod model;
mod needed;
#[cfg(feature = "ssr")]
mod qr;
#[cfg(feature = "ssr")]
pub(crate) mod rest;
#[cfg(feature = "ssr")]
pub mod routes;
#[cfg(feature = "ssr")]
pub mod second_step;
#[cfg(feature = "ssr")]
pub mod store;
#[cfg(feature = "ssr")]
mod throttle;
#[expect(unreachable_pub, reason = "what the component macro generates is `pub`")]
mod view;

pub use view::{AccountPage, CodePage, InvitationPage, SignInPage};
