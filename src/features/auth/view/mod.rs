//! Pages: sign-in, the own account, choosing a password by invitation.

mod account;
mod invitation;
mod sign_in;

pub use account::AccountRoute;
pub use invitation::InvitationRoute;
pub use sign_in::SignInRoute;
