//! Holidays and working days. A working day is Monday to Friday, in an agency of six days also Saturday, and no holiday.

use jiff::{
    ToSpan,
    civil::{Date, Weekday},
};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeSet, ops::RangeInclusive};

/// A holiday of the whole country.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Holiday {
    pub on: Date,
    pub name: &'static str,
    /// Who set it.
    pub source: &'static str,
}

const JOINT_2026: &str = "Keputusan bersama tiga menteri untuk tahun 2026";
const KNOWN: &str = "Menurut kalender; keputusan bersama untuk 2027 belum dimuat";

/// The national holidays and the days of joint leave of 2026; of 2027 those that are known before the ministers' joint
/// decision about it: the fixed ones, and those that follow from Easter. An agency enters the others.
pub const NATIONAL: [Holiday; 33] = [
    joint(1, 1, "Tahun Baru Masehi"),
    joint(1, 16, "Isra Mikraj"),
    joint(2, 16, "Cuti bersama Tahun Baru Imlek"),
    joint(2, 17, "Tahun Baru Imlek"),
    joint(3, 18, "Cuti bersama Nyepi"),
    joint(3, 19, "Hari Suci Nyepi"),
    joint(3, 20, "Cuti bersama Idulfitri"),
    joint(3, 21, "Idulfitri"),
    joint(3, 22, "Idulfitri"),
    joint(3, 23, "Cuti bersama Idulfitri"),
    joint(3, 24, "Cuti bersama Idulfitri"),
    joint(4, 3, "Wafat Yesus Kristus"),
    joint(4, 5, "Kebangkitan Yesus Kristus"),
    joint(5, 1, "Hari Buruh Internasional"),
    joint(5, 14, "Kenaikan Yesus Kristus"),
    joint(5, 15, "Cuti bersama Kenaikan Yesus Kristus"),
    joint(5, 27, "Iduladha"),
    joint(5, 28, "Cuti bersama Iduladha"),
    joint(5, 31, "Hari Raya Waisak"),
    joint(6, 1, "Hari Lahir Pancasila"),
    joint(6, 16, "Tahun Baru Islam"),
    joint(8, 17, "Proklamasi Kemerdekaan"),
    joint(8, 25, "Maulid Nabi Muhammad saw."),
    joint(12, 24, "Cuti bersama Natal"),
    joint(12, 25, "Hari Raya Natal"),
    known(1, 1, "Tahun Baru Masehi"),
    known(3, 26, "Wafat Yesus Kristus"),
    known(3, 28, "Kebangkitan Yesus Kristus"),
    known(5, 1, "Hari Buruh Internasional"),
    known(5, 6, "Kenaikan Yesus Kristus"),
    known(6, 1, "Hari Lahir Pancasila"),
    known(8, 17, "Proklamasi Kemerdekaan"),
    known(12, 25, "Hari Raya Natal"),
];

const fn joint(month: i8, day: i8, name: &'static str) -> Holiday {
    Holiday { on: Date::constant(2026, month, day), name, source: JOINT_2026 }
}

const fn known(month: i8, day: i8, name: &'static str) -> Holiday {
    Holiday { on: Date::constant(2027, month, day), name, source: KNOWN }
}

/// Returns the years in which an agency enters holidays on a day: from the last one, of which periods are still open.
pub fn holiday_years(today: Date) -> RangeInclusive<i16> {
    today.year().saturating_sub(1)..=today.year().saturating_add(2)
}

/// Returns whether a local holiday can be removed: one that is over only on the day on which it was entered, as a slip.
/// Later, deadlines have passed that it moved, and somebody would become late afterwards.
pub fn may_remove_holiday(on: Date, entered_on: Date, today: Date) -> bool {
    on >= today || entered_on == today
}

/// The working week of an agency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WorkWeek {
    /// Monday to Friday.
    Five,
    /// Monday to Saturday.
    Six,
}

impl WorkWeek {
    pub const ALL: [Self; 2] = [Self::Five, Self::Six];

    const fn days(self) -> i32 {
        match self {
            Self::Five => 5,
            Self::Six => 6,
        }
    }

    fn has(self, day: Date) -> bool {
        i32::from(day.weekday().to_monday_one_offset()) <= self.days()
    }

    /// Returns the number of its days since the Monday of a fixed week until a day, included; less than none before it.
    fn until(self, day: Date) -> i32 {
        const MONDAY: Date = Date::constant(2000, 1, 3);
        let days = (day - MONDAY).get_days();
        let (weeks, rest) = (days.div_euclid(7), days.rem_euclid(7));
        weeks * self.days() + (rest + 1).min(self.days())
    }
}

/// The working days of an agency.
#[derive(Clone, Debug)]
pub struct WorkingDays {
    /// All holidays but those on Sundays.
    holidays: BTreeSet<Date>,
    /// The weeks with the days from which they hold, the earliest first; before the first one it is five days.
    weeks: Vec<(Date, WorkWeek)>,
}

