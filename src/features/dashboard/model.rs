//! What crosses the wire for boards.

use crate::{
    domain::{
        actor::BoardScope,
        board::Counts,
        id::{EmployeeId, UnitId},
    },
    ui::plot::{StackPlot, UnitBars, WeekPlot},
};
use serde::{Deserialize, Serialize};

/// The board of a unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Board {
    pub unit: UnitId,
    pub name: String,
    pub scope: BoardScope,
    /// The units above, from the agency down, that the reader may open.
    pub path: Vec<(UnitId, String)>,
    /// Those of `domain::board`; `None` for groups too small to show.
    pub figures: Option<Figures>,
    pub people: Option<StackPlot>,
    pub indicators: Option<StackPlot>,
    pub bars: Option<UnitBars>,
    pub units: Vec<UnitRow>,
    pub trend: Option<WeekPlot>,
}

/// The big numbers.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Figures {
    pub employees: String,
    pub progress: String,
    pub completeness: String,
    pub reports_today: String,
    pub reported: String,
    pub last_report: Option<String>,
    /// People without a plan this year.
    pub without_plan: i32,
}

/// A unit's line of the table; its numbers cover everything below it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitRow {
    pub id: UnitId,
    pub name: String,
    /// The people of the unit itself, without those below.
    pub own: bool,
    pub employees: String,
    pub counts: Counts,
    pub progress: String,
    pub completeness: String,
    pub reports_today: i32,
    pub last_report: Option<String>,
    pub version: i64,
}

/// The people behind a count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeopleList {
    pub unit_name: String,
    pub people: Vec<PersonRow>,
    /// The key of the next page.
    pub next: Option<EmployeeId>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonRow {
    pub id: EmployeeId,
    pub name: String,
    pub post: String,
    pub unit: String,
    pub last_report: Option<String>,
}
