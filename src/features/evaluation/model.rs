//! The wire types of evaluations: words, ready to be shown.

mod achievement;

pub use achievement::{AchievementForm, AchievementLine, AchievementQuery, AchievementSheet, NewAchievement};

use crate::{
    domain::{
        evaluation::{EvaluationId, EvaluationPeriod, Rating, Ratings},
        id::{EmployeeId, IkiId, MessageId, RhkId},
        measure::Status,
    },
    error::Error,
};
use serde::{Deserialize, Serialize};

/// The own evaluations, and those of the team in a period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EvaluationList {
    /// The newest first.
    pub own: Vec<OwnLine>,
    /// Of an assessor.
    pub team: Option<TeamSheet>,
    /// Whether the caller leads units, whose achievement they set or read.
    pub leads: bool,
}

/// An own evaluation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnLine {
    pub id: EvaluationId,
    /// `Triwulan III 2026`
    pub title: String,
    pub state: String,
    /// Of a released one.
    pub predikat: Option<String>,
    /// Whether something is asked of the owner.
    pub is_asked: bool,
}

/// The team of an assessor in a period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamSheet {
    /// `Triwulan III 2026`
    pub title: String,
    /// The periods in which somebody of the team is evaluated: word, name, how many wait, and whether it is shown.
    pub periods: Vec<PeriodTab>,
    pub notes: Vec<String>,
    /// `3 dari 8 sudah ditetapkan, 1 belum dirilis`
    pub progress: String,
    /// Whether there are papers of this period to be saved.
    pub has_signed: bool,
    /// What waits, then what is signed, then what is released: a heading and the people by name.
    pub groups: Vec<(String, Vec<TeamRow>)>,
}

/// A period of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeriodTab {
    pub period: EvaluationPeriod,
    pub name: String,
    /// `5 menunggu`; empty where nobody does.
    pub waiting: String,
    pub is_shown: bool,
}

/// A member of a team.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamRow {
    pub id: EvaluationId,
    pub person: String,
    pub initials: String,
    pub post: String,
    /// `Belum dinilai`, `Draf`, `Ditetapkan`, `Dirilis`
    pub state: String,
    /// What is known: the self-assessment, the results at the end of the period, the answer.
    pub facts: Vec<String>,
    /// Both ratings and the predikat.
    pub outcome: Option<String>,
    /// Whether it is written still.
    pub is_open: bool,
}

/// An evaluation as the caller sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EvaluationSheet {
    pub id: EvaluationId,
    /// `Evaluasi Triwulan III 2026`
    pub title: String,
    pub employee: EmployeeId,
    pub person: String,
    /// `Dirilis`; empty where the caller is not to know how far it is.
    pub state: String,
    /// Who, where, when: a label and its words each.
    pub facts: Vec<(String, String)>,
    pub notes: Vec<String>,
    pub results: Vec<ResultEvidence>,
    pub values: Vec<ValueEvidence>,
    /// Feedback of the period that is about no single result, and all of it for the choice of what stands behind a value.
    pub messages: Vec<MessageLine>,
    /// What meetings asked and was due or done in the period.
    pub follow_ups: Vec<String>,
    /// What its owner says about the work as a whole, once sent.
    pub own_note: Option<String>,
    /// The other plans of the same year with their months, of a yearly evaluation.
    pub other_plans: Vec<String>,
    pub part: EvaluationPart,
    /// What follows from the ratings, for those who give them.
    pub quadrant: Option<Quadrant>,
    /// The signed versions that the caller reads, the newest first.
    pub versions: Vec<VersionSheet>,
    /// The words of the link to the objections.
    pub objection: Option<String>,
}

/// What the caller does with an evaluation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EvaluationPart {
    /// Writes it.
    Assessor(Box<AssessorForm>),
    /// Signed it.
    Signed {
        /// Whether it can be released now.
        release: bool,
        seen: String,
        /// Who of the team waits next.
        next: Option<(EvaluationId, String)>,
        /// Whether it can be changed: no objection against it is open or decided.
        change: bool,
    },
    /// Is evaluated.
    Owner(Box<OwnerForm>),
    Reader,
}

/// The form of the assessor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssessorForm {
    /// Names and values of the fields.
    pub fields: Vec<(String, String)>,
    /// What is stored, as it was read.
    pub seen: String,
    /// `10.42`
    pub saved: Option<String>,
    /// Of the head of a unit: the rating that follows from its achievement, and why.
    pub fixed: Option<(Rating, String)>,
    /// Whether another version is written, whose reason is asked.
    pub is_change: bool,
    /// Why it cannot be signed now.
    pub obstacle: Option<String>,
}

