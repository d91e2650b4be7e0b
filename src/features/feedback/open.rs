//! What is open in the threads of people, for features that change who answers.

use super::store;
use crate::domain::id::{AgencyId, EmployeeId, ThreadId};
use sqlx::PgConnection;

/// Returns the threads about plans of these people that are not closed.
///
/// # Errors
/// When the database fails.
pub(crate) async fn threads(
    db: &mut PgConnection,
    agency: AgencyId,
    people: &[EmployeeId],
) -> sqlx::Result<Vec<ThreadId>> {
    store::open_threads(db, agency, people).await
}

/// Returns how many messages of these people wait for an answer.
///
/// # Errors
/// When the database fails.
pub(crate) async fn awaited(db: &mut PgConnection, agency: AgencyId, people: &[EmployeeId]) -> sqlx::Result<i32> {
    store::count_awaited(db, agency, people).await
}
