//! The transport to the API, whose addresses never change: a draft that a phone kept during a deployment can still be
//! sent there.

use super::fields::Fields;
use crate::{
    error::{Error, FieldErrors},
    ui::json::{Json, object},
};
use gloo_net::http::Request;
use leptos::web_sys::AbortController;

/// Aborts a request whose answer is no longer awaited.
struct EndOnDrop(Option<AbortController>);

impl Drop for EndOnDrop {
    fn drop(&mut self) {
        if let Some(controller) = &self.0 {
            controller.abort();
        }
    }
}

/// Posts fields under the key of their attempt and returns the receipt.
///
/// # Errors
/// The refusal of the server; [`Error::Offline`] if the server did not answer.
pub fn post(path: &str, key: &str, body: &Fields) -> impl Future<Output = Result<Json, Error>> + use<> {
    let end = EndOnDrop(AbortController::new().ok());
    let signal = end.0.as_ref().map(AbortController::signal);
    let request = Request::post(path)
        .header("Idempotency-Key", key)
        .header("Content-Type", "application/json")
        .abort_signal(signal.as_ref())
        .body(object(body.iter()));
    async move {
        let _end = end;
        let response = request.map_err(|_| Error::Offline)?.send().await.map_err(|_| Error::Offline)?;
        let text = response.text().await.map_err(|_| Error::Offline)?;
        read(response.status(), &text)
    }
}

fn read(status: u16, text: &str) -> Result<Json, Error> {
    let answer = Json::parse(text).ok_or(Error::Offline)?;
    let said = |name: &str| answer.text(name).unwrap_or_default();
    match status {
        200 | 201 => Ok(answer),
        401 if said("title") == Error::OtherAccount.to_string() => Err(Error::OtherAccount),
        401 => Err(Error::SignIn),
        429 | 500.. => Err(Error::Unavailable(said("request"))),
        _ => match answer.pairs("errors") {
            errors if errors.is_empty() => Err(Error::Api(said("title"))),
            errors => Err(Error::Invalid(FieldErrors(errors))),
        },
    }
}
