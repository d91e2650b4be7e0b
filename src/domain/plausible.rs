//! Plausible values: which ones are asked about because they look like a slip of the typing hand.
//!
//! The range comes from the indicator's own reports. A slip among them does not widen it: what lies far from the middle
//! of the others counts only once it is the rule.

use crate::domain::{
    measure::{Accumulation, Standing, Target},
    value::Value,
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Reports of an indicator that its plausible range looks back at.
pub const MAX_PAST: usize = 12;
/// A value this many times the largest known one is asked about: a lost comma makes ten times as much.
const FAR_ABOVE: i64 = 4;
/// A value below the smallest known one divided by this is asked about: a comma too many makes a tenth.
const FAR_BELOW: i64 = 8;
/// Up to this value numbers are too small to look like a slip.
const SMALL: i64 = 10;

/// Why a value is implausible.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Implausible {
    /// Makes no sense, so it is refused.
    #[error("Angka di sini tidak bisa kurang dari 0.")]
    BelowZero,
    /// A correction of a running total that is less than the one before, or more than the one behind it.
    #[error("Tidak cocok dengan laporan sebelum atau sesudahnya.")]
    OutOfOrder,
    /// A running total that fell: most likely only the new part was typed.
    #[error(
        "Angka sejak awal tahun atau bulan tidak berkurang; bila laporan terakhir salah, tandai sebagai perbaikan."
    )]
    Decreased,
    /// Most likely a comma is missing.
    #[error("Jauh lebih tinggi dari biasanya.")]
    FarAbove,
    /// Most likely a comma too many.
    #[error("Jauh lebih rendah dari biasanya.")]
    FarBelow,
    /// A part of something that is counted.
    #[error("Biasanya bilangan bulat.")]
    Fraction,
    /// A comma before three digits, as other languages write thousands.
    #[error("Koma berarti pecahan; untuk ribuan pakai titik.")]
    Thousands,
}

/// Whether a value can be at all. Counts and shares end at zero, unless the plan or the last report says
/// that this indicator goes below it.
pub fn makes_sense(target: &Target, last: Option<Value>, value: Value) -> bool {
    value >= Value::ZERO || goes_below_zero(target, last)
}

fn goes_below_zero(target: &Target, last: Option<Value>) -> bool {
    planned(target).chain(last).any(|known| known < Value::ZERO)
}

/// Returns the values of the plan.
fn planned(target: &Target) -> impl Iterator<Item = Value> {
    target.months.0.into_iter().chain([target.baseline]).flatten()
}

/// Between which marks a value is taken without a question. Falling targets and results far above the plan are
/// normal; the question is asked only where a typing slip is likelier than the result.
///
/// Nothing but comparisons, so that the browser asks by the rule of the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlausibleRange {
    below_zero: bool,
    /// Where a total of the running year or month stands.
    least: Option<Value>,
    /// Below it a comma is too many. Zero is plausible where values are so small that one step less is zero.
    lowest: Option<Value>,
    most: Option<Value>,
    /// In the place of a report that is corrected, of the newest one unless another was chosen: the running totals before
    /// and behind it.
    between: Option<(Value, Option<Value>)>,
    /// Whether only whole things are counted.
    counts: bool,
    /// Whether a comma before three digits may be meant for thousands.
    thousands: bool,
}