/// The form of the rated person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnerForm {
    /// Names and values of the self-assessment, while it can be written.
    pub fields: Option<Vec<(String, String)>>,
    pub seen: String,
    /// `terkirim 3 Okt 10.42`
    pub saved: Option<String>,
    pub is_sent: bool,
    /// Of a released one: until when an answer is asked for, what was said, and how to object.
    pub about_answer: Vec<String>,
    /// What the owner can still say.
    pub answers: Vec<EvaluationAct>,
    /// The version that is answered; empty without one.
    pub answered: String,
}

/// A result with what was reported and said about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResultEvidence {
    pub id: RhkId,
    pub text: String,
    /// `Utama · Organisasi`
    pub about: String,
    /// The worst of its indicators.
    pub status: Status,
    pub indicators: Vec<IndicatorEvidence>,
    pub messages: Vec<MessageLine>,
    /// What was planned to be done in the period.
    pub action: String,
    /// What its owner says about it, once sent.
    pub own: Option<String>,
}

/// An indicator at the end of the period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndicatorEvidence {
    pub id: IkiId,
    pub name: String,
    pub status: Status,
    /// What was expected by then: `900 kali`
    pub target: String,
    /// `840 kali`, or that there is no report.
    pub value: String,
    /// `93,3 %`
    pub achieved: Option<String>,
    /// Reports, corrections, the change since the period began.
    pub about: String,
    pub note: Option<String>,
}

/// A message of the period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageLine {
    pub id: MessageId,
    /// `14 Sep, Sari (perbaikan)`
    pub head: String,
    pub text: String,
    /// Whether it can stand behind a value: somebody else than the owner said it.
    pub is_feedback: bool,
}

/// A core value with what was expected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ValueEvidence {
    pub name: String,
    pub guidance: Vec<String>,
    /// What the leader expects beyond the guidance; empty where nothing.
    pub expectation: String,
}

/// A signed version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VersionSheet {
    pub number: i16,
    /// `Ditetapkan 3 Okt 10.42 oleh Sari, Kepala Puskesmas Muara`
    pub signed: String,
    /// When it was released, and what the rated person said.
    pub notes: Vec<String>,
    /// Why it took the place of the version before it.
    pub reason: Option<String>,
    /// `sedang cuti`: why nobody was evaluated.
    pub not_evaluated: Option<String>,
    /// The ratings, and what followed from them.
    pub quadrant: Option<(Ratings, Quadrant)>,
    /// `Baik`
    pub predikat: Option<String>,
    pub results_reason: String,
    pub conduct_reason: String,
    /// Results on which something was said: text and feedback.
    pub feedback: Vec<(String, String)>,
    /// Values on which something was said: name, whether it was below expectation, note and evidence.
    pub values: Vec<ValueNote>,
    pub note: String,
    /// `2 dari 5 hasil kerja ditetapkan tanpa membuka laporan dan percakapannya.`
    pub unopened: Option<String>,
}

/// The matrix in words: what follows from each pair of ratings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quadrant {
    /// From the results below the expectation to those above it; in each the conduct alike.
    pub rows: Vec<Vec<QuadrantCell>>,
}

impl Quadrant {
    /// Returns the cell of two ratings.
    pub fn at(&self, ratings: Ratings) -> Option<&QuadrantCell> {
        self.rows.get(ratings.results as usize)?.get(ratings.conduct as usize)
    }
}

/// What follows from two ratings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuadrantCell {
    /// `Baik`
    pub predikat: String,
    /// Why.
    pub reason: String,
    /// `Bila perilaku kerja di atas ekspektasi: Sangat Baik.`
    pub others: Vec<String>,
}

/// What was said about a value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ValueNote {
    pub name: String,
    pub is_below: bool,
    pub note: String,
    pub evidence: Vec<String>,
}

/// What an assessor does with the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WriteAct {
    Save,
    Sign,
}

impl WriteAct {
    pub const ALL: [Self; 2] = [Self::Save, Self::Sign];

    /// Returns its word in forms.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Save => "simpan",
            Self::Sign => "tetapkan",
        }
    }

    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|act| act.code() == code)
    }
}

/// What is done with an evaluation as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EvaluationAct {
    Release,
    /// Begins another version.
    Change,
    /// Discards a change that was not signed.
    Discard,
    Receive,
    Agree,
}

impl EvaluationAct {
    pub const ALL: [Self; 5] = [Self::Release, Self::Change, Self::Discard, Self::Receive, Self::Agree];

    /// Returns its word in forms.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Release => "rilis",
            Self::Change => "ubah",
            Self::Discard => "batal",
            Self::Receive => "terima",
            Self::Agree => "setuju",
        }
    }

    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|act| act.code() == code)
    }
}

/// The receipt of a saved form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Saved {
    /// `10.42`
    pub time: String,
    /// What is stored now.
    pub seen: String,
}

/// The receipt of what an assessor wrote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Written {
    pub saved: Saved,
    /// Why it was stored and not signed.
    pub refused: Option<Error>,
}
