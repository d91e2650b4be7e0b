//! Signing in and out, for the form and for the API; accounts and invitations.

use super::{
    accounts::{self, PersonalInvitation},
    event,
    store::{self, Account},
};
use crate::{
    domain::{
        account::{Lifetime, PasswordRefusal, check_password, normal_login, retry_at},
        actor::Role,
        event::Event,
        id::{AccountId, AgencyId},
        nip::Nip,
    },
    error::{Error, Refusal, Result},
    server::{
        door::{Caller, Entry},
        password::{HashingFailed, Passwords},
        session::{NewSession, Token},
    },
};
use jiff::{SignedDuration, Timestamp};
use sqlx::PgConnection;

/// The prepared persons of demo mode.
pub const DEMO_PEOPLE: [&str; 4] = ["pegawai", "atasan", "pimpinan", "pengelola"];

/// How long an invitation can be used.
pub(super) const INVITATION_LIFETIME: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Logs a failure of the hashing and returns the error that asks the person to retry.
fn unhashed(request: &str) -> impl FnOnce(HashingFailed) -> Error {
    let request = request.to_owned();
    move |error| {
        tracing::warn!(%error, "could not check a password");
        Error::Unavailable(request)
    }
}

/// Signs in by login and password; failures slow down the account and the network address.
pub async fn sign_in(
    caller: &Caller,
    login: &str,
    password: String,
    remember: bool,
    device: &str,
) -> Result<NewSession> {
    let app = caller.app();
    // PostgreSQL stores no NUL, and no name has one.
    let login = normal_login(login).replace('\0', "");
    let keys = [format!("login:{login}"), format!("address:{}", caller.address())];
    let free = [app.config.free_failures, app.config.free_failures_address];
    let account = caller
        .enter(async |db, now| {
            for (key, free) in keys.iter().zip(free) {
                if let Some((failures, last)) = store::failures(db, key).await? {
                    let wait = retry_at(failures, free, last).duration_since(now).as_secs();
                    if failures >= free && wait > 0 {
                        return Err(Error::TooMany(wait));
                    }
                }
            }
            Ok((None, store::account_by_login(db, &login).await?))
        })
        .await?;
    let hash = account.as_ref().and_then(|account| account.password_hash.clone());
    let right = app.passwords.verify(password, hash).await.map_err(unhashed(caller.request()))?;
    caller
        .enter(async |db, now| match &account {
            Some(account) if right => {
                store::forget_failures(db, &keys[0]).await?;
                let (entry, session) = begin(db, account, remember, device, now).await?;
                Ok((Some(entry), Ok(session)))
            }
            _ => {
                for key in &keys {
                    store::count_failure(db, key, now).await?;
                }
                Ok((None, Err(Error::Refused(Refusal::WrongPassword))))
            }
        })
        .await?
}

/// Signs in as a prepared person of the demo agency; `NotFound` outside of demo mode.
pub async fn demo(caller: &Caller, person: &str, device: &str) -> Result<NewSession> {
    if !caller.app().config.demo || !DEMO_PEOPLE.contains(&person) {
        return Err(Error::NotFound);
    }
    caller
        .enter(async |db, now| {
            let account = store::demo_account(db, person).await?.ok_or(Error::NotFound)?;
            let (entry, session) = begin(db, &account, false, device, now).await?;
            Ok((Some(entry), session))
        })
        .await
}

async fn begin(
    db: &mut PgConnection,
    account: &Account,
    remember: bool,
    device: &str,
    now: Timestamp,
) -> Result<(Entry, NewSession)> {
    let lifetime = Lifetime::of(&account.roles, remember);
    let session = NewSession::create(db, account.id, lifetime, remember, device, now).await?;
    let event = event::signed_in(session.id);
    Ok((Entry { agency: account.agency, account: account.id, event }, session))
}

/// Ends the session of the caller.
pub async fn sign_out(caller: &Caller) -> Result<()> {
    caller
        .write(async |tx| {
            let session = tx.actor.session;
            store::end_session(tx, session).await?;
            Ok((event::signed_out(session), ()))
        })
        .await
}

/// Checks the current password and sets a new one.
pub async fn change_password(caller: Caller, current: String, new: String, again: String) -> Result<()> {
    let account = caller
        .read(async |tx| {
            let account = tx.actor.account;
            store::own_account(tx.db(), account).await
        })
        .await?;
    let passwords = &caller.app().passwords;
    if !passwords.verify(current, account.password_hash).await.map_err(unhashed(caller.request()))? {
        return Err(Error::field("current", PasswordRefusal::Wrong));
    }
    check_new(&new, &again, &account.login)?;
    let hash = passwords.hash(new).await.map_err(unhashed(caller.request()))?;
    caller
        .write(async |tx| {
            let (account, session) = (tx.actor.account, tx.actor.session);
            store::set_password(tx.db(), account, &hash).await?;
            let ended = store::end_other_sessions(tx.db(), account, Some(session)).await?;
            Ok((event::password_changed(ended), ()))
        })
        .await
}

