//! What may be changed about a plan, and what it takes: one table, which the page and the server read.

use super::Stage;

/// A part of a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SkpField {
    /// The post and the dates of the plan.
    Span,
    /// Whether results are measured in numbers or in words.
    Approach,
    /// Which results there are.
    Results,
    /// The text of a result, its kind, its classification, what it is based on and what it supports with which part.
    Result,
    /// What is to be done for a result, period by period.
    Actions,
    /// Which indicators a result has.
    Indicators,
    Name,
    Aspect,
    /// The unit, the polarity and the accumulation of an indicator, and whether it is a coverage.
    Measure,
    Baseline,
    /// The targets of an indicator and, of a coverage, out of how many.
    Targets,
    /// The superior's indicator to which it is added.
    AddsTo,
    Frequency,
    /// The perspective of an indicator and how it is to be read.
    Manual,
    /// The expected conduct and the appendix.
    Further,
}

impl SkpField {
    pub const ALL: [Self; 15] = [
        Self::Span,
        Self::Approach,
        Self::Results,
        Self::Result,
        Self::Actions,
        Self::Indicators,
        Self::Name,
        Self::Aspect,
        Self::Measure,
        Self::Baseline,
        Self::Targets,
        Self::AddsTo,
        Self::Frequency,
        Self::Manual,
        Self::Further,
    ];
}

/// What a change takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Change {
    /// Its owner changes it.
    Free,
    /// It counts once both sides have agreed again.
    BothSignatures,
    Never,
}

/// Returns what the change of a field takes. `stage` is [`Stage::Agreed`] for what the version in force has already,
/// else the stage of the version in work. The span belongs to the plan: another one is another plan.
pub const fn change_of(stage: Stage, field: SkpField) -> Change {
    match (stage, field) {
        (_, SkpField::Span)
        | (Stage::Submitted | Stage::Closed, _)
        | (Stage::Agreed, SkpField::Approach | SkpField::Measure) => Change::Never,
        (Stage::Draft | Stage::Returned, _) => Change::Free,
        (Stage::Agreed, _) => Change::BothSignatures,
    }
}
