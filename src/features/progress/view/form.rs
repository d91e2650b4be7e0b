//! The report form: value first, last value and note shown, the bar moves while typing.
//!
//! With JavaScript it posts to the stable `POST /api/v1/reports`; without, it is a plain form to `/lapor`.

use crate::{
    document::draft_place,
    domain::{
        id::{IkiId, ReportId},
        measure::Value,
        progress::ReportRefusal,
        text::Note,
    },
    error::{Error, FieldErrors},
    features::progress::model::{ChosenReport, IkiCard},
    form_input::SubmittedForm,
    ui::{
        field::{DecimalField, TextArea},
        format::plain_number,
        json::Json,
        plot::BulletPlot,
        submission::{
            Attempt, Fields, Receipt, SendButton, Spec, Submission, SubmissionForm, SubmissionOutcome, api, transport,
        },
    },
};
use leptos::{prelude::*, wasm_bindgen::JsValue};

/// Returns the moment by the clock of the device.
fn now() -> String {
    js_sys::Date::new_0().to_iso_string().into()
}

/// What a receipt needs to know of its report.
struct Sent {
    corrects: String,
    note: String,
    is_undo: bool,
    /// The indicator as it stood: news of the report may come before its receipt.
    before: IkiCard,
}

struct Known {
    card: IkiCard,
    /// What was chosen to be corrected, until it is.
    chosen: Option<ChosenReport>,
    /// The value that was asked about: sent once more, it is meant.
    sure: String,
}

/// What a form knows of its indicator, kept up with each report that it sends.
#[derive(Clone, Copy)]
struct ReportReceipt {
    known: StoredValue<Known>,
    /// What a correction corrects: the newest report, also after one from here; empty where there is none.
    last: RwSignal<String>,
    /// What is typed as the value.
    text: RwSignal<String>,
    /// What to type, and what it takes the place of.
    hint: RwSignal<String>,
}

impl ReportReceipt {
    /// Keeps up with reports from elsewhere.
    fn follow(self, card: IkiCard) {
        self.known.update_value(|known| {
            if known.chosen.is_none() {
                self.hint.set(hint(&card));
            }
            known.card = card;
        });
    }

    /// Checks what was typed by the rules that decide on the server, and asks once about a value that looks like a
    /// slip.
    fn check(self, typed: &Fields) -> Result<Fields, FieldErrors> {
        let mut wrong = FieldErrors::default();
        let value = Value::parse_typed(typed.get("value"))
            .map_err(|error| wrong.0.push(("value".to_owned(), error.to_string())));
        let note = match typed.get("note").trim() {
            "" => Ok(None),
            note => Note::parse(note).map(Some).map_err(|error| wrong.0.push(("note".to_owned(), error.to_string()))),
        };
        let (Ok(value), Ok(note)) = (value, note) else { return Err(wrong) };
        let corrects = typed.get("corrects");
        let typed = typed.get("value");
        let indicator = self
            .known
            .try_update_value(|Known { card, sure, .. }| {
                match card.plausible.implausible(value, typed, !corrects.is_empty()) {
                    Some(odd) if sure != typed => {
                        typed.clone_into(sure);
                        Err(FieldErrors(vec![("value".to_owned(), card.question(odd, value))]))
                    }
                    _ => Ok(card.id.to_string()),
                }
            })
            .unwrap_or(Err(FieldErrors::default()))?;
        let mut body = Fields::default().with("indicator_id", &indicator).with("value", &value.to_string());
        if let Some(note) = note {
            body = body.with("note", note.as_str());
        }
        if !corrects.is_empty() {
            body = body.with("corrects", corrects);
        }
        Ok(body)
    }

    /// Sends a report; the receipt says which value was received and when.
    fn send(self, attempt: Attempt) -> impl Future<Output = Result<Receipt, Error>> + use<> {
        let Attempt { key, at, body } = attempt;
        let (corrects, note) = (body.get("corrects").to_owned(), body.get("note").to_owned());
        // What takes a report back names the moment of the one before, by the server's clock.
        let is_undo = !body.get("observed_at").is_empty();
        let body = if is_undo { body } else { body.with("observed_at", &at).with("sent_at", &now()) };
        let answer = api::post("/api/v1/reports", &key, &body);
        let before = self.known.try_with_value(|known| known.card.clone());
        async move {
            let answer = answer.await;
            if let Err(Error::Api(refusal)) = &answer
                && *refusal == ReportRefusal::KeyReused.to_string()
            {
                // An earlier attempt was stored and its answer lost: that report is the last one, so a correction is of it.
                self.last.try_set(key.clone());
            }
            let answer = answer?;
            let sent = before.map(|before| Sent { corrects, note, is_undo, before });
            sent.and_then(|sent| self.receipt(key, &answer, sent)).ok_or(Error::Offline)
        }
    }

