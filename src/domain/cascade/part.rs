//! The part of an indicator that a unit answers for.

use super::{Figure, MeasureKind, tree::percent};
use crate::domain::measure::{Polarity, Value};
use rust_decimal::Decimal;

/// The contributions of a unit to an indicator, added up.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CascadePart {
    /// The indicators at the ends of the cascade, and those of them whose reports count.
    pub sources: u32,
    pub counted: u32,
    /// Whose indicators those at the ends are.
    pub people: u32,
    sum: Decimal,
    fraction: (Decimal, Decimal),
    /// What is expected of the contributions by now: of a coverage so many of their populations.
    expected: Decimal,
}

impl CascadePart {
    /// Adds a contribution: what it stands at, what its own plan expects of it by now and, of a coverage, out of how many
    /// it is while nothing was reported.
    pub fn add(&mut self, figure: &Figure, expected: Option<Decimal>, population: Option<Value>) {
        self.sources += figure.sources;
        self.counted += figure.counted;
        self.sum += figure.standing.map_or(Decimal::ZERO, |standing| standing.value.decimal());
        let expected = expected.unwrap_or_default();
        if let Some((numerator, denominator)) = figure.fraction {
            self.fraction = (self.fraction.0 + numerator, self.fraction.1 + denominator);
        }
        let of = figure.fraction.map(|(_, denominator)| denominator).or(population.map(Value::decimal));
        self.expected += of.map_or(expected, |of| expected * of / Decimal::ONE_HUNDRED);
    }

    /// Adds another part.
    pub fn merge(&mut self, other: &Self) {
        self.sources += other.sources;
        self.counted += other.counted;
        self.people += other.people;
        self.sum += other.sum;
        self.fraction = (self.fraction.0 + other.fraction.0, self.fraction.1 + other.fraction.1);
        self.expected += other.expected;
    }

    /// Returns what the contributions stand at together; `None` if nothing that counts was reported.
    pub fn value(&self, kind: &MeasureKind) -> Option<Decimal> {
        if self.counted == 0 {
            None
        } else if kind.is_coverage {
            percent(self.fraction).map(Value::decimal)
        } else {
            Some(self.sum)
        }
    }

    /// Returns numerator and denominator of a coverage.
    pub fn fraction(&self) -> Option<(Decimal, Decimal)> {
        Some(self.fraction).filter(|(_, of)| !of.is_zero())
    }

    /// Returns by how much the contributions are short of what is expected by now, negative if they are ahead: in the
    /// indicator's unit, of a coverage in its numerator. What nobody reported is missing as a whole.
    pub fn shortfall(&self, kind: &MeasureKind) -> Decimal {
        let (expected, reached) = (self.expected, if kind.is_coverage { self.fraction.0 } else { self.sum });
        match kind.polarity {
            Polarity::Maximise => expected - reached,
            Polarity::Minimise => reached - expected,
            Polarity::Stabilise => (expected - reached).abs(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::measure::{Accumulation, Standing};
    use jiff::civil::date;

    fn figure(value: &str, fraction: Option<(i64, i64)>) -> Figure {
        Figure {
            standing: Some(Standing { value: value.parse().expect("a value"), observed_on: date(2026, 6, 1) }),
            fraction: fraction.map(|(numerator, denominator)| (numerator.into(), denominator.into())),
            sources: 1,
            counted: 1,
            ..Figure::default()
        }
    }

    fn kind(is_coverage: bool, polarity: Polarity) -> MeasureKind {
        MeasureKind { unit: "x".to_owned(), polarity, accumulation: Accumulation::Year, is_coverage }
    }

    #[test]
    fn what_is_missing_is_counted_against_what_is_expected() {
        let mut part = CascadePart::default();
        part.add(&figure("40", None), Some(50.into()), None);
        part.add(&Figure { sources: 1, ..Figure::default() }, Some(30.into()), None);
        let total = kind(false, Polarity::Maximise);
        assert_eq!((part.value(&total), part.shortfall(&total)), (Some(40.into()), 40.into()));
        assert_eq!((part.sources, part.counted), (2, 1));
        assert_eq!(part.shortfall(&kind(false, Polarity::Minimise)), (-40).into());
    }

    #[test]
    fn a_coverage_is_short_by_so_many_of_its_population() {
        let mut part = CascadePart::default();
        part.add(&figure("50", Some((50, 100))), Some(90.into()), Some(Value::HUNDRED));
        part.add(&Figure { sources: 1, ..Figure::default() }, Some(45.into()), Some(Value::HUNDRED));
        let coverage = kind(true, Polarity::Maximise);
        assert_eq!(part.value(&coverage), Some(50.into()));
        assert_eq!(part.shortfall(&coverage), 85.into(), "90 of 100 and, of a plan of half a year, 45 of 100");
    }
}
