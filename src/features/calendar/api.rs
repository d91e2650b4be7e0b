//! Server functions of the calendar.

use super::model::{CalendarAct, CalendarChange, CalendarSheet};
use crate::{error::Error, wire::Packed};
use leptos::prelude::*;

/// Returns the calendar of the agency.
#[server(input = Packed, output = Packed)]
pub async fn get_calendar() -> Result<CalendarSheet, Error> {
    crate::server::door::read(async |tx| super::query::sheet(tx).await).await
}

/// Enters or removes a holiday, moves a due day, or gives a unit longer. Repeating it changes nothing.
///
/// # Errors
/// [`Error::NotFound`] for anybody but the Pengelola; the errors of the fields.
#[server(input = Packed, output = Packed)]
pub async fn change_calendar(act: CalendarAct, change: CalendarChange) -> Result<(), Error> {
    crate::server::door::write(async |tx| super::action::change(tx, act, &change).await).await
}
