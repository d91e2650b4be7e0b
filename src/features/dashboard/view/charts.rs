//! The charts of a board, in a download of their own that is fetched once the page can be used: their numbers are in
//! the tables. Until then the server's drawing stays, or an empty box.

use crate::{
    features::dashboard::model::Board,
    query::{Query, SERVER},
    ui::{
        chart::{UnitChart, WeekChart},
        plot::UnitBars,
    },
};
use leptos::{html, lazy, prelude::*, task::spawn_local};
use std::{hash::Hash, time::Duration};

type DrawChart = fn(Query<Board>) -> AnyView;

/// The contents of the download.
#[derive(Clone, Copy)]
struct Charts {
    trend: DrawChart,
    units: DrawChart,
    /// The same for a room: its segments lead to nobody.
    units_of_room: DrawChart,
}

const CHARTS: Charts = Charts { trend: draw_trend, units: draw_units, units_of_room: draw_units_of_room };

#[lazy]
fn board_charts() -> Charts {
    CHARTS
}

fn draw_trend(board: Query<Board>) -> AnyView {
    let plot = followed(board, |board| board.trend.clone());
    view! { <WeekChart id="tren" caption="Tren tahun ini per minggu" plot /> }.into_any()
}

fn draw_units(board: Query<Board>) -> AnyView {
    unit_chart(followed(board, |board| board.bars.clone()))
}

fn draw_units_of_room(board: Query<Board>) -> AnyView {
    unit_chart(followed(board, |board| board.bars.clone().map(UnitBars::without_links)))
}

fn unit_chart(plot: Signal<UnitBars>) -> AnyView {
    view! { <UnitChart id="unit" caption="Pegawai per unit menurut keadaan" plot /> }.into_any()
}

/// Follows a chart's data; later answers move the chart.
fn followed<P>(board: Query<Board>, pick: fn(&Board) -> Option<P>) -> Signal<P>
where
    P: Default + Hash + Send + Sync + 'static,
{
    let drawn = board.fingerprint(move |board, mark| pick(board).hash(mark));
    Signal::derive(move || {
        let _ = drawn.get();
        board.peek(pick).flatten().unwrap_or_default()
    })
}

/// The box of a chart, while the board has data for it.
fn place(board: Query<Board>, there: fn(&Board) -> bool, pick: fn(Charts) -> DrawChart) -> AnyView {
    let is_there = board.fingerprint(move |board, mark| there(board).hash(mark));
    let come = RwSignal::new(None::<DrawChart>);
    let still = NodeRef::<html::Div>::new();
    Effect::new(move |_| {
        spawn_local(async move {
            let draw = pick(board_charts().await);
            let show = move || {
                come.try_set(Some(draw));
            };
            once_left(still, Box::new(show));
        });
    });
    let drawn = move || match come.get() {
        Some(draw) => draw(board),
        // Hydration takes the box alone, with any drawing of the server in it.
        None if SERVER => view! { <div class="chart-place">{pick(CHARTS)(board)}</div> }.into_any(),
        None => view! { <div class="chart-place" node_ref=still></div> }.into_any(),
    };
    let view = move || {
        let _ = is_there.get();
        board.peek(there).filter(|there| *there).map(|_| drawn())
    };
    view.into_any()
}

/// Runs something when nobody reads the table of the server's drawing or has the focus in it.
fn once_left(still: NodeRef<html::Div>, run: Box<dyn FnOnce()>) {
    let used = still.try_get_untracked().flatten();
    if used.is_some_and(|still| still.matches(":focus-within, :has(:popover-open)").unwrap_or_default()) {
        set_timeout(move || once_left(still, run), Duration::from_secs(1));
    } else {
        run();
    }
}

/// The course of the year so far, and its forecast.
pub(super) fn trend(board: Query<Board>) -> AnyView {
    place(board, |board| board.trend.is_some(), |charts| charts.trend)
}

/// The units below beside each other.
pub(super) fn units(board: Query<Board>) -> AnyView {
    place(board, |board| board.bars.is_some(), |charts| charts.units)
}

/// The same in a room, where a segment leads to nobody.
pub(super) fn units_of_room(board: Query<Board>) -> AnyView {
    place(board, |board| board.bars.is_some(), |charts| charts.units_of_room)
}

#[component]
pub(super) fn BoardCharts(board: Query<Board>) -> impl IntoView {
    view! {
        <section class="board-charts" aria-label="Grafik">
            {trend(board)} {units(board)}
        </section>
    }
    .into_any()
}
