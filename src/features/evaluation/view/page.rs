//! `/penilaian/{penilaian}`: one evaluation, for the assessor, the rated person and superiors.

use super::{
    evidence,
    form::form,
    owner::{ANSWERS, self_assessment},
    version::versions,
};
use crate::{
    document::{mark_missing, use_me, use_typed},
    domain::{evaluation::EvaluationId, event::Topic},
    error::Error,
    features::evaluation::{
        api::{act_on_evaluation, get_evaluation},
        model::{EvaluationAct, EvaluationPart, EvaluationSheet, OwnerForm, ResultEvidence, ValueEvidence},
    },
    form_input::SubmittedForm,
    query::{LoadError, Query},
    ui::{
        empty::Skeleton,
        form::written_for,
        live::{on_change, use_live},
        notice::{Notice, NoticeKind},
        shell::{LiveBadge, PageHead},
        submission::{Attempt, Fields, Receipt, Spec, Submission, SubmissionOutcome, transport},
    },
};
use leptos::{ev::SubmitEvent, prelude::*};
use leptos_router::hooks::use_params_map;
use std::hash::Hash;

#[component]
pub fn EvaluationPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.read().get("penilaian").and_then(|id| id.parse::<EvaluationId>().ok()));
    let sheet = Query::load(move || id.get(), |id| async move { get_evaluation(id.ok_or(Error::NotFound)?).await });
    if let Some(me) = use_me().and_then(|me| me.employee) {
        on_change(move || vec![Topic::Person(me), Topic::Team(me)], move || sheet.refetch());
    }
    let typed = use_typed();
    let acts = acts(id, sheet, typed.as_ref());
    let typed = StoredValue::new(typed);
    // While somebody writes, answers that change nothing about what can be done leave the form alone.
    let shape = sheet.fingerprint(|sheet, mark| {
        (sheet.id, &sheet.state, std::mem::discriminant(&sheet.part)).hash(mark);
        for version in &sheet.versions {
            (version.number, &version.notes).hash(mark);
        }
        if let EvaluationPart::Owner(form) = &sheet.part {
            (form.fields.is_some(), form.is_sent).hash(mark);
        }
    });
    let body = move || {
        shape.get()?;
        let now = sheet.peek(EvaluationSheet::clone)?;
        Some(body(now, sheet, acts, typed.try_update_value(Option::take).flatten()))
    };
    let missing = move || {
        let is_lost = sheet.error.with(Option::is_some) && sheet.with(|sheet| sheet.is_none());
        if sheet.error.with(|error| *error == Some(Error::NotFound)) {
            mark_missing();
        }
        is_lost.then(|| view! { <PageHead title="Penilaian" /> })
    };
    view! {
        <Suspense fallback=|| ()>
            {move || sheet.is_awaited().then(|| view! { <Skeleton lines=10 /> })}
            {missing}
            <LoadError error=sheet.error retry=move |()| sheet.refetch() />
            {body}
        </Suspense>
    }
    .into_any()
}

/// The submission of the buttons.
fn acts(id: Memo<Option<EvaluationId>>, sheet: Query<EvaluationSheet>, typed: Option<&SubmittedForm>) -> Submission {
    let back = id.get_untracked().map_or_else(|| "/penilaian".to_owned(), |id| format!("/penilaian/{id}"));
    let send = move |attempt: Attempt| async move {
        let id = id.try_get_untracked().flatten().ok_or(Error::NotFound)?;
        let act = EvaluationAct::of_code(attempt.body.get("aksi")).ok_or(Error::NotFound)?;
        let outcome = act_on_evaluation(id, act, attempt.body.get("seen").to_owned()).await;
        if outcome.is_err() {
            sheet.refetch();
        }
        outcome?;
        let words = match act {
            EvaluationAct::Release => "Dirilis. Pegawai yang dinilai sekarang membaca seluruh alasannya.",
            EvaluationAct::Change => "Tulis perubahannya, lalu tetapkan lagi dengan alasannya.",
            EvaluationAct::Discard => "Perubahan dibatalkan; yang sudah ditetapkan tetap berlaku.",
            EvaluationAct::Receive => "Tercatat: sudah diterima. Hak Anda untuk berkeberatan tetap ada.",
            EvaluationAct::Agree => "Tercatat: Anda setuju. Hak Anda untuk berkeberatan tetap ada.",
        };
        Ok(Receipt { words: words.to_owned(), then: Box::new(move |_| sheet.refetch()) })
    };
    let is_own = |typed: &&SubmittedForm| typed.field("aksi").is_some_and(|act| EvaluationAct::of_code(&act).is_some());
    Submission::new(Spec::new(back, transport(send)), typed.filter(is_own))
}

