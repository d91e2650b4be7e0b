//! Queries on the server: it draws what it sends to the browser, whenever the answer comes.

use kinerja::{error::Error, query::Query};
use leptos::prelude::{GetUntracked, Memo, Owner, untrack};
use std::thread;
use tokio::sync::watch;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_that_comes_while_the_page_is_drawn_stands_on_the_page() {
    // Sets up the executor of pages.
    let _routes = leptos_axum::generate_route_list(|| ());
    let _owner = Owner::new_root(None);
    let (come, waiting) = watch::channel(false);
    let answer = move |()| {
        let mut waiting = waiting.clone();
        async move {
            let came = waiting.wait_for(|come| *come).await.is_ok();
            if came { Ok(7_u8) } else { Err(Error::NotFound) }
        }
    };
    let query = Query::load(|| (), answer);
    let drawn = Memo::new(move |_| {
        let found = query.get();
        if found.is_none() {
            come.send_replace(true);
            // Another thread stores the answer.
            while untrack(|| query.get()).is_none() {
                thread::yield_now();
            }
        }
        found
    });
    assert_eq!(drawn.get_untracked(), None, "computed before the answer");
    query.block_ssr();
    assert_eq!(drawn.get_untracked(), Some(7), "the answer is there");
}
