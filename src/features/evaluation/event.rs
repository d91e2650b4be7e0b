//! What happens to evaluations. Before the release nothing of it reaches the rated person: these events change the topics of
//! others alone.

use crate::domain::{
    evaluation::{Acknowledgement, EvaluationId, EvaluationPeriod, UnitAchievement},
    event::{Event, Topic},
    id::{EmployeeId, UnitId},
};

fn about(kind: &'static str, id: EvaluationId, owner: EmployeeId) -> Event {
    Event::new(kind).about(id.skp).with(owner)
}

/// The assessor wrote in an evaluation, or discarded a change.
pub(crate) fn written(id: EvaluationId, owner: EmployeeId, evaluator: EmployeeId) -> Event {
    let event = about("evaluation_written", id, owner).in_detail(id.period.to_string());
    event.changes([Topic::Team(evaluator)])
}

/// The assessor signed a version; `is_released` where its owner reads it at once. `leaders` are those whose boards follow; the
/// owner is never among them.
pub(crate) fn signed(
    id: EvaluationId,
    owner: EmployeeId,
    (evaluator, leaders): (EmployeeId, &[EmployeeId]),
    version: i16,
    is_released: bool,
) -> Event {
    let event = about("evaluation_signed", id, owner).in_detail(format!("{} version {version}", id.period));
    event.changes(boards(owner, evaluator, leaders).chain(is_released.then_some(Topic::Person(owner))))
}

/// The assessor released an evaluation to its owner.
pub(crate) fn released(
    id: EvaluationId,
    owner: EmployeeId,
    (evaluator, leaders): (EmployeeId, &[EmployeeId]),
) -> Event {
    let event = about("evaluation_released", id, owner).in_detail(id.period.to_string());
    event.changes(boards(owner, evaluator, leaders).chain([Topic::Person(owner)]))
}

fn boards(owner: EmployeeId, evaluator: EmployeeId, leaders: &[EmployeeId]) -> impl Iterator<Item = Topic> {
    let leaders = leaders.iter().copied().filter(move |leader| *leader != owner && *leader != evaluator);
    [evaluator].into_iter().chain(leaders).map(Topic::Team)
}

/// A superior said something about a signed evaluation.
pub(crate) fn marked(id: EvaluationId, owner: EmployeeId, (evaluator, leaders): (EmployeeId, &[EmployeeId])) -> Event {
    let event = about("calibration_marked", id, owner).in_detail(id.period.to_string());
    event.changes(boards(owner, evaluator, leaders))
}

/// A leader set how the predikat of a unit are spread.
pub(crate) fn distributed(unit: UnitId, leaders: &[EmployeeId], period: EvaluationPeriod, departures: usize) -> Event {
    let detail = format!("{period} {departures} departures");
    let event = Event::new("predikat_distributed").about(unit).in_detail(detail);
    event.changes(leaders.iter().copied().map(Topic::Team))
}

/// The rated person said something about a released evaluation.
pub(crate) fn acknowledged(
    id: EvaluationId,
    owner: EmployeeId,
    evaluator: Option<EmployeeId>,
    said: Acknowledgement,
) -> Event {
    let event = about("evaluation_acknowledged", id, owner).in_detail(format!("{} {}", id.period, said.code()));
    event.changes([Topic::Person(owner)].into_iter().chain(evaluator.map(Topic::Team)))
}

/// Somebody wrote about the own work; `is_sent` where the assessor reads it.
pub(crate) fn self_assessed(
    id: EvaluationId,
    owner: EmployeeId,
    evaluator: Option<EmployeeId>,
    is_sent: bool,
) -> Event {
    let kind = if is_sent { "self_assessment_sent" } else { "self_assessment_written" };
    let event = about(kind, id, owner).in_detail(id.period.to_string());
    event.changes([Topic::Person(owner)].into_iter().chain(evaluator.filter(|_| is_sent).map(Topic::Team)))
}

/// A leader said what a unit below achieved.
pub(crate) fn achieved(unit: UnitId, by: EmployeeId, period: EvaluationPeriod, level: UnitAchievement) -> Event {
    let event = Event::new("unit_achievement_set").about(unit).in_detail(format!("{period} {}", level.code()));
    event.changes([Topic::Team(by)])
}
