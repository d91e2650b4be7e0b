//! Typed text is kept on the device until the server has it, with the key under which it was sent: through an error, a
//! lost response, a lost session, a reload. A device without storage only lacks this comfort.

use super::{Attempt, fields::Fields};
use leptos::{prelude::window, web_sys::Storage};

/// Separates the parts of a draft; no field contains it.
const BETWEEN: char = '\u{1d}';

/// The typed fields, and the last attempt to send them if it is unanswered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SubmissionDraft {
    pub typed: Fields,
    pub attempt: Option<Attempt>,
}

impl SubmissionDraft {
    /// Returns the draft that is stored under a key of the device.
    pub(super) fn load(place: &str) -> Option<Self> {
        Some(Self::parse(&storage()?.get_item(place).ok()??))
    }

    /// Stores the draft.
    pub(super) fn keep(&self, place: &str) {
        let kept = storage().map(|storage| storage.set_item(place, &self.print()));
        if kept.is_some_and(|kept| kept.is_err()) {
            leptos::logging::warn!("draft not kept");
        }
    }

    fn parse(kept: &str) -> Self {
        let mut parts = kept.split(BETWEEN);
        let mut next = || parts.next().unwrap_or_default().to_owned();
        let typed = Fields(next());
        let attempt = Attempt { key: next(), at: next(), body: Fields(next()) };
        Self { typed, attempt: (!attempt.key.is_empty()).then_some(attempt) }
    }

    fn print(&self) -> String {
        let mut kept = self.typed.0.clone();
        if let Some(Attempt { key, at, body }) = &self.attempt {
            for part in [key, at, &body.0] {
                kept.push(BETWEEN);
                kept.push_str(part);
            }
        }
        kept
    }
}

/// Returns whether the device keeps a draft.
pub fn is_kept(place: &str) -> bool {
    storage().is_some_and(|storage| storage.get_item(place).is_ok_and(|draft| draft.is_some()))
}

/// Removes the draft.
pub(super) fn forget(place: &str) {
    // It fails only where nothing was stored.
    let _ = storage().map(|storage| storage.remove_item(place));
}

/// Removes what the server has stored under a key from the draft; text that was typed since stays, as the next draft.
pub(super) fn acknowledge(place: &str, key: &str, sent: &Fields) {
    let Some(SubmissionDraft { typed, attempt }) = SubmissionDraft::load(place) else { return };
    if typed == *sent {
        forget(place);
    } else if attempt.is_some_and(|attempt| attempt.key == key) {
        SubmissionDraft { typed, attempt: None }.keep(place);
    }
}

fn storage() -> Option<Storage> {
    window().local_storage().ok().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draft_comes_back_with_its_key() {
        let typed = Fields::default().with("value", "12,5").with("note", "dua baris\n");
        let body = Fields::default().with("value", "12.5");
        let attempt = Attempt { key: "7".to_owned(), at: "2026-11-22T07:05:00.000Z".to_owned(), body };
        for attempt in [None, Some(attempt)] {
            let draft = SubmissionDraft { typed: typed.clone(), attempt };
            assert_eq!(SubmissionDraft::parse(&draft.print()), draft);
        }
    }
}
