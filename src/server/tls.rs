//! TLS by the program itself (`kinerja serve --tls CERT KEY`): HTTP/2 or HTTP/1.1, as the client chooses, with the same
//! limits as without. A renewed certificate is used for new connections while open ones go on.

use axum::body::Body;
use hyper::{
    Request, Response, Uri,
    body::Incoming,
    header::{HOST, HeaderValue},
    server::conn::{http1, http2},
    service::{Service, service_fn},
};
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::graceful::Watcher,
};
use jiff::Timestamp;
use std::{
    convert::Infallible,
    io,
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, SystemTime},
};
use tokio::{
    net::TcpStream,
    signal::unix::{Signal, SignalKind, signal},
    sync::{Notify, watch},
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        self, ServerConfig,
        crypto::ring,
        pki_types::{CertificateDer, PrivateKeyDer, pem, pem::PemObject},
    },
};

/// How often the files are checked for a renewal that was not signalled.
pub const CHECK_INTERVAL: Duration = Duration::from_mins(1);
/// The buffer of one connection, in bytes; the headers of a request are no larger.
pub(super) const MAX_BUFFER: usize = 64 * 1024;
/// How often an HTTP/2 client is pinged.
const PING_INTERVAL: Duration = Duration::from_secs(20);
/// Requests that one HTTP/2 connection may have open.
const MAX_STREAMS: u32 = 128;
/// The headers of one HTTP/2 request, in bytes.
const MAX_HEADERS: u32 = 16 * 1024;
/// What an HTTP/2 client may send ahead of its reader, in bytes: for one request, and in all.
const STREAM_WINDOW: u32 = 64 * 1024;
const CONNECTION_WINDOW: u32 = 256 * 1024;

#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    #[error("the TLS file {0} cannot be read: {1}")]
    Unreadable(PathBuf, io::Error),
    #[error(
        "{0} holds no certificate (a block -----BEGIN CERTIFICATE-----): give the certificate first, then its key, as \
         in --tls fullchain.pem privkey.pem"
    )]
    NoCertificate(PathBuf),
    #[error("{0} holds no private key without a passphrase (a block -----BEGIN PRIVATE KEY-----)")]
    NoKey(PathBuf),
    #[error("the certificate {0} and the key {1} do not go together: {2}")]
    Mismatch(PathBuf, PathBuf, rustls::Error),
}

/// A certificate with its key, and the files it is renewed from.
#[derive(Clone, Debug)]
pub struct Tls {
    certificate: PathBuf,
    key: PathBuf,
    current: watch::Sender<Arc<ServerConfig>>,
    end: watch::Sender<Timestamp>,
}

impl Tls {
    /// Reads both files, PEM.
    ///
    /// # Errors
    /// A sentence that names the file which is wrong.
    pub fn load(certificate: &Path, key: &Path) -> Result<Self, TlsError> {
        let (current, end) = read(certificate, key)?;
        Ok(Self {
            certificate: certificate.to_owned(),
            key: key.to_owned(),
            current: watch::Sender::new(current),
            end: watch::Sender::new(end),
        })
    }

    /// Returns a receiver of each renewal.
    pub fn renewals(&self) -> watch::Receiver<Arc<ServerConfig>> {
        self.current.subscribe()
    }

    /// Returns a receiver of the moment when the current certificate ends.
    pub fn end(&self) -> watch::Receiver<Timestamp> {
        self.end.subscribe()
    }

    /// Reads the files again on SIGHUP and when they have changed, which is checked every `look`. Invalid files are
    /// logged, and the certificate before them stays. Listens to SIGHUP from this call on.
    pub fn follow(self, look: Duration) -> impl Future<Output = ()> + Send {
        let mut hangup = signal(SignalKind::hangup()).ok();
        let mut seen = self.modified();
        async move {
            loop {
                let asked = tokio::select! {
                    () = heard(&mut hangup) => true,
                    () = tokio::time::sleep(look) => false,
                };
                let modified = self.modified();
                if !asked && modified == seen {
                    continue;
                }
                seen = modified;
                match read(&self.certificate, &self.key) {
                    Ok((config, end)) => {
                        self.end.send_replace(end);
                        self.current.send_replace(config);
                        tracing::info!("reloaded the TLS certificate");
                    }
                    Err(error) => {
                        tracing::error!(%error, "could not reload the TLS certificate, keeping the previous one");
                    }
                }
            }
        }
    }

    fn modified(&self) -> [Option<SystemTime>; 2] {
        [&self.certificate, &self.key].map(|file| file.metadata().and_then(|file| file.modified()).ok())
    }

