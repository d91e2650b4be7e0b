//! The report form: value first, last value and note shown, the bar moves while typing.
//!
//! With JavaScript it posts to the stable `POST /api/v1/reports`; without, it is a plain form to `/lapor`.

use super::{
    coverage::{self, Reading},
    step,
};
use crate::{
    document::draft_place,
    domain::{
        id::{IkiId, ReportId},
        measure::{Fraction, STEP_UNIT, Value},
        progress::ReportRefusal,
        text::Note,
    },
    error::{Error, FieldErrors},
    features::progress::model::{ChosenReport, IkiCard},
    form_input::SubmittedForm,
    ui::{
        field::{DecimalField, TextArea},
        format::{plain_number, reported},
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
    body: Fields,
    is_undo: bool,
    /// The indicator as it stood: news of the report may come before its receipt.
    before: IkiCard,
}

struct Known {
    card: IkiCard,
    /// What was chosen to be corrected, until it is.
    chosen: Option<ChosenReport>,
    /// What was asked about: sent once more, it is meant.
    sure: String,
}

/// Reads a form with one value.
fn read(typed: &Fields, card: &IkiCard) -> Result<Reading, FieldErrors> {
    let about = typed.get("value").to_owned();
    let value = Value::parse_typed(&about).map_err(|error| {
        let said = if card.unit == STEP_UNIT { "Pilih tahapnya.".to_owned() } else { error.to_string() };
        FieldErrors(vec![("value".to_owned(), said)])
    })?;
    let odd = card.plausible.implausible(value, &about, !typed.get("corrects").is_empty());
    let odd = odd.map(|odd| ("value".to_owned(), card.question(odd, value)));
    Ok(Reading {
        body: Fields::default().with("value", &value.to_string()),
        about,
        questions: FieldErrors(odd.into_iter().collect()),
    })
}

/// What a form knows of its indicator, kept up with each report that it sends.
#[derive(Clone, Copy)]
struct ReportReceipt {
    known: StoredValue<Known>,
    /// What a correction corrects: the newest report, also after one from here; empty where there is none.
    last: RwSignal<String>,
    /// What is typed as the value; of a coverage its percentage.
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
        let note = match typed.get("note").trim() {
            "" => Ok(None),
            note => Note::parse(note).map(Some).map_err(|error| wrong.0.push(("note".to_owned(), error.to_string()))),
        };
        let corrects = typed.get("corrects");
        let body = self.known.try_update_value(|Known { card, sure, .. }| {
            let is_coverage = card.coverage.is_some();
            let reading = if is_coverage { coverage::read(typed, card)? } else { read(typed, card)? };
            if note.is_ok() && !reading.questions.0.is_empty() && *sure != reading.about {
                *sure = reading.about;
                return Err(reading.questions);
            }
            Ok(reading.body.with("indicator_id", &card.id.to_string()))
        });
        let body = body.unwrap_or(Err(FieldErrors::default())).map_err(|errors| wrong.0.extend(errors.0));
        let (Ok(mut body), Ok(note)) = (body, note) else { return Err(wrong) };
        if let Some(note) = note {
            body = body.with("note", note.as_str());
        }
        if !corrects.is_empty() {
            body = body.with("corrects", corrects);
        }
        Ok(body)
    }

    /// Returns what is typed as the value.
    fn text_of(self, typed: &Fields) -> String {
        let is_coverage = self.known.try_with_value(|known| known.card.coverage.is_some());
        if is_coverage == Some(true) { coverage::percent(typed) } else { typed.get("value").to_owned() }
    }

    /// Sends a report; the receipt says which value was received and when.
    fn send(self, attempt: Attempt) -> impl Future<Output = Result<Receipt, Error>> + use<> {
        let Attempt { key, at, body } = attempt;
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
            let sent = before.map(|before| Sent { body, is_undo, before });
            sent.and_then(|sent| self.receipt(key, &answer, sent)).ok_or(Error::Offline)
        }
    }

    fn receipt(self, key: String, receipt: &Json, sent: Sent) -> Option<Receipt> {
        let Sent { body, is_undo, before } = sent;
        let (corrects, note) = (body.get("corrects").to_owned(), body.get("note").to_owned());
        let (time, value) = (receipt.text("received_time")?, receipt.text("value")?);
        let (id, at) = (receipt.text("id")?, receipt.text("received_at")?);
        let measured = coverage::words(&body, &before.unit);
        let measured = measured.unwrap_or_else(|| match value.parse() {
            Ok(stored) => reported(stored, &before.unit, None),
            Err(_) => format!("{} {}", plain_number(&value), before.unit),
        });
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
                let said = ["value", Fraction::NUMERATOR, Fraction::DENOMINATOR];
                let said = said.map(|name| (name.to_owned(), body.get(name).to_owned())).into_iter();
                let said = said.filter(|(_, said)| !said.is_empty());
                card.standing = said.chain([("observed_at".to_owned(), at)]).collect();
                // Sent once more, it may already be what the page shows.
                if !before.standing.is_empty() && !is_undo && newest != id {
                    let undo = Fields::default().with("indicator_id", &card.id.to_string()).with("corrects", &id);
                    let undo = before.standing.iter().fold(undo, |undo, (name, said)| undo.with(name, said));
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
                self.text.set(self.text_of(&next));
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
    let ReportReceipt { last, text, .. } = reported;
    let first = if card.coverage.is_some() { Fraction::NUMERATOR } else { "value" };
    Effect::new(move |_| {
        if let Some(card) = now.get() {
            reported.follow(card);
        }
    });
    let spec = Spec {
        draft: draft_of(indicator, asked),
        address: "/api/v1/reports".to_owned(),
        fields: &["value", Fraction::NUMERATOR, Fraction::DENOMINATOR, "note"],
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
            text.set(reported.text_of(&typed));
            if typed.get(first).is_empty() {
                submission.focus(first);
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
    let open = ticked || !note.is_empty() || card.unit == STEP_UNIT;
    let correct = move || {
        let is_first = last.with(|last| *last == last_report);
        correction(last.get(), ticked && is_first, is_chosen && is_first)
    };
    let sure = field("sure");
    let measured = value_fields(reported, submission, &card, typed.as_ref());
    view! {
        <SubmissionForm submission class="report-form" action="/lapor">
            <input type="hidden" name="indikator" value=indicator.to_string() />
            <input type="hidden" name="id" value=id.map(|id| id.to_string()) />
            <input type="hidden" name="sure" value=sure />
            {measured}
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
                    hint=note_hint(&card)
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

/// Draws the field of the value, or the two of a coverage.
fn value_fields(
    reported: ReportReceipt,
    submission: Submission,
    card: &IkiCard,
    typed: Option<&SubmittedForm>,
) -> AnyView {
    let ReportReceipt { text, hint, .. } = reported;
    let id = format!("realisasi-{}", card.id);
    let field = |name: &str| typed.and_then(|typed| typed.field(name)).unwrap_or_default();
    if let Some(start) = card.coverage.clone() {
        let typed = typed.map(|_| (field(Fraction::NUMERATOR), field(Fraction::DENOMINATOR)));
        return coverage::draw(id, start, typed, hint, text, submission);
    }
    if card.unit == STEP_UNIT {
        return step::draw(id, &field("value"), hint, submission.error("value"));
    }
    let unit = card.unit.clone();
    let (value, error) = (field("value"), submission.error("value"));
    view! { <DecimalField id name="value" label="Realisasi" unit hint value autofocus=true typed=text error /> }
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

fn note_hint(card: &IkiCard) -> String {
    let needed = if card.unit == STEP_UNIT { "Wajib: apa yang sudah ada. " } else { "" };
    card.note.as_ref().map_or_else(|| needed.to_owned(), |note| format!("{needed}Terakhir: {note}"))
}

fn hint(card: &IkiCard) -> String {
    match &card.value {
        Some(value) => format!("Isi {}. Terakhir: {value}", card.asks),
        None => format!("Isi {}. Belum ada laporan.", card.asks),
    }
}
