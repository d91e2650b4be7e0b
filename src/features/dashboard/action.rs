//! Opening a board: loaded once for all who look at it, until something below the unit changes.

use super::{listing, model::Board, store};
use crate::{
    domain::{event::Topic, id::UnitId},
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
    let today = actor.zone.day(app.clock.now());
    let load = async || caller.look(async |tx| listing::whole(tx, unit).await).await;
    app.boards.get(&app.live, Topic::Unit(unit), today, load).await?.seen_by(actor)
}