    /// Serves one connection until it ends. A client that has not completed the handshake, or not sent the first
    /// headers, within `slowest` is disconnected.
    ///
    /// # Errors
    /// The reason why the connection ended early.
    pub async fn serve<S>(
        &self,
        stream: TcpStream,
        service: S,
        watcher: Watcher,
        slowest: Duration,
    ) -> Result<(), Ended>
    where
        S: Service<Request<Incoming>, Response = Response<Body>, Error = Infallible> + Send + 'static,
        S::Future: Send + 'static,
    {
        let acceptor = TlsAcceptor::from(self.current.borrow().clone());
        let stream = tokio::time::timeout(slowest, acceptor.accept(stream)).await.map_err(|_| Ended::Slow)??;
        if stream.get_ref().1.alpn_protocol() != Some(b"h2") {
            let connection = http1::Builder::new()
                .timer(TokioTimer::new())
                .max_buf_size(MAX_BUFFER)
                .header_read_timeout(slowest)
                .serve_connection(TokioIo::new(stream), service);
            return Ok(watcher.watch(connection).await?);
        }
        let asked = Arc::new(Notify::new());
        let first = asked.clone();
        let service = service_fn(move |request| {
            asked.notify_one();
            service.call(as_in_http1(request))
        });
        let connection = http2::Builder::new(TokioExecutor::new())
            .timer(TokioTimer::new())
            .keep_alive_interval(PING_INTERVAL)
            .keep_alive_timeout(slowest)
            .max_concurrent_streams(MAX_STREAMS)
            .max_header_list_size(MAX_HEADERS)
            .max_send_buf_size(MAX_BUFFER)
            .initial_stream_window_size(STREAM_WINDOW)
            .initial_connection_window_size(CONNECTION_WINDOW)
            .serve_connection(TokioIo::new(stream), service);
        let mut connection = std::pin::pin!(watcher.watch(connection));
        tokio::select! {
            ended = &mut connection => return Ok(ended?),
            asked = tokio::time::timeout(slowest, first.notified()) => asked.map_err(|_| Ended::Slow)?,
        }
        Ok(connection.await?)
    }
}

/// The reason why a connection ended early.
#[derive(Debug, thiserror::Error)]
pub enum Ended {
    #[error("too slow")]
    Slow,
    #[error(transparent)]
    Handshake(#[from] io::Error),
    #[error(transparent)]
    Http(#[from] hyper::Error),
}

async fn heard(hangup: &mut Option<Signal>) {
    match hangup {
        Some(hangup) => {
            hangup.recv().await;
        }
        None => std::future::pending().await,
    }
}

/// Returns the configuration of a certificate and its key, and when the certificate ends.
fn read(certificate: &Path, key: &Path) -> Result<(Arc<ServerConfig>, Timestamp), TlsError> {
    let unreadable = |file: &Path| {
        let file = file.to_owned();
        move |error| TlsError::Unreadable(file, error)
    };
    let (chain, secret) =
        (std::fs::read(certificate).map_err(unreadable(certificate))?, std::fs::read(key).map_err(unreadable(key))?);
    let no_certificate = || TlsError::NoCertificate(certificate.to_owned());
    let chain: Vec<_> =
        CertificateDer::pem_slice_iter(&chain).collect::<Result<_, pem::Error>>().map_err(|_| no_certificate())?;
    let end = end_of(chain.first().ok_or_else(no_certificate)?).ok_or_else(no_certificate)?;
    let secret = PrivateKeyDer::from_pem_slice(&secret).map_err(|_| TlsError::NoKey(key.to_owned()))?;
    let mismatch = |error| TlsError::Mismatch(certificate.to_owned(), key.to_owned(), error);
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(mismatch)?
        .with_no_client_auth()
        .with_single_cert(chain, secret)
        .map_err(mismatch)?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok((Arc::new(config), end))
}

/// Returns when a certificate ends; `None` if it is none.
fn end_of(certificate: &CertificateDer<'_>) -> Option<Timestamp> {
    let (_, parsed) = x509_parser::parse_x509_certificate(certificate).ok()?;
    Timestamp::from_second(parsed.validity().not_after.timestamp()).ok()
}

/// Moves the host of an HTTP/2 request from its address to the header `Host`, where HTTP/1.1 has it.
fn as_in_http1(mut request: Request<Incoming>) -> Request<Incoming> {
    let uri = request.uri().clone();
    if let Some(host) = uri.authority().and_then(|host| host.as_str().parse::<HeaderValue>().ok()) {
        let headers = request.headers_mut();
        // A host beside another authority is one too many, which `host::check` refuses.
        if headers.get(HOST) != Some(&host) {
            headers.append(HOST, host);
        }
    }
    if let Some(path) = uri.path_and_query() {
        *request.uri_mut() = Uri::from(path.clone());
    }
    request
}
