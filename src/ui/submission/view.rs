//! The view of a submission: the form around its fields, its button, and its outcome.

use super::{Phase, Submission};
use crate::{
    query::sign_in_again,
    ui::{
        form::{SubmitButton, written_for},
        icon::Glyph,
        notice::{NoticeKind, button, link, sentence},
    },
};
use leptos::prelude::*;

/// A form of one submission. Without JavaScript the browser sends it to `action` itself.
///
/// A missing value is shown beside its field, in the words of the page, not of the browser.
#[component]
pub fn SubmissionForm(
    submission: Submission,
    class: &'static str,
    #[prop(optional, into)] action: Option<String>,
    #[prop(optional)] label: Option<&'static str>,
    children: Children,
) -> impl IntoView {
    view! {
        <form
            class=class
            method="post"
            action=action
            aria-label=label
            novalidate=true
            node_ref=submission.form
            on:submit=move |event| submission.submit(&event)
            on:input=move |_| submission.input()
        >
            {written_for()}
            {children()}
        </form>
    }
    .into_any()
}

/// The button that sends the form of a submission.
#[component]
pub fn SendButton(
    submission: Submission,
    label: &'static str,
    #[prop(optional_no_strip, into)] icon: Option<Glyph>,
) -> impl IntoView {
    let pending =
        Signal::derive(move || matches!(submission.shown_phase(), Phase::Sending | Phase::Overdue | Phase::Asked));
    view! { <SubmitButton label pending icon /> }.into_any()
}

/// The outcome of a submission, and the ways on. Its region is in the page before the outcome, because screen readers
/// announce changes only inside a region that they already know.
#[component]
pub fn SubmissionOutcome(submission: Submission) -> impl IntoView {
    let said = move |error: bool| {
        submission.shown.with(|shown| {
            let (kind, text) = shown.message.as_ref().filter(|(kind, _)| (*kind == NoticeKind::Error) == error)?;
            Some(sentence(*kind, text.clone()))
        })
    };
    view! {
        <div class="outcome">
            <div role="status">{move || said(false)}</div>
            <div role="alert">{move || said(true)}</div>
            <p class="submission-ways">{move || submission.ways()}</p>
        </div>
    }
    .into_any()
}

impl Submission {
    fn shown_phase(self) -> Phase {
        self.shown.with(|shown| shown.phase)
    }

    fn ways(self) -> Vec<AnyView> {
        let way = |words, run: fn(Self)| button(words, Box::new(move || run(self)));
        let (back, kept) = self.state.with_value(|state| (state.spec.back.clone(), state.spec.draft.is_some()));
        match self.shown_phase() {
            Phase::Overdue => vec![way("Coba lagi", Self::retry), way("Batal", Self::cancel)],
            Phase::Stored if self.state.with_value(|state| state.undo.is_some()) => vec![way("Urungkan", Self::undo)],
            Phase::Failed if self.may_retry() => vec![way("Coba lagi", Self::retry)],
            Phase::SignedOut => {
                let words = if kept {
                    "Isian Anda tersimpan di perangkat ini."
                } else {
                    "Terbuka di tab lain; sesudahnya kirim lagi dari sini."
                };
                vec![link(sign_in_again(&back), "Masuk lagi", !kept), words.into_any()]
            }
            Phase::Outdated => vec![link(back, "Muat ulang", false)],
            _ => vec![],
        }
    }

    /// Returns whether there is an attempt to send again: a plain form that came back was not sent from here.
    pub(super) fn may_retry(self) -> bool {
        self.state.with_value(|state| state.sent.iter().next().is_some())
    }
}
