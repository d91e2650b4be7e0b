//! The inputs of an import besides the file, and its outcome.

use super::{
    field::Sex,
    post::Post,
    question::Question,
    service::Leaving,
    superior::Superior,
    table::RowId,
    unit::{KnownUnit, Unit},
};
use crate::domain::{id::UnitId, nip::Nip, org::Employment, text::Name};
use jiff::civil::Date;
use std::collections::HashMap;
use uuid::Uuid;

/// The place of somebody who works in the agency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Serving {
    pub unit: UnitId,
    pub since: Date,
    /// The day from which an end of service is already stored.
    pub ends_on: Option<Date>,
}

/// A post that a replacement of a head gave or took.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ActPost {
    pub change: Uuid,
    pub unit: UnitId,
    pub name: String,
    pub letter: String,
    pub since: Date,
}

/// An assessor whom a replacement of a head gave, or without one an accepted request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ActAssessor {
    /// `None` for the elected head.
    pub nip: Option<Nip>,
    pub name: String,
    pub change: Option<Uuid>,
}

/// What acts in Kinerja gave to a person, or took.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Act {
    pub holds: Option<ActPost>,
    /// The post that the person held last and holds no more, without another one since.
    pub lost: Option<ActPost>,
    pub assessor: Option<ActAssessor>,
}

/// The agency's data.
#[derive(Clone, Debug, Default)]
pub(crate) struct AgencyData {
    pub agency: String,
    pub units: Vec<KnownUnit>,
    /// Everybody with a number, and their names.
    pub people: HashMap<Nip, String>,
    /// Those of them who hold a post now.
    pub serving: HashMap<Nip, Serving>,
    /// What replacements of heads and accepted requests gave to people, or took.
    pub acts: HashMap<Nip, Act>,
    /// The id of a root unit that the import puts above the present one.
    pub spare: Uuid,
}

impl AgencyData {
    /// Returns the root of the stored units.
    pub(crate) fn root(&self) -> Option<&KnownUnit> {
        self.units.iter().find(|unit| unit.parent.is_none())
    }

    /// Returns the unit of that name below `parent`.
    pub(crate) fn below(&self, key: &str, parent: UnitId) -> Option<&KnownUnit> {
        self.units.iter().find(|unit| unit.key == key && unit.parent == Some(parent))
    }

    /// Returns the only unit of that name, wherever it lies; the root is none.
    pub(crate) fn only(&self, key: &str) -> Option<&KnownUnit> {
        let mut named = self.units.iter().filter(|unit| unit.key == key && unit.parent.is_some());
        named.next().filter(|_| named.next().is_none())
    }

    pub(crate) fn unit(&self, id: UnitId) -> Option<&KnownUnit> {
        self.units.iter().find(|unit| unit.id == id)
    }
}

/// The kinds of certain corrections, made without a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum RepairKind {
    NipSpaces,
    NipQuote,
    NipPrefix,
    NameCase,
    NameSpaces,
    BirthDate,
    Unit,
    PostCase,
    Grade,
    Status,
    SuperiorNip,
    Decided,
}

/// One repair, for people to look at: numbers are masked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Repair {
    pub row: RowId,
    pub kind: RepairKind,
    pub before: String,
    pub after: String,
}

/// An oddity that keeps nobody from being imported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Warning {
    pub row: RowId,
    pub kind: WarningKind,
    pub text: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum WarningKind {
    Sex,
    BirthDate,
    Post,
    Heads,
}

/// An accepted person.
#[derive(Clone, Debug)]
pub(crate) struct Person {
    pub nip: Nip,
    pub name: Name,
    pub kind: Employment,
    pub grade: Option<String>,
    pub birth_date: Option<Date>,
    pub sex: Option<Sex>,
    /// Position in [`Outcome::units`].
    pub unit: usize,
    pub post: Post,
    /// Whether the person keeps the post of the agency's data.
    pub keeps_seat: bool,
    pub superior: Superior,
}

/// The outcome of an import.
#[derive(Debug)]
pub(crate) struct Outcome {
    /// The root, which is the agency, first, and each unit after the one above it.
    pub units: Vec<Unit>,
    pub people: Vec<Person>,
    /// The title of the elected head of the agency, if somebody reports to one.
    pub top: Option<String>,
    pub questions: Vec<Question>,
    pub repairs: Vec<Repair>,
    pub warnings: Vec<Warning>,
    /// Rows that repeat another one: their own number and that of the row that counts.
    pub duplicates: Vec<(RowId, RowId)>,
    /// Rows that a person decided to leave out.
    pub skipped: Vec<RowId>,
    /// People who leave the agency, with their names.
    pub leaving: Vec<(Nip, String, Leaving)>,
    /// Rows of people who leave or have left.
    pub left: usize,
    /// The present root, above which the agency itself is put, and the units that are put below the agency with it.
    pub raised: Vec<UnitId>,
    pub notes: Vec<String>,
    pub ready: usize,
    pub repaired: usize,
    pub undecided: usize,
}
