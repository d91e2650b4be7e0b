//! The likely course of a share, from its weeks so far.
//!
//! Deliberately simple, so that two sentences explain it. The share goes on at the pace of the last weeks: the median of
//! the slopes between any two of them (Theil and Sen), which one dip does not move. The band around it is as wide as
//! such forecasts would have missed in the weeks before: seven of the last eight lie within it, which in invented years
//! holds eight of ten (`sandbox::seed` measures it). It knows nothing of quarters, whose ends a share may fall at. No
//! decision depends on it, so binary fractions are precise enough.

use jiff::{ToSpan, civil::Date};

/// The most weeks from which the pace is computed.
const MAX_WEEKS: usize = 9;
/// The fewest weeks from which a past forecast is made.
const MIN_PAST_WEEKS: usize = 4;
/// The weeks that are forecast.
pub const AHEAD: usize = 4;
/// The past forecasts whose misses make the band.
const MAX_MISSES: usize = 8;
const MIN_MISSES: usize = 4;
/// The fewest weeks for a forecast: enough to know how far it would have missed.
pub const MIN_WEEKS: usize = MIN_PAST_WEEKS + MIN_MISSES - 1 + AHEAD;
/// The share of forecasts that hold, in percent, as the screen says it.
pub const HOLDS_PERCENT: i32 = 80;

/// A forecast week: the share in whole percent, and the band in which it is likely to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Likely {
    pub low: i32,
    pub middle: i32,
    pub high: i32,
}

/// Returns the likely share in each of the [`AHEAD`] weeks after `weeks`, which are in percent, oldest first; nothing
/// with fewer than [`MIN_WEEKS`].
pub fn likely(weeks: &[i32]) -> Vec<Likely> {
    if weeks.len() < MIN_WEEKS {
        return vec![];
    }
    (1..=AHEAD)
        .map(|ahead| {
            let (middle, reach) = (continued(weeks, ahead), reach(weeks, ahead));
            Likely { low: share(middle - reach), middle: share(middle), high: share(middle + reach) }
        })
        .collect()
}

/// Returns the forecast of the weeks after `weeks`, by their Mondays and as far as the plans of the year reach; `weeks`
/// come with their share in percent, oldest first.
pub fn coming(weeks: &[(Date, i32)]) -> Vec<(Date, Likely)> {
    let Some((last, _)) = weeks.last() else { return vec![] };
    let shares: Vec<i32> = weeks.iter().map(|(_, share)| *share).collect();
    (1_i64..)
        .map(|ahead| last.saturating_add((ahead * 7).days()))
        .zip(likely(&shares))
        .take_while(|(on, _)| on.year() == last.year())
        .collect()
}

/// Returns whether a quarter ends from one day to another: a forecast over its end says that it does not know it.
pub fn crosses_quarter(from: Date, to: Date) -> bool {
    let quarter = |day: Date| (day.year(), (day.month() - 1) / 3);
    quarter(from) != quarter(to)
}

/// Returns the share some weeks ahead at the pace of the last ones.
fn continued(weeks: &[i32], ahead: usize) -> f64 {
    let last = weeks.last().copied().map_or(0.0, f64::from);
    last + pace(&weeks[weeks.len().saturating_sub(MAX_WEEKS)..]) * weeks_of(ahead)
}

/// Returns the median slope between any two weeks, in points a week.
fn pace(weeks: &[i32]) -> f64 {
    let mut slopes = Vec::with_capacity(MAX_WEEKS * MAX_WEEKS / 2);
    for (at, from) in weeks.iter().enumerate() {
        for (apart, to) in (1..).zip(&weeks[at + 1..]) {
            slopes.push(f64::from(to - from) / weeks_of(apart));
        }
    }
    slopes.sort_by(f64::total_cmp);
    match slopes.len() {
        0 => 0.0,
        count => f64::midpoint(slopes[(count - 1) / 2], slopes[count / 2]),
    }
}

/// Returns half the width of the band in points; it is no surer the further it looks.
fn reach(weeks: &[i32], ahead: usize) -> f64 {
    (1..=ahead).map(|ahead| missed(weeks, ahead)).fold(0.0, f64::max)
}

/// Returns what four of five of the last forecasts as far ahead missed at most, in points.
fn missed(weeks: &[i32], ahead: usize) -> f64 {
    let ends = MIN_PAST_WEEKS..=weeks.len().saturating_sub(ahead);
    let mut misses: Vec<f64> = ends
        .rev()
        .take(MAX_MISSES)
        .map(|end| (f64::from(weeks[end + ahead - 1]) - continued(&weeks[..end], ahead)).abs())
        .collect();
    misses.sort_by(f64::total_cmp);
    let held = (misses.len() * 4).div_ceil(5);
    held.checked_sub(1).and_then(|at| misses.get(at).copied()).unwrap_or_default()
}

fn weeks_of(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::MAX, f64::from)
}

/// Rounds to whole percent between 0 and 100.
#[expect(clippy::cast_possible_truncation, reason = "between 0 and 100")]
fn share(percent: f64) -> i32 {
    percent.round().clamp(0.0, 100.0) as i32
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn it_goes_on_at_the_pace_of_the_last_weeks() {
        let even: Vec<i32> = (0..20).map(|week| 40 + week).collect();
        let likely = likely(&even);
        assert_eq!((likely[0].middle, likely[3].middle), (60, 63));
        // No forecast would have missed.
        assert_eq!(likely[3], Likely { low: 63, middle: 63, high: 63 });
    }

    #[test]
    fn one_dip_does_not_make_the_weeks_after_it_climb() {
        let mut weeks = vec![70; 14];
        weeks[8] = 55;
        assert_eq!(likely(&weeks).iter().map(|week| week.middle).collect::<Vec<_>>(), [70; 4]);
    }

    #[test]
    fn it_is_as_unsure_as_it_would_have_missed() {
        let weeks = [70, 70, 70, 70, 70, 70, 60, 70, 70, 60, 70, 70, 60, 70];
        let next = likely(&weeks)[0];
        assert_eq!((next.low, next.middle, next.high), (60, 70, 80));
    }

    #[test]
    fn only_the_last_weeks_count() {
        let old = [0, 100, 0, 100, 0, 100];
        let recent = |from: i32| (0..24).map(move |week| from + week);
        let long: Vec<i32> = old.into_iter().chain(recent(50)).collect();
        assert_eq!(likely(&long), likely(&recent(50).collect::<Vec<_>>()));
    }

    #[test]
    fn few_weeks_tell_nothing() {
        assert_eq!(likely(&[50; MIN_WEEKS - 1]), []);
        assert_eq!(likely(&[]), []);
        assert_eq!(likely(&[50; MIN_WEEKS]).len(), AHEAD);
    }

    #[test]
    fn it_ends_with_the_plans_of_the_year() {
        let weeks = |first: Date| -> Vec<_> { (0..12).map(|at| (first + (at * 7).days(), 50)).collect() };
        let days: Vec<_> = coming(&weeks(date(2026, 9, 28))).into_iter().map(|(on, _)| on).collect();
        assert_eq!(days, [date(2026, 12, 21), date(2026, 12, 28)]);
        assert_eq!(coming(&[]), []);
    }

    #[test]
    fn a_quarter_ends_on_its_last_day() {
        assert!(crosses_quarter(date(2026, 9, 28), date(2026, 10, 5)));
        assert!(!crosses_quarter(date(2026, 10, 1), date(2026, 12, 28)));
    }
}
