//! Until when reports are in time.

use super::{DeadlineRules, Period, PeriodKind};
use crate::domain::id::UnitId;
use jiff::civil::Date;
use std::collections::HashMap;

/// The due days of an agency: those of its periods, and later ones of single units.
#[derive(Clone, Debug, Default)]
pub struct DueDays {
    opened: Vec<Period>,
    extended: HashMap<UnitId, Vec<Period>>,
    rules: Option<DeadlineRules>,
}

impl DueDays {
    /// `opened` are the agency's periods of all kinds. `extended` are those that have a due day of their own for the
    /// people of a unit.
    pub fn new(opened: Vec<Period>, extended: impl IntoIterator<Item = (UnitId, Period)>) -> Self {
        let mut days = Self { opened, extended: HashMap::new(), rules: None };
        for (unit, period) in extended {
            days.extended.entry(unit).or_default().push(period);
        }
        days
    }

    /// Takes the agency's rules for periods that it has not opened.
    #[must_use]
    pub fn ruled_by(self, rules: DeadlineRules) -> Self {
        Self { rules: Some(rules), ..self }
    }

    /// Returns the last day on which a report about a day is in time for people of a unit who are evaluated by periods
    /// of this kind. The rules apply to a period that the agency has not opened. A unit has never less time than the
    /// agency.
    pub fn due_on(&self, unit: UnitId, kind: PeriodKind, day: Date) -> Date {
        let latest = |periods: &[Period]| {
            let has = |period: &&Period| period.kind == kind && (period.starts_on..=period.ends_on).contains(&day);
            periods.iter().filter(has).map(|period| period.due_on).max()
        };
        let by_rule = || {
            let Period { ends_on, due_on, .. } = Period::containing(kind, day);
            self.rules.as_ref().map_or(due_on, |rules| rules.due_on(kind, ends_on))
        };
        let usual = latest(&self.opened).unwrap_or_else(by_rule);
        let extended = self.extended.get(&unit).and_then(|periods| latest(periods));
        extended.map_or(usual, |extended| extended.max(usual))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::calendar::periods_of;
    use jiff::{ToSpan, civil::date};
    use proptest::prelude::*;
    use uuid::Uuid;

    fn unit(n: u128) -> UnitId {
        UnitId(Uuid::from_u128(n))
    }

    #[test]
    fn a_later_due_day_of_one_unit_is_no_other_units() {
        let may = Period::containing(PeriodKind::Month, date(2026, 5, 30));
        let later = Period { due_on: date(2026, 6, 20), ..may };
        let sooner = Period { due_on: date(2026, 6, 1), ..may };
        let days = DueDays::new(vec![may], [(unit(1), later), (unit(2), sooner)]);
        let due = |n, kind| days.due_on(unit(n), kind, date(2026, 5, 1));
        assert_eq!([1, 2, 3].map(|n| due(n, PeriodKind::Month)), [later.due_on, may.due_on, may.due_on]);
        assert_eq!(due(1, PeriodKind::Quarter), date(2026, 7, 10), "another period");
        assert_eq!(days.due_on(unit(1), PeriodKind::Month, date(2026, 6, 1)), date(2026, 7, 5), "another month");
    }

    proptest! {
        #[test]
        fn nobody_has_less_time_than_the_agency(day in 0_i64..366, kind in 0_usize..3, moves in prop::collection::vec((0_usize..17, 0_u128..4, 0_i64..120), 0..12)) {
            let (opened, kind) = (periods_of(2028), PeriodKind::ALL[kind]);
            let extended: Vec<_> = moves.iter().map(|(at, n, days)| {
                (unit(*n), Period { due_on: opened[*at].ends_on.saturating_add(days.days()), ..opened[*at] })
            }).collect();
            let (usual, days) = (DueDays::new(opened.clone(), []), DueDays::new(opened, extended.clone()));
            let day = date(2028, 1, 1).saturating_add(day.days());
            for n in 0..4 {
                let by_hand = extended.iter().filter(|(of, period)| {
                    *of == unit(n) && period.kind == kind && period.starts_on <= day && day <= period.ends_on
                });
                let usual = usual.due_on(unit(n), kind, day);
                let by_hand = by_hand.map(|(_, period)| period.due_on).fold(usual, Date::max);
                prop_assert_eq!(days.due_on(unit(n), kind, day), by_hand);
            }
        }
    }
}
