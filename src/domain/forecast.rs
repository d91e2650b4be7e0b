//! The likely course of a share, from its changes week by week.
//!
//! Deliberately simple, so that two sentences explain it: the share continues at the mean pace of the last weeks; the
//! band around it widens with how unevenly it moved (a random walk with drift; eight of ten such courses end within
//! it). No decision depends on it, so binary fractions are precise enough.

/// The most weeks from which the pace is computed.
const MAX_WEEKS: usize = 9;
/// The weeks that are forecast.
pub const AHEAD: usize = 4;
/// The fewest weeks for a forecast.
pub const MIN_WEEKS: usize = 4;
/// Standard deviations to both sides that contain eight of ten values.
const EIGHT_OF_TEN: f64 = 1.2816;
/// The least standard deviation in points: shares are rounded to whole percent.
const MIN_SPREAD: f64 = 1.0;

/// A forecast week: the share in whole percent, and the band in which it is likely to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Likely {
    pub low: i32,
    pub middle: i32,
    pub high: i32,
}

/// The pace of a share.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pace {
    last: f64,
    /// Points a week.
    mean: f64,
    spread: f64,
    /// The number of changes from which it was computed.
    changes: f64,
}

impl Pace {
    /// Returns the pace of shares in percent, one for each week, oldest first; `None` with fewer than [`MIN_WEEKS`].
    pub fn of(weeks: &[i32]) -> Option<Self> {
        if weeks.len() < MIN_WEEKS {
            return None;
        }
        let recent = &weeks[weeks.len().saturating_sub(MAX_WEEKS)..];
        let changes: Vec<f64> = recent.windows(2).map(|pair| f64::from(pair[1] - pair[0])).collect();
        let count = f64::from(u32::try_from(changes.len()).ok()?);
        let mean = changes.iter().sum::<f64>() / count;
        let variance = changes.iter().map(|change| (change - mean).powi(2)).sum::<f64>() / (count - 1.0);
        let last = f64::from(*recent.last()?);
        Some(Self { last, mean, spread: variance.sqrt().max(MIN_SPREAD), changes: count })
    }

    /// Returns half the width of the band in points, `weeks` weeks ahead: each week adds its variance, and the pace
    /// itself is only an estimate.
    pub fn reach(self, weeks: u32) -> f64 {
        let weeks = f64::from(weeks);
        EIGHT_OF_TEN * self.spread * (weeks + weeks * weeks / self.changes).sqrt()
    }

    /// Returns the share `weeks` weeks ahead.
    pub fn likely(self, weeks: u32) -> Likely {
        let middle = self.last + self.mean * f64::from(weeks);
        let reach = self.reach(weeks);
        Likely { low: share(middle - reach), middle: share(middle), high: share(middle + reach) }
    }
}

/// Rounds to whole percent between 0 and 100.
#[expect(clippy::cast_possible_truncation, reason = "between 0 and 100")]
fn share(percent: f64) -> i32 {
    percent.round().clamp(0.0, 100.0) as i32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_goes_on_at_the_mean_pace() {
        let pace = Pace::of(&[50, 52, 54, 56, 58]).expect("a pace");
        assert_eq!((pace.likely(1).middle, pace.likely(4).middle), (60, 66));
        // Even weeks are still unsure by a point each.
        assert_eq!(pace.likely(1), Likely { low: 59, middle: 60, high: 61 });
        assert_eq!(pace.likely(4), Likely { low: 62, middle: 66, high: 70 });
    }

    #[test]
    fn uneven_weeks_make_it_less_sure() {
        let even = Pace::of(&[50, 51, 52, 53]).expect("a pace");
        let uneven = Pace::of(&[50, 60, 45, 53]).expect("a pace");
        assert_eq!(even.likely(2).middle, uneven.likely(2).middle);
        assert!(uneven.reach(2) > 5.0 * even.reach(2));
    }

    #[test]
    fn only_the_last_weeks_count() {
        let long: Vec<i32> = [0, 100, 0].into_iter().chain((0..9).map(|week| 50 + week)).collect();
        assert_eq!(Pace::of(&long), Pace::of(&long[3..]));
    }

    #[test]
    fn three_weeks_tell_nothing() {
        assert_eq!(Pace::of(&[50, 51, 52]), None);
        assert_eq!(Pace::of(&[]), None);
    }
}
