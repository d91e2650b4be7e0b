//! What is agreed on in a meeting (tindak lanjut rapat): what is to be done, by whom and until when.
//!
//! Who leads the unit within its perangkat daerah writes it down; it is for somebody who works in that unit or below
//! (see [`crate::domain::actor::Actor::may_assign_follow_up`]). What was agreed is never rewritten, only done.

use crate::domain::{
    id::{EmployeeId, FollowUpId, UnitId},
    text::Agreement,
};
use jiff::civil::Date;

/// For so many days what is done is still shown, so that a slip can be taken back.
pub const DONE_SHOWN_DAYS: i64 = 7;

/// A follow-up as it comes in. Its id is made by the sender, so that sending it again changes nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewFollowUp {
    pub id: FollowUpId,
    pub unit: UnitId,
    pub text: Agreement,
    pub assignee: EmployeeId,
    pub due_on: Date,
}

/// Why a follow-up is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FollowUpRefusal {
    #[error("Tanggal ini sudah lewat. Pilih hari ini atau sesudahnya.")]
    Past,
    #[error("Orang ini tidak bertugas di unit ini atau di bawahnya. Pilih orang lain.")]
    Elsewhere,
    #[error("Kiriman ini sudah diterima dengan isi lain. Simpan lagi bila ini catatan baru.")]
    KeyReused,
}

/// Whether something can still be agreed on for a day.
///
/// # Errors
/// [`FollowUpRefusal::Past`] for a day that is over.
pub fn may_be_due(due_on: Date, today: Date) -> Result<(), FollowUpRefusal> {
    if due_on < today { Err(FollowUpRefusal::Past) } else { Ok(()) }
}

/// By how many days something that is not done is late; the due day itself is in time.
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
