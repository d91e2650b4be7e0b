//! The form of one result. What is typed is saved by itself; `Simpan hasil kerja` saves it and goes on to the next one.

use super::{
    indicator::{self, IndicatorPlace},
    link,
};
use crate::{
    document::draft_place,
    domain::{
        id::{RhkId, SkpId},
        skp::SkpRefusal,
    },
    error::Error,
    features::skp::{
        api::{edit_plan, save_result},
        model::{ActionPeriod, ResultForm, SavedResult, SuperiorOptions},
    },
    form_input::SubmittedForm,
    ui::{
        field::{SelectField, TextArea, TextField},
        submission::{Attempt, Receipt, SendButton, Spec, Submission, SubmissionForm, SubmissionOutcome, transport},
    },
};
use leptos::{
    ev::MouseEvent,
    html,
    leptos_dom::helpers::debounce,
    prelude::*,
    wasm_bindgen::JsCast,
    web_sys::{Element, HtmlElement},
};
use std::time::Duration;

/// What is typed is saved once the typing pauses.
const AUTOSAVE_DEBOUNCE: Duration = Duration::from_secs(2);

/// What happens after the form was saved.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Then {
    /// The person goes on typing.
    Stay,
    /// On to a new result.
    Next,
    /// On in the same result, with more indicators.
    More,
}

/// The state of a form beside what is typed in it.
#[derive(Clone, Copy)]
struct Desk {
    skp: SkpId,
    result: RhkId,
    /// The stored result that was last seen.
    seen: StoredValue<String>,
    then: StoredValue<Then>,
    /// Whether only the person decides if what is typed stays: the result was changed elsewhere, or the typed text comes
    /// from this device, which may not know the newest one.
    is_contested: RwSignal<bool>,
    last: StoredValue<Option<SavedResult>>,
    on_stored: Callback<()>,
    on_saved: Callback<(SavedResult, Option<RhkId>)>,
}

impl Desk {
    async fn send(self, attempt: Attempt) -> Result<Receipt, Error> {
        let fields = attempt.body.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        let seen = self.seen.try_get_value().unwrap_or_default();
        match save_result(self.skp, self.result, seen, fields).await {
            Ok(saved) => {
                self.seen.try_set_value(saved.seen.clone());
                self.is_contested.try_set(false);
                self.last.try_set_value(Some(saved.clone()));
                let words = format!("Tersimpan {}", saved.time);
                let then = move |submission: Submission| self.stored(submission);
                Ok(Receipt { words, then: Box::new(then) })
            }
            Err(error) => {
                if !error.is_transient() {
                    self.then.try_set_value(Then::Stay);
                }
                if error == SkpRefusal::ChangedElsewhere.into() {
                    self.is_contested.try_set(true);
                    if let Ok(fresh) = edit_plan(self.skp, Some(self.result)).await {
                        let is_there = fresh.asked == Some(self.result);
                        self.seen.try_set_value(if is_there { fresh.form.seen } else { String::new() });
                    }
                }
                Err(error)
            }
        }
    }

    fn stored(self, submission: Submission) {
        self.on_stored.try_run(());
        if submission.is_settled() {
            self.go_on();
        } else {
            // Typed while the request was pending.
            submission.save();
        }
    }

    /// The person is done with the form, or wants more indicators in it.
    fn finish(self, submission: Submission) {
        self.then.update_value(|then| {
            if *then == Then::Stay {
                *then = Then::Next;
            }
        });
        // Saved before: there is nothing to send.
        if submission.is_settled() {
            self.go_on();
        }
    }

    /// Saves what is typed once the typing pauses, unless it is for the person to decide.
    fn autosave(self, submission: Submission) {
        let has_text = submission.typed().is_some_and(|typed| !typed.get("text").trim().is_empty());
        if has_text && self.is_contested.try_get_untracked() == Some(false) {
            submission.save();
        }
    }

