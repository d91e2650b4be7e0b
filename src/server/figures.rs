//! Figures for Prometheus, on a port of their own that only this machine reaches.
//!
//! Off unless an address is given, and then nothing is counted. Labels are route templates, methods, status classes
//! and kinds of transactions: never an id, never a person. What can be asked for at any moment (the pool, the
//! sessions, how far behind the live boards are) is asked for when somebody looks.

use super::{App, live::Live, pulse::Tally, serve};
use axum::{
    Router,
    extract::State,
    http::{Method, StatusCode, header},
    response::IntoResponse,
    routing::get,
};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use metrics::{gauge, histogram, with_local_recorder};
use metrics_exporter_prometheus::{BuildError, PrometheusBuilder, PrometheusHandle, PrometheusRecorder};
use sqlx::PgConnection;
use std::{fmt, sync::Arc, time::Duration};
use tokio::{net::TcpListener, time::Instant};

/// Upper ends of the histograms' classes, in seconds.
const SECONDS: [f64; 14] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 20.0];
/// Samples are put into their classes this often, whether or not somebody looks.
const UPKEEP: Duration = Duration::from_secs(5);
/// Prometheus, and an operator beside it.
const MOST_READERS: usize = 8;

/// What is counted while the program runs; nothing by default.
#[derive(Clone, Debug, Default)]
pub struct Figures(Option<Arc<Counted>>);

struct Counted {
    recorder: PrometheusRecorder,
    page: PrometheusHandle,
    /// Transactions that wait for a connection.
    waiting: Tally,
}

impl fmt::Debug for Counted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Counted").field("waiting", &self.waiting).finish_non_exhaustive()
    }
}

impl Figures {
    /// Counts from now on.
    ///
    /// # Errors
    /// Never, as long as there are classes.
    pub fn counting() -> Result<Self, BuildError> {
        let recorder = PrometheusBuilder::new().set_buckets(&SECONDS)?.build_recorder();
        let page = recorder.handle();
        Ok(Self(Some(Arc::new(Counted { recorder, page, waiting: Tally::default() }))))
    }

    /// A request was answered.
    pub fn answered(&self, route: &str, method: &Method, status: StatusCode, took: Duration) {
        let Some(counted) = &self.0 else { return };
        let labels = [
            ("route", route.to_owned()),
            ("method", method_label(method).to_owned()),
            ("status", format!("{}xx", status.as_u16() / 100)),
        ];
        counted.record(|| histogram!("kinerja_http_request_duration_seconds", &labels).record(took));
    }

    /// Waits for a transaction to begin: for a connection of the pool, and for the database.
    pub async fn begin<T>(&self, begin: impl Future<Output = sqlx::Result<T>>) -> sqlx::Result<T> {
        let Some(counted) = &self.0 else { return begin.await };
        let waiting = counted.waiting.one();
        let started = Instant::now();
        let transaction = begin.await;
        drop(waiting);
        let outcome = if transaction.is_ok() { "begun" } else { "failed" };
        let took = started.elapsed();
        counted.record(|| histogram!("kinerja_transaction_wait_seconds", "outcome" => outcome).record(took));
        transaction
    }

    /// Runs a transaction from its begin to its end.
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

    /// Shows the figures to who asks at `listener`, until `stop`.
    pub async fn show(self, listener: TcpListener, app: App, stop: impl Future<Output = ()>) {
        let Some(counted) = self.0 else { return };
        let upkeep = async {
            loop {
                tokio::time::sleep(UPKEEP).await;
                counted.page.run_upkeep();
            }
        };
        let router = Router::new().route("/metrics", get(metrics)).with_state((app, counted.clone()));
        let limits = serve::Limits { connections: MOST_READERS, ..serve::Limits::default() };
        tokio::select! {
            () = upkeep => {}
            () = serve::accept(listener, router, None, limits, stop) => {}
        }
    }
}

impl Counted {
    fn record(&self, note: impl FnOnce()) {
        with_local_recorder(&self.recorder, note);
    }
}

/// Whoever asks can make methods up; a label must be one of a few.
fn method_label(method: &Method) -> &str {
    match *method {
        Method::GET | Method::HEAD | Method::POST | Method::PUT | Method::PATCH | Method::DELETE | Method::OPTIONS => {
            method.as_str()
        }
        _ => "other",
    }
}

/// `GET /metrics`
async fn metrics(State((app, counted)): State<(App, Arc<Counted>)>) -> impl IntoResponse {
    let found = moment(&app).await;
    let (open, idle) = app.pool.open();
    counted.record(|| {
        gauge!("kinerja_build_info", "version" => env!("CARGO_PKG_VERSION")).set(1);
        gauge!("kinerja_pool_connections", "state" => "in_use").set(open.saturating_sub(idle));
        gauge!("kinerja_pool_connections", "state" => "idle").set(idle);
        gauge!("kinerja_pool_waiting").set(counted.waiting.now());
        gauge!("kinerja_live_clients").set(app.pulse.streams().now());
        if let Some(age) = app.pulse.last_look() {
            gauge!("kinerja_pump_age_seconds").set(age);
        }
        gauge!("kinerja_database_up").set(f64::from(u8::from(found.is_ok())));
        if let Ok(found) = &found {
            gauge!("kinerja_sessions").set(f64::from(found.sessions));
            gauge!("kinerja_outbox_rows").set(f64::from(found.outbox));
            gauge!("kinerja_outbox_unread_age_seconds").set(found.unread);
        }
    });
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], counted.page.render())
}

struct Moment {
    sessions: i32,
    outbox: i32,
    /// See [`unread`].
    unread: f64,
}

/// What only the database knows.
async fn moment(app: &App) -> sqlx::Result<Moment> {
    let now = app.clock.now();
    let ask = app.pool.ask(async |db| {
        let counts = sqlx::query!(
            r#"select (select count(*) from session where idle_until > $1 and ends_at > $1)::int as "sessions!",
                (select count(*) from outbox)::int as "outbox!""#,
            now.to_sqlx() as _,
        );
        let counts = counts.fetch_one(&mut *db).await?;
        Ok(Moment { sessions: counts.sessions, outbox: counts.outbox, unread: unread(db, &app.live, now).await? })
    });
    tokio::time::timeout(Duration::from_secs(2), ask).await.unwrap_or(Err(sqlx::Error::PoolTimedOut))
}

/// Age in seconds of the oldest change that this process could not tell its live pages yet; 0 when there is none.
///
/// # Errors
/// When the database fails.
pub async fn unread(db: &mut PgConnection, live: &Live, now: Timestamp) -> sqlx::Result<f64> {
    sqlx::query_scalar!(
        r#"select coalesce((
            select greatest(extract(epoch from $1::timestamptz - min(at)), 0) from outbox
            where xid >= $2::text::xid8 and origin <> $3
        ), 0)::float8 as "unread!""#,
        now.to_sqlx() as _,
        live.known(),
        live.origin(),
    )
    .fetch_one(db)
    .await
}
