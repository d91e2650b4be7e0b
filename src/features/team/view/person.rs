//! `/tim/{employee}`: the results of somebody whose work one follows.

use super::follow;
use crate::{
    document::use_me,
    domain::{event::Topic, id::EmployeeId},
    error::Error,
    features::{
        feedback::model::Place,
        progress::{ResultCards, api::results_of, model::Results},
        team::{api::get_member, model::MemberHead},
    },
    ui::{
        empty::Skeleton,
        live::use_live,
        shell::{LiveBadge, PageHead},
    },
    wire::{Loaded, load},
};
use leptos::prelude::*;
use leptos_router::{LazyRoute, hooks::use_params_map, lazy_route};

type Head = Loaded<Result<MemberHead, Error>>;

#[derive(Clone, Copy, Debug)]
pub struct MemberRoute;

/// What the page shows; loaded in its own download, because what `data` loads weighs on the first visit.
struct MemberLoaded {
    head: Head,
    results: Loaded<Result<Results, Error>>,
}

#[lazy_route]
impl LazyRoute for MemberRoute {
    fn data() -> Self {
        Self
    }

    fn view(this: Self) -> AnyView {
        let MemberRoute = this;
        let MemberLoaded { head, results } = MemberLoaded::load();
        view! { <MemberPage head results /> }.into_any()
    }
}

impl MemberLoaded {
    fn load() -> Self {
        let params = use_params_map();
        let id = Memo::new(move |_| params.read().get("employee").and_then(|id| id.parse::<EmployeeId>().ok()));
        let head = load(
            move || id.get(),
            |id| async move {
                match id {
                    Some(id) => get_member(id).await,
                    None => Err(Error::NotFound),
                }
            },
        );
        let results = load(
            move || id.get(),
            |id| async move {
                match id {
                    Some(id) => results_of(id).await,
                    None => Err(Error::NotFound),
                }
            },
        );
        Self { head, results }
    }
}

#[component]
fn MemberPage(head: Head, results: Loaded<Result<Results, Error>>) -> impl IntoView {
    let me = use_me().and_then(|me| me.employee);
    let unit = Memo::new(move |_| match head.get() {
        Some(Ok(head)) => head.unit,
        _ => None,
    });
    // An assessor hears of the team, superiors above of the unit.
    let topics = move || me.map(Topic::Team).into_iter().chain(unit.get().map(Topic::Unit)).collect();
    follow(use_live(), topics, move || results.refetch());
    // Beside each other, not one within the other: the server drew the inner one only where its answer came first.
    view! {
        <Transition fallback=|| view! { <PageHead title="Hasil kerja" /><Skeleton lines=8 /> }>
            {move || head.get().map(|head| view! { <MemberHeading head=head.ok() /> })}
        </Transition>
        <ResultCards results own=false />
    }
    .into_any()
}

/// Name and post; where the person may not be seen, the cards' place says why.
#[component]
fn MemberHeading(#[prop(optional_no_strip)] head: Option<MemberHead>) -> impl IntoView {
    let Some(head) = head else { return view! { <PageHead title="Hasil kerja" /> }.into_any() };
    let talk = head.plan.map(|plan| {
        view! { <a class="quiet" href=Place::Subject(plan).path()>"Percakapan SKP"</a> }
    });
    view! {
        <PageHead title=head.name subtitle=head.post>
            <LiveBadge state=use_live().state() />
            {talk}
        </PageHead>
    }
    .into_any()
}
