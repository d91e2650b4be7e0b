//! A row during the import.

use super::{
    cell::shown,
    column::Column,
    field::Sex,
    nip::NipCell,
    outcome::{Repair, RepairKind, Warning, WarningKind},
    post::Post,
    question::{Desk, Question, Verdict},
    service::Leaving,
    superior::Superior,
    table::{Row, RowId},
};
use crate::domain::{nip::Nip, org::Employment, text::Name};
use jiff::civil::Date;

/// Whether a row still counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    Counts,
    Repeats(RowId),
    /// Left out by decision.
    Skipped,
    /// The person leaves the agency, or has left it.
    Leaves(Leaving),
}

/// A row during the import.
#[derive(Debug)]
pub(super) struct ImportDraft<'a> {
    pub row: &'a Row,
    /// The name as it is shown and, if possible, stored.
    pub name: String,
    pub fate: Fate,
    pub nip: Option<Nip>,
    /// The superior's number in the row, as far as the cell can be read.
    pub cites: NipCell,
    pub stored_name: Option<Name>,
    pub kind: Option<Employment>,
    pub unit: Option<usize>,
    pub post: Option<Post>,
    /// Whether the person keeps the post of the agency's data.
    pub keeps_seat: bool,
    pub birth_date: Option<Date>,
    pub sex: Option<Sex>,
    pub grade: Option<String>,
    pub superior: Superior,
    /// Whether a question is open without whose answer the person cannot be imported.
    pub held: bool,
    pub open: bool,
    pub repairs: Vec<Repair>,
    pub warnings: Vec<Warning>,
}

impl<'a> ImportDraft<'a> {
    pub(crate) fn new(row: &'a Row) -> Self {
        Self {
            row,
            name: row.get(Column::Name).words(),
            fate: Fate::Counts,
            nip: None,
            cites: NipCell::read(row.get(Column::Superior)),
            stored_name: None,
            kind: None,
            unit: None,
            post: None,
            keeps_seat: false,
            birth_date: None,
            sex: None,
            grade: None,
            superior: Superior::Unsaid,
            held: false,
            open: false,
            repairs: vec![],
            warnings: vec![],
        }
    }

    pub(crate) fn counts(&self) -> bool {
        self.fate == Fate::Counts
    }

    pub(crate) fn taken(&self) -> bool {
        self.counts() && !self.held
    }

    pub(crate) fn repair(&mut self, kind: RepairKind, before: impl Into<String>, after: impl Into<String>) {
        self.repairs.push(Repair { row: self.row.id, kind, before: before.into(), after: after.into() });
    }

    pub(crate) fn warn(&mut self, kind: WarningKind, text: impl Into<String>) {
        self.warnings.push(Warning { row: self.row.id, kind, text: text.into() });
    }

    /// Asks about a field without which the person cannot be imported; skipping it leaves out the row.
    pub(crate) fn must<T>(
        &mut self,
        desk: &mut Desk<'_>,
        asked: Questioned<T>,
        read: impl FnOnce(&str) -> Result<T, String>,
    ) -> Option<T> {
        let verdict = self.ask(desk, asked, read);
        match verdict {
            Verdict::Open => self.held = true,
            Verdict::Skip => self.fate = Fate::Skipped,
            Verdict::Take(value) => return Some(value),
        }
        None
    }

    /// Asks about a field that may stay empty; skipping it leaves it empty.
    pub(crate) fn may<T>(
        &mut self,
        desk: &mut Desk<'_>,
        asked: Questioned<T>,
        read: impl FnOnce(&str) -> Result<T, String>,
    ) -> Option<T> {
        match self.ask(desk, asked, read) {
            Verdict::Open | Verdict::Skip => None,
            Verdict::Take(value) => Some(value),
        }
    }

    pub(crate) fn ask<T>(
        &mut self,
        desk: &mut Desk<'_>,
        asked: Questioned<T>,
        read: impl FnOnce(&str) -> Result<T, String>,
    ) -> Verdict<T> {
        let (value, text) = asked.proposal.unzip();
        let question = Question {
            row: self.row.id,
            label: self.row.label.clone(),
            name: self.name.clone(),
            column: asked.column,
            given: self.row.get(asked.column).shown(),
            reason: asked.reason,
            proposal: text,
            answer: String::new(),
            open: true,
        };
        let given = question.given.clone();
        let verdict = desk.ask(question, value, read);
        if matches!(verdict, Verdict::Open) {
            self.open = true;
        } else {
            let answer = desk.questions.last().map(|question| shown(&question.answer)).unwrap_or_default();
            self.repair(RepairKind::Decided, format!("{}: {given}", asked.column.label()), answer);
        }
        verdict
    }
}

/// A question with its proposal: the value and its words.
pub(super) struct Questioned<T> {
    pub column: Column,
    pub reason: String,
    pub proposal: Option<(T, String)>,
}
