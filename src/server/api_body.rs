//! What programs send to the API, read with errors in Indonesian: those of axum and serde are English.

use super::problem::ApiError;
use crate::error::Error;
use axum::{
    body::Bytes,
    extract::{FromRequest, FromRequestParts, Query, Request},
    http::{HeaderMap, header, request::Parts},
};
use serde::de::DeserializeOwned;

/// Where an author of another program reads what is accepted.
const DOCUMENT: &str = "dokumen API (/api/openapi.json)";

/// The JSON body of a request.
#[derive(Debug)]
pub struct ApiBody<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for ApiBody<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        let wrong = |sentence: String| ApiError(Error::field("body", sentence));
        if !is_json(request.headers()) {
            return Err(wrong("Kirim isinya sebagai JSON, dengan header Content-Type: application/json.".to_owned()));
        }
        let body = Bytes::from_request(request, state).await;
        let body = body.map_err(|_| wrong("Isi permintaan tidak sampai utuh.".to_owned()))?;
        serde_json::from_slice(&body).map(Self).map_err(|error| {
            // An error of a type that is tried in several ways has no place.
            let place = match error.line() {
                0 => String::new(),
                line => format!(", pada baris {line} huruf ke-{}", error.column()),
            };
            wrong(if error.is_data() {
                format!("Isi permintaan tidak sesuai dengan {DOCUMENT}{place}.")
            } else {
                format!("Isi permintaan bukan JSON yang utuh{place}.")
            })
        })
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    kind == "application/json" || kind.starts_with("application/") && kind.ends_with("+json")
}

/// The query of a request to the API.
#[derive(Debug)]
pub struct ApiQuery<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for ApiQuery<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let query = Query::from_request_parts(parts, state).await;
        let wrong = || Error::field("query", format!("Isi alamat sesudah “?” tidak sesuai dengan {DOCUMENT}."));
        query.map(|Query(query)| Self(query)).map_err(|_| ApiError(wrong()))
    }
}
