//! The form of the assessor, with the evidence in it. What is typed is saved by itself; only the button signs.

use super::{
    autosave::{ACT, Autosave, Kind, Start, start},
    evidence,
    quadrant::quadrant,
};
use crate::{
    domain::evaluation::{EvaluationId, NotEvaluated, Rating, Ratings},
    error::Error,
    features::evaluation::{
        api::write_evaluation,
        model::{
            AssessorForm, EvaluationPart, EvaluationSheet, MessageLine, ResultEvidence, ValueEvidence, WriteAct,
            Written,
        },
    },
    form_input::SubmittedForm,
    query::Query,
    ui::{
        field::{Checkbox, ChoiceField, SelectField, TextArea, TextField},
        notice::{Notice, NoticeKind},
        submission::{SendButton, Submission, SubmissionForm, SubmissionOutcome},
    },
};
use leptos::prelude::*;
use std::{hash::Hash, pin::Pin};

/// The fields that show their own error, beside those of results and values.
const FIELDS: &[&str] =
    &["tidak-dinilai", "hasil", "alasan-hasil", "perilaku", "alasan-perilaku", "catatan", "alasan-perubahan"];

fn take(
    id: EvaluationId,
    is_signed: bool,
    seen: String,
    fields: Vec<(String, String)>,
) -> Pin<Box<dyn Future<Output = Result<Written, Error>>>> {
    let act = if is_signed { WriteAct::Sign } else { WriteAct::Save };
    Box::pin(write_evaluation(id, act, seen, fields))
}

/// Draws the form; `typed` is one that came back, `known` what was stored when it was last seen.
pub(super) fn form(
    sheet: EvaluationSheet,
    form: AssessorForm,
    (typed, known): (Option<SubmittedForm>, StoredValue<String>),
    query: Query<EvaluationSheet>,
    on_signed: Callback<()>,
) -> AnyView {
    let AssessorForm { fields, seen, saved, fixed, is_change, .. } = form;
    let EvaluationSheet { id, results, values, messages, own_note, .. } = sheet;
    // Behind the dot: what a signature rests on beside what is typed.
    let rule = query.fingerprint(|sheet, mark| {
        if let EvaluationPart::Assessor(form) = &sheet.part {
            form.seen.rsplit('.').next().hash(mark);
        }
    });
    // What others decide meanwhile is shown without drawing the form anew.
    let decided = query.select(|sheet| match &sheet.part {
        EvaluationPart::Assessor(form) => (form.fixed.clone(), form.obstacle.clone()),
        _ => (None, None),
    });
    let obstacle = Memo::new(move |_| decided.get().and_then(|(_, obstacle)| obstacle));
    let is_fixed = fixed.is_some();
    let fixed = Signal::derive(move || decided.get().and_then(|(fixed, _)| fixed).or_else(|| fixed.clone()));
    let address = format!("/penilaian/{id}");
    let kind = Kind {
        more: WriteAct::Sign.code(),
        done: "Ditetapkan",
        stays: false,
        draft: "penilaian",
        address: address.clone(),
        fields: FIELDS,
        take,
    };
    let is_own = |typed: &SubmittedForm| typed.field(ACT).is_some_and(|act| WriteAct::of_code(&act).is_some());
    let typed = typed.filter(is_own);
    let (autosave, submission) = Autosave::begin(kind, id, known, (query, on_signed), typed.as_ref());
    let value = start(typed, fields);
    let chosen = RwSignal::new((value("hasil"), value("perilaku")));
    let follow = move || {
        if let Some(typed) = submission.typed() {
            chosen.try_set((typed.get("hasil").to_owned(), typed.get("perilaku").to_owned()));
        }
    };
    Effect::new(move |_| {
        if autosave.restore(submission) {
            follow();
        }
    });
    let mut save = autosave.on_input(submission);
    let ratings = move || {
        let (results, conduct) = chosen.get();
        let results = fixed.get().map(|(rating, _)| rating).or_else(|| Rating::of_code(&results))?;
        Some(Ratings { results, conduct: Rating::of_code(&conduct)? })
    };
    view! {
        <div class="plan-form" on:input=move |_| save() on:change=move |_| follow()>
            <SubmissionForm submission class="evaluation-form" action=address label="Penilaian">
                <input type="hidden" name=ACT value=WriteAct::Save.code() />
                <input type="hidden" name="seen" value=seen />
                {results_part(results, own_note, &value, submission)}
                {conduct_part(values, &messages, &value, submission)}
                {ratings_part(&value, is_fixed.then_some(fixed), submission)}
                <section class="plan-part" aria-label="Predikat">
                    <h2>"Predikat"</h2>
                    {move || {
                        rule.get()?;
                        query.peek(|sheet| sheet.quadrant.as_ref().map(|matrix| quadrant(matrix, ratings()))).flatten()
                    }}
                </section>
                {closing_part(&value, is_change, submission)}
                {buttons(saved, obstacle, autosave, submission)}
            </SubmissionForm>
        </div>
    }
    .into_any()
}

