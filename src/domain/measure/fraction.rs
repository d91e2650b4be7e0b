//! The two numbers of a coverage: how many, out of how many.
//!
//! They are reported together, because percentages cannot be added up: a board adds the numbers and divides once.

use super::Value;

/// How many are reached, out of how many. More than all is possible: babies of a neighbouring area are immunised too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fraction {
    numerator: Value,
    denominator: Value,
    percent: Value,
}

/// Why two numbers are no fraction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FractionError {
    #[error("Angka di sini tidak bisa kurang dari 0.")]
    BelowZero,
    #[error("Isi lebih dari 0: dari berapa seluruhnya.")]
    OfNothing,
    #[error("Terlalu kecil untuk jumlah itu.")]
    TooSmall,
}

impl FractionError {
    /// Returns the name of the field that is wrong.
    pub const fn field(self) -> &'static str {
        match self {
            Self::BelowZero => Fraction::NUMERATOR,
            Self::OfNothing | Self::TooSmall => Fraction::DENOMINATOR,
        }
    }
}

impl Fraction {
    /// The names of the two numbers in forms and in the API.
    pub const NUMERATOR: &'static str = "numerator";
    pub const DENOMINATOR: &'static str = "denominator";

    /// # Errors
    /// When it is less than nothing, out of nothing, or more percent than can be kept.
    pub fn new(numerator: Value, denominator: Value) -> Result<Self, FractionError> {
        if numerator < Value::ZERO {
            return Err(FractionError::BelowZero);
        }
        if denominator <= Value::ZERO {
            return Err(FractionError::OfNothing);
        }
        let percent = numerator.percent_of(denominator).ok_or(FractionError::TooSmall)?;
        Ok(Self { numerator, denominator, percent })
    }

    /// Returns the fraction of a stored report; `None` where it has none.
    pub fn stored(numerator: Option<Value>, denominator: Option<Value>) -> Option<Self> {
        numerator.zip(denominator).and_then(|(numerator, denominator)| Self::new(numerator, denominator).ok())
    }

    /// Reads both numbers in one way, that of people or that of programs.
    ///
    /// # Errors
    /// The sentences of the wrong fields, by their names.
    pub fn read<E: ToString>(
        numerator: &str,
        denominator: &str,
        parse: fn(&str) -> Result<Value, E>,
    ) -> Result<Self, Vec<(String, String)>> {
        let mut wrong = Vec::new();
        let mut number =
            |name: &str, text: &str| parse(text).map_err(|error| wrong.push((name.to_owned(), error.to_string()))).ok();
        let (numerator, denominator) = (number(Self::NUMERATOR, numerator), number(Self::DENOMINATOR, denominator));
        let (Some(numerator), Some(denominator)) = (numerator, denominator) else { return Err(wrong) };
        Self::new(numerator, denominator).map_err(|error| vec![(error.field().to_owned(), error.to_string())])
    }

