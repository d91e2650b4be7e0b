//! For how long the audit trail and the follow-ups of meetings are kept.

use jiff::{ToSpan, civil::Date};

/// The fewest whole months for which events and finished follow-ups are kept: five years.
///
/// An event proves that a report, a message or a sign-in was made as recorded, so it is kept as long as what it proves.
/// Five years for daily work and the follow-ups of meetings is the program's own choice (UU 27/2022 asks for a schedule
/// per class of data, without a number); plans and evaluations are kept longer. The agency's archive schedule (jadwal
/// retensi arsip, UU 43/2009) may ask for more, never for less.
pub const MIN_MONTHS: u16 = 60;

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "events are kept for at least {MIN_MONTHS} months: they prove reports and sign-ins that are kept as long; \
     the agency's archive schedule may ask for more"
)]
pub struct TooShort;

/// Returns the first day that is kept, `months` whole months before the current one.
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
