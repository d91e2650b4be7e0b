//! The events of follow-ups.

use crate::domain::{
    event::{Event, Topic},
    id::{EmployeeId, FollowUpId, UnitId},
};

/// The unit, the assignee and the author of a follow-up.
pub(crate) type Concerned = (UnitId, EmployeeId, EmployeeId);

/// A follow-up was assigned.
pub(crate) fn assigned(follow_up: FollowUpId, concerned: Concerned) -> Event {
    of("follow_up_given", follow_up, concerned)
}

/// A follow-up was marked as done, or as open again.
pub(crate) fn finished(follow_up: FollowUpId, done: bool, concerned: Concerned) -> Event {
    of(if done { "follow_up_done" } else { "follow_up_reopened" }, follow_up, concerned)
}

fn of(kind: &'static str, follow_up: FollowUpId, (unit, assignee, assigned_by): Concerned) -> Event {
    let shown = [Topic::Unit(unit), Topic::Person(assignee), Topic::Person(assigned_by)];
    Event::new(kind).about(follow_up).with(assignee).changes(shown)
}
