//! The plain forms of templates: `POST /pengelola/templat/{code}` publishes a version, takes the template out of use and
//! back; `POST /skp/{skp}/templat` answers the offer of a newer one.

use super::{
    model::{OfferAnswer, TemplateAct, TemplateAddress, TemplateBody, is_template_code},
    offer, templates,
};
use crate::{
    domain::id::SkpId,
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
use serde::Deserialize;

#[derive(Debug, Deserialize)]
pub(crate) struct TemplateForm {
    #[serde(default)]
    aksi: String,
    #[serde(default)]
    dari: String,
    #[serde(default)]
    versi: String,
    #[serde(default)]
    seen: String,
    #[serde(default)]
    note: String,
}

pub(crate) async fn act(
    Extension(caller): Extension<Caller>,
    Path(code): Path<String>,
    Posted(form): Posted<TemplateForm>,
) -> Response {
    let wanted = TemplateAct::of_code(&form.aksi).filter(|_| is_template_code(&code));
    let Some(wanted) = wanted else { return again("/pengelola/templat", vec![], Error::NotFound) };
    let at = TemplateAddress { code, skp: form.dari.parse().ok(), version: form.versi.parse().ok() };
    let page = at.address();
    let own = TemplateAddress { skp: None, version: None, ..at.clone() }.address();
    let body = TemplateBody { at, act: wanted, seen: form.seen.clone(), note: form.note.clone() };
    match caller.write(async |tx: &mut Tx| templates::act(tx, &body).await).await {
        Ok(_) => see_other(&own),
        Err(error) => {
            let fields = [("aksi", form.aksi), ("note", form.note)];
            again(page, fields.map(|(name, value)| (name.to_owned(), value)).into(), error)
        }
    }
}

#[derive(Debug, Deserialize)]
pub(crate) struct OfferForm {
    #[serde(default)]
    aksi: String,
    #[serde(default)]
    seen: String,
}

pub(crate) async fn answer(
    Extension(caller): Extension<Caller>,
    Path(skp): Path<String>,
    Posted(form): Posted<OfferForm>,
) -> Response {
    let Ok(skp) = skp.parse::<SkpId>() else { return again("/skp", vec![], Error::NotFound) };
    let page = format!("/skp/{skp}/templat");
    let Some(answer) = OfferAnswer::of_code(&form.aksi) else { return again(page, vec![], Error::NotFound) };
    match caller.write(async |tx: &mut Tx| offer::answer(tx, skp, answer, &form.seen).await).await {
        Ok(()) => see_other(&format!("/skp/{skp}")),
        Err(error) => again(page, vec![("aksi".to_owned(), form.aksi)], error),
    }
}
