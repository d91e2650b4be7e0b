//! Writes into threads, for the form and for the server functions alike: load → decide → save.

use super::{
    event,
    model::{Colleague, MessageBody, Sent, ThreadPlace},
    store::{self, Head, StoredMessage},
};
use crate::{
    domain::{
        event::{Event, Topic},
        feedback::{FeedbackRefusal, NewMessage, Part},
        id::{EmployeeId, MessageId, ThreadId},
        text::{Paragraph, wanted_name},
    },
    error::{Error, Result},
    server::{
        clock::new_id,
        door::{Caller, Tx},
        sender::own_id,
    },
    ui::format,
};

/// Returns the message with its text checked.
///
/// # Errors
/// [`Error::Invalid`] beside the field `text` if it is empty, too long or holds characters that cannot be stored.
pub(crate) fn parse(message: MessageBody) -> Result<NewMessage> {
    let text = Paragraph::parse(&message.text).map_err(Error::text("text"))?;
    let answers = message.answers.filter(|_| message.kind.may_answer());
    Ok(NewMessage { id: message.id, kind: message.kind, text, answers })
}

/// Returns the thread or its subject, and by what right the caller takes part.
///
/// # Errors
/// [`Error::NotFound`] if the caller takes no part.
pub(crate) async fn enter(tx: &mut Tx, place: ThreadPlace) -> Result<(Head, Part)> {
    let me = tx.actor.employee.ok_or(Error::NotFound)?;
    let head = store::head(tx, place, me).await?.ok_or(Error::NotFound)?;
    let part = Part::of(me, head.concerned, head.follows, head.guest).ok_or(Error::NotFound)?;
    Ok((head, part))
}

/// Writes a message. The same message again gets the same answer and changes nothing. An id that a message of another
/// person has is as good as a new one ([`own_id`]).
///
/// # Errors
/// [`Error::NotFound`] if the caller takes no part, [`FeedbackRefusal::KeyReused`] beside the field `text` if another
/// message of the caller's has the id.
pub(crate) async fn say(tx: &mut Tx, place: ThreadPlace, mut message: NewMessage) -> Result<(Event, Sent)> {
    let (head, _) = enter(tx, place).await?;
    let author = tx.actor.employee.ok_or(Error::NotFound)?;
    let thread = match head.thread {
        Some(thread) => thread,
        None => store::open(tx, &head, ThreadId(new_id())).await?,
    };
    store::lock(tx, thread).await?;
    let sent_at = loop {
        if let Some(sent_at) = store::insert_message(tx, thread, author, &message).await? {
            break sent_at;
        }
        match store::message(tx, message.id).await? {
            Some(stored) if stored.author != author => message.id = MessageId(own_id(author, message.id.0)),
            stored => return replay(tx, thread, stored, &message),
        }
    };
    store::mark_read(tx, thread, author).await?;
    let readers = store::readers(tx, thread).await?;
    let time = format::time(tx.actor.zone.local(sent_at));
    Ok((event::said(message.id, thread, readers), Sent { thread, message: message.id, time }))
}

fn replay(tx: &Tx, thread: ThreadId, stored: Option<StoredMessage>, message: &NewMessage) -> Result<(Event, Sent)> {
    let reused = || Error::field("text", FeedbackRefusal::KeyReused);
    let StoredMessage { thread: at, kind, text, sent_at, .. } = stored.ok_or_else(reused)?;
    if (at, kind, text.as_str()) != (thread, message.kind, message.text.as_str()) {
        return Err(reused());
    }
    let time = format::time(tx.actor.zone.local(sent_at));
    Ok((Event::repeated(), Sent { thread, message: message.id, time }))
}

/// Marks everything written so far as read. Open pages of the others change only if the mark moved.
///
/// # Errors
/// [`Error::NotFound`] if the caller takes no part.
pub(crate) async fn mark_read(tx: &mut Tx, thread: ThreadId) -> Result<(Event, ())> {
    enter(tx, ThreadPlace::Thread(thread)).await?;
    let me = tx.actor.employee.ok_or(Error::NotFound)?;
    store::lock(tx, thread).await?;
    let topics =
        if store::mark_read(tx, thread, me).await? { vec![Topic::Person(me), Topic::Thread(thread)] } else { vec![] };
    Ok((Event::quiet(topics), ()))
}

/// Returns the thread if the caller may add guests to it.
async fn must_host(tx: &mut Tx, thread: ThreadId) -> Result<Head> {
    let (head, _) = enter(tx, ThreadPlace::Thread(thread)).await?;
    if tx.actor.may_add_guest(head.concerned, head.follows) { Ok(head) } else { Err(Error::Forbidden) }
}

/// Returns the people whose name contains `wanted`, or whose NIP it is. The search is recorded and counted: it reaches
/// everybody in the agency.
///
/// # Errors
/// [`Error::NotFound`] if the caller takes no part, [`Error::Forbidden`] if the caller is a guest, [`Error::Invalid`]
/// beside the field `cari` if `wanted` is too short, [`Error::TooMany`] after too many searches.
pub(crate) async fn find_colleagues(caller: &Caller, thread: ThreadId, wanted: &str) -> Result<Vec<Colleague>> {
    let too_short = || Error::field("cari", "Tulis paling sedikit tiga huruf nama, atau NIP.");
    let app = caller.app();
    let find = async |tx: &mut Tx| {
        must_host(tx, thread).await?;
        let wanted = wanted_name(wanted).ok_or_else(too_short)?;
        app.searches.spend(tx.actor.account, tx.now).map_err(Error::TooMany)?;
        store::find_colleagues(tx, &wanted).await
    };
    caller.export(event::people_searched(thread), find).await
}

/// Adds a guest; all readers of the thread see by whom.
///
/// # Errors
/// [`Error::Forbidden`] if the caller is a guest, [`FeedbackRefusal::TakesPart`] beside the field `tamu` if the person
/// takes part already, [`Error::NotFound`] if there is no such person.
pub(crate) async fn add_guest(tx: &mut Tx, thread: ThreadId, guest: EmployeeId) -> Result<(Event, ())> {
    let head = must_host(tx, thread).await?;
    let host = tx.actor.employee.ok_or(Error::NotFound)?;
    if guest == head.concerned || store::is_visible_to(tx, thread, guest).await? {
        return Err(Error::field("tamu", FeedbackRefusal::TakesPart));
    }
    if !store::add_guest(tx, thread, guest, host).await? {
        return Err(Error::NotFound);
    }
    let readers = store::readers(tx, thread).await?;
    Ok((event::guest_added(thread, guest, readers), ()))
}

/// Removes a guest: whoever may add one may, so the person concerned too. Repeating it changes nothing.
///
/// # Errors
/// [`Error::NotFound`] if the caller takes no part, [`Error::Forbidden`] if the caller is a guest.
pub(crate) async fn remove_guest(tx: &mut Tx, thread: ThreadId, guest: EmployeeId) -> Result<(Event, ())> {
    must_host(tx, thread).await?;
    if !store::remove_guest(tx, thread, guest).await? {
        return Ok((Event::repeated(), ()));
    }
    let readers = store::readers(tx, thread).await?;
    Ok((event::guest_removed(thread, guest, readers), ()))
}
