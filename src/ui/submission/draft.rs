//! Typed text is kept on the device until the server has it, with the key under which it was sent: through an error, a
//! lost response, a lost session, a reload. A device without storage only lacks this comfort.
//!
//! An attempt with the address that takes it is sent again by `end2end/unsent.js` while its form is not open.

use super::{
    Attempt, Submission,
    fields::{self, Fields},
    state::Phase,
};
use leptos::{
    prelude::*,
    web_sys::{Event, Storage},
};

/// Separates the parts of a draft; no field contains it.
const BETWEEN: char = '\u{1d}';

/// The typed fields, and the last attempt to send them if it is unanswered.
#[derive(Clone, Debug, PartialEq, Eq)]
struct SubmissionDraft {
    typed: Fields,
    attempt: Option<Attempt>,
    /// The address that takes the attempt without its form; empty where it is not to be sent by itself.
    address: String,
}

impl SubmissionDraft {
    /// Returns the draft that is stored under a key of the device.
    fn load(place: &str) -> Option<Self> {
        Some(Self::parse(&storage()?.get_item(place).ok()??))
    }

    /// Stores the draft.
    fn keep(&self, place: &str) {
        let kept = storage().map(|storage| storage.set_item(place, &self.print()));
        if kept.is_some_and(|kept| kept.is_err()) {
            leptos::logging::warn!("draft not kept");
        }
        announce();
    }

    fn parse(kept: &str) -> Self {
        let mut parts = kept.split(BETWEEN);
        let mut next = || parts.next().unwrap_or_default().to_owned();
        let typed = Fields(next());
        let attempt = Attempt { key: next(), at: next(), body: Fields(next()) };
        Self { typed, attempt: (!attempt.key.is_empty()).then_some(attempt), address: next() }
    }

    fn print(&self) -> String {
        let mut kept = self.typed.0.clone();
        if let Some(Attempt { key, at, body }) = &self.attempt {
            for part in [key, at, &body.0, &self.address] {
                kept.push(BETWEEN);
                kept.push_str(part);
            }
        }
        kept
    }
}

impl Submission {
    /// Puts the draft of the device into a form that is still blank or edits something, and returns the typed fields;
    /// `None` before the form exists. Call it in an effect.
    pub fn restore(self) -> Option<Fields> {
        let form = self.form.get()?;
        let mut typed = Fields::read(&form);
        let (place, edits) = self.change(|state| {
            state.settled = typed.clone();
            (state.spec.draft.clone(), state.spec.edits)
        })?;
        // The second one: it was sent without the form, whose turn it is to show the receipt.
        for event in ["online", "kinerja:sent"] {
            let again = window_event_listener_untyped(event, move |_| {
                if self.phase() == Some(Phase::Failed) && self.may_retry() {
                    self.retry();
                }
            });
            on_cleanup(move || again.remove());
        }
        if let Some(draft) = place.and_then(|place| SubmissionDraft::load(&place)) {
            let is_blank = fields::is_blank(&form);
            if edits || is_blank {
                draft.typed.write(&form);
                // A choice that is not drawn yet is typed all the same.
                typed = Fields::read(&form).or(&draft.typed);
            }
            let is_sent = self.change(|state| {
                let is_sent =
                    is_blank && state.attempt.is_none() && draft.attempt.is_some() && !draft.address.is_empty();
                state.attempt = state.attempt.take().or(draft.attempt);
                if is_sent {
                    state.sent = typed.clone();
                }
                is_sent
            });
            if is_sent == Some(true) {
                self.send();
            }
        }
        Some(typed)
    }

    /// Stores the draft on the device. Forms do so with each input; needed where a choice changes without one.
    pub fn keep(self) {
        let Some(form) = self.form.try_get_untracked().flatten() else { return };
        let typed = Fields::read(&form);
        let (spec, attempt, is_nothing) = self.state.with_value(|state| {
            let is_nothing = if state.spec.edits { state.settled == typed } else { fields::is_blank(&form) };
            (state.spec.clone(), state.attempt.clone(), is_nothing)
        });
        let Some(place) = &spec.draft else { return };
        if is_nothing {
            forget(place);
        } else {
            let address = if self.is_pending() { spec.address.clone() } else { String::new() };
            SubmissionDraft { typed, attempt, address }.keep(place);
        }
    }
}

/// From this width on, in pixels, a window is called a device and not a phone, as in the style sheet.
const DESK_WIDTH: f64 = 900.0;

/// Returns where a draft lies: on the phone, or on the device.
pub(super) fn kept_words() -> &'static str {
    let width = window().inner_width().ok().and_then(|width| width.as_f64());
    if width >= Some(DESK_WIDTH) { "Tersimpan di perangkat ini" } else { "Tersimpan di HP" }
}

/// Returns the words of the tag of an unsent draft. Call it in the browser only.
pub fn unsent_words() -> String {
    format!("{}, belum terkirim", kept_words())
}

/// Returns whether the device keeps a draft.
pub fn is_kept(place: &str) -> bool {
    storage().is_some_and(|storage| storage.get_item(place).is_ok_and(|draft| draft.is_some()))
}

/// Removes the draft.
fn forget(place: &str) {
    // It fails only where nothing was stored.
    let _ = storage().map(|storage| storage.remove_item(place));
    announce();
}

/// Removes what the server has stored under a key from the draft; text that was typed since stays, as the next draft.
pub(super) fn acknowledge(place: &str, key: &str, sent: &Fields) {
    let Some(SubmissionDraft { typed, attempt, .. }) = SubmissionDraft::load(place) else { return };
    if typed == *sent {
        forget(place);
    } else if attempt.is_some_and(|attempt| attempt.key == key) {
        SubmissionDraft { typed, attempt: None, address: String::new() }.keep(place);
    }
}

/// Tells `end2end/unsent.js` that a draft has changed.
fn announce() {
    if let Ok(event) = Event::new("kinerja:draft") {
        // Nobody cancels it.
        let _ = window().dispatch_event(&event);
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
        for (attempt, address) in [(None, ""), (Some(attempt.clone()), ""), (Some(attempt), "/api/v1/reports")] {
            let draft = SubmissionDraft { typed: typed.clone(), attempt, address: address.to_owned() };
            assert_eq!(SubmissionDraft::parse(&draft.print()), draft);
        }
    }

    #[test]
    fn a_draft_of_an_older_build_and_a_refused_one_keep_what_was_typed() {
        let typed = Fields::default().with("text", "Vaksin habis");
        let older = format!("{}\u{1d}7\u{1d}2026-11-22T07:05:00.000Z\u{1d}{}", typed.0, typed.0);
        let draft = SubmissionDraft::parse(&older);
        assert_eq!((draft.typed, draft.address.as_str()), (typed.clone(), ""));
        assert_eq!(draft.attempt.map(|attempt| attempt.key).as_deref(), Some("7"));
        let refused = SubmissionDraft::parse(&format!("{}\u{1d}\u{1d}\u{1d}\u{1d}/api/v1/reports", typed.0));
        assert_eq!((refused.typed, refused.attempt), (typed, None));
    }
}
