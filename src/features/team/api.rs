//! Server functions of the team.

use super::model::{MemberHead, Team, TeamFilter};
use crate::{domain::id::EmployeeId, error::Error, wire::Packed};
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
