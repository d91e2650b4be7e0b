//! Agencies in the database.

use crate::domain::{calendar::Zone, id::AgencyId, org::AgencyKind, text::Name};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;

/// An agency of the installation.
#[derive(Debug)]
pub(crate) struct AgencyRow {
    pub id: AgencyId,
    pub name: String,
    pub zone: Zone,
    pub kind: AgencyKind,
}

/// Returns all agencies by name, or the one of that name.
pub(crate) async fn agencies(db: &mut PgConnection, name: Option<&str>) -> sqlx::Result<Vec<AgencyRow>> {
    sqlx::query_as!(
        AgencyRow,
        r#"select id as "id: AgencyId", name, zone as "zone: Zone", kind as "kind: AgencyKind" from agency
        where $1::text is null or name = $1 order by name"#,
        name
    )
    .fetch_all(db)
    .await
}

/// Stores an agency; `false` if its name is taken.
pub(crate) async fn insert_agency(
    db: &mut PgConnection,
    agency: AgencyId,
    name: &Name,
    zone: Zone,
    now: Timestamp,
) -> sqlx::Result<bool> {
    let inserted = sqlx::query!(
        "insert into agency (id, name, zone, created_at) values ($1, $2, $3, $4) on conflict (name) do nothing",
        agency.0,
        name.as_str(),
        zone.code(),
        now.to_sqlx() as _
    )
    .execute(db)
    .await?;
    Ok(inserted.rows_affected() == 1)
}
