//! Writing down what was agreed, on the meeting's screen, by keyboard alone if need be.
//!
//! What is typed is kept on the device until the server has it: through an error, a lost session, a dead network, a
//! reload. The same try keeps its id, so that it is stored once.

use crate::{
    domain::{
        id::{FollowUpId, UnitId},
        text::{Agreement, wanted_name},
    },
    error::{Error, FieldErrors},
    features::follow_up::{
        api::{find_assignees, give_follow_up},
        model::{Assignee, FollowUpBody},
    },
    loaded::{Shown, sign_in_again},
    ui::{
        draft,
        field::{TextArea, TextField},
        form::SubmitButton,
        notice::{NoticeKind, Outcome},
    },
};
use leptos::{
    ev::{KeyboardEvent, SubmitEvent},
    html,
    leptos_dom::helpers::debounce,
    prelude::*,
    task::spawn_local,
};
use std::time::Duration;

/// People are searched once the typing pauses.
const PAUSE: Duration = Duration::from_millis(250);

/// What is kept on the device, by the unit whose meeting it is.
#[derive(Default)]
struct Draft {
    text: String,
    assignee: Option<Assignee>,
    due_on: String,
    /// The id under which this was sent without an answer so far.
    sent: Option<FollowUpId>,
}

impl Draft {
    fn key(unit: UnitId) -> String {
        format!("draf-tindak-lanjut:{unit}")
    }

    fn load(unit: UnitId) -> Option<Self> {
        let [text, id, name, post, due_on, sent] = draft::load(&Self::key(unit))?;
        let assignee = id.parse().ok().map(|id| Assignee { id, name, post });
        Some(Self { text, assignee, due_on, sent: sent.parse().ok() })
    }

    /// Keeps the draft, or forgets it when there is nothing in it.
    fn keep(&self, unit: UnitId) {
        let key = Self::key(unit);
        let Self { text, assignee, due_on, sent } = self;
        if text.trim().is_empty() && assignee.is_none() && due_on.is_empty() {
            return draft::forget(&key);
        }
        let (id, name, post) = match assignee {
            Some(Assignee { id, name, post }) => (id.to_string(), name.as_str(), post.as_str()),
            None => (String::new(), "", ""),
        };
        let sent = sent.map(|id| id.to_string()).unwrap_or_default();
        draft::keep(&key, &[text, &id, name, post, due_on, &sent]);
    }
}

/// What the form holds while it is open.
#[derive(Clone, Copy)]
struct Writer {
    unit: UnitId,
    text: NodeRef<html::Textarea>,
    name: NodeRef<html::Input>,
    due_on: NodeRef<html::Input>,
    assignee: RwSignal<Option<Assignee>>,
    errors: RwSignal<FieldErrors>,
    outcome: RwSignal<Option<(NoticeKind, String)>>,
    signed_out: RwSignal<bool>,
    /// The last try: sending the same again keeps its id.
    attempt: StoredValue<Option<FollowUpBody>>,
}

impl Writer {
    fn new(unit: UnitId) -> Self {
        Self {
            unit,
            text: NodeRef::new(),
            name: NodeRef::new(),
            due_on: NodeRef::new(),
            assignee: RwSignal::new(None),
            errors: RwSignal::new(FieldErrors::default()),
            outcome: RwSignal::new(None),
            signed_out: RwSignal::new(false),
            attempt: StoredValue::new(None),
        }
    }

