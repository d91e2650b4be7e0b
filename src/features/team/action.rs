//! Taking care of a member: load → decide → save.

use super::{
    event,
    query::{self, RemindedMember},
    store,
};
use crate::{
    domain::{
        event::Event,
        feedback::{ACKNOWLEDGEMENT, acknowledgement_id},
        id::{EmployeeId, MessageId},
        team::deferred_until,
    },
    error::{Error, Result},
    features::feedback::post::post,
    server::door::Tx,
};

/// Reminds a member of the report that is longest silent at this moment, once a day. Somebody who has reported in
/// between is not reminded. Returns what happened, in a sentence.
///
/// # Errors
/// [`Error::NotFound`] if the person is no member of the caller's team.
pub(crate) async fn remind(tx: &mut Tx, member: EmployeeId) -> Result<(Event, String)> {
    let RemindedMember { name, id, is_sent, reminder } = query::reminded(tx, member).await?;
    match reminder {
        _ if is_sent => Ok((Event::repeated(), format!("{name} sudah diingatkan hari ini."))),
        None => Ok((Event::repeated(), format!("{name} tidak diingatkan: tidak ada laporan yang ditunggu."))),
        Some((subject, text)) => {
            let (event, time) = post(tx, subject, id, text, None).await?;
            Ok((event, format!("Pengingat untuk {name} terkirim {time}")))
        }
    }
}

/// Tells a member that a message of theirs was read and needs no answer: it waits no longer, nor do the ones before it in
/// its thread. Returns what happened, in a sentence.
///
/// # Errors
/// [`Error::NotFound`] if the person is no member of the caller's team.
pub(crate) async fn acknowledge(tx: &mut Tx, member: EmployeeId, message: MessageId) -> Result<(Event, String)> {
    let me = tx.actor.employee.ok_or(Error::NotFound)?;
    match query::asked(tx, member, message).await? {
        (name, None) => Ok((Event::repeated(), format!("Pesan {name} sudah tidak menunggu jawaban."))),
        (name, Some(subject)) => {
            let id = acknowledgement_id(me, message);
            let (event, time) = post(tx, subject, id, ACKNOWLEDGEMENT.to_owned(), Some(message)).await?;
            Ok((event, format!("{name} membaca “{ACKNOWLEDGEMENT}” Terkirim {time}")))
        }
    }
}

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
