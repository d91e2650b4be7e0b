//! The pages of posts: the units with who is in office, and the head post of one.

mod change;
mod list;
mod office;
mod request;

pub use list::OfficesPage;
pub use office::OfficePage;
pub use request::{AssessorPage, RequestsPage};
