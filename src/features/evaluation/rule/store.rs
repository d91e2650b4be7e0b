//! Entered rules in the database. They are read by [`crate::server::evaluation_rule`].

use crate::{
    domain::{evaluation::DatedRule, id::RuleId},
    error::Result,
    server::door::Tx,
};
use jiff_sqlx::ToSqlx;
use sqlx::types::Json;

/// Stores a rule that is entered now by the caller; `false` if its id is there already.
pub(crate) async fn insert(tx: &mut Tx, id: RuleId, rule: &DatedRule) -> Result<bool> {
    let (agency, now, by) = (tx.actor.agency, tx.now, tx.actor.name.clone());
    let inserted = sqlx::query!(
        "insert into evaluation_rule (agency_id, id, rule, holds_from, source, entered_at, entered_by)
         values ($1, $2, $3, $4, $5, $6, $7)
         on conflict do nothing",
        agency.0,
        id.0,
        Json(&rule.rule) as _,
        rule.holds_from.to_sqlx() as _,
        rule.source,
        now.to_sqlx() as _,
        by
    );
    Ok(inserted.execute(tx.db()).await?.rows_affected() == 1)
}
