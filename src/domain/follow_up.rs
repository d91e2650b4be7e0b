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
    fn something_is_late_from_the_day_after() {
        let today = date(2026, 6, 22);
        assert_eq!(days_late(today, today), None);
        assert_eq!(days_late(date(2026, 7, 1), today), None);
        assert_eq!(days_late(date(2026, 6, 21), today), Some(1));
        assert_eq!(days_late(date(2025, 6, 22), today), Some(365));
    }
}
