//! Counts by status as stacked bars.

use crate::{
    domain::{actor::MIN_GROUP, board::Counts, measure::Status},
    ui::{format, status::status_word, table::TextTable},
};
use serde::{Deserialize, Serialize};

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
                let share =
                    counts.share_of(status).map(|share| format!(" ({} %)", share.percent())).unwrap_or_default();
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
    counts.share_of(status).map_or_else(|| count.clone(), |share| format!("{count} ({} %)", share.percent()))
}

#[cfg(test)]
mod tests {
    use super::*;

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
