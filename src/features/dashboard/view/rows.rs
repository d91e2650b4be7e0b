//! Rows that stay as they are while others come and go, and are lit for a moment when they change.

use crate::{features::dashboard::model::Board, loaded::Shown};
use leptos::prelude::*;
use std::hash::DefaultHasher;
use uuid::Uuid;

/// How the rows of a part of the board are drawn. Functions instead of type parameters, because the browser carries the
/// code of a keyed list once for each kind of it.
#[derive(Clone, Copy)]
pub(super) struct Rows {
    /// The rows, in their order.
    pub ids: fn(&Board) -> Vec<Uuid>,
    /// What of the board a row shows.
    pub shows: fn(&Board, Uuid, &mut DefaultHasher),
    /// The row around what changes.
    pub row: fn(&Board, Uuid, Lit, AnyView) -> Option<AnyView>,
    /// What is drawn anew with each change.
    pub inside: fn(&Board, Uuid) -> Option<AnyView>,
    /// Whether a row that comes while the page is open is a change.
    pub lights_new: bool,
}

/// Whether a row is lit.
#[derive(Clone, Copy)]
pub(super) struct Lit {
    told: Memo<Option<u64>>,
    changes: StoredValue<i32>,
}

impl Lit {
    /// Two classes in turn: the animation begins anew with each change.
    pub fn class(self) -> &'static str {
        let _ = self.told.get();
        let changes = self.changes.get_value();
        self.changes.set_value(changes + 1);
        match changes {
            0 => "",
            changes if changes % 2 == 0 => "row-lit again",
            _ => "row-lit",
        }
    }
}

/// Draws a row for each id and keeps it for as long as its id is there.
pub(super) fn rows(board: Shown<Board>, how: Rows) -> AnyView {
    let ids = Memo::new(move |_| board.value.with(|board| board.as_ref().map(how.ids).unwrap_or_default()));
    // What is there when the page opens is not new.
    let open = StoredValue::new(false);
    Effect::new(move |_| open.set_value(how.lights_new));
    view! { <For each=move || ids.get() key=|id| *id children=move |id| row(board, how, id, open.get_value()) /> }
        .into_any()
}

fn row(board: Shown<Board>, how: Rows, id: Uuid, is_new: bool) -> Option<AnyView> {
    let told = board.mark(move |board, mark| (how.shows)(board, id, mark));
    let lit = Lit { told, changes: StoredValue::new(i32::from(is_new)) };
    let inside = move || {
        let _ = told.get();
        board.now(|board| (how.inside)(board, id)).flatten()
    };
    board.now(|board| (how.row)(board, id, lit, inside.into_any())).flatten()
}
