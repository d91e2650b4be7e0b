//! The composer, for a thread's page and for a row of somebody's team.
//!
//! Without JavaScript it is a plain form to `/percakapan/…`. What is typed is kept on the device until the
//! server has it: through an error, a lost session, a reload. The same try keeps its id, so that it is
//! stored once.

use crate::{
    domain::{
        feedback::{MessageKind, Subject},
        id::MessageId,
        text::Paragraph,
    },
    error::{Error, FieldErrors},
    features::feedback::{
        api::say,
        model::{MessageBody, Place, Sent, kind_code, kind_of, kind_word, subject_field},
    },
    loaded::sign_in_again,
    typed::Typed,
    ui::{
        draft,
        field::{ChoiceField, TextArea},
        form::SubmitButton,
        icon::Glyph,
        notice::{NoticeKind, Outcome},
    },
};
use leptos::{ev::SubmitEvent, html, prelude::*, task::spawn_local, web_sys};
use std::rc::Rc;
use wasm_bindgen::JsCast;

/// What is kept on the device, by subject: the thread of a subject may come into being meanwhile.
struct Draft {
    text: String,
    kind: MessageKind,
    /// The id under which this text was sent without an answer so far.
    sent: Option<MessageId>,
}

impl Draft {
    fn key(subject: Subject) -> String {
        format!("draf-pesan:{}", subject.id())
    }

    fn load(subject: Subject) -> Option<Self> {
        let [text, kind, sent] = draft::load(&Self::key(subject))?;
        Some(Self { text, kind: kind_of(&kind), sent: sent.parse().ok() })
    }

    /// Keeps the draft, or forgets it when nothing is typed.
    fn keep(&self, subject: Subject) {
        let key = Self::key(subject);
        if self.text.trim().is_empty() {
            return draft::forget(&key);
        }
        let sent = self.sent.map(|id| id.to_string()).unwrap_or_default();
        draft::keep(&key, &[&self.text, kind_code(self.kind), &sent]);
    }
}

/// The kind that is chosen in the form.
fn chosen(form: &web_sys::HtmlFormElement) -> MessageKind {
    let input = form.query_selector("[name=kind]:checked").ok().flatten();
    input.and_then(|input| input.get_attribute("value")).map_or(MessageKind::Reply, |code| kind_of(&code))
}

fn choose(form: &web_sys::HtmlFormElement, kind: MessageKind) {
    let input = form.query_selector(&format!("[name=kind][value={}]", kind_code(kind))).ok().flatten();
    if let Some(input) = input.and_then(|input| input.dyn_into::<web_sys::HtmlInputElement>().ok()) {
        input.set_checked(true);
    }
}

/// Checks what was typed by the rule that decides on the server, and keeps the id of an unchanged try.
fn prepare(text: &str, kind: MessageKind, before: Option<MessageBody>) -> Result<MessageBody, FieldErrors> {
    let text = Paragraph::parse(text)
        .map_err(|error| FieldErrors(vec![("text".to_owned(), error.to_string())]))
        .map(String::from)?;
    if let Some(before) = before.filter(|before| before.text == text && before.kind == kind) {
        return Ok(before);
    }
    #[expect(clippy::disallowed_methods, reason = "the browser has no door; the sender makes the id of a message")]
    let id = MessageId(uuid::Uuid::now_v7());
    Ok(MessageBody { id, kind, text })
}

/// What the composer holds while it is on the page.
#[derive(Clone, Copy)]
struct Composer {
    place: Place,
    subject: Option<Subject>,
    form: NodeRef<html::Form>,
    text: NodeRef<html::Textarea>,
    errors: RwSignal<FieldErrors>,
    outcome: RwSignal<Option<(NoticeKind, String)>>,
    signed_out: RwSignal<bool>,
    /// The last try: sending the same again keeps its id.
    attempt: StoredValue<Option<MessageBody>>,
}

impl Composer {
    fn new(place: Place, subject: Option<Subject>, typed: Option<&Typed>) -> Self {
        let errors = typed.map_or_else(FieldErrors::default, |typed| match &typed.error {
            Error::Invalid(errors) => errors.clone(),
            _ => FieldErrors::default(),
        });
        Self {
            place,
            subject,
            form: NodeRef::new(),
            text: NodeRef::new(),
            errors: RwSignal::new(errors),
            outcome: RwSignal::new(typed.and_then(Typed::sentence).map(|sentence| (NoticeKind::Error, sentence))),
            signed_out: RwSignal::new(typed.is_some_and(|typed| typed.error == Error::SignIn)),
            attempt: StoredValue::new(None),
        }
    }

    /// Keeps on the device what is typed.
    fn keep(self) {
        let (Some(subject), Some(form), Some(text)) =
            (self.subject, self.form.get_untracked(), self.text.get_untracked())
        else {
            return;
        };
        let (kind, text) = (chosen(&form), text.value());
        let sent = self
            .attempt
            .get_value()
            .filter(|attempt| attempt.text == text.trim() && attempt.kind == kind)
            .map(|attempt| attempt.id);
        Draft { text, kind, sent }.keep(subject);
    }

