//! The versions of a plan: the one in force and the one in work.

use super::SkpContent;
use crate::domain::{id::EmployeeId, text::Note};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The versions of a plan, as far as it has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SkpState {
    /// No version has been agreed yet.
    Planned(Revision),
    /// A version is in force; another may be in work beside it.
    Agreed { agreement: Agreement, revision: Option<Revision> },
    /// The time of the plan is over: nothing in it changes any more.
    Closed { agreement: Agreement, closed_at: Timestamp },
}

/// A version that both sides have agreed on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agreement {
    /// Counted from 1.
    pub version: i16,
    pub content: SkpContent,
    pub agreed_at: Timestamp,
    /// The assessor; `None` for a version that was made from a template for many people, on which nobody agreed.
    pub agreed_by: Option<EmployeeId>,
}

/// A version in work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revision {
    pub version: i16,
    pub content: SkpContent,
    pub step: RevisionStep,
}

/// How far a version in work has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RevisionStep {
    Draft,
    /// Waits for the assessor.
    Submitted {
        submitted_at: Timestamp,
    },
    /// Sent back by the assessor, who says why. It is written on as a draft is.
    Returned {
        returned_at: Timestamp,
        returned_by: EmployeeId,
        note: Note,
    },
}

/// Where a plan or a version of it stands, in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Draf.
    Draft,
    /// Diajukan.
    Submitted,
    /// Dikembalikan.
    Returned,
    /// Disetujui.
    Agreed,
    /// Ditutup.
    Closed,
}

impl Revision {
    pub const fn stage(&self) -> Stage {
        match self.step {
            RevisionStep::Draft => Stage::Draft,
            RevisionStep::Submitted { .. } => Stage::Submitted,
            RevisionStep::Returned { .. } => Stage::Returned,
        }
    }
}
