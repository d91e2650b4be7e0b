//! Responses to plain forms: a redirect, or the page with the fields as they were typed.

use crate::{error::Error, form_input::SubmittedForm};
use axum::{
    Form,
    body::{Body, Bytes},
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
        let (parts, body) = request.into_parts();
        let body = Bytes::from_request(Request::from_parts(parts.clone(), body), state).await;
        let body = body.map_err(|rejection| rejection.status().into_response())?;
        let request = Request::from_parts(parts, Body::from(with_plain_line_ends(&body)));
        match Form::from_request(request, state).await {
            Ok(Form(fields)) => Ok(Self(fields)),
            Err(rejection) => Err(rejection.status().into_response()),
        }
    }
}

/// Writes the line ends of an encoded form as the server has sent them: browsers send back `CRLF`, also in hidden fields.
fn with_plain_line_ends(body: &[u8]) -> Vec<u8> {
    const CRLF: &[u8] = b"%0D%0A";
    let mut written = Vec::with_capacity(body.len());
    let mut rest = body;
    while let Some((first, others)) = rest.split_first() {
        match rest.get(..CRLF.len()) {
            Some(next) if next.eq_ignore_ascii_case(CRLF) => {
                written.extend_from_slice(b"%0A");
                rest = &rest[CRLF.len()..];
            }
            _ => {
                written.push(*first);
                rest = others;
            }
        }
    }
    written
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
    use super::{safe_path, with_plain_line_ends};

    #[test]
    fn a_field_comes_back_with_the_line_ends_that_were_sent() {
        for (sent, kept) in
            [("a=1%0D%0A2%0d%0a", "a=1%0A2%0A"), ("a=%0D&b=%0A%0D", "a=%0D&b=%0A%0D"), ("", ""), ("%0", "%0")]
        {
            assert_eq!(with_plain_line_ends(sent.as_bytes()), kept.as_bytes(), "{sent}");
        }
    }

    #[test]
    fn going_on_never_leaves_the_site() {
        assert_eq!(safe_path(Some("/dasbor?unit=1")), "/dasbor?unit=1");
        for elsewhere in ["//evil.example", "https://evil.example", "/\\evil.example", "\\\\evil", "", "/a\r\nb"] {
            assert_eq!(safe_path(Some(elsewhere)), "/", "{elsewhere}");
        }
    }
}
