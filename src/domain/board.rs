//! The counts of a board: people and indicators by status.
//!
//! A share is always computed from counts over all that are due, silent ones included in the denominator: the same
//! count has one share, wherever it is shown. It is never an average of percentages, which would weigh a unit of 3 like
//! one of 300. The counts support decisions and are no part
//! of the rating (`PermenPANRB` 6/2022).

use crate::domain::{actor::MIN_GROUP, measure::Status};
use serde::{Deserialize, Serialize};
use std::ops::{Add, AddAssign};

/// People or indicators by status.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Counts {
    pub ahead: i32,
    pub on_plan: i32,
    pub needs_support: i32,
    pub silent: i32,
    pub not_due: i32,
}

impl Counts {
    /// Returns the count of one at a status.
    pub fn one(status: Status) -> Self {
        let mut counts = Self::default();
        *counts.at(status) = 1;
        counts
    }

    fn at(&mut self, status: Status) -> &mut i32 {
        match status {
            Status::Ahead => &mut self.ahead,
            Status::OnPlan => &mut self.on_plan,
            Status::NeedsSupport => &mut self.needs_support,
            Status::Silent => &mut self.silent,
            Status::NotDue => &mut self.not_due,
        }
    }

    pub fn of(mut self, status: Status) -> i32 {
        *self.at(status)
    }

    /// Returns how many have a target due, silent ones included.
    pub const fn due(self) -> i32 {
        self.ahead + self.on_plan + self.needs_support + self.silent
    }

    /// Returns how many there are, with a target due or not.
    pub const fn all(self) -> i32 {
        self.due() + self.not_due
    }

    /// Returns the share of those due that has a status; `None` when nothing is due, and for those that are not due.
    pub fn share_of(self, status: Status) -> Option<Share> {
        if status == Status::NotDue { None } else { Share::of(self.of(status), self.due()) }
    }

    /// Returns the share of those due that is ahead or on plan; `None` when nothing is due.
    pub fn progress(self) -> Option<Share> {
        Share::of(self.ahead + self.on_plan, self.due())
    }

    /// Returns the share of those due whose last report is recent enough; `None` when nothing is due.
    pub fn completeness(self) -> Option<Share> {
        Share::of(self.due() - self.silent, self.due())
    }

    /// Returns [`Self::progress`] in whole percent.
    pub fn progress_percent(self) -> Option<i32> {
        self.progress().map(Share::percent)
    }

    /// Returns [`Self::completeness`] in whole percent.
    pub fn completeness_percent(self) -> Option<i32> {
        self.completeness().map(Share::percent)
    }

    /// Returns the share of those due that needs support, in whole percent.
    pub fn support_percent(self) -> Option<i32> {
        self.share_of(Status::NeedsSupport).map(Share::percent)
    }

    /// Returns the change of the counts when `self` becomes `to`.
    #[must_use]
    pub const fn change_to(self, to: Self) -> Self {
        Self {
            ahead: to.ahead - self.ahead,
            on_plan: to.on_plan - self.on_plan,
            needs_support: to.needs_support - self.needs_support,
            silent: to.silent - self.silent,
            not_due: to.not_due - self.not_due,
        }
    }
}

/// A part of a whole that is not empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    part: i32,
    whole: i32,
}

impl Share {
    fn of(part: i32, whole: i32) -> Option<Self> {
        (whole > 0).then_some(Self { part, whole })
    }

    /// Returns it in whole percent, rounded half up.
    pub const fn percent(self) -> i32 {
        (self.part * 200 + self.whole) / (self.whole * 2)
    }

    /// Returns it as it is, as a part of one.
    pub fn of_one(self) -> f64 {
        f64::from(self.part) / f64::from(self.whole)
    }
}

/// What a unit needs before its board says anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Prerequisite {
    People,
    Plans,
    Reports,
    /// A week of the year that has ended, for readers of totals.
    ClosedWeek,
}

impl Prerequisite {
    /// Returns the first one that a unit lacks: `planned` of its `employees` have a plan, and somebody has reported or
    /// not.
    pub const fn missing(employees: i32, planned: i32, is_reported: bool) -> Option<Self> {
        if employees == 0 {
            Some(Self::People)
        } else if planned == 0 {
            Some(Self::Plans)
        } else if is_reported {
            None
        } else {
            Some(Self::Reports)
        }
    }
}

/// What somebody lacks before reports are asked of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lack {
    /// They have never signed in.
    Access,
    /// A plan in force this year.
    Plan,
}

impl Lack {
    const ALL: [Self; 2] = [Self::Access, Self::Plan];

    /// Returns its word in an address.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Access => "akses",
            Self::Plan => "skp",
        }
    }

    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|lack| lack.code() == code)
    }
}

/// Returns the difference of two shares in points; `None` if one of them does not exist.
pub fn moved(before: Option<i32>, now: Option<i32>) -> Option<i32> {
    Some(now? - before?)
}

/// Units that are named as risen, and as many as fallen.
const MAX_MOVERS: usize = 3;

/// Returns the units whose share has moved, with the points: those that fell most, then those that rose most, at most
/// `MAX_MOVERS` of each. `units` come with their people and their indicators before and now; in a group of fewer than
/// [`MIN_GROUP`] people a change would point at a person.
pub fn movers<T>(units: Vec<(T, i32, Counts, Counts)>) -> Vec<(T, i32)> {
    let moved = |before: Counts, now: Counts| moved(before.progress_percent(), now.progress_percent());
    let moved =
        units.into_iter().filter(|(_, people, ..)| *people >= MIN_GROUP).filter_map(|(unit, _, before, now)| {
            let points = moved(before, now)?;
            Some((unit, points))
        });
    let (mut fallen, rest): (Vec<_>, Vec<_>) = moved.partition(|(_, points)| *points < 0);
    let mut risen: Vec<_> = rest.into_iter().filter(|(_, points)| *points > 0).collect();
    fallen.sort_by_key(|(_, points)| *points);
    risen.sort_by_key(|(_, points)| -*points);
    fallen.into_iter().take(MAX_MOVERS).chain(risen.into_iter().take(MAX_MOVERS)).collect()
}

