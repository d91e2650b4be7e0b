//! How an indicator is to be read: where its figure comes from, and what a leader (JPT) writes about it beside the plan.

use serde::{Deserialize, Serialize};

/// The manual of an indicator (manual indikator kinerja; `PermenPANRB` 6/2022, planning, step 3). Every part may be empty:
/// the data source is for everybody, the rest for leaders (JPT).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Manual {
    /// Sumber data.
    pub data_source: String,
    /// Tujuan.
    pub purpose: String,
    /// Definisi.
    pub definition: String,
    /// Formula.
    pub formula: String,
    /// Jenis indikator.
    pub stage: Option<ResultStage>,
    /// Tingkat kendali.
    pub control: Option<Control>,
}

impl Manual {
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// How near an indicator is to what people outside notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ResultStage {
    /// Outcome.
    Outcome,
    /// Outcome antara.
    Intermediate,
    /// Output.
    Output,
}

/// How far the leader can move what the indicator measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Control {
    High,
    Moderate,
    Low,
}
