//! Queries of follow-ups: the open ones of a unit, and those of a person.

use super::{
    action::must_lead,
    model::{FollowUpRow, MyFollowUps, UnitFollowUps},
    store::{self, FollowUpRecord},
};
use crate::{
    domain::{
        follow_up::days_late,
        id::{EmployeeId, UnitId},
    },
    error::{Error, Result},
    server::{agency::descriptions, door::Tx},
    ui::format,
};
use jiff::civil::Date;

/// Returns the open follow-ups of a unit's meetings.
///
/// # Errors
/// [`Error::NotFound`] if the caller does not lead the unit.
pub(crate) async fn of_unit(tx: &mut Tx, unit: UnitId, named: bool) -> Result<UnitFollowUps> {
    must_lead(tx, unit).await?;
    let (agency, today) = (tx.actor.agency, tx.today());
    let mut open = store::open_of_unit(tx, unit).await?;
    if !named {
        let people: Vec<EmployeeId> = open.iter().map(|listed| listed.assignee).collect();
        let described = descriptions(tx.db(), agency, today.year(), &people).await?;
        for (listed, description) in open.iter_mut().zip(described) {
            // Of somebody who has left, the unit of before would be the name.
            listed.name = if listed.has_left { "Penanggung jawab".to_owned() } else { description };
        }
    }
    Ok(UnitFollowUps { named, open: open.into_iter().map(|listed| row(listed, today)).collect() })
}

/// Returns the follow-ups that the signed-in person is responsible for, and those that they assigned.
///
/// # Errors
/// [`Error::NotFound`] for an account without an employee.
pub(crate) async fn of_person(tx: &mut Tx) -> Result<MyFollowUps> {
    let me = tx.actor.employee.ok_or(Error::NotFound)?;
    let today = tx.today();
    let all = store::of_person(tx, me).await?;
    let total = all.first().map_or(0, |listed| listed.total);
    let shown = format::part_of(0, all.len(), total, "tindak lanjut");
    let (mine, assigned): (Vec<_>, Vec<_>) = all.into_iter().partition(|listed| listed.assignee == me);
    let rows = |listed: Vec<FollowUpRecord>| listed.into_iter().map(|listed| row(listed, today)).collect();
    Ok(MyFollowUps { mine: rows(mine), assigned: rows(assigned), shown })
}

fn row(listed: FollowUpRecord, today: Date) -> FollowUpRow {
    let FollowUpRecord { id, text, name, has_left, unit, due_on, done, .. } = listed;
    let due_on = due_on.to_jiff();
    FollowUpRow {
        id,
        text,
        who: if has_left && !done { format!("{name} sudah tidak bertugas: tunjuk pengganti") } else { name },
        unit,
        due: match due_on {
            due_on if due_on == today => "hari ini".to_owned(),
            due_on if due_on.year() == today.year() => format::short_day(due_on),
            due_on => format!("{} {}", format::short_day(due_on), due_on.year()),
        },
        late: days_late(due_on, today).filter(|_| !done).map(|days| format!("lewat {days} hari")),
        done,
    }
}
