//! The reporting periods of last year, which is final, and of this year, which is open.

use super::dice::Dice;
use crate::domain::{calendar::Zone, id::PeriodId};
use jiff::{Timestamp, ToSpan, civil::Date};

pub struct Period {
    pub id: PeriodId,
    pub kind: &'static str,
    pub starts_on: Date,
    pub ends_on: Date,
    pub due_on: Date,
    pub final_at: Option<Timestamp>,
}

/// Kind, months, and days until a report is no longer on time.
const KINDS: [(&str, i8, i64); 3] = [("year", 12, 15), ("quarter", 3, 10), ("month", 1, 5)];

pub fn periods(today: Date, zone: Zone, now: Timestamp, at: Timestamp, dice: &mut Dice) -> Vec<Period> {
    let mut periods = vec![];
    for year in [today.year() - 1, today.year()] {
        for (kind, months, grace) in KINDS {
            for first in (1..=12_i8).step_by(usize::try_from(months).unwrap_or(1)) {
                let (Ok(starts_on), Ok(last)) = (Date::new(year, first, 1), Date::new(year, first + months - 1, 1))
                else {
                    continue;
                };
                let ends_on = last.last_of_month();
                let due_on = ends_on.saturating_add(grace.days());
                // The evaluation stands about two weeks after the last report.
                let decided = zone.instant(due_on.saturating_add(14.days()).at(15, 0, 0, 0));
                let final_at = (year < today.year()).then(|| decided.min(now));
                periods.push(Period { id: PeriodId(dice.id(at)), kind, starts_on, ends_on, due_on, final_at });
            }
        }
    }
    periods
}
