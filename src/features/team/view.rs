//! `/tim`: who needs help today, each with the reason; `/tim/{employee}`: the results of one of them.
//!
//! The address is the state: `cari`, `status`, `dari`. Rows keep their place while somebody writes in one.

use super::{
    api::{get_member, my_team},
    model::{MemberHead, MemberRow, Talk, Team, TeamFilter},
};
use crate::{
    document::use_me,
    domain::{event::Topic, id::EmployeeId, measure::Status},
    error::Error,
    features::{
        feedback::{MessageForm, model::Place},
        progress::{ResultCards, api::results_of, model::Results},
    },
    ui::{
        avatar::Avatar,
        empty::{Empty, Skeleton},
        field::TextField,
        form::SubmitButton,
        icon::Glyph,
        live::{Live, use_live},
        notice::{Notice, NoticeKind},
        shell::{LiveBadge, PageHead},
        status::{StatusMark, status_word},
    },
};
use leptos::prelude::*;
use leptos_router::{
    LazyRoute,
    components::Form,
    hooks::{use_params_map, use_query_map},
    lazy_route,
};

type TeamResource = Resource<Result<Team, Error>>;

/// The word of a status in the address.
const fn status_code(status: Status) -> &'static str {
    match status {
        Status::Ahead => "ahead",
        Status::OnPlan => "on_plan",
        Status::NeedsSupport => "needs_support",
        Status::Silent => "silent",
        Status::NotDue => "not_due",
    }
}

#[derive(Clone, Copy, Debug)]
pub struct TeamRoute;

/// What the page shows; loaded in its own download, because what `data` loads weighs on the first visit.
struct TeamLoaded {
    filter: Memo<TeamFilter>,
    team: TeamResource,
}

#[lazy_route]
impl LazyRoute for TeamRoute {
    fn data() -> Self {
        Self
    }

    fn view(this: Self) -> AnyView {
        let TeamRoute = this;
        let TeamLoaded { filter, team } = TeamLoaded::load();
        view! { <TeamPage filter team /> }.into_any()
    }
}

impl TeamLoaded {
    fn load() -> Self {
        let query = use_query_map();
        let filter = Memo::new(move |_| {
            let query = query.read();
            let status = query.get("status");
            TeamFilter {
                wanted: query.get("cari").unwrap_or_default(),
                status: Status::ALL.into_iter().find(|known| status.as_deref() == Some(status_code(*known))),
                from: query.get("dari").and_then(|from| from.parse().ok()).unwrap_or(0),
            }
        });
        Self { filter, team: Resource::new(move || filter.get(), my_team) }
    }
}

/// Reads the resource again when one of the topics changes.
fn follow(live: Live, topics: impl Fn() -> Vec<Topic> + Send + Sync + 'static, refetch: impl Fn() + 'static) {
    let version = live.version(topics);
    Effect::new(move |before: Option<u32>| {
        let version = version.get();
        if before.is_some_and(|before| before != version) {
            refetch();
        }
        version
    });
}

#[component]
fn TeamPage(filter: Memo<TeamFilter>, team: TeamResource) -> impl IntoView {
    let live = use_live();
    if let Some(me) = use_me().and_then(|me| me.employee) {
        // Reports come as the team's, questions as one's own messages.
        follow(live, move || vec![Topic::Team(me), Topic::Person(me)], move || team.refetch());
    }
    view! {
        <Transition fallback=|| view! { <PageHead title="Tim saya" /><Skeleton lines=8 /> }>
            <TeamView filter team live />
        </Transition>
    }
    .into_any()
}

#[component]
fn TeamView(filter: Memo<TeamFilter>, team: TeamResource, live: Live) -> impl IntoView {
    let latest = Memo::new(move |before: Option<&Option<Team>>| match team.get() {
        Some(Ok(team)) => Some(team),
        _ => before.cloned().flatten(),
    });
    // A line that breaks leaves the last list, and whatever is being written in it.
    let refused = Memo::new(move |_| match team.get() {
        Some(Err(error)) if latest.with(Option::is_none) => Some(error.to_string()),
        _ => None,
    });
    let size = Memo::new(move |_| latest.with(|team| team.as_ref().map(|team| team.size)));
    let today = move || latest.with(|team| team.as_ref().map(|team| team.today.clone())).unwrap_or_default();
    view! {
        {move || view! {
            <PageHead title="Tim saya" subtitle=today()>
                <LiveBadge state=live.state() />
            </PageHead>
        }}
        {move || refused.get().map(|sentence| view! { <Notice kind=NoticeKind::Error>{sentence}</Notice> })}
        {move || match size.get() {
            None => ().into_any(),
            Some(0) => {
                view! {
                    <Empty sentence="Saat ini tidak ada pegawai yang Anda nilai. Bila seharusnya ada, hubungi pengelola kepegawaian agar pejabat penilainya diperbaiki." />
                }
                .into_any()
            }
            Some(_) => view! { <Members filter latest /> }.into_any(),
        }}
    }
    .into_any()
}

