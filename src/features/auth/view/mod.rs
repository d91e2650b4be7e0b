//! Pages: sign-in, one's own account, setting a password by invitation.

mod account;
mod invitation;
mod sign_in;

pub use account::AccountPage;
pub use invitation::InvitationPage;
pub use sign_in::SignInPage;
