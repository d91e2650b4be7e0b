//! The wire types of the matrix of roles and results.

use crate::domain::id::{EmployeeId, RhkId, SkpId};
use serde::{Deserialize, Serialize};

/// The most people that a search for a matrix finds.
pub const MAX_FOUND: usize = 10;

/// The matrix of a leader's plan: results across, people down.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Matrix {
    pub id: SkpId,
    /// `SKP 2026`
    pub title: String,
    /// Whether a version of the leader's plan is in force.
    pub is_in_force: bool,
    /// Whether the leader's plan is closed: it gives nothing any more.
    pub is_closed: bool,
    pub columns: Vec<MatrixColumn>,
    pub rows: Vec<MatrixRow>,
}

/// A result of the leader.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MatrixColumn {
    pub id: RhkId,
    pub text: String,
}

/// A person of the team.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MatrixRow {
    pub employee: EmployeeId,
    pub person: String,
    pub initials: String,
    /// Post and unit.
    pub post: String,
    /// What stands in the way, or comes next; empty where nothing.
    pub note: String,
    /// Whether the plan takes results now.
    pub is_open: bool,
    pub results: Vec<CellResult>,
}

/// A result of a person that supports one of the leader's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CellResult {
    pub id: RhkId,
    pub above: RhkId,
    pub text: String,
    /// `belum dilengkapi`, `berlaku`
    pub state: String,
    /// Whether the leader can change its words.
    pub is_open: bool,
}

/// Somebody who can be added to a matrix.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundPerson {
    pub employee: EmployeeId,
    pub name: String,
    pub post: String,
}

/// What is written in a cell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewCell {
    /// The leader's plan.
    pub skp: SkpId,
    pub employee: EmployeeId,
    /// The leader's result.
    pub above: RhkId,
    /// The result that is changed; `None` for a new one.
    pub result: Option<RhkId>,
    /// Its words as they were shown.
    pub seen: String,
    /// Empty takes it away.
    pub text: String,
}
