//! Signing in and out, for the form and for the API; accounts and invitations.

use super::{
    accounts::PersonalInvitation,
    accounts::keep_one_pengelola,
    credentials::{begin, hashed, judge, must_know_password, unhashed},
    event,
    second_step::{Progress, proceed},
    store::{self, guess},
    throttle::Guess,
};
use crate::{
    domain::{
        account::{PasswordRefusal, check_password, normal_login},
        actor::Role,
        event::Event,
        id::{AccountId, AgencyId},
        nip::Nip,
    },
    error::{Error, Refusal, Result},
    server::{
        address::network,
        door::{Caller, Entry},
        password::Passwords,
        session::{NewSession, Token},
    },
};
use base64::prelude::{BASE64_URL_SAFE_NO_PAD as URL_SAFE, Engine};
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};
use sqlx::PgConnection;

/// The prepared persons of demo mode.
pub const DEMO_PEOPLE: [&str; 4] = ["pegawai", "atasan", "pimpinan", "pengelola"];

/// How long an invitation can be used.
pub(super) const INVITATION_LIFETIME: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Returns what is kept of a network address from which an account has signed in.
fn network_hash(caller: &Caller, account: AccountId) -> Vec<u8> {
    Sha256::digest(format!("{account} {}", network(caller.address()))).to_vec()
}

/// Returns the keys under which a try is counted, with their numbers of free failures. Neither the typed name nor the
/// known network can be read from them.
async fn guess_keys(
    caller: &Caller,
    db: &mut PgConnection,
    login: &str,
    account: Option<AccountId>,
) -> Result<Vec<(String, i32)>> {
    let config = &caller.app().config;
    // Asked for in any case: the time does not show which names exist.
    let typed = guess::typed_hash(db, login).await?;
    if let Some(account) = account {
        let network = network_hash(caller, account);
        if guess::knows_network(db, account, &network).await? {
            return Ok(vec![(format!("known:{account} {}", URL_SAFE.encode(network)), config.free_failures)]);
        }
    }
    let login = account.map_or(typed, |account| account.to_string());
    let address = format!("address:{}", network(caller.address()));
    Ok(vec![(format!("login:{login}"), config.free_failures), (address, config.free_failures_address)])
}

