//! Days, months, reporting periods and working days of an agency: civil days in the zone of its seat.
//!
//! Indonesia has three zones without daylight saving (WIB +7, WITA +8, WIT +9), so a fixed offset is exact
//! and no zone database is needed.

mod deadline;
mod due;
mod holidays;

pub use deadline::{Counting, DayCount, DeadlineKind, DeadlineRule, DeadlineRules, MAX_RULE_DAYS};
pub use due::DueDays;
pub use holidays::{Holiday, NATIONAL, WorkWeek, WorkingDays, holiday_years, may_remove_holiday};

use jiff::{Timestamp, ToSpan, civil::Date, tz::Offset};
use serde::{Deserialize, Serialize};
use std::{fmt, ops::RangeInclusive, str::FromStr};

/// The time zone of an agency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Zone {
    /// Waktu Indonesia Barat, UTC+7.
    Wib,
    /// Waktu Indonesia Tengah, UTC+8.
    Wita,
    /// Waktu Indonesia Timur, UTC+9.
    Wit,
}

impl Zone {
    pub const ALL: [Self; 3] = [Self::Wib, Self::Wita, Self::Wit];

    pub const fn code(self) -> &'static str {
        match self {
            Self::Wib => "WIB",
            Self::Wita => "WITA",
            Self::Wit => "WIT",
        }
    }

    /// Returns PostgreSQL's name of the zone.
    pub const fn database_name(self) -> &'static str {
        match self {
            Self::Wib => "Asia/Jakarta",
            Self::Wita => "Asia/Makassar",
            Self::Wit => "Asia/Jayapura",
        }
    }

    const fn offset(self) -> Offset {
        match self {
            Self::Wib => Offset::constant(7),
            Self::Wita => Offset::constant(8),
            Self::Wit => Offset::constant(9),
        }
    }

    /// Returns the civil day of an instant.
    pub fn day(self, at: Timestamp) -> Date {
        self.offset().to_datetime(at).date()
    }

    /// Returns the civil date and time of an instant.
    pub fn local(self, at: Timestamp) -> jiff::civil::DateTime {
        self.offset().to_datetime(at)
    }

    /// Returns the instant of a civil date and time, clamped to the ends of the calendar.
    pub fn instant(self, at: jiff::civil::DateTime) -> Timestamp {
        self.offset().to_timestamp(at).unwrap_or(Timestamp::MAX)
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for Zone {
    type Err = UnknownZone;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|zone| zone.code().eq_ignore_ascii_case(text)).ok_or(UnknownZone)
    }
}

#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("Zona waktu harus WIB, WITA atau WIT.")]
pub struct UnknownZone;

/// A calendar month, written `2026-11`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    first: Date,
}

impl Month {
    pub fn of(day: Date) -> Self {
        Self { first: day.first_of_month() }
    }

    pub const fn first(self) -> Date {
        self.first
    }

    pub fn last(self) -> Date {
        self.first.last_of_month()
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.first.year(), self.first.month())
    }
}

impl FromStr for Month {
    type Err = UnknownMonth;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (year, month) = text.split_once('-').ok_or(UnknownMonth)?;
        if year.len() != 4 || month.len() != 2 {
            return Err(UnknownMonth);
        }
        let year = year.parse().map_err(|_| UnknownMonth)?;
        let month = month.parse().map_err(|_| UnknownMonth)?;
        Date::new(year, month, 1).map(Self::of).map_err(|_| UnknownMonth)
    }
}

#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("Bulan harus ditulis seperti 2026-11.")]
pub struct UnknownMonth;

/// The kind of a reporting period (`PermenPANRB` 6/2022): an agency evaluates by the month or by the quarter, as it
/// chooses, and the whole year after its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PeriodKind {
    Year,
    Quarter,
    Month,
}

impl PeriodKind {
    pub const ALL: [Self; 3] = [Self::Year, Self::Quarter, Self::Month];

    const fn months(self) -> i8 {
        match self {
            Self::Year => 12,
            Self::Quarter => 3,
            Self::Month => 1,
        }
    }

    /// Returns the first month of the period in which a month is.
    pub const fn first_month(self, month: i8) -> i8 {
        (month - 1) / self.months() * self.months() + 1
    }

