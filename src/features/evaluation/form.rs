//! The plain forms of evaluations: `POST /penilaian/{penilaian}` writes or acts, `POST /penilaian/{penilaian}/diri` is about the
//! own work, `POST /penilaian/capaian` about a unit. They answer with a redirect, or with the page as it was typed.

use super::{
    action,
    model::{AchievementQuery, EvaluationAct, NewAchievement, WriteAct},
    unit,
};
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

type Fields = Vec<(String, String)>;

fn get<'a>(fields: &'a [(String, String)], name: &str) -> &'a str {
    fields.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value.as_str())
}

pub(crate) async fn act(
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    Posted(fields): Posted<Fields>,
) -> Response {
    let Ok(id) = id.parse::<EvaluationId>() else { return again("/penilaian", vec![], Error::NotFound) };
    let (page, writing) = (format!("/penilaian/{id}"), format!("/penilaian/{id}/nilai"));
    // The button's own word comes after that of the form.
    let wanted = fields.iter().rev().find(|(field, _)| field == "aksi").map_or("", |(_, value)| value.as_str());
    let seen = get(&fields, "seen");
    if let Some(act) = WriteAct::of_code(wanted) {
        let written = caller.write(async |tx: &mut Tx| action::write(tx, id, act, seen, &fields).await).await;
        return match written.map(|written| written.refused) {
            Ok(None) => see_other(&writing),
            Ok(Some(error)) | Err(error) => again(writing, fields, error),
        };
    }
    let Some(act) = EvaluationAct::of_code(wanted) else { return again(page, fields, Error::NotFound) };
    // The page that the button is on.
    let page = if act == EvaluationAct::Discard { writing.clone() } else { page };
    match caller.write(async |tx: &mut Tx| action::act(tx, id, act, seen).await).await {
        Ok(()) if act == EvaluationAct::Change => see_other(&writing),
        Ok(()) => see_other(&page),
        Err(error) => again(page, vec![("aksi".to_owned(), wanted.to_owned())], error),
    }
}

pub(crate) async fn assess_oneself(
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    Posted(fields): Posted<Fields>,
) -> Response {
    let Ok(id) = id.parse::<EvaluationId>() else { return again("/penilaian", vec![], Error::NotFound) };
    let page = format!("/penilaian/{id}");
    let is_sent = fields.iter().any(|(field, value)| field == "aksi" && value == "kirim");
    let seen = get(&fields, "seen");
    let saved = caller.write(async |tx: &mut Tx| action::assess_oneself(tx, id, is_sent, seen, &fields).await).await;
    match saved {
        Ok(_) => see_other(&page),
        Err(error) => again(page, fields, error),
    }
}

pub(crate) async fn set_achievement(Extension(caller): Extension<Caller>, Posted(fields): Posted<Fields>) -> Response {
    let (unit, period) = (get(&fields, "unit").parse(), get(&fields, "periode").parse());
    let (Ok(unit), Ok(period)) = (unit, period) else { return again("/penilaian/capaian", vec![], Error::NotFound) };
    let page = AchievementQuery { unit: Some(unit), period: Some(period) }.address();
    let text = |name: &str| get(&fields, name).to_owned();
    let new = NewAchievement { unit, period, level: text("capaian"), basis: text("dasar"), seen: text("seen") };
    match caller.write(async |tx: &mut Tx| unit::set(tx, &new).await).await {
        Ok(_) => see_other(&page),
        Err(error) => again(page, fields, error),
    }
}
