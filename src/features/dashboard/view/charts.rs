//! The charts of a board.

use crate::{
    features::dashboard::model::Board,
    loaded::Shown,
    ui::chart::{UnitChart, WeekChart},
};
use leptos::prelude::*;
use std::hash::Hash;

#[component]
pub(super) fn BoardCharts(board: Shown<Board>) -> impl IntoView {
    let trend = board.mark(|board, mark| board.trend.hash(mark));
    let bars = board.mark(|board, mark| board.bars.hash(mark));
    let (has_trend, has_bars) = (
        board.mark(|board, mark| board.trend.is_some().hash(mark)),
        board.mark(|board, mark| board.bars.is_some().hash(mark)),
    );
    let week = move || {
        let _ = has_trend.get();
        board.now(|board| board.trend.is_some()).filter(|some| *some).map(|_| {
            let plot = Signal::derive(move || {
                let _ = trend.get();
                board.now(|board| board.trend.clone()).flatten().unwrap_or_default()
            });
            view! { <WeekChart id="tren" caption="Tren tahun ini per minggu" plot /> }
        })
    };
    let units = move || {
        let _ = has_bars.get();
        board.now(|board| board.bars.is_some()).filter(|some| *some).map(|_| {
            let plot = Signal::derive(move || {
                let _ = bars.get();
                board.now(|board| board.bars.clone()).flatten().unwrap_or_default()
            });
            view! { <UnitChart id="unit" caption="Pegawai per unit menurut keadaan" plot /> }
        })
    };
    view! {
        <section class="board-charts" aria-label="Grafik">
            {week} {units}
        </section>
    }
    .into_any()
}
