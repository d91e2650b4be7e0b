//! Taking care of a member: load → decide → save.

use super::{event, store};
use crate::{
    domain::{event::Event, id::EmployeeId, team::deferred_until},
    error::{Error, Result},
    server::door::Tx,
};

/// Notes that the caller takes care of a member and waits for `days`; 0 removes the note.
///
/// # Errors
/// [`Error::NotFound`] if the person is no member of the caller's team, [`Error::Invalid`] beside the field `days` for
/// a number that is not offered.
pub(crate) async fn defer(tx: &mut Tx, member: EmployeeId, days: i8) -> Result<(Event, ())> {
    let me = tx.actor.employee.ok_or(Error::NotFound)?;
    let until = match days {
        0 => None,
        days => {
            let until = deferred_until(days, tx.today());
            Some(until.ok_or_else(|| Error::field("days", "Pilih salah satu waktu tunggu."))?)
        }
    };
    if !store::defer(tx, me, member, until).await? {
        return Err(Error::NotFound);
    }
    Ok((event::deferred(member, me, until.is_some()), ()))
}
