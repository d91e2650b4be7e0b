//! Pages: sign-in and its code, one's own account, setting a password by invitation.

mod account;
mod authenticator;
mod code;
mod invitation;
mod sign_in;

pub use account::AccountPage;
pub use code::CodePage;
pub use invitation::InvitationPage;
pub use sign_in::SignInPage;

use crate::{error::Error, form_input::SubmittedForm};
use leptos::{prelude::*, server_fn::ServerFn};

/// The outcome of a form that the browser sent to a server function without JavaScript.
fn came_back<S: ServerFn<Output = (), Error = Error> + Clone + Send + Sync + 'static>() -> Option<SubmittedForm> {
    let error = ServerAction::<S>::new().value().get_untracked()?.err()?;
    Some(SubmittedForm { fields: vec![], error })
}
