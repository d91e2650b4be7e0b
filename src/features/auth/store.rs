//! Accounts, their sessions and invitations in the database.

pub(crate) mod guess;
pub(crate) mod second_step;

use super::model::SessionRow;
use crate::{
    domain::{
        actor::Role,
        id::{AccountId, AgencyId, EmployeeId, SessionId},
        nip::Nip,
    },
    error::{Error, Result},
    server::{clock::new_id, door::Tx},
    ui::format,
};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;

/// The fields of an account that a sign-in needs.
#[derive(Debug)]
pub(crate) struct Account {
    pub id: AccountId,
    pub agency: AgencyId,
    pub login: String,
    pub password_hash: Option<String>,
    pub roles: Vec<Role>,
}

/// Returns the enabled account with this login.
pub(crate) async fn account_by_login(db: &mut PgConnection, login: &str) -> Result<Option<Account>> {
    Ok(sqlx::query_as!(
        Account,
        r#"select id as "id: AccountId", agency_id as "agency: AgencyId", login, password_hash,
            roles as "roles: Vec<Role>"
        from account where login = $1 and disabled_at is null"#,
        login
    )
    .fetch_optional(db)
    .await?)
}

/// Returns an account.
pub(crate) async fn account(db: &mut PgConnection, account: AccountId) -> Result<Account> {
    Ok(sqlx::query_as!(
        Account,
        r#"select id as "id: AccountId", agency_id as "agency: AgencyId", login, password_hash,
            roles as "roles: Vec<Role>"
        from account where id = $1"#,
        account.0
    )
    .fetch_one(db)
    .await?)
}

/// Returns the stored hash of an account's password.
pub(crate) async fn password_hash(db: &mut PgConnection, account: AccountId) -> Result<Option<String>> {
    Ok(sqlx::query_scalar!("select password_hash from account where id = $1", account.0).fetch_one(db).await?)
}

/// Returns what others know of the person behind an account: login and NIP.
pub(crate) async fn own_words(db: &mut PgConnection, account: AccountId) -> Result<Vec<String>> {
    let words = sqlx::query_scalar!(
        r#"select array_remove(array[login, account_nip(id)], null) as "words!" from account where id = $1"#,
        account.0
    );
    Ok(words.fetch_one(db).await?)
}

/// Returns a prepared person of the demo agency.
pub(crate) async fn demo_account(db: &mut PgConnection, person: &str) -> Result<Option<Account>> {
    Ok(sqlx::query_as!(
        Account,
        r#"select a.id as "id: AccountId", agency_id as "agency: AgencyId", login, password_hash,
            roles as "roles: Vec<Role>"
        from account a join agency g on g.id = a.agency_id and g.kind = 'demo'
        where a.demo = $1 and disabled_at is null"#,
        person
    )
    .fetch_optional(db)
    .await?)
}

/// Returns the enabled account of an agency with this login.
pub(crate) async fn account_in(db: &mut PgConnection, agency: AgencyId, login: &str) -> Result<Option<AccountId>> {
    Ok(sqlx::query_scalar!(
        r#"select id as "id: AccountId" from account where agency_id = $1 and login = $2 and disabled_at is null"#,
        agency.0,
        login
    )
    .fetch_optional(db)
    .await?)
}

