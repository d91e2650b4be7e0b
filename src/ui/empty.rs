//! Placeholders: for an empty list and for data that is being loaded.

use leptos::prelude::*;

/// An empty list: one sentence with the reason, and as children the action that changes it.
#[component]
pub fn Empty(#[prop(into)] sentence: String, #[prop(optional)] children: Option<Children>) -> impl IntoView {
    view! {
        <div class="empty">
            <p>{sentence}</p>
            {children.map(|children| view! { <div class="empty-action">{children()}</div> })}
        </div>
    }
    .into_any()
}

/// Grey lines that appear only when loading takes longer than a moment.
#[component]
pub fn Skeleton(#[prop(default = 3)] lines: u8) -> impl IntoView {
    view! {
        <div class="skeleton" aria-hidden="true">
            {(0..lines).map(|_| view! { <span></span> }).collect_view()}
        </div>
    }
    .into_any()
}
