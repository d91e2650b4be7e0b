//! Queries about the agency that several features need: its thresholds, and the units above a unit.

use crate::domain::{
    id::{AgencyId, UnitId},
    measure::Thresholds,
};
use sqlx::PgConnection;

/// Returns the agency's thresholds.
///
/// # Errors
/// When the database fails.
pub(crate) async fn thresholds(db: &mut PgConnection, agency: AgencyId) -> sqlx::Result<Thresholds> {
    sqlx::query_as!(
        Thresholds,
        r#"select ahead as "ahead!", on_plan as "on_plan!" from agency_thresholds where agency_id = $1"#,
        agency.0
    )
    .fetch_one(db)
    .await
}

/// Returns a unit with everything above it, nearest first, with names; empty if there is no such unit.
///
/// # Errors
/// When the database fails.
pub(crate) async fn unit_path(
    db: &mut PgConnection,
    agency: AgencyId,
    unit: UnitId,
) -> sqlx::Result<Vec<(UnitId, String)>> {
    let rows = sqlx::query!(
        r#"select id as "id!: UnitId", name as "name!" from units_above($1, $2) order by depth"#,
        agency.0,
        unit.0
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.name)).collect())
}
