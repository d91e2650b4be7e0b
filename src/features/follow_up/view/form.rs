//! Assigning follow-ups on the meeting's screen, by keyboard alone if need be.

use crate::{
    document::draft_place,
    domain::{
        follow_up::is_far,
        id::{EmployeeId, UnitId},
        text::{Agreement, wanted_name},
    },
    error::{Error, FieldErrors},
    features::follow_up::{
        api::{assign_follow_up, find_assignees},
        model::{Assignee, FollowUpBody},
    },
    query::Query,
    ui::{
        field::{TextArea, TextField},
        submission::{
            Attempt, Fields, Receipt, SendButton, Spec, Submission, SubmissionForm, SubmissionOutcome, transport,
        },
    },
};
use leptos::{
    ev::{KeyboardEvent, MouseEvent},
    html,
    leptos_dom::helpers::debounce,
    prelude::*,
};
use std::time::Duration;

/// People are searched once the typing pauses.
const SEARCH_DEBOUNCE: Duration = Duration::from_millis(250);

/// Separates the parts of a choice's value.
const BETWEEN: char = '\n';

/// Returns a person as the value of a choice, so that a draft restores them without a search.
fn choice_value(Assignee { id, name, post }: &Assignee) -> String {
    [id.to_string().as_str(), name, post].join(BETWEEN.encode_utf8(&mut [0; 4]))
}

fn chosen(value: &str) -> Option<Assignee> {
    let mut parts = value.split(BETWEEN);
    let id = parts.next()?.parse().ok()?;
    Some(Assignee { id, name: parts.next()?.to_owned(), post: parts.next()?.to_owned() })
}

/// Returns the day by the clock of the device.
fn today() -> String {
    let now: String = js_sys::Date::new_0().to_iso_string().into();
    now.split('T').next().unwrap_or_default().to_owned()
}

/// Returns the errors of missing fields; the first invalid field gets the focus.
fn check(assignee: Option<EmployeeId>, sure: RwSignal<String>, typed: &Fields) -> Result<Fields, FieldErrors> {
    let mut wrong = Vec::new();
    let mut say = |field: &str, sentence: String| wrong.push((field.to_owned(), sentence));
    let (text, due_on) = (typed.get("text").trim(), typed.get("due_on"));
    if let Err(error) = Agreement::parse(text) {
        say("text", error.to_string());
    }
    if assignee.is_none() {
        say("assignee", "Pilih penanggung jawabnya.".to_owned());
    }
    if due_on.is_empty() {
        say("due_on", "Isi tanggalnya.".to_owned());
    }
    // Asked once: sent again, the day is meant.
    if is_far(due_on, &today()) && sure.with_untracked(|sure| sure != due_on) {
        sure.set(due_on.to_owned());
        say("due_on", "Lebih dari setahun lagi. Simpan sekali lagi bila tahunnya memang benar.".to_owned());
    }
    match assignee {
        Some(assignee) if wrong.is_empty() => {
            Ok(Fields::default().with("text", text).with("assignee", &assignee.to_string()).with("due_on", due_on))
        }
        _ => Err(FieldErrors(wrong)),
    }
}

async fn send(unit: UnitId, attempt: Attempt, on_saved: Callback<()>) -> Result<Receipt, Error> {
    let Attempt { key, body, .. } = attempt;
    let (text, due_on) = (body.get("text").to_owned(), body.get("due_on").to_owned());
    let assignee = body.get("assignee").parse().ok();
    let id = key.parse().map_err(|_| Error::NotFound)?;
    assign_follow_up(FollowUpBody { id, unit, text, assignee, due_on }).await?;
    let then = move |_| {
        on_saved.try_run(());
    };
    Ok(Receipt { words: "Tersimpan.".to_owned(), then: Box::new(then) })
}

/// The form and the chosen person.
#[derive(Clone, Copy)]
struct Writer {
    unit: UnitId,
    /// Whether persons are shown by name.
    names: RwSignal<bool>,
    assignee: RwSignal<Option<Assignee>>,
    submission: Submission,
}

impl Writer {
    fn choose(self, assignee: Assignee) {
        self.assignee.set(Some(assignee));
        // After the choice is ticked.
        set_timeout(move || self.submission.keep(), Duration::ZERO);
    }

    /// Restores the draft of the device and moves the focus into the form.
    fn open(self) {
        let Some(typed) = self.submission.restore() else { return };
        self.assignee.set(chosen(typed.get("assignee")));
        // If the person was faster than the download, the form is drawn before it is part of the page.
        request_animation_frame(move || self.submission.focus("text"));
    }
}

