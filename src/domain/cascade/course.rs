//! How an indicator stood week by week, from the reports of those below.

use super::{MeasureKind, tree::percent};
use crate::domain::{
    calendar::Month,
    measure::{Accumulation, Achievement, Standing, Target, Thresholds, Value},
};
use jiff::{ToSpan, civil::Date};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// What the reports about a week changed about an indicator: the sums, over its sources, of what each newest report differs
/// from the one before it. For totals of the month each month has its own changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WeekChange {
    /// The first day of the week.
    pub monday: Date,
    /// The month of the described days; of totals of the month only.
    pub month: Option<Month>,
    pub value: Decimal,
    pub numerator: Decimal,
    pub denominator: Decimal,
    /// By how many the sources grew that have a report, and those that have one with numerator and denominator.
    pub reported: i64,
    pub with_fraction: i64,
}

/// The changes of some weeks, added up.
#[derive(Clone, Copy, Debug, Default)]
struct Sum {
    value: Decimal,
    fraction: (Decimal, Decimal),
    reported: i64,
    with_fraction: i64,
}

impl Sum {
    fn add(&mut self, change: &WeekChange) {
        self.value += change.value;
        self.fraction = (self.fraction.0 + change.numerator, self.fraction.1 + change.denominator);
        self.reported += change.reported;
        self.with_fraction += change.with_fraction;
    }
}

/// Returns how an indicator stood at the end of each week from `mondays`, which are in order. `is_own` tells that it stands
/// by its own reports.
pub fn course(
    kind: &MeasureKind,
    is_own: bool,
    changes: &[WeekChange],
    mondays: impl IntoIterator<Item = Date>,
) -> Vec<(Date, Option<Standing>)> {
    let by_fraction = kind.is_coverage && !is_own;
    let mut changes: Vec<&WeekChange> = changes.iter().collect();
    changes.sort_by_key(|change| change.monday);
    let (mut sums, mut next) = (BTreeMap::<Option<Month>, Sum>::new(), 0);
    let mut weeks = vec![];
    for monday in mondays {
        while let Some(change) = changes.get(next).filter(|change| change.monday <= monday) {
            sums.entry(change.month).or_default().add(change);
            next += 1;
        }
        let is_counted = |sum: &Sum| if by_fraction { sum.with_fraction > 0 } else { sum.reported > 0 };
        let newest = sums.iter().rev().find(|(_, sum)| is_counted(sum));
        let standing = newest.and_then(|(month, sum)| {
            let value = if by_fraction { percent(sum.fraction) } else { Value::new(sum.value).ok() };
            let sunday = monday.saturating_add(6.days());
            let observed_on = month.map_or(sunday, |month| sunday.min(month.last()));
            value.map(|value| Standing { value, observed_on })
        });
        weeks.push((monday, standing));
    }
    weeks
}

/// Returns whether a figure is below plan on a day: below the share of what is expected from which a result is on plan.
/// Without a figure or a target that is due it is not known to be.
pub fn is_below(target: &Target, standing: Option<Standing>, on: Date, thresholds: Thresholds) -> bool {
    match standing.and_then(|standing| target.achieved(standing, on)) {
        Some(Achievement::Percent(percent)) => percent < Decimal::from(thresholds.on_plan),
        Some(Achievement::Reached(is_reached)) => !is_reached,
        None => false,
    }
}

/// Returns the first day of the week from which on an indicator that is below plan now has stayed below it; `this_week` if
/// it was not at the end of the last one.
pub fn below_since(
    target: &Target,
    weeks: &[(Date, Option<Standing>)],
    this_week: Date,
    thresholds: Thresholds,
) -> Date {
    let below = weeks.iter().rev().take_while(|(monday, standing)| {
        is_below(target, *standing, monday.saturating_add(6.days()).min(target.ends_on), thresholds)
    });
    below.last().map_or(this_week, |(monday, _)| *monday)
}

/// Returns by how much a figure has moved since the end of a week; `None` without both, and for totals of different months.
pub fn moved(kind: &MeasureKind, before: Option<Standing>, now: Option<Standing>) -> Option<Decimal> {
    let (before, now) = before.zip(now)?;
    let is_same_total =
        kind.accumulation != Accumulation::Month || Month::of(before.observed_on) == Month::of(now.observed_on);
    is_same_total.then(|| now.value.decimal() - before.value.decimal())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::measure::{MonthTargets, Polarity};
    use jiff::civil::date;

    fn change(monday: Date, value: i64, reported: i64) -> WeekChange {
        let none = Decimal::ZERO;
        WeekChange {
            monday,
            month: None,
            value: value.into(),
            numerator: none,
            denominator: none,
            reported,
            with_fraction: 0,
        }
    }

    fn kind() -> MeasureKind {
        MeasureKind {
            unit: "akta".to_owned(),
            polarity: Polarity::Maximise,
            accumulation: Accumulation::Year,
            is_coverage: false,
        }
    }

    const MONDAYS: [Date; 3] = [date(2026, 6, 1), date(2026, 6, 8), date(2026, 6, 15)];

    #[test]
    fn a_week_ends_with_what_its_reports_added() {
        let changes = [change(MONDAYS[2], 5, 0), change(MONDAYS[0], 100, 2), change(date(2026, 5, 4), 20, 1)];
        let weeks = course(&kind(), false, &changes, MONDAYS);
        let values: Vec<_> =
            weeks.iter().map(|(_, at)| at.map(|at| at.value.to_string()).unwrap_or_default()).collect();
        assert_eq!(values, ["120", "120", "125"]);
        assert!(course(&kind(), false, &[], MONDAYS).iter().all(|(_, standing)| standing.is_none()));
    }

    #[test]
    fn what_is_below_plan_is_so_since_the_week_after_the_last_good_one() {
        let target = Target { months: MonthTargets::even(Value::whole(1200)), ..Target::yearly("1200") };
        let at = |text: &str| Some(Standing { value: text.parse().expect("a value"), observed_on: date(2026, 6, 1) });
        let weeks = [(MONDAYS[0], at("500")), (MONDAYS[1], at("300")), (MONDAYS[2], at("300"))];
        let this_week = date(2026, 6, 22);
        assert_eq!(below_since(&target, &weeks, this_week, Thresholds::default()), MONDAYS[1]);
        let good = [(MONDAYS[0], at("300")), (MONDAYS[1], None)];
        assert_eq!(below_since(&target, &good, this_week, Thresholds::default()), this_week);
    }

    #[test]
    fn totals_of_different_months_are_not_compared() {
        let monthly = MeasureKind { accumulation: Accumulation::Month, ..kind() };
        let at = |value: i64, on| Some(Standing { value: Value::whole(value), observed_on: on });
        let (may, june) = (at(10, date(2026, 5, 31)), at(4, date(2026, 6, 2)));
        assert_eq!(moved(&monthly, may, june), None);
        assert_eq!(moved(&kind(), may, june), Some((-6).into()));
    }
}
