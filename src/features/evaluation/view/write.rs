//! `/penilaian/{penilaian}/nilai`: an evaluation is written by its assessor.

use super::{
    form::form,
    page::{Around, button, page, signed},
};
use crate::{
    features::evaluation::model::{EvaluationAct, EvaluationPart, EvaluationSheet},
    ui::submission::SubmissionOutcome,
};
use leptos::prelude::*;

#[component]
pub fn EvaluationFormPage() -> impl IntoView {
    page(part)
}

fn part(sheet: EvaluationSheet, around: Around) -> AnyView {
    let id = sheet.id;
    let read = |words: &'static str| {
        view! {
            <p class="plan-buttons">
                <a class="quiet" href=format!("/penilaian/{id}")>
                    {words}
                </a>
            </p>
        }
        .into_any()
    };
    match sheet.part.clone() {
        EvaluationPart::Assessor(fields) => {
            let is_released = sheet.versions.iter().any(|version| !version.notes.is_empty());
            let Around { query, acts, on_done, typed } = around;
            // What was done with one evaluation is not said above the next one.
            acts.forget();
            let on_signed = Callback::new(move |()| {
                on_done.run(());
                acts.received(if is_released {
                    "Ditetapkan dan langsung terbaca pegawai yang dinilai.".to_owned()
                } else {
                    "Ditetapkan. Pegawai yang dinilai belum melihatnya; rilis bila sudah yakin.".to_owned()
                });
                // What comes next stands above.
                window().scroll_to_with_x_and_y(0.0, 0.0);
            });
            let (seen, is_change) = (StoredValue::new(fields.seen.clone()), fields.is_change);
            let discard = is_change.then(|| button((EvaluationAct::Discard, "Batalkan perubahan"), (id, seen), acts));
            view! {
                <SubmissionOutcome submission=acts />
                {form(sheet, *fields, (typed, seen), query, on_signed)}
                {discard}
                {is_change.then(|| read("Yang sudah ditetapkan"))}
            }
            .into_any()
        }
        _ => view! {
            {signed(&sheet, &around)}
            {read("Lihat penilaian dengan alasan dan laporannya")}
        }
        .into_any(),
    }
}
