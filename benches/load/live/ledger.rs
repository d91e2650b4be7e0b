//! When each report was announced and visible, computed afterwards from each board's log.

use crate::pace::Latencies;
use tokio::time::Instant;

/// The log of one board. The counts begin with the report that was sent before the run.
#[derive(Default)]
pub struct Log {
    /// When an event came, and the topic's version in it: one more for each report.
    pub heard: Vec<(Instant, u64)>,
    pub shown: Vec<Shown>,
    pub refused: u32,
}

/// Numbers that arrived.
pub struct Shown {
    /// The moment from which the board was allowed to look.
    pub allowed: Instant,
    pub at: Instant,
    /// The agency's reports of the day.
    pub reports: u64,
}

/// How late things were, over all boards and reports.
#[derive(Default)]
pub struct Delays {
    /// From a report to the event.
    pub heard: Latencies,
    /// From a report, or from the moment when the board was allowed to look, to numbers with the report in them.
    pub shown: Latencies,
    /// The same always from the report: with the pause that a browser makes between two looks.
    pub age: Latencies,
    pub looks: u32,
    pub refused: u32,
}

impl Log {
    /// Returns whether the board shows this many reports of the run.
    pub fn shows(&self, reports: usize) -> bool {
        let (Some(first), Some(last)) = (self.shown.first(), self.shown.last()) else { return false };
        known(last.reports, first.reports) >= reports
    }

    /// Adds the board's observations, until `end`, of the reports sent at these moments. A version or a count says how
    /// many reports it contains, not which: the oldest committed ones are assumed.
    pub fn read(self, sent: &[Instant], end: Instant, delays: &mut Delays) {
        let mut next = 0;
        if let Some((_, base)) = self.heard.first().copied() {
            for (at, version) in self.heard {
                for sent in news(sent, &mut next, known(version, base)) {
                    delays.heard.record(at.duration_since(*sent));
                }
            }
        }
        let mut next = 0;
        if let Some(base) = self.shown.first().map(|shown| shown.reports) {
            for Shown { allowed, at, reports } in self.shown {
                delays.looks += 1;
                for sent in news(sent, &mut next, known(reports, base)) {
                    delays.shown.record(at.duration_since(allowed.max(*sent)));
                    delays.age.record(at.duration_since(*sent));
                }
            }
        }
        // A report that never arrived is at least this late.
        for sent in &sent[next..] {
            delays.shown.record(end.duration_since(*sent));
            delays.age.record(end.duration_since(*sent));
        }
        delays.refused += self.refused;
    }
}

/// Reports of the run in a number that was at `base` before it.
fn known(number: u64, base: u64) -> usize {
    usize::try_from(number.saturating_sub(base)).unwrap_or(usize::MAX)
}

/// The reports from `next` to `until`, which becomes the next one.
fn news<'a>(sent: &'a [Instant], next: &mut usize, until: usize) -> &'a [Instant] {
    let until = until.clamp(*next, sent.len());
    let from = std::mem::replace(next, until);
    &sent[from..until]
}
