//! Agencies and their periods in the database.

use crate::domain::{calendar::Zone, id::AgencyId, text::Name};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;

/// An agency of the installation.
#[derive(Debug)]
pub struct AgencyRow {
    pub id: AgencyId,
    pub name: String,
    pub zone: Zone,
    pub demo: bool,
}

/// All agencies by name, or the one of that name.
pub async fn agencies(db: &mut PgConnection, name: Option<&str>) -> sqlx::Result<Vec<AgencyRow>> {
    sqlx::query_as!(
        AgencyRow,
        r#"select id as "id: AgencyId", name, zone as "zone: Zone", demo from agency
        where $1::text is null or name = $1 order by name"#,
        name
    )
    .fetch_all(db)
    .await
}

/// Stores an agency; `false` where its name is taken.
pub async fn insert_agency(
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

/// Stores the year, its quarters and months; a month's reports are on time until five days after it.
pub async fn open_periods(db: &mut PgConnection, agency: AgencyId, year: i16) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into period (agency_id, id, kind, starts_on, ends_on, due_on)
         select $1, gen_random_uuid(), kind, starts_on::date, (starts_on + span - interval '1 day')::date,
             (starts_on + span + interval '4 days')::date
         from (values ('year', interval '1 year', 1), ('quarter', interval '3 months', 4), ('month', interval '1 month', 12))
             as k (kind, span, count),
             generate_series(make_date($2, 1, 1)::timestamp, make_date($2, 12, 31)::timestamp, k.span) as starts_on
         where exists (select from agency where id = $1)
         on conflict do nothing",
        agency.0,
        i32::from(year)
    )
    .execute(db)
    .await?;
    Ok(())
}
