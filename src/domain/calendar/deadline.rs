//! Deadlines by rule: so many days, or so many working days, after a period ends or a year begins.
//!
//! No regulation sets them (`PermenPANRB` 6/2022 leaves them to the agency): the program has days of its own, and an
//! agency sets others from a day on. What was due before that day stays as it was.

use super::{Period, PeriodKind, WorkingDays};
use jiff::{ToSpan, civil::Date};
use serde::{Deserialize, Serialize};

/// Which days are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Counting {
    Calendar,
    /// Days of the agency's working week that are no holidays; those of joint leave are none either.
    Working,
}

impl Counting {
    pub const ALL: [Self; 2] = [Self::Calendar, Self::Working];
}

/// A number of days of one kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayCount {
    pub days: i16,
    pub counting: Counting,
}

/// The most days of a rule.
pub const MAX_RULE_DAYS: i16 = 60;

impl DayCount {
    /// Returns the last of so many days after a day; with none that day itself, whatever day it is.
    pub fn after(self, day: Date, working: &WorkingDays) -> Date {
        match self.counting {
            Counting::Calendar => day.saturating_add(i64::from(self.days).days()),
            Counting::Working => working.after(day, self.days),
        }
    }
}

/// What a deadline is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeadlineKind {
    /// Reports about a month, counted from its last day.
    Month,
    /// Reports about a quarter.
    Quarter,
    /// Reports about a year.
    Year,
    /// Submitting the plans of a year, counted from the last day of the year before.
    Plan,
}

impl DeadlineKind {
    pub const ALL: [Self; 4] = [Self::Month, Self::Quarter, Self::Year, Self::Plan];

    /// Returns the kind of the reports about periods of a kind.
    pub const fn of_reports(kind: PeriodKind) -> Self {
        match kind {
            PeriodKind::Month => Self::Month,
            PeriodKind::Quarter => Self::Quarter,
            PeriodKind::Year => Self::Year,
        }
    }

    /// Returns the periods that its reports are about; `None` for plans.
    pub const fn periods(self) -> Option<PeriodKind> {
        match self {
            Self::Month => Some(PeriodKind::Month),
            Self::Quarter => Some(PeriodKind::Quarter),
            Self::Year => Some(PeriodKind::Year),
            Self::Plan => None,
        }
    }
}

/// A rule of the agency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeadlineRule {
    pub kind: DeadlineKind,
    pub count: DayCount,
    /// The periods that end on that day or later have it, and the plans of the years that begin on it or later.
    pub holds_from: Date,
    /// The regulation or letter.
    pub source: String,
}

/// The deadlines of an agency by rule: its own rules, and its working days.
#[derive(Clone, Debug)]
pub struct DeadlineRules {
    rules: Vec<DeadlineRule>,
    pub working: WorkingDays,
}

impl DeadlineRules {
    /// `rules` are those of the agency, in whatever order; one of each kind from each day.
    pub fn new(mut rules: Vec<DeadlineRule>, working: WorkingDays) -> Self {
        rules.sort_by_key(|rule| rule.holds_from);
        Self { rules, working }
    }

    /// Returns them with a further rule, in place of another one of its kind from the same day.
    #[must_use]
    pub fn with(&self, rule: DeadlineRule) -> Self {
        let is_other = |other: &&DeadlineRule| (other.kind, other.holds_from) != (rule.kind, rule.holds_from);
        let others = self.rules.iter().filter(is_other).cloned().collect::<Vec<_>>();
        Self::new([others, vec![rule]].concat(), self.working.clone())
    }

    /// Returns all rules of a kind, the earliest first.
    pub fn about(&self, kind: DeadlineKind) -> impl Iterator<Item = &DeadlineRule> {
        self.rules.iter().filter(move |rule| rule.kind == kind)
    }

    /// Returns the rule of a kind about what ends or begins on a day; `None` where the program's own days hold.
    pub fn in_force(&self, kind: DeadlineKind, on: Date) -> Option<&DeadlineRule> {
        self.about(kind).filter(|rule| rule.holds_from <= on).last()
    }

    /// Returns the last day on which reports about a period are in time.
    pub fn due_on(&self, kind: PeriodKind, ends_on: Date) -> Date {
        let rule = self.in_force(DeadlineKind::of_reports(kind), ends_on);
        rule.map_or_else(|| kind.due_on(ends_on), |rule| rule.count.after(ends_on, &self.working))
    }

    /// Returns a period with its due day: the stored one where somebody has moved it, else that by rule.
    pub fn applied_to(&self, stored: Period, is_moved: bool) -> Period {
        let Period { kind, ends_on, due_on, .. } = stored;
        // One that was moved before reasons were kept differs from the program's own.
        let is_moved = is_moved || due_on != kind.due_on(ends_on);
        if is_moved { stored } else { Period { due_on: self.due_on(kind, ends_on), ..stored } }
    }

