//! The page of one's own follow-ups, and the follow-ups of the meeting room.

mod form;
mod open;
mod page;
mod row;

pub use form::FollowUpForm;
pub use open::OpenFollowUps;
pub use page::FollowUpsPage;
