//! Pages: the threads in which one takes part, and one thread with its composer.

mod form;
mod guests;
mod list;
mod thread;

pub use form::MessageForm;
pub use list::ThreadsPage;
pub use thread::ThreadPage;

use super::model::kind_word;
use crate::domain::feedback::MessageKind;
use leptos::prelude::*;

/// What a message wants to be; a plain one says nothing.
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
