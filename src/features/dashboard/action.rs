//! Opening a board: loaded once for all its readers, until something below the unit changes.

use super::{
    attention::{self, Needs, NewlyInNeed},
    model::{Attention, Board, Reporting, ResultOrigin, UnitResults},
    query::{self, AgencyWaits, BoardNumbers, Courses, Whole, WholeResults},
    store,
};
use crate::{
    domain::{
        actor::{Actor, BoardScope},
        calendar::Zone,
        event::Topic,
        id::{EmployeeId, IkiId, UnitId},
    },
    error::Result,
    server::{
        App,
        agency::root,
        cache::TopicCache,
        door::Caller,
        unit_cache::{UnitCache, UnitYear},
    },
    ui::format,
};
use std::sync::Arc;

/// Returns the board of a unit, as much of it as the caller may see.
pub(crate) async fn board(caller: &Caller, unit: Option<UnitId>) -> Result<Board> {
    // Whoever may not see what is cached is refused as by a load.
    caller.answer(whole(caller, unit).await?.seen_by(caller.actor()?)).await
}

/// Returns the numbers of the same board.
pub(crate) async fn board_numbers(caller: &Caller, unit: Option<UnitId>) -> Result<BoardNumbers> {
    caller.answer(whole(caller, unit).await?.numbers_for(caller.actor()?)).await
}

/// Returns a board for all its readers.
async fn whole(caller: &Caller, unit: Option<UnitId>) -> Result<Arc<Whole>> {
    let (app, actor) = (caller.app(), caller.actor()?);
    let unit = unit_or_own(caller, unit).await?;
    let today = actor.zone.day(app.clock.now());
    let load = async || caller.look(async |tx| query::whole(tx, unit).await).await;
    app.caches.get::<TopicCache<Whole>>().get(&app.live, actor.agency, Topic::Unit(unit), today, load).await
}

/// Returns the reporting of a unit: the newest reports, how regularly its people report, and how long reports wait for
/// feedback; as much of it as the caller may see.
pub(crate) async fn reporting(caller: &Caller, unit: Option<UnitId>, after: Option<EmployeeId>) -> Result<Reporting> {
    let whole = whole(caller, unit).await?;
    let (app, board, unit) = (caller.app(), caller.answer(whole.seen_by(caller.actor()?)).await?, whole.unit());
    let (people, units) =
        caller.look(async |tx| Ok((query::reporters(tx, unit, after).await?, store::subtree(tx, unit).await?))).await?;
    let waits = match board.figures {
        Some(_) => {
            let year = year(caller)?;
            let waits = app.caches.get::<UnitCache<AgencyWaits>>().get(caller, whole.root(), year).await?;
            Some(query::wait_words(waits.value.of(&units), board.scope))
        }
        None => None,
    };
    Ok(Reporting { unit, name: board.name, waits, people })
}

/// Returns what needs the caller, how many people of a unit have no access, and who has begun to need support; nobody is
/// named to callers above the perangkat daerah.
pub(crate) async fn attention(caller: &Caller, unit: Option<UnitId>) -> Result<Attention> {
    let (app, whole) = (caller.app(), whole(caller, unit).await?);
    let scope = caller.answer(whole.scope_of(caller.actor()?)).await?;
    let Needs { overdue, questions, without_access } =
        caller.look(async |tx| attention::needs(tx, whole.unit(), scope).await).await?;
    let (newly, more) = if whole.shows_persons_to(caller.actor()?) {
        let newly = app.caches.get::<UnitCache<NewlyInNeed>>();
        let newly = newly.get(caller, whole.unit(), year(caller)?).await?.value;
        (newly.named.clone(), newly.more)
    } else {
        (vec![], 0)
    };
    Ok(Attention { overdue, questions, without_access, newly, more })
}

/// Returns the caller's year.
fn year(caller: &Caller) -> Result<i16> {
    Ok(caller.actor()?.zone.day(caller.app().clock.now()).year())
}

/// Returns the unit that is asked for, without one that of the caller's board.
async fn unit_or_own(caller: &Caller, unit: Option<UnitId>) -> Result<UnitId> {
    match unit.or_else(|| caller.actor().ok().and_then(Actor::board_unit)) {
        Some(unit) => Ok(unit),
        None => caller.read(async |tx| root(tx).await).await,
    }
}

/// Returns the results of a unit's head, as much of them as the caller may see: `None` for those who see totals only.
pub(crate) async fn results(caller: &Caller, unit: Option<UnitId>) -> Result<Option<UnitResults>> {
    let (app, actor, whole) = (caller.app(), caller.actor()?, whole(caller, unit).await?);
    if caller.answer(whole.scope_of(actor)).await? == BoardScope::Totals {
        return Ok(None);
    }
    let (unit, year) = (whole.unit(), year(caller)?);
    let results = app.caches.get::<UnitCache<WholeResults>>().get(caller, unit, year).await?;
    let courses = app.caches.get::<UnitCache<Courses>>().get(caller, unit, year).await?.value;
    let as_of = results.stale_since.map(|at| format::time(actor.zone.local(at)));
    Ok(results.value.seen_by(actor, &courses, as_of))
}

/// Loads what the board of a unit shows and takes long, so that nobody waits for it; of the highest unit also how long the
/// reports of the agency wait.
pub(crate) async fn preload(app: &App, of: UnitYear, zone: Zone, is_root: bool) -> Result<()> {
    app.caches.get::<UnitCache<WholeResults>>().renew(app, of, zone).await?;
    app.caches.get::<UnitCache<Courses>>().renew(app, of, zone).await?;
    app.caches.get::<UnitCache<NewlyInNeed>>().renew(app, of, zone).await?;
    if is_root {
        app.caches.get::<UnitCache<AgencyWaits>>().renew(app, of, zone).await?;
    }
    Ok(())
}

/// Returns where an indicator's figure comes from.
pub(crate) async fn origin(caller: &Caller, iki: IkiId, after: Option<IkiId>) -> Result<ResultOrigin> {
    caller.look(async |tx| query::origin(tx, iki, after).await).await
}
