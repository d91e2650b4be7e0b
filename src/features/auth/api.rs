//! Server functions of one's own account.

use super::model::{AuthenticatorState, SessionRow};
use crate::wire::Packed;
use crate::{domain::id::SessionId, error::Error};
use leptos::prelude::*;

/// Returns one's own signed-in devices, the current one first.
#[server(input = Packed, output = Packed)]
pub async fn list_sessions() -> Result<Vec<SessionRow>, Error> {
    crate::server::door::read(async |tx| super::store::list_sessions(tx).await).await
}

/// Ends one of one's own sessions.
#[server(output = Packed)]
pub async fn end_session(session: SessionId) -> Result<(), Error> {
    crate::server::door::write(async |tx| {
        super::store::end_session(tx, session).await?;
        Ok((super::event::session_ended(session), ()))
    })
    .await
}

/// Changes one's own password and ends the other sessions.
#[server(output = Packed)]
pub async fn change_password(current: String, new: String, again: String) -> Result<(), Error> {
    super::action::change_password(crate::server::door::Caller::current()?, current, new, again).await
}

/// Returns how far one's own authenticator app is.
#[server(input = Packed, output = Packed)]
pub async fn get_authenticator() -> Result<AuthenticatorState, Error> {
    super::second_step::state(&crate::server::door::Caller::current()?).await
}

/// Prepares an authenticator app: makes its key and the backup codes.
#[server(output = Packed)]
pub async fn prepare_authenticator(current: String) -> Result<(), Error> {
    super::second_step::prepare(crate::server::door::Caller::current()?, current).await
}

/// Puts the prepared app in force with its first code: from now on signing in asks for one.
#[server(output = Packed)]
pub async fn confirm_authenticator(code: String) -> Result<(), Error> {
    super::second_step::confirm(&crate::server::door::Caller::current()?, &code).await
}

/// Removes the authenticator app and its backup codes.
#[server(output = Packed)]
pub async fn remove_authenticator(current: String) -> Result<(), Error> {
    super::second_step::remove(crate::server::door::Caller::current()?, current).await
}