#[component]
fn Members(filter: Memo<TeamFilter>, latest: Memo<Option<Team>>) -> impl IntoView {
    let rows = Memo::new(move |_| {
        latest.with(|team| team.as_ref().map(|team| team.members.clone()).unwrap_or_default())
    });
    let writing = RwSignal::new(0_i32);
    // While somebody writes in a row, the rows that are there keep their places.
    let ids = Memo::new(move |before: Option<&(TeamFilter, Vec<EmployeeId>)>| {
        let filter = filter.get();
        let now: Vec<EmployeeId> = rows.with(|rows| rows.iter().map(|row| row.id).collect());
        match before {
            Some((same, before)) if writing.get() > 0 && *same == filter => {
                let kept = before.iter().filter(|id| now.contains(id)).copied();
                let new = now.iter().filter(|id| !before.contains(id)).copied();
                (filter, kept.chain(new).collect())
            }
            _ => (filter, now),
        }
    });
    let pages = move || {
        let TeamFilter { wanted, status, from } = filter.get();
        latest.with(|team| {
            let next = team.as_ref()?.next;
            let href = move |from: i32| address(&wanted, status, from);
            let first = (from > 0).then(|| view! { <a class="quiet" href=href(0)>"Ke awal"</a> });
            let next = next.map(|next| view! { <a class="quiet" href=href(next)>"Berikutnya"</a> });
            Some(view! { <p class="pager">{first} {next}</p> })
        })
    };
    let nobody = move || {
        rows.with(Vec::is_empty).then(|| {
            view! {
                <Empty sentence="Tidak ada anggota tim yang cocok.">
                    <a href="/tim">"Tampilkan semua"</a>
                </Empty>
            }
        })
    };
    view! {
        <Overview filter latest />
        {nobody}
        <ol class="team-list" aria-label="Anggota tim, yang paling perlu bantuan lebih dulu">
            <For each=move || ids.get().1 key=|id| *id children=move |id| {
                let row = Memo::new(move |before: Option<&Option<MemberRow>>| {
                    rows.with(|rows| rows.iter().find(|row| row.id == id).cloned())
                        .or_else(|| before.cloned().flatten())
                });
                view! { <MemberLine row writing /> }
            } />
        </ol>
        {pages}
    }
    .into_any()
}

/// The address of a filtered list.
fn address(wanted: &str, status: Option<Status>, from: i32) -> String {
    let mut parts = Vec::new();
    if !wanted.is_empty() {
        parts.push(format!("cari={}", leptos_router::location::Url::escape(wanted)));
    }
    if let Some(status) = status {
        parts.push(format!("status={}", status_code(status)));
    }
    if from > 0 {
        parts.push(format!("dari={from}"));
    }
    if parts.is_empty() { "/tim".to_owned() } else { format!("/tim?{}", parts.join("&")) }
}

/// How many stand where; each count opens exactly those.
#[component]
fn Overview(filter: Memo<TeamFilter>, latest: Memo<Option<Team>>) -> impl IntoView {
    let statuses = move || {
        latest.with(|team| {
            team.as_ref().map(|team| {
                team.statuses
                    .iter()
                    .filter(|(_, count)| *count > 0)
                    .map(|(status, count)| {
                        let href = address("", Some(*status), 0);
                        view! {
                            <div>
                                <dt>{status_word(*status)}</dt>
                                <dd>
                                    <a href=href>{*count}</a>
                                </dd>
                            </div>
                        }
                    })
                    .collect_view()
            })
        })
    };
    let sentence = move || {
        latest.with(|team| {
            team.as_ref().map(|team| match team.pressing {
                0 => format!("Hari ini tidak ada yang perlu bantuan dari {} anggota tim.", team.size),
                pressing => format!("{pressing} dari {} anggota tim perlu perhatian Anda hari ini.", team.size),
            })
        })
    };
    let narrowed = move || {
        let filter = filter.get();
        let status = filter.status.map(|status| view! { <StatusMark status /> });
        let matching = latest.with(|team| team.as_ref().map_or(0, |team| team.matching));
        (status.is_some() || !filter.wanted.is_empty()).then(|| {
            view! {
                <p class="team-narrowed">
                    {status} {format!(" {matching} orang. ")} <a href="/tim">"Tampilkan semua"</a>
                </p>
            }
        })
    };
    let wanted = filter.get_untracked().wanted;
    view! {
        <section class="team-overview" aria-label="Keadaan tim">
            <p>{sentence}</p>
            <dl class="figures small">{statuses}</dl>
            <Form method="GET" action="/tim">
                <TextField id="cari-anggota" name="cari" label="Cari nama" kind="search" value=wanted />
                <SubmitButton label="Cari" icon=Glyph::Search />
            </Form>
            {narrowed}
        </section>
    }
    .into_any()
}

