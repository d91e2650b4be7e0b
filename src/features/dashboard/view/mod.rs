//! Pages: the board of a unit, how regularly its people report, and the board in a meeting room.

mod attention;
mod changes;
mod charts;
mod feed;
mod head;
mod open;
mod page;
mod people;
mod reporting;
mod rows;
mod screen;
mod tabs;
mod units;

pub use page::BoardPage;
pub use reporting::ReportingPage;
pub use screen::ScreenPage;
pub use tabs::BoardTabs;
