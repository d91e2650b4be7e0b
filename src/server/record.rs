//! Writes the audit row and the outbox row of an event, in the event's own transaction.

use super::clock::new_id;
use crate::domain::{
    event::Event,
    id::{AccountId, AgencyId},
};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;
use uuid::Uuid;

/// Writes the rows; an event without a kind leaves no audit row, one without topics no outbox row.
///
/// # Errors
/// When the database fails.
pub(crate) async fn record(
    db: &mut PgConnection,
    origin: Uuid,
    agency: AgencyId,
    actor: Option<AccountId>,
    event: &Event,
    now: Timestamp,
) -> sqlx::Result<()> {
    let topics: Vec<String> = event.topics().iter().map(ToString::to_string).collect();
    if event.kind().is_none() && topics.is_empty() {
        return Ok(());
    }
    let object = event.object().map(|object| ("object", object.to_string()));
    let detail = event.detail().map(|detail| ("what", detail.to_owned()));
    let data: serde_json::Value = object.into_iter().chain(detail).collect();
    sqlx::query!(
        "with audit as (
             insert into event (agency_id, id, at, actor_id, kind, subject_id, data)
             select $1, $2, $3, $4, $5::text, $6, $7 where $5::text is not null
         )
         insert into outbox (agency_id, origin, at, topics)
         select $1, $8, $3, $9 where cardinality($9::text[]) > 0",
        agency.0,
        new_id(),
        now.to_sqlx() as _,
        actor.map(|actor| actor.0),
        event.kind(),
        event.subject(),
        data,
        origin,
        &topics,
    )
    .execute(db)
    .await?;
    Ok(())
}
