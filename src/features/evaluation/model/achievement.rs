//! What units achieved.

use super::PeriodTab;
use crate::domain::{
    evaluation::{EvaluationPeriod, UnitAchievement},
    id::UnitId,
};
use serde::{Deserialize, Serialize};

/// The units below those that the caller leads, with what they achieved in a period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AchievementSheet {
    /// `Triwulan III 2026`
    pub title: String,
    pub periods: Vec<PeriodTab>,
    pub units: Vec<AchievementLine>,
    /// The unit of the address.
    pub chosen: Option<AchievementForm>,
}

/// A unit of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AchievementLine {
    pub unit: UnitId,
    pub name: String,
    pub head: String,
    /// `Baik`; that nothing was set.
    pub level: String,
    pub is_set: bool,
}

/// The form of what a unit achieved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AchievementForm {
    pub unit: UnitId,
    pub name: String,
    pub period: EvaluationPeriod,
    pub level: Option<UnitAchievement>,
    pub basis: String,
    /// What was said before, the newest first.
    pub history: Vec<String>,
    /// What was set, as it was read.
    pub seen: String,
}

/// The address of a page of achievements.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct AchievementQuery {
    pub unit: Option<UnitId>,
    pub period: Option<EvaluationPeriod>,
}

impl AchievementQuery {
    /// Returns its address.
    pub fn address(&self) -> String {
        let unit = self.unit.map(|unit| format!("unit={unit}"));
        let period = self.period.map(|period| format!("periode={period}"));
        let parts: Vec<String> = unit.into_iter().chain(period).collect();
        if parts.is_empty() {
            "/penilaian/capaian".to_owned()
        } else {
            format!("/penilaian/capaian?{}", parts.join("&"))
        }
    }
}

/// What somebody says that a unit achieved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewAchievement {
    pub unit: UnitId,
    pub period: EvaluationPeriod,
    pub level: String,
    pub basis: String,
    /// What was set when the form was read.
    pub seen: String,
}