impl WorkingDays {
    /// `local` are the holidays of the agency beside the national ones. `weeks` are its working weeks with the days from
    /// which they hold, in whatever order.
    pub fn new(local: impl IntoIterator<Item = Date>, weeks: impl IntoIterator<Item = (Date, WorkWeek)>) -> Self {
        let all = NATIONAL.iter().map(|holiday| holiday.on).chain(local);
        let mut weeks: Vec<_> = weeks.into_iter().collect();
        weeks.sort_by_key(|(from, _)| *from);
        Self { holidays: all.filter(|day| day.weekday() != Weekday::Sunday).collect(), weeks }
    }

    /// Returns the working week on a day.
    pub fn week(&self, on: Date) -> WorkWeek {
        self.weeks.iter().rev().find(|(from, _)| *from <= on).map_or(WorkWeek::Five, |(_, week)| *week)
    }

    /// Returns the working weeks that begin after a day.
    pub fn weeks_after(&self, day: Date) -> impl Iterator<Item = (Date, WorkWeek)> {
        self.weeks.iter().copied().filter(move |(from, _)| *from > day)
    }

    pub fn has(&self, day: Date) -> bool {
        self.week(day).has(day) && !self.holidays.contains(&day)
    }

    /// Returns the number of working days from `first` to `last`, both included; none where `last` is before `first`.
    pub fn count(&self, first: Date, last: Date) -> i32 {
        if last < first {
            return 0;
        }
        let turns = self.weeks.iter().map(|(from, _)| *from).filter(|from| first < *from && *from <= last);
        let starts: Vec<Date> = [first].into_iter().chain(turns).collect();
        let all = starts.iter().enumerate().map(|(at, start)| {
            let end = starts.get(at + 1).and_then(|next| next.yesterday().ok()).unwrap_or(last);
            let week = self.week(*start);
            week.until(end) - start.yesterday().map_or(0, |before| week.until(before))
        });
        let off = self.holidays.range(first..=last).filter(|day| self.week(**day).has(**day)).count();
        all.sum::<i32>() - i32::try_from(off).unwrap_or(i32::MAX)
    }

    /// Returns the last of so many working days after a day; that day itself with none, and with fewer than none.
    pub(super) fn after(&self, day: Date, working: i16) -> Date {
        let mut last = day;
        for _ in 0..working {
            // Holidays are finitely many: a working day follows.
            last = last.saturating_add(1.day());
            while !self.has(last) && last < Date::MAX {
                last = last.saturating_add(1.day());
            }
        }
        last
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::{ToSpan, civil::date};
    use proptest::prelude::*;

    #[test]
    fn the_national_list_is_in_order_and_names_each_day_once() {
        assert!(NATIONAL.windows(2).all(|pair| pair[0].on < pair[1].on));
    }

    #[test]
    fn idulfitri_and_its_weekend_are_no_working_days() {
        let days = WorkingDays::new([date(2026, 3, 17)], []);
        assert!(days.has(date(2026, 3, 16)) && days.has(date(2026, 3, 25)));
        assert_eq!(days.count(date(2026, 3, 17), date(2026, 3, 24)), 0);
        assert_eq!(days.count(date(2026, 3, 16), date(2026, 3, 25)), 2);
        assert_eq!(days.count(date(2026, 3, 25), date(2026, 3, 16)), 0);
    }

    proptest! {
        #[test]
        fn working_days_are_counted_as_by_hand(
            start in -20_000_i64..20_000,
            length in 0_i64..1_500,
            local in prop::collection::vec(0_i64..1_500, 0..40),
            turns in prop::collection::vec((-100_i64..1_500, 0_usize..2), 0..4),
        ) {
            let first = date(2026, 6, 22).saturating_add(start.days());
            let last = first.saturating_add(length.days());
            let local: Vec<Date> = local.into_iter().map(|at| first.saturating_add(at.days())).collect();
            let mut turns: Vec<_> = turns.into_iter().map(|(at, week)| (first.saturating_add(at.days()), week)).collect();
            turns.sort_by_key(|(from, _)| *from);
            turns.dedup_by_key(|(from, _)| *from);
            let days = WorkingDays::new(local.clone(), turns.iter().map(|(from, week)| (*from, WorkWeek::ALL[*week])));
            let by_hand = first.series(1.day()).take_while(|day| *day <= last).filter(|day| {
                let is_six = turns.iter().rev().find(|(from, _)| from <= day).is_some_and(|(_, week)| *week == 1);
                day.weekday() != Weekday::Sunday
                    && (is_six || day.weekday() != Weekday::Saturday)
                    && !local.contains(day)
                    && NATIONAL.iter().all(|holiday| holiday.on != *day)
            });
            let by_hand: Vec<Date> = by_hand.collect();
            prop_assert_eq!(days.count(first, last), i32::try_from(by_hand.len()).expect("a few"));
            prop_assert!(by_hand.iter().all(|day| days.has(*day)));
        }
    }
}
