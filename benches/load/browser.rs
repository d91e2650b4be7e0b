//! Requests as the page and the browser make them.

use super::{Result, client::Cookie};
use bytes::Bytes;
use http::{
    Request,
    header::{ACCEPT, ACCEPT_ENCODING, CONTENT_TYPE, COOKIE},
    request::Builder,
};
use http_body_util::Full;
use kinerja::wire::pack;
use leptos::server_fn::ServerFn;
use serde::Serialize;

/// The encodings of today's browsers; the server answers in brotli.
const ENCODINGS: &str = "gzip, deflate, br, zstd";

/// Opens a page or fetches a file.
pub fn page(path: &str, cookie: &Cookie) -> Result<Request<Full<Bytes>>> {
    let request = Request::get(path).header(ACCEPT, "text/html,*/*;q=0.8").header(ACCEPT_ENCODING, ENCODINGS);
    finish(request, cookie, Bytes::new())
}

/// Calls a server function.
pub fn call<F: ServerFn + Serialize>(arguments: &F, cookie: &Cookie) -> Result<Request<Full<Bytes>>> {
    let request = Request::post(F::PATH)
        .header(ACCEPT, "text/plain")
        .header(ACCEPT_ENCODING, ENCODINGS)
        .header(CONTENT_TYPE, "text/plain");
    finish(request, cookie, pack(arguments)?)
}

/// Posts JSON under a key.
pub fn post(path: &str, key: uuid::Uuid, body: &impl Serialize, cookie: &Cookie) -> Result<Request<Full<Bytes>>> {
    let request = Request::post(path)
        .header(ACCEPT, "application/json")
        .header(ACCEPT_ENCODING, ENCODINGS)
        .header(CONTENT_TYPE, "application/json")
        .header("idempotency-key", key.to_string());
    finish(request, cookie, serde_json::to_vec(body)?)
}

/// Signs in, as another program does.
pub fn sign_in(login: &str, password: &str) -> Result<Request<Full<Bytes>>> {
    let body = serde_json::json!({ "login": login, "password": password }).to_string();
    let request = Request::post("/api/v1/session").header(ACCEPT, "application/json");
    Ok(request.header(CONTENT_TYPE, "application/json").body(Full::new(body.into()))?)
}

/// Opens a live stream, as `EventSource` does.
pub fn stream(path: &str, cookie: &Cookie) -> Result<Request<Full<Bytes>>> {
    let request = Request::get(path).header(ACCEPT, "text/event-stream").header(ACCEPT_ENCODING, ENCODINGS);
    finish(request, cookie, Bytes::new())
}

fn finish(request: Builder, cookie: &Cookie, body: impl Into<Bytes>) -> Result<Request<Full<Bytes>>> {
    Ok(request.header(COOKIE, cookie).body(Full::new(body.into()))?)
}
