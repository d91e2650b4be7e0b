//! What may become of an evaluation: written, signed, released, changed with a reason, acknowledged.
//!
//! Transitions consume the evaluation and give what it has become; a refused one leaves what is stored as it was.

use super::{EvaluationContent, EvaluationId, Matrix, Predikat, Rating};
use crate::domain::{actor::Actor, id::EmployeeId, text::Note};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What the rated person says about a released evaluation. None of it ends the right to object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Acknowledgement {
    Received,
    Agreed,
}

impl Acknowledgement {
    pub const ALL: [Self; 2] = [Self::Received, Self::Agreed];

    /// Returns its word in the database and in forms.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Agreed => "agreed",
        }
    }

    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// A version that was signed. It is never changed but by what is done with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EvaluationVersion {
    /// Counted from 1.
    pub number: i16,
    pub content: EvaluationContent,
    /// By the rule of the period; `None` where nobody was evaluated.
    pub predikat: Option<Predikat>,
    /// Why it takes the place of the version before it.
    pub reason: Option<Note>,
    pub signed_at: Timestamp,
    pub signed_by: EmployeeId,
    pub released_at: Option<Timestamp>,
    pub acknowledged: Option<(Acknowledgement, Timestamp)>,
}

/// The evaluation of a person under a plan in a period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evaluation {
    pub id: EvaluationId,
    pub employee: EmployeeId,
    /// What the assessor is writing.
    pub draft: Option<EvaluationContent>,
    /// The oldest first.
    pub versions: Vec<EvaluationVersion>,
}

/// Why a transition is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EvaluationRefusal {
    #[error("Hanya pejabat penilai pegawai ini yang dapat melakukannya.")]
    NotEvaluator,
    #[error("Hanya pegawai yang dinilai yang dapat melakukannya.")]
    NotOwner,
    #[error("Periode ini belum berakhir. Isian tersimpan; penilaian dapat ditetapkan sesudah hari terakhirnya.")]
    TooEarly,
    #[error("Capaian kinerja unitnya belum ditetapkan. Isian tersimpan; tetapkan penilaian ini sesudahnya.")]
    NoUnitAchievement,
    #[error("Tidak ada isian yang menunggu ditetapkan.")]
    NothingInWork,
    #[error("Belum lengkap: isi yang ditandai, lalu tetapkan lagi. Isian Anda tersimpan.")]
    Incomplete,
    #[error("Rating hasil kerja seorang pimpinan mengikuti capaian unitnya.")]
    OtherThanUnit,
    #[error("Isi alasan perubahannya: pegawai yang dinilai membacanya.")]
    NoReason,
    #[error("Isinya sama dengan yang sudah ditetapkan. Tidak ada yang perlu diubah.")]
    Unchanged,
    #[error("Penilaian ini belum ditetapkan.")]
    NotSigned,
    #[error("Ada perubahan yang belum ditetapkan. Tetapkan atau batalkan dulu perubahannya.")]
    InWork,
    #[error("Penilaian ini belum dirilis.")]
    NotReleased,
    #[error("Penilaian ini sudah dirilis. Ubah lewat halamannya, dengan alasan yang dibaca pegawai.")]
    AlreadyReleased,
    #[error("Pegawai ini tidak dinilai dalam periode ini, jadi tidak ada tempatnya di papan.")]
    NotRated,
    #[error("Penilaian ini baru saja berubah. Baca isinya sekali lagi, lalu putuskan.")]
    ChangedMeanwhile,
    #[error(
        "Isian ini sudah diubah di perangkat atau tab lain. Isian Anda tidak hilang; simpan sekali lagi bila isian ini \
         yang berlaku."
    )]
    ChangedElsewhere,
    #[error("Penilaian diri tidak dapat diubah lagi: penilaiannya sudah ditetapkan.")]
    SelfAssessmentClosed,
}

/// What decides about a signature beside the evaluation itself.
#[derive(Clone, Debug)]
pub struct Signing {
    pub now: Timestamp,
    /// Whether the last day of the period, or of the plan in it, has come.
    pub is_over: bool,
    /// Whether the achievement of the person's unit was set.
    pub has_unit_achievement: bool,
    /// Of the head of a unit whose achievement was set: the rating that follows from it.
    pub head_rating: Option<Rating>,
    /// Which predikat follows from the ratings.
    pub matrix: Matrix,
    /// Why another version takes the place of a signed one.
    pub reason: Option<Note>,
}

