//! The reporting periods of last year, which is final, and of those that are open by now.

use super::dice::Dice;
use crate::domain::{
    calendar::{Period, Zone, periods_of, years_to_open},
    id::PeriodId,
};
use jiff::{Timestamp, ToSpan, civil::Date};

pub(super) struct SeededPeriod {
    pub id: PeriodId,
    pub period: Period,
    pub final_at: Option<Timestamp>,
}

pub(super) fn periods(today: Date, zone: Zone, now: Timestamp, at: Timestamp, dice: &mut Dice) -> Vec<SeededPeriod> {
    let years = std::iter::once(today.year() - 1).chain(years_to_open(None, today));
    years
        .flat_map(periods_of)
        .map(|period| {
            // The evaluation is final about two weeks after the last report.
            let decided = zone.instant(period.due_on.saturating_add(14.days()).at(15, 0, 0, 0));
            let is_over = period.ends_on.year() < today.year();
            SeededPeriod { id: PeriodId(dice.id(at)), period, final_at: is_over.then(|| decided.min(now)) }
        })
        .collect()
}
