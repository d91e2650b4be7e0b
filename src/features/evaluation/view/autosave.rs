//! Forms that save what is typed by themselves, and whose second button does more with it: it signs, or sends. Only the tap
//! does that: what a tap wants goes into the body of its attempt, so that sending the attempt again means the same.

use crate::{
    document::draft_place,
    domain::evaluation::{EvaluationId, EvaluationRefusal},
    error::Error,
    features::evaluation::{
        api::get_evaluation,
        model::{EvaluationPart, EvaluationSheet, Written},
    },
    form_input::SubmittedForm,
    query::Query,
    ui::submission::{Attempt, Check, Fields, Receipt, Spec, Submission, transport},
};
use leptos::{leptos_dom::helpers::debounce, prelude::*};
use std::{pin::Pin, time::Duration};

/// What is typed is saved once the typing pauses.
const AUTOSAVE_DEBOUNCE: Duration = Duration::from_secs(2);

/// The name of what an attempt does, in its body.
pub(super) const ACT: &str = "aksi";

/// The code of what saving alone does.
pub(super) const SAVE: &str = "simpan";

const RESTORED: &str = "Isian di perangkat ini belum tersimpan di server. Tekan “Simpan” bila ini yang berlaku.";

/// Takes what is typed: of which evaluation, whether the second button was tapped, what the form was read from, and the
/// fields.
pub(super) type Take =
    fn(EvaluationId, bool, String, Vec<(String, String)>) -> Pin<Box<dyn Future<Output = Result<Written, Error>>>>;

/// What differs between the forms.
pub(super) struct Kind {
    /// The code of what the second button does.
    pub more: &'static str,
    /// The word of its receipt.
    pub done: &'static str,
    /// Whether the form is still there afterwards.
    pub stays: bool,
    /// The key of the draft on the device.
    pub draft: &'static str,
    pub address: String,
    pub fields: &'static [&'static str],
    pub take: Take,
}

#[derive(Clone, Copy)]
pub(super) struct Autosave {
    id: EvaluationId,
    more: &'static str,
    done: &'static str,
    stays: bool,
    take: Take,
    refetch: Callback<()>,
    on_done: Callback<()>,
    /// What was stored when it was last seen.
    seen: StoredValue<String>,
    is_tapped: StoredValue<bool>,
    /// Whether the second button was tapped while an attempt was pending.
    is_queued: StoredValue<bool>,
    /// What was sent last.
    last: StoredValue<Fields>,
    /// Whether only the person decides if what is typed stays: it was changed elsewhere, or comes from this device.
    is_contested: RwSignal<bool>,
}

/// What the fields of a form begin with.
pub(super) type Start = Box<dyn Fn(&str) -> String + Send + Sync>;

/// Returns what the fields begin with: what came back, else what is stored.
pub(super) fn start(typed: Option<SubmittedForm>, fields: Vec<(String, String)>) -> Start {
    Box::new(move |name| match &typed {
        Some(typed) => typed.field(name).unwrap_or_default(),
        None => fields.iter().find(|(field, _)| field == name).map(|(_, value)| value.clone()).unwrap_or_default(),
    })
}

impl Autosave {
    /// Begins a form; `seen` is what was stored when it was read, `typed` one that came back.
    pub(super) fn begin(
        kind: Kind,
        id: EvaluationId,
        seen: StoredValue<String>,
        (query, on_done): (Query<EvaluationSheet>, Callback<()>),
        typed: Option<&SubmittedForm>,
    ) -> (Self, Submission) {
        let Kind { more, done, stays, draft, address, fields, take } = kind;
        let autosave = Self {
            id,
            more,
            done,
            stays,
            take,
            refetch: Callback::new(move |()| query.refetch()),
            on_done,
            seen,
            is_tapped: StoredValue::new(false),
            is_queued: StoredValue::new(false),
            last: StoredValue::new(Fields::default()),
            is_contested: RwSignal::new(false),
        };
        let spec = Spec {
            draft: draft_place(format!("{draft}:{id}")),
            fields,
            edits: true,
            check: autosave.check(),
            ..Spec::new(address, transport(move |attempt| autosave.send(attempt)))
        };
        (autosave, Submission::new(spec, typed))
    }

    async fn send(self, attempt: Attempt) -> Result<Receipt, Error> {
        let fields = attempt.body.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        let is_more = attempt.body.get(ACT) == self.more;
        let seen = self.seen.try_get_value().unwrap_or_default();
        match (self.take)(self.id, is_more, seen, fields).await {
            Ok(Written { saved, refused }) => {
                self.seen.try_set_value(saved.seen);
                // The server has taken what is typed, or has refused it for another reason than a change elsewhere.
                self.is_contested.try_set(false);
                if let Some(refused) = refused {
                    if refused == EvaluationRefusal::ChangedMeanwhile.into() {
                        self.refetch.try_run(());
                    }
                    return Err(refused);
                }
                let word = if is_more { self.done } else { "Tersimpan" };
                let then = move |submission: Submission| {
                    if is_more {
                        self.on_done.try_run(());
                    }
                    if self.stays || !is_more {
                        self.go_on(submission);
                    }
                };
                Ok(Receipt { words: format!("{word} {}", saved.time), then: Box::new(then) })
            }
            Err(error) => {
                if error == EvaluationRefusal::ChangedElsewhere.into() {
                    self.is_contested.try_set(true);
                    let now = get_evaluation(self.id).await.map(|sheet| match sheet.part {
                        EvaluationPart::Assessor(form) => Some(form.seen),
                        EvaluationPart::Owner(form) => Some(form.seen),
                        EvaluationPart::Signed { .. } | EvaluationPart::Reader => None,
                    });
                    if let Ok(Some(seen)) = now {
                        self.seen.try_set_value(seen);
                    }
                }
                Err(error)
            }
        }
    }

    /// Writes into the body of an attempt what it does.
    fn check(self) -> Check {
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
    fn go_on(self, submission: Submission) {
        if self.is_queued.try_update_value(std::mem::take) == Some(true) {
            self.is_tapped.try_set_value(true);
            submission.unsettle();
            submission.save();
        } else if !submission.is_settled() {
            submission.save();
        }
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