impl PlausibleRange {
    /// Returns the plausible range on a day. `past` are the reports that count, newest first; the first one is where the
    /// indicator stands.
    pub fn of(target: &Target, is_percentage: bool, past: &[Standing], on: Date) -> Self {
        let newest = past.first().copied();
        let below_zero = goes_below_zero(target, newest.map(|newest| newest.value));
        let since = match target.accumulation {
            Accumulation::Year => Some(on.first_of_year()),
            Accumulation::Month => Some(on.first_of_month()),
            Accumulation::Level => None,
        };
        let running = newest.filter(|newest| since.is_some_and(|since| newest.observed_on >= since));
        let least = since.filter(|_| !below_zero).map(|_| running.map_or(Value::ZERO, |running| running.value));
        let before = past.get(1).filter(|before| since.is_some_and(|since| before.observed_on >= since));
        let before = before.map_or(Value::ZERO, |before| before.value);
        let reported = past.iter().map(|standing| standing.value);
        let most = match (target.accumulation, since) {
            (Accumulation::Year, Some(since)) => most_of_total(target, past, since, on),
            _ => most_of_values(target, is_percentage, past),
        };
        let is_level = target.accumulation == Accumulation::Level;
        let smallest = usual(past.iter().map(|standing| standing.value)).into_iter().min();
        let whole = |value: Value| value.is_whole();
        Self {
            below_zero,
            least,
            lowest: smallest.filter(|_| is_level && !below_zero).map(|smallest| smallest.divided(FAR_BELOW)),
            most,
            between: least.map(|_| (before, None)),
            counts: !is_level && !is_percentage && reported.clone().chain(planned(target)).all(whole),
            thousands: reported.clone().all(whole),
        }
    }

    /// Returns the plausible range of a report of the day `on` that is corrected. `past` are the reports before it, newest
    /// first, and `next` is the one behind it.
    pub fn of_correction(
        target: &Target,
        is_percentage: bool,
        past: &[Standing],
        next: Option<Standing>,
        on: Date,
    ) -> Self {
        let range = Self::of(target, is_percentage, past, on);
        let is_same = |next: &Standing| match target.accumulation {
            Accumulation::Year => next.observed_on.year() == on.year(),
            Accumulation::Month => next.observed_on.first_of_month() == on.first_of_month(),
            Accumulation::Level => false,
        };
        let next = next.filter(is_same).map(|next| next.value);
        Self { between: range.least.map(|least| (least, next)), ..range }
    }

    /// Why a value is implausible. A correction may take back a total that was too high. `typed` is the value as it was
    /// written.
    pub fn implausible(&self, value: Value, typed: &str, is_correction: bool) -> Option<Implausible> {
        if value < Value::ZERO && !self.below_zero {
            Some(Implausible::BelowZero)
        } else if self.thousands && Value::looks_like_thousands(typed) {
            Some(Implausible::Thousands)
        } else if self.counts && !value.is_whole() {
            Some(Implausible::Fraction)
        } else if self.least.is_some_and(|least| value < least) && !is_correction {
            Some(Implausible::Decreased)
        } else if self.most.is_some_and(|most| value > most) {
            Some(Implausible::FarAbove)
        } else if self.lowest.is_some_and(|lowest| value < lowest && (value > Value::ZERO || lowest > Value::ONE)) {
            Some(Implausible::FarBelow)
        } else if is_correction && self.is_out_of_order(value) {
            Some(Implausible::OutOfOrder)
        } else {
            None
        }
    }

    fn is_out_of_order(&self, value: Value) -> bool {
        self.between.is_some_and(|(before, behind)| value < before || behind.is_some_and(|behind| value > behind))
    }

    /// The running totals before and behind a report that is corrected.
    pub const fn neighbours(&self) -> Option<(Value, Option<Value>)> {
        self.between
    }

    /// Returns the range once a value was reported: a total does not fall below it, and nothing else widens.
    #[must_use]
    pub fn after(self, value: Value) -> Self {
        Self { least: self.least.and(Some(value)), ..self }
    }
}

/// Returns whether the population of a coverage is another one than before by more than half: a digit is missing or one
/// too many.
pub fn is_other_population(before: Value, now: Value) -> bool {
    let doubled = |value: Value| value.times(2).unwrap_or(Value::MAX);
    doubled(now) < before || doubled(now) > before.times(3).unwrap_or(Value::MAX)
}

/// Returns the values that lie around the middle of all, without slips.
fn usual(values: impl Iterator<Item = Value>) -> Vec<Value> {
    let mut values: Vec<Value> = values.collect();
    values.sort_unstable();
    // Of two the lower one: a lost comma is likelier than one too many.
    let Some(middle) = values.get(values.len().saturating_sub(1) / 2).copied().filter(|middle| *middle > Value::ZERO)
    else {
        return values;
    };
    let (low, high) = (middle.divided(FAR_BELOW), middle.times(FAR_ABOVE));
    values.retain(|value| *value == Value::ZERO || (*value >= low && high.is_none_or(|high| *value <= high)));
    values
}

