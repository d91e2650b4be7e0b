//! What happens to the follow-ups of meetings.

use crate::domain::{
    event::{Event, Topic},
    id::{EmployeeId, FollowUpId, UnitId},
};

/// Whom a follow-up concerns: the unit, who is to do it, who assigned it.
pub(crate) type Concerned = (UnitId, EmployeeId, EmployeeId);

/// A unit's meeting agreed on something.
pub(crate) fn assigned(follow_up: FollowUpId, concerned: Concerned) -> Event {
    of("follow_up_given", follow_up, concerned)
}

/// Something is done, or what was marked as done is not.
pub(crate) fn finished(follow_up: FollowUpId, done: bool, concerned: Concerned) -> Event {
    of(if done { "follow_up_done" } else { "follow_up_reopened" }, follow_up, concerned)
}

fn of(kind: &'static str, follow_up: FollowUpId, (unit, assignee, assigned_by): Concerned) -> Event {
    let shown = [Topic::Unit(unit), Topic::Person(assignee), Topic::Person(assigned_by)];
    Event::new(kind).about(follow_up).with(assignee).changes(shown)
}
