//! A signed version: the ratings with their reasons, and what was said row by row.

use super::quadrant;
use crate::{
    features::evaluation::model::{ValueNote, VersionSheet},
    ui::prose::prose,
};
use leptos::prelude::*;

/// Draws the versions, the newest first; earlier ones are folded.
pub(super) fn versions(versions: Vec<VersionSheet>) -> AnyView {
    let mut versions = versions.into_iter();
    let Some(newest) = versions.next() else { return ().into_any() };
    let earlier: Vec<AnyView> = versions.map(earlier).collect();
    let earlier = (!earlier.is_empty()).then(|| {
        view! {
            <section class="plan-part" aria-labelledby="versi-sebelumnya">
                <h2 id="versi-sebelumnya">"Yang ditetapkan sebelumnya"</h2>
                {earlier}
            </section>
        }
    });
    view! {
        <section class="plan-part" aria-label="Predikat">
            <h2>"Predikat kinerja"</h2>
            {sheet(newest)}
        </section>
        {earlier}
    }
    .into_any()
}

fn earlier(version: VersionSheet) -> AnyView {
    let title = format!("Versi {}: {}", version.number, version.predikat.as_deref().unwrap_or("tidak dinilai"));
    view! {
        <details class="plan-months">
            <summary>{title}</summary>
            {sheet(version)}
        </details>
    }
    .into_any()
}

fn sheet(version: VersionSheet) -> AnyView {
    let VersionSheet {
        signed,
        notes,
        reason,
        not_evaluated,
        quadrant,
        results_reason,
        conduct_reason,
        feedback,
        values,
        note,
        unopened,
        ..
    } = version;
    let notes = notes.into_iter().chain(unopened).map(|note| view! { <p class="plan-about">{note}</p> });
    let notes = notes.collect_view();
    let reason = reason.map(|reason| labelled("Alasan perubahan", &reason));
    let drawn = quadrant.map(|(ratings, quadrant)| quadrant::quadrant(&quadrant, Some(ratings)));
    let outcome = match not_evaluated {
        Some(why) => view! { <p>"Tidak dinilai: " {why} "."</p> }.into_any(),
        None => view! {
            {drawn}
            {labelled("Alasan rating hasil kerja", &results_reason)}
            {labelled("Alasan rating perilaku kerja", &conduct_reason)}
        }
        .into_any(),
    };
    let feedback = feedback.into_iter().map(|(result, said)| labelled(&result, &said)).collect_view();
    let values = values.into_iter().map(value).collect_view();
    let note = (!note.is_empty()).then(|| labelled("Catatan dan rekomendasi", &note));
    view! {
        <p>{signed}</p>
        {notes}
        {reason}
        {outcome}
        {feedback}
        {values}
        {note}
    }
    .into_any()
}

fn labelled(label: &str, text: &str) -> AnyView {
    view! {
        <div class="evaluation-said">
            <p class="plan-about">{label.to_owned()}</p>
            {prose(text)}
        </div>
    }
    .into_any()
}

fn value(said: ValueNote) -> AnyView {
    let ValueNote { name, is_below, note, evidence } = said;
    let label = if is_below { format!("{name}: di bawah ekspektasi") } else { name };
    let evidence = evidence.into_iter().map(|line| view! { <li>{line}</li> }).collect_view();
    view! {
        <div class="evaluation-said">
            <p class="plan-about">{label}</p>
            {prose(&note)}
            <ul class="plan-differences">{evidence}</ul>
        </div>
    }
    .into_any()
}
