//! Rules about deadlines and working weeks in the database.

use crate::{
    domain::calendar::{DeadlineRule, WorkWeek},
    error::Result,
    server::door::Tx,
};
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;

/// Stores a rule as the caller enters it now, in place of another one of its kind from the same day.
pub(crate) async fn save_rule(tx: &mut Tx, rule: &DeadlineRule) -> Result<()> {
    let (agency, now, by) = (tx.actor.agency, tx.now, tx.actor.name.clone());
    sqlx::query!(
        "insert into deadline_rule (agency_id, kind, holds_from, days, counting, source, entered_at, entered_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8)
         on conflict (agency_id, kind, holds_from) do update set days = excluded.days, counting = excluded.counting,
            source = excluded.source, entered_at = excluded.entered_at, entered_by = excluded.entered_by",
        agency.0,
        rule.kind as _,
        rule.holds_from.to_sqlx() as _,
        rule.count.days,
        rule.count.counting as _,
        rule.source,
        now.to_sqlx() as _,
        by
    )
    .execute(tx.db())
    .await?;
    Ok(())
}

/// Stores a working week as the caller enters it now; `false` if that is stored already.
pub(crate) async fn save_week(tx: &mut Tx, holds_from: Date, week: WorkWeek, source: &str) -> Result<bool> {
    let (agency, now, by) = (tx.actor.agency, tx.now, tx.actor.name.clone());
    let saved = sqlx::query!(
        "insert into work_week as w (agency_id, holds_from, week, source, entered_at, entered_by)
         values ($1, $2, $3, $4, $5, $6)
         on conflict (agency_id, holds_from) do update set week = excluded.week, source = excluded.source,
            entered_at = excluded.entered_at, entered_by = excluded.entered_by
         where (w.week, w.source) is distinct from (excluded.week, excluded.source)",
        agency.0,
        holds_from.to_sqlx() as _,
        week as _,
        source,
        now.to_sqlx() as _,
        by
    );
    Ok(saved.execute(tx.db()).await?.rows_affected() == 1)
}
