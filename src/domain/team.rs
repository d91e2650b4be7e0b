//! The need of each team member today: the order of the leader's list and the sentence in each row.
//!
//! An order of needs, not of persons: there is no score. Unanswered questions come first, then results that are behind
//! (the furthest behind first), then silence (the longest overdue first), then missing access, then missing plans. All
//! other members need nothing today.

mod need;
mod wording;

pub use need::Need;

use crate::domain::{
    board::Counts,
    feedback::{MessageKind, support_due},
    id::{EmployeeId, MessageId},
    measure::{Achievement, Frequency},
};
use jiff::{ToSpan, civil::Date};
use rust_decimal::Decimal;
use uuid::Uuid;

/// The state of a member from which their need follows.
#[derive(Clone, Debug, Default)]
pub struct Member {
    /// Indicators of the agreed plan, by status.
    pub indicators: Counts,
    /// The indicators that need support.
    pub behind: Vec<Behind>,
    /// The indicators without a report in time.
    pub silent: Vec<Silence>,
    /// Whether the member has never been able to report ([`Target::asked_from`]).
    ///
    /// [`Target::asked_from`]: crate::domain::measure::Target::asked_from
    pub lacks_access: bool,
    /// Whether the member's unit is outside of the year's pilot: nothing is asked yet.
    pub is_outside_pilot: bool,
    /// Days since the last report on anything.
    pub last_report: Option<i32>,
    /// The member's messages that wait for an answer.
    pub asked: Option<Asked>,
    /// Whether the assessor takes care of it and waits.
    pub is_deferred: bool,
}

/// The message of a member that waits most urgently for an answer, and how many others do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    pub kind: MessageKind,
    /// Days since it was written.
    pub days: i32,
    /// Days since its last day for an answer; 0 up to that day, and where there is none.
    pub late: i32,
    /// The other messages that wait.
    pub others: i32,
}

impl Asked {
    /// Returns the state on a day of a message written on another, with the number of `others` that wait.
    pub fn new(kind: MessageKind, on: Date, today: Date, others: i32) -> Self {
        let late = if kind == MessageKind::Support { (today - support_due(on)).get_days().max(0) } else { 0 };
        Self { kind, days: (today - on).get_days(), late, others }
    }
}

/// Days for which somebody may wait after taking care of a member, the offered choices.
pub const DEFERRAL_DAYS: [i8; 4] = [3, 7, 14, 30];

/// Returns the last day of a wait of `days` from today; `None` for a number that is not offered.
pub fn deferred_until(days: i8, today: Date) -> Option<Date> {
    DEFERRAL_DAYS.contains(&days).then(|| today.saturating_add(i64::from(days).days()))
}

/// A reminder is shown for so many days.
pub const REMINDED_DAYS: usize = 30;

/// Returns the id of the day's reminder of a member: sent again on the same day, it is stored once.
pub fn reminder_id(assessor: EmployeeId, member: EmployeeId, today: Date) -> MessageId {
    let day = i128::from((today - Date::ZERO).get_days()).unsigned_abs();
    MessageId(Uuid::from_u128(member.0.as_u128() ^ assessor.0.as_u128().rotate_left(64) ^ day.rotate_left(40)))
}

/// An indicator that is behind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Behind {
    pub name: String,
    /// The share of what is expected by now.
    pub achieved: Option<Achievement>,
}

impl Behind {
    /// Returns the share in percent; `None` where no percentage exists.
    fn percent(&self) -> Option<Decimal> {
        match self.achieved {
            Some(Achievement::Percent(percent)) => Some(percent),
            Some(Achievement::Reached(_)) | None => None,
        }
    }

    /// Returns the key of the order; the lowest needs support most.
    pub fn order(&self) -> Decimal {
        self.percent().unwrap_or_default()
    }
}

/// An indicator without a recent report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Silence {
    pub name: String,
    /// Days since the day that the last report describes, or since reports are asked.
    pub days: i32,
    pub reported_before: bool,
    pub frequency: Frequency,
}

impl Silence {
    /// Returns the days beyond the frequency.
    pub const fn overdue(&self) -> i32 {
        self.days - self.frequency.days()
    }

    /// Returns the words that remind of the report.
    pub fn reminder(&self) -> String {
        let name = &self.name;
        if self.reported_before {
            format!("Mohon laporkan “{name}”. Angka terakhir dari {} hari lalu ({}).", self.days, self.usually())
        } else {
            format!("Mohon laporkan “{name}”. Belum pernah dilaporkan ({}).", self.usually())
        }
    }

    /// Returns for how long the indicator is silent, beside what is usual.
    fn told(&self) -> String {
        let (name, usually) = (&self.name, self.usually());
        if self.reported_before {
            format!("“{name}” {} hari ({usually})", self.days)
        } else {
            format!("“{name}” belum pernah ({usually})")
        }
    }

    const fn usually(&self) -> &'static str {
        match self.frequency {
            Frequency::Weekly => "biasanya tiap minggu",
            Frequency::Monthly => "biasanya tiap bulan",
            Frequency::Quarterly => "biasanya tiap triwulan",
        }
    }
}

#[cfg(test)]
mod example {
    use super::*;
    use crate::domain::measure::Status;

    pub(super) fn behind(name: &str, percent: i64) -> Behind {
        Behind { name: name.to_owned(), achieved: Some(Achievement::Percent(Decimal::from(percent))) }
    }

    pub(super) fn member(statuses: &[Status]) -> Member {
        Member { indicators: statuses.iter().copied().collect(), ..Member::default() }
    }

    pub(super) fn asked(days: i32) -> Asked {
        Asked { kind: MessageKind::Question, days, late: 0, others: 0 }
    }

    pub(super) fn silent(name: &str, days: i32, frequency: Frequency) -> Silence {
        Silence { name: name.to_owned(), days, reported_before: true, frequency }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_reminder_of_a_day_is_one_message() {
        let [head, other, member] = [1, 2, 3].map(|n| EmployeeId(Uuid::from_u128(n)));
        let today = date(2026, 6, 22);
        let id = reminder_id(head, member, today);
        assert_eq!(id, reminder_id(head, member, today));
        for different in [
            reminder_id(other, member, today),
            reminder_id(head, other, today),
            reminder_id(head, member, date(2026, 6, 23)),
        ] {
            assert_ne!(id, different);
        }
    }
}
