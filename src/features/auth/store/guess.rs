//! Failed tries to sign in, and the networks where accounts are known, in the database.

use crate::{domain::id::AccountId, error::Result};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;

/// Returns what is kept of a name that somebody typed.
pub(crate) async fn typed_hash(db: &mut PgConnection, typed: &str) -> Result<String> {
    Ok(sqlx::query_scalar!(r#"select typed_hash($1) as "hash!""#, typed).fetch_one(db).await?)
}

/// Returns the failures counted under a key, with the time of the last one.
pub(crate) async fn failures(db: &mut PgConnection, key: &str) -> Result<Option<(i32, Timestamp)>> {
    let row = sqlx::query!(
        r#"select failures, last_at as "last_at: jiff_sqlx::Timestamp" from sign_in_failure where key = $1"#,
        key
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| (row.failures, row.last_at.to_jiff())))
}

/// Counts a failure; an hour after the last one the count starts anew.
pub(crate) async fn count_failure(db: &mut PgConnection, key: &str, now: Timestamp) -> Result<()> {
    sqlx::query!(
        "insert into sign_in_failure as f (key, failures, last_at) values ($1, 1, $2)
         on conflict (key) do update set last_at = $2,
             failures = case when f.last_at < $2::timestamptz - interval '1 hour' then 1 else f.failures + 1 end",
        key,
        now.to_sqlx() as _
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Makes other tries under a key wait until the transaction ends.
pub(crate) async fn lock_failures(db: &mut PgConnection, key: &str) -> Result<()> {
    sqlx::query!("select pg_advisory_xact_lock(hashtextextended($1, 0))", key).execute(db).await?;
    Ok(())
}

pub(crate) async fn forget_failures(db: &mut PgConnection, keys: &[String]) -> Result<()> {
    sqlx::query!("delete from sign_in_failure where key = any ($1)", keys).execute(db).await?;
    Ok(())
}

/// Takes back one failure of each key.
pub(crate) async fn uncount_failure(db: &mut PgConnection, keys: &[String]) -> Result<()> {
    sqlx::query!("update sign_in_failure set failures = failures - 1 where key = any ($1) and failures > 1", keys)
        .execute(db)
        .await?;
    Ok(())
}

/// Returns whether an account has signed in from a network address before.
pub(crate) async fn knows_network(db: &mut PgConnection, account: AccountId, network: &[u8]) -> Result<bool> {
    Ok(sqlx::query_scalar!(
        r#"select exists (select from known_network where account_id = $1 and network_hash = $2) as "knows!""#,
        account.0,
        network
    )
    .fetch_one(db)
    .await?)
}

/// Remembers the network address of a sign-in.
pub(crate) async fn remember_network(
    db: &mut PgConnection,
    account: AccountId,
    network: &[u8],
    now: Timestamp,
) -> Result<()> {
    sqlx::query!(
        "insert into known_network (account_id, network_hash, seen_at) values ($1, $2, $3)
         on conflict (account_id, network_hash) do update set seen_at = excluded.seen_at",
        account.0,
        network,
        now.to_sqlx() as _
    )
    .execute(db)
    .await?;
    Ok(())
}
