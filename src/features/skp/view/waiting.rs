//! `/skp/menunggu`: the plans that wait for this person's agreement.

use crate::{
    document::use_me,
    domain::event::Topic,
    features::skp::{api::list_waiting_plans, model::WaitingPlan},
    query::Query,
    ui::{
        avatar::Avatar,
        empty::Empty,
        live::{on_change, use_live},
        shell::{LiveBadge, PageHead},
    },
};
use leptos::prelude::*;

#[component]
pub fn WaitingPage() -> impl IntoView {
    let plans = Query::load(|| (), |()| list_waiting_plans());
    if let Some(me) = use_me().and_then(|me| me.employee) {
        on_change(move || vec![Topic::Team(me)], move || plans.refetch());
    }
    view! {
        <PageHead title="Menunggu persetujuan Anda" subtitle="SKP yang diajukan kepada Anda">
            <LiveBadge state=use_live().state() />
        </PageHead>
        {plans.draw(6, list)}
    }
    .into_any()
}

fn list(plans: Vec<WaitingPlan>) -> AnyView {
    if plans.is_empty() {
        return view! { <Empty sentence="Tidak ada SKP yang menunggu persetujuan Anda." /> }.into_any();
    }
    let row = |plan: WaitingPlan| {
        view! {
            <li class="plan-waiting">
                <Avatar initials=plan.initials />
                <div>
                    <a href=format!("/skp/{}", plan.id)>{plan.person}</a>
                    <p class="plan-about">{plan.post}</p>
                    <p class="plan-about">{plan.title} ", " {plan.since}</p>
                </div>
            </li>
        }
    };
    view! { <ul class="plans">{plans.into_iter().map(row).collect_view()}</ul> }.into_any()
}
