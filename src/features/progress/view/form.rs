//! The report form: value first, last value and note shown, the bar moves while typing.
//!
//! With JavaScript it posts to the stable `POST /api/v1/reports`; without, it is a plain form to `/lapor`.
//! What is typed is kept on the device until a receipt comes: through an error, a lost session, a reload.

use crate::{
    domain::{
        id::{IkiId, ReportId},
        measure::Value,
        text::Note,
    },
    error::{Error, FieldErrors},
    features::progress::model::IkiCard,
    typed::Typed,
    ui::{
        draft,
        field::{DecimalField, TextArea},
        form::SubmitButton,
        json::{Json, object},
        notice::{NoticeKind, Outcome},
    },
};
use gloo_net::http::Request;
use leptos::{ev::SubmitEvent, html, prelude::*, task::spawn_local};

/// What is kept on the device.
#[derive(Clone, Debug, Default, PartialEq)]
struct Draft {
    value: String,
    note: String,
}

impl Draft {
    fn key(indicator: IkiId) -> String {
        format!("draf:{indicator}")
    }

    fn load(indicator: IkiId) -> Option<Self> {
        let [value, note] = draft::load(&Self::key(indicator))?;
        Some(Self { value, note })
    }

    /// Keeps the draft, or forgets it when nothing is typed.
    fn keep(&self, indicator: IkiId) {
        let key = Self::key(indicator);
        if *self == Self::default() {
            draft::forget(&key);
        } else {
            draft::keep(&key, &[&self.value, &self.note]);
        }
    }
}

/// The last try: sending the same again keeps its id, so that it is stored once.
#[derive(Clone, Debug)]
struct Attempt {
    id: ReportId,
    indicator: IkiId,
    value: Value,
    note: Option<String>,
    observed_at: String,
    corrects: Option<ReportId>,
}

