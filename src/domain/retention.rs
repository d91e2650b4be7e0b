//! How long the audit is kept, and what meetings agreed on.

use jiff::{ToSpan, civil::Date};

/// Whole months for which events and finished follow-ups are kept at least: five years.
///
/// An event proves that a report, a word or a sign-in was what it is said to have been, so it may not go before what
/// it proves: daily work, the follow-ups of meetings with it, is kept for five years (`domain.md` 8.1, a proposal), plans and evaluations longer. The
/// agency's own archive schedule (JRA, UU 43/2009) may ask for more, never for less.
pub const MIN_MONTHS: u16 = 60;

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "events are kept for at least {MIN_MONTHS} months: they prove reports and sign-ins that are kept as long; \
     the agency's archive schedule may ask for more"
)]
pub struct TooShort;

/// The first day of which events are kept when those of so many whole months before the running one are.
///
/// # Errors
/// [`TooShort`] below [`MIN_MONTHS`].
pub fn kept_from(months: u16, today: Date) -> Result<Date, TooShort> {
    if months < MIN_MONTHS {
        return Err(TooShort);
    }
    Ok(today.first_of_month().saturating_sub(i32::from(months).months()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn whole_months_are_kept_and_never_fewer_than_five_years_of_them() {
        assert_eq!(kept_from(60, date(2026, 11, 30)), Ok(date(2021, 11, 1)));
        assert_eq!(kept_from(61, date(2026, 11, 1)), Ok(date(2021, 10, 1)));
        assert_eq!(kept_from(59, date(2026, 11, 30)), Err(TooShort));
        assert!(kept_from(u16::MAX, date(2026, 11, 30)).is_ok_and(|day| day < date(-3000, 1, 1)));
    }
}
