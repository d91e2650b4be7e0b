//! Evaluations in the database.

mod calibration;
mod case;
mod evidence;
mod objection;
mod state;
mod subject;
mod team;
mod unit;

pub(crate) use calibration::{
    Board, CardRecord, MarkRecord, SignedRecord, SpreadRecord, cards, insert_mark, insert_spread, is_on_board,
    leaders_of_plan, leaders_of_unit, lock_spread, marks, plan_counts, signed, spreads,
};
pub(crate) use case::{CaseCounts, CaseRecord, cases, counts, objected};
pub(crate) use evidence::{EvidenceRecord, FollowUpRecord, MessageRecord, evidence, follow_ups, messages};
pub(crate) use objection::{
    ObjectionRecord, case_part, decision, insert_decision, insert_objection, insert_statement, objections, reopen,
    statement,
};
pub(crate) use state::{
    SelfRecord, StoredEvaluation, answer, delete_draft, insert_version, lock_person, release, released, save_draft,
    save_self, self_assessment, stored,
};
pub(crate) use subject::{EvaluationSubject, line_above, lock, period_row, subject};
pub(crate) use team::{OwnRecord, TeamPlan, TeamState, finals, own, states, team_plans};
pub(crate) use unit::{AchievementRecord, UnitRecord, achievement, insert_achievement, unit_names, units_below};
