//! Listening, accepting, draining.
//!
//! Our own accept loop on hyper-util: `axum::serve` sets neither `TCP_NODELAY` (streamed pages then wait for
//! delayed acknowledgements) nor a header timeout (slow clients would hold sockets for ever).

use super::{
    App,
    config::ServeArgs,
    figures::Figures,
    tls::{self, Tls, TlsError},
};
use axum::{Router, extract::ConnectInfo};
use hyper::{body::Incoming, server::conn::http1};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
};
use metrics_exporter_prometheus::BuildError;
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
pub const SLOWEST_HEADERS: Duration = Duration::from_secs(10);
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
/// When an address cannot be bound, or a file of TLS is wrong.
pub async fn serve(mut app: App, args: &ServeArgs) -> Result<(), ServeError> {
    let tls = args.tls_files().map(|(certificate, key)| Tls::load(certificate, key)).transpose()?;
    let listener = bind(args.addr).await?;
    let address = listener.local_addr().map_err(|error| ServeError::Address(args.addr, error))?;
    if let Some(addr) = args.metrics_addr {
        let listener = bind(addr).await?;
        app.figures = Figures::counting()?;
        println!("Figures are at http://{}/metrics", listener.local_addr().unwrap_or(addr));
        tokio::spawn(app.figures.clone().show(listener, app.clone(), std::future::pending()));
    }
    tokio::spawn(app.live.clone().run(app.clone()));
    tokio::spawn(super::jobs::run(app.clone()));
    println!("Kinerja listens on {}://{address}", if tls.is_some() { "https" } else { "http" });
    if let Some(url) = &app.config.public_url {
        println!("People reach it at {url}");
    }
    println!(
        "Limits: {} connections; {} failed sign-ins free per account, {} per address",
        args.max_connections, app.config.free_failures, app.config.free_failures_address
    );
    if let Some(tls) = &tls {
        tokio::spawn(tls.clone().follow(tls::LOOK));
    }
    let live = app.live.clone();
    accept(listener, super::router(app), tls, args.max_connections, SLOWEST_HEADERS, async move {
        stop_signal().await;
        live.stop();
    })
    .await;
    Ok(())
}

async fn bind(addr: SocketAddr) -> Result<TcpListener, ServeError> {
    TcpListener::bind(addr).await.map_err(|error| ServeError::Address(addr, error))
}

/// Why the server does not run, in one sentence.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    #[error("cannot listen on {0}: {1}")]
    Address(SocketAddr, std::io::Error),
    #[error(transparent)]
    Tls(#[from] TlsError),
    #[error(transparent)]
    Figures(#[from] BuildError),
}

/// Accepts connections until `stop`, then waits for those under way. Whoever has not sent their headers
/// within `slowest_headers` is cut off.
pub async fn accept(
    listener: TcpListener,
    router: Router,
    tls: Option<Tls>,
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
        let (tls, watcher) = (tls.clone(), graceful.watcher());
        tokio::spawn(async move {
            let ended = if let Some(tls) = tls {
                tls.serve(stream, service, watcher, slowest_headers).await
            } else {
                let connection = http1::Builder::new()
                    .timer(TokioTimer::new())
                    .header_read_timeout(slowest_headers)
                    .serve_connection(TokioIo::new(stream), service);
                watcher.watch(connection).await.map_err(Into::into)
            };
            if let Err(error) = ended {
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
