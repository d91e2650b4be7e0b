//! The events of sessions and accounts.

use crate::domain::{
    actor::Role,
    event::{Event, Topic},
    id::{AccountId, SessionId},
};

/// A new session; the one that it replaces on the same device ends.
pub(crate) fn signed_in(session: SessionId, replaced: Option<SessionId>) -> Event {
    Event::new("signed_in").about(session).changes(replaced.map(Topic::Session))
}

/// Somebody tried a wrong password for an account.
pub(crate) fn wrong_password(account: AccountId) -> Event {
    Event::new("wrong_password").about(account)
}

/// Somebody who knew the password of an account gave a wrong code.
pub(crate) fn wrong_code(account: AccountId) -> Event {
    Event::new("wrong_code").about(account)
}

pub(crate) fn authenticator_prepared() -> Event {
    Event::new("authenticator_prepared")
}

pub(crate) fn authenticator_confirmed() -> Event {
    Event::new("authenticator_confirmed")
}

pub(crate) fn authenticator_removed(account: AccountId) -> Event {
    Event::new("authenticator_removed").about(account)
}

/// An account was disabled, which ends its sessions.
pub(crate) fn account_disabled(account: AccountId, ended: Vec<SessionId>) -> Event {
    Event::new("account_disabled").about(account).changes(ended.into_iter().map(Topic::Session))
}

pub(crate) fn account_enabled(account: AccountId) -> Event {
    Event::new("account_enabled").about(account)
}

/// The session's own streams subscribe to it, to end with it.
pub(crate) fn signed_out(session: SessionId) -> Event {
    Event::new("signed_out").about(session).changes([Topic::Session(session)])
}

/// Another device was signed out.
pub(crate) fn session_ended(session: SessionId) -> Event {
    Event::new("session_ended").about(session).changes([Topic::Session(session)])
}

/// A new password ends the account's other sessions.
pub(crate) fn password_changed(ended: Vec<SessionId>) -> Event {
    Event::new("password_changed").changes(ended.into_iter().map(Topic::Session))
}

pub(crate) fn invitation_used(ended: Vec<SessionId>) -> Event {
    Event::new("invitation_used").changes(ended.into_iter().map(Topic::Session))
}

/// An account was made, with these roles.
pub(crate) fn account_created(account: AccountId, roles: &[Role]) -> Event {
    let event = Event::new("account_created").about(account);
    if roles.is_empty() {
        return event;
    }
    event.in_detail(roles.iter().copied().map(Role::code).collect::<Vec<_>>().join(","))
}

/// An account got a link to choose its password with; `is_new` where the account was made for it.
pub(crate) fn invited(account: AccountId, is_new: bool) -> Event {
    let event = Event::new("invited").about(account);
    if is_new { event.in_detail("new_account") } else { event }
}

/// So many people got a link to choose their password with.
pub(crate) fn many_invited(people: usize) -> Event {
    Event::new("many_invited").in_detail(people.to_string())
}

/// An account has other roles now, and its sessions have ended.
pub(crate) fn roles_changed(account: AccountId, roles: &[Role], ended: Vec<SessionId>) -> Event {
    let roles = roles.iter().copied().map(Role::code).collect::<Vec<_>>().join(",");
    Event::new("roles_changed").about(account).in_detail(roles).changes(ended.into_iter().map(Topic::Session))
}

/// An account was deleted, with its sessions.
pub(crate) fn account_deleted(account: AccountId, ended: Vec<SessionId>) -> Event {
    Event::new("account_deleted").about(account).changes(ended.into_iter().map(Topic::Session))
}