impl Evaluation {
    /// Returns an evaluation in which nobody has written.
    pub const fn blank(id: EvaluationId, employee: EmployeeId) -> Self {
        Self { id, employee, draft: None, versions: vec![] }
    }

    /// The newest signed version.
    pub fn signed(&self) -> Option<&EvaluationVersion> {
        self.versions.last()
    }

    /// The versions that the rated person reads, the oldest first: none before the release, afterwards all of them, also those
    /// that a calibration had changed before it.
    pub fn released(&self) -> &[EvaluationVersion] {
        let is_released = self.signed().is_some_and(|version| version.released_at.is_some());
        if is_released { &self.versions } else { &[] }
    }

    /// Returns the content to go on from: the draft, else what was signed.
    pub fn content(&self) -> EvaluationContent {
        let signed = || self.signed().map(|version| version.content.clone());
        self.draft.clone().or_else(signed).unwrap_or_default()
    }

    /// Replaces the draft; beside a signed version it begins a change. `evaluator` is whose task it is on that day.
    ///
    /// # Errors
    /// For anybody but the evaluator.
    pub fn write(
        self,
        by: &Actor,
        evaluator: Option<EmployeeId>,
        content: EvaluationContent,
    ) -> Result<Self, EvaluationRefusal> {
        self.evaluated_by(by, evaluator)?;
        Ok(Self { draft: Some(content), ..self })
    }

    /// Discards a change of a signed version that was not signed.
    ///
    /// # Errors
    /// For anybody but the evaluator, and where there is no change.
    pub fn discard(self, by: &Actor, evaluator: Option<EmployeeId>) -> Result<Self, EvaluationRefusal> {
        self.evaluated_by(by, evaluator)?;
        if self.draft.is_none() || self.versions.is_empty() {
            return Err(EvaluationRefusal::NothingInWork);
        }
        Ok(Self { draft: None, ..self })
    }

    /// Signs the draft: it becomes a version. Where an earlier one was released it is released at once, so that nobody
    /// reads what does not hold any more.
    ///
    /// # Errors
    /// For anybody but the evaluator, without a draft, and what [`Signing`] and [`EvaluationContent::lacking`] demand.
    pub fn sign(self, by: &Actor, evaluator: Option<EmployeeId>, signing: Signing) -> Result<Self, EvaluationRefusal> {
        let signed_by = self.evaluated_by(by, evaluator)?;
        let Signing { now, is_over, has_unit_achievement, head_rating, matrix, reason } = signing;
        let content = self.draft.as_ref().ok_or(EvaluationRefusal::NothingInWork)?.signed();
        if !is_over {
            return Err(EvaluationRefusal::TooEarly);
        }
        if !content.lacking().is_empty() {
            return Err(EvaluationRefusal::Incomplete);
        }
        let ratings = content.ratings();
        if ratings.is_some() && !has_unit_achievement {
            return Err(EvaluationRefusal::NoUnitAchievement);
        }
        if ratings.is_some_and(|ratings| head_rating.is_some_and(|head| head != ratings.results)) {
            return Err(EvaluationRefusal::OtherThanUnit);
        }
        if let Some(signed) = self.signed() {
            if signed.content == content {
                return Err(EvaluationRefusal::Unchanged);
            }
            if reason.is_none() {
                return Err(EvaluationRefusal::NoReason);
            }
        }
        let Self { id, employee, mut versions, .. } = self;
        let was_released = versions.iter().any(|version| version.released_at.is_some());
        let number = i16::try_from(versions.len()).unwrap_or(i16::MAX).saturating_add(1);
        versions.push(EvaluationVersion {
            number,
            content,
            predikat: ratings.map(|ratings| matrix.predikat(ratings)),
            reason: reason.filter(|_| number > 1),
            signed_at: now,
            signed_by,
            released_at: was_released.then_some(now),
            acknowledged: None,
        });
        Ok(Self { id, employee, draft: None, versions })
    }

