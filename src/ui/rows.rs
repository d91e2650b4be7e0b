//! Rows that stay as they are while others come and go.

use leptos::prelude::*;
use std::sync::Arc;
use uuid::Uuid;

/// Draws a row for each id and keeps it for as long as its id is there. One key and one type of row for all lists:
/// the browser carries what moves rows once, not once for each list.
pub fn rows(
    ids: impl Fn() -> Vec<Uuid> + Send + Sync + 'static,
    row: impl Fn(Uuid) -> AnyView + Send + Sync + 'static,
) -> AnyView {
    each(Arc::new(ids), Arc::new(row))
}

type Ids = Arc<dyn Fn() -> Vec<Uuid> + Send + Sync>;

fn each(ids: Ids, row: Arc<dyn Fn(Uuid) -> AnyView + Send + Sync>) -> AnyView {
    view! { <For each=move || ids() key=|id| *id children=move |id| row(id) /> }.into_any()
}
