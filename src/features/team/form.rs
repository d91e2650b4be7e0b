//! `POST /tim`, `POST /tim/ingatkan` and `POST /tim/dibaca`: take care of a member, remind one, and say that a message needs
//! no answer, without JavaScript. Each answers with a redirect to the list, or with the list and the error.

use super::action;
use crate::{
    domain::id::{EmployeeId, MessageId},
    error::{Error, FieldErrors},
    server::{
        door::{Caller, Tx},
        form::{Posted, again, see_other},
    },
};
use axum::{extract::Extension, response::Response};
use serde::Deserialize;

const PAGE: &str = "/tim";

#[derive(Debug, Deserialize)]
pub(crate) struct DeferForm {
    employee: EmployeeId,
    days: i8,
}

#[derive(Debug, Deserialize)]
pub(crate) struct RemindForm {
    employee: EmployeeId,
}

pub(crate) async fn remind(Extension(caller): Extension<Caller>, Posted(form): Posted<RemindForm>) -> Response {
    match caller.write(async |tx: &mut Tx| action::remind(tx, form.employee).await).await {
        Ok(_) => see_other(PAGE),
        Err(error) => again(PAGE, vec![], error),
    }
}

#[derive(Debug, Deserialize)]
pub(crate) struct AcknowledgeForm {
    employee: EmployeeId,
    message: MessageId,
}

pub(crate) async fn acknowledge(
    Extension(caller): Extension<Caller>,
    Posted(form): Posted<AcknowledgeForm>,
) -> Response {
    let AcknowledgeForm { employee, message } = form;
    match caller.write(async |tx: &mut Tx| action::acknowledge(tx, employee, message).await).await {
        Ok(_) => see_other(PAGE),
        Err(error) => again(PAGE, vec![], error),
    }
}

pub(crate) async fn defer(Extension(caller): Extension<Caller>, Posted(form): Posted<DeferForm>) -> Response {
    let DeferForm { employee, days } = form;
    match caller.write(async |tx: &mut Tx| action::defer(tx, employee, days).await).await {
        Ok(()) => see_other(PAGE),
        // A button has no place beside it for the error of its field.
        Err(Error::Invalid(FieldErrors(errors))) => {
            let said: Vec<String> = errors.into_iter().map(|(_, said)| said).collect();
            again(PAGE, vec![], Error::Api(said.join(" ")))
        }
        Err(error) => again(PAGE, vec![], error),
    }
}