    /// Returns how many a share of a population are, whole and rounded half up: the fraction nearest to a percentage.
    pub fn nearest(percent: Value, population: Value) -> Option<Self> {
        use rust_decimal::{Decimal, RoundingStrategy};
        let count = percent.decimal() * population.decimal() / Decimal::ONE_HUNDRED;
        let count = count.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero);
        Self::new(Value::new(count).ok()?, population).ok()
    }

    pub const fn numerator(self) -> Value {
        self.numerator
    }

    pub const fn denominator(self) -> Value {
        self.denominator
    }

    /// Returns the value of the report: the share in percent, rounded half up to four decimals and never capped.
    pub const fn percent(self) -> Value {
        self.percent
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rust_decimal::{Decimal, RoundingStrategy};

    fn value(text: &str) -> Value {
        text.parse().expect("a value")
    }

    fn percent(numerator: &str, denominator: &str) -> Result<String, FractionError> {
        Fraction::new(value(numerator), value(denominator)).map(|fraction| fraction.percent().to_string())
    }

    /// Returns a value of so many ten-thousandths.
    fn of(count: i64) -> Value {
        Value::new(Decimal::new(count, 4)).expect("a value")
    }

    #[test]
    fn a_share_is_rounded_half_up_and_not_capped() {
        for (numerator, denominator, share) in [
            ("228", "240", "95"),
            ("1", "3", "33.3333"),
            ("2", "3", "66.6667"),
            ("1", "16000000", "0"),
            ("1", "2000000", "0.0001"),
            ("0", "240", "0"),
            ("252", "240", "105"),
            ("12.5", "50", "25"),
            ("999999999999.9999", "999999999999.9999", "100"),
            ("999999999999", "100", "999999999999"),
        ] {
            assert_eq!(percent(numerator, denominator).as_deref(), Ok(share), "{numerator} / {denominator}");
        }
    }

    #[test]
    fn what_is_no_share_is_said_at_its_field() {
        for (numerator, denominator, error, field) in [
            ("-1", "240", FractionError::BelowZero, "numerator"),
            ("1", "0", FractionError::OfNothing, "denominator"),
            ("1", "-240", FractionError::OfNothing, "denominator"),
            ("999999999999", "0.0001", FractionError::TooSmall, "denominator"),
            ("999999999999.9999", "99.9999", FractionError::TooSmall, "denominator"),
        ] {
            assert_eq!(percent(numerator, denominator), Err(error), "{numerator} / {denominator}");
            assert_eq!(error.field(), field);
        }
        let read = Fraction::read("", "dua", Value::parse_typed).expect_err("neither is a number");
        assert_eq!(read.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["numerator", "denominator"]);
        let read = Fraction::read("1.228", "1.240 bayi", Value::parse_typed).expect("two numbers");
        assert_eq!((read.numerator(), read.denominator()), (value("1228"), value("1240")));
    }

    proptest! {
        #[test]
        fn the_share_is_that_of_decimal_arithmetic(
            numerator in 0..10_000_000_000_000_000_i64,
            denominator in 1..10_000_000_000_000_000_i64,
        ) {
            let exact = (i128::from(numerator) * 2_000_000 / i128::from(denominator) + 1) / 2;
            let wanted = i64::try_from(exact).ok().filter(|share| *share < 10_000_000_000_000_000).map(of);
            let found = Fraction::new(of(numerator), of(denominator));
            prop_assert_eq!(found.ok().map(Fraction::percent), wanted);
        }

        #[test]
        fn counts_give_the_share_that_people_work_out(numerator in 0..5_000_i64, denominator in 1..5_000_i64) {
            let share = Decimal::from(numerator) * Decimal::ONE_HUNDRED / Decimal::from(denominator);
            let share = share.round_dp_with_strategy(4, RoundingStrategy::MidpointAwayFromZero).normalize();
            let found = Fraction::new(Value::whole(numerator), Value::whole(denominator)).expect("a fraction");
            prop_assert_eq!(found.percent().decimal(), share);
        }

        #[test]
        fn more_of_the_same_population_is_no_smaller_share(
            (less, more, population) in (0..100_000_i64, 0..100_000_i64, 1..100_000_i64)
        ) {
            let share = |count| Fraction::new(Value::whole(count), Value::whole(population)).ok().map(Fraction::percent);
            let (less, more) = (less.min(more), less.max(more));
            prop_assert!(share(less) <= share(more));
            prop_assert_eq!(share(population), Some(Value::HUNDRED));
        }

        #[test]
        fn the_nearest_fraction_is_found_again(count in 0..2_000_i64, population in 1..2_000_i64) {
            let fraction = Fraction::new(Value::whole(count), Value::whole(population)).expect("a fraction");
            prop_assert_eq!(Fraction::nearest(fraction.percent(), Value::whole(population)), Some(fraction));
        }

        #[test]
        fn no_two_texts_panic(numerator in ".{0,24}", denominator in ".{0,24}") {
            let _ = Fraction::read(&numerator, &denominator, Value::parse_typed);
            let _ = Fraction::read(&numerator, &denominator, str::parse::<Value>);
        }
    }
}
