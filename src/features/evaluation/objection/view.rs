//! `/penilaian/{penilaian}/keberatan`: the objections against an evaluation.

mod list;

pub use list::ObjectionsPage;

use super::{
    api::{act_on_objection, get_objections},
    model::{CaseRow, CaseSheet, ObjectionAct, ObjectionForm, ObjectionSheet},
};
use crate::{
    document::{draft_place, mark_missing, next_form_id, use_me, use_typed},
    domain::{
        evaluation::{EvaluationId, Outcome, Rating},
        event::Topic,
    },
    error::Error,
    form_input::SubmittedForm,
    query::{LoadError, Query},
    ui::{
        empty::Skeleton,
        field::{ChoiceField, SelectField, TextArea},
        live::{on_change, use_live},
        prose::prose,
        shell::{LiveBadge, PageHead},
        submission::{Attempt, Receipt, SendButton, Spec, Submission, SubmissionForm, SubmissionOutcome, transport},
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use std::hash::Hash;
use uuid::Uuid;

#[component]
pub fn ObjectionPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.read().get("penilaian").and_then(|id| id.parse::<EvaluationId>().ok()));
    let sheet = Query::load(move || id.get(), |id| async move { get_objections(id.ok_or(Error::NotFound)?).await });
    if let Some(me) = use_me().and_then(|me| me.employee) {
        on_change(move || vec![Topic::Person(me), Topic::Team(me)], move || sheet.refetch());
    }
    let typed = StoredValue::new(use_typed());
    // The receipt of a form that is drawn anew stands above the cases.
    let (said, told) = (RwSignal::new(String::new()), StoredValue::new(String::new()));
    // While somebody writes, answers leave the form alone, also those that ask for something else: what is typed is not
    // lost when the case is decided or its days end, and sending it says why it comes too late.
    let fresh = sheet.fingerprint(|sheet, mark| {
        (sheet.id, sheet.form.as_ref().map(|form| form.act), &sheet.closed).hash(mark);
    });
    let writing = RwSignal::new(None::<EvaluationId>);
    let shape = Memo::new(move |before: Option<&Option<u64>>| {
        let (fresh, writing) = (fresh.get(), writing.get());
        let is_kept = writing.is_some() && writing == id.get();
        before.copied().flatten().filter(|_| is_kept).or(fresh)
    });
    let form = move || {
        shape.get()?;
        let now = sheet.peek(ObjectionSheet::clone)?;
        said.set(told.try_update_value(std::mem::take).unwrap_or_default());
        Some(form_part(now, sheet, (typed, told, writing)))
    };
    let head = sheet.select(|sheet| (sheet.id, format!("{}: {}", sheet.title, sheet.person)));
    let head = move || head.get().map(|(id, title)| head_part(id, title));
    let facts = sheet.select(|sheet| sheet.facts.clone());
    let facts = move || facts.get().map(facts_part);
    let cases = sheet.select(|sheet| sheet.cases.clone());
    let cases = move || cases.get().map(|cases| cases.into_iter().map(case_part).collect_view());
    let pack = sheet.select(|sheet| (!sheet.cases.is_empty()).then_some(sheet.id));
    let pack = move || pack.get().flatten().map(pack_part);
    let missing = move || {
        let is_lost = sheet.error.with(Option::is_some) && sheet.with(|sheet| sheet.is_none());
        if sheet.error.with(|error| *error == Some(Error::NotFound)) {
            mark_missing();
        }
        is_lost.then(|| view! { <PageHead title="Keberatan" /> })
    };
    view! {
        <Suspense fallback=|| ()>
            {move || sheet.is_awaited().then(|| view! { <Skeleton lines=8 /> })}
            {missing}
            <LoadError error=sheet.error retry=move |()| sheet.refetch() />
            {head}
            {facts}
            <p class="objection-said" role="status">
                {move || said.get()}
            </p>
            {cases}
            {pack}
            {form}
        </Suspense>
    }
    .into_any()
}

fn head_part(id: EvaluationId, title: String) -> AnyView {
    view! {
        <PageHead title>
            <LiveBadge state=use_live().state() />
            <a class="quiet" href=format!("/penilaian/{id}")>
                "Penilaian dengan semua laporan dan percakapannya"
            </a>
            <a class="quiet" href="/keberatan">
                "Semua keberatan"
            </a>
        </PageHead>
    }
    .into_any()
}

/// What the sides and who decides have in view, as one file.
fn pack_part(id: EvaluationId) -> AnyView {
    view! {
        <p>
            <a href=format!("/penilaian/{id}/keberatan/unduh.pdf") rel="external">
                "Unduh berkas perkara (PDF): semua laporan, percakapan, versi penilaian, dan penjelasan"
            </a>
        </p>
    }
    .into_any()
}

