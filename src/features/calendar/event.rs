//! The events of the calendar.

use crate::domain::{
    calendar::{DeadlineRule, WorkWeek},
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

/// It was set how deadlines of a kind are counted.
pub(crate) fn ruled(rule: &DeadlineRule) -> Event {
    let DeadlineRule { kind, count, holds_from, source } = rule;
    Event::new("deadline_rule_set")
        .in_detail(format!("{kind:?}: {} {:?} days from {holds_from}: {source}", count.days, count.counting))
}

/// The working week was set.
pub(crate) fn week_set(holds_from: Date, week: WorkWeek, source: &str) -> Event {
    Event::new("work_week_set").in_detail(format!("{week:?} from {holds_from}: {source}"))
}

/// A year was opened to a unit first.
pub(crate) fn piloted(year: i16, unit: UnitId, (since, until): (Date, Option<Date>), source: &str) -> Event {
    let until = until.map_or_else(String::new, |until| format!(" to {until}"));
    Event::new("pilot_unit_set").about(unit).in_detail(format!("{year} from {since}{until}: {source}"))
}

/// A unit was taken out of the pilot of a year.
pub(crate) fn unpiloted(year: i16, unit: UnitId) -> Event {
    Event::new("pilot_unit_removed").about(unit).in_detail(year.to_string())
}
