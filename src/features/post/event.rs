//! What happens to posts.

use crate::domain::{
    event::{Event, Topic},
    id::{AssessorRequestId, EmployeeId, PostId, UnitId},
    post::Tenure,
};
use jiff::civil::Date;

/// Returns the event of a replacement that is carried out.
pub(crate) fn head_replaced(post: PostId, successor: EmployeeId, tenure: Tenure, topics: Vec<Topic>) -> Event {
    Event::new("head_replaced").about(post).with(successor).in_detail(tenure.word()).changes(topics)
}

/// Returns the event of a replacement that is signed for a later day.
pub(crate) fn head_change_signed(post: PostId, successor: EmployeeId, tenure: Tenure, topics: Vec<Topic>) -> Event {
    Event::new("head_change_signed").about(post).with(successor).in_detail(tenure.word()).changes(topics)
}

/// Returns the event of a replacement that is taken back before it is carried out.
pub(crate) fn head_change_withdrawn(post: PostId, successor: EmployeeId) -> Event {
    Event::new("head_change_withdrawn").about(post).with(successor)
}

/// Returns the event of an acting time that gets an earlier last day.
pub(crate) fn acting_shortened(post: PostId, person: EmployeeId, last: Date) -> Event {
    Event::new("acting_shortened").about(post).with(person).in_detail(last.to_string())
}

/// Returns the event of a replacement that could not be carried out on its day.
pub(crate) fn head_change_refused(post: PostId, successor: EmployeeId, why: String) -> Event {
    Event::new("head_change_refused").about(post).with(successor).in_detail(why)
}

/// Returns the event of a search for a successor.
pub(crate) fn people_searched(unit: UnitId) -> Event {
    Event::new("people_searched").about(unit)
}

/// Returns the event of a search for the right assessor.
pub(crate) fn assessor_searched(person: EmployeeId) -> Event {
    Event::new("people_searched").about(person)
}

/// Returns the event of a request for another assessor.
pub(crate) fn assessor_asked(request: AssessorRequestId, person: EmployeeId, topics: Vec<Topic>) -> Event {
    Event::new("assessor_asked").about(request).with(person).changes(topics)
}

/// Returns the event of a decision about such a request.
pub(crate) fn assessor_request_decided(
    request: AssessorRequestId,
    person: EmployeeId,
    accepted: bool,
    topics: Vec<Topic>,
) -> Event {
    let kind = if accepted { "assessor_request_accepted" } else { "assessor_request_refused" };
    Event::new(kind).about(request).with(person).changes(topics)
}