    /// What is typed, under the id of the last try where it is the same.
    fn typed(self) -> Option<FollowUpBody> {
        let (text, due_on) = (self.text.get_untracked()?.value(), self.due_on.get_untracked()?.value());
        let assignee = self.assignee.with_untracked(|assignee| assignee.as_ref().map(|assignee| assignee.id));
        #[expect(
            clippy::disallowed_methods,
            reason = "the browser has no door; the sender makes the id of a follow-up"
        )]
        let id = FollowUpId(uuid::Uuid::now_v7());
        let body = FollowUpBody { id, unit: self.unit, text: text.trim().to_owned(), assignee, due_on };
        let before = self.attempt.get_value().filter(|before| FollowUpBody { id, ..before.clone() } == body);
        Some(before.unwrap_or(body))
    }

    /// Keeps on the device what is typed.
    fn keep(self) {
        let (Some(text), Some(body)) = (self.text.get_untracked(), self.typed()) else { return };
        let sent =
            self.attempt.with_value(|before| before.as_ref().map(|before| before.id)).filter(|id| *id == body.id);
        let assignee = self.assignee.get_untracked();
        Draft { text: text.value(), assignee, due_on: body.due_on, sent }.keep(self.unit);
    }

    /// The device's draft comes back, and whoever opened the form begins to write.
    fn open(self) {
        let (Some(text), Some(due_on)) = (self.text.get(), self.due_on.get()) else { return };
        if let Some(draft) = Draft::load(self.unit) {
            text.set_value(&draft.text);
            due_on.set_value(&draft.due_on);
            self.assignee.set(draft.assignee);
            let again = self.typed();
            self.attempt.set_value(draft.sent.and_then(|id| Some(FollowUpBody { id, ..again? })));
        }
        // Whoever was faster than the download: the form is drawn before it is part of the page.
        request_animation_frame(move || {
            let _ = text.focus();
        });
    }

    fn choose(self, assignee: Assignee) {
        self.assignee.set(Some(assignee));
        self.keep();
    }

    /// The follow-up to send, or none where something is missing; the first field that is wrong is the next to fill.
    fn next(self) -> Option<FollowUpBody> {
        let body = self.typed()?;
        let mut wrong = Vec::new();
        let mut say = |field: &str, sentence: String| wrong.push((field.to_owned(), sentence));
        if let Err(error) = Agreement::parse(&body.text) {
            say("text", error.to_string());
        }
        if body.assignee.is_none() {
            say("assignee", "Pilih penanggung jawabnya.".to_owned());
        }
        if body.due_on.is_empty() {
            say("due_on", "Isi tanggalnya.".to_owned());
        }
        self.show(FieldErrors(wrong)).then(|| {
            self.outcome.set(None);
            self.attempt.set_value(Some(body.clone()));
            self.keep();
            body
        })
    }

    /// Shows what is wrong beside its field and leads there; whether nothing is.
    fn show(self, wrong: FieldErrors) -> bool {
        let first = wrong.0.first().map(|(field, _)| field.clone());
        self.errors.set(wrong);
        let _ = match first.as_deref() {
            None => return true,
            Some("assignee") => self.name.get_untracked().map(|field| field.focus()),
            Some("due_on") => self.due_on.get_untracked().map(|field| field.focus()),
            Some(_) => self.text.get_untracked().map(|field| field.focus()),
        };
        false
    }

    fn refused(self, error: &Error) {
        self.signed_out.set(*error == Error::SignIn);
        self.outcome.set(Some((NoticeKind::Error, error.to_string())));
        if let Error::Invalid(wrong) = error {
            // A number that stands for something else would be refused for ever.
            self.attempt.set_value(None);
            self.show(wrong.clone());
        }
    }
}

