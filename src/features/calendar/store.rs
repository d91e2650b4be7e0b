//! Holidays and due days in the database.

use crate::{
    domain::{
        calendar::{Period, PeriodKind},
        id::PeriodId,
    },
    error::Result,
    server::door::Tx,
};
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;

/// A local holiday.
#[derive(Debug)]
pub(crate) struct LocalHoliday {
    pub on: Date,
    pub name: String,
    pub entered_by: String,
}

/// Returns the local holidays from a day on.
pub(crate) async fn holidays(tx: &mut Tx, since: Date) -> Result<Vec<LocalHoliday>> {
    let agency = tx.actor.agency;
    let rows = sqlx::query!(
        r#"select day as "day: jiff_sqlx::Date", name, entered_by from holiday
        where agency_id = $1 and day >= $2 order by day limit 1000"#,
        agency.0,
        since.to_sqlx() as _
    );
    let rows = rows.fetch_all(tx.db()).await?.into_iter();
    Ok(rows.map(|row| LocalHoliday { on: row.day.to_jiff(), name: row.name, entered_by: row.entered_by }).collect())
}

/// Returns the name of the local holiday on a day.
pub(crate) async fn holiday(tx: &mut Tx, on: Date) -> Result<Option<String>> {
    let agency = tx.actor.agency;
    let name =
        sqlx::query_scalar!("select name from holiday where agency_id = $1 and day = $2", agency.0, on.to_sqlx() as _);
    Ok(name.fetch_optional(tx.db()).await?)
}

/// Stores a local holiday that the caller enters now; `false` if the day is one already.
pub(crate) async fn insert(tx: &mut Tx, on: Date, name: &str) -> Result<bool> {
    let (agency, now, by) = (tx.actor.agency, tx.now, tx.actor.name.clone());
    let inserted = sqlx::query!(
        "insert into holiday (agency_id, day, name, entered_at, entered_by) values ($1, $2, $3, $4, $5)
         on conflict do nothing",
        agency.0,
        on.to_sqlx() as _,
        name,
        now.to_sqlx() as _,
        by
    );
    Ok(inserted.execute(tx.db()).await?.rows_affected() == 1)
}

/// Removes a local holiday and returns its name; `None` if the day is none.
pub(crate) async fn remove(tx: &mut Tx, on: Date) -> Result<Option<String>> {
    let agency = tx.actor.agency;
    let name = sqlx::query_scalar!(
        "delete from holiday where agency_id = $1 and day = $2 returning name",
        agency.0,
        on.to_sqlx() as _
    );
    Ok(name.fetch_optional(tx.db()).await?)
}

/// A period with why its due day was moved.
#[derive(Debug)]
pub(crate) struct StoredPeriod {
    pub id: PeriodId,
    pub period: Period,
    pub reason: Option<String>,
}

/// Returns the periods that end on a day or later, by their due days.
pub(crate) async fn periods(tx: &mut Tx, since: Date) -> Result<Vec<StoredPeriod>> {
    let agency = tx.actor.agency;
    let rows = sqlx::query!(
        r#"select id as "id: PeriodId", kind as "kind: PeriodKind", starts_on as "starts_on: jiff_sqlx::Date",
            ends_on as "ends_on: jiff_sqlx::Date", due_on as "due_on: jiff_sqlx::Date", due_reason
        from period where agency_id = $1 and ends_on >= $2 order by due_on, kind, starts_on limit 200"#,
        agency.0,
        since.to_sqlx() as _
    );
    let rows = rows.fetch_all(tx.db()).await?.into_iter();
    let stored = rows.map(|row| StoredPeriod {
        id: row.id,
        period: Period {
            kind: row.kind,
            starts_on: row.starts_on.to_jiff(),
            ends_on: row.ends_on.to_jiff(),
            due_on: row.due_on.to_jiff(),
        },
        reason: row.due_reason,
    });
    Ok(stored.collect())
}

/// Returns a period and locks it until this transaction ends.
pub(crate) async fn locked(tx: &mut Tx, id: PeriodId) -> Result<Option<StoredPeriod>> {
    let agency = tx.actor.agency;
    let row = sqlx::query!(
        r#"select kind as "kind: PeriodKind", starts_on as "starts_on: jiff_sqlx::Date",
            ends_on as "ends_on: jiff_sqlx::Date", due_on as "due_on: jiff_sqlx::Date", due_reason
        from period where agency_id = $1 and id = $2 for update"#,
        agency.0,
        id.0
    );
    Ok(row.fetch_optional(tx.db()).await?.map(|row| StoredPeriod {
        id,
        period: Period {
            kind: row.kind,
            starts_on: row.starts_on.to_jiff(),
            ends_on: row.ends_on.to_jiff(),
            due_on: row.due_on.to_jiff(),
        },
        reason: row.due_reason,
    }))
}

/// Moves the due day of a period.
pub(crate) async fn set_due_on(tx: &mut Tx, id: PeriodId, due_on: Date, reason: &str) -> Result<()> {
    let agency = tx.actor.agency;
    sqlx::query!(
        "update period set due_on = $3, due_reason = $4 where agency_id = $1 and id = $2",
        agency.0,
        id.0,
        due_on.to_sqlx() as _,
        reason
    )
    .execute(tx.db())
    .await?;
    Ok(())
}
