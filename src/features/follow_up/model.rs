//! The wire types of follow-ups.

use crate::domain::id::{EmployeeId, FollowUpId, UnitId};
use serde::{Deserialize, Serialize};

/// A typed follow-up. The sender makes its id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FollowUpBody {
    pub id: FollowUpId,
    pub unit: UnitId,
    pub text: String,
    pub assignee: Option<EmployeeId>,
    /// `2026-11-30`, as a date field sends it.
    pub due_on: String,
}

/// A follow-up in a list.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct FollowUpRow {
    pub id: FollowUpId,
    pub text: String,
    /// The assignee by name, or described by post, unit or perangkat daerah if names are hidden.
    pub who: String,
    /// The unit of the meeting.
    pub unit: String,
    /// `28 Nov`, `hari ini`
    pub due: String,
    /// `lewat 3 hari`
    pub late: Option<String>,
    pub done: bool,
}

/// The open follow-ups of a unit's meetings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitFollowUps {
    /// Whether persons are named in it.
    pub named: bool,
    /// The earliest due day first.
    pub open: Vec<FollowUpRow>,
}

/// The follow-ups of a person: open ones first, then recently finished ones.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MyFollowUps {
    /// Those that this person is responsible for.
    pub mine: Vec<FollowUpRow>,
    /// Those that this person assigned to others.
    pub assigned: Vec<FollowUpRow>,
    /// How many of them these are, if not all: `200 dari 240 tindak lanjut`.
    pub shown: Option<String>,
}

/// A person who can be made responsible.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assignee {
    pub id: EmployeeId,
    pub name: String,
    pub post: String,
}
