//! `POST /percakapan/{thread}`: writes a message, adds or removes a guest, without JavaScript. `{thread}` is `baru` for a
//! subject without a thread. Answers with a redirect to the thread, or with the page as it was typed.

use super::{
    action,
    model::{MessageBody, ThreadPlace, known_kind},
};
use crate::{
    domain::{
        feedback::{FeedbackRefusal, MessageKind},
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
            // With the id of another message, or with none that can be read, the form would be refused again.
            if error != Error::field("text", FeedbackRefusal::KeyReused) && form.id.parse::<MessageId>().is_ok() {
                fields.push(("id".to_owned(), form.id));
            }
            again(place.path(), fields, error)
        }
    }
}

/// Reads a field that the page fills; `None` if it is empty.
///
/// # Errors
/// [`Error::Invalid`] beside the field for anything that no page of ours sends.
fn read<T>(name: &str, text: &str, of: impl FnOnce(&str) -> Option<T>) -> Result<Option<T>> {
    if text.is_empty() {
        return Ok(None);
    }
    let unread = || Error::field(name, "Sebagian isian ini tidak terbaca. Periksa jenis pesannya, lalu kirim lagi.");
    of(text).map(Some).ok_or_else(unread)
}

async fn send(caller: &Caller, place: ThreadPlace, form: &ThreadForm) -> Result<(ThreadId, MessageId)> {
    caller.actor()?;
    let id = read("id", &form.id, |id| id.parse().ok())?.unwrap_or_else(|| MessageId(new_id()));
    let kind = read("kind", &form.kind, known_kind)?.unwrap_or(MessageKind::Reply);
    let answers = read("answers", &form.answers, |id| id.parse().ok())?;
    let message = action::parse(MessageBody { id, kind, text: form.text.clone(), answers })?;
    let sent = caller.write(async |tx: &mut Tx| action::say(tx, place, message).await).await?;
    Ok((sent.thread, sent.message))
}
