//! An evaluation with everything that decides about it.

use super::store::{self, AchievementRecord, EvaluationSubject, ObjectionRecord, StoredEvaluation};
use crate::{
    domain::{
        evaluation::{
            EvaluationId, EvaluationPeriod, EvaluationRuleKind, EvaluationRules, EvaluationVersion, Matrix,
            ObjectionRefusal, ObjectionWindow, Rating, Signing, UnitAchievement,
        },
        id::{EmployeeId, PeriodId},
        text::Note,
    },
    error::{Error, Result},
    features::skp::agreed::{self, AgreedPlan},
    server::{calendar, door::Tx, evaluation_rule, regime},
};
use jiff::{Timestamp, ToSpan, civil::Date};

/// What the caller is to an evaluation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Evaluator,
    Owner,
    /// A superior of who evaluates.
    Superior,
    /// Follows the owner's work: an assessor of the period or a superior of one, or who answered an objection.
    Follower,
}

/// An evaluation, whose it is and what is known about their units.
#[derive(Debug)]
pub(super) struct Desk {
    pub id: EvaluationId,
    pub me: EmployeeId,
    pub part: Part,
    pub subject: EvaluationSubject,
    /// Who is above the evaluator today, the nearest first.
    pub above: Vec<(EmployeeId, String)>,
    pub period: PeriodId,
    pub stored: StoredEvaluation,
    /// What the perangkat daerah achieved in the period.
    pub office: Option<AchievementRecord>,
    /// What the unit achieved that the owner leads.
    pub headed: Option<AchievementRecord>,
    pub rules: EvaluationRules,
    /// The oldest first.
    pub objections: Vec<ObjectionRecord>,
}

impl Desk {
    /// Returns an evaluation; to be changed, its plan is locked.
    ///
    /// # Errors
    /// [`Error::NotFound`] for who has no part in it, for a period in which the plan is not evaluated, and before it
    /// begins.
    pub(super) async fn load(tx: &mut Tx, id: EvaluationId, is_locked: bool) -> Result<Self> {
        let (agency, today) = (tx.actor.agency, tx.today());
        let me = tx.actor.employee.ok_or(Error::NotFound)?;
        let subject = store::subject(tx, id).await?.ok_or(Error::NotFound)?;
        let (owner, evaluator) = (subject.owner, subject.evaluator.as_ref().map(|(evaluator, _)| *evaluator));
        let part = match (part_of(me, &subject), subject.period) {
            (Some(part @ (Part::Owner | Part::Evaluator | Part::Superior)), _) => Some(part),
            (part, Some(period)) => {
                let case = store::case_part(tx, id, period, (owner, evaluator, me)).await?;
                let decides = case.decides.then_some(Part::Superior);
                decides.or(part).or_else(|| case.answered.then_some(Part::Follower))
            }
            (part, None) => part,
        };
        let part = part.ok_or(Error::NotFound)?;
        let kind = regime::rules(tx.db(), agency).await?.periods_of(subject.regime.as_deref());
        let periods = EvaluationPeriod::of_plan((subject.starts_on, subject.ends_on), kind, subject.is_last);
        let has_begun = id.period.starts_on().max(subject.starts_on) <= today;
        let period = subject.period.filter(|_| has_begun && periods.contains(&id.period)).ok_or(Error::NotFound)?;
        if is_locked {
            store::lock(tx, id.skp).await?;
        }
        let stored = store::stored(tx, id, owner, period).await?;
        let above = match evaluator {
            Some(evaluator) => store::line_above(tx, evaluator, today).await?,
            None => vec![],
        };
        let office = store::achievement(tx, subject.office, period).await?.into_iter().next();
        let headed = match subject.heads {
            Some(unit) if unit == subject.office => office.clone(),
            Some(unit) => store::achievement(tx, unit, period).await?.into_iter().next(),
            None => None,
        };
        let rules = evaluation_rule::rules(tx).await?;
        let objections = store::objections(tx, id, owner, period).await?;
        Ok(Self { id, me, part, subject, above, period, stored, office, headed, rules, objections })
    }

    /// Whose task the evaluation is today.
    pub(super) fn evaluator(&self) -> Option<EmployeeId> {
        self.subject.evaluator.as_ref().map(|(evaluator, _)| *evaluator)
    }

    /// Who decides about an objection: the nearest person above the evaluator who neither is rated nor signed what it is about.
    pub(super) fn decider(&self) -> Option<&(EmployeeId, String)> {
        let evaluation = &self.stored.evaluation;
        let objected = self.objections.iter().rfind(|record| !record.objection.is_late);
        let version = match objected {
            Some(record) => evaluation.versions.iter().find(|version| version.number == record.objection.version),
            // Before the release its owner does not learn from the name who signed.
            None => self.read().last().map(|(version, _)| *version),
        };
        let signer = version.map(|version| version.signed_by);
        self.above.iter().find(|(person, _)| *person != self.subject.owner && Some(*person) != signer)
    }

