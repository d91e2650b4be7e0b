//! Achievement, the value expected by now, and the status that follows.
//!
//! A reported value is the **standing** of its indicator, never an increment. Shares are shown uncapped, above 100 %
//! and below 0 included. They are the program's own decision support: the rating of `PermenPANRB` 6/2022 is a
//! judgement, and nothing here computes it. All arithmetic that judges is decimal; [`Value`] bounds the inputs, so that
//! no operation can overflow.

mod achievement;
mod fraction;
mod status;
mod step;
mod target;

pub use super::value::Value;
pub use achievement::{Achievement, Share, achievement, share};
pub use fraction::{Fraction, FractionError};
pub use status::{Status, Thresholds};
pub use step::{STEP_UNIT, STEPS, reached, step_words};
pub use target::{MonthTargets, Standing, Target};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// The direction in which a value improves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Polarity {
    Maximise,
    /// Falling targets, such as from 14 days to 3; needs a baseline.
    Minimise,
    Stabilise,
}

/// The span over which a standing adds up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Accumulation {
    /// The total since the year began.
    Year,
    /// The total since the month began.
    Month,
    /// A level at a moment, such as a percentage or a median.
    Level,
}

/// How often a report is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Frequency {
    Weekly,
    Monthly,
    Quarterly,
}

impl Frequency {
    /// Returns whether a report about a day, or a beginning without one, is older than this allows.
    pub fn is_too_old(self, since: Date, on: Date) -> bool {
        (on - since).get_days() > self.days()
    }

    /// Returns the days after which a report is too old; the longest month and quarter, so that nobody is late in
    /// February.
    pub const fn days(self) -> i32 {
        match self {
            Self::Weekly => 7,
            Self::Monthly => 31,
            Self::Quarterly => 92,
        }
    }
}
