//! What has just come in.

use super::rows::keyed;
use crate::{
    features::dashboard::model::{Board, FeedRow},
    loaded::Shown,
    ui::{empty::Empty, status::StatusMark},
};
use leptos::prelude::*;
use std::{hash::Hash, sync::Arc};
use uuid::Uuid;

/// The newest reports, each lit briefly when it comes in; for those who see counts only, why there are none.
#[component]
pub(super) fn Feed(board: Shown<Board>) -> impl IntoView {
    let read = board.mark(|board, mark| board.feed.as_ref().map(Vec::is_empty).hash(mark));
    let list = move || {
        let _ = read.get();
        board.now(|board| board.feed.as_ref().map(Vec::is_empty)).map(|read| match read {
            Some(false) => view! { <FeedList board /> }.into_any(),
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

fn find(board: &Board, id: Uuid) -> Option<&FeedRow> {
    board.feed.iter().flatten().find(|row| row.id.0 == id)
}

#[component]
fn FeedList(board: Shown<Board>) -> impl IntoView {
    let ids = Memo::new(move |_| {
        let ids = |board: &Board| board.feed.iter().flatten().map(|row| row.id.0).collect::<Vec<_>>();
        board.value.with(|board| board.as_ref().map(ids).unwrap_or_default())
    });
    // What is there when the page opens is not new.
    let open = StoredValue::new(false);
    Effect::new(move |_| open.set_value(true));
    let draw = move |id| {
        let told = board.mark(move |board, mark| find(board, id).hash(mark));
        let row = move || {
            let _ = told.get();
            board.now(|board| find(board, id).cloned()).flatten().map(feed_line)
        };
        view! { <li class:row-lit=open.get_value()>{row}</li> }.into_any()
    };
    view! { <ol class="feed-list">{keyed(ids, Arc::new(draw))}</ol> }.into_any()
}

fn feed_line(row: FeedRow) -> AnyView {
    view! {
        <p>
            <a href=format!("/tim/{}", row.employee)>{row.name}</a>
            <small>{row.received}</small>
        </p>
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
