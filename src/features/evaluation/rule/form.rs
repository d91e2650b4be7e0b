//! `POST /pengelola/aturan/penilaian`: enters a rule without JavaScript. Answers with a redirect to the page, or with the page
//! and the errors.

use super::{action, model::EvaluationRuleBody};
use crate::{
    domain::evaluation::EvaluationRuleKind,
    error::Error,
    server::{
        door::{Caller, Tx},
        form::{Posted, again, see_other},
    },
};
use axum::{extract::Extension, response::Response};

const PAGE: &str = "/pengelola/aturan/penilaian";

pub(crate) async fn enter(
    Extension(caller): Extension<Caller>,
    Posted(fields): Posted<Vec<(String, String)>>,
) -> Response {
    let get = |name: &str| fields.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value.as_str());
    let (Ok(id), Some(kind)) = (get("id").parse(), EvaluationRuleKind::of_code(get("jenis"))) else {
        return again(PAGE, vec![], Error::NotFound);
    };
    let body = EvaluationRuleBody { id, kind, fields };
    match caller.write(async |tx: &mut Tx| action::enter(tx, &body).await).await {
        Ok(()) => see_other(PAGE),
        Err(error) => again(PAGE, body.fields, error),
    }
}