    /// Returns the last months of the periods into which the months of a year, from the first to the last, are divided.
    pub fn ends_within(self, (first, last): (i8, i8)) -> Vec<i8> {
        let end = |month: i8| ((month - 1) / self.months() + 1) * self.months();
        let mut ends: Vec<i8> = (first..=last).map(|month| end(month).min(last)).collect();
        ends.dedup();
        ends
    }

    /// Days after its end in which a report about the period is still in time. No regulation sets them: they are
    /// the program's default, short enough that the yearly evaluation can be closed in January.
    const fn grace_days(self) -> i64 {
        match self {
            Self::Year => 15,
            Self::Quarter => 10,
            Self::Month => 5,
        }
    }

    /// Returns the program's default.
    pub fn default_count(self) -> DayCount {
        DayCount { days: i16::try_from(self.grace_days()).unwrap_or(i16::MAX), counting: Counting::Calendar }
    }

    /// Returns the last day on which a report about a period of this kind is in time, by the program's default.
    fn due_on(self, ends_on: Date) -> Date {
        ends_on.saturating_add(self.grace_days().days())
    }
}

/// A reporting period: a year, one of its quarters or one of its months.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    pub kind: PeriodKind,
    pub starts_on: Date,
    pub ends_on: Date,
    /// The last day on which a report about it is in time.
    pub due_on: Date,
}

impl Period {
    /// Returns the period of a kind in which a day lies, with the program's due day.
    pub fn containing(kind: PeriodKind, day: Date) -> Self {
        let first = day.first_of_month();
        let starts_on = first.saturating_sub(((first.month() - 1) % kind.months()).months());
        let ends_on = starts_on.saturating_add((kind.months() - 1).months()).last_of_month();
        Self { kind, starts_on, ends_on, due_on: kind.due_on(ends_on) }
    }
}

/// Days after the end of a period until which its due day can be moved.
const MAX_GRACE_DAYS: i64 = 120;

/// Checks whether the due day of a period can be moved to a day: not before its end.
///
/// # Errors
/// The last day to which it can be moved.
pub fn may_be_due_on(period: &Period, day: Date) -> Result<(), Date> {
    let last = period.ends_on.saturating_add(MAX_GRACE_DAYS.days());
    if (period.ends_on..=last).contains(&day) { Ok(()) } else { Err(last) }
}

/// Checks whether people of one unit can be given until a day for a period: longer than the agency gives everybody.
///
/// # Errors
/// The first and the last day until which they can be.
pub fn may_be_extended_to(period: &Period, day: Date) -> Result<(), (Date, Date)> {
    let first = period.due_on.saturating_add(1.day());
    let last = period.ends_on.saturating_add(MAX_GRACE_DAYS.days());
    if (first..=last).contains(&day) { Ok(()) } else { Err((first, last)) }
}

/// Returns the periods of a year: the year, its quarters, its months.
pub fn periods_of(year: i16) -> Vec<Period> {
    let mut periods = Vec::with_capacity(17);
    for kind in PeriodKind::ALL {
        for first in 1..=12 {
            if (first - 1) % kind.months() != 0 {
                continue;
            }
            let (Ok(starts_on), Ok(last)) = (Date::new(year, first, 1), Date::new(year, first + kind.months() - 1, 1))
            else {
                continue;
            };
            let ends_on = last.last_of_month();
            periods.push(Period { kind, starts_on, ends_on, due_on: kind.due_on(ends_on) });
        }
    }
    periods
}

/// Days before a year begins on which its periods are opened: from 1 December, so that plans for it can be made.
const PERIODS_AHEAD_DAYS: i64 = 31;

/// Returns the last day until which periods are to be open on a day: the end of this year, from 1 December that of
/// the next one.
pub fn periods_open_until(today: Date) -> Date {
    today.saturating_add(PERIODS_AHEAD_DAYS.days()).last_of_year()
}

/// Returns the years whose periods are to be opened on a day, if they are open until `opened_until`; without it this
/// year is the first.
pub fn years_to_open(opened_until: Option<Date>, today: Date) -> RangeInclusive<i16> {
    let first = opened_until.map_or(today.year(), |until| until.year().saturating_add(1));
    first..=periods_open_until(today).year()
}

