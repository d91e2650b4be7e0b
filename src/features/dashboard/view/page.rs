//! `/dasbor`: the board of a unit; the address is the state (`unit`, `status`, `setelah`).

use super::{
    changes::{Changes, Meaning},
    charts::BoardCharts,
    feed::Feed,
    head::BoardHead,
    people::People,
    tabs::BoardTabs,
    units::UnitTable,
};
use crate::{
    domain::{
        event::Topic,
        id::{EmployeeId, UnitId},
        measure::Status,
    },
    features::dashboard::api::{get_board, list_people},
    loaded::{Shown, Trouble, load},
    ui::{
        empty::Skeleton,
        live::{on_change, use_live},
        notice::{Notice, NoticeKind},
        shell::{LiveBadge, PageHead},
        status::status_of,
    },
};
use leptos::{leptos_dom::helpers::is_server, prelude::*};
use leptos_router::{LazyRoute, hooks::use_query_map, lazy_route};

/// What the address asks for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Asked {
    pub unit: Option<UnitId>,
    pub status: Option<Status>,
    pub after: Option<EmployeeId>,
}

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
    let asked = Memo::new(move |_| {
        let query = query.read();
        Asked {
            unit: query.get("unit").and_then(|id| id.parse().ok()),
            status: query.get("status").as_deref().and_then(status_of),
            after: query.get("setelah").and_then(|id| id.parse().ok()),
        }
    });
    let unit = Memo::new(move |_| asked.get().unit);
    let board = Shown::load(move || unit.get(), get_board);
    let people = load(
        move || asked.get(),
        |asked| async move {
            match asked.status {
                Some(status) => Some(list_people(asked.unit, status, asked.after).await),
                None => None,
            }
        },
    );
    let topic = board.part(|board| board.unit);
    let refetch = move || {
        board.refetch();
        if asked.get_untracked().status.is_some() {
            people.refetch();
        }
    };
    on_change(move || topic.get().map(Topic::Unit).into_iter().collect(), refetch);
    let listed = Memo::new(move |_| people.get().flatten().zip(asked.get().status));
    view! {
        <PageHead title="Dasbor">
            <LiveBadge state=use_live().state() />
        </PageHead>
        <BoardTabs here="/dasbor" unit />
        <Suspense fallback=|| ()>
            {move || {
                board.wait();
                if is_server() {
                    let _ = people.try_read_untracked();
                }
                board.is_pending().then(|| view! { <Skeleton lines=8 /> })
            }}
            {move || {
                topic.get().map(|_| view! { <BoardHead board /> })
            }}
            <Trouble trouble=board.trouble again=move |()| board.refetch() />
            {move || {
                match listed.get() {
                    Some((Ok(found), status)) => view! { <People found status asked /> }.into_any(),
                    Some((Err(error), _)) => {
                        view! { <Notice kind=NoticeKind::Error>{error.to_string()}</Notice> }.into_any()
                    }
                    None => ().into_any(),
                }
            }}
            {move || {
                topic
                    .get()
                    .map(|_| {
                        view! {
                            <Changes board />
                            <UnitTable board />
                            <Feed board />
                            <BoardCharts board />
                            <Meaning />
                        }
                    })
            }}
        </Suspense>
    }
    .into_any()
}
