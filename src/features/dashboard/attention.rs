//! What needs a reader first, and what has changed since the last week.

use super::{
    model::{PersonRow, UnitMove},
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
    server::{agency::thresholds, door::Tx, unit_cache::UnitResult},
    ui::format,
};
use jiff::civil::Date;
use std::{collections::HashMap, time::Duration};

/// People who are named on the board; the others are in the list behind the count.
const MAX_NAMED: usize = 5;
/// The last week of so many is looked up with each change: 200 take the database 130 ms.
const MAX_LIVE_PEOPLE: usize = 50;

/// What needs the caller, and how many people of a unit have no access.
#[derive(Debug)]
pub(crate) struct Needs {
    pub overdue: i32,
    pub questions: i32,
    pub without_access: i32,
}

/// Returns what needs the caller; of the unit nothing for those who see totals only.
pub(crate) async fn needs(tx: &mut Tx, unit: UnitId, scope: BoardScope) -> Result<Needs> {
    Ok(Needs {
        overdue: store::attention::overdue(tx).await?,
        questions: questions(tx).await?,
        without_access: match scope {
            BoardScope::Full => store::without::total(tx, unit, Lack::Access).await?,
            BoardScope::Totals => 0,
        },
    })
}

/// The people of a unit who need support and did not at the end of the last week.
#[derive(Debug)]
pub(crate) struct NewlyInNeed {
    /// At most [`MAX_NAMED`].
    pub named: Vec<PersonRow>,
    /// The others.
    pub more: i32,
    /// Those whose last week was looked up.
    looked_up: usize,
}

impl UnitResult for NewlyInNeed {
    const KEEP: Duration = Duration::ZERO;
    const IS_ANNOUNCED: bool = true;

    fn is_slow(&self) -> bool {
        self.looked_up > MAX_LIVE_PEOPLE
    }

    async fn load(tx: &mut Tx, unit: UnitId, _: i16) -> Result<Self> {
        let (agency, zone, today) = (tx.actor.agency, tx.actor.zone, tx.today());
        let monday = week_of(today);
        let people = store::attention::turned(tx, unit, monday).await?;
        let (ids, looked_up): (Vec<EmployeeId>, _) = (people.iter().map(|person| person.id).collect(), people.len());
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
        let mut newly: Vec<ListedPerson> = people.into_iter().filter(|person| !needed(person)).collect();
        let more = newly.len().saturating_sub(MAX_NAMED);
        newly.truncate(MAX_NAMED);
        let named = store::people::rows(tx, newly).await?;
        Ok(Self { named, more: i32::try_from(more).unwrap_or(i32::MAX), looked_up })
    }
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
