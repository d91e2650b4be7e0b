//! What needs the reader first and what has changed, above the numbers of the units; each entry is a link.

use super::people::without;
use crate::{
    domain::board::Lack,
    features::dashboard::model::{Attention, Board, PersonRow, UnitMove},
    query::Query,
};
use leptos::prelude::*;
use std::hash::Hash;

#[component]
pub(super) fn Attend(board: Query<Board>, attention: Query<Attention>) -> impl IntoView {
    let moves = board.fingerprint(|board, mark| (board.unit, &board.moves).hash(mark));
    let needs = attention.fingerprint(Hash::hash);
    let entries = move || {
        let _ = moves.get();
        let _ = needs.get();
        let (unit, units_moved) = board.peek(|board| (board.unit, board.moves.clone()))?;
        let (fallen, risen) = units_moved.into_iter().partition(|unit: &UnitMove| !unit.is_rise);
        let own = attention.peek(Clone::clone).map(|found| {
            let Attention { overdue, questions, without_access, newly, more } = found;
            let rest = (more > 0).then(|| {
                let href = format!("/dasbor/pelaporan?unit={unit}&status=needs_support");
                view! { <li><a href=href>{format!("dan {more} lainnya")}</a></li> }
            });
            let people = (!newly.is_empty()).then(|| {
                let newly = newly.into_iter().map(person).collect_view();
                view! { <li>"Baru perlu dukungan minggu ini:" <ul>{newly} {rest}</ul></li> }
            });
            let link = |count: i32, href: String, words: &str| {
                (count > 0).then(|| view! { <li><a href=href>{format!("{count} {words}")}</a></li> })
            };
            view! {
                {link(overdue, "/tindak-lanjut".to_owned(), "tindak lanjut Anda lewat waktu")}
                {link(questions, "/tim".to_owned(), "anggota tim menunggu jawaban Anda")}
                {link(without_access, without(unit, Lack::Access), "pegawai belum punya akses, jadi belum dapat melapor")}
                {people}
            }
        });
        Some(view! {
            <ul class="attention">
                {own} {units("Turun sejak minggu lalu:", fallen)} {units("Naik sejak minggu lalu:", risen)}
                <li>
                    <a href="/tindak-lanjut">"Semua tindak lanjut rapat"</a>
                </li>
            </ul>
        })
    };
    view! {
        <section class="board-changes" aria-labelledby="lihat-dulu">
            <h3 id="lihat-dulu">"Lihat dulu"</h3>
            {entries}
        </section>
    }
    .into_any()
}

fn person(person: PersonRow) -> AnyView {
    view! {
        <li>
            <a href=format!("/tim/{}", person.id)>{person.name}</a>
            {person.reason.map(|reason| format!(": {reason}"))}
        </li>
    }
    .into_any()
}

fn units(title: &'static str, moved: Vec<UnitMove>) -> AnyView {
    if moved.is_empty() {
        return ().into_any();
    }
    let moved = moved
        .into_iter()
        .map(|moved| {
            view! {
                <li>
                    <a href=format!("/dasbor?unit={}", moved.id)>{moved.name}</a>
                    {format!(" {}", moved.words)}
                </li>
            }
        })
        .collect_view();
    view! { <li>{title} <ul>{moved}</ul></li> }.into_any()
}
