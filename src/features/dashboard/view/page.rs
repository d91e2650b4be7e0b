//! `/dasbor`: the board of a unit; the address is the state (`unit`, `urut`).

use super::{
    attention::Attend,
    changes::{Changes, Meaning},
    charts::BoardCharts,
    head::BoardHead,
    open::{OpenBoard, is_unit, use_board},
    tabs::BoardTabs,
    units::{UnitTable, is_column},
};
use crate::{
    document::use_me,
    domain::event::Topic,
    features::dashboard::api::{get_attention, get_results},
    query::{LoadError, Query},
    ui::{
        address::{KnownPart, UnknownParts},
        empty::Skeleton,
        live::{on_change, use_live},
        shell::{LiveBadge, PageHead},
    },
};
use leptos::prelude::*;

/// The parts of the address.
const PARTS: &[KnownPart] = &[("unit", is_unit), ("urut", is_column)];

#[component]
pub fn BoardPage() -> impl IntoView {
    let OpenBoard { asked, board, unit } = use_board();
    let attention = Query::load(move || asked.get(), get_attention);
    let results = Query::load(move || asked.get(), get_results);
    on_change(move || unit.get().map(Topic::Unit).into_iter().collect(), move || results.refetch());
    // Not with each report of the unit: what needs the reader is theirs and their team's.
    if let Some(me) = use_me().and_then(|me| me.employee) {
        on_change(move || vec![Topic::Team(me), Topic::Person(me)], move || attention.refetch());
    }
    view! {
        <PageHead title="Dasbor">
            <LiveBadge state=use_live().state() />
        </PageHead>
        <BoardTabs here="/dasbor" unit=asked />
        <UnknownParts known=PARTS />
        <Suspense fallback=|| ()>
            {move || {
                attention.block_ssr();
                results.block_ssr();
                board.is_awaited().then(|| view! { <Skeleton lines=8 /> })
            }}
            {move || {
                unit.get().map(|_| view! { <BoardHead board results /> })
            }}
            <LoadError error=board.error retry=move |()| board.refetch() />
            // Where the board says what is wrong, once is enough.
            {move || {
                board.error.get().is_none().then(|| view! { <LoadError error=results.error retry=move |()| results.refetch() /> })
            }}
            {move || {
                unit
                    .get()
                    .map(|_| {
                        view! {
                            <Attend board attention />
                            <UnitTable board unit=asked />
                            <Changes board />
                            <BoardCharts board />
                            <Meaning />
                        }
                    })
            }}
        </Suspense>
    }
    .into_any()
}
