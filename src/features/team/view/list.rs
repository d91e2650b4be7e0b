//! `/tim`: the members by need, each with the reason.
//!
//! The address is the state: `cari`, `status`, `dari`, and `buka` for an open row. Rows keep their place while somebody writes in one.

use super::{act::Acts, row::MemberLine};
use crate::{
    document::{use_me, use_typed},
    domain::{event::Topic, id::EmployeeId, measure::Status},
    features::team::{
        api::my_team,
        model::{MemberRow, Team, TeamFilter},
    },
    query::{LoadError, Query},
    ui::{
        address::{KnownPart, UnknownParts},
        empty::{Empty, Skeleton},
        field::TextField,
        form::SubmitButton,
        icon::Glyph,
        live::{on_change, use_live},
        notice::{Notice, NoticeKind},
        rows::{part_of_file, rows},
        shell::{LiveBadge, PageHead},
        status::{StatusMark, status_code, status_of, status_word},
        submission::SubmissionOutcome,
    },
};
use leptos::{ev::SubmitEvent, html, prelude::*};
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_query_map},
    location::Url,
};
use uuid::Uuid;

/// The parts of the address.
const PARTS: &[KnownPart] = &[
    ("cari", |_| true),
    ("status", |value| status_of(value).is_some()),
    ("dari", |value| value.parse::<i32>().is_ok()),
    ("buka", |value| value.parse::<Uuid>().is_ok()),
];

#[component]
pub fn TeamPage() -> impl IntoView {
    let query = use_query_map();
    let filter = Memo::new(move |_| {
        let query = query.read();
        let status = query.get("status");
        TeamFilter {
            wanted: query.get("cari").unwrap_or_default(),
            status: status.as_deref().and_then(status_of),
            from: query.get("dari").and_then(|from| from.parse().ok()).unwrap_or(0),
        }
    });
    let team = Query::load_kept(move || filter.get(), my_team);
    let live = use_live();
    if let Some(me) = use_me().and_then(|me| me.employee) {
        // Reports change the team's topic, questions one's own.
        on_change(move || vec![Topic::Team(me), Topic::Person(me)], move || team.refetch());
    }
    let size = team.select(|team| team.size);
    // A plain form that was refused.
    let typed = use_typed().and_then(|typed| typed.sentence());
    let today = team.select(|team| team.today.clone());
    view! {
        <UnknownParts known=PARTS />
        <Suspense fallback=|| ()>
            {move || {
                team.block_ssr();
                view! {
                    <PageHead title="Tim saya" subtitle=today.get().unwrap_or_default()>
                        <LiveBadge state=live.state() />
                        <a class="quiet" href="/tindak-lanjut">"Tindak lanjut"</a>
                        <a class="quiet" href="/skp/menunggu">"SKP tim"</a>
                    </PageHead>
                }
            }}
            {typed.map(|said| view! { <Notice kind=NoticeKind::Error>{said}</Notice> })}
            {move || match size.get() {
                None => team.is_pending().then(|| view! { <Skeleton lines=8 /> }).into_any(),
                Some(0) => {
                    view! {
                        <Empty sentence="Saat ini tidak ada pegawai yang Anda nilai. Bila seharusnya ada, hubungi pengelola kepegawaian agar pejabat penilainya diperbaiki." />
                    }
                    .into_any()
                }
                Some(_) => view! { <Members filter latest=team /> }.into_any(),
            }}
            <LoadError error=team.error retry=move |()| team.refetch() />
        </Suspense>
    }
    .into_any()
}

#[component]
fn Members(filter: Memo<TeamFilter>, latest: Query<Team>) -> impl IntoView {
    let members = Memo::new(move |_| latest.with(|team| team.map(|team| team.members.clone()).unwrap_or_default()));
    let writing = RwSignal::new(0_i32);
    let acts = Acts::new(move || latest.refetch());
    // While somebody writes in a row, the existing rows keep their places.
    let ids = Memo::new(move |before: Option<&(TeamFilter, Vec<Uuid>)>| {
        let filter = filter.get();
        let now: Vec<Uuid> = members.with(|rows| rows.iter().map(|row| row.id.0).collect());
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
            let next = team?.next;
            let export = address("/tim/unduh.xlsx", &wanted, status, 0);
            let href = move |from: i32| address("/tim", &wanted, status, from);
            let first = (from > 0).then(|| view! { <a class="quiet" href=href(0)>"Ke awal"</a> });
            let next = next.map(|next| view! { <a class="quiet" href=href(next)>"Berikutnya"</a> });
            Some(view! {
                <p class="pager">
                    {first} {next} <a class="quiet" href=export rel="external">
                        "Unduh Excel"
                    </a>
                </p>
            })
        })
    };
    let opened = use_query_map().read_untracked().get("buka").and_then(|id| id.parse::<Uuid>().ok());
    let line = move |id| {
        let href = Signal::derive(move || {
            let TeamFilter { wanted, status, from } = filter.get();
            let list = address("/tim", &wanted, status, from);
            let and = if list.contains('?') { '&' } else { '?' };
            format!("{list}{and}buka={id}#anggota-{id}")
        });
        let row = Memo::new(move |before: Option<&Option<MemberRow>>| {
            members.with(|rows| rows.iter().find(|row| row.id.0 == id).cloned()).or_else(|| before.cloned().flatten())
        });
        view! { <MemberLine row writing acts href is_open=opened == Some(id) /> }.into_any()
    };
    let nobody = move || {
        members.with(Vec::is_empty).then(|| {
            view! {
                <Empty sentence="Tidak ada anggota tim yang cocok.">
                    <a href="/tim">"Tampilkan semua"</a>
                </Empty>
            }
        })
    };
    let shown = Memo::new(move |_| latest.with(|team| team.and_then(|team| team.shown.clone())));
    view! {
        <Overview filter latest acts />
        {nobody}
        {move || part_of_file(shown.get())}
        <ol class="team-list" aria-label="Anggota tim, yang paling perlu bantuan lebih dulu">
            {rows(move || ids.get().1, line)}
        </ol>
        {pages}
    }
    .into_any()
}

