//! The geometry of charts: pure arithmetic for the server.
//!
//! Positions are thousandths of the drawing's width or height (0 left or top, 1000 right or bottom); labels are
//! complete. The browser only draws; it computes nothing but the end of a bar in a preview ([`BulletPlot::preview`]).

use super::{format, status::status_word, table::TextTable};
use crate::domain::{
    actor::MIN_GROUP,
    board::Counts,
    forecast::{Likely, MIN_WEEKS, crosses_quarter, likely},
    measure::{Accumulation, Achievement, Polarity, Share, Standing, Status, Target, Value, achievement, share},
};
use jiff::{ToSpan, civil::Date};
use rust_decimal::{Decimal, RoundingStrategy, prelude::ToPrimitive};
use serde::{Deserialize, Serialize};

/// A mark on an axis; an empty label is a line without words.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Tick {
    pub at: i32,
    pub label: String,
}

/// A point that can be selected.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Point {
    pub x: i32,
    pub y: i32,
    /// The words of the point, such as `21 Nov: 540 akta`.
    pub label: String,
    pub note: Option<String>,
}

/// Returns the part of a span in thousandths, clamped to the drawing.
fn thousandths(part: Decimal, span: Decimal) -> i32 {
    if span.is_zero() {
        return 0;
    }
    let place = (part * Decimal::ONE_THOUSAND / span).round();
    place.clamp(Decimal::ZERO, Decimal::ONE_THOUSAND).to_i32().unwrap_or_default()
}

/// Returns round numbers that cover `low` to `high`: steps of 1, 2 or 5 times a power of ten, at most `most` of them
/// between the ends.
pub fn scale(low: Decimal, high: Decimal, most: i32) -> Vec<Decimal> {
    let span = (high - low).max(Decimal::new(1, 4));
    let most = Decimal::from(most.max(1));
    let mut unit = Decimal::new(1, 4);
    let step = loop {
        let step = [1, 2, 5].map(|times| unit * Decimal::from(times)).into_iter().find(|step| span / step <= most);
        match step {
            Some(step) => break step,
            None => unit *= Decimal::TEN,
        }
    };
    let mut at = (low / step).floor() * step;
    let mut marks = vec![at];
    while at < high {
        at += step;
        marks.push(at);
    }
    marks
}

/// Returns a number with as many decimals as its size needs, and its unit.
pub fn amount(value: Decimal, unit: &str) -> String {
    let decimals = match value.abs() {
        size if size >= Decimal::ONE_HUNDRED => 0,
        size if size >= Decimal::TEN => 1,
        _ => 2,
    };
    let shown = value.round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero);
    counted(format::number(shown), unit)
}

fn counted(number: String, unit: &str) -> String {
    if unit.is_empty() { number } else { format!("{number} {unit}") }
}

/// Adds the corner of a polyline, separated from the one before.
fn corner(corners: &mut String, x: i32, y: i32) {
    use std::fmt::Write;
    let space = if corners.is_empty() { "" } else { " " };
    // Writing into a string cannot fail.
    let _ = write!(corners, "{space}{x},{y}");
}

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

    /// Returns the bar on a day; `None` if the plan has no target.
    pub fn new(target: &Target, standing: Option<Standing>, on: Date, status: Status, unit: &str) -> Option<Self> {
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
            let value = counted(format::number(report.value.decimal()), unit);
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
    let value = counted(format::number(last.value.decimal()), unit);
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
            counted(format::number(report.value.decimal()), unit),
            target.expected(report.on).map(|due| amount(due, unit)).unwrap_or_default(),
        ];
        if noted {
            row.push(report.note.clone().unwrap_or_default());
        }
        row
    });
    TextTable { head, rows: rows.collect() }
}

/// The share ahead or on plan, and the share that reported in time, in words.
pub const REACHED: &str = "Mencapai rencana";
pub const COMPLETE: &str = "Kelengkapan laporan";

