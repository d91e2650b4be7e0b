//! What needs a reader first, and what has changed since the last week.

use super::{
    model::{Attention, UnitMove},
    store::{self, Sums, people::ListedPerson},
};
use crate::{
    domain::{
        actor::BoardScope,
        board::{Counts, Lack, movers},
        calendar::week_of,
        id::{EmployeeId, UnitId},
        measure::Status,
    },
    error::{Error, Result},
    features::team::need::questions,
    server::{
        agency::{locate, thresholds},
        door::Tx,
    },
    ui::format,
};
use jiff::civil::Date;
use std::collections::HashMap;

/// People who are named on the board; the others are in the list behind the count.
const MAX_NAMED: usize = 5;

/// Returns what needs the caller, how many people of a unit have no access, and who has begun to need support; nobody is named to callers above the
/// perangkat daerah.
///
/// # Errors
/// [`Error::NotFound`] if the caller may not see the board at all.
pub(crate) async fn attention(tx: &mut Tx, unit: Option<UnitId>) -> Result<Attention> {
    let (unit, scope) = locate(tx, unit).await?;
    let path: Vec<UnitId> = store::path(tx, unit).await?.into_iter().map(|(unit, _)| unit).collect();
    let overdue = store::attention::overdue(tx).await?;
    let questions = questions(tx).await?;
    let mut newly = if tx.actor.may_see_reporters(&path) { newly(tx, unit).await? } else { vec![] };
    let without_access = match scope {
        BoardScope::Full => store::without::total(tx, unit, Lack::Access).await?,
        BoardScope::Totals => 0,
    };
    let more = newly.len().saturating_sub(MAX_NAMED);
    newly.truncate(MAX_NAMED);
    Ok(Attention {
        overdue,
        questions,
        without_access,
        newly: store::people::rows(tx, newly).await?,
        more: i32::try_from(more).unwrap_or(i32::MAX),
    })
}

/// Returns the people of a subtree who need support and did not at the end of the last week.
async fn newly(tx: &mut Tx, unit: UnitId) -> Result<Vec<ListedPerson>> {
    let (agency, zone, today) = (tx.actor.agency, tx.actor.zone, tx.today());
    let monday = week_of(today);
    let people = store::attention::turned(tx, unit, monday).await?;
    let ids: Vec<EmployeeId> = people.iter().map(|person| person.id).collect();
    let before = zone.instant(monday.at(0, 0, 0, 0));
    let sunday = monday.yesterday().map_err(|_| Error::NotFound)?;
    let thresholds = thresholds(tx.db(), agency).await?;
    let mut statuses = HashMap::<EmployeeId, Vec<Status>>::new();
    for (person, target, standing) in store::attention::standings_before(tx, &ids, before).await? {
        statuses.entry(person).or_default().push(target.status(standing, sunday, thresholds));
    }
    let needed = |person: &ListedPerson| {
        Status::worst(statuses.get(&person.id).into_iter().flatten().copied()) == Status::NeedsSupport
    };
    Ok(people.into_iter().filter(|person| !needed(person)).collect())
}

/// Returns the units that rose and fell most since the last week, in words; none while the last week is of another year,
/// whose plans were others.
pub(super) async fn moves(tx: &mut Tx, unit: UnitId, children: &[Sums], today: Date) -> Result<Vec<UnitMove>> {
    let last: HashMap<UnitId, Counts> = store::attention::last_week(tx, unit, today).await?.into_iter().collect();
    let compared = children.iter().filter_map(|child| Some((child, *last.get(&child.unit)?)));
    let named = movers(compared.map(|(child, last)| (child, child.people.all(), last, child.indicators)).collect());
    let moves = named.into_iter().map(|(child, points)| UnitMove {
        id: child.unit,
        name: child.name.clone(),
        is_rise: points > 0,
        words: match child.indicators.progress_percent() {
            Some(now) => format!("{}, sekarang {now} %", format::points(points)),
            None => format::points(points),
        },
    });
    Ok(moves.collect())
}
