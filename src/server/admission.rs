//! Admits requests to what needs the database: first the body is read, then a permit is taken, and neither is held for
//! longer than an answer may take.

use super::{
    App, address,
    body::{self, ReadBody, Unread},
    capacity::Capacity,
    problem::RETRY_AFTER_SECONDS,
    session,
};
use crate::domain::id::AccountId;
use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http_body_util::BodyExt;
use std::time::Duration;
use tokio::time::timeout;
use tower_http::timeout::TimeoutBody;

/// A request that takes longer is answered as unavailable; streams only have to begin by then. Less than the server
/// takes to stop: requests that it has begun are answered.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(7);

/// The permits that requests are admitted to, and the server's memory for their bodies.
#[derive(Clone, Debug)]
pub struct Admission {
    pub app: App,
    pub capacity: Capacity,
}

impl Admission {
    async fn read(&self, request: Request) -> Result<(Request, ReadBody), Unread> {
        let from = address::of_request(&request, self.app.config.trusted_proxy);
        let limit = body::limit(request.uri().path());
        let (parts, body) = request.into_parts();
        let read = self.app.bodies.read(body, (from, limit), self.holder(&parts.headers)).await?;
        Ok((Request::from_parts(parts, Body::from(read.bytes.clone())), read))
    }

    /// Returns the account of a request's session. The look-up has a permit: a flood of invented cookies is refused
    /// like every other flood.
    async fn holder(&self, headers: &HeaderMap) -> Option<AccountId> {
        let _permit = self.capacity.permit().await?;
        session::holder(&self.app, headers).await
    }
}

/// The layer around everything that needs the database. The body is read before a permit is taken, so that slow senders
/// hold none; the permit is released when the response begins, so that slow readers hold none either. `request::name`
/// adds the sentence for a refused client: neither needs the database.
pub async fn admit(State(admission): State<Admission>, request: Request, next: Next) -> Response {
    let (request, body) = match admission.read(request).await {
        Ok(read) => read,
        Err(unread) => return unread.into_response(),
    };
    let Some(permit) = admission.capacity.permit().await else {
        return again();
    };
    let answer = timeout(ANSWER_TIMEOUT, next.run(request)).await;
    drop((permit, body));
    answer.unwrap_or_else(|_| {
        tracing::error!("a request timed out");
        again()
    })
}

/// The layer that ends a response which has begun and then stops: a page without its end would keep its reader waiting
/// forever.
pub async fn in_time(answer: Response) -> Response {
    cut_off(answer, ANSWER_TIMEOUT)
}

/// Ends a response of which nothing more has come for `longest`.
pub fn cut_off(answer: Response, longest: Duration) -> Response {
    let span = tracing::Span::current();
    answer.map(|body| {
        Body::new(TimeoutBody::new(longest, body).map_err(move |error| {
            span.in_scope(|| tracing::error!(%error, "a response stopped before its end"));
            error
        }))
    })
}

fn again() -> Response {
    (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, RETRY_AFTER_SECONDS)]).into_response()
}
