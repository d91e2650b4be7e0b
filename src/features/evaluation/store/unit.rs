//! What units achieved.

use crate::{
    domain::{
        evaluation::UnitAchievement,
        id::{EmployeeId, PeriodId, UnitId},
        text::Note,
    },
    error::Result,
    server::door::Tx,
};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;

/// What was said about a unit in a period.
#[derive(Clone, Debug)]
pub(crate) struct AchievementRecord {
    pub level: UnitAchievement,
    pub basis: String,
    pub set_at: Timestamp,
    pub author: String,
}

/// Returns what was said about a unit in a period, the newest first.
pub(crate) async fn achievement(tx: &mut Tx, unit: UnitId, period: PeriodId) -> Result<Vec<AchievementRecord>> {
    let agency = tx.actor.agency;
    let rows = sqlx::query!(
        r#"select a.level as "level: UnitAchievement", a.basis, a.set_at as "set_at: jiff_sqlx::Timestamp",
            e.name as author
        from unit_achievement a join employee e on e.agency_id = $1 and e.id = a.set_by
        where a.agency_id = $1 and a.unit_id = $2 and a.period_id = $3 order by a.set_at desc limit 50"#,
        agency.0,
        unit.0,
        period.0
    )
    .fetch_all(tx.db())
    .await?;
    let record = rows.into_iter().map(|row| AchievementRecord {
        level: row.level,
        basis: row.basis,
        set_at: row.set_at.to_jiff(),
        author: row.author,
    });
    Ok(record.collect())
}

/// Stores what a unit achieved, as the caller says now.
pub(crate) async fn insert_achievement(
    tx: &mut Tx,
    unit: UnitId,
    period: PeriodId,
    by: EmployeeId,
    (level, basis): (UnitAchievement, &Note),
) -> Result<()> {
    let (agency, now) = (tx.actor.agency, tx.now);
    sqlx::query!(
        "insert into unit_achievement (agency_id, unit_id, period_id, set_at, level, basis, set_by)
         values ($1, $2, $3, greatest($4, (
             select max(set_at) + interval '1 microsecond' from unit_achievement
             where agency_id = $1 and unit_id = $2 and period_id = $3
         )), $5, $6, $7)",
        agency.0,
        unit.0,
        period.0,
        now.to_sqlx() as _,
        level as _,
        basis.as_str(),
        by.0
    )
    .execute(tx.db())
    .await?;
    Ok(())
}

/// A unit directly below another one.
#[derive(Debug)]
pub(crate) struct UnitRecord {
    pub id: UnitId,
    pub name: String,
    /// Who leads it now.
    pub head: Option<String>,
    pub level: Option<UnitAchievement>,
}

/// Returns the units directly below one, with what they achieved in a period, by their order.
pub(crate) async fn units_below(tx: &mut Tx, unit: UnitId, period: PeriodId) -> Result<Vec<UnitRecord>> {
    let (agency, today) = (tx.actor.agency, tx.today());
    let units = sqlx::query_as!(
        UnitRecord,
        r#"select u.id as "id: UnitId", u.name, (
                select e.name from post p
                join assignment a on a.agency_id = $1 and a.post_id = p.id and a.since <= $4
                    and (a.until is null or a.until > $4)
                join employee e on e.agency_id = $1 and e.id = a.employee_id
                where p.agency_id = $1 and p.unit_id = u.id and p.is_head order by a.definitive desc, p.id limit 1
            ) as head, (
                select a.level from unit_achievement a
                where a.agency_id = $1 and a.unit_id = u.id and a.period_id = $3 order by a.set_at desc limit 1
            ) as "level: UnitAchievement"
        from unit u where u.agency_id = $1 and u.parent_id = $2 order by u.ordinal, u.name limit 500"#,
        agency.0,
        unit.0,
        period.0,
        today.to_sqlx() as _
    );
    Ok(units.fetch_all(tx.db()).await?)
}

/// Returns the units directly below one, by their order.
pub(crate) async fn unit_names(tx: &mut Tx, unit: UnitId) -> Result<Vec<(UnitId, String)>> {
    let agency = tx.actor.agency;
    let units = sqlx::query!(
        r#"select id as "id: UnitId", name from unit where agency_id = $1 and parent_id = $2
        order by ordinal, name limit 500"#,
        agency.0,
        unit.0
    );
    Ok(units.fetch_all(tx.db()).await?.into_iter().map(|row| (row.id, row.name)).collect())
}
