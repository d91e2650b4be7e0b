//! A person as a circle with initials.

use leptos::prelude::*;

/// Initials in a circle; decorative, because the name is always beside it. [`super::format::initials`] makes them on
/// the server.
#[component]
pub fn Avatar(#[prop(into)] initials: String) -> impl IntoView {
    view! { <span class="avatar" aria-hidden="true">{initials}</span> }
}