    /// Goes on where the person wanted to, once everything is stored.
    fn go_on(self) {
        let more = match self.then.try_get_value() {
            Some(Then::Next) => None,
            Some(Then::More) => Some(self.result),
            Some(Then::Stay) | None => return,
        };
        if let Some(saved) = self.last.try_get_value().flatten() {
            self.on_saved.try_run((saved, more));
        }
    }
}

#[component]
pub fn ResultFields(
    skp: SkpId,
    start: ResultForm,
    superiors: SuperiorOptions,
    /// A plain form that came back.
    #[prop(optional_no_strip)]
    typed: Option<SubmittedForm>,
    /// Whether the form follows another one: the person goes on in it.
    takes_focus: bool,
    /// Runs after each save.
    on_stored: Callback<()>,
    /// Runs once the person is done with the form, with the result that is to be opened again.
    on_saved: Callback<(SavedResult, Option<RhkId>)>,
) -> impl IntoView {
    let ResultForm { id: result, seen, fields, indicators, has_manual, periods, span, is_qualitative } = start;
    let is_own = |typed: &SubmittedForm| typed.field("hasil") == Some(result.to_string());
    let typed = typed.filter(is_own);
    let desk = Desk {
        skp,
        result,
        seen: StoredValue::new(seen.clone()),
        then: StoredValue::new(Then::Stay),
        is_contested: RwSignal::new(false),
        last: StoredValue::new(None),
        on_stored,
        on_saved,
    };
    let address = format!("/skp/{skp}/ubah");
    let spec = Spec {
        draft: draft_place(result),
        fields: &["text"],
        edits: true,
        ..Spec::new(format!("{address}?hasil={result}"), transport(move |attempt| desk.send(attempt)))
    };
    let submission = Submission::new(spec, typed.as_ref());
    let form = NodeRef::<html::Div>::new();
    let is_restored = RwSignal::new(false);
    Effect::new(move |_| {
        let known = submission.typed();
        if let Some(restored) = submission.restore() {
            if known.is_some_and(|known| known != restored) {
                is_restored.set(true);
                desk.is_contested.set(true);
            }
            if takes_focus {
                request_animation_frame(move || submission.focus("text"));
            }
        }
    });
    let mut save = debounce(AUTOSAVE_DEBOUNCE, move |()| desk.autosave(submission));
    let add = move |event: MouseEvent| {
        if form.get_untracked().is_some_and(|form| open_next(&form)) {
            event.prevent_default();
        } else {
            desk.then.set_value(Then::More);
        }
    };
    let value = move |name: &str| -> String {
        match &typed {
            Some(typed) => typed.field(name).unwrap_or_default(),
            None => fields.iter().find(|(field, _)| field == name).map(|(_, value)| value.clone()).unwrap_or_default(),
        }
    };
    let restored = move || {
        (is_restored.get() && desk.is_contested.get()).then_some(
            "Isian di HP ini dipulihkan dan belum tersimpan di server. Tekan “Simpan hasil kerja” bila ini yang berlaku.",
        )
    };
    let is_new = indicators.iter().all(|indicator| indicator.is_blank);
    let groups = (1..).zip(&indicators).map(|(number, indicator)| {
        let is_open = !indicator.is_blank || (is_new && number == 1);
        let above = &superiors.indicators;
        let about = IndicatorPlace { number, is_open, has_manual, span, above, is_qualitative };
        indicator::fields(*indicator, &about, submission, &value)
    });
    let groups = groups.collect_view();
    view! {
        <div class="plan-form" node_ref=form on:input=move |_| save(()) on:submit=move |_| desk.finish(submission)>
            <SubmissionForm submission class="plan-result" action=address label="Hasil kerja">
                <input type="hidden" name="hasil" value=result.to_string() />
                <input type="hidden" name="seen" value=seen />
                {own_fields(&value, &superiors, submission)}
                {link::part(&value, &superiors, submission)}
                {groups}
                {actions(&value, periods, submission)}
                <div class="form-actions">
                    <SendButton submission label="Simpan hasil kerja" />
                    <button class="quiet" type="submit" name="aksi" value="indikator" on:click=add>
                        "Tambah indikator"
                    </button>
                </div>
                <SubmissionOutcome submission />
                <p class="field-hint" aria-live="polite">{restored}</p>
            </SubmissionForm>
        </div>
    }
    .into_any()
}