    fn receipt(self, key: String, receipt: &Json, sent: Sent) -> Option<Receipt> {
        let Sent { corrects, note, is_undo, before } = sent;
        let (time, value) = (receipt.text("received_time")?, receipt.text("value")?);
        let (id, at) = (receipt.text("id")?, receipt.text("received_at")?);
        let measured = format!("{} {}", plain_number(&value), before.unit);
        let newest = before.last_report.map(|id| id.to_string()).unwrap_or_default();
        let is_older = !corrects.is_empty() && corrects != newest;
        let chosen =
            self.known.try_update_value(|known| known.chosen.take_if(|chosen| chosen.id.to_string() == corrects));
        let words = match chosen.flatten() {
            _ if is_undo => format!("Laporan ditarik {time}, kembali ke {measured}"),
            Some(chosen) => format!("Diterima {time}, {}: {measured}", chosen.receipt),
            None => format!("Diterima {time}: {measured}"),
        };
        let then = move |submission: Submission| {
            let newest = self.known.try_update_value(|Known { card, .. }| {
                if is_older {
                    // A correction of an older report leaves the newest one as it is.
                    self.hint.try_set(hint(card));
                    // A reload would ask for it once more.
                    let here = format!("/lapor?indikator={}", card.id);
                    let _ = window()
                        .history()
                        .map(|history| history.replace_state_with_url(&JsValue::NULL, "", Some(&here)));
                    return card.last_report.map(|id| id.to_string()).unwrap_or_default();
                }
                if let Ok(stored) = value.parse() {
                    card.plausible = card.plausible.after(stored);
                }
                card.value = Some(measured);
                card.last_report = id.parse().ok();
                card.note = Some(note).filter(|note| !note.is_empty());
                card.standing = Some((value, at));
                // Sent once more, it may already be what the page shows.
                if let Some((value, observed_at)) = before.standing.filter(|_| !is_undo && newest != id) {
                    let undo = Fields::default()
                        .with("indicator_id", &card.id.to_string())
                        .with("value", &value)
                        .with("corrects", &id)
                        .with("observed_at", &observed_at);
                    submission.offer_undo(match before.note {
                        Some(note) => undo.with("note", &note),
                        None => undo,
                    });
                }
                self.hint.try_set(hint(card));
                key
            });
            self.last.try_set(newest.unwrap_or_default());
            if let Some(next) = submission.typed() {
                self.text.set(next.get("value").to_owned());
            }
        };
        Some(Receipt { words, then: Box::new(then) })
    }
}

