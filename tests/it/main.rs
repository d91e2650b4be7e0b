//! Behaviour through the real router on a database of its own per test.
//!
//! A test states a sentence that a person would notice. `app::TestApp` is the program; `seed::Town` the
//! people. To test a feature, add a module named like it.

#![expect(clippy::expect_used, reason = "a test that cannot go on says so by panicking")]
#![expect(clippy::format_collect, reason = "speed of tests is not in their formatting")]

mod access;
mod app;
mod architecture;
mod auth;
mod backup;
mod bad_day;
mod board;
mod doors;
mod edges;
mod feedback;
mod figures;
mod follow_up;
mod growth;
mod hostile;
mod import;
mod installable;
mod live;
mod migrations;
mod newcomer;
mod openapi;
mod operator;
mod pgbouncer;
mod progress;
mod replica;
mod reporting;
mod rls;
mod seed;
mod servers;
mod sources;
mod system;
mod team;
mod tls;
mod trouble;
