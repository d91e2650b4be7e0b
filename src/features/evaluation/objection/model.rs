//! The wire types of objections: words, ready to be shown.

use crate::domain::evaluation::EvaluationId;
use serde::{Deserialize, Serialize};

/// What somebody does with an objection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ObjectionAct {
    File,
    Explain,
    Decide,
    Reopen,
}

impl ObjectionAct {
    pub const ALL: [Self; 4] = [Self::File, Self::Explain, Self::Decide, Self::Reopen];

    /// Returns its word in forms.
    pub const fn code(self) -> &'static str {
        match self {
            Self::File => "ajukan",
            Self::Explain => "jelaskan",
            Self::Decide => "putuskan",
            Self::Reopen => "buka",
        }
    }

    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|act| act.code() == code)
    }
}

/// The objections against an evaluation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObjectionSheet {
    pub id: EvaluationId,
    /// `Keberatan Triwulan III 2026`
    pub title: String,
    pub person: String,
    /// To whom, from when, until when, by which rule: a label and its words each.
    pub facts: Vec<(String, String)>,
    /// The newest first.
    pub cases: Vec<CaseSheet>,
    /// What the caller can do now.
    pub form: Option<ObjectionForm>,
    /// Why nothing can be filed; empty where it can, or where the caller is not the rated person.
    pub closed: String,
    /// What was read.
    pub seen: String,
}

/// An objection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseSheet {
    /// `Menunggu putusan`
    pub state: String,
    /// `Diajukan 3 Okt 10.42 terhadap versi 1`
    pub filed: String,
    pub rows: Vec<CaseRow>,
    /// Who said what: a head and the text.
    pub statements: Vec<(String, String)>,
    /// Decisions, also one that was taken back.
    pub notes: Vec<String>,
}

/// What an objection concerns, with the answer of the decision that stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseRow {
    pub label: String,
    pub reason: String,
    /// `Diterima sebagian`, and why.
    pub answer: Option<(String, String)>,
}

/// A form of the page, by what it does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObjectionForm {
    pub act: ObjectionAct,
    /// What can be concerned, or what is to be answered: code and label.
    pub rows: Vec<(String, String)>,
    /// Of a decision: names and values of the ratings as they are.
    pub fields: Vec<(String, String)>,
    /// Of a decision about the head of a unit: why the rating of the results is given.
    pub fixed: Option<String>,
    /// A sentence above the form.
    pub about: String,
}

/// The cases of the caller.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseList {
    /// A heading and its cases; groups without cases are left out.
    pub groups: Vec<(String, Vec<CaseLine>)>,
    /// Of those who oversee or lead.
    pub recap: Option<CaseRecap>,
}

/// A case in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseLine {
    pub id: EvaluationId,
    /// `Dewi, Triwulan III 2026`
    pub title: String,
    pub state: String,
    /// `Diajukan 3 hari lalu; pejabat penilai Sari; diputus dr. Ratna`
    pub about: String,
    /// Whether something is asked of the caller.
    pub is_asked: bool,
}

/// How many cases there are in a year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseRecap {
    pub year: i16,
    /// Years that can be shown.
    pub years: Vec<i16>,
    pub units: Vec<RecapLine>,
    pub assessors: Vec<RecapLine>,
}

/// The cases of a unit or about what somebody signed: open, late, refused, granted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecapLine {
    pub name: String,
    pub counts: [i64; 4],
}
