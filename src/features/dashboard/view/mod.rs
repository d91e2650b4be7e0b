//! Pages: the board of a unit, and how regularly its people report.

mod changes;
mod charts;
mod feed;
mod head;
mod page;
mod people;
mod reporting;
mod rows;
mod tabs;
mod units;

pub use page::BoardRoute;
pub use reporting::ReportingRoute;
