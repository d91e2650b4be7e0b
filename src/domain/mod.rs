//! The rules of the performance cycle, without any input or output: no clock, no database, no network.
//!
//! `now` is always an argument. Everything compiles for the browser too, so that a preview follows the rule that
//! decides. An employee has a plan ([`skp`]) with results (Rhk) and indicators (Iki, [`measure`], in [`value`]s).
//! Reports ([`progress`]) move the indicators. People discuss them ([`feedback`]) and agree on follow-ups in meetings
//! ([`follow_up`]). Boards count statuses ([`board`]), show how regularly people report ([`rhythm`]) and where a share
//! is likely to go ([`forecast`]); [`cascade`] adds results up to those of a superior. Leaders see who needs help ([`team`]). Who assesses whom follows from posts
//! ([`post`]). [`actor`] decides who may do what, [`regime`] which periods and duties a group of people has,
//! [`anonymity`] how people are described without their names, [`event`] names what happened, [`retention`] for how long
//! that is kept. At the end of a period a person evaluates another one ([`evaluation`]). [`backup`] names and rotates
//! backups, [`health`] judges the system itself.

pub mod account;
pub mod actor;
pub mod anonymity;
pub mod backup;
pub mod board;
pub mod calendar;
pub mod cascade;
pub mod evaluation;
pub mod event;
pub mod feedback;
pub mod follow_up;
pub mod forecast;
pub mod health;
pub mod id;
pub mod measure;
pub mod nip;
pub mod number;
pub mod org;
pub mod pilot;
pub mod plausible;
pub mod post;
pub mod progress;
pub mod regime;
pub mod retention;
pub mod rhythm;
pub mod skp;
pub mod team;
pub mod template;
pub mod text;
pub mod value;
