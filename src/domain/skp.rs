//! The yearly plan (Sasaran Kinerja Pegawai, Skp): its content, its versions and what may become of them
//! (`PermenPANRB` 6/2022, perencanaan kinerja).
//!
//! A plan has one version in force at most and one in work at most. A revision is written beside the version in force
//! and replaces it once both sides agree again, so that boards and reports follow without a gap. A result or an
//! indicator keeps its id from version to version: reports belong to the indicator, not to one wording of it.

mod begin;
mod cascade;
mod change;
mod completion;
mod content;
mod contradiction;
mod deadline;
mod discard;
mod draft;
mod further;
mod life;
mod manual;
mod missing;
mod sheet;
mod version;

pub use begin::{PlanSource, free_span};
pub use cascade::{Cascade, Division, WHOLE, percent_of, share_of};
pub use change::{Change, SkpField, change_of};
pub use completion::{Completion, Completions, year_in_planning};
pub use content::{Aspect, Classification, Iki, Link, Perspective, Rhk, RhkKind, SkpContent};
pub use contradiction::Contradiction;
pub use deadline::PlanDeadline;
pub use draft::{
    MAX_INDICATORS, MAX_RESULTS, Missing, indicator_id, is_result_of, last_number, next_indicators, next_result,
    result_id, template_indicator_id, template_indicator_number, template_result_id, template_result_number,
};
pub use further::{APPENDIX, Approach, CORE_VALUES, CoreValue, Further, Guidance, MAX_ROWS};
pub use life::SkpRefusal;
pub use manual::{Control, Manual, ResultStage};
pub use missing::MissingPlan;
pub use sheet::copied_cells;
pub use version::{Agreement, Revision, RevisionStep, SkpState, Stage};

use crate::domain::id::{EmployeeId, PostId, RhkId, SkpId};
use jiff::civil::Date;
use std::ops::RangeInclusive;

/// Returns the years for which plans are made on a day: the last one, for latecomers, this one and the next one.
pub fn plan_years(today: Date) -> RangeInclusive<i16> {
    today.year().saturating_sub(1)..=today.year().saturating_add(1)
}

/// The plan of a person in a post for a year, or the part of it that they hold the post.
///
/// Transitions consume the plan and give what it has become; a refused one leaves what is stored as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skp {
    pub id: SkpId,
    pub employee: EmployeeId,
    pub post: PostId,
    pub starts_on: Date,
    pub ends_on: Date,
    pub state: SkpState,
}

impl Skp {
    /// Begins a plan with a draft of its first version.
    pub const fn draft(
        id: SkpId,
        employee: EmployeeId,
        post: PostId,
        starts_on: Date,
        ends_on: Date,
        content: SkpContent,
    ) -> Self {
        let state = SkpState::Planned(Revision { version: 1, content, step: RevisionStep::Draft });
        Self { id, employee, post, starts_on, ends_on, state }
    }

    /// Where the plan stands: its version in force where there is one, else the one in work.
    pub const fn stage(&self) -> Stage {
        match &self.state {
            SkpState::Planned(revision) => revision.stage(),
            SkpState::Agreed { .. } => Stage::Agreed,
            SkpState::Closed { .. } => Stage::Closed,
        }
    }

    /// The version in force.
    pub const fn agreement(&self) -> Option<&Agreement> {
        match &self.state {
            SkpState::Planned(_) => None,
            SkpState::Agreed { agreement, .. } | SkpState::Closed { agreement, .. } => Some(agreement),
        }
    }

    /// Returns the ids of the results in work and in force.
    pub fn results(&self) -> impl Iterator<Item = RhkId> {
        let contents = [self.revision().map(|it| &it.content), self.agreement().map(|it| &it.content)];
        contents.into_iter().flatten().flat_map(|content| content.results.iter().map(|result| result.id))
    }

    /// Returns whether the plan is a first draft with nothing of its owner's in it.
    pub fn is_untouched(&self) -> bool {
        matches!(&self.state, SkpState::Planned(Revision { content, step: RevisionStep::Draft, .. }) if content.is_only_given())
    }

    /// The version in work.
    pub const fn revision(&self) -> Option<&Revision> {
        match &self.state {
            SkpState::Planned(revision) => Some(revision),
            SkpState::Agreed { revision, .. } => revision.as_ref(),
            SkpState::Closed { .. } => None,
        }
    }
}
