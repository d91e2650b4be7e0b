//! Calibration: before the release the evaluations of a unit are looked at side by side.
//!
//! Only who evaluates moves somebody to another place, with a reason, and thereby signs another version. Superiors agree,
//! question, or propose a place: what they say decides nothing.

use super::{Evaluation, EvaluationContent, EvaluationRefusal, EvaluationVersion, Judgement, Ratings, Signing};
use crate::domain::{actor::Actor, id::EmployeeId, text::Note};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What a superior says about an evaluation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stance {
    Agree,
    /// Asks for another look; with a place it is a proposal.
    Question,
}

/// What a superior has said about a version. The newest one of each superior stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    pub by: EmployeeId,
    pub at: Timestamp,
    pub version: i16,
    pub stance: Stance,
    pub proposal: Option<Ratings>,
    pub note: Option<Note>,
}

impl Mark {
    /// Whether it still asks for something: the evaluation was not changed since.
    pub fn is_open(&self, newest: i16) -> bool {
        self.stance == Stance::Question && self.version == newest
    }
}

impl Evaluation {
    /// The newest version, as long as it can be moved.
    ///
    /// # Errors
    /// Before it is signed, after the release, while a change is in work, and where nobody was rated.
    pub fn movable(&self) -> Result<(&EvaluationVersion, Ratings), EvaluationRefusal> {
        let signed = self.signed().ok_or(EvaluationRefusal::NotSigned)?;
        if signed.released_at.is_some() {
            return Err(EvaluationRefusal::AlreadyReleased);
        }
        if self.draft.is_some() {
            return Err(EvaluationRefusal::InWork);
        }
        let ratings = signed.content.ratings().ok_or(EvaluationRefusal::NotRated)?;
        Ok((signed, ratings))
    }

    /// Signs another version with other ratings, whose reason takes the place of the sentence of each rating that changes.
    ///
    /// # Errors
    /// Those of [`Self::movable`] and [`Self::sign`].
    pub fn shift(
        self,
        by: &Actor,
        evaluator: Option<EmployeeId>,
        to: Ratings,
        signing: Signing,
    ) -> Result<Self, EvaluationRefusal> {
        let (signed, from) = self.movable()?;
        let reason = signing.reason.as_ref().ok_or(EvaluationRefusal::NoReason)?;
        if from == to {
            return Err(EvaluationRefusal::Unchanged);
        }
        let content = signed.content.shifted(from, to, reason);
        self.write(by, evaluator, content)?.sign(by, evaluator, signing)
    }

    /// Takes the last move back: signs what was signed before it once more.
    ///
    /// # Errors
    /// Those of [`Self::movable`] and [`Self::sign`], and where there was no move.
    pub fn shift_back(
        self,
        by: &Actor,
        evaluator: Option<EmployeeId>,
        signing: Signing,
    ) -> Result<Self, EvaluationRefusal> {
        self.movable()?;
        let [.., before, _] = self.versions.as_slice() else { return Err(EvaluationRefusal::NothingInWork) };
        let content = before.content.clone();
        self.write(by, evaluator, content)?.sign(by, evaluator, signing)
    }
}

