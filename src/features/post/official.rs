//! People as papers name them: with number, grade, post and unit of a day.

use super::store;
use crate::{domain::id::EmployeeId, error::Result, server::door::Tx};
use jiff::civil::Date;
use serde::Serialize;

/// A person on a paper. What is not known is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Official {
    pub name: String,
    pub nip: String,
    /// `III/c`
    pub grade: String,
    pub post: String,
    pub unit: String,
}

/// Returns people in the order of their ids, with the posts that they held on a day, the definitive one before an acting one.
///
/// # Errors
/// When the database fails.
pub(crate) async fn officials<const N: usize>(
    tx: &mut Tx,
    people: [Option<EmployeeId>; N],
    day: Date,
) -> Result<[Official; N]> {
    let ids: Vec<EmployeeId> = people.into_iter().flatten().collect();
    let found = store::officials(tx, &ids, day).await?;
    Ok(people.map(|person| person.and_then(|person| found.get(&person).cloned()).unwrap_or_default()))
}