fn check_new(new: &str, again: &str, login: &str) -> Result<()> {
    check_password(new, login).map_err(|refusal| Error::field("new", refusal))?;
    if new == again { Ok(()) } else { Err(Error::field("again", PasswordRefusal::Differs)) }
}

/// Sets a password by invitation and signs in. A refused password leaves the invitation usable.
pub async fn accept_invitation(
    caller: &Caller,
    token: &Token,
    new: String,
    again: &str,
    device: &str,
) -> Result<NewSession> {
    check_new(&new, again, "")?;
    let hash = caller.app().passwords.hash(new).await.map_err(unhashed(caller.request()))?;
    caller
        .enter(async |db, now| {
            let account = store::take_invitation(db, &token.hash(), now).await?.ok_or(Refusal::InvitationSpent)?;
            store::set_password(db, account.id, &hash).await?;
            let ended = store::end_other_sessions(db, account.id, None).await?;
            let (mut entry, session) = begin(db, &account, false, device, now).await?;
            entry.event = event::invitation_used(ended);
            Ok((Some(entry), session))
        })
        .await
}

/// An account to create: that of an employee if the login is the NIP of one, else one without an employee, such as the
/// first administrator's.
#[derive(Debug)]
pub struct NewAccount {
    login: String,
    password_hash: String,
    roles: Vec<Role>,
}

impl NewAccount {
    /// Checks and hashes the password, which takes tens of milliseconds: call it before any transaction.
    ///
    /// # Errors
    /// The rule that the password breaks, or [`Error::Unavailable`].
    pub async fn prepare(passwords: &Passwords, login: &str, password: String, roles: Vec<Role>) -> Result<Self> {
        let login = normal_login(login);
        check_password(&password, &login)?;
        let password_hash = passwords.hash(password).await.map_err(unhashed(""))?;
        Ok(Self { login, password_hash, roles })
    }

    /// Returns the login in its normal form.
    pub fn login(&self) -> &str {
        &self.login
    }
}

/// Creates an account.
///
/// # Errors
/// [`Error::NotFound`] if the login is a NIP that no employee of the agency has, [`Error::Invalid`] for `login` if the
/// login is taken in any agency, or [`Error::Unavailable`].
pub async fn create_account(
    db: &mut PgConnection,
    agency: AgencyId,
    new: &NewAccount,
    now: Timestamp,
) -> Result<(Event, AccountId)> {
    let employee = match Nip::parse(&new.login) {
        Ok(nip) => Some(store::employee_of(db, agency, &nip).await?.ok_or(Error::NotFound)?),
        Err(_) => None,
    };
    let account = store::insert_account(db, agency, employee, &new.login, &new.password_hash, &new.roles, now)
        .await?
        .ok_or_else(|| Error::field("login", "Nama pengguna ini sudah dipakai."))?;
    Ok((event::account_created(account, &new.roles), account))
}

/// Invites the holder of a login, or the employee with that NIP, whose account is created then. Returns the link with
/// which they choose a password.
///
/// # Errors
/// [`Error::NotFound`] if the agency has neither, or [`Error::Unavailable`].
pub async fn invite(
    db: &mut PgConnection,
    agency: AgencyId,
    login: &str,
    now: Timestamp,
) -> Result<(Event, PersonalInvitation)> {
    let login = normal_login(login);
    let existing = store::account_in(db, agency, &login).await?;
    let account = match (existing, Nip::parse(&login)) {
        (Some(account), _) => account,
        (None, Ok(nip)) => store::insert_account_of(db, agency, &nip, now).await?.ok_or(Error::NotFound)?,
        (None, Err(_)) => return Err(Error::NotFound),
    };
    let (token, expires_at) = (accounts::new_token()?, now + INVITATION_LIFETIME);
    store::insert_invitation(db, account, &token.hash(), expires_at).await?;
    let (name, unit) = store::holder(db, account).await?;
    let invitation = PersonalInvitation { account, login, name, unit, token, expires_at };
    Ok((event::invited(account, existing.is_none()), invitation))
}

/// Returns whether an invitation can still be used. A text that is no token cannot.
///
/// # Errors
/// [`Error::Unavailable`] when the database fails.
pub async fn is_open(caller: &Caller, token: &str) -> Result<bool> {
    let Some(token) = Token::parse(token) else { return Ok(false) };
    caller.enter(async |db, now| Ok((None, store::is_open(db, &token.hash(), now).await?))).await
}
