//! Opening a board: loaded once for all who look at it, until something below the unit changes.

use super::{
    listing,
    model::{Board, Reporting},
    store,
};
use crate::{
    domain::{
        event::Topic,
        id::{EmployeeId, UnitId},
    },
    error::Result,
    server::door::Caller,
};

/// The board of a unit, as much of it as the caller may see.
pub async fn board(caller: &Caller, unit: Option<UnitId>) -> Result<Board> {
    let (app, actor) = (caller.app(), caller.actor()?);
    let unit = match unit.or_else(|| actor.board_unit()) {
        Some(unit) => unit,
        None => caller.read(async |tx| store::root(tx).await).await?,
    };
    let now = app.clock.now();
    let today = actor.zone.day(now);
    // Weeks that are over do not change: in a large agency they are most of what a board costs.
    let past = async || caller.read(async |tx| store::weeks(tx, unit).await).await;
    let load = async || {
        let weeks = app.weeks.get(unit, now, past).await?;
        caller.read(async |tx| listing::whole(tx, unit, &weeks).await).await
    };
    app.boards.get(&app.live, Topic::Unit(unit), today, load).await?.seen_by(actor)
}

/// What has come in, how regularly the people of a unit report, and how soon they are answered; as much of it as the caller may see.
pub async fn reporting(caller: &Caller, unit: Option<UnitId>, after: Option<EmployeeId>) -> Result<Reporting> {
    let app = caller.app();
    let board = board(caller, unit).await?;
    let unit = board.unit;
    let waits = match board.figures {
        Some(_) => {
            let load = async || caller.read(async |tx| store::reporting::waits(tx, unit).await).await;
            Some(listing::wait_words(*app.waits.get(unit, app.clock.now(), load).await?))
        }
        None => None,
    };
    let people = caller.read(async |tx| listing::reporters(tx, unit, after).await).await?;
    Ok(Reporting { unit, name: board.name, waits, people })
}
