//! What crosses the wire for the system's health.

use crate::domain::health::Health;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SystemHealth {
    /// `14.05.32`, where the agency is.
    pub checked: String,
    /// The worst of the lines.
    pub health: Health,
    pub lines: Vec<HealthLine>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HealthLine {
    pub name: String,
    /// None for what is neither well nor unwell.
    pub health: Option<Health>,
    pub says: String,
    /// What it means for who reads it, and what to do.
    pub advice: String,
}
