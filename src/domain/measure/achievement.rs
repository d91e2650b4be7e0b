//! The share of a target that a value is.

use super::{Polarity, Value};
use rust_decimal::{Decimal, RoundingStrategy};
use std::ops::Sub;

/// A share: a percentage where one can be computed, else only whether the target is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Achievement {
    /// In percent, uncapped, unrounded.
    Percent(Decimal),
    /// The target is 0 or equals the baseline: no percentage exists.
    Reached(bool),
}

impl Achievement {
    /// Returns the percentage rounded half away from zero to one decimal, as it is shown.
    pub fn shown_percent(self) -> Option<Decimal> {
        match self {
            Self::Percent(percent) => {
                Some(percent.round_dp_with_strategy(1, RoundingStrategy::MidpointAwayFromZero).normalize())
            }
            Self::Reached(_) => None,
        }
    }
}

/// Part and whole of a share, for exact numbers that judge and for approximate ones that are only drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Share<N> {
    Of {
        part: N,
        whole: N,
    },
    /// There is no whole.
    Reached(bool),
}

/// Returns the part of `target` that `value` is, by polarity.
pub fn share<N>(polarity: Polarity, baseline: N, target: N, value: N) -> Share<N>
where
    N: Copy + Default + PartialOrd + Sub<Output = N>,
{
    let zero = N::default();
    let size = |n: N| if n < zero { zero - n } else { n };
    let (part, whole) = match polarity {
        Polarity::Maximise => (value, target),
        Polarity::Minimise => (baseline - value, baseline - target),
        Polarity::Stabilise => (size(target) - size(value - target), size(target)),
    };
    if whole != zero {
        return Share::Of { part, whole };
    }
    Share::Reached(match polarity {
        Polarity::Maximise => value >= target,
        Polarity::Minimise => value <= target,
        Polarity::Stabilise => value == target,
    })
}

/// Returns the exact share of `target` that `value` is.
pub fn achievement(polarity: Polarity, baseline: Option<Value>, target: Decimal, value: Value) -> Achievement {
    let baseline = baseline.map_or(Decimal::ZERO, Value::decimal);
    match share(polarity, baseline, target, value.decimal()) {
        Share::Of { part, whole } => Achievement::Percent(part * Decimal::ONE_HUNDRED / whole),
        Share::Reached(reached) => Achievement::Reached(reached),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str) -> Value {
        text.parse().expect("a value")
    }

    fn percent(polarity: Polarity, baseline: Option<&str>, target: &str, standing: &str) -> Option<String> {
        achievement(polarity, baseline.map(value), value(target).decimal(), value(standing))
            .shown_percent()
            .map(|percent| percent.to_string())
    }

    /// Worked examples of this program's own definitions.
    #[test]
    fn achievement_is_uncapped_in_both_directions() {
        use Polarity::{Maximise, Minimise, Stabilise};
        assert_eq!(percent(Maximise, None, "80", "92").as_deref(), Some("115"));
        assert_eq!(percent(Minimise, Some("14"), "3", "5").as_deref(), Some("81.8"));
        assert_eq!(percent(Minimise, Some("14"), "3", "2").as_deref(), Some("109.1"));
        assert_eq!(percent(Minimise, Some("14"), "3", "16").as_deref(), Some("-18.2"));
        assert_eq!(percent(Stabilise, None, "50", "60").as_deref(), Some("80"));
        assert_eq!(percent(Stabilise, None, "50", "150").as_deref(), Some("-100"));
    }

    #[test]
    fn without_a_whole_there_is_no_percentage() {
        let zero = Decimal::ZERO;
        assert_eq!(achievement(Polarity::Maximise, None, zero, value("0")), Achievement::Reached(true));
        let complaints = |n| achievement(Polarity::Minimise, Some(Value::ZERO), zero, value(n));
        assert_eq!(complaints("0"), Achievement::Reached(true));
        assert_eq!(complaints("1"), Achievement::Reached(false));
    }
}