fn facts_part(facts: Vec<(String, String)>) -> AnyView {
    let facts = facts.into_iter().map(|(label, words)| {
        view! {
            <div>
                <dt>{label}</dt>
                <dd>{words}</dd>
            </div>
        }
    });
    view! { <dl class="plan-facts">{facts.collect_view()}</dl> }.into_any()
}

fn case_part(case: CaseSheet) -> AnyView {
    let CaseSheet { state, filed, rows, statements, notes } = case;
    let notes = notes.into_iter().map(|note| view! { <p class="plan-about">{note}</p> }).collect_view();
    let statements = statements.into_iter().map(|(head, text)| said(head, &text)).collect_view();
    let label = filed.clone();
    view! {
        <section class="plan-part" aria-label=label>
            <h2>{filed} " " <span class="tag">{state}</span></h2>
            {notes}
            <ol class="plan-sheet">{rows.into_iter().map(row_part).collect_view()}</ol>
            {statements}
        </section>
    }
    .into_any()
}

fn row_part(row: CaseRow) -> AnyView {
    let CaseRow { label, reason, answer } = row;
    let answer = answer.map(|(outcome, why)| said(format!("Putusan: {outcome}"), &why));
    view! {
        <li>
            <h3>{label}</h3>
            {said("Alasan keberatan".to_owned(), &reason)}
            {answer}
        </li>
    }
    .into_any()
}

fn said(head: String, text: &str) -> AnyView {
    view! {
        <div class="evaluation-said">
            <p class="plan-about">{head}</p>
            {prose(text)}
        </div>
    }
    .into_any()
}

/// What outlives a form: one that came back, its receipt, and of which evaluation somebody is writing.
type Kept = (StoredValue<Option<SubmittedForm>>, StoredValue<String>, RwSignal<Option<EvaluationId>>);

async fn send(
    attempt: Attempt,
    (id, act): (EvaluationId, ObjectionAct),
    seen: StoredValue<String>,
    sheet: Query<ObjectionSheet>,
    (typed, told, writing): Kept,
) -> Result<Receipt, Error> {
    let entry = attempt.key.parse::<Uuid>().map_err(|_| Error::NotFound)?;
    let fields = attempt.body.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    let outcome = act_on_objection(id, act, entry, seen.try_get_value().unwrap_or_default(), fields).await;
    if let Err(error) = &outcome
        && !error.is_transient()
        && let Ok(fresh) = get_objections(id).await
    {
        // What is shown above the form follows.
        seen.try_set_value(fresh.seen);
        sheet.refetch();
    }
    let words = outcome?;
    let receipt = words.clone();
    let then = move |_| {
        typed.try_set_value(None);
        told.try_set_value(receipt);
        writing.try_set(None);
        sheet.refetch();
    };
    Ok(Receipt { words, then: Box::new(then) })
}

const fn label(act: ObjectionAct) -> &'static str {
    match act {
        ObjectionAct::File => "Ajukan keberatan",
        ObjectionAct::Explain => "Tambah penjelasan",
        ObjectionAct::Decide => "Putuskan keberatan",
        ObjectionAct::Reopen => "Buka lagi",
    }
}

fn form_part(sheet: ObjectionSheet, query: Query<ObjectionSheet>, (typed, told, writing): Kept) -> AnyView {
    let ObjectionSheet { id, form, closed: why, seen, .. } = sheet;
    let Some(ObjectionForm { act, rows, fields, fixed, about }) = form else { return closed(why) };
    let known = StoredValue::new(seen.clone());
    let is_own = |typed: &SubmittedForm| typed.field("aksi").as_deref() == Some(act.code());
    let back = typed.try_get_value().flatten().filter(is_own);
    let address = format!("/penilaian/{id}/keberatan");
    let spec = Spec {
        draft: draft_place(format!("keberatan:{}:{id}", act.code())),
        fields: &["penjelasan", "hasil", "perilaku", "dasar-hasil", "dasar-perilaku"],
        // It begins with the ratings as they are.
        edits: act == ObjectionAct::Decide,
        ..Spec::new(
            address.clone(),
            transport(move |attempt| send(attempt, (id, act), known, query, (typed, told, writing))),
        )
    };
    let submission = Submission::new(spec, back.as_ref());
    Effect::new(move |_| {
        let drawn = submission.typed();
        let restored = submission.restore();
        if restored.is_some() && restored != drawn {
            writing.set(Some(id));
        }
    });
    let entry = back.as_ref().and_then(|typed| typed.field("id")).or_else(|| next_form_id().map(|id| id.to_string()));
    let value = move |name: &str| -> String {
        match &back {
            Some(typed) => typed.field(name).unwrap_or_default(),
            None => fields.iter().find(|(field, _)| field == name).map(|(_, value)| value.clone()).unwrap_or_default(),
        }
    };
    let inside = match act {
        ObjectionAct::File => {
            rows.into_iter().map(|row| reason_field(row, &value, submission)).collect_view().into_any()
        }
        ObjectionAct::Decide => {
            let rows = rows.into_iter().map(|row| answer_fields(row, &value, submission)).collect_view();
            view! {
                {rows}
                {rating_fields(fixed, &value, submission)}
            }
            .into_any()
        }
        ObjectionAct::Explain | ObjectionAct::Reopen => {
            let words = if act == ObjectionAct::Reopen { "Alasan membuka lagi" } else { "Penjelasan" };
            area("penjelasan".to_owned(), words.to_owned(), "", &value, submission)
        }
    };
    view! {
        <section class="plan-part" aria-labelledby="keberatan-form">
            <h2 id="keberatan-form">{label(act)}</h2>
            <p class="plan-about">{about}</p>
            <div on:input=move |_| writing.set(Some(id))>
                <SubmissionForm submission class="plan-result" action=address label=label(act)>
                    <input type="hidden" name="aksi" value=act.code() />
                    <input type="hidden" name="id" value=entry />
                    <input type="hidden" name="seen" value=seen />
                    {inside}
                    <SendButton submission label=label(act) />
                    <SubmissionOutcome submission />
                </SubmissionForm>
            </div>
        </section>
    }
    .into_any()
}