    /// The device's draft comes back into a form that is still empty.
    fn restore(self) {
        let (Some(form), Some(text)) = (self.form.get(), self.text.get()) else { return };
        let subject = self.subject.filter(|_| text.value().is_empty());
        let Some(draft) = subject.and_then(Draft::load) else { return };
        text.set_value(&draft.text);
        choose(&form, draft.kind);
        let message = |id| MessageBody { id, kind: draft.kind, text: draft.text.trim().to_owned() };
        self.attempt.set_value(draft.sent.map(message));
    }

    /// The message to send, or none where something is wrong with it.
    fn next(self) -> Option<MessageBody> {
        let (form, text) = (self.form.get_untracked()?, self.text.get_untracked()?);
        match prepare(&text.value(), chosen(&form), self.attempt.get_value()) {
            Ok(next) => {
                self.errors.set(FieldErrors::default());
                self.outcome.set(None);
                self.attempt.set_value(Some(next.clone()));
                self.keep();
                Some(next)
            }
            Err(wrong) => {
                self.errors.set(wrong);
                let _ = text.focus();
                None
            }
        }
    }

    /// The server has it. What was typed while the answer was on its way is the next message.
    fn accepted(self, time: &str) {
        let took = self.attempt.get_value().map(|attempt| attempt.text);
        self.attempt.set_value(None);
        if let (Some(form), Some(text)) = (self.form.get_untracked(), self.text.get_untracked())
            && took.is_some_and(|took| took == text.value().trim())
        {
            text.set_value("");
            choose(&form, MessageKind::Reply);
        }
        self.keep();
        self.signed_out.set(false);
        self.outcome.set(Some((NoticeKind::Success, format!("Terkirim {time}"))));
    }

    fn refused(self, error: &Error) {
        self.signed_out.set(*error == Error::SignIn);
        if let Error::Invalid(wrong) = error {
            self.errors.set(wrong.clone());
            // A number that stands for another message would be refused for ever.
            self.attempt.set_value(None);
        }
        self.outcome.set(Some((NoticeKind::Error, error.to_string())));
    }
}

/// Writes into a thread, or begins the one of a subject.
#[component]
pub fn MessageForm(
    place: Place,
    /// What the thread is about, as far as it is known; without it nothing is kept on the device.
    #[prop(into)]
    subject: Option<Subject>,
    /// The id that the plain form sends.
    #[prop(optional_no_strip)]
    id: Option<MessageId>,
    /// What a plain form sent and why it came back.
    #[prop(optional_no_strip)]
    typed: Option<Typed>,
    on_sent: impl Fn(Sent) + 'static,
) -> impl IntoView {
    let composer = Composer::new(place, subject, typed.as_ref());
    Effect::new(move |_| composer.restore());
    let pending = RwSignal::new(false);
    let on_sent = Rc::new(on_sent);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if pending.get_untracked() {
            return;
        }
        let Some(next) = composer.next() else { return };
        pending.set(true);
        let on_sent = on_sent.clone();
        spawn_local(async move {
            let outcome = say(place, next).await;
            if pending.try_set(false).is_some() {
                // The page has been left.
                return;
            }
            match outcome {
                Ok(receipt) => {
                    composer.accepted(&receipt.time);
                    on_sent(receipt);
                }
                Err(error) => composer.refused(&error),
            }
        });
    };
    view! { <Fields composer id typed pending submit /> }
}

#[component]
fn Fields(
    composer: Composer,
    #[prop(optional_no_strip)] id: Option<MessageId>,
    #[prop(optional_no_strip)] typed: Option<Typed>,
    #[prop(into)] pending: Signal<bool>,
    submit: impl FnMut(SubmitEvent) + 'static,
) -> impl IntoView {
    let Composer { place, subject, form, text, errors, outcome, signed_out, .. } = composer;
    let key = match (subject, place) {
        (Some(subject), _) | (None, Place::Subject(subject)) => subject.id(),
        (None, Place::Thread(thread)) => thread.0,
    };
    let field = |name: &str| typed.as_ref().and_then(|typed| typed.field(name)).unwrap_or_default();
    let begins = match place {
        Place::Subject(subject) => Some(subject_field(subject)),
        Place::Thread(_) => None,
    };
    let options =
        MessageKind::ALL.map(|kind| (kind_code(kind).to_owned(), kind_word(kind).to_owned())).into_iter().collect();
    let wrong = Signal::derive(move || errors.get().of("text"));
    view! {
        <form
            class="message-form"
            method="post"
            action=place.action()
            node_ref=form
            on:submit=submit
            on:input=move |_| composer.keep()
        >
            <input type="hidden" name="id" value=id.map(|id| id.to_string()) />
            {begins.map(|(name, id)| view! { <input type="hidden" name=name value=id /> })}
            <ChoiceField
                id=format!("jenis-{key}")
                name="kind"
                label="Jenis pesan"
                options
                selected=kind_code(kind_of(&field("kind")))
            />
            <TextArea
                id=format!("tulis-{key}")
                name="text"
                label="Tulis umpan balik"
                value=field("text")
                rows=3
                error=wrong
                node_ref=text
            />
            <div class="form-actions">
                <SubmitButton label="Kirim" pending icon=Glyph::Send />
            </div>
            <Outcome message=outcome />
            <Show when=move || signed_out.get()>
                <p>
                    <a href=sign_in_again(&place.path()) rel="external">
                        "Masuk lagi"
                    </a>
                    " – tulisan Anda tersimpan di perangkat ini."
                </p>
            </Show>
        </form>
    }
    .into_any()
}