/// What is to be done, by whom, until when.
#[component]
pub fn FollowUpForm(
    unit: UnitId,
    /// Runs when it is saved.
    on_saved: Callback<()>,
    /// Runs when the form is left without saving; what was typed comes back.
    on_closed: Callback<()>,
) -> impl IntoView {
    let writer = Writer::new(unit);
    Effect::new(move |_| writer.open());
    let pending = RwSignal::new(false);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if pending.get_untracked() {
            return;
        }
        let Some(next) = writer.next() else { return };
        pending.set(true);
        spawn_local(async move {
            let outcome = give_follow_up(next).await;
            if pending.try_set(false).is_some() {
                // The screen has been left.
                return;
            }
            match outcome {
                Ok(()) => {
                    draft::forget(&Draft::key(unit));
                    on_saved.run(());
                }
                Err(error) => writer.refused(&error),
            }
        });
    };
    let wrong = move |field: &'static str| Signal::derive(move || writer.errors.get().of(field));
    view! {
        <form class="follow-up-form" aria-label="Tindak lanjut baru" on:submit=submit on:input=move |_| writer.keep()>
            <TextArea
                id="kesepakatan"
                name="text"
                label="Apa yang disepakati"
                rows=2
                maxlength=500
                error=wrong("text")
                node_ref=writer.text
            />
            <Assignees writer />
            <TextField
                id="sampai"
                name="due_on"
                label="Sampai tanggal"
                kind="date"
                error=wrong("due_on")
                node_ref=writer.due_on
            />
            <div class="form-actions">
                <SubmitButton label="Simpan" pending />
                <button class="quiet" type="button" on:click=move |_| on_closed.run(())>
                    "Tutup"
                </button>
            </div>
            <Outcome message=writer.outcome />
            <Show when=move || writer.signed_out.get()>
                <p>
                    <a href=sign_in_again(&format!("/dasbor/layar?unit={unit}")) rel="external">
                        "Masuk lagi"
                    </a>
                    " – catatan ini tersimpan di perangkat ini."
                </p>
            </Show>
        </form>
    }
    .into_any()
}

/// Who is responsible: searched by name, chosen among those found. Enter takes the first.
#[component]
fn Assignees(writer: Writer) -> impl IntoView {
    let wanted = RwSignal::new(String::new());
    let unit = writer.unit;
    let found = Shown::load(
        move || wanted.get(),
        move |wanted| async move {
            match wanted_name(&wanted) {
                Some(_) => find_assignees(unit, wanted).await,
                None => Ok(vec![]),
            }
        },
    );
    let offered = Memo::new(move |_| {
        let mut found = found.get().unwrap_or_default();
        // Whoever is chosen among those found stays in their place, and the keyboard with them.
        if let Some(chosen) = writer.assignee.get().filter(|chosen| found.iter().all(|one| one.id != chosen.id)) {
            found.insert(0, chosen);
        }
        found
    });
    let said = Memo::new(move |_| match found.trouble.get() {
        Some(error) => Some(error.to_string()),
        None if found.with(|found| found.is_some_and(Vec::is_empty)) && wanted_name(&wanted.get()).is_some() => {
            Some("Tidak ada pegawai dengan nama atau NIP itu di unit ini.".to_owned())
        }
        None => None,
    });
    let wrong = Signal::derive(move || writer.errors.get().of("assignee").or_else(|| said.get()));
    let mut look = debounce(PAUSE, move |name: String| wanted.set(name));
    let mut typed = move || {
        if let Some(name) = writer.name.get_untracked() {
            look(name.value());
        }
    };
    let take_first = move |event: KeyboardEvent| {
        let searching = writer.name.get_untracked().is_some_and(|name| event.target() == Some(name.into()));
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
        view! {
            <label class="choice">
                <input
                    type="radio"
                    name="assignee"
                    value=id.to_string()
                    prop:checked=chosen
                    on:change=move |_| writer.choose(one.clone())
                />
                <span>{name} <small>{post}</small></span>
            </label>
        }
    };
    view! {
        <fieldset class="choice-field" on:input=move |_| typed() on:keydown=take_first>
            <legend class="visually-hidden">"Penanggung jawab"</legend>
            <TextField
                id="penanggung-jawab"
                name="cari"
                label="Penanggung jawab"
                hint="Tiga huruf nama atau lebih, atau NIP; Enter memilih yang pertama."
                kind="search"
                error=wrong
                node_ref=writer.name
            />
            <div class="choices">
                <For each=move || offered.get() key=|one| one.id children=choice />
            </div>
        </fieldset>
    }
    .into_any()
}
