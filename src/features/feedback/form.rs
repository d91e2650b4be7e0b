//! `POST /percakapan/{thread}`: writes a message, adds or removes a guest, without JavaScript. `{thread}` is `baru` for a
//! subject without a thread. Answers with a redirect to the thread, or with the page as it was typed.

use super::{
    action,
    model::{MessageBody, ThreadPlace, kind_of},
};
use crate::{
    domain::{
        feedback::FeedbackRefusal,
        id::{EmployeeId, MessageId, ThreadId},
    },
    error::{Error, Result},
    server::{
        clock::new_id,
        door::{Caller, Tx},
        form::{Posted, again, see_other},
    },
};
use axum::{
    extract::{Extension, Path},
    response::Response,
};
use serde::Deserialize;
use std::collections::HashMap;

#[derive(Debug, Deserialize)]
pub(crate) struct ThreadForm {
    #[serde(default)]
    id: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    text: String,
    /// The message that it answers.
    #[serde(default)]
    answers: String,
    /// The guest to add, or to remove; without either a message is written.
    tamu: Option<EmployeeId>,
    keluar: Option<EmployeeId>,
    /// Every other field, among them the one of the subject.
    #[serde(flatten)]
    others: HashMap<String, String>,
}

pub(crate) async fn say(
    Extension(caller): Extension<Caller>,
    Path(thread): Path<String>,
    Posted(form): Posted<ThreadForm>,
) -> Response {
    let Some(place) = ThreadPlace::parse(&thread, |field| form.others.get(field).cloned()) else {
        return again("/percakapan/baru", vec![], Error::NotFound);
    };
    if let (ThreadPlace::Thread(thread), Some(guest)) = (place, form.tamu) {
        return match caller.write(async |tx: &mut Tx| action::add_guest(tx, thread, guest).await).await {
            Ok(()) => see_other(&place.path()),
            Err(error) => again(place.path(), vec![], error),
        };
    }
    if let (ThreadPlace::Thread(thread), Some(guest)) = (place, form.keluar) {
        return match caller.write(async |tx: &mut Tx| action::remove_guest(tx, thread, guest).await).await {
            Ok(()) => see_other(&place.path()),
            Err(error) => again(place.path(), vec![], error),
        };
    }
    match send(&caller, place, &form).await {
        Ok((thread, message)) => see_other(&format!("/percakapan/{thread}#pesan-{message}")),
        Err(error) => {
            let mut fields = vec![("kind".to_owned(), form.kind), ("text".to_owned(), form.text)];
            fields.push(("answers".to_owned(), form.answers));
            // With the id of another message the form would be refused again.
            if error != Error::field("text", FeedbackRefusal::KeyReused) {
                fields.push(("id".to_owned(), form.id));
            }
            again(place.path(), fields, error)
        }
    }
}

async fn send(caller: &Caller, place: ThreadPlace, form: &ThreadForm) -> Result<(ThreadId, MessageId)> {
    caller.actor()?;
    let id = form.id.parse().unwrap_or_else(|_| MessageId(new_id()));
    let body =
        MessageBody { id, kind: kind_of(&form.kind), text: form.text.clone(), answers: form.answers.parse().ok() };
    let message = action::parse(body)?;
    let sent = caller.write(async |tx: &mut Tx| action::say(tx, place, message).await).await?;
    Ok((sent.thread, sent.message))
}
