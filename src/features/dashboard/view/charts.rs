//! The charts of a board.

use crate::{
    features::dashboard::model::Board,
    loaded::Shown,
    ui::chart::{UnitChart, WeekChart},
};
use leptos::prelude::*;
use std::hash::Hash;

/// A chart for as long as the board has something to draw in it; what comes later moves it.
fn followed<P>(
    board: Shown<Board>,
    pick: fn(&Board) -> Option<&P>,
    draw: fn(Signal<P>) -> AnyView,
) -> impl Fn() -> Option<AnyView>
where
    P: Clone + Default + Hash + Send + Sync + 'static,
{
    let there = board.mark(move |board, mark| pick(board).is_some().hash(mark));
    let drawn = board.mark(move |board, mark| pick(board).hash(mark));
    move || {
        let _ = there.get();
        board.now(|board| pick(board).is_some()).filter(|some| *some).map(|_| {
            draw(Signal::derive(move || {
                let _ = drawn.get();
                board.now(|board| pick(board).cloned()).flatten().unwrap_or_default()
            }))
        })
    }
}

/// The way of the year so far, and where it is likely to go.
pub(super) fn trend(board: Shown<Board>) -> AnyView {
    followed(
        board,
        |board| board.trend.as_ref(),
        |plot| view! { <WeekChart id="tren" caption="Tren tahun ini per minggu" plot /> }.into_any(),
    )
    .into_any()
}

/// The units below beside each other.
pub(super) fn units(board: Shown<Board>) -> AnyView {
    followed(
        board,
        |board| board.bars.as_ref(),
        |plot| view! { <UnitChart id="unit" caption="Pegawai per unit menurut keadaan" plot /> }.into_any(),
    )
    .into_any()
}

#[component]
pub(super) fn BoardCharts(board: Shown<Board>) -> impl IntoView {
    view! {
        <section class="board-charts" aria-label="Grafik">
            {trend(board)} {units(board)}
        </section>
    }
    .into_any()
}
