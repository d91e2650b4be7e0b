//! `/dasbor`: the board of a unit; the address is the state (`unit`).

use super::{
    changes::{Changes, Meaning},
    charts::BoardCharts,
    head::BoardHead,
    tabs::BoardTabs,
    units::UnitTable,
};
use crate::{
    domain::{event::Topic, id::UnitId},
    features::dashboard::api::get_board,
    loaded::{Shown, Trouble},
    ui::{
        empty::Skeleton,
        live::{on_change, use_live},
        shell::{LiveBadge, PageHead},
    },
};
use leptos::prelude::*;
use leptos_router::{LazyRoute, hooks::use_query_map, lazy_route};

/// Loads in the page's own download: what `data` loads would weigh on the first visit of Beranda.
#[derive(Clone, Copy, Debug)]
pub struct BoardRoute;

#[lazy_route]
impl LazyRoute for BoardRoute {
    fn data() -> Self {
        Self
    }

    fn view(this: Self) -> AnyView {
        let BoardRoute = this;
        view! { <BoardPage /> }.into_any()
    }
}

#[component]
fn BoardPage() -> impl IntoView {
    let query = use_query_map();
    let unit = Memo::new(move |_| query.read().get("unit").and_then(|id| id.parse::<UnitId>().ok()));
    let board = Shown::load(move || unit.get(), get_board);
    let topic = board.part(|board| board.unit);
    on_change(move || topic.get().map(Topic::Unit).into_iter().collect(), move || board.refetch());
    view! {
        <PageHead title="Dasbor">
            <LiveBadge state=use_live().state() />
        </PageHead>
        <BoardTabs here="/dasbor" unit />
        <Suspense fallback=|| ()>
            {move || board.is_awaited().then(|| view! { <Skeleton lines=8 /> })}
            {move || {
                topic.get().map(|_| view! { <BoardHead board /> })
            }}
            <Trouble trouble=board.trouble again=move |()| board.refetch() />
            {move || {
                topic
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