fn button((act, words): (EvaluationAct, &'static str), (id, seen): (EvaluationId, &str), acts: Submission) -> AnyView {
    let fields = Fields::default().with("aksi", act.code()).with("seen", seen);
    let submit = move |event: SubmitEvent| acts.act(&event, fields.clone());
    view! {
        <form method="post" action=format!("/penilaian/{id}") on:submit=submit>
            {written_for()}
            <input type="hidden" name="aksi" value=act.code() />
            <input type="hidden" name="seen" value=seen.to_owned() />
            <button class="submit-button" type="submit">
                {words}
            </button>
        </form>
    }
    .into_any()
}

fn body(
    sheet: EvaluationSheet,
    query: Query<EvaluationSheet>,
    acts: Submission,
    typed: Option<SubmittedForm>,
) -> AnyView {
    let live = use_live();
    let state = (!sheet.state.is_empty()).then(|| view! { <span class="tag">{sheet.state.clone()}</span> });
    let head = view! {
        <PageHead title=format!("{}: {}", sheet.title, sheet.person)>
            <LiveBadge state=live.state() />
            {state}
        </PageHead>
    };
    let facts = sheet.facts.iter().cloned().map(|(label, words)| {
        view! {
            <div>
                <dt>{label}</dt>
                <dd>{words}</dd>
            </div>
        }
    });
    let facts = facts.collect_view();
    let notes = sheet.notes.iter().cloned().map(|note| view! { <Notice kind=NoticeKind::Info>{note}</Notice> });
    let notes = notes.collect_view();
    let follow_ups = evidence::sentences("Tindak lanjut rapat", sheet.follow_ups.clone());
    let other_plans = evidence::sentences("SKP lain dalam tahun ini", sheet.other_plans.clone());
    let on_done = Callback::new(move |()| query.refetch());
    view! {
        {head}
        <dl class="plan-facts">{facts}</dl>
        {notes}
        <SubmissionOutcome submission=acts />
        {other_plans}
        {follow_ups}
        {part(sheet, acts, typed, on_done)}
    }
    .into_any()
}

/// What the caller does with the evaluation, and what they read.
fn part(sheet: EvaluationSheet, acts: Submission, typed: Option<SubmittedForm>, on_done: Callback<()>) -> AnyView {
    let (id, signed) = (sheet.id, sheet.versions.clone());
    match sheet.part.clone() {
        EvaluationPart::Assessor(fields) => {
            let discard = fields
                .is_change
                .then(|| button((EvaluationAct::Discard, "Batalkan perubahan"), (id, &fields.seen), acts));
            view! {
                {form(sheet, *fields, typed, on_done)}
                {discard}
                {versions(signed)}
            }
            .into_any()
        }
        EvaluationPart::Signed { release, seen } => {
            let release = release.then(|| button((EvaluationAct::Release, "Rilis"), (id, &seen), acts));
            view! {
                <div class="plan-buttons">
                    {release} {button((EvaluationAct::Change, "Ubah penilaian"), (id, &seen), acts)}
                </div>
                {versions(signed)}
                {read_only(sheet.results, sheet.values)}
            }
            .into_any()
        }
        EvaluationPart::Owner(own) => view! {
            {versions(signed)}
            {answers(id, &own, acts)}
            {self_assessment((id, sheet.results), *own, typed, on_done)}
        }
        .into_any(),
        EvaluationPart::Reader => view! {
            {versions(signed)}
            {read_only(sheet.results, sheet.values)}
        }
        .into_any(),
    }
}

fn answers(id: EvaluationId, own: &OwnerForm, acts: Submission) -> Option<AnyView> {
    let asks = own.asks.clone()?;
    let buttons = ANSWERS.map(|answer| button(answer, (id, ""), acts));
    let part = view! {
        <section class="plan-part" aria-labelledby="tanggapan">
            <h2 id="tanggapan">"Tanggapan Anda"</h2>
            <p>{asks}</p>
            <div class="plan-buttons">{buttons.collect_view()}</div>
        </section>
    };
    Some(part.into_any())
}

fn read_only(results: Vec<ResultEvidence>, values: Vec<ValueEvidence>) -> AnyView {
    let results = results.into_iter().map(|result| evidence::result(result, ().into_any())).collect_view();
    let values = values.into_iter().map(|value| {
        view! {
            <li>
                <h3>{value.name.clone()}</h3>
                {evidence::expectation(&value)}
            </li>
        }
    });
    let values = values.collect_view();
    view! {
        <section class="plan-part" aria-labelledby="hasil-kerja">
            <h2 id="hasil-kerja">"Hasil kerja"</h2>
            <ol class="plan-sheet">{results}</ol>
        </section>
        <section class="plan-part" aria-labelledby="perilaku-kerja">
            <h2 id="perilaku-kerja">"Perilaku kerja"</h2>
            <details class="plan-months">
                <summary>"Tujuh nilai dan ekspektasinya"</summary>
                <ol class="plan-sheet">{values}</ol>
            </details>
        </section>
    }
    .into_any()
}
