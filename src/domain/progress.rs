//! Progress reports: what makes one acceptable, and which values are asked about because they look like a slip.

use crate::domain::{
    actor::Actor,
    id::{EmployeeId, IkiId, ReportId},
    measure::{Accumulation, Standing, Target, Value},
    text::Note,
};
use jiff::{Timestamp, ToSpan, civil::Date};
use serde::{Deserialize, Serialize};

/// A report as it comes in. Its id is made by the sender, so that sending it again changes nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewReport {
    pub id: ReportId,
    pub iki: IkiId,
    pub value: Value,
    pub note: Option<Note>,
    /// The moment that the value describes.
    pub observed_at: Timestamp,
    /// The report that this one corrects.
    pub corrects: Option<ReportId>,
}

/// Why a report is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum ReportRefusal {
    #[error("Penilaian periode ini sudah final, jadi laporan tidak dapat ditambah.")]
    PeriodFinal,
    #[error(
        "Kiriman ini sudah diterima dengan isi lain. Bila isi itu salah, tandai sebagai perbaikan; bila ini laporan baru, \
         kirim lagi."
    )]
    KeyReused,
    #[error(
        "Laporan itu sudah diperbaiki dari tab atau perangkat lain. Muat ulang untuk melihatnya; isian ini tetap ada."
    )]
    AlreadyCorrected,
    #[error("Waktu realisasi tidak boleh di masa depan.")]
    InFuture,
    #[error("Waktu realisasi di luar masa SKP ini.")]
    OutsidePlan,
    #[error("SKP ini belum ditetapkan atau sudah ditutup.")]
    PlanNotOpen,
}

/// What is known about the indicator when a report for it arrives.
#[derive(Clone, Copy, Debug)]
pub struct ReportWindow {
    pub owner: EmployeeId,
    pub plan_open: bool,
    pub starts_at: Timestamp,
    /// The first instant after the plan.
    pub ends_at: Timestamp,
    pub period_final: bool,
}

/// Clocks of phones run ahead; so much is forgiven.
const CLOCK_SKEW_MINUTES: i64 = 10;

/// Decides on a report. `None` stands for an indicator that is not this person's: it must look as if it
/// did not exist.
///
/// # Errors
/// The first rule that the report breaks.
pub fn may_report(
    actor: &Actor,
    window: &ReportWindow,
    report: &NewReport,
    now: Timestamp,
) -> Option<Result<(), ReportRefusal>> {
    if actor.employee != Some(window.owner) {
        return None;
    }
    Some(if !window.plan_open {
        Err(ReportRefusal::PlanNotOpen)
    } else if report.observed_at > now + CLOCK_SKEW_MINUTES.minutes() {
        Err(ReportRefusal::InFuture)
    } else if report.observed_at < window.starts_at || report.observed_at >= window.ends_at {
        Err(ReportRefusal::OutsidePlan)
    } else if window.period_final {
        Err(ReportRefusal::PeriodFinal)
    } else {
        Ok(())
    })
}

/// Why a value is implausible.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Implausible {
    /// Makes no sense, so it is refused.
    #[error("Angka di sini tidak bisa kurang dari 0.")]
    BelowZero,
    /// A running total that fell: most likely only the new part was typed.
    #[error("Total tidak berkurang; bila laporan terakhir salah, tandai sebagai perbaikan.")]
    Decreased,
    /// Most likely a comma or a thousand too many.
    #[error("Lebih tinggi dari biasanya.")]
    FarAbove,
}

/// Whether a value can be at all. Counts and shares end at zero, unless the plan or the last report says
/// that this indicator goes below it.
pub fn makes_sense(target: &Target, last: Option<Value>, value: Value) -> bool {
    value >= Value::ZERO || goes_below_zero(target, last)
}

fn goes_below_zero(target: &Target, last: Option<Value>) -> bool {
    target.months.0.into_iter().chain([target.baseline, last]).flatten().any(|known| known < Value::ZERO)
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
    most: Option<Value>,
}

impl PlausibleRange {
    /// Returns the plausible range on a day, after the last report.
    pub fn of(target: &Target, is_percentage: bool, last: Option<Standing>, on: Date) -> Self {
        let last_value = last.map(|last| last.value);
        let below_zero = goes_below_zero(target, last_value);
        let runs_since = match target.accumulation {
            Accumulation::Year => Some(on.first_of_year()),
            Accumulation::Month => Some(on.first_of_month()),
            Accumulation::Level => None,
        };
        let floor = runs_since
            .filter(|_| !below_zero)
            .map(|since| last.filter(|last| last.observed_on >= since).map_or(Value::ZERO, |last| last.value));
        let largest = target.months.0.into_iter().chain([target.baseline, last_value]).flatten().max();
        let most = match largest {
            Some(largest) if is_percentage && largest <= Value::HUNDRED => Some(Value::HUNDRED),
            // Nothing to compare with: of zero even the first one is more than ten times as much.
            Some(largest) if largest > Value::ZERO => largest.tenfold(),
            _ => None,
        };
        Self { below_zero, least: floor, most }
    }

