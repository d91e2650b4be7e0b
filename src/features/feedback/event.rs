//! What happens in threads.

use crate::domain::{
    event::{Event, Topic},
    id::{EmployeeId, MessageId, ThreadId},
};

/// Returns the event of a new message; `readers` are the people whose lists show the thread.
pub(crate) fn said(message: MessageId, thread: ThreadId, readers: Vec<EmployeeId>) -> Event {
    Event::new("said").about(message).with(thread).changes(topics(thread, readers))
}

/// Returns the event of an added guest.
pub(crate) fn guest_added(thread: ThreadId, guest: EmployeeId, readers: Vec<EmployeeId>) -> Event {
    Event::new("guest_added").about(thread).with(guest).changes(topics(thread, readers))
}

/// Returns the event of a removed guest, whose own pages change too.
pub(crate) fn guest_removed(thread: ThreadId, guest: EmployeeId, readers: Vec<EmployeeId>) -> Event {
    let topics = topics(thread, readers).chain([Topic::Person(guest)]);
    Event::new("guest_removed").about(thread).with(guest).changes(topics)
}

/// Returns the event of a search for people, to add one of them to a thread.
pub(crate) fn people_searched(thread: ThreadId) -> Event {
    Event::new("people_searched").about(thread)
}

/// Returns the live topics of the pages that show a thread.
fn topics(thread: ThreadId, readers: Vec<EmployeeId>) -> impl Iterator<Item = Topic> {
    readers.into_iter().map(Topic::Person).chain([Topic::Thread(thread)])
}
