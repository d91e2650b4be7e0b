//! The wire types of plans: words, ready to be shown.

mod batch;
mod board;
mod matrix;
mod template;

pub use batch::{
    BatchLine, BatchList, BatchOffer, BatchPeople, BatchQuery, EMPLOYMENTS, MadeBatch, NewBatch, employment_of,
};
pub use board::{DIRECT, PlanBoard, PlanBoardQuery, PlanGroup, PlanPeople, PlanPerson, PlanUnit};
pub use matrix::{CellResult, FoundPerson, MAX_FOUND, Matrix, MatrixColumn, MatrixRow, NewCell};
pub use template::{
    OfferAnswer, OfferSheet, TemplateAct, TemplateAddress, TemplateBody, TemplateLine, TemplateList, TemplateProposal,
    TemplateSheet, TemplateSource, TemplateVersionLine, is_template_code,
};

use crate::domain::{
    id::{EmployeeId, IkiId, PostId, RhkId, SkpId},
    skp::Stage,
};
use serde::{Deserialize, Serialize};

/// The own plans, and those that can be begun.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnPlans {
    /// The newest first.
    pub plans: Vec<PlanCard>,
    /// Who can help, where there is no plan of this year.
    pub missing: Option<String>,
    pub beginnings: Vec<Beginning>,
    /// How many plans of others wait for this person.
    pub waiting: i32,
}

/// An own plan as the list shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanCard {
    pub id: SkpId,
    /// `SKP 2026`
    pub title: String,
    /// `1 Jan – 31 Des 2026`
    pub span: String,
    pub post: String,
    pub stage: Stage,
    /// When and by whom the version in force was agreed on, and how far the one in work has come.
    pub notes: Vec<String>,
    /// Of the version in force; before there is one, of the one in work.
    pub results: Vec<ResultLine>,
    /// Whether the owner writes in it now.
    pub is_open: bool,
}

/// A result of a plan with its indicators and their targets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResultLine {
    pub text: String,
    pub additional: bool,
    /// `Persalinan ditolong: 1.200 kali`
    pub indicators: Vec<String>,
}

/// A plan that this person can begin.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Beginning {
    /// The plan that is there and has nothing of its owner's in it.
    pub skp: Option<SkpId>,
    pub year: i16,
    pub post: PostId,
    /// `SKP 2027`
    pub title: String,
    /// Post and dates.
    pub about: String,
    /// What it can be begun from.
    pub origins: Vec<Origin>,
}

/// What a new plan begins from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    Empty,
    /// The person's newest plan of an earlier year.
    Earlier,
    /// What stays with the post, from the plan of who held it before.
    Predecessor,
    /// The template of the post.
    Template,
}

impl Origin {
    pub const ALL: [Self; 4] = [Self::Empty, Self::Earlier, Self::Predecessor, Self::Template];

    /// Returns its word in forms.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Empty => "kosong",
            Self::Earlier => "lama",
            Self::Predecessor => "pendahulu",
            Self::Template => "templat",
        }
    }

    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|origin| origin.code() == code)
    }
}

/// A plan to be begun. The sender makes its id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewPlan {
    pub id: SkpId,
    pub year: i16,
    pub post: PostId,
    pub origin: Origin,
}

/// What somebody does with a plan as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlanAct {
    Submit,
    Recall,
    Revise,
    Return,
    Agree,
    Discard,
}

impl PlanAct {
    pub const ALL: [Self; 6] = [Self::Submit, Self::Recall, Self::Revise, Self::Return, Self::Agree, Self::Discard];

    /// Returns its word in forms.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Submit => "ajukan",
            Self::Recall => "tarik",
            Self::Revise => "ubah",
            Self::Return => "kembalikan",
            Self::Agree => "setujui",
            Self::Discard => "buang",
        }
    }

    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|act| act.code() == code)
    }
}

/// A plan as its readers see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanSheet {
    pub id: SkpId,
    /// `SKP 2026`
    pub title: String,
    pub employee: EmployeeId,
    pub person: String,
    pub stage: Stage,
    /// The result of the version in work that is written on: the first one that lacks something, of a returned version else
    /// the first.
    pub goes_on_at: Option<RhkId>,
    /// How far a change of a plan in force is, where the caller sees it.
    pub change: Option<Stage>,
    /// Who, where, when: a label and its words each.
    pub facts: Vec<(String, String)>,
    /// What has become of the versions, and what comes next.
    pub notes: Vec<String>,
    /// The note with which the version in work was returned.
    pub returned: Option<String>,
    /// The shown version, in words.
    pub shown: String,
    pub results: Vec<ResultSheet>,
    /// The expected conduct, value by value.
    pub conduct: Vec<ConductSheet>,
    /// The lists of the appendix: name and rows.
    pub appendix: Vec<(String, Vec<String>)>,
    /// The newest first.
    pub versions: Vec<VersionLine>,
    /// How it began, who its owner is and who assessed them then: the first entry of the history.
    pub beginning: String,
    /// What the caller can do now, beside discarding.
    pub acts: Vec<PlanAct>,
    /// What goes when the caller discards the version in work; `None` where they cannot.
    pub discard: Option<String>,
    /// Whether the caller writes in the version in work.
    pub is_open: bool,
    /// Whether the caller gives its results to a team.
    pub has_matrix: bool,
    /// What is missing or means nothing, before it can be submitted.
    pub missing: Vec<String>,
    /// That the owner's template has a newer version.
    pub offer: Option<String>,
    /// Where a Pengelola makes the plan the template of its post.
    pub as_template: Option<String>,
    /// The version in work as it was read: what is decided is decided about this one.
    pub seen: String,
}

