//! `/dasbor/layar`: the board in a meeting room. One view at a time, large enough for the back row, in turn or by remote
//! control; the address is the state (`unit`, `lihat`).
//!
//! There are counts here and nobody's name: who reports is for the leader alone (`/dasbor/pelaporan`).

use super::{
    charts::{trend, units},
    head::{TOO_SMALL, figure_strip},
    tabs::address,
};
use crate::{
    domain::{event::Topic, id::UnitId},
    features::dashboard::{api::get_board, model::Board},
    loaded::{Shown, Trouble},
    ui::{
        awake::stay_awake,
        chart::StackBar,
        empty::{Empty, Skeleton},
        live::{on_change, use_live},
        shell::{LiveBadge, PageHead},
        table::DataTable,
    },
};
use leptos::{ev, prelude::*, wasm_bindgen::JsCast, web_sys::Element};
use leptos_router::{
    LazyRoute, NavigateOptions,
    hooks::{use_navigate, use_query_map},
    lazy_route,
};
use std::{hash::Hash, time::Duration};

/// How long a view stands before the next one comes.
const TURN: Duration = Duration::from_secs(20);

/// Loads in the page's own download.
#[derive(Clone, Copy, Debug)]
pub struct ScreenRoute;

#[lazy_route]
impl LazyRoute for ScreenRoute {
    fn data() -> Self {
        Self
    }

    fn view(this: Self) -> AnyView {
        let ScreenRoute = this;
        view! { <ScreenPage /> }.into_any()
    }
}

/// What one view shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scene {
    Figures,
    Statuses,
    Changes,
    Trend,
    Units,
}

impl Scene {
    const ALL: [Self; 5] = [Self::Figures, Self::Statuses, Self::Changes, Self::Trend, Self::Units];

    /// The word of the view in an address.
    const fn code(self) -> &'static str {
        match self {
            Self::Figures => "angka",
            Self::Statuses => "keadaan",
            Self::Changes => "perubahan",
            Self::Trend => "tren",
            Self::Units => "unit",
        }
    }

    const fn title(self) -> &'static str {
        match self {
            Self::Figures => "Angka utama",
            Self::Statuses => "Siapa di mana",
            Self::Changes => "Minggu ini",
            Self::Trend => "Tren",
            Self::Units => "Unit",
        }
    }

    /// Whether the board has something for it.
    fn is_there(self, board: &Board) -> bool {
        match self {
            Self::Figures => true,
            Self::Statuses => board.people.is_some(),
            Self::Changes => board.changes.is_some(),
            Self::Trend => board.trend.is_some(),
            Self::Units => board.bars.is_some(),
        }
    }
}

/// The views that there is something for, in their order.
fn shown(there: [bool; 5]) -> impl Iterator<Item = Scene> {
    Scene::ALL.into_iter().zip(there).filter(|(_, there)| *there).map(|(scene, _)| scene)
}

/// The address of a view.
fn place(unit: Option<UnitId>, scene: Scene) -> String {
    let base = address("/dasbor/layar", unit);
    let and = if unit.is_some() { '&' } else { '?' };
    format!("{base}{and}lihat={}", scene.code())
}

#[component]
fn ScreenPage() -> impl IntoView {
    let query = use_query_map();
    let unit = Memo::new(move |_| query.read().get("unit").and_then(|id| id.parse::<UnitId>().ok()));
    let board = Shown::load(move || unit.get(), get_board);
    let topic = board.part(|board| board.unit);
    on_change(move || topic.get().map(Topic::Unit).into_iter().collect(), move || board.refetch());
    let asked = move || query.read().get("lihat");
    let scenes = board.part(|board| Scene::ALL.map(|scene| scene.is_there(board)));
    let scene = Memo::new(move |_| {
        let asked = asked();
        let mut all = shown(scenes.get().unwrap_or_default());
        all.find(|scene| asked.as_deref() == Some(scene.code())).unwrap_or(Scene::Figures)
    });
    let beside = move |step: isize| {
        let all: Vec<_> = shown(scenes.get().unwrap_or_default()).collect();
        let at = all.iter().position(|one| *one == scene.get()).unwrap_or_default();
        let to = at.checked_add_signed(step).unwrap_or(all.len().saturating_sub(1));
        all.get(to).or(all.first()).copied().unwrap_or(Scene::Figures)
    };
    let paused = RwSignal::new(false);
    drive(unit, beside, paused);
    view! {
        <div class="screen">
            <PageHead title="Layar rapat">
                <LiveBadge state=use_live().state() />
            </PageHead>
            <Suspense fallback=|| ()>
                {move || board.is_awaited().then(|| view! { <Skeleton lines=8 /> })}
                <Trouble trouble=board.trouble again=move |()| board.refetch() />
                {move || {
                    topic
                        .get()
                        .map(|_| {
                            view! {
                                <Controls
                                    unit
                                    before=Signal::derive(move || beside(-1))
                                    after=Signal::derive(move || beside(1))
                                    paused
                                />
                                <OnScreen board scene />
                            }
                        })
                }}
            </Suspense>
        </div>
    }
    .into_any()
}

