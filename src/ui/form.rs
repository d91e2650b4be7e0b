//! The button that sends a form, and the field that says whose form it is.

use super::icon::{Glyph, Icon};
use crate::document;
use leptos::prelude::*;

/// Draws the hidden field of a plain form that names the account for which it is written: on a shared device somebody
/// else may have signed in since. Requests of scripts say so in a header (`end2end/loader.js`).
pub fn written_for() -> AnyView {
    document::written_for()
        .map(|account| view! { <input type="hidden" name="untuk" value=account.to_string() /> })
        .into_any()
}

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
