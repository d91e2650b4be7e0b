//! Requests for another assessor ("Atasan saya salah").

use super::{Exception, Organisation, end_exceptions};
use crate::domain::id::{AssessorRequestId, EmployeeId};
use jiff::civil::Date;

/// A request, as far as it decides what may become of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AssessorRequest {
    pub id: AssessorRequestId,
    pub person: EmployeeId,
    pub wanted: EmployeeId,
    /// The decision; `None` while it is open.
    pub accepted: Option<bool>,
}

/// The reason why somebody cannot become an assessor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AssessorRefusal {
    #[error("Tidak ada yang boleh menilai dirinya sendiri. Pilih orang lain.")]
    Themself,
    #[error("Orang ini sudah menjadi pejabat penilai pegawai itu.")]
    Same,
    #[error("Orang ini dinilai oleh pegawai itu, langsung atau lewat pejabat di antaranya. Pilih orang lain.")]
    Below,
    #[error("Orang ini tidak memegang jabatan, atau jabatannya sedang dijalankan orang lain. Pilih orang lain.")]
    NoOffice,
    #[error("Pegawai ini tidak punya jabatan. Tetapkan jabatannya dahulu.")]
    NoSeat,
}

impl Organisation {
    /// Returns the organisation in which the post of `wanted` assesses a person from a day on. A later holder of that post
    /// assesses them, too.
    ///
    /// # Errors
    /// [`AssessorRefusal`].
    pub fn assigned(&self, person: EmployeeId, wanted: EmployeeId, day: Date) -> Result<Self, AssessorRefusal> {
        if person == wanted {
            return Err(AssessorRefusal::Themself);
        }
        let Some(seat) = self.seat(person, day).map(|seat| seat.post) else { return Err(AssessorRefusal::NoSeat) };
        let lines = self.lines(day);
        let by_rule = |lines: &super::Lines| lines.assessor(person).map(|assessor| assessor.person) == Some(wanted);
        let present = match self.followed {
            Some(_) => self.known_on(person, day) == Some(wanted),
            None => by_rule(&lines),
        };
        if present {
            return Err(AssessorRefusal::Same);
        }
        if lines.is_below(wanted, person) {
            return Err(AssessorRefusal::Below);
        }
        let mut next = self.clone();
        end_exceptions(next.exceptions.get_mut(&person), day);
        end_exceptions(next.head_exceptions.get_mut(&seat), day);
        if !by_rule(&next.lines(day)) {
            let post = next.office_of(wanted, day).ok_or(AssessorRefusal::NoOffice)?;
            next.except(person, Exception { since: day, until: None, post: Some(post), person: wanted });
        }
        if by_rule(&next.lines(day)) { Ok(next) } else { Err(AssessorRefusal::NoOffice) }
    }
}
