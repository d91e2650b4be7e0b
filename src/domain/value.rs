//! Measured, targeted and baseline values: how people type them, how programs write them, how they are stored.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// A measured, targeted or baseline value: at most 12 digits before and 4 after the decimal point.
///
/// Kept as a count of ten-thousandths: the browser reads, compares and prints values without decimal arithmetic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Value(i64);

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ValueError {
    #[error("Tulis angka, misalnya 12,5.")]
    NotANumber,
    #[error("Angka terlalu besar: paling banyak 12 angka di depan koma.")]
    TooLarge,
    #[error("Paling banyak 4 angka di belakang koma.")]
    TooFine,
}

impl Value {
    pub const ZERO: Self = Self(0);
    pub const ONE: Self = Self::whole(1);
    pub const HUNDRED: Self = Self(100 * 10_i64.pow(Self::SCALE));
    /// The largest one.
    pub const MAX: Self = Self(Self::LIMIT - 1);
    /// Digits after the point.
    /// Digits after the decimal point.
    pub const SCALE: u32 = 4;
    /// The first count of ten-thousandths that is too large.
    const LIMIT: i64 = 1_000_000_000_000 * 10_i64.pow(Self::SCALE);

    /// # Errors
    /// When the number is too large or too fine to be kept exactly.
    pub fn new(value: Decimal) -> Result<Self, ValueError> {
        if value.abs() >= Decimal::new(Self::LIMIT, Self::SCALE) {
            return Err(ValueError::TooLarge);
        }
        let mut kept = value;
        kept.rescale(Self::SCALE);
        if kept != value {
            return Err(ValueError::TooFine);
        }
        i64::try_from(kept.mantissa()).map(Self).map_err(|_| ValueError::TooLarge)
    }

    /// Reads a number as people in Indonesia type it: comma for decimals, dots between thousands. A dot
    /// that cannot part thousands (`12.5`, `0.250`) is taken for the decimal sign of a foreign keypad. The unit behind the
    /// number (`80 %`, `12 akta`) is not read; a word that multiplies (`2 ribu`) makes it no number, and so do a letter
    /// right behind it (`9o`) and spaces that part no thousands.
    ///
    /// # Errors
    /// When it is no number, or one that cannot be kept exactly.
    pub fn parse_typed(text: &str) -> Result<Self, ValueError> {
        let text = without_unit(text.trim()).trim_end();
        if text.split_whitespace().skip(1).any(|group| group.bytes().take_while(u8::is_ascii_digit).count() != 3) {
            return Err(ValueError::NotANumber);
        }
        let text: String = text.split_whitespace().collect();
        let (sign, digits) = match text.strip_prefix('-') {
            Some(rest) => ("-", rest),
            None => ("", text.as_str()),
        };
        let plain = match digits.split_once(',') {
            Some((whole, fraction)) => format!("{}.{fraction}", ungroup(whole).ok_or(ValueError::NotANumber)?),
            None => ungroup(digits).unwrap_or_else(|| digits.to_owned()),
        };
        format!("{sign}{plain}").parse()
    }

    pub fn decimal(self) -> Decimal {
        Decimal::new(self.0, Self::SCALE).normalize()
    }

    /// Returns so many of one.
    pub const fn whole(count: i64) -> Self {
        Self(count * 10_i64.pow(Self::SCALE))
    }

    pub const fn is_whole(self) -> bool {
        self.0 % 10_i64.pow(Self::SCALE) == 0
    }

    /// Returns some times the value; `None` if that is too large.
    pub fn times(self, factor: i64) -> Option<Self> {
        Self::kept(self.0.checked_mul(factor)?)
    }

    /// Returns a part of the value, rounded towards zero; `by` is not zero.
    #[must_use]
    pub const fn divided(self, by: i64) -> Self {
        Self(self.0 / by)
    }

    /// Returns the sum; `None` if it is too large.
    pub fn plus(self, other: Self) -> Option<Self> {
        Self::kept(self.0 + other.0)
    }

