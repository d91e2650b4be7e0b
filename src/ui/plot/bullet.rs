//! The bar of an indicator: how much of the target is reached.

use super::amount;
use crate::{
    domain::measure::{Achievement, Polarity, STEP_UNIT, Share, Standing, Status, Target, Value, achievement, share},
    ui::{format, status::status_word},
};
use jiff::civil::Date;
use rust_decimal::{Decimal, prelude::ToPrimitive};
use serde::{Deserialize, Serialize};

/// The progress of an indicator towards the target at the end: a bar on an axis of achievement in percent.
///
/// It contains its measure, so that the browser can move the bar while somebody types.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BulletPlot {
    polarity: Polarity,
    baseline: Option<Value>,
    whole: Value,
    /// The ends of the axis, in percent.
    low: i32,
    high: i32,
    pub status: Status,
    pub zero: i32,
    pub target: i32,
    pub expected: Option<i32>,
    pub value: Option<i32>,
    /// One sentence that describes the bar.
    pub summary: String,
}

impl BulletPlot {
    /// The lowest end of the axis, in percent, however far a value lies beyond; the numbers beside the bar are exact.
    const LOWEST: i32 = -100;
    const HIGHEST: i32 = 300;

    /// Returns the bar on a day; `None` if the plan has no target, and of a measure in words.
    pub fn new(target: &Target, standing: Option<Standing>, on: Date, status: Status, unit: &str) -> Option<Self> {
        if unit == STEP_UNIT {
            return None;
        }
        let closed = target.closed_month(standing, on);
        let on = target.judged_on(standing, on);
        let whole = target.aim(on)?;
        let share = |value| achievement(target.polarity, target.baseline, whole.decimal(), value);
        let due = target.expected(on);
        let expected = due.and_then(kept).map(share);
        let achieved = standing.map(|standing| share(standing.value));
        let (low, high) = axis([expected, achieved]);
        let when = closed.map_or_else(|| "sekarang".to_owned(), |on| format!("akhir {}", format::short_month(on)));
        let now = due.map(|due| format!("; seharusnya {when} {}", amount(due, unit))).unwrap_or_default();
        let aim = amount(whole.decimal(), unit);
        // Not the words of the report form's fields: a search for a field's name must find the field only.
        let stands = match (standing, achieved) {
            (Some(standing), Some(Achievement::Percent(percent))) => {
                let value = amount(standing.value.decimal(), unit);
                format!("{value}, {} dari target {aim}", format::percent(percent))
            }
            (Some(standing), _) => format!("{}, target {aim}", amount(standing.value.decimal(), unit)),
            (None, _) => format!("Belum ada angka, target {aim}"),
        };
        let summary = format!("{stands}{now}. {}.", status_word(status));
        let mut plot = Self {
            polarity: target.polarity,
            baseline: target.baseline,
            whole,
            low,
            high,
            status,
            zero: 0,
            target: 0,
            expected: None,
            value: None,
            summary,
        };
        plot.zero = plot.place(0.0);
        plot.target = plot.place(100.0);
        let place = |achieved| plot.place(percent_of(achieved).to_f64().unwrap_or_default());
        (plot.expected, plot.value) = (expected.map(place), achieved.map(place));
        Some(plot)
    }

    /// Returns the end of the bar if `typed` were reported; `None` if it is no number.
    pub fn preview(&self, typed: &str) -> Option<i32> {
        let value = Value::parse_typed(typed).ok()?.approximate();
        let baseline = self.baseline.unwrap_or(Value::ZERO).approximate();
        let percent = match share(self.polarity, baseline, self.whole.approximate(), value) {
            Share::Of { part, whole } => part / whole * 100.0,
            Share::Reached(true) => 100.0,
            Share::Reached(false) => 0.0,
        };
        Some(self.place(percent))
    }

    /// Returns the thousandth of the axis at a percentage. Binary fractions, because the browser computes it too.
    #[expect(clippy::cast_possible_truncation, reason = "between 0 and 1,000")]
    fn place(&self, percent: f64) -> i32 {
        let (low, high) = (f64::from(self.low), f64::from(self.high));
        ((percent - low) / (high - low) * 1000.0).round().clamp(0.0, 1000.0) as i32
    }
}

/// Rounds to the precision of a value.
fn kept(value: Decimal) -> Option<Value> {
    Value::new(value.round_dp(4)).ok()
}

/// Returns a share on the axis; a target without a percentage fills the bar or leaves it empty.
fn percent_of(achieved: Achievement) -> Decimal {
    match achieved {
        Achievement::Percent(percent) => percent,
        Achievement::Reached(true) => Decimal::ONE_HUNDRED,
        Achievement::Reached(false) => Decimal::ZERO,
    }
}

