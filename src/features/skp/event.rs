//! What happens to plans.

use super::model::PlanAct;
use crate::domain::{
    event::{Event, Topic},
    id::{EmployeeId, SkpId, UnitId},
};

/// So many plans of a year were made from the templates of people's posts.
pub(crate) fn plans_created(year: i16, plans: u64) -> Event {
    Event::new("plans_created").in_detail(format!("{plans} for {year}"))
}

/// So many plans of a year that were made from templates were taken back.
pub(crate) fn plans_removed(year: i16, plans: u64) -> Event {
    Event::new("plans_removed").in_detail(format!("{plans} for {year}"))
}

/// Its owner began a plan.
pub(crate) fn begun(skp: SkpId, owner: EmployeeId) -> Event {
    Event::new("plan_begun").about(skp).with(owner).changes([Topic::Person(owner)])
}

/// Its owner wrote in the version in work.
pub(crate) fn written(skp: SkpId, owner: EmployeeId) -> Event {
    Event::new("plan_written").about(skp).with(owner).changes([Topic::Person(owner)])
}

/// A leader searched everybody in the agency for people to give results to.
pub(crate) fn people_searched(skp: SkpId) -> Event {
    Event::new("people_searched").about(skp)
}

/// A leader gave a result to its owner, changed its words or took it back; `is_new` where the plan began with it.
pub(crate) fn assigned(skp: SkpId, owner: EmployeeId, leader: EmployeeId, is_new: bool) -> Event {
    let kind = if is_new { "plan_begun" } else { "plan_assigned" };
    Event::new(kind).about(skp).with(owner).changes([Topic::Person(owner), Topic::Team(leader)])
}

/// A plan was submitted, revised, returned or agreed on. `units` are those whose boards it moves.
pub(crate) fn acted(
    act: PlanAct,
    skp: SkpId,
    owner: EmployeeId,
    assessor: Option<EmployeeId>,
    units: Vec<UnitId>,
) -> Event {
    let kind = match act {
        PlanAct::Submit => "plan_submitted",
        PlanAct::Revise => "plan_revised",
        PlanAct::Return => "plan_returned",
        PlanAct::Agree => "plan_agreed",
    };
    let concerned = [Topic::Person(owner)].into_iter().chain(assessor.map(Topic::Team));
    Event::new(kind).about(skp).with(owner).changes(concerned.chain(units.into_iter().map(Topic::Unit)))
}
