//! The counts of a board: people and indicators by status.
//!
//! A share is always computed from counts over all members, silent ones included in the denominator. It is never an
//! average of percentages, which would weigh a unit of 3 like one of 300. The counts support decisions and are no part
//! of the rating (`PermenPANRB` 6/2022).

use crate::domain::measure::Status;
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

    /// Returns the share of all that has a status, in whole percent; `None` if there are none.
    pub fn share_of(self, status: Status) -> Option<i32> {
        share(self.of(status), self.all())
    }

    /// Returns the share of those due that is ahead or on plan, in whole percent rounded half up; `None` when nothing
    /// is due.
    pub const fn progress_percent(self) -> Option<i32> {
        share(self.ahead + self.on_plan, self.due())
    }

    /// Returns the share of those due whose last report is recent enough, in whole percent.
    pub const fn completeness_percent(self) -> Option<i32> {
        share(self.due() - self.silent, self.due())
    }

    /// Returns the share of those due that needs support, in whole percent.
    pub const fn support_percent(self) -> Option<i32> {
        share(self.needs_support, self.due())
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

/// Returns the difference of two shares in points; `None` if one of them does not exist.
pub fn moved(before: Option<i32>, now: Option<i32>) -> Option<i32> {
    Some(now? - before?)
}

const fn share(part: i32, whole: i32) -> Option<i32> {
    if whole <= 0 { None } else { Some((part * 200 + whole) / (whole * 2)) }
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
    fn shares_round_half_up() {
        let counts = |on_plan, silent| Counts { on_plan, silent, ..Counts::default() };
        assert_eq!(counts(1, 199).progress_percent(), Some(1));
        assert_eq!(counts(1, 200).progress_percent(), Some(0));
        assert_eq!(counts(2, 1).progress_percent(), Some(67));
    }
}