/// Turns the pages: by time, by keyboard or by remote control; and keeps the screen on.
fn drive(unit: Memo<Option<UnitId>>, beside: impl Fn(isize) -> Scene + Copy + 'static, paused: RwSignal<bool>) {
    let navigate = use_navigate();
    Effect::new(move |_| {
        let (navigate, leave) = (navigate.clone(), navigate.clone());
        let turn = move |step| {
            let options = NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() };
            navigate(&place(unit.get_untracked(), untrack(|| beside(step))), options);
        };
        let keys = {
            let (turn, leave) = (turn.clone(), leave.clone());
            window_event_listener(ev::keydown, move |event| {
                // A chart walks through its points by the same keys, a button is pressed by Space.
                let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
                let pressed = target.is_some_and(|target| matches!(target.tag_name().as_str(), "BUTTON" | "A"));
                let open = document().query_selector(":popover-open").is_ok_and(|open| open.is_some());
                if event.default_prevented() || open {
                    return;
                }
                match event.key().as_str() {
                    "ArrowRight" | "PageDown" => turn(1),
                    "ArrowLeft" | "PageUp" => turn(-1),
                    " " if !pressed => paused.update(|paused| *paused = !*paused),
                    "Escape" => leave(&address("/dasbor", unit.get_untracked()), NavigateOptions::default()),
                    _ => return,
                }
                event.prevent_default();
            })
        };
        let clock = set_interval_with_handle(
            move || {
                let open = document().query_selector(":popover-open").is_ok_and(|open| open.is_some());
                if !open && paused.try_get_untracked() == Some(false) {
                    turn(1);
                }
            },
            TURN,
        );
        on_cleanup(move || {
            keys.remove();
            if let Ok(clock) = clock {
                clock.clear();
            }
        });
        stay_awake();
    });
}

/// Where one is, and what can be done: also by touch.
#[component]
fn Controls(
    unit: Memo<Option<UnitId>>,
    before: Signal<Scene>,
    after: Signal<Scene>,
    paused: RwSignal<bool>,
) -> impl IntoView {
    view! {
        <nav class="screen-controls" aria-label="Kendali layar">
            <a class="quiet" href=move || place(unit.get(), before.get())>
                "Sebelumnya"
            </a>
            <button class="quiet" type="button" on:click=move |_| paused.update(|paused| *paused = !*paused)>
                {move || if paused.get() { "Lanjutkan putaran" } else { "Jeda" }}
            </button>
            <a class="quiet" href=move || place(unit.get(), after.get())>
                "Berikutnya"
            </a>
            <a class="quiet" href=move || address("/dasbor", unit.get())>
                "Keluar"
            </a>
        </nav>
    }
    .into_any()
}

/// The view that is on.
#[component]
fn OnScreen(board: Shown<Board>, scene: Memo<Scene>) -> impl IntoView {
    let mark = board.mark(|board, mark| {
        (&board.name, &board.figures, &board.people, &board.indicators, &board.changes).hash(mark);
    });
    let title = move || {
        let _ = mark.get();
        board.now(|board| format!("{} – {}", scene.get().title(), board.name))
    };
    let body = move || {
        let _ = mark.get();
        let on = scene.get();
        board.now(Clone::clone).map(|found| drawn(found, on))
    };
    let chart = move || match scene.get() {
        Scene::Trend => Some(trend(board)),
        Scene::Units => Some(units(board)),
        _ => None,
    };
    view! {
        <section class="screen-view" aria-live="off">
            <h2>{title}</h2>
            {body}
            {chart}
        </section>
    }
    .into_any()
}

fn drawn(board: Board, scene: Scene) -> AnyView {
    match scene {
        Scene::Figures => match board.figures {
            Some(figures) => figure_strip(figures),
            None => view! { <Empty sentence=TOO_SMALL /> }.into_any(),
        },
        Scene::Statuses => {
            let stacks = [board.people, board.indicators];
            stacks.into_iter().flatten().map(|plot| view! { <StackBar plot /> }).collect_view().into_any()
        }
        Scene::Changes => board
            .changes
            .map(|table| view! { <DataTable caption="Minggu ini dibanding minggu lalu" table /> })
            .into_any(),
        Scene::Trend | Scene::Units => ().into_any(),
    }
}
