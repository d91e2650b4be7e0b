//! The accounts of an agency in the database.

use super::PersonalInvitation;
use crate::domain::{
    actor::Role,
    id::{AccountId, AgencyId, UnitId},
};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;

/// An account in the list of its agency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountRow {
    pub login: String,
    pub name: String,
    pub roles: Vec<Role>,
    pub has_password: bool,
    pub is_disabled: bool,
    /// When the last open invitation ends.
    pub invited_until: Option<Timestamp>,
    /// The last activity of a session that is still stored.
    pub seen_at: Option<Timestamp>,
}

/// Returns the accounts of an agency: those with roles first, then by name.
pub(crate) async fn list(db: &mut PgConnection, agency: AgencyId, now: Timestamp) -> sqlx::Result<Vec<AccountRow>> {
    let rows = sqlx::query!(
        r#"select a.login, coalesce(e.name, a.name) as "name!", a.roles as "roles: Vec<Role>",
            a.password_hash is not null as "has_password!", a.disabled_at is not null as "is_disabled!",
            (select max(i.expires_at) from invitation i
                where i.account_id = a.id and i.used_at is null and i.expires_at > $2)
                as "invited_until: jiff_sqlx::Timestamp",
            (select max(s.seen_at) from session s where s.account_id = a.id) as "seen_at: jiff_sqlx::Timestamp"
        from account a left join employee e on e.agency_id = a.agency_id and e.id = a.employee_id
        where a.agency_id = $1 order by a.roles = '{}', 2, a.login"#,
        agency.0,
        now.to_sqlx() as _
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| AccountRow {
            login: row.login,
            name: row.name,
            roles: row.roles,
            has_password: row.has_password,
            is_disabled: row.is_disabled,
            invited_until: row.invited_until.map(jiff_sqlx::Timestamp::to_jiff),
            seen_at: row.seen_at.map(jiff_sqlx::Timestamp::to_jiff),
        })
        .collect())
}

/// Returns the account of an agency with this login, disabled or not.
pub(super) async fn account(db: &mut PgConnection, agency: AgencyId, login: &str) -> sqlx::Result<Option<AccountId>> {
    sqlx::query_scalar!(
        r#"select id as "id: AccountId" from account where agency_id = $1 and login = $2"#,
        agency.0,
        login
    )
    .fetch_optional(db)
    .await
}

/// Returns the unit of this name; `None` if there is none or more than one.
pub(super) async fn unit_named(db: &mut PgConnection, agency: AgencyId, name: &str) -> sqlx::Result<Option<UnitId>> {
    let units = sqlx::query_scalar!(
        r#"select id as "id: UnitId" from unit where agency_id = $1 and lower(name) = lower(trim($2)) limit 2"#,
        agency.0,
        name
    )
    .fetch_all(db)
    .await?;
    Ok(if let [unit] = units[..] { Some(unit) } else { None })
}

/// Stores an account for every employee with a NIP and a definitive post who has none.
pub(super) async fn insert_missing_accounts(
    db: &mut PgConnection,
    agency: AgencyId,
    unit: Option<UnitId>,
    now: Timestamp,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into account (id, agency_id, login, employee_id, name, created_at)
         select gen_random_uuid(), $1, e.nip, e.id, e.name, $3
         from employee e join current_assignment c on c.agency_id = $1 and c.employee_id = e.id
         where e.agency_id = $1 and e.nip is not null
           and ($2::uuid is null or c.unit_id in (select id from unit_tree($1, $2)))
           and not exists (select from account a where a.agency_id = $1 and a.employee_id = e.id)
         on conflict (login) do nothing",
        agency.0,
        unit.map(|unit| unit.0),
        now.to_sqlx() as _
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Returns the NIPs of employees with a definitive post who have no account, by name.
pub(super) async fn without_account(
    db: &mut PgConnection,
    agency: AgencyId,
    unit: Option<UnitId>,
) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar!(
        r#"select e.nip as "nip!"
        from employee e join current_assignment c on c.agency_id = $1 and c.employee_id = e.id
        where e.agency_id = $1 and e.nip is not null
          and ($2::uuid is null or c.unit_id in (select id from unit_tree($1, $2)))
          and not exists (select from account a where a.agency_id = $1 and a.employee_id = e.id)
        order by e.name, e.nip"#,
        agency.0,
        unit.map(|unit| unit.0)
    )
    .fetch_all(db)
    .await
}

/// An account whose person is to be invited.
#[derive(Debug)]
pub(super) struct Invitee {
    pub account: AccountId,
    pub login: String,
    pub name: String,
    pub unit: Option<String>,
}

/// Returns the enabled accounts of employees with a definitive post who have no password, by unit and name.
pub(super) async fn without_password(
    db: &mut PgConnection,
    agency: AgencyId,
    unit: Option<UnitId>,
) -> sqlx::Result<Vec<Invitee>> {
    sqlx::query_as!(
        Invitee,
        r#"select a.id as "account: AccountId", a.login, e.name, u.name as "unit?"
        from account a
        join employee e on e.agency_id = $1 and e.id = a.employee_id
        join current_assignment c on c.agency_id = $1 and c.employee_id = e.id
        join unit u on u.agency_id = $1 and u.id = c.unit_id
        where a.agency_id = $1 and a.password_hash is null and a.disabled_at is null
          and ($2::uuid is null or c.unit_id in (select id from unit_tree($1, $2)))
        order by u.name, e.name, a.login"#,
        agency.0,
        unit.map(|unit| unit.0)
    )
    .fetch_all(db)
    .await
}

/// Stores invitations by the hashes of their tokens.
pub(super) async fn insert_invitations(db: &mut PgConnection, new: &[PersonalInvitation]) -> sqlx::Result<()> {
    let Some(expires_at) = new.first().map(|first| first.expires_at) else { return Ok(()) };
    let hashes: Vec<_> = new.iter().map(|invitation| invitation.token.hash()).collect();
    let accounts: Vec<_> = new.iter().map(|invitation| invitation.account.0).collect();
    sqlx::query!(
        "insert into invitation (token_hash, account_id, expires_at)
         select d.*, $3 from unnest($1::bytea[], $2::uuid[]) as d",
        &hashes,
        &accounts,
        expires_at.to_sqlx() as _
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn set_roles(db: &mut PgConnection, account: AccountId, roles: &[Role]) -> sqlx::Result<()> {
    sqlx::query!("update account set roles = $2 where id = $1", account.0, roles as &[Role]).execute(db).await?;
    Ok(())
}

/// Deletes an account; its sessions and invitations go with it, and its failed sign-ins.
pub(super) async fn delete(db: &mut PgConnection, account: AccountId) -> sqlx::Result<()> {
    sqlx::query!(
        "delete from sign_in_failure
         where split_part(key, ' ', 1) in ('login:' || $1, 'known:' || $1, 'current:' || $1, 'code:' || $1)",
        account.to_string()
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!("delete from account where id = $1", account.0).execute(db).await?;
    Ok(())
}

/// Returns whether an account is the only enabled one of its agency with the role of the Pengelola. Locks the agency's
/// other Pengelola, so that two do not lose the role at the same time.
pub(super) async fn is_last_pengelola(
    db: &mut PgConnection,
    agency: AgencyId,
    account: AccountId,
) -> sqlx::Result<bool> {
    let all = sqlx::query_scalar!(
        r#"select id as "id: AccountId" from account
        where agency_id = $1 and disabled_at is null and roles @> array['pengelola'] order by id for update"#,
        agency.0
    )
    .fetch_all(db)
    .await?;
    Ok(all == [account])
}
