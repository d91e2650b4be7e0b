//! The newest reports.

use super::rows::{Rows, rows};
use crate::{
    features::dashboard::model::{FeedRow, Reporting},
    query::Query,
    ui::{empty::Empty, status::StatusMark},
};
use leptos::prelude::*;
use std::hash::Hash;
use uuid::Uuid;

/// The newest reports, each highlighted briefly when it arrives; for readers who see counts only, the reason.
#[component]
pub(super) fn Feed(reporting: Query<Reporting>) -> impl IntoView {
    let none = |found: &Reporting| found.people.as_ref().map(|people| people.feed.is_empty());
    let there = reporting.fingerprint(move |found, mark| none(found).hash(mark));
    let list = move || {
        let _ = there.get();
        reporting.peek(none).map(|none| match none {
            Some(false) => view! { <ol class="feed-list">{rows(reporting, &FEED)}</ol> }.into_any(),
            Some(true) => view! { <Empty sentence="Belum ada laporan yang masuk tahun ini." /> }.into_any(),
            None => view! {
                <p class="muted">
                    "Siapa yang melapor dan isinya tampil bagi atasan di perangkat daerah yang sama. Jumlahnya ada di Ringkasan."
                </p>
            }
            .into_any(),
        })
    };
    view! {
        <section class="board-feed" aria-labelledby="baru-masuk">
            <h3 id="baru-masuk">"Baru masuk"</h3>
            {list}
        </section>
    }
    .into_any()
}

static FEED: Rows<Reporting> = Rows {
    ids: |found| feed(found).map(|row| row.id.0).collect(),
    shows: |found, id, mark| find(found, id).hash(mark),
    row: |_, _, lit, content| Some(view! { <li class=move || lit.class()>{content}</li> }.into_any()),
    inside: |found, id| find(found, id).cloned().map(feed_line),
    lights_new: true,
};

fn feed(found: &Reporting) -> impl Iterator<Item = &FeedRow> {
    found.people.iter().flat_map(|people| &people.feed)
}

fn find(found: &Reporting, id: Uuid) -> Option<&FeedRow> {
    feed(found).find(|row| row.id.0 == id)
}

fn feed_line(row: FeedRow) -> AnyView {
    view! {
        <p>
            <a href=format!("/tim/{}", row.employee)>{row.name}</a>
            <small>{row.received}</small>
        </p>
        <p>
            <a href=format!("/riwayat/{}", row.iki)>{row.indicator}</a>
            {row.correction.then(|| view! { <span class="tag">"diperbaiki"</span> })}
            {row.corrected.map(|at| view! { <span class="tag">{format!("diperbaiki {at}")}</span> })}
        </p>
        <p>
            {row.value}
            <StatusMark status=row.status />
        </p>
    }
    .into_any()
}
