//! What other pages ask of people's needs.

use super::{model::TeamFilter, query};
use crate::{domain::id::EmployeeId, error::Result, server::door::Tx};
use jiff::Timestamp;
use std::collections::HashMap;

/// The most members of whom questions are looked for.
const MAX_MEMBERS: usize = 1_000;

/// Returns in one sentence each why people stand where they stand; `people` come with the time of their last report.
///
/// # Errors
/// When the database fails.
pub(crate) async fn reasons(
    tx: &mut Tx,
    people: &[(EmployeeId, Option<Timestamp>)],
) -> Result<HashMap<EmployeeId, String>> {
    query::reasons(tx, people).await
}

/// Returns how many members of the caller's team wait for an answer.
///
/// # Errors
/// When the database fails.
pub(crate) async fn questions(tx: &mut Tx) -> Result<i32> {
    if !tx.actor.assesses {
        return Ok(0);
    }
    let team = query::team(tx, &TeamFilter::default(), MAX_MEMBERS).await?;
    let asks = |talk: &super::model::TalkSubject| talk.awaited.is_some();
    let asking = team.members.iter().filter(|member| member.talk.as_ref().is_some_and(asks)).count();
    Ok(i32::try_from(asking).unwrap_or(i32::MAX))
}
