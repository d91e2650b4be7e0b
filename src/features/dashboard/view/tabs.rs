//! The views of a unit's board.

use crate::{document::use_me, domain::id::UnitId};
use leptos::prelude::*;

/// Returns the address of a view, for the open unit.
pub(super) fn address(path: &str, unit: Option<UnitId>) -> String {
    unit.map_or_else(|| path.to_owned(), |unit| format!("{path}?unit={unit}"))
}

/// The links between the views; `here` is the address of the current one.
#[component]
pub fn BoardTabs(here: &'static str, unit: Memo<Option<UnitId>>) -> impl IntoView {
    // It names people, which those who see totals only may not.
    let has_plans = use_me().is_some_and(|me| me.assesses || me.watches_health);
    let links = move || {
        let unit = unit.get();
        let link = |path: &str, word: &'static str| {
            let current = (path == here).then_some("page");
            view! {
                <li>
                    <a href=address(path, unit) aria-current=current>
                        {word}
                    </a>
                </li>
            }
        };
        view! {
            <ul>
                {link("/dasbor", "Ringkasan")}
                {link("/dasbor/pelaporan", "Pelaporan")}
                {has_plans.then(|| link("/skp/kelengkapan", "SKP"))}
                {link("/dasbor/layar", "Layar rapat")}
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
