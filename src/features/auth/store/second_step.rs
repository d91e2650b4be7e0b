//! Authenticator apps, backup codes and sign-ins that await their code, in the database.

use crate::{domain::id::AccountId, error::Result};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;

/// The authenticator of an account.
#[derive(Debug)]
pub(crate) struct Authenticator {
    pub secret: Vec<u8>,
    /// The backup codes while the first code is awaited; `None` once it was right.
    pub codes: Option<Vec<String>>,
}

pub(crate) async fn authenticator(db: &mut PgConnection, account: AccountId) -> Result<Option<Authenticator>> {
    Ok(sqlx::query_as!(Authenticator, "select secret, codes from authenticator where account_id = $1", account.0)
        .fetch_optional(db)
        .await?)
}

/// Stores a new authenticator, which waits for its first code; a waiting one is replaced, a confirmed one stays.
pub(crate) async fn insert_authenticator(
    db: &mut PgConnection,
    account: AccountId,
    secret: &[u8],
    codes: &[String],
) -> Result<()> {
    sqlx::query!(
        "insert into authenticator (account_id, secret, codes) values ($1, $2, $3)
         on conflict (account_id) do update set secret = excluded.secret, codes = excluded.codes
         where authenticator.confirmed_at is null",
        account.0,
        secret,
        codes
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Puts a waiting authenticator in force, with the hashes of its backup codes.
pub(crate) async fn confirm_authenticator(
    db: &mut PgConnection,
    account: AccountId,
    step: i64,
    code_hashes: &[Vec<u8>],
    now: Timestamp,
) -> Result<()> {
    sqlx::query!(
        "with codes as (
             insert into backup_code (account_id, code_hash) select $1, h.hash from unnest($3::bytea[]) as h (hash)
         )
         update authenticator set confirmed_at = $4, codes = null, last_step = $2 where account_id = $1",
        account.0,
        step,
        code_hashes,
        now.to_sqlx() as _
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Remembers the step of an accepted code; `false` if it is not after the last one.
pub(crate) async fn take_step(db: &mut PgConnection, account: AccountId, step: i64) -> Result<bool> {
    let taken = sqlx::query!(
        "update authenticator set last_step = $2 where account_id = $1 and last_step < $2",
        account.0,
        step
    );
    Ok(taken.execute(db).await?.rows_affected() == 1)
}

/// Uses up a backup code; `false` if the account has no such code.
pub(crate) async fn take_backup_code(db: &mut PgConnection, account: AccountId, hash: &[u8]) -> Result<bool> {
    let taken = sqlx::query!("delete from backup_code where account_id = $1 and code_hash = $2", account.0, hash);
    Ok(taken.execute(db).await?.rows_affected() == 1)
}

pub(crate) async fn count_backup_codes(db: &mut PgConnection, account: AccountId) -> Result<i64> {
    Ok(sqlx::query_scalar!(r#"select count(*) as "count!" from backup_code where account_id = $1"#, account.0)
        .fetch_one(db)
        .await?)
}

/// Removes the authenticator and the backup codes of an account; `false` if there was none.
pub(crate) async fn remove_authenticator(db: &mut PgConnection, account: AccountId) -> Result<bool> {
    sqlx::query!("delete from backup_code where account_id = $1", account.0).execute(&mut *db).await?;
    let removed = sqlx::query!("delete from authenticator where account_id = $1", account.0).execute(db).await?;
    Ok(removed.rows_affected() == 1)
}

/// A sign-in that awaits its code.
#[derive(Debug)]
pub(crate) struct HalfSession {
    pub account: AccountId,
    pub remember: bool,
}

pub(crate) async fn insert_half_session(
    db: &mut PgConnection,
    hash: &[u8],
    account: AccountId,
    remember: bool,
    expires_at: Timestamp,
) -> Result<()> {
    sqlx::query!(
        "insert into half_session (token_hash, account_id, remember, expires_at) values ($1, $2, $3, $4)",
        hash,
        account.0,
        remember,
        expires_at.to_sqlx() as _
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Returns the sign-in of a token, until it expires or its account is disabled.
pub(crate) async fn half_session(db: &mut PgConnection, hash: &[u8], now: Timestamp) -> Result<Option<HalfSession>> {
    Ok(sqlx::query_as!(
        HalfSession,
        r#"select h.account_id as "account: AccountId", h.remember
        from half_session h join account a on a.id = h.account_id and a.disabled_at is null
        where h.token_hash = $1 and h.expires_at > $2"#,
        hash,
        now.to_sqlx() as _
    )
    .fetch_optional(db)
    .await?)
}

/// Ends all sign-ins of an account that await a code.
pub(crate) async fn end_half_sessions(db: &mut PgConnection, account: AccountId) -> Result<()> {
    sqlx::query!("delete from half_session where account_id = $1", account.0).execute(db).await?;
    Ok(())
}
