//! Submissions: the way from the tap on a button to the receipt, once for every form.
//!
//! # How to mutate
//!
//! Every change is a real `<form>` that works without JavaScript. The browser then uses one of three ways:
//!
//! 1. **Plain form** (`features/*/form.rs`, posted by the browser itself): the way of every form without JavaScript.
//!    The only way where a new document is needed anyway: signing in and out, accepting an invitation, and a form that
//!    comes back while its page cannot be loaded.
//! 2. **Server function**, called by a [`Transport`]: for requests of pages alone. A function that creates something
//!    uses the attempt's key as its id; every other one is idempotent. Without a handler of plain forms, the form's
//!    `action` is the address of the server function.
//! 3. **JSON API** ([`api::post`]) under an `Idempotency-Key`: for requests that a phone may send long after its page
//!    was built, or that other programs send too. Addresses of server functions change with the build, those of the
//!    API do not.
//!
//! Ways 2 and 3 go through a [`Submission`] and differ by its [`Transport`] only. It keeps these promises:
//!
//! - Typed text is kept on the device together with the key of its attempt. The key stays the same through lost
//!   responses and reloads, until the server has stored or refused the attempt. The draft's key on the device names
//!   the person and the form, so that nobody sees another's.
//! - After [`TIME_LIMIT`] without an answer the form says so and offers to send again or to cancel. A late answer
//!   still counts.
//! - Text typed while an attempt is pending is the next draft; the receipt of the attempt does not clear it.
//! - A second tap sends nothing while an attempt is pending, nor after the receipt before something was entered.
//! - A success clears every error, and the receipt shows what the server stored. Where it can be taken back
//!   ([`Submission::offer_undo`]), the receipt offers it for half a minute.
//! - An attempt that failed without a connection is sent again when the browser is online, while its form is open. With
//!   [`Spec::address`] it is also sent after a reload and while any other page is open, until it is answered, cancelled or
//!   something else is typed; the menu counts it (`end2end/unsent.js`). A form that opens meanwhile sends it too: the
//!   server stores one.
//! - Without a session, or with that of somebody who has signed in since, the form leads to the sign-in and back.
//!
//! A form that edits something ([`Spec::edits`]) keeps its fields after the receipt, and [`Submission::save`] sends what
//! is typed so far without a tap.
//!
//! A new form: declare a [`Spec`], draw a [`SubmissionForm`] with a [`SendButton`] and a [`SubmissionOutcome`]. The
//! fields are uncontrolled and found by their names. The buttons of a list share one submission and call
//! [`Submission::act`].

pub mod api;
mod draft;
mod fields;
mod spec;
mod state;
mod undo;
#[expect(unreachable_pub, reason = "what the component macro generates is `pub`")]
mod view;

pub use draft::{is_kept, unsent_words};
pub use fields::Fields;
pub use spec::{Attempt, Check, Receipt, Sending, Spec, Transport, transport};
pub use view::{SendButton, SubmissionForm, SubmissionOutcome};

use super::notice::NoticeKind;
use crate::{
    error::{Error, FieldErrors},
    form_input::SubmittedForm,
};
use futures::future::{AbortHandle, Abortable};
use leptos::{ev::SubmitEvent, html, prelude::*, task::spawn_local};
use state::{Phase, VisibleState};
use std::{fmt, mem, sync::Arc, time::Duration};
use uuid::Uuid;

/// How long an answer may take before the person is offered to retry or to cancel.
pub const TIME_LIMIT: Duration = Duration::from_secs(10);

/// A tap within this time after the receipt is a double tap.
const DOUBLE_TAP_TIMEOUT: Duration = Duration::from_secs(1);

/// A tap so soon after a question is the second one of a double tap.
const ASKED_FOR: Duration = Duration::from_millis(500);

struct SubmissionState {
    spec: Arc<Spec>,
    /// The last attempt, until the server has stored or refused it.
    attempt: Option<Attempt>,
    /// The typed fields when it was sent.
    sent: Fields,
    /// The fields of the form after a receipt, as long as nothing was entered since.
    settled: Fields,
    /// The requests of a list's other buttons, in order.
    waiting: Vec<Fields>,
    /// What takes the stored attempt back.
    undo: Option<Fields>,
    /// Whether the person sent the form, who is led to what is wrong.
    leads: bool,
    /// Whether the last attempt takes one back: it is not kept on the device.
    undoes: bool,
    /// The number of the attempt.
    turn: u32,
    abort: Option<AbortHandle>,
}

/// The submission of a form, or of the buttons of a list.
#[derive(Clone, Copy)]
pub struct Submission {
    form: NodeRef<html::Form>,
    shown: RwSignal<VisibleState>,
    state: StoredValue<SubmissionState>,
}

impl fmt::Debug for Submission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Submission").finish_non_exhaustive()
    }
}

