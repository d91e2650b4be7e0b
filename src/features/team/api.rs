//! Server functions of the team.

use super::model::{MemberHead, Team, TeamFilter};
use crate::{
    domain::id::{EmployeeId, MessageId},
    error::Error,
    wire::Packed,
};
use leptos::prelude::*;

/// Returns the people whose assessor the caller is today, ordered by need.
#[server(input = Packed, output = Packed)]
pub async fn my_team(filter: TeamFilter) -> Result<Team, Error> {
    crate::server::door::read(async |tx| super::query::team(tx, &filter, super::query::PAGE_SIZE).await).await
}

/// Returns the head of a member's page.
#[server(input = Packed, output = Packed)]
pub async fn get_member(employee: EmployeeId) -> Result<MemberHead, Error> {
    crate::server::door::read(async |tx| super::query::member(tx, employee).await).await
}

/// Reminds a member of the report that is longest silent, unless they have reported or were reminded today. Returns what
/// happened, in a sentence.
#[server(input = Packed, output = Packed)]
pub async fn remind_member(employee: EmployeeId) -> Result<String, Error> {
    crate::server::door::write(async |tx| super::action::remind(tx, employee).await).await
}

/// Tells a member that a message of theirs was read and needs no answer. Returns what happened, in a sentence.
#[server(input = Packed, output = Packed)]
pub async fn acknowledge_message(employee: EmployeeId, message: MessageId) -> Result<String, Error> {
    crate::server::door::write(async |tx| super::action::acknowledge(tx, employee, message).await).await
}

/// Notes that the caller takes care of a member and waits for some days; 0 removes the note.
#[server(input = Packed, output = Packed)]
pub async fn defer_member(employee: EmployeeId, days: i8) -> Result<(), Error> {
    crate::server::door::write(async |tx| super::action::defer(tx, employee, days).await).await
}
