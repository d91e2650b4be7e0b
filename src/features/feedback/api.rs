//! Server functions of feedback threads.

use super::model::{Colleague, MessageBody, Sent, Thread, ThreadList, ThreadPlace, ThreadQuery};
use crate::{
    domain::id::{EmployeeId, ThreadId},
    error::Error,
    wire::Packed,
};
use leptos::prelude::*;

/// Returns the threads in which the caller takes part, unread ones first, then the newest.
#[server(input = Packed, output = Packed)]
pub async fn list_threads(after: Option<String>) -> Result<ThreadList, Error> {
    crate::server::door::read(async |tx| super::query::threads(tx, after.as_deref()).await).await
}

/// Returns the number of unread messages in those threads.
#[server(input = Packed, output = Packed)]
pub async fn unread_count() -> Result<i32, Error> {
    crate::server::door::read(async |tx| super::store::unread_count(tx).await).await
}

/// Returns a thread, or the empty page of a subject without one.
#[server(input = Packed, output = Packed)]
pub async fn open_thread(asked: ThreadQuery) -> Result<Thread, Error> {
    crate::server::door::read(async |tx| super::query::thread(tx, asked).await).await
}

/// Writes a message; the first one opens the thread.
#[server(input = Packed, output = Packed)]
pub async fn say(place: ThreadPlace, message: MessageBody) -> Result<Sent, Error> {
    let message = super::action::parse(message)?;
    crate::server::door::write(async |tx| super::action::say(tx, place, message).await).await
}

/// Marks the messages of a thread as read by the caller.
#[server(input = Packed, output = Packed)]
pub async fn mark_read(thread: ThreadId) -> Result<(), Error> {
    crate::server::door::write(async |tx| super::action::mark_read(tx, thread).await).await
}

/// Returns people of the agency by a part of their name or by NIP, to add one of them.
#[server(input = Packed, output = Packed)]
pub async fn find_colleagues(thread: ThreadId, wanted: String) -> Result<Vec<Colleague>, Error> {
    super::action::find_colleagues(&crate::server::door::Caller::current()?, thread, &wanted).await
}

/// Adds a guest: somebody who takes no part by right.
#[server(input = Packed, output = Packed)]
pub async fn add_guest(thread: ThreadId, guest: EmployeeId) -> Result<(), Error> {
    crate::server::door::write(async |tx| super::action::add_guest(tx, thread, guest).await).await
}

/// Removes a guest. Repeating it changes nothing.
#[server(input = Packed, output = Packed)]
pub async fn remove_guest(thread: ThreadId, guest: EmployeeId) -> Result<(), Error> {
    crate::server::door::write(async |tx| super::action::remove_guest(tx, thread, guest).await).await
}
