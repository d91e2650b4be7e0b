//! Rules in the database. They are read by [`crate::server::regime`].

use crate::{
    domain::{
        id::RuleId,
        regime::{Group, Rule},
    },
    error::Result,
    server::door::Tx,
};
use jiff_sqlx::ToSqlx;

/// Stores a rule that is entered now by the caller; `false` if its id is there already.
pub(crate) async fn insert(tx: &mut Tx, id: RuleId, rule: &Rule) -> Result<bool> {
    let (agency, now, by) = (tx.actor.agency, tx.now, tx.actor.name.clone());
    let Rule { group, holds_from, ends, regime, source, .. } = rule;
    let (name, employment, title) = match group {
        Group::Chosen { name, employment, title } => (Some(name.as_str()), *employment, title.as_deref()),
        Group::General | Group::Teachers | Group::PartTime => (None, None, None),
    };
    let inserted = sqlx::query!(
        "insert into regime_rule (agency_id, id, people, name, employment, title, holds_from, ends, periods, evidence,
            origin, daily_log, phases, source, entered_at, entered_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
         on conflict do nothing",
        agency.0,
        id.0,
        group.code(),
        name,
        employment as _,
        title,
        holds_from.to_sqlx() as _,
        ends,
        regime.periods as _,
        regime.evidence as _,
        regime.origin as _,
        regime.daily_log,
        &regime.phases,
        source,
        now.to_sqlx() as _,
        by
    );
    Ok(inserted.execute(tx.db()).await?.rows_affected() == 1)
}