/// Returns the Monday of a day's week.
pub fn week_of(day: Date) -> Date {
    let back = i64::from(day.weekday().to_monday_zero_offset());
    day.checked_sub(back.days()).unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_day_turns_at_local_midnight() {
        let at: Timestamp = "2026-11-21T17:00:00Z".parse().expect("an instant");
        assert_eq!(Zone::Wib.day(at), date(2026, 11, 22));
        assert_eq!(Zone::Wib.day(at - 1.second()), date(2026, 11, 21));
        assert_eq!(Zone::Wit.day(at), date(2026, 11, 22));
    }

    #[test]
    fn a_month_is_printed_as_it_is_read() {
        let month: Month = "2026-02".parse().expect("a month");
        assert_eq!((month.to_string().as_str(), month.last()), ("2026-02", date(2026, 2, 28)));
        for wrong in ["2026", "2026-13", "26-01", "2026-1", "2026-00", "-001-01", ""] {
            assert!(wrong.parse::<Month>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn weeks_begin_on_monday() {
        assert_eq!(week_of(date(2026, 11, 22)), date(2026, 11, 16));
        assert_eq!(week_of(date(2026, 11, 16)), date(2026, 11, 16));
    }

    #[test]
    fn a_year_has_seventeen_periods_with_their_grace() {
        let periods = periods_of(2028);
        let of = |kind| periods.iter().filter(move |period| period.kind == kind);
        assert_eq!(PeriodKind::ALL.map(|kind| of(kind).count()), [1, 4, 12]);
        assert_eq!(PeriodKind::ALL.map(|kind| kind.ends_within((1, 12)).len()), [1, 4, 12]);
        assert_eq!(PeriodKind::Quarter.ends_within((2, 11)), [3, 6, 9, 11]);
        for kind in PeriodKind::ALL {
            let days: Vec<_> = of(kind).map(|period| (period.starts_on, period.ends_on)).collect();
            assert_eq!((days[0].0, days[days.len() - 1].1), (date(2028, 1, 1), date(2028, 12, 31)), "{kind:?}");
            assert!(
                days.windows(2).all(|pair| pair[0].1.saturating_add(1.day()) == pair[1].0),
                "{kind:?} without a gap"
            );
        }
        let due: Vec<_> = periods.iter().filter(|period| period.ends_on == date(2028, 12, 31)).collect();
        assert_eq!(
            due.iter().map(|period| period.due_on).collect::<Vec<_>>(),
            [date(2029, 1, 15), date(2029, 1, 10), date(2029, 1, 5)]
        );
        let february = of(PeriodKind::Month).nth(1).expect("a month");
        assert_eq!((february.ends_on, february.due_on), (date(2028, 2, 29), date(2028, 3, 5)));
    }

    #[test]
    fn one_unit_is_given_longer_than_everybody_and_not_for_ever() {
        let may = Period::containing(PeriodKind::Month, date(2026, 5, 1));
        let span = Err((date(2026, 6, 6), date(2026, 9, 28)));
        for (day, allowed) in [
            (date(2026, 6, 5), span),
            (date(2026, 6, 6), Ok(())),
            (date(2026, 9, 28), Ok(())),
            (date(2026, 9, 29), span),
        ] {
            assert_eq!(may_be_extended_to(&may, day), allowed, "{day}");
        }
        assert_eq!(may_be_due_on(&may, date(2026, 5, 31)), Ok(()));
    }

    #[test]
    fn each_day_is_in_the_period_that_the_year_has_for_it() {
        for period in periods_of(2028) {
            for day in [period.starts_on, period.starts_on.saturating_add(17.days()), period.ends_on] {
                assert_eq!(Period::containing(period.kind, day), period);
            }
        }
    }

    #[test]
    fn the_next_year_opens_in_december_and_this_one_always() {
        let years = |until, today| years_to_open(until, today).collect::<Vec<_>>();
        let (open, before) = (Some(date(2026, 12, 31)), Some(date(2024, 12, 31)));
        assert_eq!(years(open, date(2026, 11, 30)), [0_i16; 0]);
        assert_eq!(years(open, date(2026, 12, 1)), [2027]);
        assert_eq!(years(None, date(2026, 11, 30)), [2026]);
        assert_eq!(years(None, date(2026, 12, 31)), [2026, 2027]);
        assert_eq!(years(before, date(2027, 1, 1)), [2025, 2026, 2027]);
        assert_eq!(years(Some(date(2031, 12, 31)), date(2027, 1, 1)), [0_i16; 0]);
    }
}
