//! Pages: the threads in which the reader takes part, and one thread with its composer.

mod form;
mod guests;
mod list;
mod messages;
mod thread;

pub use form::MessageForm;
pub use list::ThreadsPage;
pub use thread::ThreadPage;

use super::model::kind_word;
use crate::domain::feedback::MessageKind;
use leptos::prelude::*;

/// Returns the mark of a kind of message; a plain message has none.
fn kind_chip(kind: MessageKind) -> Option<impl IntoView> {
    let class = match kind {
        MessageKind::Appreciation => "chip kind-appreciation",
        MessageKind::Improvement => "chip kind-improvement",
        MessageKind::Support => "chip kind-support",
        MessageKind::Question => "chip kind-question",
        MessageKind::Reply => return None,
    };
    Some(view! { <span class=class>{kind_word(kind)}</span> })
}