    /// The first and the last day that are evaluated.
    pub(super) fn span(&self) -> (Date, Date) {
        (self.id.period.starts_on().max(self.subject.starts_on), self.id.period.last_day(self.subject.ends_on))
    }

    /// The same as moments: reports and messages from the first one on and before the second one.
    pub(super) fn moments(&self, tx: &Tx) -> (Timestamp, Timestamp) {
        let (zone, (first, last)) = (tx.actor.zone, self.span());
        let midnight = |day: Date| zone.instant(day.at(0, 0, 0, 0));
        (midnight(first), midnight(last.saturating_add(1.day())))
    }

    /// Returns what the plan said on the last day.
    ///
    /// # Errors
    /// When the database fails.
    pub(super) async fn plan(&self, tx: &mut Tx) -> Result<AgreedPlan> {
        let (first, last) = self.span();
        let plan = (self.subject.owner, self.id.skp);
        agreed::on_day(tx, plan, last, (first.month(), last.month())).await?.ok_or(Error::NotFound)
    }

    /// The versions that the caller reads, the oldest first, with name and post of who signed each: its owner and those who
    /// only followed the work read what was released, and the latter what they signed.
    pub(super) fn read(&self) -> Vec<(&EvaluationVersion, &(String, String))> {
        let evaluation = &self.stored.evaluation;
        let is_released = !evaluation.released().is_empty();
        let is_read = |version: &EvaluationVersion| match self.part {
            Part::Evaluator | Part::Superior => true,
            Part::Owner => is_released,
            Part::Follower => is_released || version.signed_by == self.me,
        };
        evaluation.versions.iter().zip(&self.stored.signers).filter(|(version, _)| is_read(version)).collect()
    }

    /// The rating that follows for the head of a unit whose achievement was set, with that achievement.
    pub(super) fn head_rating(&self, now: Timestamp) -> Option<(Rating, UnitAchievement)> {
        let ratings = self.rules.head_ratings(self.span().1, now);
        self.headed.as_ref().map(|headed| (ratings.of(headed.level), headed.level))
    }

    /// The matrix that a signature at a moment follows.
    pub(super) fn matrix(&self, at: Timestamp) -> Matrix {
        self.rules.matrix(self.span().1, at)
    }

    /// The days in which the newest released version can be objected to, with the words of the rule; `None` before the
    /// release.
    pub(super) async fn window(&self, tx: &mut Tx) -> Result<Option<(ObjectionWindow, String)>> {
        let Some(at) = self.stored.evaluation.released().last().and_then(|version| version.released_at) else {
            return Ok(None);
        };
        let served = tx.actor.zone.day(at);
        let working = calendar::rules(tx).await?.working;
        let windows = self.rules.windows(served, at);
        let source = self.rules.in_force(EvaluationRuleKind::Windows, served, at);
        let source = source.map_or("", |rule| rule.source.as_str());
        let words = format!("{} hari kalender sejak alasannya dapat dibaca ({source})", windows.objection);
        Ok(Some((ObjectionWindow::of(windows.objection(), served, &working), words)))
    }

    /// Why the evaluation cannot be changed by who evaluates: an objection against it is open, or was decided.
    pub(super) fn frozen(&self) -> Option<ObjectionRefusal> {
        let newest = self.objections.iter().map(|record| &record.objection).rfind(|objection| !objection.is_late)?;
        Some(if newest.is_open() { ObjectionRefusal::UnderObjection } else { ObjectionRefusal::Final })
    }

    /// Whether the work can be evaluated: the last day has come.
    pub(super) fn is_over(&self, today: Date) -> bool {
        today >= self.span().1
    }

    /// What decides about a signature now.
    pub(super) fn signing(&self, tx: &Tx, reason: Option<Note>) -> Signing {
        Signing {
            now: tx.now,
            is_over: self.is_over(tx.today()),
            has_unit_achievement: self.office.is_some(),
            head_rating: self.head_rating(tx.now).map(|(rating, _)| rating),
            matrix: self.matrix(tx.now),
            reason,
        }
    }
}

fn part_of(me: EmployeeId, subject: &EvaluationSubject) -> Option<Part> {
    let is_evaluator = subject.evaluator.as_ref().is_some_and(|(evaluator, _)| *evaluator == me);
    if subject.owner == me {
        Some(Part::Owner)
    } else if is_evaluator {
        Some(Part::Evaluator)
    } else if subject.is_superior {
        Some(Part::Superior)
    } else {
        subject.follows.then_some(Part::Follower)
    }
}
