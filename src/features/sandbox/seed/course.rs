//! The values of an indicator over the year, which end at the intended status.

use super::dice::Dice;
use crate::domain::{
    measure::{Accumulation, Fraction, Polarity, Standing, Status, Target, Thresholds, Value},
    template::TemplateIki,
};
use jiff::civil::Date;
use rust_decimal::Decimal;

/// The share of the expected value, in thousandths, from the first report to the last.
pub(crate) struct Course {
    from: i64,
    to: i64,
    /// The deviation of each report.
    strays: Vec<i64>,
    /// Whether the values are above a target of which neither more nor less is better.
    above: bool,
}

/// The largest deviation of a report from the course, in thousandths.
const STRAY: i64 = 35;

impl Course {
    /// A course that ends ahead, on plan or behind.
    pub(crate) fn drawn(dice: &mut Dice, aim: Status, reports: usize) -> Self {
        let to = match aim {
            Status::Ahead => dice.within(1130..=1300),
            Status::NeedsSupport => dice.within(620..=850),
            Status::OnPlan | Status::Silent | Status::NotDue => dice.within(945..=1065),
        };
        let from = match dice.within(0..100) {
            // As at the end.
            0..60 => to + dice.within(-60..=60),
            // A slow start.
            60..78 => dice.within(760..=930),
            // A quick one.
            _ => dice.within(1040..=1180),
        };
        let strays = (0..reports).map(|_| dice.within(-STRAY..=STRAY)).collect();
        Self { from, to, strays, above: dice.chance(50) }
    }

    /// Returns the values on those days, ending with the intended status as of `today` if the measure allows it.
    pub(crate) fn values(
        mut self,
        iki: &TemplateIki,
        target: &Target,
        days: &[Date],
        aim: Option<Status>,
        today: Date,
    ) -> Vec<Value> {
        if let Some((day, room)) = days.last().and_then(|day| Some((*day, room(iki, target, *day)?))) {
            self.to = self.to.min(room - head_start(target, day) - STRAY);
        }
        let mut values = self.along(iki, target, days);
        let Some(aim) = aim else { return values };
        for _ in 0..12 {
            let (Some(value), Some(observed_on)) = (values.last(), days.last()) else { break };
            let standing = Standing { value: *value, observed_on: *observed_on };
            let status = target.status(Some(standing), today, Thresholds::default());
            if status == aim || !matches!(status, Status::NeedsSupport | Status::OnPlan | Status::Ahead) {
                break;
            }
            self.to += if status < aim { 45 } else { -45 };
            values = self.along(iki, target, days);
        }
        values
    }

    fn along(&self, iki: &TemplateIki, target: &Target, days: &[Date]) -> Vec<Value> {
        let last = i64::try_from(days.len().saturating_sub(1)).unwrap_or(0).max(1);
        let mut values: Vec<Value> = vec![];
        for ((at, day), stray) in (0_i64..).zip(days).zip(&self.strays) {
            let share = self.from + (self.to - self.from) * at / last + if at == last { 0 } else { *stray };
            let share = share + head_start(target, *day);
            let mut value = counted(iki, rounded(self.value(target, *day, share), iki.unit_of_measure));
            let same_total =
                at.checked_sub(1).and_then(|before| days.get(usize::try_from(before).ok()?)).is_some_and(|before| {
                    match target.accumulation {
                        Accumulation::Year => true,
                        Accumulation::Month => before.month() == day.month(),
                        Accumulation::Level => false,
                    }
                });
            if let Some(before) = values.last().filter(|_| same_total && target.polarity == Polarity::Maximise) {
                value = value.max(*before);
            }
            values.push(value);
        }
        values
    }

    fn value(&self, target: &Target, day: Date, share: i64) -> Decimal {
        let expected = target.expected(day).or(target.months.last().map(Value::decimal)).unwrap_or_default();
        let share = Decimal::new(share, 3);
        match target.polarity {
            Polarity::Maximise => expected * share,
            Polarity::Minimise => {
                let baseline = target.baseline.map_or(Decimal::ZERO, Value::decimal);
                baseline - (baseline - expected) * share
            }
            Polarity::Stabilise => {
                let off = (Decimal::ONE - share).abs();
                expected * if self.above { Decimal::ONE + off } else { Decimal::ONE - off }
            }
        }
    }
}

