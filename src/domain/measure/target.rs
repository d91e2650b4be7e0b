//! The targets of an indicator: the value expected on a day, and how a report compares.

use super::{Accumulation, Achievement, Frequency, Polarity, Status, Thresholds, Value, achievement};
use jiff::{ToSpan, civil::Date};
use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};

/// Targets of January to December; `None` where a month has none of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonthTargets(pub [Option<Value>; 12]);

impl MonthTargets {
    /// Spreads a yearly total evenly: each month's target is its cumulative share, to 4 decimals.
    pub fn even(total: Value) -> Self {
        Self::spread(Accumulation::Year, total, (1, 12))
    }

    /// Spreads a target over the months of a plan, from the first to the last one: a total of the year in even cumulative
    /// shares, to 4 decimals; anything else the same in each month. Other months have no target.
    pub fn spread(accumulation: Accumulation, target: Value, (first, last): (i8, i8)) -> Self {
        let mut months = [None; 12];
        let count = Decimal::from((last - first).max(0) + 1);
        for (month, at) in (1_i8..).zip(&mut months).filter(|(month, _)| (first..=last).contains(month)) {
            *at = match accumulation {
                Accumulation::Year => {
                    let share = target.decimal() * Decimal::from(month - first + 1) / count;
                    Value::new(share.round_dp_with_strategy(4, RoundingStrategy::MidpointAwayFromZero)).ok()
                }
                Accumulation::Month | Accumulation::Level => Some(target),
            };
        }
        Self(months)
    }

    /// Sets the same target in each month.
    pub const fn constant(value: Value) -> Self {
        Self([Some(value); 12])
    }

    /// Returns the targets of the months from the first to the last one.
    #[must_use]
    pub fn within(&self, (first, last): (i8, i8)) -> Self {
        let mut months = self.0;
        for (_, target) in (1_i8..).zip(&mut months).filter(|(month, _)| !(first..=last).contains(month)) {
            *target = None;
        }
        Self(months)
    }

    /// Returns the last target of the year: the promise of the plan.
    pub fn last(&self) -> Option<Value> {
        self.0.iter().rev().find_map(|target| *target)
    }

    /// Returns the target of a month (1 to 12) or the nearest one before it.
    pub fn until(&self, month: i8) -> Option<Value> {
        let months = usize::try_from(month).unwrap_or(0).min(12);
        self.0[..months].iter().rev().find_map(|target| *target)
    }
}

/// The measure and the targets of an indicator, within the plan's dates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Target {
    pub polarity: Polarity,
    pub accumulation: Accumulation,
    pub baseline: Option<Value>,
    pub months: MonthTargets,
    pub frequency: Frequency,
    pub starts_on: Date,
    pub ends_on: Date,
    /// The first day from which reports are asked: that of the plan, or of its agreement, of the revision that brought
    /// the indicator or of the person's access where one of them came later. `None` as long as the person has no
    /// access: nobody is asked for what they cannot send.
    pub asked_from: Option<Date>,
}

/// The newest report of an indicator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    pub value: Value,
    /// The civil day that the value describes.
    pub observed_on: Date,
}

impl Target {
    /// Returns the value expected on a day; `None` while no target is due.
    ///
    /// A straight line between the month targets for totals of the year, the elapsed share of the month's
    /// target for totals of the month, the month's target for levels and falling targets.
    pub fn expected(&self, on: Date) -> Option<Decimal> {
        if on < self.starts_on {
            return None;
        }
        let on = on.min(self.ends_on);
        match (self.polarity, self.accumulation) {
            (Polarity::Minimise, _) | (_, Accumulation::Level) => self.months.until(on.month()).map(Value::decimal),
            (_, Accumulation::Month) => self
                .months
                .until(on.month())
                .map(|target| target.decimal() * Decimal::from(on.day()) / Decimal::from(on.days_in_month())),
            (_, Accumulation::Year) => self.line(on).filter(|expected| !expected.is_zero()),
        }
    }

