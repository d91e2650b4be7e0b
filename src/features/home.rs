//! Beranda: the own results with what meetings and the team ask for; one tap to report.

use crate::{
    document::use_me,
    domain::event::Topic,
    features::{
        progress::{ResultCards, api::my_results},
        team::api::count_pressing,
    },
    query::Query,
    ui::{live::on_change, shell::PageHead},
};
use leptos::prelude::*;

/// `/`
#[component]
pub fn HomePage() -> impl IntoView {
    let results = Query::load_kept(|| (), |()| my_results());
    let person = results.select(|results| results.employee);
    on_change(move || person.get().map(Topic::Person).into_iter().collect(), move || results.refetch());
    let leads = use_me().filter(|me| me.assesses).and_then(|me| me.employee);
    let pressing = leads.map(|me| {
        let pressing = Query::load(|| (), |()| count_pressing());
        on_change(move || vec![Topic::Team(me), Topic::Person(me)], move || pressing.refetch());
        pressing
    });
    let today = results.select(|results| results.today.clone());
    let asks = results.select(|results| results.asks.clone());
    let asks = move || {
        let mut asks = asks.get().unwrap_or_default();
        let pressing = pressing.and_then(Query::get).filter(|pressing| *pressing > 0);
        let team =
            pressing.map(|pressing| ("/tim".to_owned(), format!("{pressing} orang di tim Anda perlu perhatian")));
        asks.extend(team);
        let ask = |(href, words)| view! { <p class="home-ask"><a class="button" href=href>{words}</a></p> };
        (!asks.is_empty()).then(|| {
            view! { <section aria-label="Yang harus saya lakukan">{asks.into_iter().map(ask).collect_view()}</section> }
        })
    };
    view! {
        <Suspense fallback=|| ()>
            {move || {
                results.block_ssr();
                if let Some(pressing) = pressing {
                    pressing.block_ssr();
                }
                view! { <PageHead title="Beranda" subtitle=today.get().unwrap_or_default() /> }
            }}
            {asks}
            <ResultCards results />
            <p class="home-plans"><a href="/skp">"SKP saya"</a>" · "<a href="/tindak-lanjut">"Tindak lanjut rapat"</a></p>
        </Suspense>
    }
    .into_any()
}
