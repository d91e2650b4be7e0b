//! Pages: the report form, the history of an indicator; and the cards of results.

mod cards;
mod coverage;
mod form;
mod history;
mod report;
mod step;

pub use cards::ResultCards;
pub use history::HistoryPage;
pub use report::ReportRoute;
