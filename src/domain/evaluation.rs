//! The evaluation of a person's work in a period: two ratings that a person gives, and what follows from them
//! (evaluasi kinerja; `PermenPANRB` 6/2022, SE `MenPANRB` 3/2023).
//!
//! A rating is a judgement of the assessor: the program shows the evidence, explains the rule and warns. It computes no
//! rating, neither from achievement nor from attendance nor from other ratings. The predikat follows from the two ratings
//! and is typed nowhere. What was signed stays: a change is a further version with its reason, and the rated person reads
//! nothing of it before it is released.

mod calibration;
mod content;
mod distribution;
mod life;
mod matrix;
mod objection;
mod period;
mod rating;
mod rule;
mod unit;

pub use calibration::{Mark, Stance};
pub use content::{ConductNote, EvaluationContent, Evidence, Judgement, Lacking, NotEvaluated, SelfAssessment, VALUES};
pub use distribution::{Distribution, Pattern, Patterns, UnknownLine};
pub use life::{Acknowledgement, Evaluation, EvaluationRefusal, EvaluationVersion, Signing};
pub use matrix::{Alternative, Matrix};
pub use objection::{
    Answer, Decision, Objection, ObjectionRefusal, ObjectionRow, ObjectionWindow, Outcome, REOPENING, Statement,
};
pub use period::{EvaluationId, EvaluationPeriod, UnknownEvaluation};
pub use rating::{Predikat, Rating, Ratings};
pub use rule::{
    DatedRule, EvaluationRule, EvaluationRuleKind, EvaluationRules, MAX_EVALUATION_RULES, WINDOW_DAYS, Windows,
};
pub use unit::{HeadRatings, UnitAchievement};
