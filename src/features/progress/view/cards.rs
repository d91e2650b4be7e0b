//! The cards of results: each with target, standing, where it should be by now and the trend; one tap to report.

use super::report::{ReportRoute, form_on_card};
use crate::{
    document::draft_place,
    domain::{id::IkiId, measure::Status},
    features::progress::model::{IkiCard, Results, RhkCard, Support},
    query::{LoadError, Query},
    ui::{
        chart::Bullet,
        empty::{Empty, Skeleton},
        prose::linked,
        rows::rows,
        status::StatusMark,
        submission::{is_kept, unsent_words},
    },
};
use leptos::{prelude::*, task::spawn_local};
use leptos_router::LazyRoute;
use uuid::Uuid;

/// The cards of somebody's results, within the page's boundary. What is open or typed in a card stays when the numbers change.
#[component]
pub fn ResultCards(
    results: Query<Results>,
    /// Whether reports are offered: only for the own results.
    #[prop(default = true)]
    own: bool,
) -> impl IntoView {
    if own {
        Effect::new(|_| spawn_local(ReportRoute::preload()));
    }
    let ids = Memo::new(move |before: Option<&Option<Vec<Uuid>>>| {
        let before = before.and_then(Option::as_ref);
        results.with(|results| results.map(|results| in_order(results.rhk.iter().map(rank), before)))
    });
    let some = Memo::new(move |_| ids.with(|ids| ids.as_ref().map(|ids| !ids.is_empty())));
    let card = move |id| {
        let card = results.select(move |results| results.rhk.iter().find(|card| card.id.0 == id).cloned());
        let card = Memo::new(move |before: Option<&Option<RhkCard>>| {
            card.get().flatten().or_else(|| before.cloned().flatten())
        });
        view! { <ResultCard card own /> }.into_any()
    };
    let list = move || {
        view! {
            <div class="results">
                {rows(move || ids.get().unwrap_or_default(), card)}
            </div>
        }
        .into_any()
    };
    view! {
            <LoadError error=results.error retry=move |()| results.refetch() />
            {move || match some.get() {
                None => results.is_pending().then(|| view! { <Skeleton lines=6 /> }).into_any(),
                Some(true) => list(),
                Some(false) => {
                    let missing = results.peek(|results| results.missing.clone()).flatten().unwrap_or_default();
                    view! { <Empty sentence=missing /> }.into_any()
                }
            }}
    }
    .into_any()
}

/// Returns the worst status of a result, and its id.
fn rank(card: &RhkCard) -> (Status, Uuid) {
    (Status::worst(card.indicators.iter().map(|iki| iki.status)), card.id.0)
}

/// Returns ids with the most urgent first; as `before` if they are the same, so that no card moves away from a finger.
fn in_order(cards: impl Iterator<Item = (Status, Uuid)> + Clone, before: Option<&Vec<Uuid>>) -> Vec<Uuid> {
    match before {
        Some(before) if before.len() == cards.clone().count() && cards.clone().all(|(_, id)| before.contains(&id)) => {
            before.clone()
        }
        _ => {
            let of = |wanted| cards.clone().filter(move |(status, _)| *status == wanted).map(|(_, id)| id);
            Status::ALL.into_iter().flat_map(of).collect()
        }
    }
}

#[component]
fn ResultCard(card: Memo<Option<RhkCard>>, own: bool) -> impl IntoView {
    let Some(first) = card.get_untracked() else { return ().into_any() };
    let heading = format!("rhk-{}", first.id);
    let ids = Memo::new(move |before: Option<&Vec<Uuid>>| {
        let rank = |iki: &IkiCard| (iki.status, iki.id.0);
        card.with(|card| card.as_ref().map(|card| in_order(card.indicators.iter().map(rank), before)))
            .unwrap_or_default()
    });
    let indicator = move |id| {
        let id = IkiId(id);
        let indicator = Memo::new(move |_| {
            card.with(|card| card.as_ref().and_then(|card| card.indicators.iter().find(|iki| iki.id == id).cloned()))
        });
        view! { <Indicator indicator id own /> }.into_any()
    };
    view! {
        <article class="result" aria-labelledby=heading.clone()>
            <h2 id=heading.clone()>{first.text}</h2>
            {first.supports.map(|text| view! { <p class="result-supports">"Mendukung: " {text}</p> })}
            {rows(move || ids.get(), indicator)}
            <p class="result-talk">
                <a href=format!("/percakapan/baru?rhk={}", first.id)>"Percakapan hasil ini"</a>
            </p>
        </article>
    }
    .into_any()
}

