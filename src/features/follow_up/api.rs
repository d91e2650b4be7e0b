//! Server functions of follow-ups.

use super::model::{Assignee, FollowUpBody, MyFollowUps, UnitFollowUps};
use crate::{
    domain::id::{FollowUpId, UnitId},
    error::Error,
    wire::Packed,
};
use leptos::prelude::*;

/// Returns the open follow-ups of a unit's meetings. A whole room reads the screen: without `names` no name leaves the
/// server.
#[server(input = Packed, output = Packed)]
pub async fn list_unit_follow_ups(unit: UnitId, names: bool) -> Result<UnitFollowUps, Error> {
    crate::server::door::read(async |tx| super::query::of_unit(tx, unit, names).await).await
}

/// Returns the follow-ups that this person is responsible for, and those that they assigned.
#[server(input = Packed, output = Packed)]
pub async fn list_own_follow_ups() -> Result<MyFollowUps, Error> {
    crate::server::door::read(async |tx| super::query::of_person(tx).await).await
}

/// Searches people of a unit and below it by a part of their name, or by NIP, to make one of them responsible. A whole
/// room reads the results: without `names` there are none.
#[server(input = Packed, output = Packed)]
pub async fn find_assignees(unit: UnitId, wanted: String, names: bool) -> Result<Vec<Assignee>, Error> {
    crate::server::door::read(async |tx| super::action::find_assignees(tx, unit, &wanted, names).await).await
}

/// Assigns a follow-up of a unit's meeting.
#[server(input = Packed, output = Packed)]
pub async fn assign_follow_up(follow_up: FollowUpBody) -> Result<(), Error> {
    let follow_up = super::action::parse(&follow_up)?;
    crate::server::door::write(async |tx| super::action::assign(tx, &follow_up).await).await
}

/// Marks a follow-up as done, or as open again.
#[server(input = Packed, output = Packed)]
pub async fn finish_follow_up(follow_up: FollowUpId, done: bool) -> Result<(), Error> {
    crate::server::door::write(async |tx| super::action::finish(tx, follow_up, done).await).await
}
