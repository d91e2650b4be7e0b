//! Pilots in the database.

use crate::{domain::id::UnitId, error::Result, server::door::Tx};
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;

/// Returns the last day of the pilot of a year and its source, and locks it until this transaction ends.
pub(crate) async fn locked_pilot(tx: &mut Tx, year: i16) -> Result<Option<(Option<Date>, String)>> {
    let agency = tx.actor.agency;
    let row = sqlx::query!(
        r#"select until as "until: jiff_sqlx::Date", source from pilot where agency_id = $1 and year = $2 for update"#,
        agency.0,
        year
    );
    let row = row.fetch_optional(tx.db()).await?;
    Ok(row.map(|row| (row.until.map(jiff_sqlx::Date::to_jiff), row.source)))
}

/// Returns the day from which a unit of a pilot is asked.
pub(crate) async fn pilot_unit(tx: &mut Tx, year: i16, unit: UnitId) -> Result<Option<Date>> {
    let agency = tx.actor.agency;
    let since = sqlx::query_scalar!(
        r#"select since as "since: jiff_sqlx::Date" from pilot_unit
        where agency_id = $1 and year = $2 and unit_id = $3"#,
        agency.0,
        year,
        unit.0
    );
    Ok(since.fetch_optional(tx.db()).await?.map(jiff_sqlx::Date::to_jiff))
}

/// Stores the pilot of a year as the caller enters it now.
pub(crate) async fn save_pilot(tx: &mut Tx, year: i16, until: Option<Date>, source: &str) -> Result<()> {
    let (agency, now, by) = (tx.actor.agency, tx.now, tx.actor.name.clone());
    sqlx::query!(
        "insert into pilot (agency_id, year, until, source, entered_at, entered_by) values ($1, $2, $3, $4, $5, $6)
         on conflict (agency_id, year) do update set until = excluded.until, source = excluded.source,
            entered_at = excluded.entered_at, entered_by = excluded.entered_by",
        agency.0,
        year,
        until.map(ToSqlx::to_sqlx) as _,
        source,
        now.to_sqlx() as _,
        by
    )
    .execute(tx.db())
    .await?;
    Ok(())
}

/// Stores a unit of a pilot as the caller enters it now.
pub(crate) async fn insert_pilot_unit(tx: &mut Tx, year: i16, unit: UnitId, since: Date) -> Result<()> {
    let (agency, now, by) = (tx.actor.agency, tx.now, tx.actor.name.clone());
    sqlx::query!(
        "insert into pilot_unit (agency_id, year, unit_id, since, entered_at, entered_by)
         values ($1, $2, $3, $4, $5, $6)
         on conflict (agency_id, year, unit_id) do update set since = excluded.since,
            entered_at = excluded.entered_at, entered_by = excluded.entered_by",
        agency.0,
        year,
        unit.0,
        since.to_sqlx() as _,
        now.to_sqlx() as _,
        by
    )
    .execute(tx.db())
    .await?;
    Ok(())
}

/// Takes a unit out of a pilot; with its last unit the pilot goes. `false` if it is not in it.
pub(crate) async fn remove_pilot_unit(tx: &mut Tx, year: i16, unit: UnitId) -> Result<bool> {
    let agency = tx.actor.agency;
    let removed = sqlx::query!(
        "delete from pilot_unit where agency_id = $1 and year = $2 and unit_id = $3",
        agency.0,
        year,
        unit.0
    );
    if removed.execute(tx.db()).await?.rows_affected() == 0 {
        return Ok(false);
    }
    sqlx::query!(
        "delete from pilot p where p.agency_id = $1 and p.year = $2 and not exists (
            select from pilot_unit u where u.agency_id = $1 and u.year = p.year
         )",
        agency.0,
        year
    )
    .execute(tx.db())
    .await?;
    Ok(true)
}

/// Lets the scheduler judge the people of a year anew, today.
pub(crate) async fn judge_anew(tx: &mut Tx, year: i16) -> Result<()> {
    let (agency, today) = (tx.actor.agency, tx.today());
    sqlx::query!("select judge_anew($1, $2, $3)", agency.0, year, today.to_sqlx() as _).execute(tx.db()).await?;
    Ok(())
}
