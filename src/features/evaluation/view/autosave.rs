//! Forms that save what is typed by themselves, and whose second button does more with it: it signs, or sends. Only the tap
//! does that: what a tap wants goes into the body of its attempt, so that sending the attempt again means the same.

use crate::ui::submission::{Check, Fields, Submission};
use leptos::{leptos_dom::helpers::debounce, prelude::*};
use std::time::Duration;

/// What is typed is saved once the typing pauses.
const AUTOSAVE_DEBOUNCE: Duration = Duration::from_secs(2);

/// The name of what an attempt does, in its body.
pub(super) const ACT: &str = "aksi";

/// The code of what saving alone does.
pub(super) const SAVE: &str = "simpan";

const RESTORED: &str = "Isian di perangkat ini belum tersimpan di server. Tekan “Simpan” bila ini yang berlaku.";

#[derive(Clone, Copy)]
pub(super) struct Autosave {
    /// The code of what the second button does.
    more: &'static str,
    is_tapped: StoredValue<bool>,
    /// Whether the second button was tapped while an attempt was pending.
    is_queued: StoredValue<bool>,
    /// What was sent last.
    last: StoredValue<Fields>,
    /// Whether only the person decides if what is typed stays: it was changed elsewhere, or comes from this device.
    is_contested: RwSignal<bool>,
}

impl Autosave {
    pub(super) fn new(more: &'static str) -> Self {
        Self {
            more,
            is_tapped: StoredValue::new(false),
            is_queued: StoredValue::new(false),
            last: StoredValue::new(Fields::default()),
            is_contested: RwSignal::new(false),
        }
    }

    /// Writes into the body of an attempt what it does.
    pub(super) fn check(self) -> Check {
        Box::new(move |typed| {
            self.is_queued.try_set_value(false);
            self.last.try_set_value(typed.clone());
            let is_tapped = self.is_tapped.try_update_value(std::mem::take) == Some(true);
            Ok(typed.clone().with(ACT, if is_tapped { self.more } else { SAVE }))
        })
    }

    /// Restores what this device kept. Where that differs from what the server knows, the person decides.
    pub(super) fn restore(self, submission: Submission) -> bool {
        let known = submission.typed();
        let restored = submission.restore();
        if let (Some(known), Some(restored)) = (known, &restored)
            && known != *restored
        {
            self.is_contested.set(true);
        }
        restored.is_some()
    }

    /// Returns what is called on every input.
    pub(super) fn on_input(self, submission: Submission) -> impl FnMut() {
        let mut save = debounce(AUTOSAVE_DEBOUNCE, move |()| {
            // What was wrong about the last attempt stays shown until something else is typed.
            let is_new = submission.typed() != self.last.try_get_value();
            if is_new && self.is_contested.try_get_untracked() == Some(false) && !submission.is_pending() {
                self.is_tapped.try_set_value(false);
                submission.save();
            }
        });
        move || save(())
    }

    /// The tap on the second button; the form is submitted right behind it.
    pub(super) fn tap(self, submission: Submission) {
        self.is_tapped.set_value(true);
        submission.unsettle();
        let behind = move || {
            // Nothing took it: an attempt is pending, or the browser found something wrong.
            if self.is_tapped.try_update_value(std::mem::take) == Some(true) && submission.is_pending() {
                self.is_queued.try_set_value(true);
            }
        };
        set_timeout(behind, Duration::ZERO);
    }

    /// After a receipt: does what was tapped meanwhile, or saves what was typed meanwhile.
    pub(super) fn go_on(self, submission: Submission) {
        if self.is_queued.try_update_value(std::mem::take) == Some(true) {
            self.is_tapped.try_set_value(true);
            submission.unsettle();
            submission.save();
        } else if !submission.is_settled() {
            submission.save();
        }
    }

    /// The server has taken what is typed, or has refused it for another reason than a change elsewhere.
    pub(super) fn settle(self) {
        self.is_contested.try_set(false);
    }

    /// The server knows something else than this form was read from.
    pub(super) fn contest(self) {
        self.is_contested.try_set(true);
    }

    /// Says that only the person decides, while that is so.
    pub(super) fn hint(self) -> AnyView {
        let restored = move || self.is_contested.get().then_some(RESTORED);
        view! {
            <p class="field-hint" aria-live="polite">
                {restored}
            </p>
        }
        .into_any()
    }
}
