//! `POST /kalender`: changes the calendar without JavaScript. Answers with a redirect to the page, or with the page and
//! the errors.

use super::{
    action,
    model::{CalendarAct, CalendarChange},
};
use crate::{
    error::Error,
    server::{
        door::{Caller, Tx},
        form::{Posted, again, see_other},
        routes::Routes,
    },
};
use axum::{extract::Extension, response::Response};
use serde::Deserialize;

const PAGE: &str = "/kalender";

pub(crate) fn routes() -> Routes {
    Routes::default().post(PAGE, change)
}

#[derive(Debug, Deserialize)]
struct ChangeForm {
    #[serde(default)]
    aksi: String,
    #[serde(flatten)]
    change: CalendarChange,
}

async fn change(Extension(caller): Extension<Caller>, Posted(form): Posted<ChangeForm>) -> Response {
    let ChangeForm { aksi, change } = form;
    let outcome = match CalendarAct::of_code(&aksi) {
        Some(act) => caller.write(async |tx: &mut Tx| action::change(tx, act, &change).await).await,
        None => Err(Error::NotFound),
    };
    match outcome {
        Ok(()) => see_other(PAGE),
        Err(error) => {
            let fields = [("aksi", aksi)].into_iter().chain(change.fields());
            again(PAGE, fields.map(|(name, value)| (name.to_owned(), value)).collect(), error)
        }
    }
}
