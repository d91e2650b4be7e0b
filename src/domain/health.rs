//! The health of the system: which measurements are well, which need watching and which need action.

use serde::{Deserialize, Serialize};

/// The levels of health, from well to worse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Health {
    Good,
    /// Nothing is lost or late yet, but it may become so.
    Watch,
    /// People notice it, or soon will.
    Act,
}

impl Health {
    /// Returns `Good` below `watch` and `Act` from `act` on.
    const fn by(measure: u64, watch: u64, act: u64) -> Self {
        if measure >= act {
            Self::Act
        } else if measure >= watch {
            Self::Watch
        } else {
            Self::Good
        }
    }

    /// Judges the time in milliseconds in which the database answers a question of a few lines.
    pub const fn of_answer(ms: u64) -> Self {
        Self::by(ms, 250, 2000)
    }

    /// Judges the delay in seconds of changes by other processes; `None` when none was read yet.
    pub const fn of_delay(seconds: Option<u64>) -> Self {
        match seconds {
            Some(seconds) => Self::by(seconds, 5, 60),
            None => Self::Act,
        }
    }

    /// Judges the used part of the disk in percent.
    pub const fn of_disk(used: u64) -> Self {
        Self::by(used, 80, 90)
    }

    /// Judges the hours since the last backup; `None` before the first.
    pub const fn of_backup(hours: Option<u64>) -> Self {
        match hours {
            Some(hours) => Self::by(hours, 26, 72),
            None => Self::Watch,
        }
    }

    /// Judges the days until the certificate ends; 0 when it has ended.
    pub const fn of_certificate(days: u64) -> Self {
        match days {
            0..3 => Self::Act,
            3..14 => Self::Watch,
            _ => Self::Good,
        }
    }

    /// Judges the minutes since a request failed; `None` when none did.
    pub const fn of_failure(minutes_ago: Option<u64>) -> Self {
        match minutes_ago {
            Some(0..60) => Self::Watch,
            _ => Self::Good,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Health::{self, Act, Good, Watch};

    #[test]
    fn each_measure_has_its_limits() {
        assert_eq!([249, 250, 1999, 2000].map(Health::of_answer), [Good, Watch, Watch, Act]);
        assert_eq!([Some(4), Some(5), Some(59), Some(60), None].map(Health::of_delay), [Good, Watch, Watch, Act, Act]);
        assert_eq!([79, 80, 89, 90, 100].map(Health::of_disk), [Good, Watch, Watch, Act, Act]);
        assert_eq!([Some(25), Some(26), Some(72), None].map(Health::of_backup), [Good, Watch, Act, Watch]);
        assert_eq!([0, 2, 3, 13, 14].map(Health::of_certificate), [Act, Act, Watch, Watch, Good]);
        assert_eq!([None, Some(0), Some(59), Some(60)].map(Health::of_failure), [Good, Watch, Watch, Good]);
    }

    #[test]
    fn the_worst_of_many_counts() {
        assert_eq!([Good, Act, Watch].into_iter().max(), Some(Act));
    }
}
