//! Behaviour through the real router on a database of its own per test.
//!
//! A test states a sentence that a person would notice. `app::TestApp` is the program; `seed::Town` the
//! people. To test a feature, add a module named like it.

mod access;
mod app;
mod auth;
mod board;
mod doors;
mod edges;
mod live;
mod migrations;
mod progress;
mod rls;
mod seed;
mod sources;
