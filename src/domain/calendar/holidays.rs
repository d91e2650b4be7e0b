//! Holidays and working days. A working day is Monday to Friday and no holiday.

use jiff::civil::{Date, Weekday};
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
const FIXED: &str = "Tanggal tetap; keputusan bersama untuk 2027 belum dimuat";

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
    fixed(1, 1, "Tahun Baru Masehi"),
    fixed(3, 26, "Wafat Yesus Kristus"),
    fixed(3, 28, "Kebangkitan Yesus Kristus"),
    fixed(5, 1, "Hari Buruh Internasional"),
    fixed(5, 6, "Kenaikan Yesus Kristus"),
    fixed(6, 1, "Hari Lahir Pancasila"),
    fixed(8, 17, "Proklamasi Kemerdekaan"),
    fixed(12, 25, "Hari Raya Natal"),
];

const fn joint(month: i8, day: i8, name: &'static str) -> Holiday {
    Holiday { on: Date::constant(2026, month, day), name, source: JOINT_2026 }
}

const fn fixed(month: i8, day: i8, name: &'static str) -> Holiday {
    Holiday { on: Date::constant(2027, month, day), name, source: FIXED }
}

/// Returns the years in which an agency enters holidays on a day: from the last one, of which periods are still open.
pub fn holiday_years(today: Date) -> RangeInclusive<i16> {
    today.year().saturating_sub(1)..=today.year().saturating_add(2)
}

/// The working days of an agency.
#[derive(Clone, Debug)]
pub struct WorkingDays {
    /// Holidays from Monday to Friday.
    holidays: BTreeSet<Date>,
}

impl WorkingDays {
    /// `local` are the holidays of the agency beside the national ones.
    pub fn new(local: impl IntoIterator<Item = Date>) -> Self {
        let all = NATIONAL.iter().map(|holiday| holiday.on).chain(local);
        Self { holidays: all.filter(|day| !is_weekend(*day)).collect() }
    }

    pub fn has(&self, day: Date) -> bool {
        !is_weekend(day) && !self.holidays.contains(&day)
    }

    /// Returns the number of working days from `first` to `last`, both included; none where `last` is before `first`.
    pub fn count(&self, first: Date, last: Date) -> i32 {
        if last < first {
            return 0;
        }
        let all = weekdays_until(last) - first.yesterday().map_or(0, weekdays_until);
        all - i32::try_from(self.holidays.range(first..=last).count()).unwrap_or(i32::MAX)
    }
}

fn is_weekend(day: Date) -> bool {
    matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
}

/// Returns the number of days from Monday to Friday since the Monday of a fixed week until a day, included; less than
/// none before it.
fn weekdays_until(day: Date) -> i32 {
    const MONDAY: Date = Date::constant(2000, 1, 3);
    let days = (day - MONDAY).get_days();
    let (weeks, rest) = (days.div_euclid(7), days.rem_euclid(7));
    weeks * 5 + (rest + 1).min(5)
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
        let days = WorkingDays::new([date(2026, 3, 17)]);
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
        ) {
            let first = date(2026, 6, 22).saturating_add(start.days());
            let last = first.saturating_add(length.days());
            let local: Vec<Date> = local.into_iter().map(|at| first.saturating_add(at.days())).collect();
            let days = WorkingDays::new(local.clone());
            let by_hand = first.series(1.day()).take_while(|day| *day <= last).filter(|day| {
                !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
                    && !local.contains(day)
                    && NATIONAL.iter().all(|holiday| holiday.on != *day)
            });
            let by_hand: Vec<Date> = by_hand.collect();
            prop_assert_eq!(days.count(first, last), i32::try_from(by_hand.len()).expect("a few"));
            prop_assert!(by_hand.iter().all(|day| days.has(*day)));
        }
    }
}