/// Returns rows in their order, except that at most `most` of one person follow each other while there are others: who
/// sends many reports at once does not hide those of others.
pub fn spread<T, P: PartialEq>(mut rows: Vec<T>, most: usize, person: impl Fn(&T) -> P) -> Vec<T> {
    let mut spread: Vec<T> = Vec::with_capacity(rows.len());
    while !rows.is_empty() {
        let run = spread.last().map(|last| {
            let last = person(last);
            (spread.iter().rev().take_while(|row| person(row) == last).count(), last)
        });
        let next = match run {
            Some((run, last)) if run >= most => rows.iter().position(|row| person(row) != last).unwrap_or(0),
            _ => 0,
        };
        spread.push(rows.remove(next));
    }
    spread
}

impl Add for Counts {
    type Output = Self;
    fn add(mut self, other: Self) -> Self {
        self += other;
        self
    }
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.ahead += other.ahead;
        self.on_plan += other.on_plan;
        self.needs_support += other.needs_support;
        self.silent += other.silent;
        self.not_due += other.not_due;
    }
}

impl FromIterator<Status> for Counts {
    fn from_iter<I: IntoIterator<Item = Status>>(statuses: I) -> Self {
        statuses.into_iter().map(Self::one).fold(Self::default(), Add::add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn silent_ones_count_in_the_denominator() {
        let counts = Counts { ahead: 1, on_plan: 1, needs_support: 1, silent: 1, not_due: 96 };
        assert_eq!(counts.progress_percent(), Some(50));
        assert_eq!(counts.completeness_percent(), Some(75));
        assert_eq!(Counts { not_due: 3, ..Counts::default() }.progress_percent(), None);
    }

    #[test]
    fn a_share_moves_by_points_and_only_where_both_can_be_told() {
        let counts = |needs_support, on_plan| Counts { on_plan, needs_support, ..Counts::default() };
        let (before, now) = (counts(1, 3), counts(2, 2));
        assert_eq!(moved(before.support_percent(), now.support_percent()), Some(25));
        assert_eq!(moved(now.progress_percent(), before.progress_percent()), Some(25));
        assert_eq!(moved(Counts::default().support_percent(), now.support_percent()), None);
    }

    #[test]
    fn the_same_count_has_one_share_everywhere() {
        let counts = Counts { ahead: 1, on_plan: 1, needs_support: 1, silent: 1, not_due: 4 };
        assert_eq!(counts.share_of(Status::NeedsSupport).map(Share::percent), counts.support_percent());
        assert_eq!(counts.share_of(Status::NotDue), None);
        let shares = Status::ALL.into_iter().filter_map(|status| counts.share_of(status));
        assert_eq!(shares.map(Share::percent).sum::<i32>(), 100);
    }

    #[test]
    fn a_share_is_known_exactly_and_shown_in_whole_percent() {
        let share = Share::of(9, 11).expect("a share");
        assert_eq!((share.percent(), share.of_one()), (82, 9.0 / 11.0));
        assert_eq!(Share::of(0, 0), None);
    }

    #[test]
    fn a_unit_begins_with_people_then_plans_then_reports() {
        assert_eq!(Prerequisite::missing(0, 0, false), Some(Prerequisite::People));
        assert_eq!(Prerequisite::missing(7, 0, false), Some(Prerequisite::Plans));
        assert_eq!(Prerequisite::missing(7, 3, false), Some(Prerequisite::Reports));
        assert_eq!(Prerequisite::missing(7, 3, true), None);
    }

    #[test]
    fn units_that_fell_come_first_and_small_ones_are_not_named() {
        let counts = |on_plan| Counts { on_plan, needs_support: 100 - on_plan, ..Counts::default() };
        let unit = |name, people, before, now| (name, people, counts(before), counts(now));
        let units = vec![
            unit("naik", 40, 50, 60),
            unit("tetap", 40, 50, 50),
            unit("turun", 40, 50, 48),
            unit("kecil", 4, 50, 0),
            unit("jatuh", 5, 50, 30),
        ];
        assert_eq!(movers(units), [("jatuh", -20), ("turun", -2), ("naik", 10)]);
        let all = (1..=9).map(|points| (points, 40, counts(50), counts(50 + points))).collect();
        assert_eq!(movers(all), [(9, 9), (8, 8), (7, 7)]);
    }

    #[test]
    fn whoever_sends_many_reports_leaves_room_for_others() {
        let spread =
            |people: &str| spread(people.chars().collect(), 3, |person| *person).into_iter().collect::<String>();
        assert_eq!(spread("aaaaabac"), "aaabaaac");
        assert_eq!(spread("aaaabaaaa"), "aaabaaaaa", "when nobody else is left, the rest follows");
        assert_eq!((spread(""), spread("abcabc")), (String::new(), "abcabc".to_owned()));
    }

    #[test]
    fn shares_round_half_up() {
        let counts = |on_plan, silent| Counts { on_plan, silent, ..Counts::default() };
        assert_eq!(counts(1, 199).progress_percent(), Some(1));
        assert_eq!(counts(1, 200).progress_percent(), Some(0));
        assert_eq!(counts(2, 1).progress_percent(), Some(67));
    }
}
