//! What crosses the wire for signing in and for the own account.

use crate::domain::id::{EmployeeId, SessionId};
use serde::{Deserialize, Serialize};

/// What the frame around every page needs to know of the signed-in person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Me {
    pub employee: Option<EmployeeId>,
    pub name: String,
    pub initials: String,
    pub unit: Option<String>,
    pub agency: String,
    pub demo: bool,
    /// Whether there is a team to look after.
    pub assesses: bool,
    /// Whether the health of the system is theirs to watch.
    pub watches_health: bool,
}

/// One signed-in device of the own account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionRow {
    pub id: SessionId,
    pub device: String,
    pub since: String,
    pub seen: String,
    pub current: bool,
}
