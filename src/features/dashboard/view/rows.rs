//! Keyed rows, which stay while others are added and removed, and are highlighted for a moment when they change.

use crate::{
    query::{Loads, Query},
    ui,
};
use leptos::prelude::*;
use std::hash::DefaultHasher;
use uuid::Uuid;

/// How to draw the rows of a part of the value.
pub(super) struct Rows<T> {
    /// The rows, in their order.
    pub ids: fn(&T) -> Vec<Uuid>,
    /// Adds the content of a row to a fingerprint.
    pub shows: fn(&T, Uuid, &mut DefaultHasher),
    /// Draws the row around its content.
    pub row: fn(&T, Uuid, Lit, AnyView) -> Option<AnyView>,
    /// Draws the content anew with each change.
    pub inside: fn(&T, Uuid) -> Option<AnyView>,
    /// Whether a row that is added while the page is open counts as changed.
    pub lights_new: bool,
}

/// Whether a row is highlighted.
#[derive(Clone, Copy)]
pub(super) struct Lit {
    fingerprint: Memo<Option<u64>>,
    changes: StoredValue<i32>,
}

impl Lit {
    /// Two classes in turn: the animation begins anew with each change.
    pub fn class(self) -> &'static str {
        let _ = self.fingerprint.get();
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
    rows_by(shown, how, Box::new(how.ids))
}

/// The ids of the rows in another order than their own.
pub(super) type Order<T> = Box<dyn Fn(&T) -> Vec<Uuid> + Send + Sync>;

/// Draws the rows in another order than their own.
pub(super) fn rows_by<T: Loads>(shown: Query<T>, how: &'static Rows<T>, order: Order<T>) -> AnyView {
    let ids = Memo::new(move |_| shown.with(|value| value.map(&order).unwrap_or_default()));
    // Rows that are there when the page opens are not new.
    let open = StoredValue::new(false);
    Effect::new(move |_| open.set_value(how.lights_new));
    ui::rows::rows(move || ids.get(), move |id| row(shown, how, id, open.get_value()).into_any())
}

fn row<T: Loads>(shown: Query<T>, how: &'static Rows<T>, id: Uuid, is_new: bool) -> Option<AnyView> {
    let fingerprint = shown.fingerprint(move |value, hasher| (how.shows)(value, id, hasher));
    let lit = Lit { fingerprint, changes: StoredValue::new(i32::from(is_new)) };
    let inside = move || {
        let _ = fingerprint.get();
        shown.peek(|value| (how.inside)(value, id)).flatten()
    };
    shown.peek(|value| (how.row)(value, id, lit, inside.into_any())).flatten()
}
