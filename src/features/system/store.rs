//! Measurements of the database, and of the agency at this moment.

use crate::{error::Result, server::door::Tx};
use jiff::{SignedDuration, Timestamp};
use jiff_sqlx::ToSqlx;

/// A person counts as present for this time after their last activity.
const PRESENCE_TIMEOUT: SignedDuration = SignedDuration::from_mins(5);

#[derive(Debug)]
pub(crate) struct SystemState {
    pub read_only: bool,
    /// Whether a commit waits until the disk has it.
    pub durable: bool,
    /// The size of the whole database, in bytes.
    pub size: i64,
    pub online: i32,
    pub reports_today: i32,
    pub last_report: Option<Timestamp>,
}

pub(crate) async fn system_state(tx: &mut Tx) -> Result<SystemState> {
    let (agency, today, now) = (tx.actor.agency, tx.today(), tx.now);
    let row = sqlx::query!(
        r#"select pg_is_in_recovery() as "read_only!",
            current_setting('fsync') = 'on' and current_setting('synchronous_commit') <> 'off' as "durable!",
            pg_database_size(current_database()) as "size!",
            (select count(distinct s.account_id) from session s join account a on a.id = s.account_id
                where a.agency_id = $1 and s.seen_at > $2)::int as "online!",
            (select coalesce(sum(reports_today), 0) from unit_rollup where agency_id = $1 and day = $3)::int
                as "reports_today!",
            (select max(last_report_at) from unit_rollup where agency_id = $1) as "last_report: jiff_sqlx::Timestamp""#,
        agency.0,
        (now - PRESENCE_TIMEOUT).to_sqlx() as _,
        today.to_sqlx() as _
    )
    .fetch_one(tx.db())
    .await?;
    Ok(SystemState {
        read_only: row.read_only,
        durable: row.durable,
        size: row.size,
        online: row.online,
        reports_today: row.reports_today,
        last_report: row.last_report.map(jiff_sqlx::Timestamp::to_jiff),
    })
}
