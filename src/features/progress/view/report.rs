//! `/lapor`: choose an indicator, then report. Works without JavaScript.

use super::{form::ReportForm, home::Figures};
use crate::{
    document::{next_report_id, use_typed},
    domain::id::IkiId,
    error::Error,
    features::progress::{
        api::my_results,
        model::IkiCard,
    },
    ui::{
        empty::{Empty, Skeleton},
        notice::{Notice, NoticeKind},
        shell::PageHead,
        status::StatusMark,
    },
};
use leptos::prelude::*;
use leptos_router::hooks::{use_navigate, use_query_map};

#[component]
pub fn ReportPage() -> impl IntoView {
    let query = use_query_map();
    let indicator = Memo::new(move |_| query.read().get("indikator").and_then(|id| id.parse::<IkiId>().ok()));
    view! {
        {move || match indicator.get() {
            Some(id) => view! { <ReportOne indicator=id /> }.into_any(),
            None => view! { <ReportChoice /> }.into_any(),
        }}
    }
    .into_any()
}

/// Which indicator: those that need a report most come first.
#[component]
fn ReportChoice() -> impl IntoView {
    let results = Resource::new(|| (), |()| my_results());
    let list = move |mut cards: Vec<IkiCard>| {
        cards.sort_by_key(|card| card.status);
        cards
            .into_iter()
            .map(|card| {
                view! {
                    <li>
                        <a href=format!("/lapor?indikator={}", card.id)>
                            <span>{card.name}</span>
                            <small>{card.reported.unwrap_or_else(|| "belum pernah dilaporkan".to_owned())}</small>
                        </a>
                        <StatusMark status=card.status />
                    </li>
                }
            })
            .collect_view()
    };
    view! {
        <PageHead title="Lapor" subtitle="Pilih yang ingin dilaporkan" />
        <Transition fallback=|| view! { <Skeleton lines=4 /> }>
            {move || Suspend::new(async move {
                match results.await {
                    Err(error) => view! { <Notice kind=NoticeKind::Error>{error.to_string()}</Notice> }.into_any(),
                    Ok(results) => {
                        let cards: Vec<_> = results.rhk.into_iter().flat_map(|card| card.indicators).collect();
                        if cards.is_empty() {
                            view! { <Empty sentence="Belum ada indikator yang perlu dilaporkan." /> }.into_any()
                        } else {
                            view! { <ul class="choice-list">{list(cards)}</ul> }.into_any()
                        }
                    }
                }
            })}
        </Transition>
    }
    .into_any()
}

#[component]
fn ReportOne(indicator: IkiId) -> impl IntoView {
    let typed = use_typed();
    let query = use_query_map();
    let received = query.read_untracked().get("diterima");
    let results = Resource::new(|| (), |()| my_results());
    let next = next_report_id();
    let preview = RwSignal::new(None);
    let close = {
        let navigate = use_navigate();
        move || navigate("/", leptos_router::NavigateOptions::default())
    };
    view! {
        <PageHead title="Lapor" />
        <Transition fallback=|| view! { <Skeleton lines=6 /> }>
            {move || {
                let (typed, received, close) = (typed.clone(), received.clone(), close.clone());
                Suspend::new(async move {
                    let found = results.await.map(|results| {
                        results.rhk.into_iter().find_map(|rhk| {
                            let card = rhk.indicators.into_iter().find(|card| card.id == indicator)?;
                            Some((rhk.text, card))
                        })
                    });
                    let (rhk, card) = match found {
                        Ok(Some(found)) => found,
                        Ok(None) => return not_here(Error::NotFound),
                        Err(error) => return not_here(error),
                    };
                    let (name, status) = (card.name.clone(), card.status);
                    let id = typed.as_ref().and_then(|typed| typed.field("id")).and_then(|id| id.parse().ok()).or(next);
                    view! {
                        <section class="indicator" aria-label=name.clone()>
                            <p class="result-supports">{rhk}</p>
                            <div class="indicator-head">
                                <h2>{name.clone()}</h2>
                                <StatusMark status />
                            </div>
                            <Figures card=card.clone() preview=preview.into() />
                            <ReportForm card preview id typed received on_cancel=close />
                            <p>
                                <a href=format!("/riwayat/{indicator}")>"Riwayat indikator ini"</a>
                            </p>
                        </section>
                    }
                    .into_any()
                })
            }}
        </Transition>
    }
    .into_any()
}

fn not_here(error: Error) -> AnyView {
    view! { <Notice kind=NoticeKind::Error>{error.to_string()}</Notice> }.into_any()
}
