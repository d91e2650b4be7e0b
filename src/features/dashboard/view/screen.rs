//! `/dasbor/layar`: the board in a meeting room. One view at a time, large enough for the back row, in turn or by
//! remote control; the address is the state (`unit`, `lihat`).
//!
//! Every reader sees counts, and no count leads to people. Leaders also see reports arrive and assign follow-ups.
//! Nobody is named until they show the names, which are hidden again after a time. That they are shown is in no address
//! and is not stored.

mod control;
mod meeting;

use self::{
    control::{Control, drive, turned},
    meeting::{DrawMeeting, Meeting, Parts},
};
use super::{
    charts::{trend, units_of_room},
    head::{TOO_SMALL, figure_strip},
    open::{OpenBoard, is_unit, use_board},
    tabs::address,
};
use crate::{
    domain::id::UnitId,
    features::dashboard::model::Board,
    query::{LoadError, Query},
    ui::{
        address::{KnownPart, UnknownParts},
        chart::StackBar,
        empty::{Empty, Skeleton},
        live::use_live,
        plot::StackPlot,
        shell::{LiveBadge, PageHead},
        table::DataTable,
    },
};
use leptos::prelude::*;
use leptos_router::hooks::{use_navigate, use_query_map};
use std::hash::Hash;

/// The views of the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scene {
    Figures,
    Statuses,
    Changes,
    Arrivals,
    FollowUps,
    Trend,
    Units,
}

impl Scene {
    const ALL: [Self; 7] =
        [Self::Figures, Self::Statuses, Self::Changes, Self::Arrivals, Self::FollowUps, Self::Trend, Self::Units];

    /// Returns the word of the view in an address.
    const fn code(self) -> &'static str {
        match self {
            Self::Figures => "angka",
            Self::Statuses => "keadaan",
            Self::Changes => "perubahan",
            Self::Arrivals => "masuk",
            Self::FollowUps => "tindak-lanjut",
            Self::Trend => "tren",
            Self::Units => "unit",
        }
    }

    const fn title(self) -> &'static str {
        match self {
            Self::Figures => "Angka utama",
            Self::Statuses => "Keadaan pegawai dan indikator",
            Self::Changes => "Minggu ini",
            Self::Arrivals => "Baru masuk",
            Self::FollowUps => "Tindak lanjut",
            Self::Trend => "Tren",
            Self::Units => "Unit",
        }
    }

    /// Returns whether the board has data for it.
    fn is_there(self, board: &Board) -> bool {
        match self {
            Self::Figures => true,
            Self::Statuses => board.people.is_some(),
            Self::Changes => board.changes.is_some(),
            Self::Arrivals | Self::FollowUps => board.leads,
            Self::Trend => board.trend.is_some(),
            Self::Units => board.bars.is_some(),
        }
    }
}

/// Returns the views with data, in their order.
fn shown(there: [bool; 7]) -> impl Iterator<Item = Scene> {
    Scene::ALL.into_iter().zip(there).filter(|(_, there)| *there).map(|(scene, _)| scene)
}

/// Returns the address of a view.
fn place(unit: Option<UnitId>, scene: Scene) -> String {
    let base = address("/dasbor/layar", unit);
    let and = if unit.is_some() { '&' } else { '?' };
    format!("{base}{and}lihat={}", scene.code())
}

/// The parts of the address.
const PARTS: &[KnownPart] =
    &[("unit", is_unit), ("lihat", |value| Scene::ALL.into_iter().any(|scene| scene.code() == value))];