/// Week by week: the share ahead or on plan with its forecast, and the share that reported in time.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct WeekPlot {
    /// Corners of the line of the share ahead or on plan.
    pub progress: String,
    /// The same, closed at the bottom.
    pub area: String,
    /// Corners of the line of the share that reported.
    pub completeness: String,
    /// Corners of the forecast line from the last week on; empty with too few weeks.
    pub forecast: String,
    /// The band of the forecast, closed.
    pub band: String,
    /// The past weeks and the forecast ones.
    pub points: Vec<Point>,
    /// How many of the points are past weeks.
    pub known: i32,
    pub x_ticks: Vec<Tick>,
    pub y_ticks: Vec<Tick>,
    pub summary: String,
    pub table: TextTable,
}

impl WeekPlot {
    /// Returns the plot of `weeks` by their Mondays, oldest first; weeks in which nothing was due are left out.
    pub fn new(weeks: &[(Date, Counts)]) -> Self {
        let weeks: Vec<_> = weeks
            .iter()
            .filter_map(|(on, counts)| Some((*on, counts.progress_percent()?, counts.completeness_percent()?)))
            .collect();
        let coming = coming(&weeks);
        let places: Vec<i32> = steps(weeks.len() + coming.len());
        let mut plot = Self {
            y_ticks: [0, 25, 50, 75, 100]
                .map(|percent| Tick {
                    at: height(percent),
                    label: if percent % 50 == 0 { format!("{percent} %") } else { String::new() },
                })
                .into(),
            summary: week_summary(&weeks, &coming),
            table: TextTable { head: ["Pekan mulai", REACHED, COMPLETE].map(str::to_owned).into(), rows: vec![] },
            ..Self::default()
        };
        let every = places.len().div_ceil(4).max(1);
        for (at, ((on, progress, complete), x)) in weeks.iter().zip(&places).enumerate() {
            corner(&mut plot.progress, *x, height(*progress));
            corner(&mut plot.completeness, *x, height(*complete));
            let label = format!(
                "Pekan {}: {progress} % mencapai rencana, kelengkapan laporan {complete} %",
                format::short_day(*on)
            );
            plot.points.push(Point { x: *x, y: height(*progress), label, note: None });
            if (weeks.len() - 1 - at).is_multiple_of(every) {
                plot.x_ticks.push(Tick { at: *x, label: format::short_day(*on) });
            }
            plot.table.rows.push(vec![format::day(*on), format!("{progress} %"), format!("{complete} %")]);
        }
        if let (Some(first), Some(last)) = (plot.points.first(), plot.points.last()) {
            plot.area = format!("{},1000 {} {},1000", first.x, plot.progress, last.x);
        }
        plot.known = i32::try_from(weeks.len()).unwrap_or(i32::MAX);
        plot.look_ahead(&coming, &places[weeks.len()..]);
        plot.table.rows.reverse();
        plot
    }

    /// Adds the forecast weeks with their labels.
    fn look_ahead(&mut self, coming: &[(Date, Likely)], places: &[i32]) {
        let Some(last) = self.points.last().cloned().filter(|_| !coming.is_empty()) else { return };
        let mut back = format!("{},{}", last.x, last.y);
        corner(&mut self.forecast, last.x, last.y);
        for ((on, likely), x) in coming.iter().zip(places) {
            corner(&mut self.forecast, *x, height(likely.middle));
            corner(&mut self.band, *x, height(likely.high));
            back = format!("{x},{} {back}", height(likely.low));
            let Likely { low, middle, high } = likely;
            let label = format!("Perkiraan pekan {}: {middle} %, antara {low} % dan {high} %", format::short_day(*on));
            self.points.push(Point { x: *x, y: height(*middle), label, note: None });
            let share = format!("{middle} % ({low}–{high} %)");
            self.table.rows.push(vec![format!("{} (perkiraan)", format::day(*on)), share, "–".to_owned()]);
        }
        self.band = format!("{} {back}", self.band);
    }
}

/// Returns the position of a share in percent.
const fn height(percent: i32) -> i32 {
    1000 - percent * 10
}

/// Returns the forecast weeks, as far as the plans of the year reach.
fn coming(weeks: &[(Date, i32, i32)]) -> Vec<(Date, Likely)> {
    let shares: Vec<i32> = weeks.iter().map(|(_, progress, _)| *progress).collect();
    let Some((last, ..)) = weeks.last() else { return vec![] };
    (1_i64..)
        .map(|ahead| last.saturating_add((ahead * 7).days()))
        .zip(likely(&shares))
        .take_while(|(on, _)| on.year() == last.year())
        .collect()
}

