//! `POST /pengelola/pejabat/{unit}` signs a replacement, `…/batal` takes one back, `…/akhiri` ends an acting time earlier;
//! `POST /atasan` asks for another assessor, `POST /pengelola/atasan` decides about that. They answer with a redirect, or
//! with the page as it was typed.

use super::{
    action,
    model::{ChangeDraft, RequestDraft},
    request,
};
use crate::{
    domain::id::{AssessorRequestId, PostChangeId, UnitId},
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
    let id = value(&fields, "id").and_then(|id| id.parse().ok()).unwrap_or_else(|| PostChangeId(new_id()));
    let draft = ChangeDraft::read(|name| value(&fields, name));
    match caller.write(async |tx: &mut Tx| action::sign(tx, unit, id, &draft).await).await {
        Ok(()) => see_other(&format!("{page}?selesai={id}")),
        Err(error) => again(page, fields, error),
    }
}

pub(crate) async fn withdraw(
    Extension(caller): Extension<Caller>,
    Path(unit): Path<String>,
    Posted(fields): Posted<Vec<(String, String)>>,
) -> Response {
    let Ok(unit) = unit.parse::<UnitId>() else { return again("/pengelola/pejabat", vec![], Error::NotFound) };
    let page = format!("/pengelola/pejabat/{unit}");
    let id = value(&fields, "id").unwrap_or_default();
    match caller.write(async |tx: &mut Tx| action::withdraw(tx, unit, &id).await).await {
        Ok(()) => see_other(&page),
        Err(error) => again(page, fields, error),
    }
}

pub(crate) async fn end_acting(
    Extension(caller): Extension<Caller>,
    Path(unit): Path<String>,
    Posted(fields): Posted<Vec<(String, String)>>,
) -> Response {
    let Ok(unit) = unit.parse::<UnitId>() else { return again("/pengelola/pejabat", vec![], Error::NotFound) };
    let page = format!("/pengelola/pejabat/{unit}");
    let (id, last) = (value(&fields, "id").unwrap_or_default(), value(&fields, "hari").unwrap_or_default());
    match caller.write(async |tx: &mut Tx| action::end_acting(tx, unit, &id, &last).await).await {
        Ok(()) => see_other(&page),
        Err(error) => again(page, fields, error),
    }
}

/// Returns a field of a form.
fn value(fields: &[(String, String)], name: &str) -> Option<String> {
    fields.iter().find(|(field, _)| field == name).map(|(_, value)| value.clone())
}

pub(crate) async fn ask(
    Extension(caller): Extension<Caller>,
    Posted(fields): Posted<Vec<(String, String)>>,
) -> Response {
    let id = value(&fields, "id").and_then(|id| id.parse().ok()).unwrap_or_else(|| AssessorRequestId(new_id()));
    let draft = RequestDraft::read(|name| value(&fields, name));
    let searches = &caller.app().searches;
    match caller.write(async |tx: &mut Tx| request::ask(tx, searches, id, &draft).await).await {
        Ok(()) => see_other("/atasan"),
        Err(error) => again("/atasan", fields, error),
    }
}

pub(crate) async fn decide(
    Extension(caller): Extension<Caller>,
    Posted(fields): Posted<Vec<(String, String)>>,
) -> Response {
    let field = |name: &str| value(&fields, name).unwrap_or_default();
    let (id, decision, answer) = (field("id"), field("putusan"), field("jawaban"));
    match caller.write(async |tx: &mut Tx| request::decide(tx, &id, &decision, &answer).await).await {
        Ok(()) => see_other("/pengelola/atasan"),
        Err(error) => again("/pengelola/atasan", fields, error),
    }
}
