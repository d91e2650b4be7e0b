//! Taking back what was stored, for a while after the receipt.

use super::{Fields, Submission, after, anew};
use leptos::prelude::Update;
use std::time::Duration;

/// How long a receipt offers to undo.
const UNDO_TIMEOUT: Duration = Duration::from_secs(30);

impl Submission {
    /// Offers for a while to take back what was stored, by another attempt with this body. Call it in
    /// `Receipt::then`.
    pub fn offer_undo(self, body: Fields) {
        let turn = self.change(|state| {
            state.undo = Some(body);
            state.turn
        });
        let draw = move || {
            self.shown.try_update(|_| ());
        };
        draw();
        let end = move || {
            if self.change(|state| state.turn) == turn {
                self.change(|state| state.undo = None);
                draw();
            }
        };
        after(UNDO_TIMEOUT, Box::new(end));
    }

    pub(super) fn undo(self) {
        let typed = self.typed().unwrap_or_default();
        self.change(|state| {
            if let Some(body) = state.undo.take() {
                state.attempt = Some(anew(None, body));
                state.undoes = true;
                state.sent = typed;
            }
        });
        self.send();
    }
}
