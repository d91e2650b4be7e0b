//! `POST /tim` and `POST /tim/ingatkan`: take care of a member and remind one without JavaScript. Both answer with a
//! redirect to the list, or with the list and the error.

use super::action;
use crate::{
    domain::id::EmployeeId,
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

pub(crate) async fn defer(Extension(caller): Extension<Caller>, Posted(form): Posted<DeferForm>) -> Response {
    let DeferForm { employee, days } = form;
    match caller.write(async |tx: &mut Tx| action::defer(tx, employee, days).await).await {
        Ok(()) => see_other(PAGE),
        Err(error) => again(PAGE, vec![], error),
    }
}