    /// Returns the plan line of a yearly total, which is zero on the day before the plan begins.
    fn line(&self, on: Date) -> Option<Decimal> {
        let mut before = (self.starts_on.yesterday().ok()?, Decimal::ZERO);
        for (month, target) in (1_i8..).zip(&self.months.0) {
            let Some(target) = target else { continue };
            let end = Date::new(self.starts_on.year(), month, 1).ok()?.last_of_month().min(self.ends_on);
            if end <= before.0 {
                continue;
            }
            if on <= end {
                let elapsed = Decimal::from((on - before.0).get_days());
                let span = Decimal::from((end - before.0).get_days());
                return Some(before.1 + (target.decimal() - before.1) * elapsed / span);
            }
            before = (end, target.decimal());
        }
        Some(before.1)
    }

    /// Returns the day for which a standing is judged: no later than the plan, and a total of the month is compared
    /// with its own month. On the first of May, April's total is compared with the end of April.
    pub fn judged_on(&self, standing: Option<Standing>, on: Date) -> Date {
        let on = on.min(self.ends_on);
        match (self.accumulation, standing) {
            (Accumulation::Month, Some(standing)) => on.min(standing.observed_on.last_of_month()),
            _ => on,
        }
    }

    /// Returns the last day of the month that a total of the month describes, once that month is over.
    pub fn closed_month(&self, standing: Option<Standing>, today: Date) -> Option<Date> {
        let end = self.judged_on(standing, today);
        (self.accumulation == Accumulation::Month && end < today).then_some(end)
    }

    /// Returns the next target: the month's for a total of the month, else the plan's last.
    pub fn aim(&self, on: Date) -> Option<Value> {
        let of_month = match self.accumulation {
            Accumulation::Month => self.months.until(on.month()),
            Accumulation::Year | Accumulation::Level => None,
        };
        of_month.or_else(|| self.months.last())
    }

    /// Returns the share of the value expected on the day for which the standing is judged.
    pub fn achieved(&self, standing: Standing, on: Date) -> Option<Achievement> {
        let expected = self.expected(self.judged_on(Some(standing), on))?;
        Some(achievement(self.polarity, self.baseline, expected, standing.value))
    }

    /// Returns whether a change from one value to another is an improvement; `None` when nothing moved.
    pub fn improves(&self, before: Value, after: Value) -> Option<bool> {
        let aim = self.months.last().unwrap_or(Value::ZERO).decimal();
        let off = |value: Value| (value.decimal() - aim).abs();
        (before != after).then(|| match self.polarity {
            Polarity::Maximise => after > before,
            Polarity::Minimise => after < before,
            Polarity::Stabilise => off(after) <= off(before),
        })
    }

    /// Returns the day from which the frequency counts: that of the newest report, but none before reports are asked;
    /// `None` while none are.
    pub fn waits_since(&self, reported: Option<Date>) -> Option<Date> {
        self.asked_from.map(|asked_from| reported.map_or(asked_from, |reported| reported.max(asked_from)))
    }

    /// Returns whether the newest report, or the beginning without one, is older than the frequency allows.
    fn is_too_old(&self, reported: Option<Date>, on: Date) -> bool {
        self.waits_since(reported).is_some_and(|since| self.frequency.is_too_old(since, on))
    }

    /// Returns whether a report is overdue on a day, when the newest one describes `reported`.
    pub fn is_overdue(&self, reported: Option<Date>, on: Date) -> bool {
        let on = on.min(self.ends_on);
        self.expected(on).is_some() && self.is_too_old(reported, on)
    }

    /// Returns the day that an outdated value describes: there is one, and its update is overdue.
    pub fn old_since(&self, standing: Option<Standing>, on: Date) -> Option<Date> {
        let reported = standing?.observed_on;
        self.is_overdue(Some(reported), on).then_some(reported)
    }

    /// Returns the status on a day.
    pub fn status(&self, standing: Option<Standing>, on: Date, thresholds: Thresholds) -> Status {
        let on = on.min(self.ends_on);
        if self.expected(on).is_none() {
            return Status::NotDue;
        }
        if self.is_too_old(standing.map(|standing| standing.observed_on), on) {
            return Status::Silent;
        }
        if standing.is_none() { Status::NotDue } else { self.reached(standing, on, thresholds) }
    }

