//! What other pages ask of people's needs.

use super::query;
use crate::{domain::id::EmployeeId, error::Result, server::door::Tx};
use jiff::Timestamp;
use std::collections::HashMap;

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

/// Returns how many people of the caller's team need something today, in a sentence; `None` if nobody does.
///
/// # Errors
/// When the database fails.
pub(crate) async fn pressing(tx: &mut Tx) -> Result<Option<String>> {
    let pressing = query::pressing(tx).await?;
    Ok((pressing > 0).then(|| format!("{pressing} orang di tim Anda perlu perhatian")))
}

/// Returns how many members of the caller's team wait for an answer.
///
/// # Errors
/// When the database fails.
pub(crate) async fn questions(tx: &mut Tx) -> Result<i32> {
    query::questions(tx).await
}
