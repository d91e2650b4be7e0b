//! The infrastructure of every feature: the door to the database, sessions, the live stream, limits.
//!
//! [`crate::boot`] composes the features (router, pages, jobs, command line).

pub mod address;
pub mod admission;
pub mod agency;
pub mod api_body;
mod app;
pub(crate) mod attachment;
pub mod backup;
pub mod body;
pub mod cache;
pub mod calendar;
pub mod capacity;
pub mod clock;
pub mod cluster;
pub(crate) mod codec;
pub mod config;
pub mod diagnostics;
pub mod door;
pub(crate) mod due;
pub mod enrolment;
pub mod etag;
pub(crate) mod evaluation_rule;
pub mod export;
pub(crate) mod fingerprint;
pub mod form;
pub mod host;
pub mod isolate;
pub mod live;
pub mod metrics;
pub mod operator;
pub(crate) mod paper;
pub mod password;
pub(crate) mod pilot;
pub(crate) mod plan_deadline;
pub mod pool;
pub mod problem;
pub mod quota;
pub mod record;
pub(crate) mod regime;
pub mod replica;
pub mod request;
pub mod request_id;
pub mod retain;
mod retry;
pub mod routes;
pub mod sender;
pub mod serve;
pub mod session;
pub mod static_page;
pub mod stream;
pub mod tenant;
pub mod tls;
pub mod unit_cache;
pub(crate) mod xlsx;

pub use app::App;

/// The version of the program with the commit that it was built from; without the commit where it was not built by
/// `make build`.
pub const VERSION: &str = match option_env!("KINERJA_VERSION") {
    Some(version) => version,
    None => env!("CARGO_PKG_VERSION"),
};
