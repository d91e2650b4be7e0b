//! Decides which topics a caller may subscribe to.

use crate::{
    domain::{actor::BoardScope, event::Topic},
    error::Result,
    server::door::{Caller, Tx},
};
use jiff_sqlx::ToSqlx;
use std::collections::BTreeSet;

/// Returns the topics among `wanted` that the person may read.
pub(super) async fn readable(caller: &Caller, wanted: BTreeSet<Topic>) -> Result<Vec<Topic>> {
    if wanted.is_empty() {
        return Ok(vec![]);
    }
    caller
        .read(async |tx| {
            let mut topics = Vec::new();
            for topic in wanted {
                if may_subscribe(tx, topic).await? {
                    topics.push(topic);
                }
            }
            Ok(topics)
        })
        .await
}

async fn may_subscribe(tx: &mut Tx, topic: Topic) -> Result<bool> {
    let (agency, employee) = (tx.actor.agency, tx.actor.employee);
    Ok(match topic {
        Topic::Person(id) | Topic::Team(id) => employee == Some(id),
        Topic::Unit(id) => {
            let path = sqlx::query_scalar!(
                r#"select unit_path($1, $2) as "path: Vec<crate::domain::id::UnitId>""#,
                agency.0,
                id.0
            )
            .fetch_one(tx.db())
            .await?;
            // Those who see totals only would learn when one of a few people reports.
            tx.actor.board_scope(&path.unwrap_or_default()) == Some(BoardScope::Full)
        }
        Topic::Thread(id) => {
            let Some(employee) = employee else { return Ok(false) };
            sqlx::query_scalar!(
                r#"select thread_visible_to($1, $2, $3, $4) as "visible!""#,
                agency.0,
                id.0,
                employee.0,
                tx.today().to_sqlx() as _
            )
            .fetch_one(tx.db())
            .await?
        }
        Topic::Session(_) => false,
    })
}
