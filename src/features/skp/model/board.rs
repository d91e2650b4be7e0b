//! The wire types of the board of plans, and of plans for many.

use crate::domain::{
    id::{EmployeeId, SkpId, UnitId},
    skp::{Completion, Completions},
};
use serde::{Deserialize, Serialize};

/// What a board of plans is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PlanBoardQuery {
    /// `None`: the year in planning.
    pub year: Option<i16>,
    /// `None`: the caller's own.
    pub unit: Option<UnitId>,
    /// The count whose people are listed.
    pub of: Option<Completion>,
    /// Whether the list has only people of the unit itself.
    pub is_direct: bool,
    pub after: Option<EmployeeId>,
}

/// The value of `langsung` in an address.
pub const DIRECT: &str = "ya";

impl PlanBoardQuery {
    /// Returns the address of the page; with `is_offer` that of the plans that can be made for many.
    pub fn address(&self, is_offer: bool) -> String {
        let mut address = "/skp/kelengkapan".to_owned();
        let mut part = |name: &str, value: Option<String>| {
            if let Some(value) = value {
                address.push(if address.contains('?') { '&' } else { '?' });
                address.extend([name, "=", value.as_str()]);
            }
        };
        part("tahun", self.year.map(|year| year.to_string()));
        part("unit", self.unit.map(|unit| unit.to_string()));
        part("keadaan", self.of.map(|of| of.code().to_owned()));
        part("langsung", self.is_direct.then(|| DIRECT.to_owned()));
        part("setelah", self.after.map(|after| after.to_string()));
        part("templat", is_offer.then(|| DIRECT.to_owned()));
        address
    }
}

/// How far the plans of a unit's people have come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanBoard {
    pub year: i16,
    /// The years that can be asked for.
    pub years: Vec<i16>,
    pub unit: UnitId,
    pub name: String,
    /// The units above that the reader may open, the highest first.
    pub above: Vec<(UnitId, String)>,
    pub counts: Completions,
    pub summary: String,
    /// The units below, and the unit's own people last.
    pub units: Vec<PlanUnit>,
    pub people: Option<PlanPeople>,
    /// Whether the reader makes plans for many.
    pub may_plan: bool,
}

/// A unit below.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanUnit {
    pub id: UnitId,
    pub name: String,
    /// Whether these are the own people of the unit above.
    pub is_own: bool,
    pub counts: Completions,
    /// `72 %`
    pub agreed: String,
}

/// The people behind a count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanPeople {
    pub of: Completion,
    pub is_direct: bool,
    pub total: i32,
    /// `51–100 dari 112 orang`
    pub shown: Option<String>,
    pub people: Vec<PlanPerson>,
    pub next: Option<EmployeeId>,
    /// The words of the button that reminds them.
    pub remind: Option<String>,
}

/// Somebody behind a count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanPerson {
    pub id: EmployeeId,
    pub name: String,
    /// Post and unit.
    pub post: String,
    pub about: String,
    pub reminded: Option<String>,
}

/// The plans that can be made from templates for the people of a unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BatchOffer {
    pub year: i16,
    pub unit: UnitId,
    pub plans: u64,
    pub summary: String,
    /// Template and number.
    pub lines: Vec<(String, String)>,
    pub notes: Vec<String>,
    pub is_possible: bool,
    pub made: Option<MadeBatch>,
}

/// The plans that were made last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MadeBatch {
    /// Its moment in microseconds, by which it is known.
    pub at: i64,
    pub words: String,
    /// The words of the button that takes them back.
    pub undo: Option<String>,
    /// Plans that stay, with their owners.
    pub kept: Vec<(SkpId, String)>,
}

/// The plans that a Pengelola makes; `plans` is the number that was shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewBatch {
    pub year: i16,
    pub unit: UnitId,
    pub plans: u64,
}
