//! Pages: sign-in, the own account, choosing a password by invitation.

mod account;
mod invitation;
mod sign_in;

pub use account::AccountPage;
pub use invitation::InvitationPage;
pub use sign_in::SignInPage;
