//! The wire types of the board of plans, and of plans for many.

use crate::domain::{
    id::{EmployeeId, UnitId},
    skp::{Completion, Completions},
};
use leptos_router::location::Url;
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
    /// The group of people with a rule of its own, by its word in an address (`domain::regime::Group::address`).
    pub group: Option<String>,
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
        part("kelompok", self.group.as_deref().map(Url::escape));
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
    /// The groups with rules of their own that have people here, whichever is shown.
    pub groups: Vec<PlanGroup>,
    /// The name of the group that is shown alone.
    pub group: Option<String>,
    /// Who is not counted, and why.
    pub notes: Vec<String>,
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

/// A group of people with a rule of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanGroup {
    /// Its word in an address.
    pub address: String,
    pub name: String,
    pub counts: Completions,
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
    /// Whether the reader may open the pages of these people: leaders of the unit or of one above.
    pub opens: bool,
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
