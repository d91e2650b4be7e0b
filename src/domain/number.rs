//! Numbers as people in Indonesia write them.

use rust_decimal::{Decimal, RoundingStrategy};

/// Returns `1.234,5`: dots between thousands, comma for decimals, no trailing zeros.
pub fn number(value: Decimal) -> String {
    plain_number(&value.normalize().to_string())
}

/// Returns the same for a number as programs write it: `1234.5`.
pub fn plain_number(text: &str) -> String {
    let (sign, digits) = text.strip_prefix('-').map_or(("", text), |digits| ("-", digits));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let mut shown = String::with_capacity(text.len() + text.len() / 3);
    shown.push_str(sign);
    for (at, digit) in whole.char_indices() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            shown.push('.');
        }
        shown.push(digit);
    }
    if !fraction.is_empty() {
        shown.push(',');
        shown.push_str(fraction);
    }
    shown
}

/// Returns `81,8 %`, rounded half away from zero to one decimal.
pub fn percent(value: Decimal) -> String {
    format!("{} %", number(value.round_dp_with_strategy(1, RoundingStrategy::MidpointAwayFromZero)))
}
