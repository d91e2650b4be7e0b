//! Metrics for Prometheus, on a port of their own that only this machine reaches.
//!
//! Values that can be read at any moment (pool, sessions, the delay of the live boards) are read when Prometheus asks.

use crate::server::{
    App, VERSION,
    diagnostics::{BackupState, Disk, resident_memory},
    metrics::Counted,
    serve::{Limits, accept},
};
use axum::{Router, extract::State, http::header, response::IntoResponse, routing::get};
use jiff_sqlx::ToSqlx;
use metrics::gauge;
use std::{sync::Arc, time::Duration};
use tokio::net::TcpListener;

/// How often samples are put into their histograms, whether or not anybody asks.
const UPKEEP_INTERVAL: Duration = Duration::from_secs(5);
/// Concurrent readers: Prometheus, and an operator beside it.
const MAX_READERS: usize = 8;

/// Serves the metrics at `listener` until `stop`; returns at once if metrics are off.
pub async fn serve(app: App, listener: TcpListener, stop: impl Future<Output = ()>) {
    let Some(counted) = app.metrics.counted() else { return };
    let upkeep = async {
        loop {
            tokio::time::sleep(UPKEEP_INTERVAL).await;
            counted.page().run_upkeep();
        }
    };
    let router = Router::new().route("/metrics", get(metrics)).with_state((app, counted.clone()));
    let limits = Limits { connections: MAX_READERS, ..Limits::default() };
    tokio::select! {
        () = upkeep => {}
        () = accept(listener, router, None, limits, stop) => {}
    }
}

/// `GET /metrics`
async fn metrics(State((app, counted)): State<(App, Arc<Counted>)>) -> impl IntoResponse {
    let found = moment(&app).await;
    let (open, idle) = app.pool.open();
    counted.record(|| {
        gauge!("kinerja_build_info", "version" => VERSION).set(1);
        gauge!("kinerja_pool_connections", "state" => "in_use").set(open.saturating_sub(idle));
        gauge!("kinerja_pool_connections", "state" => "idle").set(idle);
        gauge!("kinerja_pool_waiting").set(counted.waiting());
        gauge!("kinerja_live_clients").set(app.diagnostics.streams().value());
        gauge!("kinerja_live_topics").set(f64::from(u32::try_from(app.live.topics()).unwrap_or(u32::MAX)));
        if let Some(age) = app.diagnostics.last_poll_age() {
            gauge!("kinerja_pump_age_seconds").set(age);
        }
        of_machine(&app);
        gauge!("kinerja_database_up").set(f64::from(u8::from(found.is_ok())));
        if let Ok(found) = &found {
            gauge!("kinerja_sessions").set(f64::from(found.sessions));
            gauge!("kinerja_outbox_rows").set(f64::from(found.outbox));
            gauge!("kinerja_outbox_unread_age_seconds").set(found.unread);
        }
    });
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], counted.page().render())
}

/// Sets the gauges of the process and its machine.
fn of_machine(app: &App) {
    let now = app.clock.now();
    if let Some(bytes) = resident_memory() {
        gauge!("kinerja_resident_memory_bytes").set(float(bytes));
    }
    if let Some(Disk { size, free }) = app.diagnostics.disk() {
        gauge!("kinerja_disk_size_bytes").set(float(size));
        gauge!("kinerja_disk_free_bytes").set(float(free));
    }
    let state = app.diagnostics.backup();
    gauge!("kinerja_backups_scheduled").set(f64::from(u8::from(state != BackupState::Unscheduled)));
    if let BackupState::Scheduled(Some(begun)) = state {
        gauge!("kinerja_backup_age_seconds").set(now.duration_since(begun).as_secs_f64());
    }
    if let Some(end) = app.diagnostics.certificate_end() {
        gauge!("kinerja_certificate_remaining_seconds").set(end.duration_since(now).as_secs_f64());
    }
}

#[expect(clippy::cast_precision_loss, reason = "a size in bytes, exact up to 9 PB")]
const fn float(bytes: u64) -> f64 {
    bytes as f64
}

struct Moment {
    sessions: i32,
    outbox: i32,
    /// See [`Live::unread`](crate::server::live::Live::unread).
    unread: f64,
}

/// Returns the values that only the database has.
async fn moment(app: &App) -> sqlx::Result<Moment> {
    let now = app.clock.now();
    let ask = app.pool.ask(async |db| {
        let counts = sqlx::query!(
            r#"select (select count(*) from session where idle_until > $1 and ends_at > $1)::int as "sessions!",
                (select count(*) from outbox)::int as "outbox!""#,
            now.to_sqlx() as _,
        );
        let counts = counts.fetch_one(&mut *db).await?;
        Ok(Moment { sessions: counts.sessions, outbox: counts.outbox, unread: app.live.unread(db, now).await? })
    });
    tokio::time::timeout(Duration::from_secs(2), ask).await.unwrap_or(Err(sqlx::Error::PoolTimedOut))
}
