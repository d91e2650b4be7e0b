//! Pages: sign-in and its code, one's own account, setting a password by invitation.

mod account;
mod authenticator;
mod code;
mod invitation;
mod plain;
mod sign_in;

pub use account::AccountPage;
pub use code::CodePage;
pub use invitation::InvitationPage;
pub use sign_in::SignInPage;

use crate::{
    domain::account::PasswordRefusal,
    error::{Error, FieldErrors, Refusal},
    form_input::SubmittedForm,
    ui::{field::TextField, submission::Submission},
};
use leptos::{prelude::*, server_fn::ServerFn};

/// The outcome of a form that the browser sent to a server function without JavaScript.
fn came_back<S: ServerFn<Output = (), Error = Error> + Clone + Send + Sync + 'static>() -> Option<SubmittedForm> {
    let error = ServerAction::<S>::new().value().get_untracked()?.err()?;
    Some(SubmittedForm { fields: vec![], error: own(error)? })
}

/// The field for the current password, without which nothing about signing in changes.
fn current_password(id: &'static str, submission: Submission) -> AnyView {
    view! {
        <TextField
            id=id
            name="current"
            label="Kata sandi sekarang"
            kind="password"
            autocomplete="current-password"
            required=true
            error=submission.error("current")
        />
    }
    .into_any()
}

/// Returns an error that came by the address with our own sentences only: anybody can write an address.
fn own(error: Error) -> Option<Error> {
    let is_own = |sentence: &String| {
        PasswordRefusal::ALL.iter().any(|refusal| *sentence == refusal.to_string())
            || *sentence == Refusal::WrongCode.to_string()
    };
    match error {
        Error::Api(_) => None,
        Error::Unavailable(_) => Some(Error::Unavailable(String::new())),
        Error::Invalid(FieldErrors(fields)) if !fields.iter().all(|(_, sentence)| is_own(sentence)) => None,
        other => Some(other),
    }
}