/// Returns whether any agency has an account with this login.
pub(crate) async fn is_login(db: &mut PgConnection, login: &str) -> Result<bool> {
    Ok(sqlx::query_scalar!(r#"select exists (select from account where login = $1) as "is!""#, login)
        .fetch_one(db)
        .await?)
}

/// Returns the employee of an agency with this NIP.
pub(crate) async fn employee_of(db: &mut PgConnection, agency: AgencyId, nip: &Nip) -> Result<Option<EmployeeId>> {
    Ok(sqlx::query_scalar!(
        r#"select id as "id: EmployeeId" from employee where agency_id = $1 and nip = $2"#,
        agency.0,
        nip.as_str()
    )
    .fetch_optional(db)
    .await?)
}

/// Stores an account, named by its employee or else by its login; `None` if the login is taken or the employee has an
/// account.
pub(crate) async fn insert_account(
    db: &mut PgConnection,
    agency: AgencyId,
    employee: Option<EmployeeId>,
    login: &str,
    password_hash: &str,
    roles: &[Role],
    now: Timestamp,
) -> Result<Option<AccountId>> {
    Ok(sqlx::query_scalar!(
        r#"insert into account (id, agency_id, login, password_hash, employee_id, name, roles, created_at)
        select $1, $2, $3, $4, $7, coalesce((select name from employee where agency_id = $2 and id = $7), $3), $5, $6
        on conflict do nothing returning id as "id: AccountId""#,
        new_id(),
        agency.0,
        login,
        password_hash,
        roles as &[Role],
        now.to_sqlx() as _,
        employee.map(|employee| employee.0)
    )
    .fetch_optional(db)
    .await?)
}

/// Stores the account of an employee, whose login is the NIP; `None` if nobody has it or the login is taken.
pub(crate) async fn insert_account_of(
    db: &mut PgConnection,
    agency: AgencyId,
    nip: &Nip,
    now: Timestamp,
) -> Result<Option<AccountId>> {
    Ok(sqlx::query_scalar!(
        r#"insert into account (id, agency_id, login, employee_id, name, created_at)
        select $1, agency_id, $3, id, name, $4 from employee where agency_id = $2 and nip = $3
        on conflict (login) do nothing returning id as "id: AccountId""#,
        new_id(),
        agency.0,
        nip.as_str(),
        now.to_sqlx() as _
    )
    .fetch_optional(db)
    .await?)
}

/// Stores an invitation by the hash of its token.
pub(crate) async fn insert_invitation(
    db: &mut PgConnection,
    account: AccountId,
    hash: &[u8],
    expires_at: Timestamp,
) -> Result<()> {
    sqlx::query!(
        "insert into invitation (token_hash, account_id, expires_at) values ($1, $2, $3)",
        hash,
        account.0,
        expires_at.to_sqlx() as _
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Returns the name of an account's holder and the unit of their definitive post.
pub(crate) async fn holder(db: &mut PgConnection, account: AccountId) -> Result<(String, Option<String>)> {
    let row = sqlx::query!(
        r#"select coalesce(e.name, a.name) as "name!", p.unit as "unit?"
        from account a left join employee e on e.agency_id = a.agency_id and e.id = a.employee_id
        left join current_post p on p.agency_id = a.agency_id and p.employee_id = a.employee_id
        where a.id = $1"#,
        account.0
    )
    .fetch_one(db)
    .await?;
    Ok((row.name, row.unit))
}

/// Returns whether an invitation of an enabled account is neither used nor expired.
pub(crate) async fn is_open(db: &mut PgConnection, hash: &[u8], now: Timestamp) -> Result<bool> {
    Ok(sqlx::query_scalar!(
        r#"select exists (select from invitation i join account a on a.id = i.account_id and a.disabled_at is null
            where i.token_hash = $1 and i.used_at is null and i.expires_at > $2) as "open!""#,
        hash,
        now.to_sqlx() as _
    )
    .fetch_one(db)
    .await?)
}

pub(crate) async fn set_password(db: &mut PgConnection, account: AccountId, hash: &str) -> Result<()> {
    sqlx::query!("update account set password_hash = $2 where id = $1", account.0, hash).execute(db).await?;
    Ok(())
}

/// Ends all other sessions of an account and returns them.
pub(crate) async fn end_other_sessions(
    db: &mut PgConnection,
    account: AccountId,
    but: Option<SessionId>,
) -> Result<Vec<SessionId>> {
    Ok(sqlx::query_scalar!(
        r#"delete from session where account_id = $1 and id is distinct from $2 returning id as "id: SessionId""#,
        account.0,
        but.map(|session| session.0)
    )
    .fetch_all(db)
    .await?)
}

/// Ends all sessions, unfinished sign-ins and invitations of an account but one session; returns the ended sessions.
pub(crate) async fn end_access(
    db: &mut PgConnection,
    account: AccountId,
    but: Option<SessionId>,
    now: Timestamp,
) -> Result<Vec<SessionId>> {
    sqlx::query!(
        "update invitation set used_at = $2 where account_id = $1 and used_at is null",
        account.0,
        now.to_sqlx() as _
    )
    .execute(&mut *db)
    .await?;
    second_step::end_half_sessions(db, account).await?;
    end_other_sessions(db, account, but).await
}

/// Ends a session of whatever account, which a sign-in replaces.
pub(crate) async fn replace_session(db: &mut PgConnection, session: SessionId) -> Result<()> {
    sqlx::query!("delete from session where id = $1", session.0).execute(db).await?;
    Ok(())
}

/// Disables or enables an account; `None` if it is so already, or the agency has no account with this login.
pub(crate) async fn set_disabled(
    db: &mut PgConnection,
    agency: AgencyId,
    login: &str,
    at: Option<Timestamp>,
) -> Result<Option<AccountId>> {
    Ok(sqlx::query_scalar!(
        r#"update account set disabled_at = $3
        where agency_id = $1 and login = $2 and (disabled_at is null) = ($3::timestamptz is not null)
        returning id as "id: AccountId""#,
        agency.0,
        login,
        at.map(ToSqlx::to_sqlx) as _
    )
    .fetch_optional(db)
    .await?)
}

/// Returns the account of an invitation that can be used.
pub(crate) async fn invited_account(db: &mut PgConnection, hash: &[u8], now: Timestamp) -> Result<Option<AccountId>> {
    Ok(sqlx::query_scalar!(
        r#"select a.id as "id: AccountId"
        from invitation i join account a on a.id = i.account_id and a.disabled_at is null
        where i.token_hash = $1 and i.used_at is null and i.expires_at > $2"#,
        hash,
        now.to_sqlx() as _
    )
    .fetch_optional(db)
    .await?)
}

/// Marks an invitation as used; `None` if it is unknown, used or expired.
pub(crate) async fn take_invitation(db: &mut PgConnection, hash: &[u8], now: Timestamp) -> Result<Option<Account>> {
    Ok(sqlx::query_as!(
        Account,
        r#"with taken as (
            update invitation set used_at = $2
            where token_hash = $1 and used_at is null and expires_at > $2
            returning account_id
        )
        select a.id as "id: AccountId", a.agency_id as "agency: AgencyId", a.login, a.password_hash,
            a.roles as "roles: Vec<Role>"
        from taken join account a on a.id = taken.account_id and a.disabled_at is null"#,
        hash,
        now.to_sqlx() as _
    )
    .fetch_optional(db)
    .await?)
}

pub async fn list_sessions(tx: &mut Tx) -> Result<Vec<SessionRow>> {
    let (account, current, zone, today, now) =
        (tx.actor.account, tx.actor.session, tx.actor.zone, tx.today(), tx.now.to_sqlx());
    let rows = sqlx::query!(
        r#"select id as "id: SessionId", device, created_at as "created_at: jiff_sqlx::Timestamp",
            seen_at as "seen_at: jiff_sqlx::Timestamp"
        from session where account_id = $1 and idle_until > $3 and ends_at > $3
        order by id = $2 desc, seen_at desc limit 100"#,
        account.0,
        current.0,
        now as _
    )
    .fetch_all(tx.db())
    .await?;
    let moment = |at: jiff_sqlx::Timestamp| format::moment_within(zone.local(at.to_jiff()), today);
    Ok(rows
        .into_iter()
        .map(|row| SessionRow {
            id: row.id,
            device: row.device,
            since: moment(row.created_at),
            seen: moment(row.seen_at),
            current: row.id == current,
        })
        .collect())
}

pub(crate) async fn end_session(tx: &mut Tx, session: SessionId) -> Result<()> {
    let account = tx.actor.account;
    let ended = sqlx::query!("delete from session where id = $1 and account_id = $2", session.0, account.0)
        .execute(tx.db())
        .await?;
    if ended.rows_affected() == 1 { Ok(()) } else { Err(Error::NotFound) }
}
