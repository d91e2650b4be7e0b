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

/// Stores another name of an agency.
pub(crate) async fn rename(db: &mut PgConnection, agency: AgencyId, name: &Name) -> sqlx::Result<()> {
    sqlx::query!("update agency set name = $2 where id = $1", agency.0, name.as_str()).execute(db).await?;
    Ok(())
}

/// How much an agency holds.
#[derive(Debug)]
pub(crate) struct AgencySize {
    pub people: i64,
    pub accounts: i64,
    pub reports: i64,
}

/// Counts what an agency holds.
pub(crate) async fn size(db: &mut PgConnection, agency: AgencyId) -> sqlx::Result<AgencySize> {
    sqlx::query_as!(
        AgencySize,
        r#"select (select count(*) from employee where agency_id = $1) as "people!",
            (select count(*) from account where agency_id = $1) as "accounts!",
            (select count(*) from report where agency_id = $1) as "reports!""#,
        agency.0
    )
    .fetch_one(db)
    .await
}
