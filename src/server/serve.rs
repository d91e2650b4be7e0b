//! Listening, accepting, draining.
//!
//! Our own accept loop on hyper-util: `axum::serve` sets neither `TCP_NODELAY` (streamed pages then wait for
//! delayed acknowledgements) nor a header timeout (slow clients would hold sockets forever).

use super::{
    address,
    quota::Quota,
    tls::{MAX_BUFFER, Tls},
};
use axum::{
    Router,
    extract::ConnectInfo,
    http::{HeaderValue, header},
};
use hyper::{body::Incoming, server::conn::http1};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
};
use metrics_exporter_prometheus::BuildError;
use sqlx::migrate::Migrator;
use std::{
    net::{IpAddr, SocketAddr},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use tokio::{
    net::{TcpListener, TcpSocket, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore},
    time::timeout,
};
use tower::{Service, ServiceExt};

pub static MIGRATOR: Migrator = sqlx::migrate!();

/// Connections that may wait to be accepted.
const BACKLOG: u32 = 1024;
/// The time within which a connection that has begun is accepted.
const ACCEPT_TIMEOUT: Duration = Duration::from_millis(250);
/// How long after the stop requests on open connections are still answered, with `Connection: close`. Closing them
/// without a request could cross with one in transit.
const STOP_GRACE_PERIOD: Duration = Duration::from_secs(2);
/// How long after that requests in progress may take.
const DRAIN_TIMEOUT: Duration = Duration::from_secs(6);

/// Listens on an address, which other processes may share if `shared`.
///
/// # Errors
/// When the address cannot be bound.
pub fn listen(address: SocketAddr, shared: bool) -> Result<TcpListener, ServeError> {
    let listener = || {
        let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
        socket.set_reuseaddr(true)?;
        socket.set_reuseport(shared)?;
        socket.bind(address)?;
        socket.listen(BACKLOG)
    };
    listener().map_err(|error| ServeError::Address(address, error))
}

/// The reason why the server does not run, in one sentence.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    #[error("cannot listen on {0}: {1}")]
    Address(SocketAddr, std::io::Error),
    #[error(transparent)]
    Metrics(#[from] BuildError),
    #[error("cannot read the clock of the database: {0}")]
    Clock(#[from] sqlx::Error),
}

/// The limits of clients.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Connections open at once.
    pub connections: usize,
    /// Connections open at once from one network address; a whole office may share one.
    pub address_connections: usize,
    /// The proxy, which may open all connections.
    pub trusted_proxy: Option<IpAddr>,
    /// A client that has not sent its headers within this time is disconnected.
    pub slowest_headers: Duration,
    /// A client that reads nothing of a response for this long is disconnected.
    pub slowest_reader: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 8192,
            address_connections: 4096,
            trusted_proxy: None,
            slowest_headers: Duration::from_secs(10),
            slowest_reader: Duration::from_secs(30),
        }
    }
}

