//! The request id: a code that a person can read out on the telephone. It is in a header of every response, in every
//! log line of the request, and in the sentence of an error.
//!
//! A failure without a sentence (a panic, a timeout, the session's look-up) gets one here, in the form that the client
//! reads: a page, a server function's error, or a problem document. So does a refusal by a layer or by an extractor of
//! axum, which has no words or English ones.

use super::{
    App,
    diagnostics::RequestFailure,
    problem::{PROBLEM, Sentence, accepts_html, function_error, problem, refusal, retry_after},
    request_id::{REQUEST_ID, code, new_code, with_code},
    static_page::{escaped, static_page},
};
use crate::error::Error;
use axum::{
    extract::{MatchedPath, Request, State},
    http::{HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use leptos::server_fn::error::SERVER_FN_ERROR_HEADER;
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
        if path.starts_with("/api/v1/") {
            Self::Api
        } else if accepts_html(request.headers()) {
            Self::Page
        } else if path.starts_with("/api/") {
            Self::Function
        } else {
            Self::Api
        }
    }

    /// Returns whether a response already has its error in this form.
    fn is_error_for(self, response: &Response) -> bool {
        match self {
            Self::Page => is_page(response),
            Self::Function => response.headers().contains_key(SERVER_FN_ERROR_HEADER),
            Self::Api => kind_of(response) == PROBLEM,
        }
    }
}

fn kind_of(response: &Response) -> &str {
    response.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default()
}

fn is_page(response: &Response) -> bool {
    kind_of(response).starts_with("text/html")
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
            response = failure(&app, reader, &response);
        }
        // A page is read by everybody who asked for another form: it has its sentence.
        if status.is_client_error() && !reader.is_error_for(&response) && !is_page(&response) {
            response = refused(&app, reader, &response);
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
fn failure(app: &App, reader: Reader, failed: &Response) -> Response {
    let error = Error::Unavailable(code().unwrap_or_default());
    let hint = "Muat ulang halaman ini sebentar lagi. Bila masih terganggu, sebutkan kode itu kepada pengelola.";
    in_words(app, reader, failed, &error, ("Layanan terganggu", hint))
}

/// Returns the same refusal with its sentence, in the client's form: that of its problem document, else that of its
/// status.
fn refused(app: &App, reader: Reader, refused: &Response) -> Response {
    let said = refused.extensions().get::<Sentence>().map(|Sentence(said)| Error::Api(said.clone()));
    let error = said.unwrap_or_else(|| refusal(refused.status()));
    in_words(app, reader, refused, &error, ("Tidak dapat dilayani", ""))
}

/// Returns a response with the status and the headers of another one, and with an error in the client's form. A page
/// has a title and a hint.
fn in_words(app: &App, reader: Reader, from: &Response, error: &Error, (title, hint): (&str, &str)) -> Response {
    let mut response = match reader {
        Reader::Page => {
            let sentence = escaped(&error.to_string());
            let hint = if hint.is_empty() { String::new() } else { format!("<p>{hint}</p>\n") };
            let content = format!("<p>{sentence}</p>\n{hint}<p><a href=\"/\">Ke Beranda</a></p>");
            static_page(app, title, &content)
        }
        Reader::Function => function_error(error),
        Reader::Api => problem(from.status(), error.to_string(), vec![]),
    };
    *response.status_mut() = from.status();
    if let Some(seconds) = retry_after(error) {
        response.headers_mut().insert(header::RETRY_AFTER, seconds);
    }
    for (name, value) in from.headers() {
        if ![header::CONTENT_TYPE, header::CONTENT_LENGTH, header::CONTENT_SECURITY_POLICY].contains(name) {
            response.headers_mut().insert(name, value.clone());
        }
    }
    response
}

/// Returns the response of a panic; [`name`] adds its sentence.
pub(crate) fn after_panic(panic: Box<dyn Any + Send>) -> Response {
    let said = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
    tracing::error!(panic = said.unwrap_or("no message"), "panicked");
    StatusCode::INTERNAL_SERVER_ERROR.into_response()
}
