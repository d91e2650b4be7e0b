//! Keeps requests apart: each is polled inside an empty reactive owner of its own.
//!
//! Leptos finds the context of the running page (response options, nonce, document) through a thread-local owner. A
//! page leaves its owner there between two polls, so the next code on that thread would find the context of another
//! person's page: it could set that page's status or read its form. Inside the owner that [`isolate`] makes, code finds
//! only the context that its own request provided; afterwards the thread's owner is the previous one.

use axum::{
    body::{Body, Bytes, HttpBody},
    extract::Request,
    middleware::Next,
    response::Response,
};
use hyper::body::{Frame, SizeHint};
use leptos::prelude::Owner;
use std::{
    pin::Pin,
    task::{Context, Poll},
};

/// The layer around everything that runs code of a request.
pub async fn isolate(request: Request, next: Next) -> Response {
    let owner = Owner::default();
    let mut answer = Box::pin(next.run(request));
    let response = std::future::poll_fn(|task| owner.with(|| answer.as_mut().poll(task))).await;
    // A streamed body is rendered while it is sent.
    response.map(|body| Body::new(IsolatedBody { owner, body }))
}

struct IsolatedBody {
    owner: Owner,
    body: Body,
}

impl HttpBody for IsolatedBody {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let Self { owner, body } = self.get_mut();
        owner.with(|| Pin::new(body).poll_frame(task))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
