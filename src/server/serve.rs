//! Listening, accepting, draining.
//!
//! Our own accept loop on hyper-util: `axum::serve` sets neither `TCP_NODELAY` (streamed pages then wait for
//! delayed acknowledgements) nor a header timeout (slow clients would hold sockets for ever).

use super::{App, clock::Clock, config::Config, replica::Replica};
use axum::{Router, extract::ConnectInfo};
use hyper::{body::Incoming, server::conn::http1};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
};
use sqlx::{
    PgPool,
    migrate::Migrator,
    postgres::{PgConnectOptions, PgPoolOptions},
};
use std::{net::SocketAddr, str::FromStr, sync::Arc, time::Duration};
use tokio::{net::TcpListener, sync::Semaphore};
use tower::{Service, ServiceExt};

pub static MIGRATOR: Migrator = sqlx::migrate!();

/// A client must have sent its headers by then.
const SLOWEST_HEADERS: Duration = Duration::from_secs(10);
/// Requests under way have so long to end when the server stops.
const DRAIN: Duration = Duration::from_secs(8);

/// A pool whose connections act as `kinerja_app`, bound by row-level security.
///
/// # Errors
/// When the database cannot be reached or the role is missing.
pub async fn app_pool(url: &str) -> sqlx::Result<PgPool> {
    app_pool_with(PgConnectOptions::from_str(url)?).await
}

/// [`app_pool`] for options that are there already.
///
/// # Errors
/// See there.
pub async fn app_pool_with(options: PgConnectOptions) -> sqlx::Result<PgPool> {
    pool_options().min_connections(2).connect_with(connect_options(options)).await
}

/// The pool of a replica, which may be away when the server starts.
///
/// # Errors
/// When the address is none.
pub fn replica_pool(url: &str) -> sqlx::Result<PgPool> {
    Ok(pool_options().connect_lazy_with(connect_options(PgConnectOptions::from_str(url)?)))
}

fn connect_options(options: PgConnectOptions) -> PgConnectOptions {
    options.application_name("kinerja").statement_cache_capacity(500).options([
        ("statement_timeout", "15s"),
        ("idle_in_transaction_session_timeout", "15s"),
        ("lock_timeout", "5s"),
        ("timezone", "UTC"),
        // Our statements are short; compiling one took a second where running it takes a tenth.
        ("jit", "off"),
        // Planning the reports' statements anew, for every array that is handed in, took longer than running them.
        ("plan_cache_mode", "force_generic_plan"),
    ])
}

fn pool_options() -> PgPoolOptions {
    PgPoolOptions::new()
        .max_connections(12)
        .acquire_timeout(Duration::from_secs(3))
        .idle_timeout(Duration::from_mins(10))
        .test_before_acquire(false)
        .after_connect(|db, _| {
            Box::pin(async move {
                sqlx::query("set role kinerja_app").execute(db).await?;
                Ok(())
            })
        })
}

/// Serves until SIGTERM or SIGINT, then drains.
///
/// # Errors
/// When the address cannot be bound.
pub async fn serve(
    pool: PgPool,
    replica: Option<Replica>,
    config: Config,
    addr: SocketAddr,
    most: usize,
) -> std::io::Result<()> {
    let app = App::new(pool, Clock::System, config).with_replica(replica);
    let listener = TcpListener::bind(addr).await?;
    let address = listener.local_addr()?;
    tokio::spawn(app.live.clone().run(app.clone()));
    tokio::spawn(super::jobs::run(app.clone()));
    println!("Kinerja listens on http://{address}");
    if let Some(url) = &app.config.public_url {
        println!("People reach it at {url}");
    }
    println!(
        "Limits: {most} connections; {} failed sign-ins free per account, {} per address",
        app.config.free_failures, app.config.free_failures_address
    );
    let live = app.live.clone();
    accept(listener, super::router(app), most, SLOWEST_HEADERS, async move {
        stop_signal().await;
        live.stop();
    })
    .await;
    Ok(())
}

/// Accepts connections until `stop`, then waits for those under way. Whoever has not sent their headers
/// within `slowest_headers` is cut off.
pub async fn accept(
    listener: TcpListener,
    router: Router,
    most: usize,
    slowest_headers: Duration,
    stop: impl Future<Output = ()>,
) {
    let graceful = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(most));
    let mut stop = std::pin::pin!(stop);
    loop {
        let place = tokio::select! {
            place = places.clone().acquire_owned() => place,
            () = &mut stop => break,
        };
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut stop => break,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                // Out of file descriptors, most likely: let some close first.
                tracing::warn!(%error, "accept");
                tokio::time::sleep(Duration::from_millis(50)).await;
                continue;
            }
        };
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "nodelay");
        }
        let router = router.clone();
        let service = hyper::service::service_fn(move |mut request: hyper::Request<Incoming>| {
            request.extensions_mut().insert(ConnectInfo(peer));
            let mut router = router.clone();
            async move { router.as_service::<Incoming>().ready().await?.call(request).await }
        });
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(slowest_headers)
            .serve_connection(TokioIo::new(stream), service);
        let connection = graceful.watch(connection);
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "connection");
            }
            drop(place);
        });
    }
    drop(listener);
    if tokio::time::timeout(DRAIN, graceful.shutdown()).await.is_err() {
        tracing::warn!("some requests did not end in time");
    }
}

async fn stop_signal() {
    use tokio::signal::unix::{SignalKind, signal};
    let (Ok(mut terminate), Ok(mut interrupt)) = (signal(SignalKind::terminate()), signal(SignalKind::interrupt()))
    else {
        return std::future::pending().await;
    };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
}
