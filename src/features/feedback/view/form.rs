//! The composer, for a thread's page and for a row of somebody's team.
//!
//! Without JavaScript it is a plain form to `/percakapan/…`.

use super::kind_chip;
use crate::{
    document::draft_place,
    domain::{
        feedback::{MessageKind, Subject},
        id::MessageId,
        text::Paragraph,
    },
    error::{Error, FieldErrors},
    features::feedback::{
        api::say,
        model::{AwaitedMessage, MessageBody, Sent, ThreadPlace, kind_code, kind_of, kind_word},
    },
    form_input::SubmittedForm,
    ui::{
        field::{ChoiceField, TextArea},
        icon::Glyph,
        submission::{
            Attempt, Fields, Receipt, SendButton, Spec, Submission, SubmissionForm, SubmissionOutcome, transport,
        },
    },
};
use leptos::prelude::*;
use std::time::Duration;

/// Checks the typed message by the rule that decides on the server.
fn check(typed: &Fields) -> Result<Fields, FieldErrors> {
    let text = Paragraph::parse(typed.get("text"))
        .map_err(|error| FieldErrors(vec![("text".to_owned(), error.to_string())]))?;
    let answers = typed.get("answers");
    Ok(Fields::default().with("kind", typed.get("kind")).with("text", text.as_str()).with("answers", answers))
}

/// Sends a message; the receipt shows the time at which it was stored.
async fn send(place: ThreadPlace, attempt: Attempt, on_sent: Callback<Sent>) -> Result<Receipt, Error> {
    let Attempt { key, body, .. } = attempt;
    let id = key.parse().map_err(|_| Error::NotFound)?;
    let message = MessageBody {
        id,
        kind: kind_of(body.get("kind")),
        text: body.get("text").to_owned(),
        answers: body.get("answers").parse().ok(),
    };
    let sent = say(place, message).await?;
    let words = format!("Terkirim {}", sent.time);
    let then = move |submission: Submission| {
        // After the page was left, nothing navigates.
        if submission.typed().is_some() {
            on_sent.run(sent);
        }
    };
    Ok(Receipt { words, then: Box::new(then) })
}

/// The form that writes into a thread or opens the one of a subject.
#[component]
pub fn MessageForm(
    place: ThreadPlace,
    /// The subject, if it is known; without it no draft is kept on the device. The draft belongs to the subject,
    /// because its thread may be opened by somebody else meanwhile.
    #[prop(into)]
    subject: Option<Subject>,
    /// The id that the plain form sends.
    #[prop(optional_no_strip)]
    id: Option<MessageId>,
    /// The fields of a plain form that was refused.
    #[prop(optional_no_strip)]
    typed: Option<SubmittedForm>,
    /// The message that waits for an answer: the form offers to answer it.
    #[prop(into)]
    awaited: Signal<Option<AwaitedMessage>>,
    /// The kind that is chosen at first.
    #[prop(default = MessageKind::Reply)]
    kind: MessageKind,
    /// Whether the page was opened to write this message: the box has the focus and is in view.
    #[prop(optional)]
    is_focused: bool,
    #[prop(into)] on_sent: Callback<Sent>,
) -> impl IntoView {
    let spec = Spec {
        draft: subject.and_then(|subject| draft_place(subject.id())),
        address: place.path(),
        fields: &["text"],
        check: Box::new(check),
        ..Spec::new(place.path(), transport(move |attempt| send(place, attempt, on_sent)))
    };
    let submission = Submission::new(spec, typed.as_ref());
    Effect::new(move |_| {
        if submission.restore().is_some() && is_focused {
            // After the page has scrolled to its beginning.
            set_timeout(move || submission.focus("text"), Duration::ZERO);
        }
    });
    let key = match (subject, place) {
        (Some(subject), _) | (None, ThreadPlace::Subject(subject)) => subject.id(),
        (None, ThreadPlace::Thread(thread)) => thread.0,
    };
    let field = |name: &str| typed.as_ref().and_then(|typed| typed.field(name)).unwrap_or_default();
    let begins = match place {
        ThreadPlace::Subject(subject) => Some((subject.field(), subject.id().to_string())),
        ThreadPlace::Thread(_) => None,
    };
    let options =
        MessageKind::ALL.map(|kind| (kind_code(kind).to_owned(), kind_word(kind).to_owned())).into_iter().collect();
    let kind = if field("kind").is_empty() { kind } else { kind_of(&field("kind")) };
    let (text, asks) = (field("text"), kind != MessageKind::Reply);
    // A box that was unticked in a form that came back stays so.
    let ticked = typed.as_ref().map(|typed| typed.field("answers").unwrap_or_default());
    let answers = move || {
        awaited.get().map(|AwaitedMessage { id, kind, text }| {
            let id = id.to_string();
            let checked = ticked.as_ref().is_none_or(|ticked| *ticked == id);
            view! {
                <label class="checkbox answers">
                    <input type="checkbox" name="answers" value=id checked=checked />
                    <span>
                        "Ini menjawab " {kind_chip(kind)} " “" {text} "”"
                    </span>
                </label>
            }
        })
    };
    view! {
        <SubmissionForm submission class="message-form" action=place.action()>
            <input type="hidden" name="id" value=id.map(|id| id.to_string()) />
            {begins.map(|(name, id)| view! { <input type="hidden" name=name value=id /> })}
            {answers}
            <TextArea
                id=format!("tulis-{key}")
                name="text"
                label="Tulis umpan balik"
                value=text
                rows=1
                error=submission.error("text")
            />
            <div class="form-actions">
                <SendButton submission label="Kirim" icon=Glyph::Send />
            </div>
            <details class="message-kind" open=asks>
                <summary>"Jenis pesan"</summary>
                <ChoiceField
                    id=format!("jenis-{key}")
                    name="kind"
                    label="Jenis pesan"
                    options
                    selected=kind_code(kind)
                />
            </details>
            <SubmissionOutcome submission />
        </SubmissionForm>
    }
    .into_any()
}