/// Returns the largest plausible value of a level or of a month's total.
fn most_of_values(target: &Target, is_percentage: bool, past: &[Standing]) -> Option<Value> {
    let is_month = target.accumulation == Accumulation::Month;
    let usual = usual(past.iter().map(|standing| standing.value));
    let planned = planned(target).filter(|_| is_month || usual.is_empty()).max();
    let largest = usual.into_iter().max().max(planned)?;
    if is_percentage && largest <= Value::HUNDRED {
        return Some(Value::HUNDRED);
    }
    // Nothing to compare with: of zero even the first one is more than any number of times as much.
    if largest <= Value::ZERO {
        return None;
    }
    Some(largest.times(FAR_ABOVE)?.max(Value::whole(SMALL)))
}

/// Returns the largest plausible total of a year: where it stands, and some times the largest step so far. The step of a
/// pause is as long as the pause.
fn most_of_total(target: &Target, past: &[Standing], since: Date, on: Date) -> Option<Value> {
    let days = |from: Date, until: Date| i64::from((until - from).get_days()).max(1);
    let running: Vec<Standing> = past.iter().copied().filter(|standing| standing.observed_on >= since).collect();
    let Some(last) = running.first() else {
        let largest = planned(target).max().filter(|largest| *largest > Value::ZERO)?;
        return largest.times(FAR_ABOVE);
    };
    let pairs = running.windows(2).filter_map(|pair| pair[0].value.minus(pair[1].value));
    let steps: Vec<Value> = pairs.filter(|step| *step > Value::ZERO).collect();
    let oldest = running.last().filter(|_| past.len() < MAX_PAST).map(|first| first.value);
    let step = usual(steps.into_iter().chain(oldest)).into_iter().max().unwrap_or(Value::ZERO);
    let planned = planned(target).max().unwrap_or(Value::ZERO).divided(12);
    let pace = last.value.divided(days(since, last.observed_on)).times(days(last.observed_on, on))?;
    let most = last.value.plus(step.max(planned).max(pace).times(FAR_ABOVE)?)?;
    Some(most.max(Value::whole(SMALL)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::measure::{MonthTargets, Polarity};
    use jiff::civil::date;

    const TODAY: Date = date(2026, 11, 22);

    fn value(text: &str) -> Value {
        text.parse().expect("a value")
    }

    fn target(accumulation: Accumulation, months: MonthTargets) -> Target {
        Target { accumulation, months, ..Target::yearly("0") }
    }

    fn at(text: &str, observed_on: Date) -> Standing {
        Standing { value: value(text), observed_on }
    }

    /// Asks about what is typed after reports, newest first, one a month.
    fn asked(target: &Target, is_percentage: bool, past: &[&str], typed: &str) -> Option<Implausible> {
        let past: Vec<Standing> =
            past.iter().zip(1_i8..).map(|(text, back)| at(text, date(2026, 11 - back, 20))).collect();
        let read = Value::parse_typed(typed).expect("a number");
        PlausibleRange::of(target, is_percentage, &past, TODAY).implausible(read, typed, false)
    }

    #[test]
    fn a_running_total_does_not_fall_but_a_new_year_or_month_begins_at_nothing() {
        let odd = |accumulation, last_on, typed, correction| {
            let target = target(accumulation, MonthTargets::even(value("1200")));
            PlausibleRange::of(&target, false, &[at("163", last_on)], TODAY).implausible(
                value(typed),
                typed,
                correction,
            )
        };
        let (year, month) = (Accumulation::Year, Accumulation::Month);
        assert_eq!(odd(year, date(2026, 1, 1), "1", false), Some(Implausible::Decreased));
        assert_eq!(odd(year, date(2026, 1, 1), "163", false), None);
        assert_eq!(odd(year, date(2026, 1, 1), "1", true), None, "a correction takes back");
        assert_eq!(odd(year, date(2025, 12, 31), "1", false), None);
        assert_eq!(odd(month, date(2026, 11, 1), "1", false), Some(Implausible::Decreased));
        assert_eq!(odd(month, date(2026, 10, 31), "1", false), None);
        assert_eq!(odd(Accumulation::Level, TODAY, "25", false), None, "a level rises and falls");
    }

    #[test]
    fn a_comma_slipped_in_a_correction_of_the_newest_total_is_asked_about() {
        let visits = target(Accumulation::Year, MonthTargets::even(value("1200")));
        let past = [at("164", date(2026, 11, 20)), at("158", date(2026, 11, 2)), at("120", date(2026, 10, 2))];
        let range = PlausibleRange::of(&visits, false, &past, TODAY);
        assert_eq!(range.implausible(value("16"), "16", true), Some(Implausible::OutOfOrder));
        assert_eq!(range.implausible(value("161"), "161", true), None, "between the one before and the wrong one");
        assert_eq!(range.neighbours(), Some((value("158"), None)));
        let first = [at("164", date(2026, 1, 20)), at("1180", date(2025, 12, 20))];
        let range = PlausibleRange::of(&visits, false, &first, date(2026, 1, 22));
        assert_eq!(range.implausible(value("150"), "150", true), None, "the first of the year");
    }

    #[test]
    fn a_lost_comma_is_asked_about_again_and_again() {
        let minutes = target(Accumulation::Level, MonthTargets::constant(value("1000")));
        assert_eq!(
            asked(&minutes, false, &["20.8"], "208"),
            Some(Implausible::FarAbove),
            "although the plan is larger"
        );
        assert_eq!(
            asked(&minutes, false, &["208", "20.8"], "2080"),
            Some(Implausible::FarAbove),
            "a slip widens nothing"
        );
        assert_eq!(asked(&minutes, false, &["208", "20.8"], "21,5"), None);
        assert_eq!(asked(&minutes, false, &["20.8", "19", "22"], "2,08"), Some(Implausible::FarBelow));
        assert_eq!(asked(&minutes, false, &["208", "203", "210", "20.8"], "215"), None, "it has become the rule");
    }

    #[test]
    fn nothing_at_all_is_asked_about_where_the_usual_is_far_from_it() {
        let minutes = target(Accumulation::Level, MonthTargets::constant(value("20")));
        assert_eq!(asked(&minutes, false, &["20.8", "19", "22"], "0"), Some(Implausible::FarBelow));
        assert_eq!(asked(&minutes, false, &["3", "2", "4"], "0"), None);
    }

    #[test]
    fn a_corrected_total_is_compared_with_its_neighbours() {
        let visits = target(Accumulation::Year, MonthTargets::even(value("1200")));
        let day = date(2026, 3, 31);
        let past = [at("540", date(2026, 3, 14)), at("480", date(2026, 2, 28))];
        let next = Some(at("620", date(2026, 4, 14)));
        let range = PlausibleRange::of_correction(&visits, false, &past, next, day);
        for (typed, odd) in [
            ("54", Some(Implausible::OutOfOrder)),
            ("560", None),
            ("620", None),
            ("621", Some(Implausible::OutOfOrder)),
            ("5600", Some(Implausible::FarAbove)),
        ] {
            assert_eq!(range.implausible(value(typed), typed, true), odd, "{typed}");
        }
        let far = Some(at("20", date(2027, 1, 14)));
        let range = PlausibleRange::of_correction(&visits, false, &past, far, day);
        assert_eq!(range.implausible(value("560"), "560", true), None, "another year counts anew");
        let level = target(Accumulation::Level, MonthTargets::constant(value("600")));
        let range = PlausibleRange::of_correction(&level, false, &past, next, day);
        assert_eq!(range.implausible(value("630"), "630", true), None, "a level rises and falls");
    }

    #[test]
    fn a_total_is_compared_with_its_own_steps() {
        let visits = target(Accumulation::Year, MonthTargets::even(value("300")));
        let past = ["148", "135", "121", "104"];
        assert_eq!(asked(&visits, false, &past, "1.490"), Some(Implausible::FarAbove));
        assert_eq!(asked(&visits, false, &past, "149"), None);
        assert_eq!(asked(&visits, false, &past, "200"), None, "much more than planned is normal");
        assert_eq!(asked(&visits, false, &past, "151,5"), Some(Implausible::Fraction));
        assert_eq!(asked(&visits, false, &past, "999.999.999"), Some(Implausible::FarAbove));
        assert_eq!(asked(&visits, false, &[], "999.999.999"), Some(Implausible::FarAbove));
        let stopped = [at("1490", date(2026, 10, 20)), at("148", date(2026, 9, 20)), at("135", date(2026, 8, 20))];
        let range = PlausibleRange::of(&visits, false, &stopped, TODAY);
        assert_eq!(range.implausible(value("14900"), "14900", false), Some(Implausible::FarAbove));
    }

    #[test]
    fn a_comma_for_thousands_is_asked_about() {
        let pupils = target(Accumulation::Level, MonthTargets::constant(value("1200")));
        assert_eq!(asked(&pupils, false, &["980"], "1,000"), Some(Implausible::Thousands));
        assert_eq!(asked(&pupils, false, &[], "1,000"), Some(Implausible::Thousands));
        assert_eq!(asked(&pupils, false, &["980"], "1.000"), None);
        let index = target(Accumulation::Level, MonthTargets::constant(value("1")));
        assert_eq!(asked(&index, false, &["0.975"], "1,012"), None, "fractions are usual here");
    }

    #[test]
    fn a_share_ends_at_a_hundred_unless_more_is_usual() {
        let share = target(Accumulation::Level, MonthTargets::constant(value("98")));
        assert_eq!(asked(&share, true, &["95.5"], "955"), Some(Implausible::FarAbove));
        assert_eq!(asked(&share, true, &["95.5"], "100"), None);
        assert_eq!(asked(&share, true, &["104"], "112"), None, "more than all is usual here");
    }

    #[test]
    fn another_population_is_asked_about_from_half_as_many_on() {
        for (before, now, asked) in [
            ("240", "250", false),
            ("240", "120", false),
            ("240", "119", true),
            ("240", "360", false),
            ("240", "361", true),
            ("240", "24", true),
            ("240", "2400", true),
            ("999999999999", "999999999999", false),
            ("999999999999", "1", true),
        ] {
            assert_eq!(is_other_population(value(before), value(now)), asked, "{before} {now}");
        }
    }

    #[test]
    fn falling_targets_and_much_more_than_planned_are_normal() {
        let days = Target {
            polarity: Polarity::Minimise,
            baseline: Some(value("14")),
            ..target(Accumulation::Level, MonthTargets::constant(value("3")))
        };
        for typed in ["0", "2", "16"] {
            assert_eq!(asked(&days, false, &["5"], typed), None, "{typed}");
            assert_eq!(asked(&days, false, &[], typed), None, "{typed}");
        }
        let complaints = target(Accumulation::Year, MonthTargets::constant(Value::ZERO));
        assert_eq!(asked(&complaints, false, &["0"], "7"), None);
    }

    #[test]
    fn less_than_nothing_makes_sense_only_where_it_is_known() {
        let visits = target(Accumulation::Year, MonthTargets::even(value("1200")));
        assert!(!makes_sense(&visits, None, value("-5")));
        assert_eq!(asked(&visits, false, &[], "-5"), Some(Implausible::BelowZero));
        let growth =
            Target { baseline: Some(value("-2")), ..target(Accumulation::Level, MonthTargets::constant(value("3"))) };
        assert!(makes_sense(&growth, None, value("-5")));
        assert_eq!(asked(&growth, true, &[], "-5"), None);
    }

    #[test]
    fn a_confirmed_slip_moves_the_floor_and_nothing_else() {
        let visits = target(Accumulation::Year, MonthTargets::even(value("1200")));
        let plausible = PlausibleRange::of(&visits, false, &[at("163", TODAY)], TODAY).after(value("50000"));
        assert_eq!(plausible.implausible(value("49999"), "49999", false), Some(Implausible::Decreased));
        assert_eq!(plausible.implausible(value("500000"), "500000", false), Some(Implausible::FarAbove));
    }
}
