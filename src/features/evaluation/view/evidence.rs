//! What stands in view while somebody is evaluated: reports, talks and follow-ups of the period.

use crate::{
    features::evaluation::model::{IndicatorEvidence, MessageLine, ResultEvidence, ValueEvidence},
    ui::{prose::prose, status::StatusMark},
};
use leptos::prelude::*;

/// Draws a result with its indicators and what was said about it. `form` are the fields about it.
pub(super) fn result(result: ResultEvidence, form: AnyView) -> AnyView {
    let ResultEvidence { text, about, status, indicators, messages, action, own, .. } = result;
    let own = own.map(|own| own_words("Penilaian diri", &own));
    view! {
        <li class="evaluation-result">
            <div class="plan-head">
                <h3>{text}</h3>
                <StatusMark status />
            </div>
            <p class="plan-about">{about}</p>
            <p class="plan-about">"Rencana aksi: " {action}</p>
            <ul class="plan-indicators">{indicators.into_iter().map(indicator).collect_view()}</ul>
            {own}
            {talk(messages)}
            {form}
        </li>
    }
    .into_any()
}

/// Draws what the rated person says.
pub(super) fn own_words(label: &'static str, text: &str) -> AnyView {
    view! {
        <div class="evaluation-said">
            <p class="plan-about">{label}</p>
            {prose(text)}
        </div>
    }
    .into_any()
}

fn indicator(evidence: IndicatorEvidence) -> AnyView {
    let IndicatorEvidence { id, name, status, target, value, achieved, about, note } = evidence;
    let achieved = achieved.map(|achieved| format!(", {achieved}"));
    let note = note.map(|note| view! { <p class="plan-about">"Catatan laporan: " {note}</p> });
    view! {
        <li>
            <p>
                <a href=format!("/riwayat/{id}")>{name}</a>
                " "
                <StatusMark status />
            </p>
            <p>
                <b>{value}</b>
                {achieved}
                " dari yang diharapkan: "
                {target}
            </p>
            <p class="plan-about">{about}</p>
            {note}
        </li>
    }
    .into_any()
}

/// Draws the messages of the period.
fn talk(messages: Vec<MessageLine>) -> AnyView {
    if messages.is_empty() {
        return view! { <p class="plan-about">"Tidak ada percakapan tentang hasil ini dalam periode ini."</p> }
            .into_any();
    }
    let count = messages.len();
    let rows = messages.into_iter().map(|MessageLine { head, text, .. }| {
        view! {
            <li>
                <p class="plan-about">{head}</p>
                {prose(&text)}
            </li>
        }
    });
    let rows = rows.collect_view();
    view! {
        <details class="plan-months">
            <summary>{format!("Percakapan dalam periode ini ({count})")}</summary>
            <ul class="plan-versions">{rows}</ul>
        </details>
    }
    .into_any()
}

/// Draws what was expected by a value.
pub(super) fn expectation(value: &ValueEvidence) -> AnyView {
    let expected = (!value.expectation.is_empty()).then(|| {
        view! {
            <p>
                <b>"Ekspektasi khusus: "</b>
                {value.expectation.clone()}
            </p>
        }
    });
    view! {
        <p class="plan-about">{value.guidance.join(" · ")}</p>
        {expected}
    }
    .into_any()
}

/// Draws a list of sentences under a heading; nothing where there are none.
pub(super) fn sentences(heading: &'static str, rows: Vec<String>) -> Option<AnyView> {
    if rows.is_empty() {
        return None;
    }
    let rows = rows.into_iter().map(|row| view! { <li>{row}</li> }).collect_view();
    let part = view! {
        <section class="plan-part" aria-label=heading>
            <h2>{heading}</h2>
            <ul class="plan-differences">{rows}</ul>
        </section>
    };
    Some(part.into_any())
}
