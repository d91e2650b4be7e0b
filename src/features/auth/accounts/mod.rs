//! The accounts of an agency, for its Pengelola and the operator: listed, invited, given roles, deleted.

mod letter;
mod store;

pub use letter::{letters, link, table, until};
pub use store::AccountRow;
pub(crate) use store::list;

use super::event;
use crate::{
    domain::{
        account::normal_login,
        actor::Role,
        event::Event,
        id::{AccountId, AgencyId},
    },
    error::{Error, Result},
    server::session::Token,
};
use jiff::Timestamp;
use sqlx::PgConnection;

/// A link for one person to choose a password with.
#[derive(Debug)]
pub struct PersonalInvitation {
    pub account: AccountId,
    pub login: String,
    pub name: String,
    /// The unit of the definitive post.
    pub unit: Option<String>,
    pub token: Token,
    pub expires_at: Timestamp,
}

/// The result of inviting everybody.
#[derive(Debug)]
pub struct ManyInvitations {
    pub invitations: Vec<PersonalInvitation>,
    /// The NIPs of people who got none, because the NIP is a login of another agency.
    pub elsewhere: Vec<String>,
}

/// Invites every employee with a NIP and a definitive post who cannot sign in yet, in the whole agency or in the unit
/// of that name and the units below it. Missing accounts are created, but where the NIP has one in another agency.
///
/// # Errors
/// [`Error::NotFound`] if the agency does not have exactly one unit of that name, or [`Error::Unavailable`].
pub async fn invite_all(
    db: &mut PgConnection,
    agency: AgencyId,
    unit: Option<&str>,
    now: Timestamp,
) -> Result<(Event, ManyInvitations)> {
    let unit = match unit {
        Some(name) => Some(store::unit_named(db, agency, name).await?.ok_or(Error::NotFound)?),
        None => None,
    };
    store::insert_missing_accounts(db, agency, unit, now).await?;
    let elsewhere = store::without_account(db, agency, unit).await?;
    let expires_at = now + super::action::INVITATION_LIFETIME;
    let waiting = store::without_password(db, agency, unit).await?;
    let invitations = waiting
        .into_iter()
        .map(|person| {
            let store::Invitee { account, login, name, unit } = person;
            Ok(PersonalInvitation { account, login, name, unit, token: Token::random()?, expires_at })
        })
        .collect::<Result<Vec<_>>>()?;
    store::insert_invitations(db, &invitations).await?;
    let event = if invitations.is_empty() { Event::repeated() } else { event::many_invited(invitations.len()) };
    Ok((event, ManyInvitations { invitations, elsewhere }))
}

/// Gives an account these roles instead of its own, and ends its sessions: their length depends on the roles. As the
/// database's owner: the program's own role may change nobody's rights.
///
/// # Errors
/// [`Error::NotFound`] for an unknown login, [`Error::Invalid`] for the last Pengelola, or [`Error::Unavailable`].
pub async fn set_roles(db: &mut PgConnection, agency: AgencyId, login: &str, roles: &[Role]) -> Result<(Event, ())> {
    let account = store::account(db, agency, &normal_login(login)).await?.ok_or(Error::NotFound)?;
    if !roles.contains(&Role::Pengelola) {
        keep_one_pengelola(db, agency, account).await?;
    }
    store::set_roles(db, account, roles).await?;
    let ended = super::store::end_other_sessions(db, account, None).await?;
    Ok((event::roles_changed(account, roles, ended), ()))
}

/// Deletes an account with its sessions and invitations. Its person stays, with all reports and messages, and so do the
/// account's entries in the audit trail. As the database's owner.
///
/// # Errors
/// As [`set_roles`].
pub async fn delete_account(db: &mut PgConnection, agency: AgencyId, login: &str) -> Result<(Event, ())> {
    let account = store::account(db, agency, &normal_login(login)).await?.ok_or(Error::NotFound)?;
    keep_one_pengelola(db, agency, account).await?;
    let ended = super::store::end_other_sessions(db, account, None).await?;
    store::delete(db, account).await?;
    Ok((event::account_deleted(account, ended), ()))
}

/// Refuses to take the role from the last Pengelola: nobody in the agency could invite people any more.
pub(super) async fn keep_one_pengelola(db: &mut PgConnection, agency: AgencyId, account: AccountId) -> Result<()> {
    if store::is_last_pengelola(db, agency, account).await? {
        return Err(Error::field("login", "Ini satu-satunya Pengelola. Tunjuk Pengelola lain lebih dahulu."));
    }
    Ok(())
}
