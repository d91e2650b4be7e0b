//! The events of the calendar.

use crate::domain::{event::Event, id::PeriodId};
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
