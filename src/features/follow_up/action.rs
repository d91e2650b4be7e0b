//! Assigning follow-ups and finishing them: load → decide → save.

use super::{
    event,
    model::{Assignee, FollowUpBody},
    store::{self, Stored},
};
use crate::{
    domain::{
        event::Event,
        follow_up::{FollowUpRefusal, NewFollowUp, may_be_due},
        id::{EmployeeId, FollowUpId, UnitId},
        text::{Agreement, wanted_name},
    },
    error::{Error, FieldErrors, Result},
    server::{door::Tx, sender::own_id},
};
use jiff::civil::Date;

/// Parses a typed follow-up.
///
/// # Errors
/// [`Error::Invalid`] with the errors of the fields.
pub(crate) fn parse(typed: &FollowUpBody) -> Result<NewFollowUp> {
    let text = Agreement::parse(&typed.text).map_err(|error| ("text", error.to_string()));
    let assignee = typed.assignee.ok_or_else(|| ("assignee", "Pilih penanggung jawabnya.".to_owned()));
    let due_on = typed.due_on.parse::<Date>().map_err(|_| ("due_on", "Isi tanggalnya.".to_owned()));
    match (text, assignee, due_on) {
        (Ok(text), Ok(assignee), Ok(due_on)) => {
            Ok(NewFollowUp { id: typed.id, unit: typed.unit, text, assignee, due_on })
        }
        (text, assignee, due_on) => {
            let wrong = [text.err(), assignee.err(), due_on.err()].into_iter().flatten();
            Err(Error::Invalid(FieldErrors(wrong.map(|(field, said)| (field.to_owned(), said)).collect())))
        }
    }
}

/// Returns the employee of a caller who may assign follow-ups of a unit's meeting.
///
/// # Errors
/// [`Error::NotFound`] if the caller may not.
pub(crate) async fn must_lead(tx: &mut Tx, unit: UnitId) -> Result<EmployeeId> {
    let path = store::path(tx, unit).await?;
    tx.actor.employee.filter(|_| tx.actor.may_assign_follow_up(&path)).ok_or(Error::NotFound)
}

/// Returns people of the unit and below it whose name contains `wanted`, or whose NIP it is; nobody unless names are
/// shown.
///
/// # Errors
/// [`Error::NotFound`] if the caller may not assign follow-ups to them.
pub(crate) async fn find_assignees(tx: &mut Tx, unit: UnitId, wanted: &str, named: bool) -> Result<Vec<Assignee>> {
    must_lead(tx, unit).await?;
    if !named {
        return Ok(vec![]);
    }
    let too_short = || Error::field("assignee", "Tulis paling sedikit tiga huruf nama, atau NIP.");
    store::find_assignees(tx, unit, &wanted_name(wanted).ok_or_else(too_short)?).await
}

/// Stores a follow-up. Repeating it gives the same answer and changes nothing. An id that a follow-up of another person
/// has is as good as a new one ([`own_id`]).
///
/// # Errors
/// [`Error::NotFound`] if the caller does not lead the unit; a field error for a day that is over, or for an assignee
/// who works elsewhere.
pub(crate) async fn assign(tx: &mut Tx, new: &NewFollowUp) -> Result<(Event, ())> {
    let assigned_by = must_lead(tx, new.unit).await?;
    let new = &mut new.clone();
    // Before the due day is checked: a follow-up that was stored yesterday and is sent again was in time.
    while let Some(stored) = store::stored(tx, new.id).await? {
        if stored.assigned_by == assigned_by {
            return replay(&stored, new);
        }
        new.id = FollowUpId(own_id(assigned_by, new.id.0));
    }
    may_be_due(new.due_on, tx.today()).map_err(|late| Error::field("due_on", late))?;
    if !store::works_in(tx, new.assignee, new.unit).await? {
        return Err(Error::field("assignee", FollowUpRefusal::Elsewhere));
    }
    if !store::insert(tx, new, assigned_by).await? {
        let stored = store::stored(tx, new.id).await?.ok_or(Error::NotFound)?;
        return replay(&stored, new);
    }
    let NewFollowUp { id, unit, assignee, .. } = *new;
    Ok((event::assigned(id, (unit, assignee, assigned_by)), ()))
}

fn replay(stored: &Stored, new: &NewFollowUp) -> Result<(Event, ())> {
    let Stored { unit, text, assignee, due_on, .. } = stored;
    if (*unit, text.as_str(), *assignee, *due_on) != (new.unit, new.text.as_str(), new.assignee, new.due_on) {
        return Err(Error::field("text", FollowUpRefusal::KeyReused));
    }
    Ok((Event::repeated(), ()))
}

/// Marks a follow-up as done, or as open again. Repeating it changes nothing.
///
/// # Errors
/// [`Error::NotFound`] if the caller may not.
pub(crate) async fn finish(tx: &mut Tx, id: FollowUpId, done: bool) -> Result<(Event, ())> {
    let Stored { unit, assignee, assigned_by, done: was, .. } = store::locked(tx, id).await?.ok_or(Error::NotFound)?;
    let path = store::path(tx, unit).await?;
    let me = tx.actor.employee.filter(|_| tx.actor.may_finish_follow_up(assignee, assigned_by, &path));
    let me = me.ok_or(Error::NotFound)?;
    if was == done {
        return Ok((Event::repeated(), ()));
    }
    store::set_done(tx, id, done.then_some(me)).await?;
    Ok((event::finished(id, done, (unit, assignee, assigned_by)), ()))
}