    /// Returns the difference; `None` if it is too large.
    pub fn minus(self, other: Self) -> Option<Self> {
        Self::kept(self.0 - other.0)
    }

    /// Returns the value as a share of `whole` in percent, rounded half up to four decimals; `None` where that is too large.
    /// It is not below zero, and `whole` is above it. Digit by digit, so that nothing overflows.
    pub fn percent_of(self, whole: Self) -> Option<Self> {
        // Two digits for the percent, and those behind the point.
        let digits = 2 + Self::SCALE;
        let (mut percent, mut rest) = (self.0 / whole.0, self.0 % whole.0);
        for _ in 0..digits {
            rest *= 10;
            percent = percent.checked_mul(10)?.checked_add(rest / whole.0)?;
            rest %= whole.0;
        }
        Self::kept(percent.checked_add(i64::from(rest * 2 >= whole.0))?)
    }

    /// Returns the value rounded half up to two decimals, for texts; it is not below zero.
    #[must_use]
    pub const fn to_hundredths(self) -> Self {
        const STEP: i64 = 100;
        Self((self.0 + STEP / 2) / STEP * STEP)
    }

    fn kept(count: i64) -> Option<Self> {
        (count.abs() < Self::LIMIT).then_some(Self(count))
    }

    /// Returns whether a typed number has one comma before exactly three digits, as English writes thousands: `1,000`.
    pub fn looks_like_thousands(typed: &str) -> bool {
        let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        without_unit(typed.trim()).split_once(',').is_some_and(|(whole, rest)| {
            is_number(whole) && whole.len() <= 3 && !whole.starts_with('0') && is_number(rest) && rest.len() == 3
        })
    }

    /// Returns an approximation for drawings, never for a judgement.
    #[expect(clippy::cast_precision_loss, reason = "a drawing has a thousand places")]
    pub fn approximate(self) -> f64 {
        self.0 as f64 / f64::from(10_i32.pow(Self::SCALE))
    }
}

/// `12 akta` → `12`
fn without_unit(text: &str) -> &str {
    const MULTIPLIERS: [&str; 16] = [
        "puluh", "lusin", "kodi", "gross", "ratus", "ratusan", "ribu", "ribuan", "rb", "k", "juta", "jutaan", "jt",
        "miliar", "m", "triliun",
    ];
    let Some(end) = text.rfind(|c: char| c.is_ascii_digit()).map(|at| at + 1) else { return text };
    let behind = &text[end..];
    let unit = behind.trim();
    // By ASCII alone: the tables of all letters would be a tenth of what the browser loads first.
    let is_apart = behind.starts_with(char::is_whitespace);
    let is_unit = unit == "%" || (is_apart && unit.starts_with(|c: char| c.is_ascii_alphabetic()));
    let word = unit.split_whitespace().next().unwrap_or_default();
    if is_unit && !MULTIPLIERS.iter().any(|multiplier| word.eq_ignore_ascii_case(multiplier)) {
        &text[..end]
    } else {
        text
    }
}

/// `1.234.567` → `1234567`; `None` where the dots do not part groups of three.
fn ungroup(whole: &str) -> Option<String> {
    let mut groups = whole.split('.');
    let first = groups.next()?;
    let rest: Vec<_> = groups.collect();
    let well_formed = rest.is_empty()
        || ((1..=3).contains(&first.len()) && !first.starts_with('0') && rest.iter().all(|group| group.len() == 3));
    (well_formed && !first.is_empty() && whole.bytes().all(|b| b == b'.' || b.is_ascii_digit()))
        .then(|| whole.replace('.', ""))
}

