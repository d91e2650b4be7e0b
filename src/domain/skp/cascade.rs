//! Which part of the superior's result a result stands for (matriks pembagian peran dan hasil, `PermenPANRB` 6/2022).

use crate::domain::{id::RhkId, measure::Value};
use rust_decimal::{Decimal, prelude::ToPrimitive};
use serde::{Deserialize, Serialize};

/// How a direct link divides the superior's result, and the other results that are supported. The default says nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Cascade {
    pub division: Division,
    /// The part of the superior's result, in hundredths of a percent; of direct links only.
    pub share: Option<u16>,
    /// Further results that are supported without being a part of them, of whatever superior.
    pub also: Vec<RhkId>,
}

impl Cascade {
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// By what a result is divided among those who support it directly.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Division {
    /// Each does a number of the whole.
    #[default]
    Volume,
    /// Each does all of it in a region.
    Region,
    /// Each does one aspect of it.
    Aspect,
}

/// The whole of a superior's result, in hundredths of a percent.
pub const WHOLE: u16 = 10_000;

/// Returns a percentage in hundredths of a percent; `None` for one that is no part of a whole or is too fine.
pub fn share_of(percent: Value) -> Option<u16> {
    let hundredths = percent.decimal() * Decimal::ONE_HUNDRED;
    let share = hundredths.fract().is_zero().then(|| hundredths.to_u16()).flatten();
    share.filter(|share| (1..=WHOLE).contains(share))
}

/// Returns a share in percent.
pub fn percent_of(share: u16) -> Decimal {
    Decimal::new(share.into(), 2).normalize()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_a_part_of_a_whole_in_hundredths_of_a_percent() {
        let share = |typed: &str| Value::parse_typed(typed).ok().and_then(share_of);
        assert_eq!(["25", "12,5", "0,01", "100"].map(share), [Some(2500), Some(1250), Some(1), Some(10_000)]);
        assert_eq!(["0", "100,01", "-5", "33,333", "0,001"].map(share), [None; 5]);
        assert_eq!(percent_of(1250).to_string(), "12.5");
    }
}
