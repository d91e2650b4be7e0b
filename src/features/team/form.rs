//! `POST /tim`: takes care of a member without JavaScript. Answers with a redirect to the list, or with the list and the
//! error.

use super::action;
use crate::{
    domain::id::EmployeeId,
    server::{
        door::{Caller, Tx},
        form::{again, see_other},
    },
};
use axum::{Form, extract::Extension, response::Response};
use serde::Deserialize;

const PAGE: &str = "/tim";

#[derive(Debug, Deserialize)]
pub(crate) struct DeferForm {
    employee: EmployeeId,
    days: i8,
}

pub(crate) async fn defer(Extension(caller): Extension<Caller>, Form(form): Form<DeferForm>) -> Response {
    let DeferForm { employee, days } = form;
    match caller.write(async |tx: &mut Tx| action::defer(tx, employee, days).await).await {
        Ok(()) => see_other(PAGE),
        Err(error) => again(PAGE, vec![], error),
    }
}
