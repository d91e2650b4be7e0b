//! Follow-ups of meetings (tindak lanjut rapat): a task, the person responsible and the due day.
//!
//! A leader of the unit within its perangkat daerah assigns it to somebody who works in that unit or below
//! (see [`crate::domain::actor::Actor::may_assign_follow_up`]). Its text is never changed, only its completion.

use crate::domain::{
    id::{EmployeeId, FollowUpId, UnitId},
    text::Agreement,
};
use jiff::civil::Date;

/// Days for which a finished follow-up is still shown, so that a slip can be undone.
pub const DONE_SHOWN_DAYS: i64 = 7;

/// A new follow-up. The sender makes its id, so that sending it again changes nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewFollowUp {
    pub id: FollowUpId,
    pub unit: UnitId,
    pub text: Agreement,
    pub assignee: EmployeeId,
    pub due_on: Date,
}

/// The reason why a follow-up is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FollowUpRefusal {
    #[error("Tanggal ini sudah lewat. Pilih hari ini atau sesudahnya.")]
    Past,
    #[error("Orang ini tidak bertugas di unit ini atau di bawahnya. Pilih orang lain.")]
    Elsewhere,
    #[error("Kiriman ini sudah diterima dengan isi lain. Simpan lagi bila ini catatan baru.")]
    KeyReused,
}

/// Checks that a day is not over.
///
/// # Errors
/// [`FollowUpRefusal::Past`] for a day that is over.
pub fn may_be_due(due_on: Date, today: Date) -> Result<(), FollowUpRefusal> {
    if due_on < today { Err(FollowUpRefusal::Past) } else { Ok(()) }
}

/// Whether a due day is so far away that its year looks like a slip: more than a year. Both days are written as
/// `2026-11-30`, as a date field has them.
pub fn is_far(due_on: &str, today: &str) -> bool {
    let Some((year, rest)) = today.split_once('-') else { return false };
    let limit = year.parse::<u16>().map(|year| format!("{}-{rest}", year.saturating_add(1)));
    // Years beyond 9999 have more digits.
    limit.is_ok_and(|limit| due_on.len() > limit.len() || due_on > limit.as_str())
}

/// Returns the days by which an unfinished follow-up is late; `None` up to and on the due day.
pub fn days_late(due_on: Date, today: Date) -> Option<i32> {
    let days = (today - due_on).get_days();
    (days > 0).then_some(days)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_due_day_is_today_at_the_earliest() {
        let today = date(2026, 6, 22);
        assert_eq!(may_be_due(today, today), Ok(()));
        assert_eq!(may_be_due(date(2027, 1, 1), today), Ok(()));
        assert_eq!(may_be_due(date(2026, 6, 21), today), Err(FollowUpRefusal::Past));
    }

    #[test]
    fn a_day_beyond_a_year_looks_like_a_slip() {
        for (due_on, far) in [
            ("2026-06-23", false),
            ("2027-06-22", false),
            ("2027-06-23", true),
            ("2035-01-01", true),
            ("12026-01-01", true),
        ] {
            assert_eq!(is_far(due_on, "2026-06-22"), far, "{due_on}");
        }
    }

    #[test]
    fn something_is_late_from_the_day_after() {
        let today = date(2026, 6, 22);
        assert_eq!(days_late(today, today), None);
        assert_eq!(days_late(date(2026, 7, 1), today), None);
        assert_eq!(days_late(date(2026, 6, 21), today), Some(1));
        assert_eq!(days_late(date(2025, 6, 22), today), Some(365));
    }
}
