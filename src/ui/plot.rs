//! The geometry of charts: pure arithmetic for the server.
//!
//! Positions are thousandths of the drawing's width or height (0 left or top, 1000 right or bottom); labels are
//! complete. The browser only draws; it computes nothing but the end of a bar in a preview ([`BulletPlot::preview`]).

mod bullet;
mod line;
mod stack;
mod week;

pub use bullet::BulletPlot;
pub use line::{LinePlot, LineReport};
pub use stack::{STACK, Segment, StackPlot, UnitBars};
pub use week::{COMPLETE, REACHED, WeekPlot};

use super::format;
use crate::domain::measure::{Value, step_words};
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

/// Returns a number with as many decimals as its size needs, and its unit; a step in words.
pub fn amount(value: Decimal, unit: &str) -> String {
    if let Some(words) = Value::new(value).ok().and_then(|value| step_words(value, unit)) {
        return words.to_owned();
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn decimal(text: &str) -> Decimal {
        text.parse().expect("a decimal")
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
}