/// Draws the fields of the result itself. `value` gives the value of a field by its name.
fn own_fields(value: &dyn Fn(&str) -> String, superiors: &SuperiorOptions, submission: Submission) -> AnyView {
    let select = |id: &'static str, name: &'static str, label: &'static str, hint: String, options| {
        view! { <SelectField id name label hint options selected=value(name) error=submission.error(name) /> }
            .into_any()
    };
    let options = |options: &[(&str, &str)]| -> Vec<(String, String)> {
        options.iter().map(|(value, word)| ((*value).to_owned(), (*word).to_owned())).collect()
    };
    let kinds = options(&[("main", "Utama"), ("additional", "Tambahan")]);
    let classifications =
        options(&[("organisation", "Organisasi: tetap pada jabatan"), ("individual", "Individu: ikut orangnya")]);
    let links = options(&[
        ("direct", "Langsung: angkanya bagian dari hasil atasan"),
        ("non_direct", "Tidak langsung: syarat bagi hasil atasan"),
    ]);
    let results = options(&[("-", "Tidak ada")]).into_iter().chain(superiors.results.clone()).collect::<Vec<_>>();
    let superior = superiors.words.clone();
    view! {
        <TextArea
            id="rumusan"
            name="text"
            label="Rumusan hasil kerja"
            hint="Tulis hasilnya, misalnya “Terselesaikannya akta kelahiran sesuai standar”."
            value=value("text")
            rows=2
            maxlength=500
            error=submission.error("text")
        />
        <TextField
            id="dasar"
            name="basis"
            label="Dasar"
            hint="Dokumen perencanaan atau mata anggaran, misalnya Renstra 2025–2029, sasaran 2. Boleh kosong."
            value=value("basis")
            error=submission.error("basis")
        />
        <div class="plan-choices">
            {select("jenis", "kind", "Jenis", String::new(), kinds)}
            {select("klasifikasi", "classification", "Klasifikasi", String::new(), classifications)}
            {select("hasil-atasan", "supports", "Hasil atasan yang didukung", superior, results)}
            {select("hubungan", "link", "Hubungan", String::new(), links)}
        </div>
    }
    .into_any()
}

/// Draws the action plan, period by period.
fn actions(value: &dyn Fn(&str) -> String, periods: Vec<ActionPeriod>, submission: Submission) -> AnyView {
    let is_open = periods.iter().any(|period| !value(&format!("a{}", period.month)).is_empty());
    let lines = periods.into_iter().map(|ActionPeriod { month, name: label, default }| {
        let name = format!("a{month}");
        let hint = if default.is_empty() { String::new() } else { format!("Bila kosong: {default}.") };
        let (value, error) = (value(&name), submission.error_of(name.clone()));
        view! { <TextField id=name.clone() name label hint value error /> }.into_any()
    });
    view! {
        <details class="plan-months" open=is_open>
            <summary>"Rencana aksi"</summary>
            <p class="field-hint">"Apa yang dikerjakan dalam tiap periode. Yang kosong mengikuti target."</p>
            {lines.collect_view()}
        </details>
    }
    .into_any()
}

/// Opens the next blank indicator and moves the focus into it. Returns `false` if there is none.
fn open_next(form: &Element) -> bool {
    let Some(folded) = form.query_selector("details.plan-indicator:not([open])").ok().flatten() else { return false };
    // An attribute without a value can always be set.
    let _ = folded.set_attribute("open", "");
    if let Some(first) = folded.query_selector("input").ok().flatten() {
        // Without the focus it is still in view.
        let _ = first.unchecked_ref::<HtmlElement>().focus();
    }
    true
}
