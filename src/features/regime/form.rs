//! `POST /pengelola/aturan`: enters a rule without JavaScript. Answers with a redirect to the page, or with the page and
//! the errors.

use super::{action, model::RuleBody};
use crate::server::{
    door::{Caller, Tx},
    form::{Posted, again, see_other},
    routes::Routes,
};
use axum::{extract::Extension, response::Response};

const PAGE: &str = "/pengelola/aturan";

pub(crate) fn routes() -> Routes {
    Routes::default().post(PAGE, enter)
}

async fn enter(Extension(caller): Extension<Caller>, Posted(form): Posted<RuleBody>) -> Response {
    match caller.write(async |tx: &mut Tx| action::enter(tx, &form).await).await {
        Ok(()) => see_other(PAGE),
        Err(error) => {
            let fields = form.fields().map(|(name, value)| (name.to_owned(), value.to_owned()));
            again(PAGE, [("id".to_owned(), form.id.to_string())].into_iter().chain(fields).collect(), error)
        }
    }
}
