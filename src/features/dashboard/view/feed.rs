//! What has just come in.

use super::rows::{Rows, rows};
use crate::{
    features::dashboard::model::{Board, FeedRow},
    loaded::Shown,
    ui::{empty::Empty, status::StatusMark},
};
use leptos::prelude::*;
use std::hash::Hash;
use uuid::Uuid;

/// The newest reports, each lit briefly when it comes in; for those who see counts only, why there are none.
#[component]
pub(super) fn Feed(board: Shown<Board>) -> impl IntoView {
    let read = board.mark(|board, mark| board.feed.as_ref().map(Vec::is_empty).hash(mark));
    let list = move || {
        let _ = read.get();
        board.now(|board| board.feed.as_ref().map(Vec::is_empty)).map(|read| match read {
            Some(false) => view! { <ol class="feed-list">{rows(board, FEED)}</ol> }.into_any(),
            Some(true) => view! { <Empty sentence="Belum ada laporan yang masuk tahun ini." /> }.into_any(),
            None => view! {
                <p class="muted">
                    "Siapa yang melapor dan isinya tampil bagi atasan di perangkat daerah yang sama. Di sini Anda melihat jumlahnya."
                </p>
            }
            .into_any(),
        })
    };
    view! {
        <section class="board-feed" aria-labelledby="baru-masuk">
            <h2 id="baru-masuk">"Baru masuk"</h2>
            {list}
        </section>
    }
    .into_any()
}

const FEED: Rows = Rows {
    ids: |board| board.feed.iter().flatten().map(|row| row.id.0).collect(),
    shows: |board, id, mark| find(board, id).hash(mark),
    row: |_, _, lit, told| Some(view! { <li class=move || lit.class()>{told}</li> }.into_any()),
    inside: |board, id| find(board, id).cloned().map(feed_line),
    lights_new: true,
};

fn find(board: &Board, id: Uuid) -> Option<&FeedRow> {
    board.feed.iter().flatten().find(|row| row.id.0 == id)
}

fn feed_line(row: FeedRow) -> AnyView {
    view! {
        <p>
            <a href=format!("/tim/{}", row.employee)>{row.name.clone()}</a>
            <small>{row.received.clone()}</small>
        </p>
        {feed_value(row)}
    }
    .into_any()
}

/// What was reported, without by whom.
pub(super) fn feed_value(row: FeedRow) -> AnyView {
    view! {
        <p>
            <a href=format!("/riwayat/{}", row.iki)>{row.indicator}</a>
            {row.correction.then(|| view! { <span class="tag">"perbaikan"</span> })}
        </p>
        <p>
            {row.value}
            <StatusMark status=row.status />
        </p>
    }
    .into_any()
}
