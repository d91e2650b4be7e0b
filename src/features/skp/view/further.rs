//! The form of the expected conduct and the appendix.

use crate::{
    document::draft_place,
    domain::{id::SkpId, skp::SkpRefusal},
    error::Error,
    features::skp::{
        api::{edit_plan, save_further},
        model::{ConductSheet, FurtherForm},
    },
    form_input::SubmittedForm,
    ui::{
        field::{SelectField, TextArea},
        submission::{Attempt, Receipt, SendButton, Spec, Submission, SubmissionForm, SubmissionOutcome, transport},
    },
};
use leptos::prelude::*;

async fn send(
    attempt: Attempt,
    skp: SkpId,
    seen: StoredValue<String>,
    approach: StoredValue<String>,
) -> Result<Receipt, Error> {
    let chosen = attempt.body.get("pendekatan").to_owned();
    let fields = attempt.body.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    match save_further(skp, seen.try_get_value().unwrap_or_default(), fields).await {
        Ok((time, stored)) => {
            seen.try_set_value(stored);
            let is_other = !chosen.is_empty() && approach.try_get_value().is_some_and(|before| before != chosen);
            // Every other form of the page is of the approach before.
            let then = move |_| {
                if is_other {
                    let _ = window().location().reload();
                }
            };
            Ok(Receipt { words: format!("Tersimpan {time}"), then: Box::new(then) })
        }
        Err(error) => {
            if error == SkpRefusal::ChangedElsewhere.into()
                && let Ok(fresh) = edit_plan(skp, None).await
            {
                seen.try_set_value(fresh.further.seen);
            }
            Err(error)
        }
    }
}

/// Draws the form; `typed` is one that came back.
pub(super) fn further_fields(skp: SkpId, form: FurtherForm, typed: Option<SubmittedForm>) -> AnyView {
    let typed = typed.filter(|typed| typed.field("aksi").as_deref() == Some("lampiran"));
    let FurtherForm { seen, approach, is_approach_fixed, conduct, appendix } = form;
    let (known, before) = (StoredValue::new(seen.clone()), StoredValue::new(approach.clone()));
    let address = format!("/skp/{skp}/ubah");
    let spec = Spec {
        draft: draft_place(format!("lampiran:{skp}")),
        edits: true,
        ..Spec::new(address.clone(), transport(move |attempt| send(attempt, skp, known, before)))
    };
    let is_open = typed.is_some();
    let submission = Submission::new(spec, typed.as_ref());
    Effect::new(move |_| submission.restore().is_some());
    let value = |name: &str, stored: String| match &typed {
        Some(typed) => typed.field(name).unwrap_or_default(),
        None => stored,
    };
    let area = |name: String, label: String, hint: String, stored: String| {
        let (value, error) = (value(&name, stored), submission.error_of(name.clone()));
        view! { <TextArea id=name.clone() name=name label=label hint=hint value=value rows=2 error=error /> }.into_any()
    };
    let approach = (!is_approach_fixed).then(|| {
        let options = [
            ("quantitative", "Kuantitatif: target dengan angka"),
            ("qualitative", "Kualitatif: ukuran dengan kata-kata"),
        ];
        view! {
            <SelectField
                id="pendekatan"
                name="pendekatan"
                label="Pendekatan"
                hint="Satu SKP memakai satu pendekatan. Dipilih sebelum indikator pertama diisi."
                options=options.map(|(value, word)| (value.to_owned(), word.to_owned())).into()
                selected=value("pendekatan", approach)
                error=submission.error("pendekatan")
            />
        }
    });
    let lists = (1..).zip(appendix).map(|(number, (name, rows))| {
        area(format!("lampiran{number}"), name, "Satu baris untuk setiap butir.".to_owned(), rows)
    });
    let lists = lists.collect_view();
    let values = (1..).zip(conduct).map(|(number, ConductSheet { name, guidance, expectation })| {
        area(format!("nilai{number}"), format!("{name}: ekspektasi khusus"), guidance.join(" · "), expectation)
    });
    let values = values.collect_view();
    view! {
        <details class="plan-indicator" open=is_open>
            <summary>"Pendekatan, perilaku kerja, dan lampiran"</summary>
            <SubmissionForm submission class="plan-result" action=address label="Pendekatan, perilaku kerja, dan lampiran">
                <input type="hidden" name="aksi" value="lampiran" />
                <input type="hidden" name="seen" value=seen />
                {approach}
                {values}
                {lists}
                <SendButton submission label="Simpan pendekatan, perilaku, dan lampiran" />
                <SubmissionOutcome submission />
            </SubmissionForm>
        </details>
    }
    .into_any()
}
