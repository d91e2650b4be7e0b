//! The views of a unit's board.

use crate::domain::id::UnitId;
use leptos::prelude::*;

/// The address of a view, for the unit that is open.
pub(super) fn address(path: &str, unit: Option<UnitId>) -> String {
    unit.map_or_else(|| path.to_owned(), |unit| format!("{path}?unit={unit}"))
}

/// The ways from one view to the others; `here` is the address of this one.
#[component]
pub(super) fn BoardTabs(here: &'static str, unit: Signal<Option<UnitId>>) -> impl IntoView {
    let link = move |path: &'static str, word: &'static str| {
        view! {
            <li>
                <a href=move || address(path, unit.get()) aria-current=(path == here).then_some("page")>
                    {word}
                </a>
            </li>
        }
        .into_any()
    };
    view! {
        <nav class="board-tabs" aria-label="Tampilan dasbor">
            <ul>
                {link("/dasbor", "Ringkasan")} {link("/dasbor/pelaporan", "Pelaporan")}
            </ul>
        </nav>
    }
    .into_any()
}
