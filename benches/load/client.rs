//! One HTTP connection, kept alive, as one browser or program holds it.

use super::Result;
use bytes::Bytes;
use http::{
    HeaderMap, HeaderValue, Request, Response, StatusCode,
    header::{CONTENT_ENCODING, HOST, RETRY_AFTER},
};
use http_body_util::{BodyExt, Full};
use hyper::{
    body::Incoming,
    client::conn::http1::{SendRequest, handshake},
};
use hyper_util::rt::TokioIo;
use std::{net::SocketAddr, time::Duration};
use tokio::net::TcpStream;

/// The client's timeout, longer than the server's own.
const CLIENT_TIMEOUT: Duration = Duration::from_secs(30);

/// A session as the browser sends it.
pub type Cookie = HeaderValue;

/// A connection that opens with its first request, and again after the server has closed it.
pub struct Connection {
    address: SocketAddr,
    sender: Option<SendRequest<Full<Bytes>>>,
}

/// An answer, read to its end.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    /// As it travelled: compressed, when it was asked for so.
    pub body: Bytes,
}

impl Answer {
    /// Returns whether the server refused for now, with the time to retry.
    pub fn is_refusal(&self) -> bool {
        self.status == StatusCode::SERVICE_UNAVAILABLE && self.headers.contains_key(RETRY_AFTER)
    }

    /// The body as text.
    pub fn text(&self) -> Result<String> {
        if self.headers.get(CONTENT_ENCODING).is_none() {
            return Ok(std::str::from_utf8(&self.body)?.to_owned());
        }
        let mut plain = Vec::new();
        brotli_decompressor::BrotliDecompress(&mut self.body.as_ref(), &mut plain)?;
        Ok(String::from_utf8(plain)?)
    }

    /// The body, when the request was met and the body holds `mark`: an answer that says something else is no
    /// success.
    pub fn expect(&self, mark: &str) -> Result<String> {
        let text = self.text()?;
        if self.status == StatusCode::OK && text.contains(mark) {
            return Ok(text);
        }
        let start: String = text.chars().take(300).collect();
        Err(format!("expected “{mark}”, got {}: {start}", self.status).into())
    }
}

impl Connection {
    pub const fn to(address: SocketAddr) -> Self {
        Self { address, sender: None }
    }

    /// Sends a request and reads the whole answer.
    pub async fn send(&mut self, request: Request<Full<Bytes>>) -> Result<Answer> {
        let (method, uri) = (request.method().clone(), request.uri().clone());
        let exchange = async {
            let (parts, body) = self.open(request).await?.into_parts();
            let body = body.collect().await?.to_bytes();
            Ok(Answer { status: parts.status, headers: parts.headers, body })
        };
        let answer = tokio::time::timeout(CLIENT_TIMEOUT, exchange).await;
        answer.unwrap_or_else(|_| Err(format!("{method} {uri} had no answer within {CLIENT_TIMEOUT:?}").into()))
    }

    /// Sends a request and leaves the body to be read as it comes.
    pub async fn open(&mut self, mut request: Request<Full<Bytes>>) -> Result<Response<Incoming>> {
        request.headers_mut().insert(HOST, HeaderValue::try_from(self.address.to_string())?);
        if let Some(mut sender) = self.sender.take()
            && sender.ready().await.is_ok()
        {
            match sender.send_request(request.clone()).await {
                // The server closes idle connections, perhaps just now: browsers then retry once.
                Err(error) if error.is_canceled() || error.is_incomplete_message() => {}
                outcome => {
                    self.sender = Some(sender);
                    return Ok(outcome?);
                }
            }
        }
        let mut sender = self.connect().await?;
        let response = sender.send_request(request).await?;
        self.sender = Some(sender);
        Ok(response)
    }

    async fn connect(&self) -> Result<SendRequest<Full<Bytes>>> {
        let stream = TcpStream::connect(self.address).await?;
        stream.set_nodelay(true)?;
        let (sender, connection) = handshake(TokioIo::new(stream)).await?;
        // It ends with the sender; the request that waits gets its error.
        tokio::spawn(connection);
        Ok(sender)
    }
}
