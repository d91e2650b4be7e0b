//! Beranda: the own results with what meetings and the team ask for; one tap to report.

use crate::{
    document::use_me,
    domain::{event::Topic, id::ReportId},
    error::Error,
    features::progress::{ResultCards, model::Results},
    query::Query,
    ui::{live::on_change, shell::PageHead},
    wire::Packed,
};
use leptos::prelude::*;

/// Returns the own results with what meetings and the team ask for.
///
/// # Errors
/// [`Error::NotFound`] for an account without an employee.
#[server(input = Packed, output = Packed)]
pub async fn my_home() -> Result<Results, Error> {
    crate::server::door::read(async |tx| {
        let mut results = crate::features::progress::own::results(tx).await?;
        results.asks.splice(0..0, crate::features::evaluation::waiting::asks(tx).await?);
        let pressing = crate::features::team::need::pressing(tx).await?;
        results.asks.extend(pressing.map(|words| ("/tim".to_owned(), words)));
        Ok(results)
    })
    .await
}

/// `/`
#[component]
pub fn HomePage() -> impl IntoView {
    // Without a report to correct: the source under which the page of reporting keeps these answers, too.
    let results = Query::load_kept(|| None::<ReportId>, |_| my_home());
    let leads = use_me().is_some_and(|me| me.assesses);
    let person = results.select(|results| results.employee);
    let topics = move || {
        let me = person.get();
        me.map(Topic::Person).into_iter().chain(me.filter(|_| leads).map(Topic::Team)).collect()
    };
    on_change(topics, move || results.refetch());
    let today = results.select(|results| results.today.clone());
    let asks = results.select(|results| results.asks.clone());
    let asks = move || {
        let asks = asks.get().unwrap_or_default();
        let ask = |(href, words)| view! { <p class="home-ask"><a class="button" href=href>{words}</a></p> };
        (!asks.is_empty()).then(|| {
            view! { <section aria-label="Yang harus saya lakukan">{asks.into_iter().map(ask).collect_view()}</section> }
        })
    };
    view! {
        <Suspense fallback=|| ()>
            {move || {
                results.block_ssr();
                view! { <PageHead title="Beranda" subtitle=today.get().unwrap_or_default() /> }
            }}
            {asks}
            <ResultCards results />
            <p class="home-plans"><a href="/skp">"SKP saya"</a>" · "<a href="/penilaian">"Penilaian"</a>" · "<a href="/tindak-lanjut">"Tindak lanjut rapat"</a></p>
        </Suspense>
    }
    .into_any()
}