/// Returns evenly spread positions from end to end.
fn steps(count: usize) -> Vec<i32> {
    let most = i32::try_from(count).unwrap_or(i32::MAX);
    (0..most).map(|at| if most == 1 { 500 } else { at * 1000 / (most - 1) }).collect()
}

fn week_summary(weeks: &[(Date, i32, i32)], coming: &[(Date, Likely)]) -> String {
    let Some((on, progress, complete)) = weeks.last() else {
        return "Belum ada target yang jatuh tempo.".to_owned();
    };
    let before = weeks.len().checked_sub(2).and_then(|before| weeks.get(before));
    let change = before
        .map(|(_, before, _)| format!(", {} dari pekan sebelumnya", format::points(progress - before)))
        .unwrap_or_default();
    let ahead = match coming.last() {
        Some((then, Likely { low, middle, high })) => {
            let quarter = if crosses_quarter(*on, *then) {
                " Akhir triwulan ada di antaranya, dan penurunan yang biasa terjadi di sana tidak diperhitungkan."
            } else {
                ""
            };
            format!(
                " Bila berjalan seperti beberapa pekan terakhir, pekan {} sekitar {middle} %, kemungkinan besar antara {low} % dan {high} %.{quarter}",
                format::short_day(*then)
            )
        }
        None if weeks.len() < MIN_WEEKS => format!(" Perkiraan tampil sesudah {MIN_WEEKS} pekan."),
        None => String::new(),
    };
    format!(
        "Pekan {}: {progress} % mencapai rencana{change}; kelengkapan laporan {complete} %.{ahead}",
        format::short_day(*on)
    )
}

/// A segment of a stacked bar.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Segment {
    pub status: Status,
    pub x: i32,
    pub width: i32,
    pub count: String,
    /// `Perlu dukungan: 12 pegawai (25 %)`.
    pub label: String,
    /// The list behind the segment.
    pub href: Option<String>,
}

/// A unit's counts by status as a stacked bar.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct StackPlot {
    pub name: String,
    /// The total, such as `240 pegawai`.
    pub total: String,
    pub segments: Vec<Segment>,
}

/// The order of a stack, from the best status to the one that is not due.
pub const STACK: [Status; 5] = [Status::Ahead, Status::OnPlan, Status::NeedsSupport, Status::Silent, Status::NotDue];

impl StackPlot {
    /// Returns the stack of `counts`, counted in `noun`; `link` returns the address of the list behind a segment.
    pub fn new(name: impl Into<String>, counts: Counts, noun: &str, link: impl Fn(Status) -> Option<String>) -> Self {
        let mut x = 0;
        let segments =
            STACK.into_iter().zip(widths(STACK.map(|status| counts.of(status)))).filter_map(|(status, width)| {
                let count = format::count(counts.of(status));
                let share = counts.share_of(status).map(|share| format!(" ({share} %)")).unwrap_or_default();
                let segment = Segment {
                    status,
                    x,
                    width,
                    label: format!("{}: {count} {noun}{share}", status_word(status)),
                    count,
                    href: link(status),
                };
                x += width;
                (width > 0).then_some(segment)
            });
        Self {
            name: name.into(),
            segments: segments.collect(),
            total: format!("{} {noun}", format::count(counts.all())),
        }
    }
}

impl StackPlot {
    /// Returns the same without the lists of people behind the segments.
    #[must_use]
    pub fn without_links(mut self) -> Self {
        for segment in &mut self.segments {
            segment.href = None;
        }
        self
    }
}

/// Returns the widths of the segments in thousandths, 1000 in all. Every status with a member is visible: its segment
/// is at least 16 wide, and the widest one gives way.
fn widths(counts: [i32; 5]) -> [i32; 5] {
    const LEAST: i64 = 16;
    let counts = counts.map(|count| i64::from(count.max(0)));
    let total: i64 = counts.iter().sum();
    if total == 0 {
        return [0; 5];
    }
    let mut shares = counts.map(|count| if count == 0 { 0 } else { (count * 1000 / total).max(LEAST) });
    let largest = (0..5).max_by_key(|at| counts[*at]).unwrap_or_default();
    shares[largest] += 1000 - shares.iter().sum::<i64>();
    shares.map(|share| i32::try_from(share).unwrap_or_default())
}

