//! The inputs of an import besides the file, and its outcome.

use super::{
    field::Sex,
    post::Post,
    question::Question,
    superior::Superior,
    unit::{KnownUnit, Unit},
};
use crate::domain::{id::UnitId, nip::Nip, org::Employment, text::Name};
use jiff::civil::Date;
use std::collections::HashMap;

/// The agency's data.
#[derive(Clone, Debug, Default)]
pub(crate) struct AgencyData {
    pub agency: String,
    pub units: Vec<KnownUnit>,
    /// Everybody with a number, and their names.
    pub people: HashMap<Nip, String>,
}

impl AgencyData {
    /// Returns the unit of that name below `parent`; else the only one of that name, anywhere.
    pub(crate) fn find(&self, key: &str, parent: Option<UnitId>) -> Option<&KnownUnit> {
        let mut named = self.units.iter().filter(|unit| unit.key == key && (unit.parent.is_some() || parent.is_none()));
        let (first, second) = (named.next(), named.next());
        let below = [first, second].into_iter().flatten().chain(named).find(|unit| unit.parent == parent);
        below.or_else(|| first.filter(|_| second.is_none()))
    }
}

/// The kinds of certain corrections, made without a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum RepairKind {
    NipSpaces,
    NipQuote,
    NameCase,
    NameSpaces,
    BirthDate,
    Unit,
    Grade,
    Status,
    SuperiorNip,
    Decided,
}

/// One repair, for people to look at: numbers are masked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Repair {
    pub row: u32,
    pub kind: RepairKind,
    pub before: String,
    pub after: String,
}

/// An oddity that keeps nobody from being imported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Warning {
    pub row: u32,
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
    pub superior: Superior,
}

/// The outcome of an import.
#[derive(Debug)]
pub(crate) struct Outcome {
    /// The root first, and each unit after the one above it.
    pub units: Vec<Unit>,
    pub people: Vec<Person>,
    /// The title of the elected head of the agency, if somebody reports to one.
    pub top: Option<String>,
    pub questions: Vec<Question>,
    pub repairs: Vec<Repair>,
    pub warnings: Vec<Warning>,
    /// Rows that repeat another one: their own number and that of the row that counts.
    pub duplicates: Vec<(u32, u32)>,
    /// Rows that a person decided to leave out.
    pub skipped: Vec<u32>,
    pub notes: Vec<String>,
    pub ready: usize,
    pub repaired: usize,
    pub undecided: usize,
}