/// The form of a follow-up: task, person, due day. A whole room reads it: persons are searched and named only while
/// names are shown.
#[component]
pub fn FollowUpForm(
    unit: UnitId,
    /// Whether persons are shown by name.
    names: RwSignal<bool>,
    /// Runs after it is saved.
    on_saved: Callback<()>,
    /// Runs when the form is closed without saving; the draft is restored the next time.
    on_closed: Callback<()>,
) -> impl IntoView {
    let assignee = RwSignal::new(None::<Assignee>);
    // The far day that was asked about.
    let sure = RwSignal::new(String::new());
    let spec = Spec {
        draft: draft_place(unit),
        fields: &["text", "assignee", "due_on"],
        check: Box::new(move |typed| {
            check(assignee.with_untracked(|assignee| assignee.as_ref().map(|assignee| assignee.id)), sure, typed)
        }),
        ..Spec::new(format!("/dasbor/layar?unit={unit}"), transport(move |attempt| send(unit, attempt, on_saved)))
    };
    let submission = Submission::new(spec, None);
    let writer = Writer { unit, names, assignee, submission };
    Effect::new(move |_| writer.open());
    view! {
        <SubmissionForm submission class="follow-up-form" label="Tindak lanjut baru">
            <TextArea
                id="kesepakatan"
                name="text"
                label="Apa yang disepakati"
                rows=2
                maxlength=500
                error=submission.error("text")
            />
            <Assignees writer />
            <TextField id="sampai" name="due_on" label="Sampai tanggal" kind="date" error=submission.error("due_on") />
            <div class="form-actions">
                <SendButton submission label="Simpan" />
                <button class="quiet" type="button" on:click=move |_| on_closed.run(())>
                    "Tutup"
                </button>
            </div>
            <SubmissionOutcome submission />
        </SubmissionForm>
    }
    .into_any()
}

/// The assignee: searched by name, chosen among the results. Enter takes the first.
#[component]
fn Assignees(writer: Writer) -> impl IntoView {
    let wanted = RwSignal::new(String::new());
    let Writer { unit, names, .. } = writer;
    let found = Query::load(
        move || (wanted.get(), names.get()),
        move |(wanted, names)| async move {
            match wanted_name(&wanted) {
                Some(_) if names => find_assignees(unit, wanted, names).await,
                _ => Ok(vec![]),
            }
        },
    );
    // The field goes with the names, and what was typed in it.
    Effect::new(move |_| {
        if !names.get() {
            wanted.set(String::new());
        }
    });
    let offered = Memo::new(move |_| {
        // Hidden names disappear at once, not only with the next answer.
        let mut found = found.get().filter(|_| names.get()).unwrap_or_default();
        // The chosen person keeps their place among the results, and the keyboard its focus.
        if let Some(chosen) = writer.assignee.get().filter(|chosen| found.iter().all(|one| one.id != chosen.id)) {
            found.insert(0, chosen);
        }
        found
    });
    let said = Memo::new(move |_| match found.error.get() {
        Some(error) => Some(error.to_string()),
        None if found.with(|found| found.is_some_and(Vec::is_empty)) && wanted_name(&wanted.get()).is_some() => {
            Some("Tidak ada pegawai dengan nama atau NIP itu di unit ini.".to_owned())
        }
        None => None,
    });
    let missing = writer.submission.error("assignee");
    let wrong = Signal::derive(move || missing.get().or_else(|| said.get()));
    let mut look = debounce(SEARCH_DEBOUNCE, move |name: String| wanted.set(name));
    let search = NodeRef::<html::Input>::new();
    let mut typed = move || {
        if let Some(name) = search.get_untracked() {
            look(name.value());
        }
    };
    let take_first = move |event: KeyboardEvent| {
        let searching = search.get_untracked().is_some_and(|name| event.target() == Some(name.into()));
        if event.key() != "Enter" || !searching {
            return;
        }
        event.prevent_default();
        let first = offered.with_untracked(|offered| offered.first().cloned());
        if let Some(first) = first {
            writer.choose(first);
        }
    };
    let choice = move |one: Assignee| {
        let (id, name, post) = (one.id, one.name.clone(), one.post.clone());
        let chosen = move || writer.assignee.with(|chosen| chosen.as_ref().is_some_and(|chosen| chosen.id == id));
        let words = move || {
            if names.get() {
                view! { <span>{name.clone()} " " <small>{post.clone()}</small></span> }.into_any()
            } else {
                view! { <span>"Sudah dipilih; namanya disembunyikan."</span> }.into_any()
            }
        };
        view! {
            <label class="choice">
                <input
                    type="radio"
                    name="assignee"
                    value=choice_value(&one)
                    prop:checked=chosen
                    on:change=move |_| writer.choose(one.clone())
                />
                {words}
            </label>
        }
    };
    let show = move |_: MouseEvent| {
        names.set(true);
        request_animation_frame(move || {
            if let Some(search) = search.get_untracked() {
                // The field has just been drawn; without the focus it is still there.
                let _ = search.focus();
            }
        });
    };
    let field = move || {
        if names.get() {
            view! {
                <TextField
                    id="penanggung-jawab"
                    name="cari"
                    label="Penanggung jawab"
                    hint="Tiga huruf nama atau lebih, atau NIP; Enter memilih yang pertama."
                    kind="search"
                    error=wrong
                    node_ref=search
                />
            }
            .into_any()
        } else {
            view! {
                <p>"Penanggung jawab dicari menurut nama, dan nama sedang disembunyikan dari layar."</p>
                <button class="quiet" type="button" on:click=show>
                    "Tampilkan nama untuk memilih"
                </button>
                <p class="field-error" aria-live="polite">
                    {move || wrong.get()}
                </p>
            }
            .into_any()
        }
    };
    view! {
        <fieldset class="choice-field" on:input=move |_| typed() on:keydown=take_first>
            <legend class="visually-hidden">"Penanggung jawab"</legend>
            {field}
            <div class="choices">
                <For each=move || offered.get() key=|one| one.id children=choice />
            </div>
        </fieldset>
    }
    .into_any()
}
