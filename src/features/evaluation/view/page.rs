//! `/penilaian/{penilaian}`: one evaluation, read by the assessor, the rated person and superiors.

use super::{
    evidence,
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
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_params_map},
};
use std::hash::Hash;

#[component]
pub fn EvaluationPage() -> impl IntoView {
    page(part)
}

/// What a page is drawn with beside its evaluation.
#[derive(Clone)]
pub(super) struct Around {
    pub query: Query<EvaluationSheet>,
    /// The submission of the buttons.
    pub acts: Submission,
    pub on_done: Callback<()>,
    /// A form that came back.
    pub typed: Option<SubmittedForm>,
}

/// The page of an evaluation; `draw` draws what the caller does with it.
pub(super) fn page(draw: fn(EvaluationSheet, Around) -> AnyView) -> AnyView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.read().get("penilaian").and_then(|id| id.parse::<EvaluationId>().ok()));
    let sheet = Query::load(move || id.get(), |id| async move { get_evaluation(id.ok_or(Error::NotFound)?).await });
    if let Some(me) = use_me().and_then(|me| me.employee) {
        on_change(move || vec![Topic::Person(me), Topic::Team(me)], move || sheet.refetch());
    }
    let typed = use_typed();
    let first = typed.clone();
    let typed = StoredValue::new(typed);
    // What came back is drawn until something was done.
    let on_done = Callback::new(move |()| {
        typed.try_set_value(None);
        sheet.refetch();
    });
    let acts = acts((id, sheet), first.as_ref(), on_done);
    // While somebody writes, answers that change nothing about what can be done leave the form alone.
    let shape = sheet.fingerprint(|sheet, mark| {
        (sheet.id, std::mem::discriminant(&sheet.part)).hash(mark);
        for version in &sheet.versions {
            (version.number, &version.notes).hash(mark);
        }
        match &sheet.part {
            EvaluationPart::Owner(form) => (form.fields.is_some(), form.is_sent).hash(mark),
            EvaluationPart::Assessor(form) => (form.fixed.is_some(), form.is_change).hash(mark),
            EvaluationPart::Signed { seen, .. } => (seen, &sheet.facts).hash(mark),
            EvaluationPart::Reader => sheet.facts.hash(mark),
        }
    });

    let body = move || {
        shape.get()?;
        let now = sheet.peek(EvaluationSheet::clone)?;

        Some(body(now, Around { query: sheet, acts, on_done, typed: typed.try_get_value().flatten() }, draw))
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
fn acts(
    (id, sheet): (Memo<Option<EvaluationId>>, Query<EvaluationSheet>),
    typed: Option<&SubmittedForm>,
    on_done: Callback<()>,
) -> Submission {
    let back = id.get_untracked().map_or_else(|| "/penilaian".to_owned(), |id| format!("/penilaian/{id}"));
    let navigate = use_navigate();
    let write = Callback::new(move |id: EvaluationId| navigate(&write_address(id), NavigateOptions::default()));
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
        let then = move |_| {
            on_done.try_run(());
            if act == EvaluationAct::Change {
                write.try_run(id);
            }
        };
        Ok(Receipt { words: words.to_owned(), then: Box::new(then) })
    };
    let is_own = |typed: &&SubmittedForm| typed.field("aksi").is_some_and(|act| EvaluationAct::of_code(&act).is_some());
    Submission::new(Spec::new(back, transport(send)), typed.filter(is_own))
}

