//! The wire types of the system's health.

use crate::domain::health::Health;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SystemHealth {
    /// `14.05.32`, in the agency's zone.
    pub checked: String,
    /// The worst of the lines.
    pub health: Health,
    pub lines: Vec<HealthLine>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HealthLine {
    pub name: String,
    /// `None` for a line that is neither good nor bad.
    pub health: Option<Health>,
    pub says: String,
    /// The meaning for the reader, and what to do.
    pub advice: String,
}
