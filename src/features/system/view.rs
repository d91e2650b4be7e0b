//! `/pengelola/sistem`: the health of the system, refreshed periodically.

use super::{
    api::watch_health,
    model::{HealthLine, SystemHealth},
};
use crate::{
    domain::health::Health,
    query::{LoadError, Query},
    ui::{
        empty::Skeleton,
        live::use_live,
        shell::{LiveBadge, PageHead},
    },
};
use leptos::prelude::*;
use std::time::Duration;

/// A refresh costs as much as a page.
const REFRESH_INTERVAL: Duration = Duration::from_secs(5);

#[component]
pub fn SystemPage() -> impl IntoView {
    let health = Query::load(|| (), |()| watch_health());
    Effect::new(move |_| {
        let look = move || {
            if document().visibility_state() == web_sys::VisibilityState::Visible {
                health.refetch();
            }
        };
        if let Ok(handle) = set_interval_with_handle(look, REFRESH_INTERVAL) {
            on_cleanup(move || handle.clear());
        }
    });
    let sum = health.select(|found| found.health);
    view! {
        <PageHead title="Kesehatan sistem">
            <LiveBadge state=use_live().state() />
        </PageHead>
        <Suspense fallback=|| ()>
            {move || health.is_awaited().then(|| view! { <Skeleton lines=8 /> })}
            <LoadError error=health.error retry=move |()| health.refetch() />
            <p class="health-sum" role="status">
                {move || sum.get().map(sentence)}
            </p>
            {move || health.get().map(|found| view! { <Lines found /> })}
        </Suspense>
    }
    .into_any()
}

const fn sentence(health: Health) -> &'static str {
    match health {
        Health::Good => "Semua tersimpan dan langsung tampil.",
        Health::Watch => "Semua berjalan; ada yang perlu diperhatikan.",
        Health::Act => "Ada yang perlu ditangani sekarang.",
    }
}

#[component]
fn Lines(found: SystemHealth) -> impl IntoView {
    view! {
        <ul class="health-list">{found.lines.into_iter().map(line).collect_view()}</ul>
        <p class="health-checked">
            {format!("Diperiksa {}, dan lagi setiap lima detik. ", found.checked)}
            <a href="/pengelola/sistem" rel="external">
                "Periksa lagi"
            </a>
        </p>
    }
    .into_any()
}

fn line(line: HealthLine) -> AnyView {
    let mark = line.health.map(|health| {
        let (class, symbol, word) = match health {
            Health::Good => ("status-on-plan", "●", "Baik"),
            Health::Watch => ("status-needs-support", "▲", "Perlu diperhatikan"),
            Health::Act => ("status-obstacle", "■", "Perlu ditangani"),
        };
        view! {
            <span class=format!("status-mark {class}")>
                <span class="status-symbol" aria-hidden="true">
                    {symbol}
                </span>
                {word}
            </span>
        }
    });
    view! {
        <li>
            <h2>{line.name}</h2>
            {mark}
            <p>{line.says}</p>
            <p class="health-advice">{line.advice}</p>
        </li>
    }
    .into_any()
}
