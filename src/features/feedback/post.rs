//! What other features write into threads.

use super::{
    action,
    model::{MessageBody, ThreadPlace},
};
use crate::{
    domain::{
        event::Event,
        feedback::{MessageKind, Subject},
        id::MessageId,
    },
    error::Result,
    server::door::Tx,
};

/// Writes a message about a subject in the caller's name, as the answer to another one if it `answers` one; returns the
/// time at which it was sent.
///
/// # Errors
/// As [`action::say`].
pub(crate) async fn post(
    tx: &mut Tx,
    about: Subject,
    id: MessageId,
    text: String,
    answers: Option<MessageId>,
) -> Result<(Event, String)> {
    let message = action::parse(MessageBody { id, kind: MessageKind::Reply, text, answers })?;
    let (event, sent) = action::say(tx, ThreadPlace::Subject(about), message).await?;
    Ok((event, sent.time))
}
