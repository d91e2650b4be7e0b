//! The rated person: what they say about the own work, and what they answer.

use super::{
    autosave::{ACT, Autosave},
    evidence,
};
use crate::{
    document::draft_place,
    domain::evaluation::{EvaluationId, EvaluationRefusal},
    error::Error,
    features::evaluation::{
        api::{assess_oneself, get_evaluation},
        model::{EvaluationAct, EvaluationPart, EvaluationSheet, OwnerForm, ResultEvidence},
    },
    form_input::SubmittedForm,
    ui::{
        field::TextArea,
        submission::{Attempt, Receipt, SendButton, Spec, Submission, SubmissionForm, SubmissionOutcome, transport},
    },
};
use leptos::prelude::*;

/// What the second button of the form does.
const SEND: &str = "kirim";

/// The answers of the rated person.
pub(super) const ANSWERS: [(EvaluationAct, &str); 2] =
    [(EvaluationAct::Receive, "Sudah saya terima"), (EvaluationAct::Agree, "Saya setuju")];

/// The form beside what is typed in it.
#[derive(Clone, Copy)]
struct Desk {
    id: EvaluationId,
    /// What was stored when it was last seen.
    seen: StoredValue<String>,
    autosave: Autosave,
    on_sent: Callback<()>,
}

impl Desk {
    async fn send(self, attempt: Attempt) -> Result<Receipt, Error> {
        let fields = attempt.body.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        let is_sent = attempt.body.get(ACT) == SEND;
        let seen = self.seen.try_get_value().unwrap_or_default();
        match assess_oneself(self.id, is_sent, seen, fields).await {
            Ok(saved) => {
                self.seen.try_set_value(saved.seen);
                self.autosave.settle();
                let word = if is_sent { "Terkirim" } else { "Tersimpan" };
                let then = move |submission: Submission| {
                    if is_sent {
                        self.on_sent.try_run(());
                    }
                    self.autosave.go_on(submission);
                };
                Ok(Receipt { words: format!("{word} {}", saved.time), then: Box::new(then) })
            }
            Err(error) => {
                if error == EvaluationRefusal::ChangedElsewhere.into() {
                    self.autosave.contest();
                    if let Ok(EvaluationSheet { part: EvaluationPart::Owner(form), .. }) = get_evaluation(self.id).await
                    {
                        self.seen.try_set_value(form.seen);
                    }
                }
                Err(error)
            }
        }
    }
}

/// Draws the results with what is said about them: a form while it can be written, else the words. `typed` is a form that
/// came back.
pub(super) fn self_assessment(
    (id, results, own_note): (EvaluationId, Vec<ResultEvidence>, Option<String>),
    form: OwnerForm,
    typed: Option<SubmittedForm>,
    on_sent: Callback<()>,
) -> AnyView {
    let OwnerForm { fields, seen, saved, is_sent, .. } = form;
    let more = if is_sent { " Perubahan yang disimpan langsung terbaca pejabat penilai." } else { "" };
    let saved = saved
        .map(|words| view! { <p class="plan-about">{format!("Penilaian diri: {}.", words.to_lowercase())} {more}</p> });
    let Some(fields) = fields else {
        let results = results.into_iter().map(|result| evidence::result(result, ().into_any())).collect_view();
        return view! {
            <section class="plan-part" aria-labelledby="hasil-kerja">
                <h2 id="hasil-kerja">"Hasil kerja"</h2>
                {saved}
                {own_note.map(|note| evidence::own_words("Penilaian diri tentang seluruh pekerjaan", &note))}
                <ol class="plan-sheet">{results}</ol>
            </section>
        }
        .into_any();
    };
    let autosave = Autosave::new(SEND);
    let desk = Desk { id, seen: StoredValue::new(seen.clone()), autosave, on_sent };
    let spec = Spec {
        draft: draft_place(format!("penilaian-diri:{id}")),
        fields: &["catatan"],
        edits: true,
        check: autosave.check(),
        ..Spec::new(format!("/penilaian/{id}"), transport(move |attempt| desk.send(attempt)))
    };
    let submission = Submission::new(spec, typed.as_ref());
    Effect::new(move |_| autosave.restore(submission));
    let mut save = autosave.on_input(submission);
    let value = move |name: &str| -> String {
        match &typed {
            Some(typed) => typed.field(name).unwrap_or_default(),
            None => fields.iter().find(|(field, _)| field == name).map(|(_, value)| value.clone()).unwrap_or_default(),
        }
    };
    let area = move |name: String, label: &'static str, hint: &'static str| {
        let (start, error) = (value(&name), submission.error_of(name.clone()));
        view! { <TextArea id=name.clone() name label hint value=start rows=2 maxlength=2000 error /> }.into_any()
    };
    let row = |result: ResultEvidence| {
        let hint = "Apa yang tercapai, apa yang menghambat, dukungan apa yang kurang?";
        let field = area(format!("d-{}", result.id), "Penilaian diri", hint);
        evidence::result(result, field)
    };
    let rows = results.into_iter().map(row).collect_view();
    let send = if is_sent { "Kirim lagi" } else { "Kirim ke pejabat penilai" };
    view! {
        <div class="plan-form" on:input=move |_| save()>
            <SubmissionForm
                submission
                class="evaluation-form"
                action=format!("/penilaian/{id}/diri")
                label="Penilaian diri"
            >
                <input type="hidden" name="seen" value=seen />
                <section class="plan-part" aria-labelledby="hasil-kerja">
                    <h2 id="hasil-kerja">"Hasil kerja"</h2>
                    <ol class="plan-sheet">{rows}</ol>
                </section>
                <section class="plan-part" aria-labelledby="catatan-diri">
                    <h2 id="catatan-diri">"Tentang seluruh pekerjaan"</h2>
                    {area("catatan".to_owned(), "Perilaku kerja, hambatan, dan rencana berikutnya", "")}
                </section>
                {saved}
                <div class="form-actions">
                    <SendButton submission label="Simpan" />
                    <button
                        class="submit-button"
                        type="submit"
                        name=ACT
                        value=SEND
                        on:click=move |_| autosave.tap(submission)
                    >
                        {send}
                    </button>
                </div>
                <SubmissionOutcome submission />
                {autosave.hint()}
            </SubmissionForm>
        </div>
    }
    .into_any()
}
