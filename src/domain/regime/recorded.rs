//! What a plan records of the rules: which day picks its rule, and by which periods its reports are in time.

use crate::domain::calendar::PeriodKind;
use jiff::{Timestamp, civil::Date};

/// Returns the day whose rule applies to a version that comes into force on `in_force_on`: that day, but within the
/// first and the last day of the plan.
pub fn rule_day((starts_on, ends_on): (Date, Date), in_force_on: Date) -> Date {
    in_force_on.min(ends_on).max(starts_on)
}

/// The evaluation periods of the versions of a plan, each with the moment from which it was in force, the earliest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RecordedPeriods(Vec<(Timestamp, PeriodKind)>);

impl RecordedPeriods {
    /// `versions` are in whatever order.
    pub fn new(versions: impl IntoIterator<Item = (Timestamp, PeriodKind)>) -> Self {
        let mut versions: Vec<_> = versions.into_iter().collect();
        versions.sort_by_key(|(since, _)| *since);
        Self(versions)
    }

    /// Returns the periods by which a report about a moment is in time: those of the version that was in force then, or
    /// of the first one. A later version changes nothing about earlier reports. Without any version they are months.
    pub fn at(&self, observed_at: Timestamp) -> PeriodKind {
        let in_force = self.0.iter().rev().find(|(since, _)| *since <= observed_at);
        in_force.or(self.0.first()).map_or(PeriodKind::Month, |(_, kind)| *kind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).expect("a time")
    }

    #[test]
    fn the_day_of_the_rule_is_a_day_of_the_plan() {
        let span = (date(2026, 3, 1), date(2026, 12, 31));
        for (in_force_on, day) in [
            (date(2025, 12, 20), date(2026, 3, 1)),
            (date(2026, 6, 22), date(2026, 6, 22)),
            (date(2027, 1, 12), date(2026, 12, 31)),
        ] {
            assert_eq!(rule_day(span, in_force_on), day);
        }
    }

    #[test]
    fn a_report_has_the_periods_of_the_version_of_its_time() {
        let recorded = RecordedPeriods::new([(at(20), PeriodKind::Month), (at(10), PeriodKind::Quarter)]);
        let periods = [5, 10, 19, 20, 30].map(|second| recorded.at(at(second)));
        assert_eq!(periods[..3], [PeriodKind::Quarter; 3]);
        assert_eq!(periods[3..], [PeriodKind::Month; 2]);
        assert_eq!(RecordedPeriods::default().at(at(0)), PeriodKind::Month);
    }

    proptest! {
        #[test]
        fn a_later_version_changes_nothing_about_earlier_reports(
            versions in prop::collection::vec((0_i64..1_000, 0_usize..3), 1..6),
            later in (1_000_i64..2_000, 0_usize..3),
            report in 0_i64..1_000,
        ) {
            let version = |(since, kind): (i64, usize)| (at(since), PeriodKind::ALL[kind]);
            let before = RecordedPeriods::new(versions.iter().copied().map(version));
            let after = RecordedPeriods::new(versions.iter().copied().chain([later]).map(version));
            prop_assert_eq!(before.at(at(report)), after.at(at(report)));
        }
    }
}