impl Submission {
    /// Returns the submission of a form. `typed` is a plain form that came back: its error is shown and its key is
    /// used.
    pub fn new(spec: Spec, typed: Option<&SubmittedForm>) -> Self {
        let shown = match typed {
            Some(typed) => VisibleState::failed(&spec, spec.draft.is_some(), &typed.error),
            None => VisibleState { phase: Phase::Ready, message: None, wrong: FieldErrors::default() },
        };
        let key = typed.and_then(|typed| typed.field("id"));
        let state = SubmissionState {
            spec: Arc::new(spec),
            attempt: key.map(|key| Attempt { key, at: String::new(), body: Fields::default() }),
            sent: Fields::default(),
            settled: Fields::default(),
            waiting: Vec::new(),
            undo: None,
            leads: true,
            undoes: false,
            turn: 0,
            abort: None,
        };
        Self { form: NodeRef::new(), shown: RwSignal::new(shown), state: StoredValue::new(state) }
    }

    /// Shows the receipt of a plain form.
    pub fn received(self, words: String) {
        self.show(Phase::Stored, Some((NoticeKind::Success, words)), FieldErrors::default());
    }

    /// Takes the receipt away: what it says has been overtaken.
    pub fn forget(self) {
        if self.phase() == Some(Phase::Stored) {
            self.show(Phase::Ready, None, FieldErrors::default());
        }
    }

    /// Returns the error of a field, for the field to show.
    pub fn error(self, name: &'static str) -> Signal<Option<String>> {
        Signal::derive(move || self.shown.with(|shown| shown.wrong.of(name)))
    }

    /// Returns the error of a field whose name is not known before the page is drawn.
    pub fn error_of(self, name: String) -> Signal<Option<String>> {
        Signal::derive(move || self.shown.with(|shown| shown.wrong.of(&name)))
    }

    /// Returns the typed fields; `None` once the form has been left.
    pub fn typed(self) -> Option<Fields> {
        self.form.try_get_untracked().flatten().map(|form| Fields::read(&form))
    }

    /// Moves the focus to a field by its name.
    pub fn focus(self, name: &str) {
        self.lead_to(&format!("[name={name}]"));
    }

    fn lead_to(self, selector: &str) {
        if let Some(form) = self.form.try_get_untracked().flatten() {
            fields::lead_to(&form, selector);
        }
    }

    /// Sends the fields of a row's button; while another row's request is pending, after that one.
    pub fn act(self, event: &SubmitEvent, fields: Fields) {
        event.prevent_default();
        if self.is_pending() {
            self.change(|state| {
                if state.sent != fields && !state.waiting.contains(&fields) {
                    state.waiting.push(fields);
                }
            });
        } else {
            self.begin(fields);
        }
    }

    fn submit(self, event: &SubmitEvent) {
        event.prevent_default();
        self.begin_typed(true);
    }

    /// Sends what is typed so far, without a tap on the button; the focus stays where it is. While an attempt is pending
    /// it does nothing.
    pub fn save(self) {
        self.begin_typed(false);
    }

    fn begin_typed(self, leads: bool) {
        if let Some(typed) = self.typed().filter(|_| !self.is_pending()) {
            self.change(|state| state.leads = leads);
            self.begin(typed);
        }
    }

    /// Lets what is stored be sent once more: another button does more with it.
    pub fn unsettle(self) {
        self.change(|state| state.settled = Fields::default());
    }

    /// Returns whether the server has stored what is typed.
    pub fn is_settled(self) -> bool {
        let typed = self.typed();
        let is_same = |state: &SubmissionState| typed.as_ref() == Some(&state.settled);
        self.phase() == Some(Phase::Stored) && self.state.try_with_value(is_same) == Some(true)
    }

    /// Clears a message about the last attempt once something else is typed.
    fn input(self) {
        self.keep();
        self.shown.update(|shown| {
            if matches!(shown.phase, Phase::Ready | Phase::Asked | Phase::Stored | Phase::Failed) {
                shown.phase = Phase::Ready;
                shown.message = None;
            }
        });
    }

    fn begin(self, typed: Fields) {
        let (spec, settled) = self.state.with_value(|state| (state.spec.clone(), state.settled == typed));
        if settled && self.phase() == Some(Phase::Stored) {
            return;
        }
        match (spec.check)(&typed) {
            Ok(body) => {
                self.change(|state| {
                    state.attempt = Some(match state.attempt.take() {
                        Some(last) if last.body == body => last,
                        last => anew(last, body),
                    });
                    state.sent = typed;
                    state.undoes = false;
                });
                // Begun, it is kept as an attempt; the request goes out afterwards.
                self.send();
                self.keep();
            }
            Err(wrong) => {
                self.show(Phase::Asked, None, wrong);
                let read = move || {
                    if self.phase() == Some(Phase::Asked) {
                        self.shown.update(|shown| shown.phase = Phase::Ready);
                    }
                };
                after(ASKED_FOR, Box::new(read));
            }
        }
    }