/// One member: name, status, reason, last report; feedback in one step.
#[component]
fn MemberLine(
    row: Memo<Option<MemberRow>>,
    /// How many rows are being written in.
    writing: RwSignal<i32>,
) -> impl IntoView {
    let Some(first) = row.get_untracked() else { return ().into_any() };
    let open = RwSignal::new(false);
    let toggle = move || {
        open.update(|open| *open = !*open);
        writing.update(|writing| *writing += if open.get_untracked() { 1 } else { -1 });
    };
    on_cleanup(move || {
        if open.try_get_untracked() == Some(true) {
            writing.try_update(|writing| *writing -= 1);
        }
    });
    // Two classes in turn: the animation begins anew with each change.
    let said = Memo::new(move |_| {
        row.with(|row| row.as_ref().map(|row| (row.status, row.reason.clone(), row.last_report.clone())))
    });
    let changes = Memo::new(move |before: Option<&i32>| {
        said.track();
        before.map_or(0, |before| before + 1)
    });
    let lit = move || match changes.get() {
        0 => "team-member",
        changes if changes % 2 == 0 => "team-member row-lit",
        _ => "team-member row-lit again",
    };
    let status = Memo::new(move |_| row.with(|row| row.as_ref().and_then(|row| row.status)));
    let status = move || match status.get() {
        Some(status) => view! { <StatusMark status /> }.into_any(),
        None => view! { <span class="chip">"Belum ada SKP"</span> }.into_any(),
    };
    let reason = move || row.with(|row| row.as_ref().map(|row| row.reason.clone()));
    let last = move || {
        row.with(|row| {
            row.as_ref().map(|row| match &row.last_report {
                Some(at) => format!("Laporan terakhir: {at} · {}", row.indicators),
                None => format!("Belum ada laporan · {}", row.indicators),
            })
        })
    };
    // What the composer is about does not change under the writer's hands.
    let talk = Memo::new(move |before: Option<&Option<Talk>>| {
        let now = row.with(|row| row.as_ref().and_then(|row| row.talk.clone()));
        if open.get() { before.cloned().flatten().or(now) } else { now }
    });
    let name = first.name.clone();
    let action = move || {
        let name = name.clone();
        talk.get().map(|talk| view! { <TalkButton talk name open=open.into() toggle=Callback::new(move |()| toggle()) /> })
    };
    let composer = move || {
        talk.get().filter(|_| open.get()).map(|talk| {
            let place = Place::Subject(talk.subject);
            view! {
                <div class="team-talk">
                    <p>
                        "Tentang: " <a href=place.path()>{talk.about}</a>
                    </p>
                    <MessageForm place subject=Some(talk.subject) on_sent=|_| () />
                </div>
            }
        })
    };
    view! {
        <li class=lit>
            <Avatar initials=first.initials />
            <div class="team-name">
                <a href=format!("/tim/{}", first.id)>{first.name}</a>
                <span class="muted">{first.post}</span>
            </div>
            {status}
            <div class="team-why">
                <p>{reason}</p>
                <small>{last}</small>
            </div>
            <div class="team-actions">{action}</div>
            {composer}
        </li>
    }
    .into_any()
}

/// A link to the thread, which with JavaScript opens a composer in the row instead.
#[component]
fn TalkButton(talk: Talk, name: String, open: Signal<bool>, toggle: Callback<()>) -> impl IntoView {
    let words = if talk.answer { "Jawab" } else { "Beri umpan balik" };
    view! {
        <a
            class="quiet"
            role="button"
            href=Place::Subject(talk.subject).path()
            aria-expanded=move || if open.get() { "true" } else { "false" }
            on:click=move |event| {
                event.prevent_default();
                toggle.run(());
            }
        >
            {words}
            <span class="visually-hidden">{format!(" untuk {name}")}</span>
        </a>
    }
    .into_any()
}

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
fn MemberView(
    head: Head,
    results: Resource<Result<Results, Error>>,
    me: Option<EmployeeId>,
) -> impl IntoView {
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
        Some(Err(error)) => {
            view! {
                <PageHead title="Hasil kerja" />
                <Notice kind=NoticeKind::Error>{error.to_string()}</Notice>
            }
            .into_any()
        }
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
