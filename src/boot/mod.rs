//! Composes the program from its features: routes, pages, jobs, the API's document.

pub mod cli;
pub mod jobs;
mod metrics;
mod openapi;
pub mod pages;
mod router;
mod serve;

pub use metrics::serve as serve_metrics;
pub use router::{named, router, routes};
pub use serve::serve;