/// Accepts connections until `stop`, then waits for those in progress.
pub async fn accept(
    listener: TcpListener,
    router: Router,
    tls: Option<Tls>,
    limits: Limits,
    stop: impl Future<Output = ()>,
) {
    let places = Arc::new(Semaphore::new(limits.connections));
    let context = ConnectionContext {
        router,
        tls,
        limits,
        addresses: Quota::new(limits.address_connections),
        graceful: GracefulShutdown::new(),
        closing: Arc::default(),
    };
    let mut stop = std::pin::pin!(stop);
    loop {
        let place = tokio::select! {
            place = places.clone().acquire_owned() => place.ok(),
            () = &mut stop => break,
        };
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut stop => break,
        };
        match accepted {
            Ok((stream, peer)) => context.serve(stream, peer, place),
            Err(error) => {
                // Most likely out of file descriptors: let some close first.
                tracing::warn!(%error, "could not accept a connection");
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
    }
    context.closing.store(true, Ordering::Relaxed);
    // Closing the listener resets connections that wait to be accepted: there must be none.
    if let Err(error) = admit_no_more(&listener) {
        tracing::debug!(%error, "socket options");
    }
    let begun = async {
        loop {
            if let Ok((stream, peer)) = listener.accept().await {
                context.serve(stream, peer, places.clone().try_acquire_owned().ok());
            }
        }
    };
    let _: Result<(), _> = timeout(ACCEPT_TIMEOUT, begun).await;
    drop(listener);
    let all = u32::try_from(limits.connections).unwrap_or(u32::MAX);
    if timeout(STOP_GRACE_PERIOD, places.acquire_many(all)).await.is_err()
        && timeout(DRAIN_TIMEOUT, context.graceful.shutdown()).await.is_err()
    {
        tracing::warn!("some requests did not finish before the stop");
    }
}

/// Prevents new connections: the kernel drops their first packet, and the client, which sends it again within a
/// second, reaches the process that listens then.
fn admit_no_more(listener: &TcpListener) -> std::io::Result<()> {
    use socket2::SockFilter;
    let filter = [
        // The flags of the packet; of these SYN and ACK.
        SockFilter::new(0x30, 0, 0, 13),
        SockFilter::new(0x54, 0, 0, 0x12),
        // SYN alone begins a connection: keep nothing of it, and every other packet whole.
        SockFilter::new(0x15, 0, 1, 0x02),
        SockFilter::new(0x06, 0, 0, 0),
        SockFilter::new(0x06, 0, 0, u32::MAX),
    ];
    socket2::SockRef::from(listener).attach_filter(&filter)
}

/// The state that all connections share.
struct ConnectionContext {
    router: Router,
    tls: Option<Tls>,
    limits: Limits,
    /// The connections of each network address.
    addresses: Quota<IpAddr>,
    graceful: GracefulShutdown,
    closing: Arc<AtomicBool>,
}

impl ConnectionContext {
    fn serve(&self, stream: TcpStream, peer: SocketAddr, place: Option<OwnedSemaphorePermit>) {
        let from = address::network(peer.ip());
        let share = self.addresses.take(from, 1);
        if share.is_none() && self.limits.trusted_proxy.map(address::network) != Some(from) {
            tracing::debug!(%from, "closed a connection beyond the limit of its address");
            return;
        }
        // The kernel closes a connection whose client reads nothing or has vanished.
        let timeout_set = socket2::SockRef::from(&stream).set_tcp_user_timeout(Some(self.limits.slowest_reader));
        if let Err(error) = stream.set_nodelay(true).and(timeout_set) {
            tracing::debug!(%error, "socket options");
        }
        let (router, closing) = (self.router.clone(), self.closing.clone());
        let service = hyper::service::service_fn(move |mut request: hyper::Request<Incoming>| {
            request.extensions_mut().insert(ConnectInfo(peer));
            let (mut router, closing) = (router.clone(), closing.clone());
            async move {
                let mut response = router.as_service::<Incoming>().ready().await?.call(request).await?;
                if closing.load(Ordering::Relaxed) {
                    response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
                }
                Ok::<_, std::convert::Infallible>(response)
            }
        });
        let (tls, watcher, slowest_headers) = (self.tls.clone(), self.graceful.watcher(), self.limits.slowest_headers);
        tokio::spawn(async move {
            let ended = if let Some(tls) = tls {
                tls.serve(stream, service, watcher, slowest_headers).await
            } else {
                let connection = http1::Builder::new()
                    .timer(TokioTimer::new())
                    .max_buf_size(MAX_BUFFER)
                    .header_read_timeout(slowest_headers)
                    .serve_connection(TokioIo::new(stream), service);
                watcher.watch(connection).await.map_err(Into::into)
            };
            if let Err(error) = ended {
                tracing::debug!(%error, "connection failed");
            }
            drop((place, share));
        });
    }
}
