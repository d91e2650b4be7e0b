//! The views of a unit's board.

use crate::domain::id::UnitId;
use leptos::prelude::*;

/// Returns the address of a view, for the open unit.
pub(super) fn address(path: &str, unit: Option<UnitId>) -> String {
    unit.map_or_else(|| path.to_owned(), |unit| format!("{path}?unit={unit}"))
}

/// The links between the views; `here` is the address of the current one.
#[component]
pub(super) fn BoardTabs(here: &'static str, unit: Memo<Option<UnitId>>) -> impl IntoView {
    let links = move || {
        let unit = unit.get();
        let links = [("/dasbor", "Ringkasan"), ("/dasbor/pelaporan", "Pelaporan"), ("/dasbor/layar", "Layar rapat")]
            .map(|(path, word)| {
                let current = (path == here).then_some("page");
                view! {
                    <li>
                        <a href=address(path, unit) aria-current=current>
                            {word}
                        </a>
                    </li>
                }
            });
        view! {
            <ul>
                {links.collect_view()}
                <li>
                    <a href=address("/dasbor/unduh.xlsx", unit) rel="external">
                        "Unduh Excel"
                    </a>
                </li>
            </ul>
        }
        .into_any()
    };
    view! {
        <nav class="board-tabs" aria-label="Tampilan dasbor">
            {links}
        </nav>
    }
    .into_any()
}
