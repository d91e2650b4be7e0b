//! Server functions of calibration.

use super::model::{CalibrationAct, CalibrationQuery, CalibrationSheet};
use crate::{error::Error, wire::Packed};
use leptos::prelude::*;
use uuid::Uuid;

/// Returns the board of a unit in a period, and the card of the address.
///
/// # Errors
/// [`Error::NotFound`] for who does not lead the unit or one above it within the perangkat daerah, and for a card that is not
/// on the board.
#[server(input = Packed, output = Packed)]
pub async fn get_calibration(asked: CalibrationQuery) -> Result<CalibrationSheet, Error> {
    crate::server::door::read(async |tx| super::query::sheet(tx, asked).await).await
}

/// Moves a card, says something about it, or sets how the predikat are spread. `entry` is made by the sender. Returns the
/// receipt. Repeating it changes nothing.
///
/// # Errors
/// [`Error::NotFound`] for who may not; the errors of the fields, and the refusals of an evaluation's life.
#[server(input = Packed, output = Packed)]
pub async fn calibrate(
    asked: CalibrationQuery,
    act: CalibrationAct,
    entry: Uuid,
    fields: Vec<(String, String)>,
) -> Result<String, Error> {
    crate::server::door::write(async |tx| super::action::act(tx, asked, act, entry, &fields).await).await
}
