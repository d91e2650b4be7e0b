//! Achievement, the value expected by now, and the status that follows.
//!
//! A reported value is the **standing** of its indicator, never an increment. Shares are shown uncapped, above 100 %
//! and below 0 included. They are the program's own decision support: the rating of `PermenPANRB` 6/2022 is a
//! judgement, and nothing here computes it. All arithmetic that judges is decimal; [`Value`] bounds the inputs, so that
//! no operation can overflow.

pub use super::value::Value;
use jiff::{ToSpan, civil::Date};
use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};
use std::ops::Sub;

/// The direction in which a value improves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Polarity {
    Maximise,
    /// Falling targets, such as from 14 days to 3; needs a baseline.
    Minimise,
    Stabilise,
}

/// The span over which a standing adds up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Accumulation {
    /// The total since the year began.
    Year,
    /// The total since the month began.
    Month,
    /// A level at a moment, such as a percentage or a median.
    Level,
}

/// How often a report is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Frequency {
    Weekly,
    Monthly,
    Quarterly,
}

impl Frequency {
    /// Returns the days after which a report is too old; the longest month and quarter, so that nobody is late in
    /// February.
    pub const fn days(self) -> i32 {
        match self {
            Self::Weekly => 7,
            Self::Monthly => 31,
            Self::Quarterly => 92,
        }
    }
}

/// The status of an indicator or a person. Ordered from the one that needs attention most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    NeedsSupport,
    Silent,
    OnPlan,
    Ahead,
    NotDue,
}

impl Status {
    pub const ALL: [Self; 5] = [Self::NeedsSupport, Self::Silent, Self::OnPlan, Self::Ahead, Self::NotDue];

    /// Returns the status of a person: the worst among their indicators; nothing due where no indicator is due.
    pub fn worst(of: impl IntoIterator<Item = Self>) -> Self {
        of.into_iter().min().unwrap_or(Self::NotDue)
    }
}

/// The shares of the expected value, in percent, from which a result is ahead or on plan; the agency sets them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Thresholds {
    pub ahead: i16,
    pub on_plan: i16,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self { ahead: 110, on_plan: 90 }
    }
}

/// A share: a percentage where one can be computed, else only whether the target is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Achievement {
    /// In percent, uncapped, unrounded.
    Percent(Decimal),
    /// The target is 0 or equals the baseline: no percentage exists.
    Reached(bool),
}

impl Achievement {
    /// Returns the percentage rounded half away from zero to one decimal, as it is shown.
    pub fn shown_percent(self) -> Option<Decimal> {
        match self {
            Self::Percent(percent) => {
                Some(percent.round_dp_with_strategy(1, RoundingStrategy::MidpointAwayFromZero).normalize())
            }
            Self::Reached(_) => None,
        }
    }
}

/// Part and whole of a share, for exact numbers that judge and for approximate ones that are only drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Share<N> {
    Of {
        part: N,
        whole: N,
    },
    /// There is no whole.
    Reached(bool),
}

/// Returns the part of `target` that `value` is, by polarity.
pub fn share<N>(polarity: Polarity, baseline: N, target: N, value: N) -> Share<N>
where
    N: Copy + Default + PartialOrd + Sub<Output = N>,
{
    let zero = N::default();
    let size = |n: N| if n < zero { zero - n } else { n };
    let (part, whole) = match polarity {
        Polarity::Maximise => (value, target),
        Polarity::Minimise => (baseline - value, baseline - target),
        Polarity::Stabilise => (size(target) - size(value - target), size(target)),
    };
    if whole != zero {
        return Share::Of { part, whole };
    }
    Share::Reached(match polarity {
        Polarity::Maximise => value >= target,
        Polarity::Minimise => value <= target,
        Polarity::Stabilise => value == target,
    })
}