/// Units below each other, each a stack of the shares by status.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct UnitBars {
    pub bars: Vec<StackPlot>,
    pub summary: String,
    pub table: TextTable,
}

impl UnitBars {
    /// Returns the bars in the order of `units`, which is that of the table: this is no ranking. Units too small to be
    /// compared are named without shares. `link` returns the address of the list behind a segment of the unit at an
    /// index.
    pub fn new(units: &[(String, Counts)], noun: &str, link: impl Fn(usize, Status) -> Option<String>) -> Self {
        let all = units.iter().fold(Counts::default(), |all, (_, counts)| all + *counts);
        let small = format!("kurang dari {MIN_GROUP} {noun}");
        let is_small = |counts: Counts| counts.all() < MIN_GROUP;
        let bars = units.iter().enumerate().map(|(at, (name, counts))| {
            if is_small(*counts) {
                StackPlot { name: name.clone(), total: small.clone(), segments: vec![] }
            } else {
                StackPlot::new(name.as_str(), *counts, noun, |status| link(at, status))
            }
        });
        let parts = STACK
            .into_iter()
            .filter(|status| all.of(*status) > 0)
            .map(|status| format!("{} {}", status_word(status).to_lowercase(), format::count(all.of(status))));
        let parts: Vec<_> = parts.collect();
        let head = ["Unit", "Semua"].into_iter().chain(STACK.map(status_word)).map(str::to_owned);
        let rows = units.iter().map(|(name, counts)| {
            let is_small = is_small(*counts);
            let all = if is_small { small.clone() } else { format::count(counts.all()) };
            let shares = STACK.map(|status| if is_small { "–".to_owned() } else { share_of(*counts, status) });
            [name.clone(), all].into_iter().chain(shares).collect()
        });
        let mut summary = if parts.is_empty() {
            format!("Belum ada {noun}.")
        } else {
            format!("{} {noun}: {}.", format::count(all.all()), parts.join(", "))
        };
        if units.iter().any(|(_, counts)| is_small(*counts)) {
            summary.push_str(" Unit yang terlalu kecil tidak dibandingkan: di sana bagian menunjuk orang.");
        }
        Self { bars: bars.collect(), summary, table: TextTable { head: head.collect(), rows: rows.collect() } }
    }
}

impl UnitBars {
    /// Returns the same without the lists of people behind the segments.
    #[must_use]
    pub fn without_links(self) -> Self {
        Self { bars: self.bars.into_iter().map(StackPlot::without_links).collect(), ..self }
    }
}

