//! Keyed rows, which stay as they are while others are added and removed.

use leptos::prelude::*;
use std::sync::Arc;
use uuid::Uuid;

/// Draws a row for each id and keeps it while its id is in the list. One key and one type of row for all lists: the
/// browser contains the code of keyed lists once, not once for each list.
pub fn rows(
    ids: impl Fn() -> Vec<Uuid> + Send + Sync + 'static,
    row: impl Fn(Uuid) -> AnyView + Send + Sync + 'static,
) -> AnyView {
    each(Arc::new(ids), Arc::new(row))
}

/// Which part of a list is shown where that is not all of it, for the screen and for paper.
pub fn part_of(shown: Option<String>) -> AnyView {
    shown.map(|shown| view! { <p class="muted">{shown}</p> }).into_any()
}

/// [`part_of`] for a page that offers the whole list as a file: paper says so.
pub fn part_of_file(shown: Option<String>) -> AnyView {
    let note =
        " – yang tercetak hanya bagian ini; daftar lengkapnya dapat diunduh sebagai berkas Excel di halaman ini.";
    shown.map(|shown| view! { <p class="muted">{shown} <span class="on-paper">{note}</span></p> }).into_any()
}

type Ids = Arc<dyn Fn() -> Vec<Uuid> + Send + Sync>;

fn each(ids: Ids, row: Arc<dyn Fn(Uuid) -> AnyView + Send + Sync>) -> AnyView {
    view! { <For each=move || ids() key=|id| *id children=move |id| row(id) /> }.into_any()
}
