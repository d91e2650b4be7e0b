//! Until when the plans of a year are to be submitted, where the agency says so.

use crate::domain::calendar::periods_open_until;
use jiff::civil::Date;
use std::ops::RangeInclusive;

/// The last day for submitting the plans of a year. A later one is taken all the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanDeadline {
    pub year: i16,
    pub due_on: Date,
    /// The regulation or letter.
    pub source: String,
}

impl PlanDeadline {
    /// Checks whether plans of a year can be asked for until a day: within the year or the month before it.
    ///
    /// # Errors
    /// The first and the last day until which they can be.
    pub fn may_be_on(year: i16, day: Date) -> Result<(), (Date, Date)> {
        let first = Date::new(year.saturating_sub(1), 12, 1).unwrap_or(Date::MAX);
        let last = Date::new(year, 12, 31).unwrap_or(Date::MAX);
        if (first..=last).contains(&day) { Ok(()) } else { Err((first, last)) }
    }

    /// Returns the years for which people are reminded on a day: this one, from 1 December the next one too.
    pub fn reminded_years(today: Date) -> RangeInclusive<i16> {
        today.year()..=periods_open_until(today).year()
    }

    pub fn is_over(&self, today: Date) -> bool {
        today > self.due_on
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_deadline_is_of_its_year_and_over_on_the_day_after() {
        let span = Err((date(2026, 12, 1), date(2027, 12, 31)));
        for (day, allowed) in [
            (date(2026, 11, 30), span),
            (date(2026, 12, 1), Ok(())),
            (date(2027, 12, 31), Ok(())),
            (date(2028, 1, 1), span),
        ] {
            assert_eq!(PlanDeadline::may_be_on(2027, day), allowed, "{day}");
        }
        let deadline = PlanDeadline { year: 2027, due_on: date(2027, 1, 31), source: "SE 1/2026".to_owned() };
        assert!(!deadline.is_over(date(2027, 1, 31)) && deadline.is_over(date(2027, 2, 1)));
        assert_eq!(PlanDeadline::reminded_years(date(2026, 11, 30)), 2026..=2026);
        assert_eq!(PlanDeadline::reminded_years(date(2026, 12, 1)), 2026..=2027);
    }
}
