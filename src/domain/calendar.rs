//! Time as an agency counts it: civil days in the zone of its seat.
//!
//! Indonesia has three zones without daylight saving (WIB +7, WITA +8, WIT +9), so a fixed offset is exact
//! and no zone database is needed.

use jiff::{Timestamp, ToSpan, civil::Date, tz::Offset};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

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

    /// The name that PostgreSQL knows the zone by.
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

    /// The civil day on which an instant falls.
    pub fn day(self, at: Timestamp) -> Date {
        self.offset().to_datetime(at).date()
    }

    /// The civil date and time of an instant.
    pub fn local(self, at: Timestamp) -> jiff::civil::DateTime {
        self.offset().to_datetime(at)
    }

    /// The instant of a civil date and time; dates beyond the calendar's ends stay at its ends.
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

/// The Monday of the week that a day belongs to.
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
}
