//! The shared state of the server.

use super::{
    body::BodyMemory,
    cache::Caches,
    capacity::Capacity,
    clock::{Clock, new_id},
    config::Config,
    diagnostics::Diagnostics,
    live::Live,
    metrics::Metrics,
    password::Passwords,
    pool::Pool,
    quota::{Quota, Rate},
    replica::Replica,
};
use crate::domain::id::{AccountId, SessionId};
use jiff::SignedDuration;
use leptos::config::LeptosOptions;
use std::{sync::Arc, time::Duration};

/// Streams that one session may have open: each visible tab has one.
const MAX_SESSION_STREAMS: usize = 32;
/// Searches for people that one account may make within [`SEARCH_WINDOW`]: enough to find some, not to list everybody.
const MAX_SEARCHES: u32 = 30;
const SEARCH_WINDOW: SignedDuration = SignedDuration::from_mins(10);

/// Refusals of one account that are recorded within [`REFUSAL_WINDOW`].
const MAX_REFUSALS: u32 = 10;
const REFUSAL_WINDOW: SignedDuration = SignedDuration::from_mins(1);
/// Exports of one account that are prepared at once.
const MAX_ACCOUNT_EXPORTS: usize = 2;
/// Exports that may wait for a permit; each holds one of a request meanwhile.
const WAITING_EXPORTS: usize = 8;
/// How long they may wait.
const EXPORT_QUEUE_TIMEOUT: Duration = Duration::from_secs(1);

/// The shared state of the server.
#[derive(Clone, Debug)]
pub struct App {
    pub pool: Pool,
    pub replica: Option<Replica>,
    pub live: Live,
    /// Results that features load once for all readers.
    pub caches: Caches,
    pub clock: Clock,
    pub passwords: Passwords,
    pub bodies: BodyMemory,
    /// The streams that each session has open.
    pub session_streams: Quota<SessionId>,
    /// Searches for people of the whole agency.
    pub searches: Rate<AccountId>,
    /// Refusals that are recorded.
    pub refusals: Rate<AccountId>,
    /// The permits for exports: as many at once as there are processors.
    pub exports: Capacity,
    /// The exports that each account has begun.
    pub account_exports: Quota<AccountId>,
    pub diagnostics: Diagnostics,
    pub metrics: Metrics,
    pub config: Arc<Config>,
    pub leptos: LeptosOptions,
}

impl App {
    pub fn new(pool: Pool, clock: Clock, config: Config) -> Self {
        let leptos = LeptosOptions::builder()
            .output_name("kinerja")
            .site_root(config.site_root.to_string_lossy().into_owned())
            .site_pkg_dir(config.package.clone())
            .build();
        Self {
            pool,
            replica: None,
            live: Live::new(new_id()),
            caches: Caches::default(),
            diagnostics: Diagnostics::new(clock.now()),
            clock,
            passwords: Passwords::new(config.max_requests / 2),
            bodies: BodyMemory::default(),
            session_streams: Quota::new(MAX_SESSION_STREAMS),
            searches: Rate::new(MAX_SEARCHES, SEARCH_WINDOW),
            refusals: Rate::new(MAX_REFUSALS, REFUSAL_WINDOW),
            exports: Capacity::with_queue_timeout(export_permits(), WAITING_EXPORTS, EXPORT_QUEUE_TIMEOUT),
            account_exports: Quota::new(MAX_ACCOUNT_EXPORTS),
            metrics: Metrics::default(),
            config: Arc::new(config),
            leptos,
        }
    }

    /// Adds a replica, for boards and exports.
    #[must_use]
    pub fn with_replica(self, replica: Option<Replica>) -> Self {
        Self { replica, ..self }
    }
}

/// Returns the number of exports that are prepared at once.
fn export_permits() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

impl axum::extract::FromRef<App> for LeptosOptions {
    fn from_ref(app: &App) -> Self {
        app.leptos.clone()
    }
}
