//! Server functions of the calendar.

use super::model::{CalendarAct, CalendarChange, CalendarSheet, RuleDraft};
use crate::{error::Error, wire::Packed};
use leptos::prelude::*;

/// Returns the calendar of the agency; with a draft of a rule about deadlines what it would give.
#[server(input = Packed, output = Packed)]
pub async fn get_calendar(draft: Option<RuleDraft>) -> Result<CalendarSheet, Error> {
    crate::server::door::read(async |tx| super::query::sheet(tx, draft.as_ref()).await).await
}

/// Enters or removes a holiday, moves a due day, gives a unit longer, sets a rule about deadlines or the working week, or
/// opens a year to some units first. Repeating it changes nothing.
///
/// # Errors
/// [`Error::NotFound`] for anybody but the Pengelola; the errors of the fields.
#[server(input = Packed, output = Packed)]
pub async fn change_calendar(act: CalendarAct, change: CalendarChange) -> Result<(), Error> {
    crate::server::door::write(async |tx| super::action::change(tx, act, &change).await).await
}