/// Signs in by login and password; failures slow down the account and the network address. An account that has signed
/// in from this network before has a count of its own here: neither colleagues behind the same address nor strangers
/// elsewhere delay it, and a colleague who guesses from the same network delays it only there.
pub async fn sign_in(caller: &Caller, login: &str, password: String, remember: bool, device: &str) -> Result<Progress> {
    // PostgreSQL stores no NUL, and no name has one.
    let login = normal_login(login).replace('\0', "");
    let (account, guess) = caller
        .enter(async |db, now| {
            let account = store::account_by_login(db, &login).await?;
            let keys = guess_keys(caller, db, &login, account.as_ref().map(|account| account.id)).await?;
            Ok((None, (account, Guess::begin(db, keys, now).await?)))
        })
        .await?;
    let hash = account.as_ref().and_then(|account| account.password_hash.clone());
    let is_right = judge(caller, &guess, password, hash).await?;
    caller
        .enter(async |db, now| match &account {
            Some(account) if is_right => {
                guess.was_right(db).await?;
                guess::remember_network(db, account.id, &network_hash(caller, account.id), now).await?;
                let (entry, progress) = proceed(caller, db, account, remember, device, now).await?;
                Ok((entry, Ok(progress)))
            }
            _ => {
                let failed = account.as_ref().map(|account| Entry {
                    agency: account.agency,
                    account: None,
                    event: event::wrong_password(account.id),
                });
                Ok((failed, Err(Error::Refused(Refusal::WrongPassword))))
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
            let (entry, session) = begin(caller, db, &account, false, device, now).await?;
            Ok((Some(entry), session))
        })
        .await
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

/// Checks the current password and sets a new one. Every other session and every invitation of the account ends.
pub async fn change_password(caller: Caller, current: String, new: String, again: String) -> Result<()> {
    let account = caller.actor()?.account;
    must_know_password(&caller, current).await?;
    let own = caller.enter(async |db, _| Ok((None, store::own_words(db, account).await?))).await?;
    check_new(&new, &again, &own)?;
    let hash = hashed(&caller, new).await?;
    caller
        .write(async |tx| {
            let (session, now) = (tx.actor.session, tx.now);
            store::set_password(tx.db(), account, &hash).await?;
            let ended = store::end_access(tx.db(), account, Some(session), now).await?;
            Ok((event::password_changed(ended), ()))
        })
        .await
}

fn check_new(new: &str, again: &str, own: &[String]) -> Result<()> {
    check_password(new, own).map_err(|refusal| Error::field("new", refusal))?;
    if new == again { Ok(()) } else { Err(Error::field("again", PasswordRefusal::Differs)) }
}

/// Sets a password by invitation and signs in, as far as that goes without a code. Every other session and invitation of the account ends. A refused
/// password leaves the invitation usable.
pub async fn accept_invitation(
    caller: &Caller,
    token: &Token,
    new: String,
    again: &str,
    device: &str,
) -> Result<Progress> {
    let own = caller
        .enter(async |db, now| {
            let invited = store::invited_account(db, &token.hash(), now).await?.ok_or(Refusal::InvitationSpent)?;
            Ok((None, store::own_words(db, invited).await?))
        })
        .await?;
    check_new(&new, again, &own)?;
    let hash = hashed(caller, new).await?;
    caller
        .enter(async |db, now| {
            let account = store::take_invitation(db, &token.hash(), now).await?.ok_or(Refusal::InvitationSpent)?;
            store::set_password(db, account.id, &hash).await?;
            let mut ended = store::end_access(db, account.id, None, now).await?;
            ended.extend(caller.actor().ok().map(|actor| actor.session));
            let (_, progress) = proceed(caller, db, &account, false, device, now).await?;
            let entry =
                Entry { agency: account.agency, account: Some(account.id), event: event::invitation_used(ended) };
            Ok((Some(entry), progress))
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
        check_password(&password, std::slice::from_ref(&login))?;
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

/// Disables an account and ends its sessions and invitations.
///
/// # Errors
/// [`Error::NotFound`] if the agency has no enabled account with this login, [`Error::Invalid`] for its last Pengelola,
/// or [`Error::Unavailable`].
pub async fn disable(db: &mut PgConnection, agency: AgencyId, login: &str, now: Timestamp) -> Result<(Event, ())> {
    if let Some(account) = store::account_in(db, agency, &normal_login(login)).await? {
        keep_one_pengelola(db, agency, account).await?;
    }
    let account = store::set_disabled(db, agency, &normal_login(login), Some(now)).await?.ok_or(Error::NotFound)?;
    let ended = store::end_access(db, account, None, now).await?;
    Ok((event::account_disabled(account, ended), ()))
}

/// Removes the authenticator of an account whose phone and backup codes are lost: signing in asks for no code then.
///
/// # Errors
/// [`Error::NotFound`] if the agency has no account with this login, or the account has no authenticator.
pub async fn remove_authenticator(db: &mut PgConnection, agency: AgencyId, login: &str) -> Result<(Event, ())> {
    let account = store::account_in(db, agency, &normal_login(login)).await?.ok_or(Error::NotFound)?;
    if !store::second_step::remove_authenticator(db, account).await? {
        return Err(Error::NotFound);
    }
    Ok((event::authenticator_removed(account), ()))
}

/// Enables a disabled account; its password is the one of before.
///
/// # Errors
/// [`Error::NotFound`] if the agency has no disabled account with this login, or [`Error::Unavailable`].
pub async fn enable(db: &mut PgConnection, agency: AgencyId, login: &str) -> Result<(Event, ())> {
    let account = store::set_disabled(db, agency, &normal_login(login), None).await?.ok_or(Error::NotFound)?;
    Ok((event::account_enabled(account), ()))
}

/// Invites the holder of a login, or the employee with that NIP, whose account is created then. Returns the link with
/// which they choose a password.
///
/// # Errors
/// [`Error::NotFound`] if the agency has neither, [`Error::Invalid`] for `login` if the NIP has an account that cannot be
/// invited here, or [`Error::Unavailable`].
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
        (None, Ok(nip)) => match store::insert_account_of(db, agency, &nip, now).await? {
            Some(account) => account,
            None if store::is_login(db, &login).await? => {
                return Err(Error::field("login", "NIP ini sudah punya akun, di instansi lain atau yang dimatikan."));
            }
            None => return Err(Error::NotFound),
        },
        (None, Err(_)) => return Err(Error::NotFound),
    };
    let (token, expires_at) = (Token::random()?, now + INVITATION_LIFETIME);
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
