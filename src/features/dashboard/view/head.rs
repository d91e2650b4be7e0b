//! The head of a board: the path of the unit, the big numbers, and the counts by status.

use super::{
    people::without,
    results::{ResultTable, ResultsQuery},
};
use crate::{
    domain::{
        actor::BoardScope,
        board::{Lack, Prerequisite},
        id::UnitId,
    },
    features::dashboard::model::{Board, BoardTotals, lack_word},
    query::Query,
    ui::{chart::StackBar, empty::Empty},
};
use leptos::prelude::*;
use std::hash::Hash;

pub(super) const TOO_SMALL: &str =
    "Angka unit ini tampil bila sedikitnya lima orang terhitung pada akhir minggu lalu, supaya tidak menunjuk orang.";

/// The unit's name, the results of its head and its big numbers. Each part follows its own part of the board, so that a report redraws
/// only what it changed.
#[component]
pub(super) fn BoardHead(board: Query<Board>, results: ResultsQuery) -> impl IntoView {
    let place = board.fingerprint(|board, mark| (&board.name, &board.path, &board.pilot).hash(mark));
    let numbers = board.fingerprint(|board, mark| board.figures.hash(mark));
    let lack = board.fingerprint(|board, mark| board.missing.hash(mark));
    let counts = board.fingerprint(|board, mark| (&board.people, &board.indicators).hash(mark));
    let title = move || {
        let _ = place.get();
        board.peek(|board| (board.name.clone(), board.path.clone(), board.pilot.clone())).map(|(name, path, pilot)| {
            view! {
                <Crumbs path />
                <h2>{name}</h2>
                {pilot.map(|words| view! { <p class="board-note">{words}</p> })}
            }
        })
    };
    let strip = move || {
        let _ = numbers.get();
        board.peek(|board| (board.figures.clone(), board.scope, board.missing, board.unit)).map(|shown| match shown {
            (Some(figures), BoardScope::Full, _, unit) => figure_strip(figures, Some(unit)),
            (Some(figures), BoardScope::Totals, ..) => view! {
                {figure_strip(figures, None)}
                <p class="board-note">
                    "Keadaan akhir minggu lalu; angka yang lebih baru disembunyikan supaya tidak dapat ditebak siapa yang melapor."
                </p>
            }
            .into_any(),
            // It is said above.
            (None, _, Some(Prerequisite::ClosedWeek), _) => ().into_any(),
            (None, ..) => view! { <Empty sentence=TOO_SMALL /> }.into_any(),
        })
    };
    let next = move || {
        let _ = lack.get();
        board.peek(|board| board.missing).flatten().map(|missing| view! { <Empty sentence=next_step(missing) /> })
    };
    let stacks = move || {
        let _ = counts.get();
        let stacks = board.peek(|board| [board.people.clone(), board.indicators.clone()]).into_iter().flatten();
        stacks.flatten().map(|plot| view! { <StackBar plot /> }).collect_view()
    };
    view! {
        <section class="board" aria-label="Keadaan unit">
            {title}
            {next}
            <ResultTable results />
            {strip}
            <div class="board-stacks">{stacks}</div>
        </section>
    }
    .into_any()
}

/// Returns what comes next where the board says nothing yet.
const fn next_step(missing: Prerequisite) -> &'static str {
    match missing {
        Prerequisite::People => {
            "Belum ada pegawai di unit ini. Berikutnya: pengelola memasukkan data pegawai dari ekspor kepegawaian; sesudah itu pegawai dan unitnya tampil di sini."
        }
        Prerequisite::Plans => {
            "Pegawai sudah terdaftar, SKP tahun ini belum ada. Berikutnya: SKP disusun dan disetujui; sejak hari itu laporan diminta, dan tidak ada yang terlambat sebelumnya."
        }
        Prerequisite::ClosedWeek => {
            "Angka unit ini tampil setelah satu minggu penuh selesai: yang tampil di sini adalah keadaan akhir minggu lalu."
        }
        Prerequisite::Reports => {
            "SKP sudah ada, laporan pertama belum masuk. Berikutnya: pegawai masuk dengan undangannya, lalu melapor dari Beranda; angka di halaman ini bergerak seketika."
        }
    }
}

/// The units above, from the top down.
#[component]
fn Crumbs(path: Vec<(UnitId, String)>) -> impl IntoView {
    if path.is_empty() {
        return ().into_any();
    }
    let links = path
        .into_iter()
        .map(|(unit, name)| view! { <li><a href=format!("/dasbor?unit={unit}")>{name}</a></li> })
        .collect_view();
    view! {
        <nav class="crumbs" aria-label="Unit di atasnya">
            <ol>{links}</ol>
        </nav>
    }
    .into_any()
}

/// The big numbers with small labels. With a unit the number of people without a plan leads to their list.
pub(super) fn figure_strip(figures: BoardTotals, unit: Option<UnitId>) -> AnyView {
    let figure = |label: &'static str, value: String| {
        view! {
            <div>
                <dt>{label}</dt>
                <dd>{value}</dd>
            </div>
        }
    };
    let without = (figures.without_plan > 0).then(|| {
        let words = format!("{} pegawai {}.", figures.without_plan, lack_word(Lack::Plan));
        let words = match unit {
            Some(unit) => view! { <a href=without(unit, Lack::Plan)>{words}</a> }.into_any(),
            None => words.into_any(),
        };
        view! { <p class="board-note">{words}</p> }
    });
    view! {
        <dl class="figures">
            {figure("Indikator mencapai rencana", figures.progress)}
            {figure("Kelengkapan laporan", figures.completeness)}
            {figure("Laporan hari ini", figures.reports_today)}
            {figure("Sudah melapor bulan ini", figures.reported)}
            {figure("Pegawai", figures.employees)}
            {figure("Laporan terakhir", figures.last_report.unwrap_or_else(|| "–".to_owned()))}
        </dl>
        {without}
    }
    .into_any()
}
