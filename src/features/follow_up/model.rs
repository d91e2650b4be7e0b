//! What crosses the wire for follow-ups.

use crate::domain::id::{EmployeeId, FollowUpId, UnitId};
use serde::{Deserialize, Serialize};

/// A follow-up as it was typed. Its id is made by the sender.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FollowUpBody {
    pub id: FollowUpId,
    pub unit: UnitId,
    pub text: String,
    pub assignee: Option<EmployeeId>,
    /// `2026-11-30`, as a date field gives it.
    pub due_on: String,
}

/// Something agreed on, as it is read.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct FollowUpRow {
    pub id: FollowUpId,
    pub text: String,
    /// Who is responsible, by name, or by post and unit where names are hidden.
    pub who: String,
    /// In whose meeting it was agreed.
    pub unit: String,
    /// `28 Nov`, `hari ini`
    pub due: String,
    /// `lewat 3 hari`
    pub late: Option<String>,
    pub done: bool,
}

/// What is open of a unit's meetings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitFollowUps {
    /// Whether persons are named in it.
    pub named: bool,
    /// Due first, first.
    pub open: Vec<FollowUpRow>,
}

/// What somebody has to do with: open first, then what was done lately.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MyFollowUps {
    /// Those that this person is responsible for.
    pub mine: Vec<FollowUpRow>,
    /// Those that this person gave to others.
    pub assigned: Vec<FollowUpRow>,
}

/// Somebody who can be made responsible.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assignee {
    pub id: EmployeeId,
    pub name: String,
    pub post: String,
}
