//! The button that sends a form.

use super::icon::{Glyph, Icon};
use leptos::prelude::*;

/// Sends its form once: while the request is pending the button is busy, keeps its name and its focus, and ignores
/// further taps.
#[component]
pub fn SubmitButton(
    #[prop(into)] label: String,
    #[prop(optional, into)] pending: Signal<bool>,
    #[prop(optional_no_strip, into)] icon: Option<Glyph>,
) -> impl IntoView {
    view! {
        <button
            class="submit-button"
            type="submit"
            aria-disabled=move || pending.get().then_some("true")
            aria-busy=move || pending.get().then_some("true")
            on:click=move |event| {
                if pending.get_untracked() {
                    event.prevent_default();
                }
            }
        >
            {icon.map(|name| view! { <Icon name /> })}
            {label}
        </button>
    }
    .into_any()
}