/// Returns the ends of the axis: 0 to 125 %, extended in quarters if a value needs it.
fn axis(shares: [Option<Achievement>; 2]) -> (i32, i32) {
    let quarter = Decimal::from(25);
    let (mut low, mut high) = (0, 125);
    for share in shares.into_iter().flatten() {
        let percent = percent_of(share).clamp(BulletPlot::LOWEST.into(), BulletPlot::HIGHEST.into());
        low = low.min((percent / quarter).floor().to_i32().unwrap_or_default() * 25);
        high = high.max((percent / quarter).ceil().to_i32().unwrap_or_default() * 25);
    }
    (low, high)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::measure::{Accumulation, MonthTargets};
    use jiff::civil::date;

    fn value(text: &str) -> Value {
        text.parse().expect("a value")
    }

    fn falling() -> Target {
        Target {
            polarity: Polarity::Minimise,
            accumulation: Accumulation::Level,
            baseline: Some(value("14")),
            months: MonthTargets::constant(value("3")),
            ..Target::yearly("0")
        }
    }

    fn standing(text: &str, observed_on: Date) -> Standing {
        Standing { value: value(text), observed_on }
    }

    #[test]
    fn half_the_target_ends_at_half_of_a_hundred() {
        let june = date(2026, 6, 30);
        let plot = BulletPlot::new(&Target::yearly("1200"), Some(standing("540", june)), june, Status::OnPlan, "akta")
            .expect("a target");
        assert_eq!((plot.zero, plot.target), (0, 800));
        assert_eq!((plot.expected, plot.value), (Some(400), Some(360)));
        assert_eq!(
            plot.summary,
            "540 akta, 45 % dari target 1.200 akta; seharusnya sekarang 600 akta. Sesuai rencana."
        );
        assert_eq!(plot.preview("1.200"), Some(800));
        assert_eq!(plot.preview("1.500,0"), Some(1000));
        assert_eq!(plot.preview("9999999"), Some(1000));
        assert_eq!(plot.preview("-1"), Some(0));
        assert_eq!(plot.preview(""), None);
    }

    #[test]
    fn the_axis_makes_room_above_and_below() {
        let june = date(2026, 6, 30);
        let plot = |text| {
            BulletPlot::new(&falling(), Some(standing(text, june)), june, Status::OnPlan, "hari").expect("a target")
        };
        let behind = plot("16");
        assert_eq!((behind.zero, behind.target), (167, 833));
        assert!(behind.value.expect("a value") < behind.zero);
        assert!(plot("2").value > plot("3").value);
        let far = BulletPlot::new(&Target::yearly("10"), Some(standing("5000", june)), june, Status::Ahead, "")
            .expect("a target");
        assert_eq!((far.value, far.target), (Some(1000), 333));
    }

    #[test]
    fn without_a_report_the_bar_shows_what_is_expected() {
        let plot = BulletPlot::new(&Target::yearly("1200"), None, date(2026, 6, 30), Status::Silent, "akta")
            .expect("a target");
        assert_eq!((plot.value, plot.expected), (None, Some(400)));
        assert_eq!(
            plot.summary,
            "Belum ada angka, target 1.200 akta; seharusnya sekarang 600 akta. Tanpa laporan baru."
        );
        let empty = Target { months: MonthTargets([None; 12]), ..Target::yearly("0") };
        assert_eq!(BulletPlot::new(&empty, None, date(2026, 6, 30), Status::NotDue, ""), None);
    }

    #[test]
    fn a_monthly_total_is_drawn_against_its_own_month() {
        let target = Target {
            accumulation: Accumulation::Month,
            months: MonthTargets::constant(value("400")),
            ..Target::yearly("0")
        };
        let april = Some(standing("200", date(2026, 4, 30)));
        let plot = BulletPlot::new(&target, april, date(2026, 5, 3), Status::NeedsSupport, "").expect("a target");
        assert_eq!((plot.expected, plot.value), (Some(plot.target), Some(400)));
        assert!(plot.summary.contains("; seharusnya akhir Apr 400. "), "{}", plot.summary);
    }

    #[test]
    fn a_target_of_nothing_is_reached_or_not() {
        let june = date(2026, 6, 30);
        let target = Target { baseline: Some(value("0")), months: MonthTargets::constant(value("0")), ..falling() };
        let plot =
            |text| BulletPlot::new(&target, Some(standing(text, june)), june, Status::OnPlan, "").expect("a target");
        assert_eq!(plot("0").value, Some(plot("0").target));
        assert_eq!(plot("3").value, Some(plot("3").zero));
    }
}
