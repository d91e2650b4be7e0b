//! The open follow-ups of a unit's meetings, on the meeting's screen.

use super::row::{finishing, line};
use crate::{
    domain::{event::Topic, id::UnitId},
    features::follow_up::{
        api::list_unit_follow_ups,
        model::{FollowUpRow, UnitFollowUps},
    },
    query::{LoadError, Query},
    ui::{
        empty::{Empty, Skeleton},
        live::on_change,
        submission::SubmissionOutcome,
    },
};
use leptos::prelude::*;

/// The open follow-ups of a unit; persons by name only while `names` are shown.
#[component]
pub fn OpenFollowUps(unit: UnitId, #[prop(into)] names: Signal<bool>) -> impl IntoView {
    let shown = Query::load(move || names.get(), move |names| list_unit_follow_ups(unit, names));
    on_change(move || vec![Topic::Unit(unit)], move || shown.refetch());
    let finish = finishing(format!("/dasbor/layar?unit={unit}"), None, move || shown.refetch());
    let rows = Memo::new(move |_| {
        // Hidden names disappear at once, not only with the next answer.
        shown.with(|found| found.filter(|found| !found.named || names.get()).map(open))
    });
    let none = Memo::new(move |_| rows.with(|rows| rows.as_ref().map(Vec::is_empty)));
    let list = move || match none.get() {
        None if shown.error.with(Option::is_some) => ().into_any(),
        None => view! { <Skeleton lines=6 /> }.into_any(),
        Some(true) => view! {
            <Empty sentence="Tidak ada tindak lanjut yang terbuka. Tekan T untuk mencatat yang disepakati." />
        }
        .into_any(),
        Some(false) => view! {
            <ul class="follow-ups">
                <For each=move || rows.get().unwrap_or_default() key=Clone::clone children=move |row| {
                    let who = row.who.clone();
                    line(row, who, finish)
                } />
            </ul>
        }
        .into_any(),
    };
    view! {
        <LoadError error=shown.error retry=move |()| shown.refetch() />
        <SubmissionOutcome submission=finish />
        {list}
        // The page behind it names people.
        <Show when=move || names.get()>
            <p>
                <a href="/tindak-lanjut">"Semua yang Anda berikan, juga yang baru selesai"</a>
            </p>
        </Show>
    }
    .into_any()
}

fn open(found: &UnitFollowUps) -> Vec<FollowUpRow> {
    found.open.clone()
}
