//! The rated person: what they say about the own work, and what they answer.

use super::{
    autosave::{ACT, Autosave, Kind, start},
    evidence,
};
use crate::{
    domain::evaluation::EvaluationId,
    error::Error,
    features::evaluation::{
        api::assess_oneself,
        model::{EvaluationAct, EvaluationSheet, OwnerForm, ResultEvidence, Written},
    },
    form_input::SubmittedForm,
    query::Query,
    ui::{
        field::TextArea,
        submission::{SendButton, SubmissionForm, SubmissionOutcome},
    },
};
use leptos::prelude::*;
use std::pin::Pin;

/// What the second button of the form does.
const SEND: &str = "kirim";

/// The answers of the rated person.
pub(super) const ANSWERS: [(EvaluationAct, &str); 2] =
    [(EvaluationAct::Receive, "Sudah saya terima"), (EvaluationAct::Agree, "Saya setuju")];

fn take(
    id: EvaluationId,
    is_sent: bool,
    seen: String,
    fields: Vec<(String, String)>,
) -> Pin<Box<dyn Future<Output = Result<Written, Error>>>> {
    Box::pin(async move {
        let saved = assess_oneself(id, is_sent, seen, fields).await?;
        Ok(Written { saved, refused: None })
    })
}

/// Draws the results with what is said about them: a form while it can be written, else the words. `typed` is a form that
/// came back.
pub(super) fn self_assessment(
    (id, results, own_note): (EvaluationId, Vec<ResultEvidence>, Option<String>),
    form: OwnerForm,
    typed: Option<SubmittedForm>,
    (query, on_sent): (Query<EvaluationSheet>, Callback<()>),
) -> AnyView {
    let OwnerForm { fields, seen, saved, is_sent, .. } = form;
    let more = if is_sent { " Perubahan yang disimpan langsung terbaca pejabat penilai." } else { "" };
    let saved = saved.map(|words| view! { <p class="plan-about">{format!("Penilaian diri: {words}.")} {more}</p> });
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
    let kind = Kind {
        more: SEND,
        done: "Terkirim",
        stays: true,
        draft: "penilaian-diri",
        address: format!("/penilaian/{id}"),
        fields: &["catatan"],
        take,
    };
    let known = StoredValue::new(seen.clone());
    let (autosave, submission) = Autosave::begin(kind, id, known, (query, on_sent), typed.as_ref());
    Effect::new(move |_| autosave.restore(submission));
    let mut save = autosave.on_input(submission);
    let value = start(typed, fields);
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