impl EvaluationContent {
    fn shifted(&self, from: Ratings, to: Ratings, reason: &Note) -> Self {
        let judged = |before: &Judgement, was, is| {
            if was == is { before.clone() } else { Judgement { rating: Some(is), reason: reason.to_string() } }
        };
        Self {
            results: judged(&self.results, from.results, to.results),
            conduct: judged(&self.conduct, from.conduct, to.conduct),
            ..self.clone()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        evaluation::{EvaluationId, Matrix, Predikat, Rating},
        id::SkpId,
    };
    use uuid::Uuid;

    const OWNER: EmployeeId = EmployeeId(Uuid::from_u128(1));
    const ASSESSOR: EmployeeId = EmployeeId(Uuid::from_u128(2));

    fn actor(employee: EmployeeId) -> Actor {
        Actor { employee: Some(employee), ..Actor::example() }
    }

    fn signing(reason: Option<&str>) -> Signing {
        Signing {
            now: "2026-10-01T02:00:00Z".parse().expect("a moment"),
            is_over: true,
            has_unit_achievement: true,
            head_rating: None,
            matrix: Matrix::NATIONAL,
            reason: reason.map(|reason| Note::parse(reason).expect("a note")),
        }
    }

    const fn place(results: Rating, conduct: Rating) -> Ratings {
        Ratings { results, conduct }
    }

    fn signed() -> Evaluation {
        let id = EvaluationId { skp: SkpId(Uuid::nil()), period: "2026-tw3".parse().expect("a period") };
        let judged = |rating| Judgement { rating: Some(rating), reason: "Menurut laporan".to_owned() };
        let (results, conduct) = (judged(Rating::Meets), judged(Rating::Meets));
        let content = EvaluationContent { results, conduct, ..EvaluationContent::default() };
        let by = actor(ASSESSOR);
        let written = Evaluation::blank(id, OWNER).write(&by, Some(ASSESSOR), content).expect("written");
        written.sign(&by, Some(ASSESSOR), signing(None)).expect("signed")
    }

    #[test]
    fn a_move_is_another_version_with_its_reason_and_is_taken_back_as_a_third() {
        let by = actor(ASSESSOR);
        let above = place(Rating::Above, Rating::Meets);
        let moved = signed().shift(&by, Some(ASSESSOR), above, signing(Some("Rujukan dihitung"))).expect("moved");
        let newest = moved.signed().expect("a version");
        assert_eq!((newest.number, newest.predikat), (2, Some(Predikat::Baik)));
        assert_eq!(newest.content.results.reason, "Rujukan dihitung");
        assert_eq!(newest.content.conduct.reason, "Menurut laporan", "what stays keeps its reason");
        let back = moved.shift_back(&by, Some(ASSESSOR), signing(Some("Diurungkan"))).expect("back");
        assert_eq!(back.versions.len(), 3);
        assert_eq!(back.versions[2].content, back.versions[0].content);
    }

    #[test]
    fn what_is_no_move_is_refused() {
        let by = actor(ASSESSOR);
        let above = place(Rating::Above, Rating::Above);
        let shift = |evaluation: Evaluation, by: &Actor, to, reason| {
            evaluation.shift(by, Some(ASSESSOR), to, signing(reason)).map(|_| ())
        };
        let why = Some("Rujukan dihitung");
        assert_eq!(shift(signed(), &by, place(Rating::Meets, Rating::Meets), why), Err(EvaluationRefusal::Unchanged));
        assert_eq!(shift(signed(), &by, above, None), Err(EvaluationRefusal::NoReason));
        assert_eq!(shift(signed(), &actor(OWNER), above, why), Err(EvaluationRefusal::NotEvaluator));
        // Conduct below expectation needs a value with dated evidence.
        let below = place(Rating::Meets, Rating::Below);
        assert_eq!(shift(signed(), &by, below, why), Err(EvaluationRefusal::Incomplete));
        let released = signed().release(&by, Some(ASSESSOR), signing(None).now).expect("released");
        assert_eq!(shift(released, &by, above, why), Err(EvaluationRefusal::AlreadyReleased));
        let content = signed().content();
        let in_work = signed().write(&by, Some(ASSESSOR), content).expect("in work");
        assert_eq!(shift(in_work, &by, above, why), Err(EvaluationRefusal::InWork));
        let first = signed().shift_back(&by, Some(ASSESSOR), signing(why));
        assert_eq!(first, Err(EvaluationRefusal::NothingInWork));
    }

    #[test]
    fn a_question_is_open_until_the_evaluation_changes() {
        let mark = |stance| Mark {
            by: ASSESSOR,
            at: signing(None).now,
            version: 1,
            stance,
            proposal: None,
            note: Note::parse("Bandingkan dengan Lina").ok(),
        };
        assert!(mark(Stance::Question).is_open(1) && !mark(Stance::Question).is_open(2));
        assert!(!mark(Stance::Agree).is_open(1));
    }
}