    /// Releases the newest version to the rated person.
    ///
    /// # Errors
    /// For anybody but the evaluator, before it is signed, and while a change is in work.
    pub fn release(self, by: &Actor, evaluator: Option<EmployeeId>, now: Timestamp) -> Result<Self, EvaluationRefusal> {
        self.evaluated_by(by, evaluator)?;
        if self.draft.is_some() {
            return Err(EvaluationRefusal::InWork);
        }
        self.change_newest(|version| {
            version.released_at = version.released_at.or(Some(now));
            Ok(())
        })
    }

    /// Records what the rated person says about the newest version. Who has agreed stays so.
    ///
    /// # Errors
    /// For anybody else, and before it is released.
    pub fn acknowledge(self, by: &Actor, kind: Acknowledgement, now: Timestamp) -> Result<Self, EvaluationRefusal> {
        if !by.may_answer_evaluation(self.employee) {
            return Err(EvaluationRefusal::NotOwner);
        }
        self.change_newest(|version| {
            if version.released_at.is_none() {
                return Err(EvaluationRefusal::NotReleased);
            }
            let is_said = version.acknowledged.is_some_and(|(said, _)| said == kind || said == Acknowledgement::Agreed);
            if !is_said {
                version.acknowledged = Some((kind, now));
            }
            Ok(())
        })
    }

    /// Adds the version to which the decision about an objection leads: its superior signs it, its owner reads it at once, and
    /// a change that was in work is gone.
    #[must_use]
    pub fn follow_decision(
        self,
        signed_by: EmployeeId,
        content: EvaluationContent,
        reason: Option<Note>,
        (matrix, now): (Matrix, Timestamp),
    ) -> Self {
        let Self { id, employee, mut versions, .. } = self;
        let number = i16::try_from(versions.len()).unwrap_or(i16::MAX).saturating_add(1);
        let predikat = content.ratings().map(|ratings| matrix.predikat(ratings));
        let (signed_at, released_at) = (now, Some(now));
        let version = EvaluationVersion {
            number,
            content,
            predikat,
            reason,
            signed_at,
            signed_by,
            released_at,
            acknowledged: None,
        };
        versions.push(version);
        Self { id, employee, draft: None, versions }
    }

    fn change_newest(
        mut self,
        change: impl FnOnce(&mut EvaluationVersion) -> Result<(), EvaluationRefusal>,
    ) -> Result<Self, EvaluationRefusal> {
        change(self.versions.last_mut().ok_or(EvaluationRefusal::NotSigned)?)?;
        Ok(self)
    }

    fn evaluated_by(&self, by: &Actor, evaluator: Option<EmployeeId>) -> Result<EmployeeId, EvaluationRefusal> {
        let evaluator = evaluator.filter(|evaluator| by.may_evaluate(self.employee, *evaluator));
        evaluator.ok_or(EvaluationRefusal::NotEvaluator)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        evaluation::{Judgement, NotEvaluated},
        id::SkpId,
    };
    use proptest::prelude::*;
    use uuid::Uuid;

    const OWNER: u128 = 1;
    const EVALUATOR: u128 = 2;
    const SUCCESSOR: u128 = 3;

    fn person(n: u128) -> EmployeeId {
        EmployeeId(Uuid::from_u128(n))
    }

