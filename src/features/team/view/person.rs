//! `/tim/{employee}`: the results of a person whose work the caller may read.

use crate::{
    document::use_me,
    domain::{event::Topic, id::EmployeeId},
    features::{
        feedback::model::ThreadPlace,
        progress::{ResultCards, api::results_of},
        team::{api::get_member, model::MemberHead},
    },
    query::Query,
    ui::{
        live::{on_change, use_live},
        shell::{LiveBadge, PageHead},
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use uuid::Uuid;

#[component]
pub fn MemberPage() -> impl IntoView {
    let params = use_params_map();
    // What is no id is nobody's: the server answers as for one that it does not know.
    let id = Memo::new(move |_| {
        params.read().get("employee").and_then(|id| id.parse().ok()).unwrap_or(EmployeeId(Uuid::nil()))
    });
    let head = Query::load(move || id.get(), get_member);
    let results = Query::load(move || id.get(), results_of);
    let me = use_me().and_then(|me| me.employee);
    let unit = head.select(|head| head.unit);
    // An assessor subscribes to the team, higher superiors to the unit.
    let topics = move || me.map(Topic::Team).into_iter().chain(unit.get().flatten().map(Topic::Unit)).collect();
    on_change(topics, move || results.refetch());
    view! {
        <Suspense fallback=|| ()>
            {move || {
                head.block_ssr();
                results.block_ssr();
                view! { <MemberHeading head=head.get() /> }
            }}
            <ResultCards results own=false />
        </Suspense>
    }
    .into_any()
}

/// Name and post; if the person may not be seen, the place of the cards has the reason.
#[component]
fn MemberHeading(#[prop(optional_no_strip)] head: Option<MemberHead>) -> impl IntoView {
    let Some(head) = head else { return view! { <PageHead title="Hasil kerja" /> }.into_any() };
    let talk = head.plan.map(|plan| {
        view! { <a class="quiet" href=ThreadPlace::Subject(plan).path()>"Percakapan SKP"</a> }
    });
    view! {
        <PageHead title=head.name subtitle=head.post>
            <LiveBadge state=use_live().state() />
            {talk}
        </PageHead>
    }
    .into_any()
}