/// The button that cannot be used says why.
fn closed(why: String) -> AnyView {
    (!why.is_empty())
        .then(|| {
            view! {
                <section class="plan-part" aria-labelledby="keberatan-form">
                    <h2 id="keberatan-form">{label(ObjectionAct::File)}</h2>
                    <p>{why}</p>
                    <p>
                        <button type="button" disabled>
                            {label(ObjectionAct::File)}
                        </button>
                    </p>
                </section>
            }
        })
        .into_any()
}

type Start<'a> = &'a dyn Fn(&str) -> String;

fn area(name: String, label: String, hint: &'static str, value: Start<'_>, submission: Submission) -> AnyView {
    let (start, error) = (value(&name), submission.error_of(name.clone()));
    view! { <TextArea id=name.clone() name label hint value=start rows=3 maxlength=2000 error /> }.into_any()
}

fn reason_field((row, label): (String, String), value: Start<'_>, submission: Submission) -> AnyView {
    let name = format!("alasan-{row}");
    let is_open = !value(&name).is_empty() || row == "hasil";
    let field =
        area(name, format!("Alasan keberatan: {label}"), "Kosongkan bila Anda tidak keberatan.", value, submission);
    view! {
        <details class="plan-indicator" open=is_open>
            <summary>{label}</summary>
            {field}
        </details>
    }
    .into_any()
}

fn answer_fields((row, label): (String, String), value: Start<'_>, submission: Submission) -> AnyView {
    let name = format!("putusan-{row}");
    let options = Outcome::ALL.into_iter().map(|outcome| (outcome.code().to_owned(), outcome.name().to_owned()));
    let options = [(String::new(), "Belum diputus".to_owned())].into_iter().chain(options).collect();
    let (selected, error) = (value(&name), submission.error_of(name.clone()));
    view! {
        <SelectField id=name.clone() name label=format!("Putusan: {label}") options selected error />
        {area(format!("alasan-{row}"), format!("Alasan putusan: {label}"), "", value, submission)}
    }
    .into_any()
}

fn rating_fields(fixed: Option<String>, value: Start<'_>, submission: Submission) -> AnyView {
    let options = || -> Vec<(String, String)> {
        Rating::ALL.into_iter().map(|rating| (rating.code().to_owned(), rating.name().to_owned())).collect()
    };
    let choice = |id: &'static str, label: &'static str| {
        let reason = area(format!("dasar-{id}"), "Alasan".to_owned(), "", value, submission);
        view! {
            <ChoiceField id name=id label options=options() selected=value(id) error=submission.error(id)>
                {reason}
            </ChoiceField>
        }
        .into_any()
    };
    let results = match fixed {
        Some(words) => view! {
            <fieldset class="choice-field">
                <legend>"Rating hasil kerja"</legend>
                <p>{words}</p>
                {area("dasar-hasil".to_owned(), "Alasan".to_owned(), "", value, submission)}
            </fieldset>
        }
        .into_any(),
        None => choice("hasil", "Rating hasil kerja"),
    };
    view! {
        <fieldset class="choice-field">
            <legend>"Rating bila ada yang diterima"</legend>
            <div class="evaluation-ratings">{results} {choice("perilaku", "Rating perilaku kerja")}</div>
        </fieldset>
    }
    .into_any()
}