    /// Returns the status on a day however old the newest report is by then; [`Status::Silent`] without one.
    pub fn reached(&self, standing: Option<Standing>, on: Date, thresholds: Thresholds) -> Status {
        let on = on.min(self.ends_on);
        if self.expected(on).is_none() {
            return Status::NotDue;
        }
        let Some(standing) = standing else { return Status::Silent };
        match self.achieved(standing, on) {
            None => Status::NotDue,
            Some(Achievement::Reached(reached)) => {
                if reached {
                    Status::OnPlan
                } else {
                    Status::NeedsSupport
                }
            }
            Some(Achievement::Percent(percent)) => {
                if percent >= Decimal::from(thresholds.ahead) {
                    Status::Ahead
                } else if percent >= Decimal::from(thresholds.on_plan) {
                    Status::OnPlan
                } else {
                    Status::NeedsSupport
                }
            }
        }
    }

    /// Returns the status that a report made: its value against the plan of the day that it describes.
    pub fn reported_status(&self, report: Standing, thresholds: Thresholds) -> Status {
        self.status(Some(report), report.observed_on, thresholds)
    }

    /// Returns the status on a day and the first later day on which the calendar alone changes it.
    pub fn outlook(&self, standing: Option<Standing>, on: Date, thresholds: Thresholds) -> (Status, Option<Date>) {
        let status = self.status(standing, on, thresholds);
        let mut day = on;
        while day < self.ends_on {
            let Ok(next) = day.checked_add(1.day()) else { break };
            day = next;
            if self.status(standing, day, thresholds) != status {
                return (status, Some(day));
            }
        }
        (status, None)
    }
}

