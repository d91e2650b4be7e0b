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
        notice::{Notice, NoticeKind},
        shell::{LiveBadge, PageHead},
    },
};
use leptos::prelude::*;
use leptos_router::{LazyRoute, hooks::use_params_map, lazy_route};

type Head = Resource<Result<MemberHead, Error>>;

#[derive(Clone, Copy, Debug)]
pub struct MemberRoute;

/// What the page shows; loaded in its own download, because what `data` loads weighs on the first visit.
struct MemberLoaded {
    head: Head,
    results: Resource<Result<Results, Error>>,
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
        let head = Resource::new(
            move || id.get(),
            |id| async move {
                match id {
                    Some(id) => get_member(id).await,
                    None => Err(Error::NotFound),
                }
            },
        );
        let results = Resource::new(
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
fn MemberPage(head: Head, results: Resource<Result<Results, Error>>) -> impl IntoView {
    let me = use_me().and_then(|me| me.employee);
    view! {
        <Transition fallback=|| view! { <PageHead title="Hasil kerja" /><Skeleton lines=8 /> }>
            <MemberView head results me />
        </Transition>
    }
    .into_any()
}

#[component]
fn MemberView(head: Head, results: Resource<Result<Results, Error>>, me: Option<EmployeeId>) -> impl IntoView {
    let live = use_live();
    let unit = Memo::new(move |_| match head.get() {
        Some(Ok(head)) => head.unit,
        _ => None,
    });
    // An assessor hears of the team, superiors above of the unit.
    let topics = move || me.map(Topic::Team).into_iter().chain(unit.get().map(Topic::Unit)).collect();
    follow(live, topics, move || results.refetch());
    let shown = move || match head.get() {
        None => ().into_any(),
        Some(Err(error)) => view! {
            <PageHead title="Hasil kerja" />
            <Notice kind=NoticeKind::Error>{error.to_string()}</Notice>
        }
        .into_any(),
        Some(Ok(head)) => {
            let talk = head.plan.map(|plan| {
                view! { <a class="quiet" href=Place::Subject(plan).path()>"Percakapan SKP"</a> }
            });
            view! {
                <PageHead title=head.name subtitle=head.post>
                    <LiveBadge state=live.state() />
                    {talk}
                </PageHead>
                <ResultCards results own=false />
            }
            .into_any()
        }
    };
    view! { {shown} }.into_any()
}
