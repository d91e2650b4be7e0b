//! The plain forms of plans: `POST /skp` begins one, `POST /skp/{skp}` acts on it as a whole, `POST /skp/{skp}/ubah` writes
//! in it. They answer with a redirect, or with the page as it was typed.

use super::{
    action, begin as beginning, further,
    model::{NewPlan, Origin, PlanAct},
    write as writing,
};
use crate::{
    domain::id::{PostId, RhkId, SkpId},
    error::{Error, Result},
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
use serde::Deserialize;

#[derive(Debug, Deserialize)]
pub(crate) struct BeginForm {
    #[serde(default)]
    id: String,
    #[serde(default)]
    year: i16,
    #[serde(default)]
    post: String,
    #[serde(default)]
    origin: String,
}

pub(crate) async fn begin(Extension(caller): Extension<Caller>, Posted(form): Posted<BeginForm>) -> Response {
    let outcome = match parse(&form) {
        Ok(new) => {
            let begun = caller.write(async |tx: &mut Tx| beginning::begin(tx, &new).await).await;
            begun.map(|()| new.id)
        }
        Err(error) => Err(error),
    };
    match outcome {
        Ok(skp) => see_other(&format!("/skp/{skp}/ubah")),
        Err(error) => again("/skp", vec![], error),
    }
}

fn parse(form: &BeginForm) -> Result<NewPlan> {
    let id = form.id.parse().unwrap_or_else(|_| SkpId(new_id()));
    let post = form.post.parse::<PostId>().map_err(|_| Error::NotFound)?;
    let origin = Origin::of_code(&form.origin).unwrap_or(Origin::Empty);
    Ok(NewPlan { id, year: form.year, post, origin })
}

#[derive(Debug, Deserialize)]
pub(crate) struct ActForm {
    #[serde(default)]
    aksi: String,
    #[serde(default)]
    seen: String,
    #[serde(default)]
    note: String,
}

pub(crate) async fn act(
    Extension(caller): Extension<Caller>,
    Path(skp): Path<String>,
    Posted(form): Posted<ActForm>,
) -> Response {
    let Ok(skp) = skp.parse::<SkpId>() else { return again("/skp", vec![], Error::NotFound) };
    let page = format!("/skp/{skp}");
    let ActForm { aksi, seen, note } = form;
    let Some(wanted) = PlanAct::of_code(&aksi) else { return again(page, vec![], Error::NotFound) };
    match caller.write(async |tx: &mut Tx| action::act(tx, skp, wanted, &seen, &note).await).await {
        Ok(()) if wanted == PlanAct::Revise => see_other(&format!("{page}/ubah")),
        Ok(()) => see_other(&page),
        Err(error) => again(page, vec![("note".to_owned(), note)], error),
    }
}

/// The field with the result that a form is about.
const RESULT: &str = "hasil";

pub(crate) async fn write(
    Extension(caller): Extension<Caller>,
    Path(skp): Path<String>,
    Posted(fields): Posted<Vec<(String, String)>>,
) -> Response {
    let Ok(skp) = skp.parse::<SkpId>() else { return again("/skp", vec![], Error::NotFound) };
    let page = format!("/skp/{skp}/ubah");
    let field = |name: &str| fields.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value.as_str());
    if field("aksi") == "lampiran" {
        let saved = caller.write(async |tx: &mut Tx| further::save(tx, skp, field("seen"), &fields).await).await;
        return match saved {
            Ok(_) => see_other(&page),
            Err(error) => again(page, fields, error),
        };
    }
    let Ok(result) = field(RESULT).parse::<RhkId>() else { return again(page, fields, Error::NotFound) };
    let of_result = format!("{page}?{RESULT}={result}");
    let outcome = match field("aksi") {
        "hapus" => {
            let removed = caller.write(async |tx: &mut Tx| writing::remove(tx, skp, result).await).await;
            removed.map(|_| page.clone())
        }
        wanted => {
            let next = if wanted == "indikator" { &of_result } else { &page };
            let saved =
                caller.write(async |tx: &mut Tx| writing::save(tx, skp, result, field("seen"), &fields).await).await;
            saved.map(|_| next.clone())
        }
    };
    match outcome {
        Ok(next) => see_other(&next),
        Err(error) => again(of_result, fields, error),
    }
}