#[cfg(test)]
impl Target {
    /// Returns an even total of 2026 with monthly reports, from which tests derive theirs.
    pub(crate) fn yearly(total: &str) -> Self {
        let year = |month, day| Date::new(2026, month, day).expect("a day");
        Self {
            polarity: Polarity::Maximise,
            accumulation: Accumulation::Year,
            baseline: None,
            months: MonthTargets::even(total.parse().expect("a value")),
            frequency: Frequency::Monthly,
            starts_on: year(1, 1),
            ends_on: year(12, 31),
            asked_from: Some(year(1, 1)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn value(text: &str) -> Value {
        text.parse().expect("a value")
    }

    fn at(standing: &str, observed_on: Date) -> Standing {
        Standing { value: value(standing), observed_on }
    }

    /// 1,200 in even months; on 30 June 600 are expected.
    #[test]
    fn half_the_year_expects_half_the_total() {
        let target = Target::yearly("1200");
        let june = date(2026, 6, 30);
        assert_eq!(target.expected(june), Some(Decimal::from(600)));
        let status = |standing| target.status(Some(at(standing, june)), june, Thresholds::default());
        assert_eq!(status("540"), Status::OnPlan);
        assert_eq!(status("539"), Status::NeedsSupport);
        assert_eq!(status("660"), Status::Ahead);
        assert_eq!(status("659.9999"), Status::OnPlan);
    }

    #[test]
    fn a_report_older_than_its_frequency_is_silence() {
        let target = Target::yearly("1200");
        let status = |on| target.status(Some(at("1200", date(2026, 3, 1))), on, Thresholds::default());
        assert_eq!(status(date(2026, 4, 1)), Status::Ahead);
        assert_eq!(status(date(2026, 4, 2)), Status::Silent);
    }

    #[test]
    fn a_number_is_old_once_its_update_is_overdue() {
        let target = Target::yearly("1200");
        let march = Some(at("1200", date(2026, 3, 1)));
        assert_eq!(target.old_since(march, date(2026, 4, 1)), None);
        assert_eq!(target.old_since(march, date(2026, 4, 2)), Some(date(2026, 3, 1)));
        assert_eq!(target.old_since(None, date(2026, 4, 2)), None, "no number is no old number");
        let december = Some(at("1200", date(2026, 12, 20)));
        assert_eq!(target.old_since(december, date(2027, 6, 1)), None, "after the plan nothing is expected");
    }

    #[test]
    fn nobody_is_silent_before_the_first_report_is_due() {
        let target = Target::yearly("1200");
        let status = |on| target.status(None, on, Thresholds::default());
        assert_eq!(status(date(2025, 12, 31)), Status::NotDue);
        assert_eq!(status(date(2026, 2, 1)), Status::NotDue);
        assert_eq!(status(date(2026, 2, 2)), Status::Silent);
    }

    #[test]
    fn nobody_is_silent_before_their_access_began() {
        let status =
            |asked_from, on| Target { asked_from, ..Target::yearly("1200") }.status(None, on, Thresholds::default());
        let access = Some(date(2026, 6, 1));
        assert_eq!(status(access, date(2026, 7, 2)), Status::NotDue);
        assert_eq!(status(access, date(2026, 7, 3)), Status::Silent);
        assert_eq!(status(None, date(2026, 12, 31)), Status::NotDue, "without access for the whole year");
        let target = Target { asked_from: None, ..Target::yearly("1200") };
        assert!(!target.is_overdue(None, date(2026, 12, 31)));
        assert_eq!(target.outlook(None, date(2026, 6, 1), Thresholds::default()), (Status::NotDue, None));
    }

    #[test]
    fn a_monthly_total_is_held_against_its_own_month() {
        let target = Target {
            accumulation: Accumulation::Month,
            months: MonthTargets::constant(value("400")),
            ..Target::yearly("0")
        };
        let april = at("400", date(2026, 4, 30));
        assert_eq!(target.achieved(april, date(2026, 5, 3)), Some(Achievement::Percent(Decimal::ONE_HUNDRED)));
        assert_eq!(target.expected(date(2026, 4, 15)), Some(Decimal::from(200)));
        assert_eq!(target.judged_on(Some(april), date(2026, 5, 3)), date(2026, 4, 30));
        assert_eq!(target.closed_month(Some(april), date(2026, 5, 3)), Some(date(2026, 4, 30)));
        assert_eq!(target.closed_month(Some(april), date(2026, 4, 30)), None);
        assert_eq!(Target::yearly("1200").judged_on(Some(april), date(2026, 5, 3)), date(2026, 5, 3));
        assert_eq!(Target::yearly("1200").judged_on(Some(april), date(2027, 2, 1)), date(2026, 12, 31));
    }

    #[test]
    fn better_and_worse_follow_the_polarity_not_the_number() {
        use Polarity::{Maximise, Minimise, Stabilise};
        let improves = |polarity, before, after| {
            let months = MonthTargets::constant(value("50"));
            Target { polarity, months, ..Target::yearly("0") }.improves(value(before), value(after))
        };
        assert_eq!([improves(Maximise, "1", "2"), improves(Maximise, "2", "1")], [Some(true), Some(false)]);
        assert_eq!([improves(Minimise, "1", "2"), improves(Minimise, "2", "1")], [Some(false), Some(true)]);
        assert_eq!([improves(Stabilise, "40", "55"), improves(Stabilise, "55", "40")], [Some(true), Some(false)]);
        assert_eq!([Maximise, Minimise, Stabilise].map(|polarity| improves(polarity, "7", "7")), [None; 3]);
    }

    #[test]
    fn a_missing_month_takes_the_line_or_the_target_before() {
        let mut months = [None; 12];
        months[5] = Some(value("600"));
        months[11] = Some(value("1000"));
        let target = Target { months: MonthTargets(months), ..Target::yearly("0") };
        assert_eq!(target.expected(date(2026, 12, 31)), Some(Decimal::from(1000)));
        assert!(target.expected(date(2026, 3, 31)).is_some_and(|expected| expected > Decimal::from(290)));
        let level = Target { accumulation: Accumulation::Level, ..target };
        assert_eq!(level.expected(date(2026, 5, 31)), None);
        assert_eq!(level.expected(date(2026, 8, 1)), Some(Decimal::from(600)));
    }

    #[test]
    fn the_outlook_names_the_day_on_which_the_status_turns() {
        let target = Target::yearly("1200");
        let june = date(2026, 6, 30);
        let (status, until) = target.outlook(Some(at("540", june)), june, Thresholds::default());
        assert_eq!((status, until), (Status::OnPlan, Some(date(2026, 7, 1))));
        let done = target.outlook(Some(at("5000", date(2026, 12, 20))), date(2026, 12, 20), Thresholds::default());
        assert_eq!(done, (Status::Ahead, None));
    }
}
