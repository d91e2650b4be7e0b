//! What other pages ask of a person's own results.

use super::{model::Results, query};
use crate::{error::Result, server::door::Tx};

/// Returns the own results, and what meetings have asked of this person.
///
/// # Errors
/// [`crate::error::Error::NotFound`] for an account without an employee.
pub(crate) async fn results(tx: &mut Tx) -> Result<Results> {
    query::own_results(tx).await
}
