//! The open board: the address has the unit, the numbers follow its changes.

use crate::{
    domain::{event::Topic, id::UnitId},
    features::dashboard::{api::get_board, model::Board},
    query::Query,
    ui::live::on_change,
};
use leptos::prelude::*;
use leptos_router::{hooks::use_query_map, params::ParamsMap};
use uuid::Uuid;

/// Returns the unit that an address asks for; `None` if it asks for none. What is no id is of no unit: the server
/// answers as for one that it does not know.
pub(super) fn asked_unit(query: &ParamsMap) -> Option<UnitId> {
    let unit = query.get("unit").filter(|unit| !unit.is_empty())?;
    Some(unit.parse().unwrap_or(UnitId(Uuid::nil())))
}

/// Whether a value of `unit` in an address is the id of one.
pub(super) fn is_unit(value: &str) -> bool {
    value.parse::<UnitId>().is_ok()
}

#[derive(Clone, Copy)]
pub(super) struct OpenBoard {
    /// The unit in the address; `None` means the person's own.
    pub asked: Memo<Option<UnitId>>,
    pub board: Query<Board>,
    /// The unit of the loaded board.
    pub unit: Memo<Option<UnitId>>,
}

pub(super) fn use_board() -> OpenBoard {
    let query = use_query_map();
    let asked = Memo::new(move |_| asked_unit(&query.read()));
    let board = Query::load(move || asked.get(), get_board);
    let unit = board.select(|board| board.unit);
    on_change(move || unit.get().map(Topic::Unit).into_iter().collect(), move || board.refetch());
    OpenBoard { asked, board, unit }
}
