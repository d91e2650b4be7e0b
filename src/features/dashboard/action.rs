//! Opening a board: loaded once for all its readers, until something below the unit changes.

use super::{
    model::{Board, Reporting},
    query::{self, BoardNumbers, Whole},
    store,
};
use crate::{
    domain::{
        event::Topic,
        feedback::Waits,
        id::{EmployeeId, UnitId},
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
    let unit = match unit.or_else(|| actor.board_unit()) {
        Some(unit) => unit,
        None => caller.read(async |tx| root(tx).await).await?,
    };
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
