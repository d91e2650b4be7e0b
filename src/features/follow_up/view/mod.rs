//! The page of one's own follow-ups, and what the meeting room shows and writes.

mod form;
mod open;
mod page;
mod row;

pub use form::FollowUpForm;
pub use open::OpenFollowUps;
pub use page::FollowUpsPage;