#[component]
fn Indicator(indicator: Memo<Option<IkiCard>>, id: IkiId, own: bool) -> impl IntoView {
    let Some(first) = indicator.get_untracked() else { return ().into_any() };
    let open = RwSignal::new(false);
    let unsent = RwSignal::new(false);
    let draft = draft_place(id).filter(|_| own);
    // Looked up when the form closes, which says it itself while it is open, and when something was sent without it.
    Effect::new(move |_| {
        let (draft, is_open) = (draft.clone(), open.get());
        let look = move || {
            unsent.try_set(!is_open && draft.as_deref().is_some_and(is_kept));
        };
        look();
        let sent = window_event_listener_untyped("kinerja:sent", move |_| look());
        on_cleanup(move || sent.remove());
    });
    let preview = RwSignal::new(None);
    let name = first.name.clone();
    let report = own.then(|| {
        view! {
            <a
                class="button report-button"
                role="button"
                href=format!("/lapor?indikator={id}")
                aria-expanded=move || if open.get() { "true" } else { "false" }
                on:click=move |event| {
                    event.prevent_default();
                    open.update(|open| *open = !*open);
                }
                // A link reacts to Enter alone; a screen reader announces a button, which Space presses.
                on:keydown=move |event| {
                    if event.key() == " " {
                        event.prevent_default();
                        open.update(|open| *open = !*open);
                    }
                }
            >
                "Lapor"
                <span class="visually-hidden">{format!(" {name}")}</span>
            </a>
        }
    });
    let support = move || {
        indicator.get().and_then(|card| card.support).map(|Support { href, link, state }| {
            view! {
                <p class="indicator-support">
                    <a class="quiet" href=href>{link}</a>
                    <small>{state}</small>
                </p>
            }
        })
    };
    view! {
        <section class="indicator" aria-label=first.name.clone()>
            <div class="indicator-head">
                <h3>
                    <a href=format!("/riwayat/{id}")>{first.name.clone()}</a>
                </h3>
                {move || unsent.get().then(|| view! { <span class="tag unsent">{unsent_words()}</span> })}
                {move || {
                    indicator.get().map(|card| view! { <StatusMark status=card.status /><OldTag old=card.old /> })
                }}
            </div>
            {move || indicator.get().map(|card| view! { <KeyFigures card preview=preview.into() /> })}
            <div class="indicator-actions">{report} {support}</div>
            <Show when=move || open.get()>
                {move || form_on_card(indicator, preview, Callback::new(move |()| open.set(false)))}
            </Show>
        </section>
    }
    .into_any()
}

/// Says of a number that it is old.
#[component]
pub(super) fn OldTag(old: Option<String>) -> impl IntoView {
    old.map(|old| view! { <span class="tag">{old}</span> }).into_any()
}

/// The bar and the numbers of an indicator.
#[component]
pub(super) fn KeyFigures(card: IkiCard, preview: Signal<Option<i32>>) -> impl IntoView {
    let figure = |label: String, value: Option<String>| {
        view! {
            <div>
                <dt>{label}</dt>
                <dd>{value.unwrap_or_else(|| "–".to_owned())}</dd>
            </div>
        }
    };
    let trend = card.trend.map(|trend| {
        let (class, word) = match trend.better {
            Some(true) => ("trend better", "Membaik: "),
            Some(false) => ("trend worse", "Kurang baik: "),
            None => ("trend same", ""),
        };
        view! {
            <p class=class>
                <span aria-hidden="true">{trend.arrow} " "</span>
                <span class="visually-hidden">{word}</span>
                {trend.sentence}
            </p>
        }
    });
    view! {
        {card.bullet.map(|plot| view! { <Bullet plot preview /> })}
        <dl class="indicator-figures">
            {figure("Realisasi".to_owned(), card.value)}
            {figure(format!("Seharusnya {}", card.as_of), card.expected)}
            {figure("Target".to_owned(), Some(card.target))}
            {figure("Dari yang seharusnya".to_owned(), card.achieved)}
        </dl>
        {card.explained.map(|explained| view! { <p class="indicator-last">{explained}</p> })}
        {trend}
        {card
            .reported
            .map(|reported| {
                view! {
                    <p class="indicator-last">
                        "Terakhir: " {reported} {card.note.map(|note| (" · ", linked(&note)))}
                    </p>
                }
            })}
    }
    .into_any()
}
