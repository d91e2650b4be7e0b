//! Rows that stay as they are while others come and go, and are lit for a moment when they change.

use crate::{
    query::{Loads, Query},
    ui,
};
use leptos::prelude::*;
use std::hash::DefaultHasher;
use uuid::Uuid;

/// How the rows of a part of what is shown are drawn.
pub(super) struct Rows<T> {
    /// The rows, in their order.
    pub ids: fn(&T) -> Vec<Uuid>,
    /// What a row shows.
    pub shows: fn(&T, Uuid, &mut DefaultHasher),
    /// The row around what changes.
    pub row: fn(&T, Uuid, Lit, AnyView) -> Option<AnyView>,
    /// What is drawn anew with each change.
    pub inside: fn(&T, Uuid) -> Option<AnyView>,
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
pub(super) fn rows<T: Loads>(shown: Query<T>, how: &'static Rows<T>) -> AnyView {
    let ids = Memo::new(move |_| shown.with(|value| value.map(how.ids).unwrap_or_default()));
    // What is there when the page opens is not new.
    let open = StoredValue::new(false);
    Effect::new(move |_| open.set_value(how.lights_new));
    ui::rows::rows(move || ids.get(), move |id| row(shown, how, id, open.get_value()).into_any())
}

fn row<T: Loads>(shown: Query<T>, how: &'static Rows<T>, id: Uuid, is_new: bool) -> Option<AnyView> {
    let told = shown.fingerprint(move |value, mark| (how.shows)(value, id, mark));
    let lit = Lit { told, changes: StoredValue::new(i32::from(is_new)) };
    let inside = move || {
        let _ = told.get();
        shown.peek(|value| (how.inside)(value, id)).flatten()
    };
    shown.peek(|value| (how.row)(value, id, lit, inside.into_any())).flatten()
}
