//! Comparing a password, and beginning a session once it was right.

use super::{
    event,
    store::{self, Account},
    throttle::Guess,
};
use crate::{
    domain::account::{Lifetime, PasswordRefusal},
    error::{Error, Result},
    server::{
        door::{Caller, Entry},
        password::HashingFailed,
        session::NewSession,
    },
};
use jiff::Timestamp;
use sqlx::PgConnection;

/// Logs a failure of the hashing and returns the error that asks the person to retry.
pub(super) fn unhashed(request: &str) -> impl FnOnce(HashingFailed) -> Error {
    let request = request.to_owned();
    move |error| {
        tracing::warn!(%error, "could not check a password");
        Error::Unavailable(request)
    }
}

/// Returns the hash of a caller's new password, to store.
pub(super) async fn hashed(caller: &Caller, password: String) -> Result<String> {
    caller.app().passwords.hash(password).await.map_err(unhashed(caller.request()))
}

/// Compares a password with a hash; a try that could not be judged does not count.
pub(super) async fn judge(caller: &Caller, guess: &Guess, password: String, hash: Option<String>) -> Result<bool> {
    let judged = caller.app().passwords.verify(password, hash).await.map_err(unhashed(caller.request()));
    if judged.is_err() {
        caller.enter(async |db, _| Ok((None, guess.was_not_judged(db).await?))).await?;
    }
    judged
}

/// Refuses a caller who does not know the current password; failures slow them down.
///
/// # Errors
/// [`PasswordRefusal::Wrong`] beside the field `current`, or [`Error::TooMany`].
pub(super) async fn must_know_password(caller: &Caller, current: String) -> Result<()> {
    let account = caller.actor()?.account;
    let (hash, guess) = caller
        .enter(async |db, now| {
            let guess = Guess::of_account(caller, db, "current", account, now).await?;
            Ok((None, (store::password_hash(db, account).await?, guess)))
        })
        .await?;
    if !judge(caller, &guess, current, hash).await? {
        caller.record(event::wrong_password(account)).await?;
        return Err(Error::field("current", PasswordRefusal::Wrong));
    }
    caller.enter(async |db, _| Ok((None, guess.was_right(db).await?))).await
}

/// Begins a session. The one that the device had before ends, whoever's it was.
pub(super) async fn begin(
    caller: &Caller,
    db: &mut PgConnection,
    account: &Account,
    remember: bool,
    device: &str,
    now: Timestamp,
) -> Result<(Entry, NewSession)> {
    let replaced = caller.actor().ok().map(|actor| actor.session);
    if let Some(session) = replaced {
        store::replace_session(db, session).await?;
    }
    let lifetime = Lifetime::of(&account.roles, remember);
    let session = NewSession::create(db, account.id, lifetime, remember, device, now).await?;
    let event = event::signed_in(session.id, replaced);
    Ok((Entry { agency: account.agency, account: Some(account.id), event }, session))
}
