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

/// Returns the live topics of the pages that show a thread.
fn topics(thread: ThreadId, readers: Vec<EmployeeId>) -> impl Iterator<Item = Topic> {
    readers.into_iter().map(Topic::Person).chain([Topic::Thread(thread)])
}
