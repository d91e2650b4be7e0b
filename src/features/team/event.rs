//! What happens in a team.

use crate::domain::{
    event::{Event, Topic},
    id::EmployeeId,
};

/// An assessor takes care of a member and waits, or waits no longer.
pub(crate) fn deferred(member: EmployeeId, assessor: EmployeeId, waits: bool) -> Event {
    Event::new(if waits { "member_deferred" } else { "member_resumed" })
        .about(member)
        .with(assessor)
        .changes([Topic::Team(assessor)])
}
