//! Pages: the board of a unit, where a result's figure comes from, how regularly its people report, and the board in a meeting room.

mod attention;
mod changes;
mod charts;
mod feed;
mod head;
mod open;
mod origin;
mod page;
mod people;
mod reporting;
mod results;
mod rows;
mod screen;
mod tabs;
mod units;

pub use origin::ResultPage;
pub use page::BoardPage;
pub use reporting::ReportingPage;
pub use screen::ScreenPage;
pub use tabs::BoardTabs;
