//! `POST /penilaian/{penilaian}/keberatan`: an objection without JavaScript. Answers with a redirect to the page, or with the
//! page and the errors.

use super::{action, model::ObjectionAct};
use crate::{
    domain::evaluation::EvaluationId,
    error::Error,
    server::{
        door::{Caller, Tx},
        form::{Posted, again, see_other},
    },
};
use axum::{
    extract::{Extension, Path},
    response::Response,
};

pub(crate) async fn act(
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    Posted(fields): Posted<Vec<(String, String)>>,
) -> Response {
    let Ok(id) = id.parse::<EvaluationId>() else { return again("/keberatan", vec![], Error::NotFound) };
    let page = format!("/penilaian/{id}/keberatan");
    let get = |name: &str| fields.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value.as_str());
    let (Some(act), Ok(entry)) = (ObjectionAct::of_code(get("aksi")), get("id").parse()) else {
        return again(page, vec![], Error::NotFound);
    };
    let seen = get("seen");
    match caller.write(async |tx: &mut Tx| action::act(tx, id, act, entry, seen, &fields).await).await {
        Ok(_) => see_other(&page),
        Err(error) => again(page, fields, error),
    }
}
