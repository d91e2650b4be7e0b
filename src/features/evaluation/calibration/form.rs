//! `POST /penilaian/kalibrasi`: calibration without JavaScript. Answers with a redirect to the board, or with the page and the
//! errors.

use super::{
    action,
    model::{CalibrationAct, CalibrationQuery},
};
use crate::{
    error::Error,
    server::{
        door::{Caller, Tx},
        form::{Posted, again, see_other},
    },
};
use axum::{extract::Extension, response::Response};

pub(crate) async fn act(
    Extension(caller): Extension<Caller>,
    Posted(fields): Posted<Vec<(String, String)>>,
) -> Response {
    let get = |name: &str| fields.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value.as_str());
    let asked = CalibrationQuery {
        unit: get("unit").parse().ok(),
        period: get("periode").parse().ok(),
        card: get("kartu").parse().ok(),
    };
    let (Some(act), Ok(entry)) = (CalibrationAct::of_code(get("aksi")), get("id").parse()) else {
        return again("/penilaian/kalibrasi", vec![], Error::NotFound);
    };
    match caller.write(async |tx: &mut Tx| action::act(tx, asked, act, entry, &fields).await).await {
        Ok(_) => see_other(&CalibrationQuery { card: None, ..asked }.address()),
        Err(error) => again(asked.address(), fields, error),
    }
}