#[component]
pub fn ScreenPage() -> impl IntoView {
    let query = use_query_map();
    let OpenBoard { asked, board, unit } = use_board();
    let wanted = move || query.read().get("lihat");
    let scenes = board.select(|board| Scene::ALL.map(|scene| scene.is_there(board)));
    let scene = Memo::new(move |_| {
        let wanted = wanted();
        let mut all = shown(scenes.get().unwrap_or_default());
        all.find(|scene| wanted.as_deref() == Some(scene.code())).unwrap_or(Scene::Figures)
    });
    let beside = move |step: isize| {
        let all: Vec<_> = shown(scenes.get().unwrap_or_default()).collect();
        let at = all.iter().position(|one| *one == scene.get()).unwrap_or_default();
        let to = at.checked_add_signed(step).unwrap_or(all.len().saturating_sub(1));
        all.get(to).or(all.first()).copied().unwrap_or(Scene::Figures)
    };
    let leads = board.select(|board| board.leads);
    let control = Control::new(move || leads.get() == Some(true));
    drive(asked, scene, beside, control);
    let parts = Parts::load(control.leads);
    let navigate = use_navigate();
    let saved = Callback::new(move |()| {
        control.writing.set(false);
        navigate(&place(asked.get_untracked(), Scene::FollowUps), turned());
    });
    // The meeting's views, once their download is there. Outside of the boundary, which is drawn anew with each of its
    // answers and would take the focus away from somebody who writes.
    let part = move |draw: RwSignal<Option<DrawMeeting>>| {
        let Control { names, writing, .. } = control;
        // In this order: the server has no part of it and must not load outside of the boundary.
        let draw = draw.get()?;
        unit.get().map(|unit| draw(Meeting { unit, scene, names, writing, saved }))
    };
    let (form, own) = (move || part(parts.form), move || part(parts.views));
    view! {
        <div class="screen">
            <PageHead title="Layar rapat">
                <LiveBadge state=use_live().state() />
            </PageHead>
            <UnknownParts known=PARTS />
            {form}
            <Suspense fallback=|| ()>
                {move || board.is_awaited().then(|| view! { <Skeleton lines=8 /> })}
                <LoadError error=board.error retry=move |()| board.refetch() />
                {move || {
                    unit
                        .get()
                        .map(|_| {
                            view! {
                                <Controls
                                    unit=asked
                                    before=Signal::derive(move || beside(-1))
                                    after=Signal::derive(move || beside(1))
                                    control
                                />
                                <OnScreen board scene />
                            }
                        })
                }}
            </Suspense>
            <div class="screen-view">{own}</div>
        </div>
    }
    .into_any()
}

/// The current view and the controls, also by touch.
#[component]
fn Controls(
    unit: Memo<Option<UnitId>>,
    before: Signal<Scene>,
    after: Signal<Scene>,
    control: Control,
) -> impl IntoView {
    let Control { leads, paused, names, pen, .. } = control;
    let meeting = move || {
        leads.get().then(|| {
            view! {
                <button class="quiet" type="button" aria-keyshortcuts="n" on:click=move |_| control.name()>
                    {move || if names.get() { "Sembunyikan nama" } else { "Tampilkan nama" }}
                </button>
                <button
                    class="quiet"
                    type="button"
                    aria-keyshortcuts="t"
                    node_ref=pen
                    on:click=move |_| control.write()
                >
                    "Catat tindak lanjut"
                </button>
            }
        })
    };
    view! {
        <nav class="screen-controls" aria-label="Kendali layar">
            <a class="quiet" href=move || place(unit.get(), before.get())>
                "Sebelumnya"
            </a>
            <button class="quiet" type="button" on:click=move |_| control.pause()>
                {move || if paused.get() { "Lanjutkan putaran" } else { "Jeda" }}
            </button>
            <a class="quiet" href=move || place(unit.get(), after.get())>
                "Berikutnya"
            </a>
            {meeting}
            <a class="quiet" href=move || address("/dasbor", unit.get())>
                "Keluar"
            </a>
        </nav>
    }
    .into_any()
}

/// The current view.
#[component]
fn OnScreen(board: Query<Board>, scene: Memo<Scene>) -> impl IntoView {
    let mark = board.fingerprint(|board, mark| {
        (&board.name, &board.figures, &board.people, &board.indicators, &board.changes).hash(mark);
    });
    let title = move || {
        let _ = mark.get();
        board.peek(|board| format!("{} – {}", scene.get().title(), board.name))
    };
    let body = move || {
        let _ = mark.get();
        let on = scene.get();
        board.peek(Clone::clone).map(|found| drawn(found, on))
    };
    let chart = move || match scene.get() {
        Scene::Trend => Some(trend(board)),
        Scene::Units => Some(units_of_room(board)),
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
            Some(figures) => figure_strip(figures, None),
            None => view! { <Empty sentence=TOO_SMALL /> }.into_any(),
        },
        Scene::Statuses => {
            let stacks = [board.people, board.indicators];
            let stacks = stacks.into_iter().flatten().map(StackPlot::without_links);
            stacks.map(|plot| view! { <StackBar plot /> }).collect_view().into_any()
        }
        Scene::Changes => board
            .changes
            .map(|table| view! { <DataTable caption="Minggu ini dibanding minggu lalu" table /> })
            .into_any(),
        Scene::Arrivals | Scene::FollowUps | Scene::Trend | Scene::Units => ().into_any(),
    }
}
