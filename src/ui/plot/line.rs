//! The reports of an indicator as a line against the plan's.

use super::{Point, Tick, amount, corner, scale, thousandths};
use crate::{
    domain::measure::{Accumulation, Target, Value},
    ui::{format, table::TextTable},
};
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// A report to be drawn.
#[derive(Clone, Debug)]
pub struct LineReport {
    pub on: Date,
    pub value: Value,
    pub note: Option<String>,
}

/// The reports of an indicator over its plan's dates, against the plan's line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinePlot {
    /// Corners of the plan's line, as the `points` of a polyline in a box of 1000 by 1000.
    pub plan: String,
    /// Corners of the line through the reports.
    pub line: String,
    pub points: Vec<Point>,
    pub x_ticks: Vec<Tick>,
    pub y_ticks: Vec<Tick>,
    /// The position of today, if it is within the plan.
    pub today: Option<i32>,
    pub summary: String,
    pub table: TextTable,
}

impl LinePlot {
    /// Returns the plot; `reports` are in the order of their days. The total of a month is drawn against the plan of its
    /// month, each month by its last report: the way there within the month would be a saw.
    pub fn new(target: &Target, unit: &str, reports: &[LineReport], today: Date) -> Self {
        let plan = plan_line(target);
        let by_month = target.accumulation == Accumulation::Month;
        let drawn: Vec<&LineReport> = reports
            .iter()
            .enumerate()
            .filter(|(at, report)| {
                let next = reports.get(at + 1);
                !by_month || next.is_none_or(|next| next.on.first_of_month() != report.on.first_of_month())
            })
            .map(|(_, report)| report)
            .collect();
        let values = || plan.iter().map(|(_, due)| *due).chain(drawn.iter().map(|report| report.value.decimal()));
        let high = values().max().unwrap_or(Decimal::ONE);
        let low = values().min().unwrap_or_default();
        // The axis may leave zero out if the whole line is far above it.
        let low = if low > high * Decimal::new(6, 1) { low } else { low.min(Decimal::ZERO) };
        let marks = scale(low, high, 4);
        let bottom = marks.first().copied().unwrap_or_default();
        let height = marks.last().copied().unwrap_or(Decimal::ONE) - bottom;
        let width = Decimal::from((target.ends_on - target.starts_on).get_days());
        let x = |on: Date| thousandths(Decimal::from((on - target.starts_on).get_days()), width);
        let y = |value: Decimal| 1000 - thousandths(value - bottom, height);

        let mut corners = String::new();
        for (on, due) in &plan {
            corner(&mut corners, x(*on), y(*due));
        }
        let mut line = String::new();
        let points = drawn.iter().map(|report| {
            let (x, y) = (x(report.on), y(report.value.decimal()));
            corner(&mut line, x, y);
            let value = format::reported(report.value, unit, None);
            let label = format!("{}: {value}", format::short_day(report.on));
            Point { x, y, label, note: report.note.clone() }
        });
        Self {
            points: points.collect(),
            plan: corners,
            line,
            x_ticks: month_ticks(target, x),
            y_ticks: marks.iter().map(|mark| Tick { at: y(*mark), label: format::number(*mark) }).collect(),
            today: (target.starts_on..=target.ends_on).contains(&today).then(|| x(today)),
            summary: line_summary(target, unit, reports.last()),
            table: line_table(target, unit, reports),
        }
    }
}

/// Returns the values expected on the first and last day of each month: enough for lines and steps alike. A total of the
/// month is expected at its end.
fn plan_line(target: &Target) -> Vec<(Date, Decimal)> {
    let mut days = vec![];
    let mut first = target.starts_on;
    while first <= target.ends_on && days.len() < 24 {
        let last = first.last_of_month().min(target.ends_on);
        days.push(first);
        days.push(last);
        let Ok(next) = last.tomorrow() else { break };
        first = next;
    }
    let due = |day: Date| match target.accumulation {
        Accumulation::Month => target.expected(day.last_of_month().min(target.ends_on)),
        Accumulation::Year | Accumulation::Level => target.expected(day),
    };
    days.into_iter().filter_map(|day| Some((day, due(day)?))).collect()
}

/// Returns the beginnings of the months; all of a short plan are named, of a long one the first of each quarter.
fn month_ticks(target: &Target, x: impl Fn(Date) -> i32) -> Vec<Tick> {
    let first = target.starts_on;
    let sparse = target.ends_on.month() - first.month() >= 6;
    (first.month()..=target.ends_on.month())
        .filter_map(|month| Date::new(first.year(), month, 1).ok())
        .map(|month| Tick {
            at: x(month.max(first)),
            label: if sparse && (month.month() - 1) % 3 != 0 {
                String::new()
            } else {
                format::short_month(month).to_owned()
            },
        })
        .collect()
}