#[component]
pub fn ReportForm(
    card: IkiCard,
    /// The indicator as it stands now.
    now: Memo<Option<IkiCard>>,
    /// Where the bar of the card goes while somebody types.
    preview: RwSignal<Option<i32>>,
    /// The id that the plain form sends.
    #[prop(optional_no_strip)]
    id: Option<ReportId>,
    /// What a plain form sent and why it came back.
    #[prop(optional_no_strip)]
    typed: Option<SubmittedForm>,
    /// The words of the receipt of a plain form.
    #[prop(optional_no_strip)]
    received: Option<String>,
    /// The report that was chosen to be corrected.
    #[prop(optional_no_strip)]
    chosen: Option<ChosenReport>,
    /// Closes the form; without JavaScript it is left for Beranda.
    #[prop(into)]
    on_cancel: Callback<()>,
) -> impl IntoView {
    let asked = chosen.as_ref().map(|chosen| chosen.id);
    let corrects = asked.filter(|_| chosen.as_ref().is_some_and(|chosen| chosen.is_correctable));
    let (indicator, is_chosen) = (card.id, corrects.is_some());
    let field = |name: &str| typed.as_ref().and_then(|typed| typed.field(name)).unwrap_or_default();
    let last_report = corrects.or(card.last_report).map(|last| last.to_string()).unwrap_or_default();
    let reported = ReportReceipt {
        known: StoredValue::new(Known { card: card.clone(), chosen: chosen.clone(), sure: field("sure") }),
        last: RwSignal::new(last_report.clone()),
        text: RwSignal::new(String::new()),
        hint: RwSignal::new(match &chosen {
            Some(chosen) => format!("Isi {}. {}", card.asks, chosen.words),
            None => hint(&card),
        }),
    };
    let ReportReceipt { last, text, hint, .. } = reported;
    Effect::new(move |_| {
        if let Some(card) = now.get() {
            reported.follow(card);
        }
    });
    let spec = Spec {
        draft: draft_of(indicator, asked),
        address: "/api/v1/reports".to_owned(),
        fields: &["value", "note"],
        check: Box::new(move |typed| reported.check(typed)),
        ..Spec::new(format!("/lapor?indikator={indicator}"), transport(move |attempt| reported.send(attempt)))
    };
    let submission = Submission::new(spec, typed.as_ref());
    if let Some(words) = received {
        submission.received(words);
    }
    move_bar(card.bullet.clone(), text, preview);
    Effect::new(move |_| {
        if let Some(typed) = submission.restore() {
            let value = typed.get("value");
            text.set(value.to_owned());
            if value.is_empty() {
                submission.focus("value");
            }
        }
    });
    // One that came back is ticked for the report that it was about, never for another.
    let ticked = match &typed {
        Some(_) => !last_report.is_empty() && field("corrects") == last_report,
        None => is_chosen,
    };
    // What is corrected keeps its note.
    let note =
        typed.is_none().then(|| chosen.and_then(|chosen| chosen.note)).flatten().unwrap_or_else(|| field("note"));
    let open = ticked || !note.is_empty();
    let correct = move || {
        let is_first = last.with(|last| *last == last_report);
        correction(last.get(), ticked && is_first, is_chosen && is_first)
    };
    let (value, sure) = (field("value"), field("sure"));
    view! {
        <SubmissionForm submission class="report-form" action="/lapor">
            <input type="hidden" name="indikator" value=indicator.to_string() />
            <input type="hidden" name="id" value=id.map(|id| id.to_string()) />
            <input type="hidden" name="sure" value=sure />
            <DecimalField
                id=format!("realisasi-{indicator}")
                name="value"
                label="Realisasi"
                unit=card.unit.clone()
                hint
                value=value
                autofocus=true
                typed=text
                error=submission.error("value")
            />
            <div class="form-actions">
                <SendButton submission label="Kirim laporan" />
                <a
                    class="quiet"
                    href="/"
                    on:click=move |event| {
                        event.prevent_default();
                        on_cancel.run(());
                    }
                >
                    "Tutup"
                </a>
            </div>
            <SubmissionOutcome submission />
            // Behind the button: a repeat report is a number and a tap, within reach on the smallest phone.
            <details open=open>
                <summary>"Tambah catatan atau perbaikan"</summary>
                <TextArea
                    id=format!("catatan-{indicator}")
                    name="note"
                    label="Catatan"
                    hint=card.note.clone().map(|note| format!("Terakhir: {note}")).unwrap_or_default()
                    value=note
                    rows=2
                    error=submission.error("note")
                />
                {correct}
            </details>
        </SubmissionForm>
    }
    .into_any()
}

/// Moves the bar of the card while somebody types.
fn move_bar(bullet: Option<BulletPlot>, text: RwSignal<String>, preview: RwSignal<Option<i32>>) {
    Effect::new(move |_| {
        let typed = text.get();
        preview.set(bullet.as_ref().and_then(|bullet| bullet.preview(&typed)));
    });
    on_cleanup(move || {
        preview.try_set(None);
    });
}

/// Draws the box that makes a report the correction of another; nothing where there is none.
fn correction(report: String, ticked: bool, is_chosen: bool) -> Option<AnyView> {
    if report.is_empty() {
        return None;
    }
    let which = if is_chosen { "yang dipilih" } else { "terakhir" };
    let ticked = view! {
        <label class="checkbox">
            <input type="checkbox" name="corrects" value=report checked=ticked />
            <span>"Ini memperbaiki laporan " {which}</span>
        </label>
    };
    Some(ticked.into_any())
}

/// Returns the draft's place: what is written about a chosen report is no draft of the next one.
fn draft_of(indicator: IkiId, corrects: Option<ReportId>) -> Option<String> {
    match corrects {
        Some(chosen) => draft_place(format_args!("{indicator}:{chosen}")),
        None => draft_place(indicator),
    }
}

fn hint(card: &IkiCard) -> String {
    match &card.value {
        Some(value) => format!("Isi {}. Terakhir: {value}", card.asks),
        None => format!("Isi {}. Belum ada laporan.", card.asks),
    }
}
