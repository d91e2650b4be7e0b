//! Pilots: a year whose plans and reports are asked of some units first.
//!
//! Without a pilot a year is open to everybody. With one it is open to the people of its units and of those below them,
//! each unit from its own day on, and to all others from the day after its last day; without a last day not in that year.
//! Who is not asked yet is nowhere counted as missing or late, but may write and report all the same.

use super::id::UnitId;
use jiff::civil::Date;

/// The pilot of a year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pilot {
    pub year: i16,
    /// The last day on which only its units are asked.
    pub until: Option<Date>,
    /// The units with the days from which they are asked.
    pub units: Vec<(UnitId, Date)>,
}

impl Pilot {
    /// Returns the day from which people of a unit are asked for plans and reports of the year; `None` if they are not.
    /// `path` is the unit with everything above it. The database has the same rule for many people at once
    /// (`pilot_opens_on`).
    pub fn opens_on(&self, path: &[UnitId]) -> Option<Date> {
        let own = self.units.iter().filter(|(unit, _)| path.contains(unit)).map(|(_, since)| *since);
        let all = self.until.map(|until| until.tomorrow().unwrap_or(Date::MAX));
        own.chain(all).min()
    }

    /// Returns whether people of a unit are asked on a day.
    pub fn asks(&self, path: &[UnitId], on: Date) -> bool {
        self.opens_on(path).is_some_and(|since| since <= on)
    }

    /// Returns whether on a day, or on a later one, somebody is not asked because of it.
    pub fn runs(&self, on: Date) -> bool {
        self.until.is_none_or(|until| on <= until)
    }

    /// Checks whether a unit of the pilot of a year can be asked from a day on: from the month before the year to its end.
    ///
    /// # Errors
    /// The first and the last day from which it can be.
    pub fn may_begin_on(year: i16, day: Date) -> Result<(), (Date, Date)> {
        let first = Date::new(year.saturating_sub(1), 12, 1).unwrap_or(Date::MAX);
        let last = Date::new(year, 12, 31).unwrap_or(Date::MAX);
        if (first..=last).contains(&day) { Ok(()) } else { Err((first, last)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::{ToSpan, civil::date};
    use proptest::prelude::*;
    use uuid::Uuid;

    fn unit(n: u128) -> UnitId {
        UnitId(Uuid::from_u128(n))
    }

    /// City 1, office 2 with the centre 3, office 4.
    const PATHS: [&[u128]; 4] = [&[1], &[2, 1], &[3, 2, 1], &[4, 1]];

    fn path(at: usize) -> Vec<UnitId> {
        PATHS[at].iter().map(|n| unit(*n)).collect()
    }

    #[test]
    fn the_units_of_a_pilot_are_asked_with_all_below_them_and_others_afterwards() {
        let (since, until) = (date(2027, 2, 1), date(2027, 6, 30));
        let pilot = Pilot { year: 2027, until: Some(until), units: vec![(unit(2), since)] };
        let asked = |on| [0, 1, 2, 3].map(|at| pilot.asks(&path(at), on));
        assert_eq!(asked(date(2027, 1, 31)), [false; 4], "nobody before");
        assert_eq!(asked(since), [false, true, true, false]);
        assert_eq!(asked(until), [false, true, true, false]);
        assert_eq!(asked(date(2027, 7, 1)), [true; 4]);
        assert_eq!(pilot.opens_on(&path(3)), Some(date(2027, 7, 1)));
        let whole = Pilot { until: None, ..pilot };
        assert_eq!(whole.opens_on(&path(3)), None);
        assert!(whole.runs(date(2027, 12, 31)));
    }

    #[test]
    fn a_unit_begins_within_the_year_or_the_month_before() {
        let span = Err((date(2026, 12, 1), date(2027, 12, 31)));
        for (day, allowed) in [
            (date(2026, 11, 30), span),
            (date(2026, 12, 1), Ok(())),
            (date(2027, 12, 31), Ok(())),
            (date(2028, 1, 1), span),
        ] {
            assert_eq!(Pilot::may_begin_on(2027, day), allowed, "{day}");
        }
    }

    proptest! {
        #[test]
        fn who_is_asked_stays_asked_and_a_further_unit_takes_nobody_out(
            units in prop::collection::vec((1_u128..5, 0_i64..300), 1..5),
            more in (1_u128..5, 0_i64..300),
            until in prop::option::of(0_i64..300),
            at in 0_usize..4,
            on in 0_i64..330,
        ) {
            let day = |days: i64| date(2027, 1, 1).saturating_add(days.days());
            let units: Vec<_> = units.into_iter().map(|(n, since)| (unit(n), day(since))).collect();
            let pilot = Pilot { year: 2027, until: until.map(day), units };
            let wider = Pilot { units: pilot.units.iter().copied().chain([(unit(more.0), day(more.1))]).collect(), ..pilot.clone() };
            let (path, on) = (path(at), day(on));
            if pilot.asks(&path, on) {
                prop_assert!(pilot.asks(&path, on.saturating_add(1.day())));
                prop_assert!(wider.asks(&path, on));
            }
            prop_assert!(pilot.runs(on) || pilot.asks(&path, on));
        }
    }
}
