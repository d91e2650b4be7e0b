//! The request id: a code that a person can read out on the telephone. It is in a header of every response, in every
//! log line of the request, and in the sentence of an error.
//!
//! A failure without a sentence (a panic, a timeout, the session's look-up) gets one here, in the form that the client
//! reads: a page, a server function's error, or a problem document.

use super::{
    App,
    diagnostics::RequestFailure,
    problem::ApiError,
    request_id::{REQUEST_ID, code, new_code, with_code},
    static_page::static_page,
};
use crate::error::Error;
use axum::{
    extract::{MatchedPath, Request, State},
    http::{HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use leptos::{prelude::FromServerFnError, server_fn::error::SERVER_FN_ERROR_HEADER};
use std::any::Any;
use tracing::Instrument;

/// The form in which the client reads an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reader {
    /// A browser that opens a page or sends a form.
    Page,
    /// A page of ours that calls a server function.
    Function,
    /// Another program.
    Api,
}

impl Reader {
    fn of(request: &Request) -> Self {
        let path = request.uri().path();
        if super::problem::accepts_html(request.headers()) {
            Self::Page
        } else if path.starts_with("/api/") && !path.starts_with("/api/v1/") {
            Self::Function
        } else {
            Self::Api
        }
    }

    /// Returns whether a failed response already has its error in this form.
    fn is_error_for(self, response: &Response) -> bool {
        let kind = response.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        match self {
            Self::Page => kind.starts_with("text/html"),
            Self::Function => response.headers().contains_key(SERVER_FN_ERROR_HEADER),
            Self::Api => kind == super::problem::PROBLEM,
        }
    }
}

/// The layer around everything that is not a file: sets the request id and logs the outcome.
pub(crate) async fn name(State(app): State<App>, request: Request, next: Next) -> Response {
    let code = new_code();
    let reader = Reader::of(&request);
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map_or_else(|| "-".into(), |path| path.as_str().to_owned());
    let span = tracing::info_span!("request", id = %code, %method, account = tracing::field::Empty);
    let answer = async {
        let started = tokio::time::Instant::now();
        let mut response = next.run(request).await;
        let status = response.status();
        if status.is_server_error() && !reader.is_error_for(&response) {
            response = error_response(&app, reader, &response);
        }
        if status.is_server_error() {
            app.diagnostics.note_failure(RequestFailure { at: app.clock.now(), code: code.clone() });
        }
        let took = started.elapsed();
        app.metrics.answered(&route, &method, status, took);
        tracing::info!(route, status = status.as_u16(), ms = took.as_millis(), "answered");
        response
    };
    let mut response = with_code(code.clone(), answer).instrument(span).await;
    if let Ok(code) = HeaderValue::from_str(&code) {
        response.headers_mut().insert(REQUEST_ID, code);
    }
    response
}

/// Returns the same failure with its sentence, in the client's form.
fn error_response(app: &App, reader: Reader, failed: &Response) -> Response {
    let error = Error::Unavailable(code().unwrap_or_default());
    let mut response = match reader {
        Reader::Page => page(app, &error),
        Reader::Function => ([(SERVER_FN_ERROR_HEADER, "")], error.ser()).into_response(),
        Reader::Api => ApiError(error).into_response(),
    };
    *response.status_mut() = failed.status();
    if let Some(when) = failed.headers().get(header::RETRY_AFTER) {
        response.headers_mut().insert(header::RETRY_AFTER, when.clone());
    }
    response
}

fn page(app: &App, error: &Error) -> Response {
    let content = format!(
        "<p>{error}</p>\n\
         <p>Muat ulang halaman ini sebentar lagi. Bila masih terganggu, sebutkan kode itu kepada pengelola.</p>\n\
         <p><a href=\"/\">Ke Beranda</a></p>"
    );
    static_page(app, "Layanan terganggu", &content)
}

/// Returns the response of a panic; [`name`] adds its sentence.
pub(crate) fn after_panic(panic: Box<dyn Any + Send>) -> Response {
    let said = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
    tracing::error!(panic = said.unwrap_or("no message"), "panicked");
    StatusCode::INTERNAL_SERVER_ERROR.into_response()
}