/// A plain decimal string with a point, as programs write it.
impl FromStr for Value {
    type Err = ValueError;
    fn from_str(text: &str) -> Result<Self, ValueError> {
        let digits = text.strip_prefix('-').unwrap_or(text);
        let plain = !digits.is_empty()
            && digits.bytes().all(|b| b.is_ascii_digit() || b == b'.')
            && digits.bytes().filter(|b| *b == b'.').count() <= 1
            && digits.starts_with(|c: char| c.is_ascii_digit())
            && digits.ends_with(|c: char| c.is_ascii_digit());
        if !plain {
            return Err(ValueError::NotANumber);
        }
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let (whole, fraction) = (whole.trim_start_matches('0'), fraction.trim_end_matches('0'));
        if whole.len() > 12 {
            return Err(ValueError::TooLarge);
        }
        if fraction.len() > 4 {
            return Err(ValueError::TooFine);
        }
        let count: i64 = format!("{whole}{fraction:0<4}").parse().map_err(|_| ValueError::NotANumber)?;
        Ok(Self(if digits.len() < text.len() { -count } else { count }))
    }
}

impl TryFrom<String> for Value {
    type Error = ValueError;
    fn try_from(text: String) -> Result<Self, ValueError> {
        text.parse()
    }
}

impl From<Value> for String {
    fn from(value: Value) -> Self {
        value.to_string()
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let one = 10_u64.pow(Self::SCALE);
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, fraction) = (self.0.unsigned_abs() / one, self.0.unsigned_abs() % one);
        let fraction = format!(".{fraction:04}");
        write!(f, "{sign}{whole}{}", fraction.trim_end_matches('0').trim_end_matches('.'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str) -> Value {
        text.parse().expect("a value")
    }

    #[test]
    fn typed_numbers_follow_the_indonesian_comma() {
        for (typed, read) in [
            ("12,5", "12.5"),
            ("1.234.567,8", "1234567.8"),
            ("1.500", "1500"),
            ("12.5", "12.5"),
            ("0.250", "0.25"),
            (" 88 ", "88"),
            ("-3", "-3"),
            ("80 %", "80"),
            ("80%", "80"),
            ("12,5 jam", "12.5"),
            ("1.200 Akta kelahiran", "1200"),
        ] {
            assert_eq!(Value::parse_typed(typed), Ok(value(read)), "{typed}");
        }
        for wrong in [
            "",
            "abc",
            "1,2,3",
            "1..2",
            "--1",
            "1e5",
            "1.23.4",
            "NaN",
            ",",
            "5.",
            ".5",
            "2 ribu",
            "3 jt orang",
            "5 ratus",
            "15,5x",
            "9o",
            "12 34",
            "2 lusin",
            "5-",
            "80 %%",
        ] {
            assert_eq!(Value::parse_typed(wrong), Err(ValueError::NotANumber), "{wrong}");
        }
        assert_eq!(Value::parse_typed("1,23456"), Err(ValueError::TooFine));
        assert_eq!(Value::parse_typed("1000000000000"), Err(ValueError::TooLarge));
        assert_eq!(Value::new(Decimal::new(123_456, 5)), Err(ValueError::TooFine));
        assert_eq!(Value::new(Decimal::new(1_000_000_000_000, 0)), Err(ValueError::TooLarge));
    }

    #[test]
    fn a_comma_before_three_digits_may_be_meant_for_thousands() {
        for typed in ["1,000", " 12,500 ", "999,999", "1,000 akta"] {
            assert!(Value::looks_like_thousands(typed), "{typed}");
        }
        for typed in ["1.000", "1,5", "0,125", "1,0000", "1.234,567", "1000,000", "", ",000"] {
            assert!(!Value::looks_like_thousands(typed), "{typed}");
        }
    }

    #[test]
    fn a_value_is_printed_as_programs_write_it() {
        for (text, printed) in [
            ("12.50", "12.5"),
            ("-0.0001", "-0.0001"),
            ("007", "7"),
            ("-0", "0"),
            ("999999999999.9999", "999999999999.9999"),
        ] {
            assert_eq!(value(text).to_string(), printed);
            assert_eq!(Value::new(value(text).decimal()), Ok(value(text)));
        }
    }
}
