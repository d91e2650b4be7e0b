//! The wire types of plans for many at once.

use super::DIRECT;
use crate::domain::{
    id::{EmployeeId, SkpId, UnitId},
    org::Employment,
};
use serde::{Deserialize, Serialize};

/// For whom plans are made, and which list is shown.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct BatchQuery {
    pub year: i16,
    /// With the units below.
    pub unit: UnitId,
    pub employment: Option<Employment>,
    /// The code of the template.
    pub template: Option<String>,
    /// The list of people that is shown.
    pub listed: Option<BatchList>,
    pub after: Option<EmployeeId>,
}

/// The kinds of employment by which plans for many are filtered, with their words in addresses.
pub const EMPLOYMENTS: [(&str, &str, Employment); 3] = [
    ("pns", "PNS", Employment::Pns),
    ("pppk", "PPPK", Employment::Pppk),
    ("pppk_paruh_waktu", "PPPK Paruh Waktu", Employment::PppkParuhWaktu),
];

/// Returns the employment of a word in an address.
pub fn employment_of(code: &str) -> Option<Employment> {
    EMPLOYMENTS.into_iter().find(|(known, ..)| *known == code).map(|(.., employment)| employment)
}

/// The people behind a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BatchList {
    /// Those who get a plan.
    Chosen,
    /// Those who get none.
    LeftOut,
}

impl BatchList {
    /// Returns its word in addresses.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Chosen => "dibuatkan",
            Self::LeftOut => "tidak",
        }
    }

    pub fn of_code(code: &str) -> Option<Self> {
        [Self::Chosen, Self::LeftOut].into_iter().find(|list| list.code() == code)
    }
}

impl BatchQuery {
    /// Returns the address of the page.
    pub fn address(&self) -> String {
        let mut address = format!("/skp/kelengkapan?tahun={}&unit={}&templat={DIRECT}", self.year, self.unit);
        let employment = EMPLOYMENTS.iter().find(|(.., employment)| Some(*employment) == self.employment);
        let parts = [
            ("status", employment.map(|(code, ..)| (*code).to_owned())),
            ("jabatan", self.template.clone()),
            ("orang", self.listed.map(|listed| listed.code().to_owned())),
            ("setelah", self.after.map(|after| after.to_string())),
        ];
        for (name, value) in parts.into_iter().filter_map(|(name, value)| Some((name, value?))) {
            address.extend(["&", name, "=", value.as_str()]);
        }
        address
    }
}

/// The plans that can be made from templates for the people of a unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BatchOffer {
    pub asked: BatchQuery,
    pub plans: u64,
    pub summary: String,
    pub lines: Vec<BatchLine>,
    pub notes: Vec<String>,
    pub is_possible: bool,
    pub made: Option<MadeBatch>,
    /// The unit, the one above and those below, to choose from.
    pub units: Vec<(UnitId, String)>,
    /// The templates to choose from: code and name.
    pub templates: Vec<(String, String)>,
    /// How many people get none.
    pub left_out: i64,
    pub people: Option<BatchPeople>,
}

/// The plans that are made from one template.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BatchLine {
    pub code: String,
    /// `Bidan (versi 2)`
    pub name: String,
    pub count: String,
}

/// A list of people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BatchPeople {
    /// `12 orang yang dibuatkan SKP`
    pub title: String,
    /// Name, post and unit, and why they get none.
    pub people: Vec<(String, String, Option<String>)>,
    pub next: Option<EmployeeId>,
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewBatch {
    pub asked: BatchQuery,
    pub plans: u64,
}
