//! How plain forms are answered: with a redirect, or with their page as it was typed.

use crate::{error::Error, form_input::SubmittedForm};
use axum::{
    body::Body,
    http::{HeaderValue, StatusCode, header},
    response::Response,
};

/// A form that was not accepted. Its handler does not know the pages: a layer around it draws the one at `uri` again,
/// with what was typed and what is wrong.
#[derive(Clone, Debug)]
pub struct Rejected {
    pub uri: String,
    pub typed: SubmittedForm,
}

/// Returns the page at `uri` with the fields as they were sent. Secrets are left out by the caller.
pub fn again(uri: impl Into<String>, fields: Vec<(String, String)>, error: Error) -> Response {
    let mut response = Response::new(Body::empty());
    response.extensions_mut().insert(Rejected { uri: uri.into(), typed: SubmittedForm { fields, error } });
    response
}

/// Where to go on after a sign-in: only to a path of our own.
pub fn safe_path(wanted: Option<&str>) -> &str {
    wanted
        .filter(|path| path.starts_with('/') && !path.starts_with("//") && !path.contains('\\'))
        // A path as browsers send it; anything else fits in no header.
        .filter(|path| path.bytes().all(|byte| byte.is_ascii_graphic()))
        .unwrap_or("/")
}

/// `303 See Other`: the browser goes on with a GET.
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
