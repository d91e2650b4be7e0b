//! The rules of the performance cycle, without any input or output: no clock, no database, no network.
//!
//! `now` is always an argument. Everything compiles for the browser too, so that a preview follows the
//! rule that decides. Words: an employee has a plan ([`skp`]) with results (Rhk) and indicators
//! (Iki, [`measure`], in [`value`]s); reports ([`progress`]) move the indicators; people talk about them ([`feedback`])
//! and agree in meetings what is to be done ([`follow_up`]);
//! boards count statuses ([`board`]) and show how regularly people report ([`rhythm`]) and
//! where a share is likely to go ([`forecast`]), leaders see who needs help ([`team`]); [`actor`] answers who may do
//! what; [`event`] says what happened, [`retention`] for how long that is kept; [`health`] judges the system itself.

pub mod account;
pub mod actor;
pub mod board;
pub mod calendar;
pub mod event;
pub mod feedback;
pub mod follow_up;
pub mod forecast;
pub mod health;
pub mod id;
pub mod measure;
pub mod nip;
pub mod org;
pub mod progress;
pub mod retention;
pub mod rhythm;
pub mod skp;
pub mod team;
pub mod template;
pub mod text;
pub mod value;
