//! `/dasbor`: the board of a unit; the address is the state (`unit`).

use super::{
    changes::{Changes, Meaning},
    charts::BoardCharts,
    head::BoardHead,
    open::{OpenBoard, use_board},
    tabs::BoardTabs,
    units::UnitTable,
};
use crate::{
    query::LoadError,
    ui::{
        empty::Skeleton,
        live::use_live,
        shell::{LiveBadge, PageHead},
    },
};
use leptos::prelude::*;

#[component]
pub fn BoardPage() -> impl IntoView {
    let OpenBoard { asked, board, unit } = use_board();
    view! {
        <PageHead title="Dasbor">
            <LiveBadge state=use_live().state() />
        </PageHead>
        <BoardTabs here="/dasbor" unit=asked />
        <Suspense fallback=|| ()>
            {move || board.is_awaited().then(|| view! { <Skeleton lines=8 /> })}
            {move || {
                unit.get().map(|_| view! { <BoardHead board /> })
            }}
            <LoadError error=board.error retry=move |()| board.refetch() />
            {move || {
                unit
                    .get()
                    .map(|_| {
                        view! {
                            <UnitTable board />
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