#[component]
#[expect(clippy::too_many_lines, reason = "one form: its fields, what is kept and what is told belong together")]
pub fn ReportForm(
    card: IkiCard,
    /// Where the bar of the card goes while somebody types.
    preview: RwSignal<Option<i32>>,
    /// The id that the plain form sends.
    #[prop(optional_no_strip)]
    id: Option<ReportId>,
    /// What a plain form sent and why it came back.
    #[prop(optional_no_strip)]
    typed: Option<Typed>,
    /// `14.05` when a plain form was received.
    #[prop(optional_no_strip)]
    received: Option<String>,
    /// Closes the form; without JavaScript it is left for Beranda.
    on_cancel: impl Fn() + Clone + Send + Sync + 'static,
) -> impl IntoView {
    let indicator = card.id;
    let value = NodeRef::<html::Input>::new();
    let note = NodeRef::<html::Textarea>::new();
    let correction = NodeRef::<html::Input>::new();
    let more = NodeRef::<html::Details>::new();
    let text = RwSignal::new(String::new());
    let field = |name: &str| typed.as_ref().and_then(|typed| typed.field(name)).unwrap_or_default();
    let errors = RwSignal::new(typed.as_ref().map_or_else(FieldErrors::default, |typed| match &typed.error {
        Error::Invalid(errors) => errors.clone(),
        _ => FieldErrors::default(),
    }));
    let message = RwSignal::new(
        received
            .map(|time| (NoticeKind::Success, format!("Diterima {time}")))
            .or_else(|| typed.as_ref().and_then(Typed::sentence).map(|sentence| (NoticeKind::Error, sentence))),
    );
    let signed_out = RwSignal::new(false);
    let attempt = StoredValue::new(None::<Attempt>);
    // What a correction corrects: the newest report, also after one from here.
    let last = RwSignal::new(card.last_report);
    let known = StoredValue::new(card.clone());
    // The value that was asked about: sent once more, it is meant.
    let sure = StoredValue::new(field("sure"));

    let read = move || Draft {
        value: value.get_untracked().map(|input| input.value()).unwrap_or_default(),
        note: note.get_untracked().map(|input| input.value()).unwrap_or_default(),
    };
    let bullet = card.bullet.clone();
    Effect::new(move |_| {
        let typed = text.get();
        preview.set(bullet.as_ref().and_then(|bullet| bullet.preview(&typed)));
    });
    on_cleanup(move || {
        preview.try_set(None);
    });
    // The device's draft comes back into a form that is still empty.
    Effect::new(move |_| {
        let (Some(value), Some(note)) = (value.get(), note.get()) else { return };
        if value.value().is_empty()
            && note.value().is_empty()
            && let Some(draft) = Draft::load(indicator)
        {
            value.set_value(&draft.value);
            note.set_value(&draft.note);
        }
        unfold(more, !note.value().is_empty());
        text.set(value.value());
        if value.value().is_empty() {
            let _ = value.focus();
        }
    });

    let pending = RwSignal::new(false);
    let tell = move |wrong: FieldErrors| {
        unfold(more, wrong.of("note").is_some());
        errors.try_set(wrong);
    };
    let told = move |outcome: Result<String, Error>| match outcome {
        Ok(time) => {
            Draft::default().keep(indicator);
            let sent = attempt.try_update_value(Option::take).flatten();
            if let (Some(value), Some(note)) = (value.get_untracked(), note.get_untracked()) {
                if let Some(sent) = sent {
                    known.try_update_value(|card| {
                        card.usual = card.usual.after(sent.value);
                        card.value = Some(format!("{} {}", value.value(), card.unit));
                    });
                    last.try_set(Some(sent.id));
                }
                value.set_value("");
                note.set_value("");
            }
            if let Some(correction) = correction.get_untracked() {
                correction.set_checked(false);
            }
            text.try_set(String::new());
            signed_out.try_set(false);
            message.try_set(Some((NoticeKind::Success, format!("Diterima {time}"))));
        }
        Err(error) => {
            signed_out.try_set(error == Error::SignIn);
            if let Error::Invalid(wrong) = &error {
                tell(wrong.clone());
            }
            message.try_set(Some((NoticeKind::Error, error.to_string())));
        }
    };
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if pending.get_untracked() {
            return;
        }
        message.set(None);
        let draft = read();
        let corrects = correction
            .get_untracked()
            .filter(web_sys::HtmlInputElement::checked)
            .and_then(|input| input.value().parse().ok());
        let next = prepare(indicator, &draft, corrects, attempt.get_value());
        match next.and_then(|next| known.with_value(|card| asked(card, sure, draft, next))) {
            Ok(next) => {
                errors.set(FieldErrors::default());
                attempt.set_value(Some(next.clone()));
                pending.set(true);
                spawn_local(async move {
                    let outcome = post(next).await;
                    pending.try_set(false);
                    told(outcome);
                });
            }
            Err(wrong) => tell(wrong),
        }
    };
    let wrong = move |name: &'static str| Signal::derive(move || errors.get().of(name));
    let ticked = !field("corrects").is_empty();
    let open = ticked || !field("note").is_empty();
    let correct = move || {
        last.get().map(|last| {
            view! {
                <label class="checkbox">
                    <input type="checkbox" name="corrects" value=last.to_string() checked=ticked node_ref=correction />
                    <span>"Ini memperbaiki laporan terakhir"</span>
                </label>
            }
        })
    };
    view! {
        <form
            class="report-form"
            method="post"
            action="/lapor"
            on:submit=submit
            on:input=move |_| {
                read().keep(indicator);
                // What was said is about what was sent, not about what is typed now.
                message.set(None);
            }
        >
            <input type="hidden" name="indikator" value=indicator.to_string() />
            <input type="hidden" name="id" value=id.map(|id| id.to_string()) />
            <input type="hidden" name="sure" value=field("sure") />
            <DecimalField
                id=format!("realisasi-{indicator}")
                name="value"
                label="Realisasi"
                unit=card.unit.clone()
                hint=hint(&card)
                value=field("value")
                autofocus=true
                typed=text
                error=wrong("value")
                node_ref=value
            />
            <div class="form-actions">
                <SubmitButton label="Kirim laporan" pending />
                <a
                    class="quiet"
                    href="/"
                    on:click=move |event| {
                        event.prevent_default();
                        on_cancel();
                    }
                >
                    "Tutup"
                </a>
            </div>
            <Outcome message />
            // Behind the button: a repeat report is a number and a tap, within reach on the smallest phone.
            <details open=open node_ref=more>
                <summary>"Tambah catatan atau perbaikan"</summary>
                <TextArea
                    id=format!("catatan-{indicator}")
                    name="note"
                    label="Catatan"
                    hint=card.note.clone().map(|note| format!("Terakhir: {note}")).unwrap_or_default()
                    value=field("note")
                    rows=2
                    error=wrong("note")
                    node_ref=note
                />
                {correct}
            </details>
            <Show when=move || signed_out.get()>
                <p>
                    <a href=format!("/masuk?lanjut=%2Flapor%3Findikator%3D{indicator}") rel="external">
                        "Masuk lagi"
                    </a>
                    " – isian Anda tersimpan di perangkat ini."
                </p>
            </Show>
        </form>
    }
    .into_any()
}