/// Returns the address of a filtered list.
fn address(page: &str, wanted: &str, status: Option<Status>, from: i32) -> String {
    let mut parts = Vec::new();
    if !wanted.is_empty() {
        parts.push(format!("cari={}", Url::escape(wanted)));
    }
    if let Some(status) = status {
        parts.push(format!("status={}", status_code(status)));
    }
    if from > 0 {
        parts.push(format!("dari={from}"));
    }
    if parts.is_empty() { page.to_owned() } else { format!("{page}?{}", parts.join("&")) }
}

/// The counts by status; each links to its members.
#[component]
fn Overview(filter: Memo<TeamFilter>, latest: Query<Team>, acts: Acts) -> impl IntoView {
    let statuses = move || {
        latest.with(|team| {
            team.map(|team| {
                team.statuses
                    .iter()
                    .filter(|(_, count)| *count > 0)
                    .map(|(status, count)| {
                        let href = address("/tim", "", Some(*status), 0);
                        view! {
                            <div>
                                <dt>
                                    <StatusMark status=*status />
                                </dt>
                                <dd>
                                    <a href=href aria-label=format!("{}: {count} orang", status_word(*status))>
                                        {*count}
                                    </a>
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
            team.map(|team| match team.pressing {
                0 => format!("Hari ini tidak ada yang perlu bantuan dari {} anggota tim.", team.size),
                pressing => format!("{pressing} dari {} anggota tim perlu perhatian Anda hari ini.", team.size),
            })
        })
    };
    let narrowed = move || {
        let filter = filter.get();
        let status = filter.status.map(|status| view! { <StatusMark status /> });
        let matching = latest.with(|team| team.map_or(0, |team| team.matching));
        (status.is_some() || !filter.wanted.is_empty()).then(|| {
            view! {
                <p class="team-narrowed">
                    {status} {format!(" {matching} orang. ")} <a href="/tim">"Tampilkan semua"</a>
                </p>
            }
        })
    };
    let reminders = move || {
        let silent = latest.with(|team| team.map(|team| team.to_remind.clone()).unwrap_or_default());
        let count = silent.len();
        (count > 1).then(|| {
            let (members, names): (Vec<EmployeeId>, Vec<String>) = silent.into_iter().unzip();
            view! {
                // Without JavaScript each row has its own button.
                <form class="scripted" on:submit=move |event: SubmitEvent| acts.remind_all(&event, &members)>
                    <button type="submit" class="quiet" aria-describedby="yang-diingatkan">
                        {format!("Ingatkan {count} orang")}
                    </button>
                    <small id="yang-diingatkan">"Belum melapor: " {names.join("; ")}</small>
                </form>
            }
        })
    };
    let name = NodeRef::<html::Input>::new();
    let navigate = use_navigate();
    let search = move |event: SubmitEvent| {
        event.prevent_default();
        let wanted = name.get_untracked().map(|name| name.value()).unwrap_or_default();
        navigate(&address("/tim", wanted.trim(), None, 0), NavigateOptions::default());
    };
    let wanted = filter.get_untracked().wanted;
    view! {
        <section class="team-overview" aria-label="Keadaan tim">
            <p tabindex="-1">{sentence}</p>
            <dl class="figures small">{statuses}</dl>
            <form method="get" action="/tim" on:submit=search>
                <TextField id="cari-anggota" name="cari" label="Cari nama" kind="search" value=wanted node_ref=name />
                <SubmitButton label="Cari" icon=Glyph::Search />
            </form>
            {narrowed}
            {reminders}
            <SubmissionOutcome submission=acts.remind />
        </section>
    }
    .into_any()
}