/// The buttons, and what became of the last one.
fn buttons(
    saved: Option<String>,
    obstacle: Memo<Option<String>>,
    autosave: Autosave,
    submission: Submission,
) -> AnyView {
    let saved = saved.map(|at| view! { <p class="plan-about">{format!("Terakhir tersimpan {at}.")}</p> });
    let sign = move || {
        let button = view! {
            <button
                class="submit-button"
                type="submit"
                name=ACT
                value=WriteAct::Sign.code()
                on:click=move |_| autosave.tap(submission)
            >
                "Tetapkan"
            </button>
        };
        obstacle.with(Option::is_none).then_some(button)
    };
    let obstacle = move || obstacle.get().map(|words| view! { <Notice kind=NoticeKind::Info>{words}</Notice> });
    view! {
        {saved}
        {obstacle}
        <div class="form-actions">
            <SendButton submission label="Simpan" />
            {sign}
        </div>
        <SubmissionOutcome submission />
        {autosave.hint()}
    }
    .into_any()
}

fn area(
    (name, label, hint): (String, &'static str, &'static str),
    rows: u8,
    value: &Start,
    submission: Submission,
) -> AnyView {
    let (start, error) = (value(&name), submission.error_of(name.clone()));
    view! { <TextArea id=name.clone() name label hint value=start rows maxlength=2000 error /> }.into_any()
}

fn results_part(
    results: Vec<ResultEvidence>,
    own_note: Option<String>,
    value: &Start,
    submission: Submission,
) -> AnyView {
    let row = |result: ResultEvidence| {
        let opened = format!("b-{}", result.id);
        let is_opened = value(&opened) == "true";
        let fields = view! {
            <Checkbox
                id=opened.clone()
                name=opened
                label="Laporan dan percakapannya sudah saya baca"
                checked=is_opened
            />
            {area((format!("u-{}", result.id), "Umpan balik", ""), 2, value, submission)}
        };
        evidence::result(result, fields.into_any())
    };
    let rows = results.into_iter().map(row).collect_view();
    let own_note = own_note.map(|note| evidence::own_words("Penilaian diri tentang seluruh pekerjaan", &note));
    view! {
        <section class="plan-part" aria-labelledby="hasil-kerja">
            <h2 id="hasil-kerja">"Hasil kerja"</h2>
            <p class="plan-about">
                "Tandai hasil yang laporan dan percakapannya sudah Anda baca. Berapa yang tidak ditandai tercantum di penilaian \
                dan terbaca pegawai."
            </p>
            {own_note}
            <ol class="plan-sheet">{rows}</ol>
        </section>
    }
    .into_any()
}

fn conduct_part(
    values: Vec<ValueEvidence>,
    messages: &[MessageLine],
    value: &Start,
    submission: Submission,
) -> AnyView {
    let feedback = feedback_options(messages);
    let rows = (1_usize..).zip(values).map(|(number, known)| value_part(number, &known, &feedback, value, submission));
    let rows = rows.collect_view();
    view! {
        <section class="plan-part" aria-labelledby="perilaku-kerja">
            <h2 id="perilaku-kerja">"Perilaku kerja"</h2>
            <p class="plan-about">
                "Isi hanya nilai yang perlu dicatat. Rating perilaku di bawah ekspektasi memerlukan nilai yang ditandai di sini, \
                dengan bukti bertanggal."
            </p>
            {rows}
        </section>
    }
    .into_any()
}

/// The messages that can stand behind a value.
fn feedback_options(messages: &[MessageLine]) -> Vec<(String, String)> {
    const MAX_CHARS: usize = 60;
    let said = messages.iter().filter(|message| message.is_feedback).map(|message| {
        let text: String = message.text.chars().take(MAX_CHARS).collect();
        (message.id.to_string(), format!("{}: {text}", message.head))
    });
    [(String::new(), "Tidak ada".to_owned())].into_iter().chain(said).collect()
}