/// A button; `seen` is what was read when it is tapped.
pub(super) fn button(
    (act, words): (EvaluationAct, &'static str),
    (id, seen): (EvaluationId, StoredValue<String>),
    acts: Submission,
) -> AnyView {
    let submit = move |event: SubmitEvent| {
        let fields = Fields::default().with("aksi", act.code()).with("seen", &seen.get_value());
        acts.act(&event, fields);
    };
    view! {
        <form method="post" action=format!("/penilaian/{id}") on:submit=submit>
            {written_for()}
            <input type="hidden" name="aksi" value=act.code() />
            <input type="hidden" name="seen" value=seen.get_value() />
            <button class="submit-button" type="submit">
                {words}
            </button>
        </form>
    }
    .into_any()
}

fn body(sheet: EvaluationSheet, around: Around, draw: fn(EvaluationSheet, Around) -> AnyView) -> AnyView {
    let live = use_live();
    let state = around.query.select(|sheet| sheet.state.clone());
    let state =
        move || state.get().filter(|words| !words.is_empty()).map(|words| view! { <span class="tag">{words}</span> });
    let head = view! {
        <PageHead title=format!("{}: {}", sheet.title, sheet.person)>
            <LiveBadge state=live.state() />
            {state}
            <a class="quiet" href=format!("/penilaian?periode={}", sheet.id.period)>
                "Semua penilaian"
            </a>
        </PageHead>
    };
    let fact = |(label, words)| {
        view! {
            <div>
                <dt>{label}</dt>
                <dd>{words}</dd>
            </div>
        }
    };
    let facts = sheet.facts.iter().cloned().map(fact).collect_view();
    let notes = sheet.notes.iter().cloned().map(|note| view! { <Notice kind=NoticeKind::Info>{note}</Notice> });
    let notes = notes.collect_view();
    let follow_ups = evidence::sentences("Tindak lanjut rapat", sheet.follow_ups.clone());
    let objection = sheet.objection.clone().map(|words| {
        view! {
            <p class="plan-buttons">
                <a class="quiet" href=format!("/penilaian/{}/keberatan", sheet.id)>
                    {words}
                </a>
            </p>
        }
    });
    let other_plans = evidence::sentences("SKP lain dalam tahun ini", sheet.other_plans.clone());
    view! {
        {head}
        <dl class="plan-facts">{facts}</dl>
        {notes}
        {objection}
        {other_plans}
        {follow_ups}
        {draw(sheet, around)}
    }
    .into_any()
}

/// Returns the address at which an evaluation is written.
pub(super) fn write_address(id: EvaluationId) -> String {
    format!("/penilaian/{id}/nilai")
}

/// What somebody reads of an evaluation, and does with it as a whole.
fn part(sheet: EvaluationSheet, around: Around) -> AnyView {
    let id = sheet.id;
    let drawn = match sheet.part.clone() {
        EvaluationPart::Assessor(form) => {
            let words = if form.is_change { "Tulis perubahannya" } else { "Tulis penilaian" };
            view! {
                <p class="plan-buttons">
                    <a class="button" href=write_address(id)>
                        {words}
                    </a>
                </p>
                {versions(sheet.versions)}
                {read_only(sheet.results, sheet.values)}
            }
            .into_any()
        }
        EvaluationPart::Signed { .. } => view! {
            {signed(&sheet, &around)}
            {versions(sheet.versions)}
            {read_only(sheet.results, sheet.values)}
        }
        .into_any(),
        EvaluationPart::Owner(own) => view! {
            {versions(sheet.versions)}
            {answers(id, &own, around.acts)}
            {self_assessment(
                (id, sheet.results, sheet.own_note),
                *own,
                around.typed,
                (around.query, around.on_done),
            )}
        }
        .into_any(),
        EvaluationPart::Reader => view! {
            {versions(sheet.versions)}
            {read_only(sheet.results, sheet.values)}
        }
        .into_any(),
    };
    view! {
        {drawn}
        <p>
            <a href=format!("/penilaian/{id}/unduh.pdf") rel="external">
                "Unduh PDF"
            </a>
        </p>
    }
    .into_any()
}

/// What the assessor does with what they signed.
pub(super) fn signed(sheet: &EvaluationSheet, around: &Around) -> Option<AnyView> {
    let EvaluationPart::Signed { release, seen, next, change } = sheet.part.clone() else { return None };
    let (id, acts, seen) = (sheet.id, around.acts, StoredValue::new(seen));
    let told = release.then(|| {
        let words = format!(
            "Sesudah dirilis, {} membaca seluruh alasannya, dan rilis tidak dapat ditarik kembali.",
            sheet.person
        );
        view! { <p>{words}</p> }
    });
    let release = release.then(|| button((EvaluationAct::Release, "Rilis"), (id, seen), acts));
    let change = change.then(|| button((EvaluationAct::Change, "Ubah penilaian"), (id, seen), acts));
    let next = next.map(|(next, person)| {
        view! {
            <a class="quiet" href=write_address(next)>
                {format!("Berikutnya: {person}")}
            </a>
        }
    });
    let part = view! {
        {told}
        <div class="plan-buttons">
            {release} {change} {next}
        </div>
        <SubmissionOutcome submission=acts />
    };
    Some(part.into_any())
}

fn answers(id: EvaluationId, own: &OwnerForm, acts: Submission) -> Option<AnyView> {
    if own.about_answer.is_empty() {
        return None;
    }
    let about = own.about_answer.iter().cloned().map(|words| view! { <p>{words}</p> }).collect_view();
    let answered = StoredValue::new(own.answered.clone());
    let left = ANSWERS.into_iter().filter(|(act, _)| own.answers.contains(act));
    let buttons = left.map(|answer| button(answer, (id, answered), acts)).collect_view();
    let part = view! {
        <section class="plan-part" aria-labelledby="tanggapan">
            <h2 id="tanggapan">"Tanggapan dan keberatan"</h2>
            {about}
            <div class="plan-buttons">{buttons}</div>
            <SubmissionOutcome submission=acts />
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
