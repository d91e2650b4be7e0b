//! Errors in HTTP: a status, and for the API a problem document (RFC 9457).

use crate::{
    domain::progress::ReportRefusal,
    error::{Error, Refusal},
};
use axum::{
    Extension, Json,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use leptos::server_fn::error::{FromServerFnError, SERVER_FN_ERROR_HEADER};
use serde::Serialize;
use utoipa::ToSchema;

/// Seconds after which a request to an overloaded or failing server should be retried.
pub const RETRY_AFTER_SECONDS: HeaderValue = HeaderValue::from_static("3");

/// Returns the status of an error.
pub const fn status(error: &Error) -> StatusCode {
    match error {
        Error::SignIn | Error::OtherAccount | Error::Refused(Refusal::WrongPassword) => StatusCode::UNAUTHORIZED,
        Error::Forbidden | Error::Refused(Refusal::CodeRequired) => StatusCode::FORBIDDEN,
        Error::NotFound | Error::Refused(Refusal::NoUnits | Refusal::NoBoard) => StatusCode::NOT_FOUND,
        Error::Refused(Refusal::Report(ReportRefusal::PeriodFinal | ReportRefusal::AlreadyCorrected)) => {
            StatusCode::CONFLICT
        }
        Error::Refused(_) | Error::Invalid(_) | Error::Api(_) => StatusCode::UNPROCESSABLE_ENTITY,
        Error::Outdated => StatusCode::GONE,
        Error::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        Error::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
        Error::Unavailable(_) | Error::Offline | Error::Overdue => StatusCode::SERVICE_UNAVAILABLE,
    }
}

/// Returns the value of `Retry-After` for an error that may pass.
pub fn retry_after(error: &Error) -> Option<HeaderValue> {
    match error {
        Error::TooMany(seconds) => HeaderValue::from_str(&seconds.to_string()).ok(),
        Error::Unavailable(_) => Some(RETRY_AFTER_SECONDS),
        _ => None,
    }
}

/// The content type of a [`Problem`].
pub const PROBLEM: &str = "application/problem+json";

/// The error of a request (RFC 9457).
#[derive(Debug, Serialize, ToSchema)]
pub struct Problem {
    /// One Indonesian sentence for the person who asked.
    title: String,
    /// The status of the response.
    #[schema(minimum = 400, maximum = 599)]
    status: u16,
    /// The errors of fields: pairs of name and sentence.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<Vec<String>>)]
    errors: Vec<(String, String)>,
    /// The request's code, as in the header `x-request-id` and in the server's log: read it out when you ask for help.
    #[serde(skip_serializing_if = "Option::is_none")]
    request: Option<String>,
}

/// The sentence of a problem document, an extension of its response: a browser that opens an address gets it as a page
/// ([`super::request`]).
#[derive(Clone, Debug)]
pub struct Sentence(pub String);

/// An error as a response of the API.
#[derive(Debug)]
pub struct ApiError(pub Error);

impl From<Error> for ApiError {
    fn from(error: Error) -> Self {
        Self(error)
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let (status, retry_after, title) = (status(&self.0), retry_after(&self.0), self.0.to_string());
        let errors = match self.0 {
            Error::Invalid(fields) => fields.0,
            _ => vec![],
        };
        let mut response = problem(status, title, errors);
        if let Some(seconds) = retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, seconds);
        }
        response
    }
}

/// Returns a problem document with a sentence for the person who asked, and the errors of fields.
pub fn problem(status: StatusCode, title: String, errors: Vec<(String, String)>) -> Response {
    let sentence = Sentence(title.clone());
    let problem = Problem { title, status: status.as_u16(), errors, request: super::request_id::code() };
    let kind = [(header::CONTENT_TYPE, HeaderValue::from_static(PROBLEM))];
    (status, kind, Extension(sentence), Json(problem)).into_response()
}

/// Returns an error in the form that the pages read after calling a server function.
pub fn function_error(error: &Error) -> Response {
    (status(error), [(SERVER_FN_ERROR_HEADER, "")], error.ser()).into_response()
}

/// Returns the error of a request that was refused by its status alone: by a limit, or because nothing here reads it.
pub fn refusal(status: StatusCode) -> Error {
    let sentence = match status {
        StatusCode::UNAUTHORIZED => return Error::SignIn,
        StatusCode::NOT_FOUND => return Error::NotFound,
        StatusCode::PAYLOAD_TOO_LARGE => return Error::TooLarge,
        StatusCode::FORBIDDEN => {
            "Permintaan ini tidak datang dari halaman Kinerja, jadi ditolak. Buka Kinerja, lalu ulangi dari sana."
        }
        StatusCode::METHOD_NOT_ALLOWED => {
            "Alamat ini tidak dapat dipakai dengan cara itu. Mulailah dari halaman Kinerja."
        }
        StatusCode::REQUEST_TIMEOUT => "Kiriman ini terlalu lama sampai. Coba lagi saat sambungan lebih baik.",
        StatusCode::UNSUPPORTED_MEDIA_TYPE | StatusCode::UNPROCESSABLE_ENTITY => {
            "Isian ini tidak terbaca. Buka lagi halamannya, lalu kirim sekali lagi."
        }
        _ => "Permintaan ini tidak terbaca. Buka lagi halamannya, lalu coba sekali lagi.",
    };
    Error::Api(sentence.to_owned())
}

/// Returns whether the caller is a browser that opens a page or sends a form.
pub fn accepts_html(headers: &HeaderMap) -> bool {
    headers
        .get(header::ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .is_some_and(|accept| accept.contains("text/html"))
}
