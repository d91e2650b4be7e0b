//! Opening a board: loaded once for all its readers, until something below the unit changes.

use super::{
    model::{Board, Reporting, ResultOrigin, UnitResults},
    query::{self, BoardNumbers, Courses, Whole, WholeResults},
    store,
};
use crate::{
    domain::{
        actor::Actor,
        event::Topic,
        feedback::Waits,
        id::{EmployeeId, IkiId, UnitId},
    },
    error::Result,
    server::{
        agency::root,
        cache::{TopicCache, TtlCache},
        door::Caller,
    },
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
    let (app, agency) = (caller.app(), caller.actor()?.agency);
    let board = board(caller, unit).await?;
    let unit = board.unit;
    let waits = match board.figures {
        Some(_) => {
            let load = async || caller.look(async |tx| store::reporting::waits(tx, unit).await).await;
            let waits = app.caches.get::<TtlCache<Waits>>().get(agency, unit, app.clock.now(), load).await?;
            Some(query::wait_words(*waits, board.scope))
        }
        None => None,
    };
    let people = caller.look(async |tx| query::reporters(tx, unit, after).await).await?;
    Ok(Reporting { unit, name: board.name, waits, people })
}

/// Returns the unit that is asked for, without one that of the caller's board.
async fn unit_or_own(caller: &Caller, unit: Option<UnitId>) -> Result<UnitId> {
    match unit.or_else(|| caller.actor().ok().and_then(Actor::board_unit)) {
        Some(unit) => Ok(unit),
        None => caller.read(async |tx| root(tx).await).await,
    }
}

/// Returns the results of a unit's head, as much of them as the caller may see: `None` for those who see totals only.
///
/// What they stand at is loaded once for all readers until something below the unit changes, of the largest offices at most
/// every half a minute ([`WholeResults::rest`]); how they stood at the ends of
/// past weeks, which a report of today does not change, once in ten minutes.
pub(crate) async fn results(caller: &Caller, unit: Option<UnitId>) -> Result<Option<UnitResults>> {
    let (app, actor) = (caller.app(), caller.actor()?);
    let unit = unit_or_own(caller, unit).await?;
    let now = app.clock.now();
    let load = async || caller.look(async |tx| query::whole_results(tx, unit).await).await;
    let whole = app.caches.get::<TopicCache<WholeResults>>();
    let (key, day) = ((actor.agency, Topic::Unit(unit)), actor.zone.day(now));
    let whole = whole.get_resting(&app.live, key, day, WholeResults::rest, load).await?;
    // Nobody makes the second one load who may not see the first.
    if !caller.answer(whole.is_shown_to(actor)).await? {
        return Ok(None);
    }
    let load = async || caller.look(async |tx| query::courses(tx, unit).await).await;
    let courses = app.caches.get::<TtlCache<Courses>>().get(actor.agency, unit, now, load).await?;
    caller.answer(whole.seen_by(actor, &courses)).await
}

/// Returns where an indicator's figure comes from.
pub(crate) async fn origin(caller: &Caller, iki: IkiId, after: Option<IkiId>) -> Result<ResultOrigin> {
    caller.look(async |tx| query::origin(tx, iki, after).await).await
}