    /// Sends the last attempt.
    fn send(self) {
        let (abort, registration) = AbortHandle::new_pair();
        let begun = self.change(|state| {
            state.turn += 1;
            state.undo = None;
            state.abort = Some(abort);
            Some((state.spec.clone(), state.attempt.clone()?, state.sent.clone(), state.turn))
        });
        let Some(Some((spec, attempt, sent, turn))) = begun else { return };
        self.show(Phase::Sending, None, FieldErrors::default());
        let overdue = move || {
            if self.phase() == Some(Phase::Sending) && self.state.with_value(|state| state.turn == turn) {
                let words = format!(
                    "Belum ada jawaban setelah {} detik. Boleh ditunggu; bila dikirim lagi, tetap tercatat sekali.",
                    TIME_LIMIT.as_secs()
                );
                self.show(Phase::Overdue, Some((NoticeKind::Info, words)), FieldErrors::default());
            }
        };
        after(TIME_LIMIT, Box::new(overdue));
        let key = attempt.key.clone();
        let sending = Abortable::new((spec.transport)(attempt), registration);
        spawn_local(async move {
            match sending.await {
                Ok(Ok(receipt)) => {
                    // The form may be gone, its draft is not.
                    if let Some(place) = &spec.draft {
                        draft::acknowledge(place, &key, &sent);
                    }
                    self.stored(receipt);
                }
                Ok(Err(error)) => self.refused(&spec, &error),
                // Cancelled.
                Err(_) => {}
            }
        });
    }

    fn stored(self, receipt: Receipt) {
        let Receipt { words, then } = receipt;
        let form = self.form.try_get_untracked().flatten();
        let next = self.change(|state| {
            state.attempt = None;
            state.settled = mem::take(&mut state.sent);
            match form {
                Some(form) if !state.spec.edits && Fields::read(&form) == state.settled => {
                    fields::clear(&form);
                    state.settled = Fields::read(&form);
                }
                Some(_) => {}
                // The same button of a list may mean something new in a moment.
                None => after(
                    DOUBLE_TAP_TIMEOUT,
                    Box::new(move || {
                        self.change(|state| state.settled = Fields::default());
                    }),
                ),
            }
            (!state.waiting.is_empty()).then(|| state.waiting.remove(0))
        });
        self.show(Phase::Stored, Some((NoticeKind::Success, words)), FieldErrors::default());
        then(self);
        if let Some(Some(next)) = next {
            self.begin(next);
        }
    }

    fn refused(self, spec: &Spec, error: &Error) {
        let is_kept = spec.draft.is_some() && self.state.try_with_value(|state| state.undoes) == Some(false);
        let VisibleState { phase, message, wrong } = VisibleState::failed(spec, is_kept, error);
        if phase == Phase::Ready {
            // Nothing is stored under the key, or something else: it would be refused forever.
            self.change(|state| {
                state.attempt = None;
                state.waiting.clear();
            });
            self.keep();
        }
        self.show(phase, message, wrong);
    }

    /// Sends the last attempt once more.
    fn retry(self) {
        self.stop();
        self.send();
    }

    fn cancel(self) {
        self.stop();
        self.change(|state| state.waiting.clear());
        let words = "Dibatalkan. Bila tadi sempat sampai, kiriman yang sama tidak akan tercatat dua kali.";
        self.show(Phase::Ready, Some((NoticeKind::Info, words.to_owned())), FieldErrors::default());
        self.keep();
    }

    /// Aborts the pending request.
    fn stop(self) {
        if let Some(Some(abort)) = self.change(|state| state.abort.take()) {
            abort.abort();
        }
    }

    /// Shows the state of the submission, and moves the focus to the first invalid field.
    fn show(self, phase: Phase, message: Option<(NoticeKind, String)>, wrong: FieldErrors) {
        let leads = !wrong.0.is_empty() && self.state.try_with_value(|state| state.leads) == Some(true);
        self.shown.try_set(VisibleState { phase, message, wrong });
        if leads {
            // Once the fields show their errors.
            after(Duration::ZERO, Box::new(move || self.lead_to("[aria-invalid]")));
        }
    }

    /// Changes the state, unless the page has been left.
    fn change<T>(self, change: impl FnOnce(&mut SubmissionState) -> T) -> Option<T> {
        self.state.try_update_value(change)
    }

    /// Returns the phase; `None` once the page has been left.
    fn phase(self) -> Option<Phase> {
        self.shown.try_with_untracked(|shown| shown.phase)
    }

    /// Returns whether an attempt waits for its answer.
    pub fn is_pending(self) -> bool {
        matches!(self.phase(), Some(Phase::Sending | Phase::Overdue | Phase::Asked))
    }
}

/// Returns an attempt with another body, under the key of the last one if the server has not answered it yet.
fn anew(last: Option<Attempt>, body: Fields) -> Attempt {
    #[expect(clippy::disallowed_methods, reason = "the browser has no door; the sender makes the key")]
    let key = last.map_or_else(|| Uuid::now_v7().to_string(), |last| last.key);
    Attempt { key, at: js_sys::Date::new_0().to_iso_string().into(), body }
}

/// Boxed, so that the browser contains this code once.
fn after(wait: Duration, run: Box<dyn FnOnce()>) {
    set_timeout(run, wait);
}
