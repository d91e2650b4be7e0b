//! Listening, accepting, draining.
//!
//! Our own accept loop on hyper-util: `axum::serve` sets neither `TCP_NODELAY` (streamed pages then wait for
//! delayed acknowledgements) nor a header timeout (slow clients would hold sockets for ever).

use super::tls::Tls;
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
    net::SocketAddr,
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
/// A connection that has begun is there to be accepted within this time.
const HANDSHAKE: Duration = Duration::from_millis(250);
/// Connections that ask once more within this time after the stop are answered and told to close. Closing them
/// unasked could cross with a request that is on its way.
const GRACE: Duration = Duration::from_secs(2);
/// Requests under way have so long to end after that.
const DRAIN: Duration = Duration::from_secs(6);

/// Listens on an address; `shared` with other processes that do the same.
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

/// Why the server does not run, in one sentence.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    #[error("cannot listen on {0}: {1}")]
    Address(SocketAddr, std::io::Error),
    #[error(transparent)]
    Figures(#[from] BuildError),
    #[error("the database does not tell the time: {0}")]
    Clock(#[from] sqlx::Error),
}

/// What clients may take of the server.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Open at once.
    pub connections: usize,
    /// Whoever has not sent their headers within this time is cut off.
    pub slowest_headers: Duration,
    /// So is who takes nothing of an answer for so long.
    pub slowest_reader: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self { connections: 8192, slowest_headers: Duration::from_secs(10), slowest_reader: Duration::from_secs(30) }
    }
}

/// Accepts connections until `stop`, then waits for those under way.
pub async fn accept(
    listener: TcpListener,
    router: Router,
    tls: Option<Tls>,
    limits: Limits,
    stop: impl Future<Output = ()>,
) {
    let places = Arc::new(Semaphore::new(limits.connections));
    let line = Line { router, tls, limits, graceful: GracefulShutdown::new(), closing: Arc::default() };
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
            Ok((stream, peer)) => line.serve(stream, peer, place),
            Err(error) => {
                // Out of file descriptors, most likely: let some close first.
                tracing::warn!(%error, "accept");
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
    }
    line.closing.store(true, Ordering::Relaxed);
    // Closing the listener resets whoever waits to be accepted: nobody may.
    if let Err(error) = admit_no_more(&listener) {
        tracing::debug!(%error, "socket options");
    }
    let begun = async {
        loop {
            if let Ok((stream, peer)) = listener.accept().await {
                line.serve(stream, peer, places.clone().try_acquire_owned().ok());
            }
        }
    };
    let _: Result<(), _> = timeout(HANDSHAKE, begun).await;
    drop(listener);
    let all = u32::try_from(limits.connections).unwrap_or(u32::MAX);
    if timeout(GRACE, places.acquire_many(all)).await.is_err()
        && timeout(DRAIN, line.graceful.shutdown()).await.is_err()
    {
        tracing::warn!("some requests did not end in time");
    }
}

/// Lets no new connection begin: the kernel drops its first packet, and the client, who sends that again within a
/// second, finds whoever listens then.
fn admit_no_more(listener: &TcpListener) -> std::io::Result<()> {
    use socket2::SockFilter;
    let filter = [
        // The flags of the packet; of these SYN and ACK.
        SockFilter::new(0x30, 0, 0, 13),
        SockFilter::new(0x54, 0, 0, 0x12),
        // SYN alone begins a connection: none of it is kept, of every other packet all.
        SockFilter::new(0x15, 0, 1, 0x02),
        SockFilter::new(0x06, 0, 0, 0),
        SockFilter::new(0x06, 0, 0, u32::MAX),
    ];
    socket2::SockRef::from(listener).attach_filter(&filter)
}

/// What all connections have in common.
struct Line {
    router: Router,
    tls: Option<Tls>,
    limits: Limits,
    graceful: GracefulShutdown,
    closing: Arc<AtomicBool>,
}

impl Line {
    fn serve(&self, stream: TcpStream, peer: SocketAddr, place: Option<OwnedSemaphorePermit>) {
        // The kernel watches whether what we sent is taken; it looks for those who have vanished, too.
        let heard = socket2::SockRef::from(&stream).set_tcp_user_timeout(Some(self.limits.slowest_reader));
        if let Err(error) = stream.set_nodelay(true).and(heard) {
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
}
