//! The shares of a unit week by week, with their forecast.

use super::{Point, Tick, corner};
use crate::{
    domain::{
        board::Counts,
        forecast::{Likely, MIN_WEEKS, coming, crosses_quarter},
    },
    ui::{format, table::TextTable},
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

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
        let coming = coming(&weeks.iter().map(|(on, progress, _)| (*on, *progress)).collect::<Vec<_>>());
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

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::{ToSpan, civil::date};

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
}