fn line_summary(target: &Target, unit: &str, last: Option<&LineReport>) -> String {
    let Some(last) = last else { return "Belum ada laporan.".to_owned() };
    let value = format::reported(last.value, unit, None);
    let due = target.expected(last.on).map(|due| format!("; menurut rencana {}", amount(due, unit)));
    format!("Terakhir {value} pada {}{}.", format::day(last.on), due.unwrap_or_default())
}

fn line_table(target: &Target, unit: &str, reports: &[LineReport]) -> TextTable {
    let noted = reports.iter().any(|report| report.note.is_some());
    let mut head = vec!["Tanggal".to_owned(), "Realisasi".to_owned(), "Menurut rencana".to_owned()];
    if noted {
        head.push("Catatan".to_owned());
    }
    let rows = reports.iter().rev().map(|report| {
        let mut row = vec![
            format::day(report.on),
            format::reported(report.value, unit, None),
            target.expected(report.on).map(|due| amount(due, unit)).unwrap_or_default(),
        ];
        if noted {
            row.push(report.note.clone().unwrap_or_default());
        }
        row
    });
    TextTable { head, rows: rows.collect() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::measure::MonthTargets;
    use jiff::civil::date;

    fn value(text: &str) -> Value {
        text.parse().expect("a value")
    }

    #[test]
    fn a_line_runs_over_the_year() {
        let reports = [
            LineReport { on: date(2026, 1, 1), value: value("0"), note: None },
            LineReport { on: date(2026, 11, 21), value: value("1020.5"), note: Some("Antrean daring".to_owned()) },
        ];
        let plot = LinePlot::new(&Target::yearly("1200"), "akta", &reports, date(2026, 11, 22));
        assert_eq!(plot.points[0].label, "1 Jan: 0 akta");
        assert_eq!((plot.points[0].x, plot.points[0].y), (0, 1000));
        assert_eq!(plot.points[1].label, "21 Nov: 1.020,5 akta");
        assert_eq!(plot.points[1].x, 890);
        assert_eq!(plot.today, Some(893));
        assert!(plot.plan.ends_with("1000,200"), "{}", plot.plan);
        let months: Vec<_> =
            plot.x_ticks.iter().map(|tick| tick.label.as_str()).filter(|label| !label.is_empty()).collect();
        assert_eq!(months, ["Jan", "Apr", "Jul", "Okt"]);
        assert_eq!(plot.table.head.len(), 4);
        assert_eq!(plot.table.rows[0][0], "21 November 2026");
        assert_eq!(plot.summary, "Terakhir 1.020,5 akta pada 21 November 2026; menurut rencana 1.070 akta.");
    }

    #[test]
    fn a_count_of_the_month_is_drawn_against_the_plan_of_the_month() {
        let target = Target {
            accumulation: Accumulation::Month,
            months: MonthTargets::constant(value("400")),
            ..Target::yearly("0")
        };
        let report = |on, text| LineReport { on, value: value(text), note: None };
        let reports = [
            report(date(2026, 1, 15), "100"),
            report(date(2026, 1, 31), "380"),
            report(date(2026, 2, 10), "50"),
            report(date(2026, 2, 28), "390"),
        ];
        let plot = LinePlot::new(&target, "kunjungan", &reports, date(2026, 3, 2));
        let labels: Vec<_> = plot.points.iter().map(|point| point.label.as_str()).collect();
        assert_eq!(labels, ["31 Jan: 380 kunjungan", "28 Feb: 390 kunjungan"]);
        let heights: std::collections::BTreeSet<_> =
            plot.plan.split(' ').map(|corner| corner.split(',').nth(1)).collect();
        assert_eq!(heights.len(), 1, "level, not a saw: {}", plot.plan);
        assert_eq!(plot.table.rows.len(), 4, "every report can be read");
    }

    #[test]
    fn a_line_without_reports_is_the_plan() {
        let plot = LinePlot::new(&Target::yearly("1200"), "akta", &[], date(2027, 1, 3));
        assert!(plot.points.is_empty() && plot.line.is_empty() && !plot.plan.is_empty());
        assert_eq!((plot.today, plot.summary.as_str()), (None, "Belum ada laporan."));
    }
}
