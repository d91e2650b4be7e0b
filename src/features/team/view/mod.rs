//! Pages: the team by need, and the results of one member.

mod act;
mod list;
mod person;
mod row;

pub use list::TeamPage;
pub use person::MemberPage;
