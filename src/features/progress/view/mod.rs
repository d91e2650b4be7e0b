//! Pages: the own results, the report form, the history of an indicator.

mod form;
mod history;
mod home;
mod report;

pub use history::HistoryPage;
pub use home::{HomePage, ResultCards};
pub use report::ReportPage;