/// Returns the exact share of `target` that `value` is.
pub fn achievement(polarity: Polarity, baseline: Option<Value>, target: Decimal, value: Value) -> Achievement {
    let baseline = baseline.map_or(Decimal::ZERO, Value::decimal);
    match share(polarity, baseline, target, value.decimal()) {
        Share::Of { part, whole } => Achievement::Percent(part * Decimal::ONE_HUNDRED / whole),
        Share::Reached(reached) => Achievement::Reached(reached),
    }
}

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
    fn until(&self, month: i8) -> Option<Value> {
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
    /// The first day from which reports are asked: that of the plan, or of its agreement where it was agreed later.
    pub asked_from: Date,
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

    /// Returns the day from which the frequency counts: that of the newest report, but none before reports are asked.
    pub fn waits_since(&self, reported: Option<Date>) -> Date {
        reported.map_or(self.asked_from, |reported| reported.max(self.asked_from))
    }

    /// Returns whether the newest report, or the beginning without one, is older than the frequency allows.
    fn is_too_old(&self, reported: Option<Date>, on: Date) -> bool {
        (on - self.waits_since(reported)).get_days() > self.frequency.days()
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
        let Some(standing) = standing else { return Status::NotDue };
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
mod tests {
    use super::*;
    use jiff::civil::date;

    fn value(text: &str) -> Value {
        text.parse().expect("a value")
    }

    fn percent(polarity: Polarity, baseline: Option<&str>, target: &str, standing: &str) -> Option<String> {
        achievement(polarity, baseline.map(value), value(target).decimal(), value(standing))
            .shown_percent()
            .map(|percent| percent.to_string())
    }

    fn yearly(total: &str) -> Target {
        Target {
            polarity: Polarity::Maximise,
            accumulation: Accumulation::Year,
            baseline: None,
            months: MonthTargets::even(value(total)),
            frequency: Frequency::Monthly,
            starts_on: date(2026, 1, 1),
            ends_on: date(2026, 12, 31),
            asked_from: date(2026, 1, 1),
        }
    }

    fn at(standing: &str, observed_on: Date) -> Standing {
        Standing { value: value(standing), observed_on }
    }

    /// Worked examples of this program's own definitions.
    #[test]
    fn achievement_is_uncapped_in_both_directions() {
        use Polarity::{Maximise, Minimise, Stabilise};
        assert_eq!(percent(Maximise, None, "80", "92").as_deref(), Some("115"));
        assert_eq!(percent(Minimise, Some("14"), "3", "5").as_deref(), Some("81.8"));
        assert_eq!(percent(Minimise, Some("14"), "3", "2").as_deref(), Some("109.1"));
        assert_eq!(percent(Minimise, Some("14"), "3", "16").as_deref(), Some("-18.2"));
        assert_eq!(percent(Stabilise, None, "50", "60").as_deref(), Some("80"));
        assert_eq!(percent(Stabilise, None, "50", "150").as_deref(), Some("-100"));
    }

    #[test]
    fn without_a_whole_there_is_no_percentage() {
        let zero = Decimal::ZERO;
        assert_eq!(achievement(Polarity::Maximise, None, zero, value("0")), Achievement::Reached(true));
        let complaints = |n| achievement(Polarity::Minimise, Some(Value::ZERO), zero, value(n));
        assert_eq!(complaints("0"), Achievement::Reached(true));
        assert_eq!(complaints("1"), Achievement::Reached(false));
    }

    /// 1,200 in even months; on 30 June 600 are expected.
    #[test]
    fn half_the_year_expects_half_the_total() {
        let target = yearly("1200");
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
        let target = yearly("1200");
        let status = |on| target.status(Some(at("1200", date(2026, 3, 1))), on, Thresholds::default());
        assert_eq!(status(date(2026, 4, 1)), Status::Ahead);
        assert_eq!(status(date(2026, 4, 2)), Status::Silent);
    }

    #[test]
    fn a_number_is_old_once_its_update_is_overdue() {
        let target = yearly("1200");
        let march = Some(at("1200", date(2026, 3, 1)));
        assert_eq!(target.old_since(march, date(2026, 4, 1)), None);
        assert_eq!(target.old_since(march, date(2026, 4, 2)), Some(date(2026, 3, 1)));
        assert_eq!(target.old_since(None, date(2026, 4, 2)), None, "no number is no old number");
        let december = Some(at("1200", date(2026, 12, 20)));
        assert_eq!(target.old_since(december, date(2027, 6, 1)), None, "after the plan nothing is expected");
    }

    #[test]
    fn nobody_is_silent_before_the_first_report_is_due() {
        let target = yearly("1200");
        let status = |on| target.status(None, on, Thresholds::default());
        assert_eq!(status(date(2025, 12, 31)), Status::NotDue);
        assert_eq!(status(date(2026, 2, 1)), Status::NotDue);
        assert_eq!(status(date(2026, 2, 2)), Status::Silent);
    }

    #[test]
    fn a_monthly_total_is_held_against_its_own_month() {
        let target =
            Target { accumulation: Accumulation::Month, months: MonthTargets::constant(value("400")), ..yearly("0") };
        let april = at("400", date(2026, 4, 30));
        assert_eq!(target.achieved(april, date(2026, 5, 3)), Some(Achievement::Percent(Decimal::ONE_HUNDRED)));
        assert_eq!(target.expected(date(2026, 4, 15)), Some(Decimal::from(200)));
        assert_eq!(target.judged_on(Some(april), date(2026, 5, 3)), date(2026, 4, 30));
        assert_eq!(target.closed_month(Some(april), date(2026, 5, 3)), Some(date(2026, 4, 30)));
        assert_eq!(target.closed_month(Some(april), date(2026, 4, 30)), None);
        assert_eq!(yearly("1200").judged_on(Some(april), date(2026, 5, 3)), date(2026, 5, 3));
        assert_eq!(yearly("1200").judged_on(Some(april), date(2027, 2, 1)), date(2026, 12, 31));
    }

    #[test]
    fn better_and_worse_follow_the_polarity_not_the_number() {
        use Polarity::{Maximise, Minimise, Stabilise};
        let improves = |polarity, before, after| {
            let months = MonthTargets::constant(value("50"));
            Target { polarity, months, ..yearly("0") }.improves(value(before), value(after))
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
        let target = Target { months: MonthTargets(months), ..yearly("0") };
        assert_eq!(target.expected(date(2026, 12, 31)), Some(Decimal::from(1000)));
        assert!(target.expected(date(2026, 3, 31)).is_some_and(|expected| expected > Decimal::from(290)));
        let level = Target { accumulation: Accumulation::Level, ..target };
        assert_eq!(level.expected(date(2026, 5, 31)), None);
        assert_eq!(level.expected(date(2026, 8, 1)), Some(Decimal::from(600)));
    }

    #[test]
    fn the_outlook_names_the_day_on_which_the_status_turns() {
        let target = yearly("1200");
        let june = date(2026, 6, 30);
        let (status, until) = target.outlook(Some(at("540", june)), june, Thresholds::default());
        assert_eq!((status, until), (Status::OnPlan, Some(date(2026, 7, 1))));
        let done = target.outlook(Some(at("5000", date(2026, 12, 20))), date(2026, 12, 20), Thresholds::default());
        assert_eq!(done, (Status::Ahead, None));
    }

    #[test]
    fn a_person_stands_where_the_worst_indicator_stands() {
        use Status::{Ahead, NeedsSupport, NotDue, OnPlan, Silent};
        assert_eq!(Status::worst([Ahead, Silent, NeedsSupport]), NeedsSupport);
        assert_eq!(Status::worst([Ahead, Silent, OnPlan]), Silent);
        assert_eq!(Status::worst([NotDue, Ahead, OnPlan]), OnPlan);
        assert_eq!(Status::worst([NotDue]), NotDue);
        assert_eq!(Status::worst([]), NotDue);
    }
}
