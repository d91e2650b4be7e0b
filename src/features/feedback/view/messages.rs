//! The messages of a thread, and how the page follows them.

use super::kind_chip;
use crate::{
    domain::id::MessageId,
    features::feedback::model::{MessageRow, Thread, ThreadPlace},
    ui::{
        avatar::Avatar,
        empty::Empty,
        prose::prose,
        rows::{part_of, rows},
    },
};
use leptos::{html, prelude::*};

/// A page that is scrolled no further has just been opened, in pixels: focusing its title moves it a little.
const OPENED_ABOVE: f64 = 100.0;

/// Opens a thread at its end, where the newest message and the composer are, and stays there while messages arrive.
/// Does not move a reader who has scrolled up.
pub(super) fn keep_in_view(thread: Memo<Option<Thread>>, composer: NodeRef<html::Div>, older: bool) {
    let newest = Memo::new(move |_| {
        thread.with(|thread| thread.as_ref().and_then(|thread| thread.messages.last().map(|row| row.id)))
    });
    Effect::new(move |before: Option<Option<MessageId>>| {
        let newest = newest.get();
        if let Some(page) = composer.get().and_then(|_| document().document_element())
            && newest.is_some()
            && before != Some(newest)
        {
            // By the end of the page: the composer sticks to the window, wherever that is.
            let end = f64::from(page.scroll_height());
            let height = window().inner_height().ok().and_then(|height| height.as_f64()).unwrap_or_default();
            let scrolled = window().scroll_y().unwrap_or_default();
            // One long message may have moved the end.
            let near = end - scrolled < height * 2.3;
            let opens = before.flatten().is_none() && !older && scrolled < OPENED_ABOVE;
            if opens || (before.flatten().is_some() && near) {
                window().scroll_to_with_x_and_y(0.0, end);
            }
        }
        newest
    });
}

/// The messages of a page of the thread, oldest first, with links to the pages before and after.
#[component]
pub(super) fn Messages(
    thread: Memo<Option<Thread>>,
    place: ThreadPlace,
    /// Whether older messages than the newest are shown.
    older: bool,
) -> impl IntoView {
    let ids = Memo::new(move |_| {
        thread
            .with(|thread| thread.as_ref().map(|thread| thread.messages.iter().map(|row| row.id.0).collect::<Vec<_>>()))
            .unwrap_or_default()
    });
    let path = place.path();
    let before = Memo::new(move |_| thread.with(|thread| thread.as_ref().and_then(|thread| thread.older)));
    let earlier = {
        let path = path.clone();
        move || {
            before.get().map(|before| {
                view! { <a class="quiet" href=format!("{path}?sebelum={before}")>"Pesan sebelumnya"</a> }
            })
        }
    };
    let newest = older.then(|| view! { <a class="quiet" href=path>"Pesan terbaru"</a> });
    let empty = move || {
        ids.with(Vec::is_empty).then(|| {
            view! { <Empty sentence="Belum ada pesan. Tulis yang pertama." /> }
        })
    };
    let shown = Memo::new(move |_| thread.with(|thread| thread.as_ref().and_then(|thread| thread.shown.clone())));
    let after = Memo::new(move |_| {
        thread.with(|thread| thread.as_ref().map(|thread| thread.notes.clone())).unwrap_or_default()
    });
    view! {
        <p class="pager">{earlier} {newest}</p>
        {move || part_of(shown.get())}
        {empty}
        <ol class="messages" aria-label="Pesan" aria-live="polite" aria-relevant="additions">
            {rows(move || ids.get(), move |id| view! { <Message thread id=MessageId(id) /> }.into_any())}
            {move || notes(after.get())}
        </ol>
    }
    .into_any()
}

/// Draws what happened between messages.
fn notes(notes: Vec<String>) -> AnyView {
    notes.into_iter().map(|note| view! { <li class="message-note">{note}</li> }).collect_view().into_any()
}

/// A message with its author, kind, time and read marks.
#[component]
fn Message(thread: Memo<Option<Thread>>, id: MessageId) -> impl IntoView {
    let row = move |thread: &Option<Thread>| -> Option<MessageRow> {
        thread.as_ref()?.messages.iter().find(|row| row.id == id).cloned()
    };
    let Some(first) = thread.with_untracked(row) else { return ().into_any() };
    // A message never changes; its read marks and the words of its day do.
    let around = Memo::new(move |_| thread.with(row).map(|row| (row.at, row.read)));
    let at = move || around.with(|around| around.as_ref().map(|(at, _)| at.clone()));
    let read = move || {
        around.get().filter(|(_, read)| !read.is_empty()).map(|(_, read)| {
            let readers = read.into_iter().map(|read| view! { <span>{read}</span> }).collect_view();
            view! { <p class="message-read">{readers}</p> }
        })
    };
    let author = if first.own { "Anda".to_owned() } else { first.author };
    view! {
        {notes(first.notes)}
        <li class="message" class:own=first.own id=format!("pesan-{id}")>
            <Avatar initials=first.initials />
            <div class="message-body">
                <p class="message-head">
                    <b>{author}</b>
                    {kind_chip(first.kind)}
                    <small>{at}</small>
                </p>
                <div class="message-text">{prose(&first.text)}</div>
                {read}
            </div>
        </li>
    }
    .into_any()
}
