//! What happens to reports.

use crate::domain::{
    event::{Event, Topic},
    id::{EmployeeId, IkiId, ReportId, UnitId},
};

/// A report came in: of whom, who assesses them, and the units whose boards it changes: those above them, and those of
/// the superiors to whose results it is added.
pub(crate) fn reported(
    (report, iki): (ReportId, IkiId),
    employee: EmployeeId,
    assessor: Option<EmployeeId>,
    units: Vec<UnitId>,
) -> Event {
    let shown = units.into_iter().map(Topic::Unit).chain([Topic::Person(employee)]).chain(assessor.map(Topic::Team));
    Event::new("reported").about(report).with(iki).changes(shown)
}
