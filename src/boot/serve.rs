//! Runs the server with its background tasks.

use super::{jobs, metrics, preload, router};
use crate::server::{
    App,
    clock::Clock,
    config::ServeArgs,
    metrics::Metrics,
    serve::{Limits, ServeError, accept, listen},
    tls::{self, Tls},
};

/// Serves until SIGTERM or SIGINT, then drains.
///
/// # Errors
/// When an address cannot be bound, or the database's clock cannot be read.
pub async fn serve(mut app: App, args: &ServeArgs, tls: Option<Tls>) -> Result<(), ServeError> {
    let listener = listen(args.addr, args.share_port)?;
    let address = listener.local_addr().map_err(|error| ServeError::Address(args.addr, error))?;
    if let Some(addr) = args.metrics_addr {
        let listener = listen(addr, args.share_port)?;
        app.metrics = Metrics::counting()?;
        println!("Metrics are at http://{}/metrics", listener.local_addr().unwrap_or(addr));
        tokio::spawn(metrics::serve(app.clone(), listener, std::future::pending()));
    }
    app.clock = Clock::of(app.pool.direct()).await?;
    tokio::spawn(app.clock.clone().follow(app.pool.direct().clone()));
    let (pool, clock, diagnostics) = (app.pool.direct().clone(), app.clock.clone(), app.diagnostics.clone());
    tokio::spawn(app.live.clone().run(pool, clock, diagnostics));
    tokio::spawn(jobs::run(app.clone()));
    tokio::spawn(preload::run(app.clone()));
    println!("Kinerja listens on {}://{address}", if tls.is_some() { "https" } else { "http" });
    if let Some(url) = &app.config.public_url {
        println!("People reach it at {url}");
    }
    println!(
        "Limits: {} connections (half of them from one address), {} requests at once, {} connections to the database; \
         {} failed sign-ins free per account, {} per address",
        args.max_connections,
        app.config.max_requests,
        args.database_connections,
        app.config.free_failures,
        app.config.free_failures_address
    );
    if let Some(tls) = &tls {
        let (mut end, diagnostics) = (tls.end(), app.diagnostics.clone());
        end.mark_changed();
        tokio::spawn(async move {
            while end.changed().await.is_ok() {
                diagnostics.note_certificate_end(*end.borrow_and_update());
            }
        });
        tokio::spawn(tls.clone().follow(tls::CHECK_INTERVAL));
    }
    let live = app.live.clone();
    let limits = Limits {
        connections: args.max_connections,
        address_connections: args.max_connections.div_ceil(2),
        trusted_proxy: app.config.trusted_proxy,
        ..Limits::default()
    };
    accept(listener, router(app), tls, limits, async move {
        stop_signal().await;
        live.stop();
    })
    .await;
    Ok(())
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
