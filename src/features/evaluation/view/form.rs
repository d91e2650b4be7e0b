//! The form of the assessor, with the evidence in it. What is typed is saved by itself; only the button signs.

use super::{evidence, quadrant::quadrant};
use crate::{
    document::draft_place,
    domain::evaluation::{EvaluationId, EvaluationRefusal, NotEvaluated, Rating, Ratings},
    error::Error,
    features::evaluation::{
        api::{get_evaluation, write_evaluation},
        model::{
            AssessorForm, EvaluationPart, EvaluationSheet, MessageLine, ResultEvidence, ValueEvidence, WriteAct,
            Written,
        },
    },
    form_input::SubmittedForm,
    ui::{
        field::{Checkbox, ChoiceField, SelectField, TextArea, TextField},
        notice::{Notice, NoticeKind},
        submission::{Attempt, Receipt, SendButton, Spec, Submission, SubmissionForm, SubmissionOutcome, transport},
    },
};
use leptos::{leptos_dom::helpers::debounce, prelude::*};
use std::time::Duration;

/// What is typed is saved once the typing pauses.
const AUTOSAVE_DEBOUNCE: Duration = Duration::from_secs(2);

/// The fields that show their own error, beside those of results and values.
const FIELDS: &[&str] =
    &["tidak-dinilai", "hasil", "alasan-hasil", "perilaku", "alasan-perilaku", "catatan", "alasan-perubahan"];

/// The state of the form beside what is typed in it.
#[derive(Clone, Copy)]
struct Desk {
    id: EvaluationId,
    /// What was stored when it was last seen.
    seen: StoredValue<String>,
    act: StoredValue<WriteAct>,
    /// Whether only the person decides if what is typed stays: it was changed elsewhere, or comes from this device.
    is_contested: RwSignal<bool>,
    on_signed: Callback<()>,
}

impl Desk {
    async fn send(self, attempt: Attempt) -> Result<Receipt, Error> {
        let fields = attempt.body.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        let act = self.act.try_update_value(|act| std::mem::replace(act, WriteAct::Save)).unwrap_or(WriteAct::Save);
        let seen = self.seen.try_get_value().unwrap_or_default();
        match write_evaluation(self.id, act, seen, fields).await {
            Ok(Written { saved, refused }) => {
                self.seen.try_set_value(saved.seen);
                self.is_contested.try_set(false);
                if let Some(refused) = refused {
                    return Err(refused);
                }
                let is_signed = act == WriteAct::Sign;
                let word = if is_signed { "Ditetapkan" } else { "Tersimpan" };
                let then = move |submission: Submission| {
                    if is_signed {
                        self.on_signed.try_run(());
                    } else if !submission.is_settled() {
                        // Typed while the request was pending.
                        submission.save();
                    }
                };
                Ok(Receipt { words: format!("{word} {}", saved.time), then: Box::new(then) })
            }
            Err(error) => {
                if error == EvaluationRefusal::ChangedElsewhere.into() {
                    self.is_contested.try_set(true);
                    if let Ok(EvaluationSheet { part: EvaluationPart::Assessor(form), .. }) =
                        get_evaluation(self.id).await
                    {
                        self.seen.try_set_value(form.seen);
                    }
                }
                Err(error)
            }
        }
    }

    fn autosave(self, submission: Submission) {
        if self.is_contested.try_get_untracked() == Some(false) {
            submission.save();
        }
    }

    /// What is sent next is signed, also where it is stored already.
    fn sign_next(self, submission: Submission) {
        self.act.set_value(WriteAct::Sign);
        submission.unsettle();
    }
}

/// What the fields of a form begin with.
type Start<'a> = &'a dyn Fn(&str) -> String;

