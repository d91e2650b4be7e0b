//! The agency's calendar: its periods and until when reports about them are in time.

use super::door::Tx;
use crate::{domain::rhythm::DueMonth, error::Result};

/// Until when reports about each month are in time.
///
/// # Errors
/// When the database fails.
pub async fn due_months(tx: &mut Tx) -> Result<Vec<DueMonth>> {
    let agency = tx.actor.agency;
    let rows = sqlx::query!(
        r#"select starts_on as "starts_on: jiff_sqlx::Date", ends_on as "ends_on: jiff_sqlx::Date",
            due_on as "due_on: jiff_sqlx::Date"
        from period where agency_id = $1 and kind = 'month'"#,
        agency.0
    )
    .fetch_all(tx.db())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| DueMonth {
            starts_on: row.starts_on.to_jiff(),
            ends_on: row.ends_on.to_jiff(),
            due_on: row.due_on.to_jiff(),
        })
        .collect())
}