    /// Why a value is implausible. A correction may take back a total that was too high.
    pub fn implausible(&self, value: Value, is_correction: bool) -> Option<Implausible> {
        if value < Value::ZERO && !self.below_zero {
            Some(Implausible::BelowZero)
        } else if self.least.is_some_and(|least| value < least) && !is_correction {
            Some(Implausible::Decreased)
        } else if self.most.is_some_and(|most| value > most) {
            Some(Implausible::FarAbove)
        } else {
            None
        }
    }

    /// Returns the range once a value was reported.
    #[must_use]
    pub fn after(self, value: Value) -> Self {
        Self { least: self.least.and(Some(value)), most: self.most.map(|most| most.max(value)), ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::measure::{Frequency, MonthTargets, Polarity};
    use jiff::civil::date;

    const TODAY: Date = date(2026, 11, 22);

    fn value(text: &str) -> Value {
        text.parse().expect("a value")
    }

    fn target(accumulation: Accumulation, months: MonthTargets) -> Target {
        Target {
            polarity: Polarity::Maximise,
            accumulation,
            baseline: None,
            months,
            frequency: Frequency::Monthly,
            starts_on: date(2026, 1, 1),
            ends_on: date(2026, 12, 31),
            asked_from: date(2026, 1, 1),
        }
    }

    fn at(text: &str, observed_on: Date) -> Standing {
        Standing { value: value(text), observed_on }
    }

    #[test]
    fn a_running_total_does_not_fall_but_a_new_year_or_month_begins_at_nothing() {
        let odd = |accumulation, last_on, typed, correction| {
            let target = target(accumulation, MonthTargets::even(value("1200")));
            PlausibleRange::of(&target, false, Some(at("163", last_on)), TODAY).implausible(value(typed), correction)
        };
        let (year, month) = (Accumulation::Year, Accumulation::Month);
        assert_eq!(odd(year, date(2026, 1, 1), "1", false), Some(Implausible::Decreased));
        assert_eq!(odd(year, date(2026, 1, 1), "163", false), None);
        assert_eq!(odd(year, date(2026, 1, 1), "1", true), None, "a correction takes back");
        assert_eq!(odd(year, date(2025, 12, 31), "1", false), None);
        assert_eq!(odd(month, date(2026, 11, 1), "1", false), Some(Implausible::Decreased));
        assert_eq!(odd(month, date(2026, 10, 31), "1", false), None);
        assert_eq!(odd(Accumulation::Level, TODAY, "1", false), None, "a level rises and falls");
    }

    #[test]
    fn a_comma_or_a_thousand_too_many_is_asked_about() {
        let share = target(Accumulation::Level, MonthTargets::constant(value("98")));
        let odd = |is_percentage, last, typed| {
            PlausibleRange::of(&share, is_percentage, Some(at(last, TODAY)), TODAY).implausible(value(typed), false)
        };
        assert_eq!(odd(true, "95.5", "955"), Some(Implausible::FarAbove));
        assert_eq!(odd(true, "95.5", "100"), None);
        assert_eq!(odd(true, "104", "112"), None, "more than all is usual here");
        assert_eq!(odd(false, "95.5", "980"), None);
        assert_eq!(odd(false, "95.5", "980.1"), Some(Implausible::FarAbove));
        let visits = target(Accumulation::Year, MonthTargets::even(value("1200")));
        assert_eq!(
            PlausibleRange::of(&visits, false, None, TODAY).implausible(value("100000000"), false),
            Some(Implausible::FarAbove)
        );
    }

    #[test]
    fn falling_targets_and_much_more_than_planned_are_normal() {
        let days = Target {
            polarity: Polarity::Minimise,
            baseline: Some(value("14")),
            ..target(Accumulation::Level, MonthTargets::constant(value("3")))
        };
        for typed in ["0", "2", "16", "140"] {
            assert_eq!(
                PlausibleRange::of(&days, false, Some(at("5", TODAY)), TODAY).implausible(value(typed), false),
                None,
                "{typed}"
            );
        }
        let complaints = target(Accumulation::Year, MonthTargets::constant(Value::ZERO));
        assert_eq!(
            PlausibleRange::of(&complaints, false, Some(at("0", TODAY)), TODAY).implausible(value("7"), false),
            None
        );
    }

    #[test]
    fn less_than_nothing_makes_sense_only_where_it_is_known() {
        let visits = target(Accumulation::Year, MonthTargets::even(value("1200")));
        assert!(!makes_sense(&visits, None, value("-5")));
        assert_eq!(
            PlausibleRange::of(&visits, false, None, TODAY).implausible(value("-5"), true),
            Some(Implausible::BelowZero)
        );
        let growth =
            Target { baseline: Some(value("-2")), ..target(Accumulation::Level, MonthTargets::constant(value("3"))) };
        assert!(makes_sense(&growth, None, value("-5")));
        assert_eq!(PlausibleRange::of(&growth, true, None, TODAY).implausible(value("-5"), false), None);
    }

    #[test]
    fn what_was_reported_is_usual_from_then_on() {
        let visits = target(Accumulation::Year, MonthTargets::even(value("1200")));
        let plausible = PlausibleRange::of(&visits, false, Some(at("163", TODAY)), TODAY).after(value("50000"));
        assert_eq!(plausible.implausible(value("50000"), false), None);
        assert_eq!(plausible.implausible(value("49999"), false), Some(Implausible::Decreased));
    }
}
