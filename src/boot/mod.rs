//! Composes the program from its features: routes, pages, jobs, the API's document.

pub mod cli;
pub mod jobs;
mod metrics;
mod openapi;
pub mod pages;
pub mod preload;
mod router;
mod serve;

pub use metrics::serve as serve_metrics;
pub use router::{router, routes, with_request_id};
pub use serve::serve;
