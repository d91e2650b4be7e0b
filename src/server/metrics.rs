//! Metrics for Prometheus, on a port of their own that only this machine reaches.
//!
//! Off unless an address is given, and then nothing is counted. Labels are route templates, methods, status classes
//! and kinds of transactions: never an id, never a person. Values that can be read at any moment (pool, sessions, the
//! delay of the live boards) are read when Prometheus asks.

use super::diagnostics::Gauge;
use axum::http::{Method, StatusCode};
use metrics::{counter, describe_counter, describe_gauge, describe_histogram, histogram, with_local_recorder};
use metrics_exporter_prometheus::{BuildError, PrometheusBuilder, PrometheusHandle, PrometheusRecorder};
use std::{fmt, sync::Arc, time::Duration};
use tokio::time::Instant;

/// Upper bounds of the histograms' buckets, in seconds.
const SECONDS: [f64; 14] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 20.0];
/// The addresses where people sign in.
const SIGN_IN_ROUTES: [&str; 3] = ["/masuk", "/masuk/kode", "/api/v1/session"];

/// Gives each metric its help text.
fn describe() {
    for (name, help) in HISTOGRAMS {
        describe_histogram!(name, help);
    }
    for (name, help) in GAUGES {
        describe_gauge!(name, help);
    }
    describe_counter!(
        "kinerja_sign_in_failures_total",
        "Refused sign-ins: wrong login or password, or throttled after too many."
    );
}

const HISTOGRAMS: [(&str, &str); 3] = [
    ("kinerja_http_request_duration_seconds", "Duration of requests by route, method and class of status."),
    ("kinerja_transaction_wait_seconds", "Wait until a transaction has begun."),
    ("kinerja_transaction_duration_seconds", "Duration of transactions by kind and outcome."),
];
const GAUGES: [(&str, &str); 16] = [
    ("kinerja_build_info", "1, with the version as label."),
    ("kinerja_pool_connections", "Connections to the database by state."),
    ("kinerja_pool_waiting", "Transactions that wait for a connection."),
    ("kinerja_live_clients", "Open live streams."),
    ("kinerja_live_topics", "Topics that somebody listens to."),
    ("kinerja_pump_age_seconds", "Time since changes of other processes were last read."),
    ("kinerja_database_up", "1 if the database answers, else 0."),
    ("kinerja_sessions", "Sessions that are valid now."),
    ("kinerja_outbox_rows", "Changes that are stored for other processes."),
    ("kinerja_outbox_unread_age_seconds", "Age of the oldest change that this process has not read."),
    ("kinerja_resident_memory_bytes", "Memory that the process occupies."),
    ("kinerja_disk_size_bytes", "Size of the disk with the data of Kinerja's own PostgreSQL."),
    ("kinerja_disk_free_bytes", "Free space on the disk with the data of Kinerja's own PostgreSQL."),
    ("kinerja_backups_scheduled", "1 if this program makes backups, else 0."),
    ("kinerja_backup_age_seconds", "Time since the newest complete backup began; absent before the first."),
    ("kinerja_certificate_remaining_seconds", "Time until the program's own TLS certificate ends."),
];

/// The counters of the program; off by default.
#[derive(Clone, Debug, Default)]
pub struct Metrics(Option<Arc<Counted>>);

/// The counters, when they are on.
pub struct Counted {
    recorder: PrometheusRecorder,
    page: PrometheusHandle,
    /// Transactions that wait for a connection.
    waiting: Gauge,
}

impl fmt::Debug for Counted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Counted").field("waiting", &self.waiting).finish_non_exhaustive()
    }
}

impl Metrics {
    /// Turns the counters on.
    ///
    /// # Errors
    /// When the buckets are empty.
    pub fn counting() -> Result<Self, BuildError> {
        let recorder = PrometheusBuilder::new().set_buckets(&SECONDS)?.build_recorder();
        let page = recorder.handle();
        with_local_recorder(&recorder, describe);
        Ok(Self(Some(Arc::new(Counted { recorder, page, waiting: Gauge::default() }))))
    }

    /// Returns the counters; `None` when they are off.
    pub fn counted(&self) -> Option<Arc<Counted>> {
        self.0.clone()
    }

    /// Counts an answered request.
    pub fn answered(&self, route: &str, method: &Method, status: StatusCode, took: Duration) {
        let Some(counted) = &self.0 else { return };
        let labels = [
            ("route", route.to_owned()),
            ("method", method_label(method).to_owned()),
            ("status", format!("{}xx", status.as_u16() / 100)),
        ];
        counted.record(|| histogram!("kinerja_http_request_duration_seconds", &labels).record(took));
        if method == Method::POST && SIGN_IN_ROUTES.contains(&route) {
            let reason = match status {
                StatusCode::UNAUTHORIZED => "wrong",
                StatusCode::TOO_MANY_REQUESTS => "throttled",
                _ => return,
            };
            counted.record(|| counter!("kinerja_sign_in_failures_total", "reason" => reason).increment(1));
        }
    }

    /// Times how long a transaction takes to begin: until the pool has a connection and the database has answered.
    pub async fn begin<T>(&self, begin: impl Future<Output = sqlx::Result<T>>) -> sqlx::Result<T> {
        let Some(counted) = &self.0 else { return begin.await };
        let waiting = counted.waiting.guard();
        let started = Instant::now();
        let transaction = begin.await;
        drop(waiting);
        let outcome = if transaction.is_ok() { "begun" } else { "failed" };
        let took = started.elapsed();
        counted.record(|| histogram!("kinerja_transaction_wait_seconds", "outcome" => outcome).record(took));
        transaction
    }

    /// Times a transaction from its begin to its end.
    pub async fn transaction<T, E>(
        &self,
        kind: &'static str,
        whole: impl Future<Output = Result<T, E>>,
    ) -> Result<T, E> {
        let Some(counted) = &self.0 else { return whole.await };
        let started = Instant::now();
        let ended = whole.await;
        let outcome = if ended.is_ok() { "done" } else { "refused" };
        let took = started.elapsed();
        let labels = [("kind", kind), ("outcome", outcome)];
        counted.record(|| histogram!("kinerja_transaction_duration_seconds", &labels).record(took));
        ended
    }
}

impl Counted {
    /// Returns the number of transactions that wait for a connection.
    pub fn waiting(&self) -> u32 {
        self.waiting.value()
    }

    /// Returns the page that Prometheus reads.
    pub fn page(&self) -> &PrometheusHandle {
        &self.page
    }

    pub fn record(&self, note: impl FnOnce()) {
        with_local_recorder(&self.recorder, note);
    }
}

/// Returns the label of a method: clients can invent methods, a label must be one of a few.
fn method_label(method: &Method) -> &str {
    match *method {
        Method::GET | Method::HEAD | Method::POST | Method::PUT | Method::PATCH | Method::DELETE | Method::OPTIONS => {
            method.as_str()
        }
        _ => "other",
    }
}
