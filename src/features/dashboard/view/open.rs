//! The open board: the address has the unit, the numbers follow its changes.

use crate::{
    domain::{event::Topic, id::UnitId},
    features::dashboard::{api::get_board, model::Board},
    query::Query,
    ui::live::on_change,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

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
    let asked = Memo::new(move |_| query.read().get("unit").and_then(|id| id.parse::<UnitId>().ok()));
    let board = Query::load(move || asked.get(), get_board);
    let unit = board.select(|board| board.unit);
    on_change(move || unit.get().map(Topic::Unit).into_iter().collect(), move || board.refetch());
    OpenBoard { asked, board, unit }
}
