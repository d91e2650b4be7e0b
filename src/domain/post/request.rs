//! Requests for another assessor ("Atasan saya salah").

use super::{KnownAssessor, Organisation};
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

/// The most levels between two people.
const MAX_LEVELS: usize = 32;

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
        if self.seat(person, day).is_none() {
            return Err(AssessorRefusal::NoSeat);
        }
        if self.assessor_of(person, day).is_some_and(|assessor| assessor.person == wanted) {
            return Err(AssessorRefusal::Same);
        }
        let mut above = wanted;
        for _ in 0..MAX_LEVELS {
            match self.assessor_of(above, day) {
                Some(next) if next.person == person => return Err(AssessorRefusal::Below),
                Some(next) => above = next.person,
                None => break,
            }
        }
        let mut next = self.clone();
        next.exceptions.remove(&person);
        let known = KnownAssessor { person, assessor: wanted, post: None };
        let next = next.following(&[known], day);
        let is_wanted = next.assessor_of(person, day).is_some_and(|assessor| assessor.person == wanted);
        if is_wanted { Ok(next) } else { Err(AssessorRefusal::NoOffice) }
    }
}