    fn actor(n: u128) -> Actor {
        Actor { employee: Some(person(n)), ..Actor::example() }
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).expect("a time")
    }

    fn blank() -> Evaluation {
        let id = EvaluationId { skp: SkpId(Uuid::from_u128(9)), period: "2026-tw3".parse().expect("a period") };
        Evaluation::blank(id, person(OWNER))
    }

    fn judged(rating: Rating) -> EvaluationContent {
        let judgement = Judgement { rating: Some(rating), reason: "Alasan".to_owned() };
        EvaluationContent { results: judgement.clone(), conduct: judgement, ..EvaluationContent::default() }
    }

    fn signing(second: i64) -> Signing {
        Signing {
            now: at(second),
            is_over: true,
            has_unit_achievement: true,
            head_rating: None,
            matrix: Matrix::NATIONAL,
            reason: None,
        }
    }

    fn because(second: i64) -> Signing {
        Signing { reason: Note::parse("Laporan September terlewat dibaca").ok(), ..signing(second) }
    }

    const BY: Option<EmployeeId> = Some(EmployeeId(Uuid::from_u128(EVALUATOR)));

    #[test]
    fn an_evaluation_is_signed_once_it_can_stand() {
        let evaluator = actor(EVALUATOR);
        assert_eq!(blank().sign(&evaluator, BY, signing(1)), Err(EvaluationRefusal::NothingInWork));
        let bare = blank().write(&evaluator, BY, EvaluationContent::default()).expect("written");
        assert_eq!(bare.sign(&evaluator, BY, signing(1)), Err(EvaluationRefusal::Incomplete));
        let whole = blank().write(&evaluator, BY, judged(Rating::Meets)).expect("written");
        let early = Signing { is_over: false, ..signing(1) };
        assert_eq!(whole.clone().sign(&evaluator, BY, early), Err(EvaluationRefusal::TooEarly));
        let alone = Signing { has_unit_achievement: false, ..signing(1) };
        assert_eq!(whole.clone().sign(&evaluator, BY, alone.clone()), Err(EvaluationRefusal::NoUnitAchievement));
        let head = Signing { head_rating: Some(Rating::Below), ..signing(1) };
        assert_eq!(whole.clone().sign(&evaluator, BY, head), Err(EvaluationRefusal::OtherThanUnit));
        let signed = whole.sign(&evaluator, BY, signing(1)).expect("signed");
        let version = signed.signed().expect("a version");
        assert_eq!((version.number, version.predikat, version.released_at), (1, Some(Predikat::Baik), None));
        // Who is not evaluated needs no achievement of the unit.
        let note = "Cuti melahirkan sejak Juli".to_owned();
        let absent =
            EvaluationContent { not_evaluated: Some(NotEvaluated::Leave), note, ..EvaluationContent::default() };
        let absent = blank().write(&evaluator, BY, absent).expect("written").sign(&evaluator, BY, alone);
        assert_eq!(absent.expect("signed").signed().map(|version| version.predikat), Some(None));
    }

    #[test]
    fn a_change_keeps_what_was_signed_and_says_why() {
        let evaluator = actor(EVALUATOR);
        let signed = |rating| {
            let written = blank().write(&evaluator, BY, judged(rating)).expect("written");
            written.sign(&evaluator, BY, signing(1)).expect("signed")
        };
        let released = signed(Rating::Meets).release(&evaluator, BY, at(2)).expect("released");
        assert_eq!(released.clone().release(&evaluator, BY, at(9)), Ok(released.clone()), "once");
        let same = released.clone().write(&evaluator, BY, judged(Rating::Meets)).expect("written");
        assert_eq!(same.clone().sign(&evaluator, BY, because(3)), Err(EvaluationRefusal::Unchanged));
        assert_eq!(same.release(&evaluator, BY, at(3)), Err(EvaluationRefusal::InWork));
        let other = released.clone().write(&evaluator, BY, judged(Rating::Above)).expect("written");
        assert_eq!(other.clone().discard(&evaluator, BY), Ok(released.clone()));
        assert_eq!(other.clone().sign(&evaluator, BY, signing(3)), Err(EvaluationRefusal::NoReason));
        let changed = other.sign(&evaluator, BY, because(3)).expect("signed");
        let seen: Vec<_> = changed.released().iter().map(|version| (version.number, version.predikat)).collect();
        assert_eq!(seen, [(1, Some(Predikat::Baik)), (2, Some(Predikat::SangatBaik))], "readable at once");
        assert_eq!(released.discard(&evaluator, BY), Err(EvaluationRefusal::NothingInWork));
    }

    #[test]
    fn the_rated_person_answers_what_was_released() {
        let (evaluator, owner) = (actor(EVALUATOR), actor(OWNER));
        let written = blank().write(&evaluator, BY, judged(Rating::Meets)).expect("written");
        let signed = written.sign(&evaluator, BY, signing(1)).expect("signed");
        let early = signed.clone().acknowledge(&owner, Acknowledgement::Received, at(2));
        assert_eq!(early, Err(EvaluationRefusal::NotReleased));
        let released = signed.release(&evaluator, BY, at(2)).expect("released");
        let received = released.acknowledge(&owner, Acknowledgement::Received, at(3)).expect("received");
        assert_eq!(received.clone().acknowledge(&owner, Acknowledgement::Received, at(9)), Ok(received.clone()));
        let agreed = received.acknowledge(&owner, Acknowledgement::Agreed, at(4)).expect("agreed");
        assert_eq!(agreed.signed().and_then(|it| it.acknowledged), Some((Acknowledgement::Agreed, at(4))));
        assert_eq!(agreed.clone().acknowledge(&owner, Acknowledgement::Received, at(5)), Ok(agreed.clone()));
        let other = agreed.acknowledge(&evaluator, Acknowledgement::Received, at(5));
        assert_eq!(other, Err(EvaluationRefusal::NotOwner));
    }

    #[test]
    fn nobody_else_evaluates() {
        for (who, evaluator) in [(OWNER, BY), (SUCCESSOR, BY), (OWNER, Some(person(OWNER))), (EVALUATOR, None)] {
            let written = blank().write(&actor(who), evaluator, judged(Rating::Above));
            assert_eq!(written, Err(EvaluationRefusal::NotEvaluator), "{who} for {evaluator:?}");
        }
    }

    /// What somebody tries.
    #[derive(Clone, Copy, Debug)]
    enum Try {
        Write(usize),
        Sign {
            has_reason: bool,
        },
        Release,
        Discard,
        Acknowledge(usize),
        /// The assessor is replaced.
        Replace,
    }

    fn tries() -> impl Strategy<Value = Vec<(u128, Try)>> {
        let one = prop_oneof![
            (0_usize..3).prop_map(Try::Write),
            any::<bool>().prop_map(|has_reason| Try::Sign { has_reason }),
            Just(Try::Release),
            Just(Try::Discard),
            (0_usize..2).prop_map(Try::Acknowledge),
            Just(Try::Replace),
        ];
        prop::collection::vec((1_u128..=3, one), 0..40)
    }

    proptest! {
        /// Whatever people do in whatever order: versions are only added, each by who was in office, a change has a
        /// reason, and once something was released the newest is.
        #[test]
        fn what_was_signed_stays(tries in tries()) {
            let (mut evaluation, mut in_office) = (blank(), EVALUATOR);
            for (second, (who, tried)) in (1_i64..).zip(tries) {
                let (by, evaluator, before) = (actor(who), Some(person(in_office)), evaluation.clone());
                let outcome = match tried {
                    Try::Write(rating) => before.clone().write(&by, evaluator, judged(Rating::ALL[rating])),
                    Try::Sign { has_reason } => {
                        let how = if has_reason { because(second) } else { signing(second) };
                        before.clone().sign(&by, evaluator, how)
                    }
                    Try::Release => before.clone().release(&by, evaluator, at(second)),
                    Try::Discard => before.clone().discard(&by, evaluator),
                    Try::Acknowledge(kind) => before.clone().acknowledge(&by, Acknowledgement::ALL[kind], at(second)),
                    Try::Replace => {
                        in_office = if in_office == EVALUATOR { SUCCESSOR } else { EVALUATOR };
                        continue;
                    }
                };
                let Ok(after) = outcome else { continue };
                let is_answer = matches!(tried, Try::Acknowledge(_));
                prop_assert_eq!(who, if is_answer { OWNER } else { in_office });
                prop_assert!(after.versions.len() >= before.versions.len());
                for (old, new) in before.versions.iter().zip(&after.versions) {
                    prop_assert_eq!((&old.content, old.predikat, old.signed_by), (&new.content, new.predikat, new.signed_by));
                    prop_assert!(old.released_at.is_none() || old.released_at == new.released_at);
                }
                for (number, version) in (1_i16..).zip(&after.versions) {
                    prop_assert_eq!(version.number, number);
                    prop_assert_eq!(version.reason.is_some(), number > 1);
                }
                let was_released = after.versions.iter().any(|version| version.released_at.is_some());
                let shown = if was_released { after.versions.len() } else { 0 };
                prop_assert_eq!(after.released().len(), shown);
                prop_assert!(after.versions.windows(2).all(|pair| pair[0].content != pair[1].content));
                evaluation = after;
            }
        }
    }
}
