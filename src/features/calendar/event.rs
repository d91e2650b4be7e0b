//! The events of the calendar.

use crate::domain::{
    event::Event,
    id::{PeriodId, UnitId},
};
use jiff::civil::Date;

/// A local holiday was entered.
pub(crate) fn entered(day: Date, name: &str) -> Event {
    Event::new("holiday_entered").in_detail(format!("{day} {name}"))
}

/// A local holiday was removed.
pub(crate) fn removed(day: Date, name: &str) -> Event {
    Event::new("holiday_removed").in_detail(format!("{day} {name}"))
}

/// The due day of a period was moved.
pub(crate) fn moved(period: PeriodId, from: Date, to: Date, reason: &str) -> Event {
    Event::new("due_day_moved").about(period).in_detail(format!("{from} to {to}: {reason}"))
}

/// A unit was given longer for a period.
pub(crate) fn extended((period, unit): (PeriodId, UnitId), from: Date, to: Date, reason: &str) -> Event {
    Event::new("due_day_extended").about(period).with(unit).in_detail(format!("{from} to {to}: {reason}"))
}

/// It was set until when the plans of a year are to be submitted.
pub(crate) fn plans_asked(year: i16, day: Date, source: &str) -> Event {
    Event::new("plan_deadline_set").in_detail(format!("{year} {day}: {source}"))
}

/// What a unit was given longer was taken back.
pub(crate) fn withdrawn((period, unit): (PeriodId, UnitId), day: Date) -> Event {
    Event::new("due_extension_removed").about(period).with(unit).in_detail(day.to_string())
}
