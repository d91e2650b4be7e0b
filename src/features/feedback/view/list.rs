//! `/percakapan`: the threads in which the reader takes part, unread ones first, then the newest.

use super::kind_chip;
use crate::{
    document::use_me,
    domain::event::Topic,
    features::feedback::{
        api::list_threads,
        model::{ThreadList, ThreadRow},
    },
    query::Query,
    ui::{avatar::Avatar, empty::Empty, live::on_change, rows::part_of, shell::PageHead},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

#[component]
pub fn ThreadsPage() -> impl IntoView {
    let query = use_query_map();
    let after = Memo::new(move |_| query.read().get("setelah"));
    let threads = Query::load_kept(move || after.get(), list_threads);
    let me = use_me().and_then(|me| me.employee);
    on_change(move || me.into_iter().map(Topic::Person).collect(), move || threads.refetch());
    view! {
        <PageHead title="Percakapan" subtitle="Umpan balik tentang hasil kerja, yang belum dibaca lebih dulu" />
        {threads.draw(6, move |found| view! { <Found found later=after.read_untracked().is_some() /> }.into_any())}
    }
    .into_any()
}

#[component]
fn Found(
    found: ThreadList,
    /// Whether this is not the first page.
    later: bool,
) -> impl IntoView {
    let ThreadList { threads, shown, next } = found;
    let first = later.then(|| view! { <a class="quiet" href="/percakapan">"Kembali ke yang terbaru"</a> });
    let next = next.map(|next| {
        view! { <a class="quiet" href=format!("/percakapan?setelah={next}")>"Berikutnya"</a> }
    });
    let list = if threads.is_empty() {
        view! {
            <Empty sentence="Belum ada percakapan. Begitu ada umpan balik tentang suatu hasil kerja atau laporan, percakapannya muncul di sini.">
                <a href="/">"Mulai dari hasil kerja saya"</a>
            </Empty>
        }
        .into_any()
    } else {
        view! { <ul class="threads">{threads.into_iter().map(line).collect_view()}</ul> }.into_any()
    };
    view! {
        {part_of(shown)}
        {list}
        <p class="pager">{first} {next}</p>
    }
    .into_any()
}

fn line(row: ThreadRow) -> AnyView {
    let unread = row.unread;
    let count = (unread > 0).then(|| {
        view! {
            <span class="count">
                {unread}
                <span class="visually-hidden">" belum dibaca"</span>
            </span>
        }
    });
    view! {
        <li class="thread-row" class:unread={unread > 0}>
            <Avatar initials=row.initials />
            <div>
                <a href=format!("/percakapan/{}#pesan-{}", row.id, row.newest)>
                    <b>{row.person}</b>
                    <span class="thread-subject">{row.subject}</span>
                </a>
                <p class="thread-excerpt">{kind_chip(row.kind)} " " {row.excerpt}</p>
            </div>
            <div class="thread-when">
                <small>{row.at}</small>
                {count}
            </div>
        </li>
    }
    .into_any()
}