/// Opens what is folded away when there is something in it to see.
fn unfold(more: NodeRef<html::Details>, something: bool) {
    if let Some(more) = more.get_untracked().filter(|_| something) {
        more.set_open(true);
    }
}

fn hint(card: &IkiCard) -> String {
    match &card.value {
        Some(value) => format!("Isi {}. Terakhir: {value}", card.asks),
        None => format!("Isi {}. Belum ada laporan.", card.asks),
    }
}

/// Checks what was typed by the rules that decide on the server, and keeps the id of an unchanged try.
fn prepare(
    indicator: IkiId,
    draft: &Draft,
    corrects: Option<ReportId>,
    before: Option<Attempt>,
) -> Result<Attempt, FieldErrors> {
    let mut wrong = FieldErrors::default();
    let value = Value::parse_typed(&draft.value).map_err(|error| wrong.0.push(("value".to_owned(), error.to_string())));
    let note = match draft.note.trim() {
        "" => Ok(None),
        note => Note::parse(note).map(Some).map_err(|error| wrong.0.push(("note".to_owned(), error.to_string()))),
    };
    let (Ok(value), Ok(note)) = (value, note) else { return Err(wrong) };
    let note = note.map(String::from);
    if let Some(before) = before
        && before.value == value
        && before.note == note
        && before.corrects == corrects
    {
        return Ok(before);
    }
    #[expect(clippy::disallowed_methods, reason = "the browser has no door; the sender makes the id of a report")]
    let id = ReportId(uuid::Uuid::now_v7());
    let observed_at = String::from(js_sys::Date::new_0().to_iso_string());
    Ok(Attempt { id, indicator, value, note, observed_at, corrects })
}

/// Asks once about a value that looks like a slip.
fn asked(card: &IkiCard, sure: StoredValue<String>, draft: Draft, next: Attempt) -> Result<Attempt, FieldErrors> {
    match card.usual.odd(next.value, next.corrects.is_some()) {
        Some(odd) if sure.get_value() != draft.value => {
            let question = card.question(odd, &draft.value);
            sure.set_value(draft.value);
            Err(FieldErrors(vec![("value".to_owned(), question)]))
        }
        _ => Ok(next),
    }
}

/// Sends a report; when it was received, as `14.05`.
async fn post(attempt: Attempt) -> Result<String, Error> {
    let Attempt { id, indicator, value, note, observed_at, corrects } = attempt;
    let (indicator, value) = (indicator.to_string(), value.to_string());
    let corrects = corrects.map(|corrects| corrects.to_string());
    let body = object(&[
        ("indicator_id", Some(&indicator)),
        ("value", Some(&value)),
        ("note", note.as_deref()),
        ("observed_at", Some(&observed_at)),
        ("corrects", corrects.as_deref()),
    ]);
    let request = Request::post("/api/v1/reports")
        .header("Idempotency-Key", &id.to_string())
        .header("Content-Type", "application/json")
        .body(body)
        .map_err(|_| Error::Offline)?;
    let response = request.send().await.map_err(|_| Error::Offline)?;
    let text = response.text().await.map_err(|_| Error::Offline)?;
    let told = Json::parse(&text).ok_or(Error::Offline)?;
    match response.status() {
        200 | 201 => told.text("received_time").ok_or(Error::Offline),
        401 => Err(Error::SignIn),
        503 => Err(Error::Unavailable(String::new())),
        _ => match told.pairs("errors") {
            errors if errors.is_empty() => Err(Error::Told(told.text("title").ok_or(Error::Offline)?)),
            errors => Err(Error::Invalid(FieldErrors(errors))),
        },
    }
}