/// Draws the form; `typed` is one that came back.
pub(super) fn form(
    sheet: EvaluationSheet,
    form: AssessorForm,
    typed: Option<SubmittedForm>,
    on_signed: Callback<()>,
) -> AnyView {
    let AssessorForm { fields, seen, saved, fixed, is_change, obstacle } = form;
    let EvaluationSheet { id, results, values, messages, own_note, .. } = sheet;
    let desk = Desk {
        id,
        seen: StoredValue::new(seen.clone()),
        act: StoredValue::new(WriteAct::Save),
        is_contested: RwSignal::new(false),
        on_signed,
    };
    let address = format!("/penilaian/{id}");
    let spec = Spec {
        draft: draft_place(format!("penilaian:{id}")),
        fields: FIELDS,
        edits: true,
        ..Spec::new(address.clone(), transport(move |attempt| desk.send(attempt)))
    };
    let is_own = |typed: &SubmittedForm| typed.field("aksi").is_some_and(|act| WriteAct::of_code(&act).is_some());
    let typed = typed.filter(is_own);
    let submission = Submission::new(spec, typed.as_ref());
    let value = move |name: &str| -> String {
        match &typed {
            Some(typed) => typed.field(name).unwrap_or_default(),
            None => fields.iter().find(|(field, _)| field == name).map(|(_, value)| value.clone()).unwrap_or_default(),
        }
    };
    let chosen = RwSignal::new((value("hasil"), value("perilaku")));
    let follow = move || {
        if let Some(typed) = submission.typed() {
            chosen.try_set((typed.get("hasil").to_owned(), typed.get("perilaku").to_owned()));
        }
    };
    Effect::new(move |_| {
        let known = submission.typed();
        if let Some(restored) = submission.restore() {
            if known.is_some_and(|known| known != restored) {
                desk.is_contested.set(true);
            }
            follow();
        }
    });
    let mut save = debounce(AUTOSAVE_DEBOUNCE, move |()| desk.autosave(submission));
    let fixed_rating = fixed.as_ref().map(|(rating, _)| *rating);
    let ratings = move || {
        let (results, conduct) = chosen.get();
        let results = fixed_rating.or_else(|| Rating::of_code(&results))?;
        Some(Ratings { results, conduct: Rating::of_code(&conduct)? })
    };
    let obstacle = obstacle.map(|words| view! { <Notice kind=NoticeKind::Info>{words}</Notice> });
    view! {
        {obstacle}
        <div class="plan-form" on:input=move |_| save(()) on:change=move |_| follow()>
            <SubmissionForm submission class="evaluation-form" action=address label="Penilaian">
                <input type="hidden" name="aksi" value=WriteAct::Save.code() />
                <input type="hidden" name="seen" value=seen />
                {results_part(results, own_note, &value, submission)}
                {conduct_part(values, &messages, &value, submission)}
                {ratings_part(&value, fixed, submission)}
                <section class="plan-part" aria-label="Predikat">
                    <h2>"Predikat"</h2>
                    {move || quadrant(ratings())}
                </section>
                {closing_part(&value, is_change, submission)}
                {buttons(saved, desk, submission)}
            </SubmissionForm>
        </div>
    }
    .into_any()
}

/// The buttons, and what became of the last one.
fn buttons(saved: Option<String>, desk: Desk, submission: Submission) -> AnyView {
    const RESTORED: &str = "Isian di perangkat ini belum tersimpan di server. Tekan “Simpan” bila ini yang berlaku.";
    let restored = move || desk.is_contested.get().then_some(RESTORED);
    let saved = saved.map(|at| view! { <p class="plan-about">{format!("Terakhir tersimpan {at}.")}</p> });
    view! {
        {saved}
        <div class="form-actions">
            <SendButton submission label="Simpan" />
            <button
                class="submit-button"
                type="submit"
                name="aksi"
                value=WriteAct::Sign.code()
                on:click=move |_| desk.sign_next(submission)
            >
                "Tetapkan"
            </button>
        </div>
        <SubmissionOutcome submission />
        <p class="field-hint" aria-live="polite">
            {restored}
        </p>
    }
    .into_any()
}

fn area(
    (name, label, hint): (String, &'static str, &'static str),
    rows: u8,
    value: Start<'_>,
    submission: Submission,
) -> AnyView {
    let (start, error) = (value(&name), submission.error_of(name.clone()));
    view! { <TextArea id=name.clone() name label hint value=start rows maxlength=2000 error /> }.into_any()
}

fn results_part(
    results: Vec<ResultEvidence>,
    own_note: Option<String>,
    value: Start<'_>,
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
            {own_note}
            <ol class="plan-sheet">{rows}</ol>
        </section>
    }
    .into_any()
}

fn conduct_part(
    values: Vec<ValueEvidence>,
    messages: &[MessageLine],
    value: Start<'_>,
    submission: Submission,
) -> AnyView {
    let feedback = feedback_options(messages);
    let rows = (1_usize..).zip(values).map(|(number, known)| value_part(number, &known, &feedback, value, submission));
    let rows = rows.collect_view();
    view! {
        <section class="plan-part" aria-labelledby="perilaku-kerja">
            <h2 id="perilaku-kerja">"Perilaku kerja"</h2>
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
    value: Start<'_>,
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
fn ratings_part(value: Start<'_>, fixed: Option<(Rating, String)>, submission: Submission) -> AnyView {
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
        Some((_, words)) => view! {
            <fieldset class="choice-field">
                <legend>"Rating hasil kerja"</legend>
                <p>{words}</p>
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
fn closing_part(value: Start<'_>, is_change: bool, submission: Submission) -> AnyView {
    let reasons = NotEvaluated::ALL.into_iter().map(|reason| (reason.code().to_owned(), reason.name().to_owned()));
    let reasons: Vec<(String, String)> = [(String::new(), "Dinilai".to_owned())].into_iter().chain(reasons).collect();
    let is_open = !value("tidak-dinilai").is_empty();
    let note = ("catatan".to_owned(), "Catatan dan rekomendasi", "");
    let change = is_change.then(|| {
        let change = (
            "alasan-perubahan".to_owned(),
            "Alasan perubahan",
            "Dibaca pegawai yang dinilai, di samping versi sebelumnya.",
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
                    hint="Dengan alasan ini tidak ada rating dan predikat."
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
