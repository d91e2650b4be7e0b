//! Pages: the board of a unit.

mod charts;
mod head;
mod page;
mod people;
mod units;

pub use page::BoardRoute;
