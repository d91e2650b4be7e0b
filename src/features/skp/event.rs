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

/// Its owner began a plan. `leaders` are those in whose matrix it is.
pub(crate) fn begun(skp: SkpId, owner: EmployeeId, leaders: Vec<EmployeeId>) -> Event {
    Event::new("plan_begun").about(skp).with(owner).changes(shown_to(owner, leaders))
}

/// Its owner wrote in the version in work. `leaders` are those in whose matrix it is.
pub(crate) fn written(skp: SkpId, owner: EmployeeId, leaders: Vec<EmployeeId>) -> Event {
    Event::new("plan_written").about(skp).with(owner).changes(shown_to(owner, leaders))
}

fn shown_to(owner: EmployeeId, leaders: Vec<EmployeeId>) -> impl Iterator<Item = Topic> {
    [Topic::Person(owner)].into_iter().chain(leaders.into_iter().map(Topic::Team))
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

/// A plan was submitted, taken back, revised, returned or agreed on, or its version in work was discarded. `leaders` are those in whose matrix it is, `units` are those
/// whose boards it moves.
pub(crate) fn acted(
    act: PlanAct,
    skp: SkpId,
    owner: EmployeeId,
    leaders: Vec<EmployeeId>,
    units: Vec<UnitId>,
) -> Event {
    let kind = match act {
        PlanAct::Submit => "plan_submitted",
        PlanAct::Recall => "plan_recalled",
        PlanAct::Revise => "plan_revised",
        PlanAct::Return => "plan_returned",
        PlanAct::Agree => "plan_agreed",
        PlanAct::Discard => "plan_discarded",
    };
    let concerned = shown_to(owner, leaders).chain(units.into_iter().map(Topic::Unit));
    Event::new(kind).about(skp).with(owner).changes(concerned)
}

/// A Pengelola published a version of a template.
pub(crate) fn template_published(code: &str, version: i16) -> Event {
    Event::new("template_published").in_detail(format!("{code} version {version}"))
}

/// A Pengelola took a template out of use.
pub(crate) fn template_retired(code: &'static str) -> Event {
    Event::new("template_retired").in_detail(code)
}

/// A Pengelola took a template into use again.
pub(crate) fn template_restored(code: &'static str) -> Event {
    Event::new("template_restored").in_detail(code)
}

/// The owner of a plan put a newer version of its template into the version in work. `leaders` are those in whose matrix it
/// is.
pub(crate) fn template_applied(skp: SkpId, owner: EmployeeId, leaders: Vec<EmployeeId>, version: i16) -> Event {
    let event = Event::new("template_applied").about(skp).with(owner).in_detail(format!("version {version}"));
    event.changes(shown_to(owner, leaders))
}

/// The owner of a plan declined a newer version of its template.
pub(crate) fn template_declined(skp: SkpId, owner: EmployeeId, version: i16) -> Event {
    let event = Event::new("template_declined").about(skp).with(owner).in_detail(format!("version {version}"));
    event.changes([Topic::Person(owner)])
}

/// People were reminded of their plan of a year.
pub(crate) fn reminded(unit: UnitId, year: i16, people: &[EmployeeId]) -> Event {
    let concerned = people.iter().copied().map(Topic::Person);
    Event::new("plans_reminded").about(unit).in_detail(format!("{} for {year}", people.len())).changes(concerned)
}
