//! `POST /pengelola/pejabat/{unit}`: signs a replacement. Answers with a redirect to what was done, or with the page as it
//! was typed.

use super::{action, model::ChangeDraft};
use crate::{
    domain::id::{PostChangeId, UnitId},
    error::Error,
    server::{
        clock::new_id,
        door::{Caller, Tx},
        form::{Posted, again, see_other},
    },
};
use axum::{
    extract::{Extension, Path},
    response::Response,
};

pub(crate) async fn sign(
    Extension(caller): Extension<Caller>,
    Path(unit): Path<String>,
    Posted(fields): Posted<Vec<(String, String)>>,
) -> Response {
    let Ok(unit) = unit.parse::<UnitId>() else { return again("/pengelola/pejabat", vec![], Error::NotFound) };
    let page = format!("/pengelola/pejabat/{unit}");
    let field = |name: &str| fields.iter().find(|(field, _)| field == name).map(|(_, value)| value.clone());
    let id = field("id").and_then(|id| id.parse().ok()).unwrap_or_else(|| PostChangeId(new_id()));
    let draft = ChangeDraft::read(field);
    match caller.write(async |tx: &mut Tx| action::sign(tx, unit, id, &draft).await).await {
        Ok(()) => see_other(&format!("{page}?selesai={id}")),
        Err(error) => again(page, fields, error),
    }
}
