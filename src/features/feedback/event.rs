//! What happens in threads.

use crate::domain::{
    event::{Event, Topic},
    id::{EmployeeId, MessageId, ThreadId},
};

/// A message was written; `readers` are those whose lists show the thread.
pub(crate) fn said(message: MessageId, thread: ThreadId, readers: Vec<EmployeeId>) -> Event {
    Event::new("said").about(message).with(thread).changes(shown(thread, readers))
}

pub(crate) fn guest_added(thread: ThreadId, guest: EmployeeId, readers: Vec<EmployeeId>) -> Event {
    Event::new("guest_added").about(thread).with(guest).changes(shown(thread, readers))
}

/// Where a thread is shown.
fn shown(thread: ThreadId, readers: Vec<EmployeeId>) -> impl Iterator<Item = Topic> {
    readers.into_iter().map(Topic::Person).chain([Topic::Thread(thread)])
}