/// A result of a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResultSheet {
    pub id: RhkId,
    pub text: String,
    /// `Utama · Organisasi`
    pub about: String,
    /// The superior's result that it supports, and how; that there is none.
    pub supports: String,
    /// Further results that it supports.
    pub also: Vec<String>,
    /// The planning document that it is based on.
    pub basis: Option<String>,
    /// What is to be done: the name of each period and its words.
    pub actions: Vec<(String, String)>,
    pub indicators: Vec<IndicatorSheet>,
}

/// A core value with what is expected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConductSheet {
    pub name: String,
    pub guidance: Vec<String>,
    /// What the leader expects beyond the guidance; empty where nothing.
    pub expectation: String,
}

/// An indicator of a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndicatorSheet {
    pub name: String,
    /// `Kuantitas · makin besar makin baik · dijumlah sejak Januari · dilaporkan tiap bulan`
    pub about: String,
    /// `1.200 kali`
    pub target: String,
    /// The months that have a target, with it.
    pub months: Vec<(String, String)>,
    /// The superior's indicator to which it is added.
    pub adds_to: Option<String>,
    /// How it is to be read: labels and words.
    pub manual: Vec<(String, String)>,
}

/// A version in the history of a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VersionLine {
    pub version: i16,
    /// `Versi 1, disetujui 5 Jan 07.00 oleh Sari`
    pub words: String,
    /// What it changes about the version before it.
    pub differences: Vec<String>,
    pub is_shown: bool,
}

/// A plan as its owner writes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanEditor {
    pub id: SkpId,
    /// `SKP 2026`
    pub title: String,
    /// Post, dates and version.
    pub about: String,
    pub returned: Option<String>,
    /// What may be changed, and what it takes.
    pub rules: Vec<String>,
    pub results: Vec<EditorLine>,
    /// The result of the address; `None` for a new one.
    pub asked: Option<RhkId>,
    pub form: ResultForm,
    pub superiors: SuperiorOptions,
    /// `10.42`
    pub saved: Option<String>,
    /// The version in work as it was read.
    pub seen: String,
    pub further: FurtherForm,
}

/// What a result can support, and to what its indicators can be added.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SuperiorOptions {
    /// The superiors' results: id and text.
    pub results: Vec<(String, String)>,
    /// Their indicators: id, and name with unit and result.
    pub indicators: Vec<(String, String)>,
    /// Says whose they are, or why there are none.
    pub words: String,
}

/// The form of what a plan says beside its results.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FurtherForm {
    /// What is stored, as it was read.
    pub seen: String,
    /// The word of the approach, and whether it can be changed.
    pub approach: String,
    pub is_approach_fixed: bool,
    /// The core values: guidance and expectation.
    pub conduct: Vec<ConductSheet>,
    /// The lists of the appendix: name, and one row on each line.
    pub appendix: Vec<(String, String)>,
}

/// The word in forms that removes a result.
pub const REMOVE: &str = "hapus";

/// A result in the list beside the form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditorLine {
    pub id: RhkId,
    pub text: String,
    /// `2 indikator`
    pub about: String,
    /// `Belum ada: target, satuan`
    pub missing: Option<String>,
    /// The stored result: only this one is removed.
    pub seen: String,
}

/// The fields of one result with its indicators.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResultForm {
    pub id: RhkId,
    /// The stored result that the fields were read from; empty for a new one.
    pub seen: String,
    /// Names and values.
    pub fields: Vec<(String, String)>,
    /// The stored indicators, and some that are still blank.
    pub indicators: Vec<IndicatorForm>,
    /// Whether the owner leads an office (JPT): indicators have a perspective and a manual.
    pub has_manual: bool,
    pub periods: Vec<ActionPeriod>,
    /// The first and the last month of the plan.
    pub span: (i8, i8),
    /// Whether results are measured in words.
    pub is_qualitative: bool,
}

/// A period of the action plan of a result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActionPeriod {
    /// The month in which it ends.
    pub month: i8,
    /// `Triwulan I`
    pub name: String,
    /// What holds where nothing is written.
    pub default: String,
}

/// An indicator in the form of its result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct IndicatorForm {
    pub id: IkiId,
    /// Whether there is nothing in it yet.
    pub is_blank: bool,
    /// Whether its unit, polarity and accumulation can no longer be changed.
    pub is_measure_fixed: bool,
}

/// The receipt of a saved result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedResult {
    /// `10.42`
    pub time: String,
    /// The result as it is stored now.
    pub seen: String,
    /// The form of the next, new result.
    pub next: ResultForm,
}

/// A plan that waits for the caller.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitingPlan {
    pub id: SkpId,
    pub person: String,
    pub initials: String,
    /// Post and unit.
    pub post: String,
    /// `SKP 2026, versi 2`
    pub title: String,
    /// `diajukan kemarin 14.05`
    pub since: String,
}
