//! Rows that stay as they are while others come and go.

use leptos::prelude::*;
use std::sync::Arc;
use uuid::Uuid;

/// Draws a row for each id and keeps it for as long as its id is there. Not generic, because the browser carries the
/// code of a keyed list once for each kind of it.
pub(super) fn keyed(ids: Memo<Vec<Uuid>>, draw: Arc<dyn Fn(Uuid) -> AnyView + Send + Sync>) -> AnyView {
    view! { <For each=move || ids.get() key=|id| *id children=move |id| draw(id) /> }.into_any()
}
