//! Errors as HTTP tells them: a status, and for the API a problem document (RFC 9457).

use super::config::Config;
use crate::error::{Error, Refusal};
use axum::{
    Json,
    body::Body,
    extract::Request,
    http::{HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use leptos::server_fn::error::FromServerFnError;
use serde::Serialize;

/// Seconds until it is worth asking an overloaded or disturbed server again.
const AGAIN: HeaderValue = HeaderValue::from_static("3");

/// The status that says the same as the error.
pub const fn status(error: &Error) -> StatusCode {
    match error {
        Error::SignIn | Error::Refused(Refusal::WrongPassword) => StatusCode::UNAUTHORIZED,
        Error::Forbidden => StatusCode::FORBIDDEN,
        Error::NotFound => StatusCode::NOT_FOUND,
        Error::Refused(Refusal::Report(crate::domain::progress::ReportRefusal::PeriodFinal)) => StatusCode::CONFLICT,
        Error::Refused(_) | Error::Invalid(_) | Error::Told(_) => StatusCode::UNPROCESSABLE_ENTITY,
        Error::Outdated => StatusCode::GONE,
        Error::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
        Error::Unavailable(_) | Error::Offline => StatusCode::SERVICE_UNAVAILABLE,
    }
}

/// For `Retry-After`: when it is worth trying again.
pub fn retry_after(error: &Error) -> Option<HeaderValue> {
    match error {
        Error::TooMany(seconds) => HeaderValue::from_str(&seconds.to_string()).ok(),
        Error::Unavailable(_) => Some(AGAIN),
        _ => None,
    }
}

#[derive(Serialize)]
struct Problem<'a> {
    title: String,
    status: u16,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    errors: &'a [(String, String)],
}

/// An error as the API answers it.
#[derive(Debug)]
pub struct ApiError(pub Error);

impl From<Error> for ApiError {
    fn from(error: Error) -> Self {
        Self(error)
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let status = status(&self.0);
        let errors = match &self.0 {
            Error::Invalid(fields) => fields.0.as_slice(),
            _ => &[],
        };
        let problem = Problem { title: self.0.to_string(), status: status.as_u16(), errors };
        let mut response = (status, Json(problem)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if let Some(seconds) = retry_after(&self.0) {
            headers.insert(header::RETRY_AFTER, seconds);
        }
        response
    }
}

/// Who asks, where no handler has seen the request: it decides in which form trouble is told.
#[derive(Clone, Copy, Debug)]
pub enum Asker {
    /// A browser that opens a page.
    Page,
    /// A browser that sends a form.
    Form,
    /// A page's server function.
    Function,
    /// Another program, or a live stream.
    Program,
}

impl Asker {
    pub fn of(request: &Request) -> Self {
        let path = request.uri().path();
        let accepts_html = request
            .headers()
            .get(header::ACCEPT)
            .and_then(|accept| accept.to_str().ok())
            .is_some_and(|accept| accept.contains("text/html"));
        if path.starts_with("/api/v1/") || path == "/live" {
            Self::Program
        } else if path.starts_with("/api/") && !accepts_html {
            Self::Function
        } else if request.method() == Method::POST {
            Self::Form
        } else {
            Self::Page
        }
    }

    /// 503 without asking anybody: the database may be gone, and drawing a page costs what an overloaded server
    /// does not have. `request` is the id under which the log tells more, if it does.
    pub fn unavailable(self, config: &Config, request: &str) -> Response {
        let error = Error::Unavailable(request.to_owned());
        let mut response = match self {
            Self::Program => return ApiError(error).into_response(),
            Self::Function => (status(&error), error.ser()).into_response(),
            Self::Page => trouble_page(config, request, r#"<a href="">Coba lagi</a> sebentar lagi."#),
            Self::Form => trouble_page(
                config,
                request,
                "Isian Anda tidak hilang: muat ulang halaman ini sebentar lagi untuk mengirimnya.",
            ),
        };
        response.headers_mut().insert(header::RETRY_AFTER, AGAIN);
        response
    }
}

fn trouble_page(config: &Config, request: &str, way: &str) -> Response {
    let package = &config.package;
    let code = if request.is_empty() { String::new() } else { format!(" (kode {request})") };
    let page = format!(
        "<!DOCTYPE html><html lang=\"id\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>Layanan sedang terganggu · Kinerja</title>\
         <link rel=\"stylesheet\" href=\"/{package}/kinerja.css\"></head>\
         <body><main><h1>Layanan sedang terganggu.</h1><p>{way}{code}</p></main></body></html>"
    );
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        ),
    ];
    (StatusCode::SERVICE_UNAVAILABLE, headers, Body::from(page)).into_response()
}
