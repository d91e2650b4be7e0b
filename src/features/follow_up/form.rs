//! `POST /tindak-lanjut`: marks a follow-up as done without JavaScript. Answers with a redirect to the list, or with
//! the list and the error.

use super::action;
use crate::{
    domain::id::FollowUpId,
    server::{
        door::{Caller, Tx},
        form::{Posted, again, see_other},
    },
};
use axum::{extract::Extension, response::Response};
use serde::Deserialize;

const PAGE: &str = "/tindak-lanjut";

#[derive(Debug, Deserialize)]
pub(crate) struct FinishForm {
    follow_up: FollowUpId,
    /// Whether it is done; else it is open again.
    done: bool,
}

pub(crate) async fn finish(Extension(caller): Extension<Caller>, Posted(form): Posted<FinishForm>) -> Response {
    let FinishForm { follow_up, done } = form;
    match caller.write(async |tx: &mut Tx| action::finish(tx, follow_up, done).await).await {
        Ok(()) => see_other(PAGE),
        Err(error) => again(PAGE, vec![], error),
    }
}