/// Returns a count with its share, if it has one: `12 (25 %)`.
fn share_of(counts: Counts, status: Status) -> String {
    let count = format::count(counts.of(status));
    counts.share_of(status).map_or_else(|| count.clone(), |share| format!("{count} ({share} %)"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::measure::{Frequency, MonthTargets};
    use jiff::civil::date;

    fn decimal(text: &str) -> Decimal {
        text.parse().expect("a decimal")
    }

    fn value(text: &str) -> Value {
        text.parse().expect("a value")
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

    fn falling() -> Target {
        Target {
            polarity: Polarity::Minimise,
            accumulation: Accumulation::Level,
            baseline: Some(value("14")),
            months: MonthTargets::constant(value("3")),
            ..yearly("0")
        }
    }

    fn standing(text: &str, observed_on: Date) -> Standing {
        Standing { value: value(text), observed_on }
    }

    #[test]
    fn scales_take_steps_of_one_two_and_five() {
        let marks = |low, high, most| {
            scale(decimal(low), decimal(high), most).into_iter().map(format::number).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(marks("0", "1200", 4), "0 500 1.000 1.500");
        assert_eq!(marks("0", "1000", 5), "0 200 400 600 800 1.000");
        assert_eq!(marks("0", "14", 4), "0 5 10 15");
        assert_eq!(marks("-18.2", "100", 4), "-50 0 50 100");
        assert_eq!(marks("0", "0.35", 4), "0 0,1 0,2 0,3 0,4");
        assert_eq!(marks("95", "98", 4), "95 96 97 98");
        assert_eq!(marks("7", "7", 4), "7");
        assert_eq!(marks("0", "0", 4), "0");
        assert!(scale(decimal("0"), decimal("999999999999.9999"), 4).len() <= 6);
    }

    #[test]
    fn half_the_target_ends_at_half_of_a_hundred() {
        let june = date(2026, 6, 30);
        let plot = BulletPlot::new(&yearly("1200"), Some(standing("540", june)), june, Status::OnPlan, "akta")
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
        let far =
            BulletPlot::new(&yearly("10"), Some(standing("5000", june)), june, Status::Ahead, "").expect("a target");
        assert_eq!((far.value, far.target), (Some(1000), 333));
    }

    #[test]
    fn without_a_report_the_bar_shows_what_is_expected() {
        let plot = BulletPlot::new(&yearly("1200"), None, date(2026, 6, 30), Status::Silent, "akta").expect("a target");
        assert_eq!((plot.value, plot.expected), (None, Some(400)));
        assert_eq!(
            plot.summary,
            "Belum ada angka, target 1.200 akta; seharusnya sekarang 600 akta. Belum ada laporan."
        );
        let empty = Target { months: MonthTargets([None; 12]), ..yearly("0") };
        assert_eq!(BulletPlot::new(&empty, None, date(2026, 6, 30), Status::NotDue, ""), None);
    }

    #[test]
    fn a_monthly_total_is_drawn_against_its_own_month() {
        let target =
            Target { accumulation: Accumulation::Month, months: MonthTargets::constant(value("400")), ..yearly("0") };
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

    #[test]
    fn a_line_runs_over_the_year() {
        let reports = [
            LineReport { on: date(2026, 1, 1), value: value("0"), note: None },
            LineReport { on: date(2026, 11, 21), value: value("1020.5"), note: Some("Antrean daring".to_owned()) },
        ];
        let plot = LinePlot::new(&yearly("1200"), "akta", &reports, date(2026, 11, 22));
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
        let target =
            Target { accumulation: Accumulation::Month, months: MonthTargets::constant(value("400")), ..yearly("0") };
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
        let plot = LinePlot::new(&yearly("1200"), "akta", &[], date(2027, 1, 3));
        assert!(plot.points.is_empty() && plot.line.is_empty() && !plot.plan.is_empty());
        assert_eq!((plot.today, plot.summary.as_str()), (None, "Belum ada laporan."));
    }

    #[test]
    fn weeks_tell_share_and_change() {
        let week = |on_plan, silent| Counts { on_plan, silent, ..Counts::default() };
        let plot = WeekPlot::new(&[
            (date(2026, 11, 2), Counts::default()),
            (date(2026, 11, 9), week(1, 1)),
            (date(2026, 11, 16), week(3, 1)),
        ]);
        assert_eq!(plot.points.len(), 2);
        assert_eq!(plot.progress, "0,500 1000,250");
        assert_eq!(plot.area, "0,1000 0,500 1000,250 1000,1000");
        assert_eq!(
            plot.summary,
            "Pekan 16 Nov: 75 % mencapai rencana, naik 25 poin dari pekan sebelumnya; kelengkapan laporan 75 %. Perkiraan tampil sesudah 11 pekan."
        );
        assert_eq!(plot.table.rows[0], ["16 November 2026", "75 %", "75 %"]);
        assert!(WeekPlot::new(&[]).points.is_empty());
    }

    #[test]
    fn the_line_goes_on_as_far_as_the_year() {
        let week = |on_plan| Counts { on_plan, silent: 100 - on_plan, ..Counts::default() };
        let course = |first: Date, weeks: i32| -> Vec<_> {
            (0..weeks).map(|at| (first.saturating_add((at * 7).days()), week(30 + 2 * at))).collect()
        };
        let weeks = course(date(2026, 9, 14), 12);
        let plot = WeekPlot::new(&weeks);
        assert_eq!((plot.points.len(), plot.known), (16, 12));
        assert_eq!(plot.points[12].label, "Perkiraan pekan 7 Des: 54 %, antara 54 % dan 54 %");
        assert!(plot.forecast.starts_with("733,480 800,460 "), "{}", plot.forecast);
        assert!(plot.band.starts_with("800,460 ") && plot.band.ends_with(" 800,460 733,480"), "{}", plot.band);
        assert!(plot.area.ends_with(" 733,480 733,1000"), "nothing is filled below what is not known: {}", plot.area);
        assert_eq!(plot.table.rows[0], ["28 Desember 2026 (perkiraan)", "60 % (60–60 %)", "–"]);
        assert_eq!(plot.table.rows[4][0], "30 November 2026");
        assert!(plot.summary.contains("pekan 28 Des sekitar 60 %,"), "{}", plot.summary);
        assert!(!plot.summary.contains("triwulan"), "{}", plot.summary);
        // Few weeks are too few; the forecast ends with the plans of the year.
        let few = WeekPlot::new(&weeks[..10]);
        assert!(
            few.forecast.is_empty() && few.summary.ends_with("Perkiraan tampil sesudah 11 pekan."),
            "{}",
            few.summary
        );
        assert!(WeekPlot::new(&course(date(2026, 10, 12), 12)).band.is_empty());
    }

    #[test]
    fn a_forecast_over_the_end_of_a_quarter_says_that_it_does_not_know_it() {
        let week =
            |at: i64| (date(2026, 6, 15).saturating_add((at * 7).days()), Counts { on_plan: 1, ..Counts::default() });
        let weeks: Vec<_> = (0..14).map(week).collect();
        assert!(WeekPlot::new(&weeks).summary.contains("Akhir triwulan"), "September runs out");
        assert!(!WeekPlot::new(&weeks[..11]).summary.contains("Akhir triwulan"));
    }

    #[test]
    fn whoever_is_there_can_be_seen() {
        assert_eq!(widths([0; 5]), [0; 5]);
        assert_eq!(widths([1, 1, 2, 0, 0]), [250, 250, 500, 0, 0]);
        let shares = widths([1, 998, 1, 0, 0]);
        assert_eq!(shares, [16, 968, 16, 0, 0]);
        for counts in [[3, 7, 11, 13, 1], [1, 0, 0, 0, 100_000], [i32::MAX, 1, 1, 1, i32::MAX]] {
            assert_eq!(widths(counts).iter().sum::<i32>(), 1000, "{counts:?}");
        }
    }

    #[test]
    fn a_stack_leads_to_the_lists_behind_it() {
        let counts = Counts { on_plan: 30, needs_support: 10, ..Counts::default() };
        let bars = UnitBars::new(&[("Dinas Kesehatan".to_owned(), counts)], "pegawai", |at, status| {
            Some(format!("/dasbor?unit={at}&status={status:?}"))
        });
        let bar = &bars.bars[0];
        assert_eq!(bar.total, "40 pegawai");
        assert_eq!(bar.segments.len(), 2);
        assert_eq!((bar.segments[1].x, bar.segments[1].width), (750, 250));
        assert_eq!(bar.segments[1].label, "Perlu dukungan: 10 pegawai (25 %)");
        assert_eq!(bar.segments[1].href.as_deref(), Some("/dasbor?unit=0&status=NeedsSupport"));
        assert_eq!(bars.summary, "40 pegawai: sesuai rencana 30, perlu dukungan 10.");
        assert_eq!(bars.table.rows[0], ["Dinas Kesehatan", "40", "0 (0 %)", "30 (75 %)", "10 (25 %)", "0 (0 %)", "0"]);
    }

    #[test]
    fn a_unit_too_small_to_be_compared_is_named_without_shares() {
        let counts = |on_plan| Counts { on_plan, ..Counts::default() };
        let units = [("Besar".to_owned(), counts(5)), ("Kecil".to_owned(), counts(4))];
        let bars = UnitBars::new(&units, "pegawai", |_, _| None);
        assert_eq!(bars.bars[0].segments.len(), 1);
        assert_eq!((bars.bars[1].segments.len(), bars.bars[1].total.as_str()), (0, "kurang dari 5 pegawai"));
        assert_eq!(bars.table.rows[1], ["Kecil", "kurang dari 5 pegawai", "–", "–", "–", "–", "–"]);
        assert!(bars.summary.contains("terlalu kecil"), "{}", bars.summary);
    }
}