    /// Returns the last day for submitting the plans of a year, with the rule that sets it; `None` where none does.
    pub fn plans_due_on(&self, year: i16) -> Option<(Date, &DeadlineRule)> {
        let first = Date::new(year, 1, 1).ok()?;
        let rule = self.in_force(DeadlineKind::Plan, first)?;
        Some((rule.count.after(first.yesterday().ok()?, &self.working), rule))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::calendar::{NATIONAL, WorkWeek};
    use jiff::civil::{Weekday, date};
    use proptest::prelude::*;

    fn count(days: i16, counting: Counting) -> DayCount {
        DayCount { days, counting }
    }

    fn rule(kind: DeadlineKind, days: i16, counting: Counting, holds_from: Date) -> DeadlineRule {
        DeadlineRule { kind, count: count(days, counting), holds_from, source: "Perwali 3/2026".to_owned() }
    }

    #[test]
    fn working_days_pass_over_weekends_holidays_and_joint_leave() {
        let days = WorkingDays::new([date(2026, 7, 3)], []);
        let after = |n, day| count(n, Counting::Working).after(day, &days);
        // 1 and 2 July are Wednesday and Thursday, the 3rd is a local holiday.
        assert_eq!(after(3, date(2026, 6, 30)), date(2026, 7, 6));
        // Idulfitri with its joint leave, from Wednesday the 18th to Tuesday the 24th.
        assert_eq!(after(1, date(2026, 3, 17)), date(2026, 3, 25));
        // 24 and 25 December and 1 January are none.
        assert_eq!(after(5, date(2026, 12, 23)), date(2027, 1, 4));
        assert_eq!(after(0, date(2026, 3, 21)), date(2026, 3, 21), "no day at all");
        let six = WorkingDays::new([], [(date(2026, 1, 1), WorkWeek::Six)]);
        assert_eq!(count(3, Counting::Working).after(date(2026, 7, 2), &six), date(2026, 7, 6), "Saturday counts");
        assert_eq!(count(5, Counting::Calendar).after(date(2026, 5, 31), &days), date(2026, 6, 5));
    }

    #[test]
    fn a_rule_holds_from_its_day_and_what_ended_before_keeps_its_days() {
        let rules = DeadlineRules::new(
            vec![
                rule(DeadlineKind::Month, 7, Counting::Working, date(2026, 9, 1)),
                rule(DeadlineKind::Month, 3, Counting::Calendar, date(2026, 7, 31)),
                rule(DeadlineKind::Plan, 20, Counting::Working, date(2026, 7, 1)),
            ],
            WorkingDays::new([], []),
        );
        let due = |month: Date| rules.due_on(PeriodKind::Month, month.last_of_month());
        assert_eq!(due(date(2026, 6, 1)), date(2026, 7, 5), "the program's own");
        assert_eq!(due(date(2026, 7, 1)), date(2026, 8, 3));
        assert_eq!(due(date(2026, 8, 1)), date(2026, 9, 3));
        assert_eq!(due(date(2026, 9, 1)), date(2026, 10, 9));
        assert_eq!(rules.due_on(PeriodKind::Quarter, date(2026, 9, 30)), date(2026, 10, 10), "another kind");
        assert_eq!(rules.plans_due_on(2026), None, "that year had begun");
        assert_eq!(rules.plans_due_on(2027).map(|(day, _)| day), Some(date(2027, 1, 29)));
    }

    /// Returns the last of so many working days after a day, one day after the other.
    fn by_hand(start: Date, n: i16, local: &[Date], six_from: Option<Date>) -> Date {
        let mut day = start;
        let mut left = n;
        while left > 0 {
            day = day.tomorrow().expect("a day");
            let is_six = six_from.is_some_and(|from| day >= from);
            let rests = match day.weekday() {
                Weekday::Sunday => true,
                Weekday::Saturday => !is_six,
                _ => false,
            };
            let is_off = local.contains(&day) || NATIONAL.iter().any(|holiday| holiday.on == day);
            left -= i16::from(!rests && !is_off);
        }
        day
    }

    proptest! {
        #[test]
        fn a_deadline_is_the_day_that_a_counter_reaches_by_hand(
            start in 0_i64..1_400,
            days in 0_i16..=MAX_RULE_DAYS,
            local in prop::collection::vec(-10_i64..200, 0..60),
            moved in 0_i64..40,
            six_from in prop::option::of(-30_i64..120),
        ) {
            // Four years, with their ends and the holidays that the program knows.
            let start = date(2025, 6, 1).saturating_add(start.days());
            let day = |at: i64| start.saturating_add(at.days());
            let local: Vec<Date> = local.into_iter().map(day).collect();
            let six_from = six_from.map(day);
            let week = six_from.map(|from| (from, WorkWeek::Six));
            let working = WorkingDays::new(local.clone(), week);
            let due = count(days, Counting::Working).after(start, &working);
            prop_assert_eq!(due, by_hand(start, days, &local, six_from));
            prop_assert!(days == 0 || working.has(due));
            prop_assert_eq!(working.count(start.tomorrow().expect("a day"), due), i32::from(days), "as many as asked");
            prop_assert_eq!(count(days, Counting::Calendar).after(start, &working), day(i64::from(days)));
            // The holidays are moved to other days.
            let moved: Vec<Date> = local.iter().map(|day| day.saturating_add(moved.days())).collect();
            let after = count(days, Counting::Working).after(start, &WorkingDays::new(moved.clone(), week));
            prop_assert_eq!(after, by_hand(start, days, &moved, six_from));
        }
    }
}
