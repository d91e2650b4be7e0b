//! Responses to plain forms: a redirect, or the page with the fields as they were typed.

use crate::{error::Error, form_input::SubmittedForm};
use axum::{
    Form,
    body::Body,
    extract::{FromRequest, Request},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::de::DeserializeOwned;

/// The fields of a plain form. A body that no page of ours sends is refused by its status, to which [`super::request`]
/// adds the sentence.
#[derive(Debug)]
pub struct Posted<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Posted<T> {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        match Form::from_request(request, state).await {
            Ok(Form(fields)) => Ok(Self(fields)),
            Err(rejection) => Err(rejection.status().into_response()),
        }
    }
}

/// A rejected form. Its handler does not know the pages: a layer around it renders the one at `uri` again, with the
/// typed fields and their errors.
#[derive(Clone, Debug)]
pub struct Rejected {
    pub uri: String,
    pub typed: SubmittedForm,
}

/// Rejects a form: its page at `uri` comes back with the fields as they were sent. The caller leaves secrets out.
pub fn again(uri: impl Into<String>, fields: Vec<(String, String)>, error: Error) -> Response {
    let mut response = Response::new(Body::empty());
    response.extensions_mut().insert(Rejected { uri: uri.into(), typed: SubmittedForm { fields, error } });
    response
}

/// Returns the path to open after a sign-in: only one of our own.
pub fn safe_path(wanted: Option<&str>) -> &str {
    wanted
        .filter(|path| path.starts_with('/') && !path.starts_with("//") && !path.contains('\\'))
        // A path as browsers send it; anything else fits in no header.
        .filter(|path| path.bytes().all(|byte| byte.is_ascii_graphic()))
        .unwrap_or("/")
}

/// Returns `303 See Other`: the browser goes on with a GET.
pub fn see_other(to: &str) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::SEE_OTHER;
    if let Ok(to) = HeaderValue::from_str(to) {
        response.headers_mut().insert(header::LOCATION, to);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::safe_path;

    #[test]
    fn going_on_never_leaves_the_site() {
        assert_eq!(safe_path(Some("/dasbor?unit=1")), "/dasbor?unit=1");
        for elsewhere in ["//evil.example", "https://evil.example", "/\\evil.example", "\\\\evil", "", "/a\r\nb"] {
            assert_eq!(safe_path(Some(elsewhere)), "/", "{elsewhere}");
        }
    }
}
