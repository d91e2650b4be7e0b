//! What an evaluation says: the two ratings with a sentence each, what was seen row by row, the note.

use super::{Rating, Ratings};
use crate::domain::{
    id::{MessageId, RhkId},
    skp::CORE_VALUES,
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The number of core values.
pub const VALUES: usize = CORE_VALUES.len();

/// A rating with the sentence that gives its reason. While it is being written, each may come before the other.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Judgement {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rating: Option<Rating>,
    pub reason: String,
}

/// What stands behind conduct below expectation: a dated feedback in a thread, or an event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Evidence {
    /// `text` is what the message said.
    Feedback {
        message: MessageId,
        on: Date,
        text: String,
    },
    Event {
        on: Date,
        text: String,
    },
}

/// What is said about one of the seven values. The rule knows no rating by value.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConductNote {
    /// Whether the conduct was below what the leader expected: on this the reason of the rating rests.
    pub is_below: bool,
    pub note: String,
    pub evidence: Vec<Evidence>,
}

/// Why somebody is not evaluated in a period (`PermenPANRB` 6/2022 knows no empty evaluation: it has a reason).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NotEvaluated {
    ShortService,
    Leave,
    Moved,
    Study,
    Ended,
}

impl NotEvaluated {
    pub const ALL: [Self; 5] = [Self::ShortService, Self::Leave, Self::Moved, Self::Study, Self::Ended];

    /// Returns its word in the database and in forms.
    pub const fn code(self) -> &'static str {
        match self {
            Self::ShortService => "short_service",
            Self::Leave => "leave",
            Self::Moved => "moved",
            Self::Study => "study",
            Self::Ended => "ended",
        }
    }

    pub const fn name(self) -> &'static str {
        match self {
            Self::ShortService => "Masa kerja pendek",
            Self::Leave => "Cuti",
            Self::Moved => "Pindah",
            Self::Study => "Tugas belajar",
            Self::Ended => "Pensiun, berhenti, atau meninggal",
        }
    }

    /// Returns the reason of a code.
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.code() == code)
    }
}

/// What the assessor writes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct EvaluationContent {
    /// Why nothing is rated; then there are no ratings.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not_evaluated: Option<NotEvaluated>,
    pub results: Judgement,
    pub conduct: Judgement,
    /// Feedback on results.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub feedback: BTreeMap<RhkId, String>,
    #[serde(skip_serializing_if = "is_blank")]
    pub values: [ConductNote; VALUES],
    /// Results whose reports and talks of the period were opened.
    pub opened: BTreeSet<RhkId>,
    /// Catatan dan rekomendasi.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// Returns whether nothing is said about any value.
fn is_blank(values: &[ConductNote; VALUES]) -> bool {
    values.iter().all(|value| *value == ConductNote::default())
}

/// What an evaluation lacks before it can be signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lacking {
    /// Nobody says why somebody is not evaluated.
    Explanation,
    ResultsRating,
    ConductRating,
    ResultsReason,
    ConductReason,
    /// The conduct is rated below expectation and no value says where.
    BelowValue,
    /// A value is below expectation, and nothing dated says why: its place among [`CORE_VALUES`].
    ValueEvidence(usize),
}

impl EvaluationContent {
    /// Returns both ratings, once both are given.
    pub fn ratings(&self) -> Option<Ratings> {
        let (results, conduct) = self.results.rating.zip(self.conduct.rating)?;
        Some(Ratings { results, conduct }).filter(|_| self.not_evaluated.is_none())
    }

    /// Returns what is missing before it can be signed.
    pub fn lacking(&self) -> Vec<Lacking> {
        if self.not_evaluated.is_some() {
            return if self.note.is_empty() { vec![Lacking::Explanation] } else { vec![] };
        }
        let mut lacking = vec![];
        for (judgement, rating, reason) in [
            (&self.results, Lacking::ResultsRating, Lacking::ResultsReason),
            (&self.conduct, Lacking::ConductRating, Lacking::ConductReason),
        ] {
            if judgement.rating.is_none() {
                lacking.push(rating);
            } else if judgement.reason.is_empty() {
                lacking.push(reason);
            }
        }
        if self.conduct.rating == Some(Rating::Below) && self.values.iter().all(|value| !value.is_below) {
            lacking.push(Lacking::BelowValue);
        }
        let bare = self.values.iter().enumerate().filter(|(_, value)| value.is_below && value.evidence.is_empty());
        lacking.extend(bare.map(|(at, _)| Lacking::ValueEvidence(at)));
        lacking
    }

    /// Returns what is signed of it: of somebody who is not evaluated only why.
    #[must_use]
    pub fn signed(&self) -> Self {
        match self.not_evaluated {
            Some(_) => Self { not_evaluated: self.not_evaluated, note: self.note.clone(), ..Self::default() },
            None => self.clone(),
        }
    }

    /// Returns how many of the results were not opened: it is counted and shown, and forbids nothing.
    pub fn unopened(&self, results: &[RhkId]) -> usize {
        results.iter().filter(|result| !self.opened.contains(result)).count()
    }
}

/// What somebody says about the own work of a period before they are evaluated (penilaian diri).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SelfAssessment {
    /// On results.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub results: BTreeMap<RhkId, String>,
    /// On conduct, support that was missing, what comes next.
    pub note: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn judged(rating: Rating) -> Judgement {
        Judgement { rating: Some(rating), reason: "Target terlampaui sejak Juli.".to_owned() }
    }

    #[test]
    fn a_rating_needs_a_reason_and_low_conduct_something_dated() {
        let blank = EvaluationContent::default();
        assert_eq!(blank.lacking(), [Lacking::ResultsRating, Lacking::ConductRating]);
        let mut content = EvaluationContent { results: judged(Rating::Above), conduct: judged(Rating::Below), ..blank };
        assert_eq!(content.lacking(), [Lacking::BelowValue]);
        content.values[3].is_below = true;
        assert_eq!(content.lacking(), [Lacking::ValueEvidence(3)]);
        let evidence =
            Evidence::Event { on: date(2026, 8, 3), text: "Menolak bergantian jaga tanpa alasan".to_owned() };
        content.values[3].evidence.push(evidence);
        assert_eq!(content.lacking(), []);
        content.results.reason.clear();
        assert_eq!((content.lacking(), content.signed()), (vec![Lacking::ResultsReason], content.clone()));
    }

    #[test]
    fn who_is_not_evaluated_has_a_reason_and_no_rating() {
        let content = EvaluationContent {
            not_evaluated: Some(NotEvaluated::Leave),
            results: judged(Rating::Above),
            conduct: judged(Rating::Above),
            ..EvaluationContent::default()
        };
        assert_eq!((content.ratings(), content.lacking()), (None, vec![Lacking::Explanation]));
        let content = EvaluationContent { note: "Cuti melahirkan sejak Juli".to_owned(), ..content };
        assert_eq!((content.ratings(), content.lacking()), (None, vec![]));
        let signed = content.signed();
        assert_eq!((signed.results, signed.note.as_str()), (Judgement::default(), "Cuti melahirkan sejak Juli"));
        for reason in NotEvaluated::ALL {
            assert_eq!(NotEvaluated::of_code(reason.code()), Some(reason));
        }
    }
}
