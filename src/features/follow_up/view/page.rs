//! `/tindak-lanjut`: the follow-ups of this person, and those that they assigned to others.

use super::row::{finishing, line};
use crate::{
    document::{use_me, use_typed},
    domain::event::Topic,
    features::follow_up::{
        api::list_own_follow_ups,
        model::{FollowUpRow, MyFollowUps},
    },
    query::{LoadError, Query},
    ui::{
        empty::{Empty, Skeleton},
        live::{on_change, use_live},
        rows::part_of,
        shell::{LiveBadge, PageHead},
        submission::{Submission, SubmissionOutcome},
    },
};
use leptos::prelude::*;

#[component]
pub fn FollowUpsPage() -> impl IntoView {
    let found = Query::load(|| (), |()| list_own_follow_ups());
    if let Some(me) = use_me().and_then(|me| me.employee) {
        on_change(move || vec![Topic::Person(me)], move || found.refetch());
    }
    let finish = finishing("/tindak-lanjut".to_owned(), use_typed().as_ref(), move || found.refetch());
    view! {
        <PageHead title="Tindak lanjut rapat">
            <LiveBadge state=use_live().state() />
        </PageHead>
        <Suspense fallback=|| ()>
            {move || found.is_awaited().then(|| view! { <Skeleton lines=6 /> })}
            <LoadError error=found.error retry=move |()| found.refetch() />
            <SubmissionOutcome submission=finish />
            {move || found.get().map(|MyFollowUps { mine, assigned, shown }| {
                let assigned = (!assigned.is_empty()).then(|| list("Dari saya", assigned, |row| row.who.clone(), finish));
                view! {
                    {part_of(shown)}
                    {list("Untuk saya", mine, |row| format!("Rapat {}", row.unit), finish)}
                    {assigned}
                }
            })}
        </Suspense>
    }
    .into_any()
}

fn list(title: &'static str, rows: Vec<FollowUpRow>, about: fn(&FollowUpRow) -> String, finish: Submission) -> AnyView {
    let list = if rows.is_empty() {
        view! { <Empty sentence="Tidak ada tindak lanjut rapat untuk Anda." /> }.into_any()
    } else {
        let rows = rows.into_iter().map(|row| {
            let about = about(&row);
            line(row, about, finish)
        });
        view! { <ul class="follow-ups">{rows.collect_view()}</ul> }.into_any()
    };
    view! {
        <section class="follow-up-list" aria-label=title>
            <h2>{title}</h2>
            {list}
        </section>
    }
    .into_any()
}
