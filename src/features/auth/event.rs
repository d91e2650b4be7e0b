//! What happens at the sign-in.

use crate::domain::{
    event::{Event, Topic},
    id::SessionId,
};

pub fn signed_in(session: SessionId) -> Event {
    Event::new("signed_in").about(session)
}

/// The session's own streams hear it, to end with it.
pub fn signed_out(session: SessionId) -> Event {
    Event::new("signed_out").about(session).changes([Topic::Session(session)])
}

/// Another device was signed out.
pub fn session_ended(session: SessionId) -> Event {
    Event::new("session_ended").about(session).changes([Topic::Session(session)])
}

/// A new password ends the account's other sessions.
pub fn password_changed(ended: Vec<SessionId>) -> Event {
    Event::new("password_changed").changes(ended.into_iter().map(Topic::Session))
}

pub fn invitation_used(ended: Vec<SessionId>) -> Event {
    Event::new("invitation_used").changes(ended.into_iter().map(Topic::Session))
}