fn value_part(
    number: usize,
    known: &ValueEvidence,
    feedback: &[(String, String)],
    value: &Start,
    submission: Submission,
) -> AnyView {
    let name = |part: &str| format!("n{number}-{part}");
    let (below, message, day, event) = (name("di-bawah"), name("pesan"), name("tanggal"), name("kejadian"));
    let is_open =
        ["di-bawah", "catatan", "pesan", "tanggal", "kejadian"].iter().any(|part| !value(&name(part)).is_empty());
    let is_below = value(&below) == "true";
    view! {
        <details class="plan-indicator" open=is_open>
            <summary>{known.name.clone()}</summary>
            {evidence::expectation(known)}
            <Checkbox
                id=below.clone()
                name=below
                label="Di bawah ekspektasi"
                checked=is_below
                hint="Perlu bukti yang bertanggal: umpan balik atau kejadian."
            />
            {area((name("catatan"), "Catatan", ""), 2, value, submission)}
            <SelectField
                id=message.clone()
                name=message.clone()
                label="Umpan balik yang menjadi bukti"
                options=feedback.to_vec()
                selected=value(&message)
                error=submission.error_of(message)
            />
            <TextField
                id=day.clone()
                name=day.clone()
                label="Tanggal kejadian"
                kind="date"
                value=value(&day)
                error=submission.error_of(day)
            />
            <TextField
                id=event.clone()
                name=event.clone()
                label="Kejadian"
                value=value(&event)
                error=submission.error_of(event)
            />
        </details>
    }
    .into_any()
}

/// The two ratings, each with its reason.
fn ratings_part(value: &Start, fixed: Option<Signal<Option<(Rating, String)>>>, submission: Submission) -> AnyView {
    const HINT: &str = "Satu atau dua kalimat. Pegawai yang dinilai membacanya.";
    let options = || -> Vec<(String, String)> {
        Rating::ALL.into_iter().map(|rating| (rating.code().to_owned(), rating.name().to_owned())).collect()
    };
    let reason = |name: &str| area((name.to_owned(), "Alasan", HINT), 2, value, submission);
    let choice = |id: &'static str, label: &'static str, reason: AnyView| {
        view! {
            <ChoiceField id name=id label options=options() selected=value(id) error=submission.error(id)>
                {reason}
            </ChoiceField>
        }
        .into_any()
    };
    let results = match fixed {
        Some(fixed) => view! {
            <fieldset class="choice-field">
                <legend>"Rating hasil kerja"</legend>
                <p aria-live="polite">{move || fixed.get().map(|(_, words)| words)}</p>
                {reason("alasan-hasil")}
            </fieldset>
        }
        .into_any(),
        None => choice("hasil", "Rating hasil kerja", reason("alasan-hasil")),
    };
    view! {
        <section class="plan-part" aria-labelledby="rating">
            <h2 id="rating">"Rating"</h2>
            <div class="evaluation-ratings">
                {results} {choice("perilaku", "Rating perilaku kerja", reason("alasan-perilaku"))}
            </div>
        </section>
    }
    .into_any()
}

/// The note, why somebody is not evaluated, and why another version is written.
fn closing_part(value: &Start, is_change: bool, submission: Submission) -> AnyView {
    let reasons = NotEvaluated::ALL.into_iter().map(|reason| (reason.code().to_owned(), reason.name().to_owned()));
    let reasons: Vec<(String, String)> = [(String::new(), "Dinilai".to_owned())].into_iter().chain(reasons).collect();
    let is_open = !value("tidak-dinilai").is_empty();
    let note = ("catatan".to_owned(), "Catatan dan rekomendasi", "");
    let change = is_change.then(|| {
        let change = (
            "alasan-perubahan".to_owned(),
            "Alasan perubahan",
            "Terbaca pegawai di samping versi sebelumnya. Yang sudah pernah dirilis terbaca begitu ditetapkan.",
        );
        area(change, 2, value, submission)
    });
    view! {
        <section class="plan-part" aria-labelledby="penutup">
            <h2 id="penutup">"Penutup"</h2>
            {area(note, 3, value, submission)}
            <details class="plan-months" open=is_open>
                <summary>"Pegawai ini tidak dinilai dalam periode ini"</summary>
                <SelectField
                    id="tidak-dinilai"
                    name="tidak-dinilai"
                    label="Alasan tidak dinilai"
                    hint="Dengan alasan ini tidak ada rating dan predikat. Tulis keterangannya di catatan."
                    options=reasons
                    selected=value("tidak-dinilai")
                    error=submission.error("tidak-dinilai")
                />
            </details>
            {change}
        </section>
    }
    .into_any()
}