/// Returns the lead at the beginning: early in the year a total rests between two reports while the plan's line rises.
fn head_start(target: &Target, day: Date) -> i64 {
    match target.accumulation {
        Accumulation::Year => 9_000 / i64::from((day - target.starts_on).get_days()).max(15),
        Accumulation::Month | Accumulation::Level => 0,
    }
}

/// Returns whether the measure can be ahead: a share cannot pass 100 %, a waiting time not fall below zero.
pub(crate) fn can_be_ahead(iki: &TemplateIki, target: &Target, on: Date) -> bool {
    let Some(expected) = target.expected(on) else { return false };
    let ahead = Decimal::new(113, 2);
    match target.polarity {
        Polarity::Maximise => most(iki.unit_of_measure).is_none_or(|most| expected * ahead <= most),
        Polarity::Minimise => {
            let baseline = target.baseline.map_or(Decimal::ZERO, Value::decimal);
            baseline - (baseline - expected) * ahead >= Decimal::ZERO
        }
        Polarity::Stabilise => false,
    }
}

/// Returns the largest plausible share, in thousandths: 98.5 % of all, or a waiting time of well under half the target.
fn room(iki: &TemplateIki, target: &Target, on: Date) -> Option<i64> {
    let expected = target.expected(on)?;
    let thousand = Decimal::from(1000);
    let room = match (target.polarity, most(iki.unit_of_measure)) {
        (Polarity::Maximise, Some(most)) => (most * Decimal::from(985)).checked_div(expected)?,
        (Polarity::Minimise, _) => {
            let baseline = target.baseline.map_or(Decimal::ZERO, Value::decimal);
            ((baseline - expected * Decimal::new(4, 1)) * thousand).checked_div(baseline - expected)?
        }
        _ => return None,
    };
    i64::try_from(room.trunc()).ok()
}

/// Returns the highest value of a measure, if it has one.
fn most(unit_of_measure: &str) -> Option<Decimal> {
    matches!(unit_of_measure, "%" | "indeks").then_some(Decimal::ONE_HUNDRED)
}

/// Rounds as people report: percentages to a tenth, indices to a hundredth, things whole; never below zero.
fn rounded(value: Decimal, unit_of_measure: &str) -> Value {
    let places = match unit_of_measure {
        "indeks" => 2,
        "%" | "hari" | "jam" => 1,
        _ => 0,
    };
    let value = value.max(Decimal::ZERO).min(most(unit_of_measure).unwrap_or(Decimal::MAX));
    Value::new(value.round_dp(places)).unwrap_or(Value::ZERO)
}

/// Returns the value that people report: of a coverage the share of the whole number nearest to it.
pub(super) fn counted(iki: &TemplateIki, value: Value) -> Value {
    let fraction = iki.population().and_then(|population| Fraction::nearest(value, population));
    fraction.map_or(value, Fraction::percent)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::template::template;
    use jiff::civil::date;

    #[test]
    fn a_course_ends_where_it_is_meant_to() {
        let (from, to, today) = (date(2026, 1, 1), date(2026, 12, 31), date(2026, 11, 22));
        let days: Vec<_> = (1..=10).map(|month| date(2026, month, 27)).chain([date(2026, 11, 20)]).collect();
        let mut dice = Dice::new(1, "Kota", "course");
        for iki in template("bidan").results.iter().flat_map(|result| result.indicators) {
            for aim in [Status::OnPlan, Status::NeedsSupport] {
                let target = iki.target(from, to, from);
                let course = Course::drawn(&mut dice, aim, days.len());
                let values = course.values(iki, &target, &days, Some(aim), today);
                let last = Standing { value: values[days.len() - 1], observed_on: days[days.len() - 1] };
                assert_eq!(target.status(Some(last), today, Thresholds::default()), aim, "{}", iki.name);
            }
        }
    }
}
