//! `/dasbor`: the board of a unit; the address is the state (`unit`, `status`, `setelah`).

use super::{
    api::{get_board, list_people},
    model::{Board, Figures, PeopleList, UnitRow},
};
use crate::{
    domain::{
        event::Topic,
        id::{EmployeeId, UnitId},
        measure::Status,
    },
    error::Error,
    ui::{
        chart::{StackBar, UnitChart, WeekChart},
        empty::{Empty, Skeleton},
        live::{on_change, use_live},
        notice::{Notice, NoticeKind},
        shell::{LiveBadge, PageHead},
        status::{StatusMark, status_word},
    },
    wire::{Loaded, load},
};
use leptos::prelude::*;
use leptos_router::{LazyRoute, hooks::use_query_map, lazy_route};

type BoardResource = Loaded<Result<Board, Error>>;
type PeopleResource = Loaded<Option<Result<PeopleList, Error>>>;

/// What the address asks for.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Asked {
    unit: Option<UnitId>,
    status: Option<Status>,
    after: Option<EmployeeId>,
}

/// Loads in the page's own download: what `data` loads would weigh on the first visit of Beranda.
#[derive(Clone, Copy, Debug)]
pub struct BoardRoute;

fn status_of(word: &str) -> Option<Status> {
    Status::ALL.into_iter().find(|status| status_code(*status) == word)
}

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

#[lazy_route]
impl LazyRoute for BoardRoute {
    fn data() -> Self {
        Self
    }

    fn view(this: Self) -> AnyView {
        let BoardRoute = this;
        view! { <BoardPage /> }.into_any()
    }
}

#[component]
fn BoardPage() -> impl IntoView {
    let query = use_query_map();
    let asked = Memo::new(move |_| {
        let query = query.read();
        Asked {
            unit: query.get("unit").and_then(|id| id.parse().ok()),
            status: query.get("status").as_deref().and_then(status_of),
            after: query.get("setelah").and_then(|id| id.parse().ok()),
        }
    });
    let board: BoardResource = load(move || asked.get().unit, get_board);
    let people: PeopleResource = load(
        move || asked.get(),
        |asked| async move {
            match asked {
                Asked { unit: Some(unit), status: Some(status), after } => Some(list_people(unit, status, after).await),
                _ => None,
            }
        },
    );
    let live = use_live();
    let topics = Memo::new(move |_| match board.get() {
        Some(Ok(board)) => vec![Topic::Unit(board.unit)],
        _ => vec![],
    });
    let refetch = move || {
        board.refetch();
        if asked.get_untracked().status.is_some() {
            people.refetch();
        }
    };
    on_change(move || topics.get(), refetch);
    view! {
        <PageHead title="Dasbor">
            <LiveBadge state=live.state() />
        </PageHead>
        <Transition fallback=|| view! { <Skeleton lines=8 /> }>
            {move || Suspend::new(async move {
                match board.await {
                    Err(error) => view! { <Notice kind=NoticeKind::Error>{error.to_string()}</Notice> }.into_any(),
                    Ok(found) => view! { <BoardHead found /> }.into_any(),
                }
            })}
        </Transition>
        <Transition fallback=|| ()>
            {move || Suspend::new(async move {
                match (people.await, asked.get().status) {
                    (Some(Ok(found)), Some(status)) => view! { <People found status asked /> }.into_any(),
                    (Some(Err(error)), _) => {
                        view! { <Notice kind=NoticeKind::Error>{error.to_string()}</Notice> }.into_any()
                    }
                    _ => ().into_any(),
                }
            })}
        </Transition>
        <UnitTable board />
        <Transition fallback=|| ()>
            {move || Suspend::new(async move {
                board.await.ok().map(|found| view! { <BoardCharts found /> })
            })}
        </Transition>
    }
    .into_any()
}

#[component]
fn BoardHead(found: Board) -> impl IntoView {
    let Board { name, path, figures, people, indicators, .. } = found;
    let title = name.clone();
    let crumbs = (!path.is_empty()).then(|| {
        let links = path
            .into_iter()
            .map(|(unit, name)| view! { <li><a href=format!("/dasbor?unit={unit}")>{name}</a></li> })
            .collect_view();
        view! {
            <nav class="crumbs" aria-label="Unit di atasnya">
                <ol>{links}</ol>
            </nav>
        }
    });
    let too_small = figures.is_none().then(|| {
        view! { <Empty sentence="Angka untuk kelompok yang kurang dari lima orang tidak ditampilkan, supaya tidak menunjuk orang." /> }
    });
    view! {
        <section class="board" aria-label=name.clone()>
            {crumbs}
            <h2>{title}</h2>
            {figures.map(|figures| view! { <FigureStrip figures /> })}
            {too_small}
            <div class="board-stacks">
                {people.map(|plot| view! { <StackBar plot /> })}
                {indicators.map(|plot| view! { <StackBar plot /> })}
            </div>
        </section>
    }
    .into_any()
}

#[component]
fn FigureStrip(figures: Figures) -> impl IntoView {
    let figure = |label: &'static str, value: String| {
        view! {
            <div>
                <dt>{label}</dt>
                <dd>{value}</dd>
            </div>
        }
    };
    let without = (figures.without_plan > 0).then(
        || view! { <p class="board-note">{format!("{} pegawai belum punya SKP tahun ini.", figures.without_plan)}</p> },
    );
    view! {
        <dl class="figures">
            {figure("Indikator sesuai rencana", figures.progress)}
            {figure("Kelengkapan laporan", figures.completeness)}
            {figure("Laporan hari ini", figures.reports_today)}
            {figure("Sudah melapor bulan ini", figures.reported)}
            {figure("Pegawai", figures.employees)}
            {figure("Laporan terakhir", figures.last_report.unwrap_or_else(|| "–".to_owned()))}
        </dl>
        {without}
    }
    .into_any()
}

/// The units below, each row lit briefly when its numbers change.
#[component]
fn UnitTable(board: BoardResource) -> impl IntoView {
    let rows = Memo::new(move |_| match board.get() {
        Some(Ok(board)) => board.units,
        _ => vec![],
    });
    let ids = Memo::new(move |_| rows.with(|rows| rows.iter().map(|row| row.id).collect::<Vec<_>>()));
    let table = move || {
        view! {
            <table class="unit-table">
                <caption>"Unit di bawahnya"</caption>
                <thead>
                    <tr>
                        <th scope="col">"Unit"</th>
                        <th scope="col">"Pegawai"</th>
                        <th scope="col">"Sesuai rencana"</th>
                        <th scope="col">"Kelengkapan"</th>
                        <th scope="col">"Perlu dukungan"</th>
                        <th scope="col">"Laporan hari ini"</th>
                        <th scope="col">"Terakhir"</th>
                    </tr>
                </thead>
                <tbody>
                    <For each=move || ids.get() key=|id| *id children=move |id| {
                        let row = Memo::new(move |_| rows.with(|rows| rows.iter().find(|row| row.id == id).cloned()));
                        view! { <UnitLine row /> }
                    } />
                </tbody>
            </table>
        }
        .into_any()
    };
    view! {
        <Transition fallback=|| ()>
            {move || {
                let _ = board.get();
                rows.with(|rows| !rows.is_empty()).then(table)
            }}
        </Transition>
    }
    .into_any()
}

#[component]
fn UnitLine(row: Memo<Option<UnitRow>>) -> impl IntoView {
    let first = row.get_untracked();
    let Some(first) = first else { return ().into_any() };
    let version = Memo::new(move |_| row.with(|row| row.as_ref().map_or(0, |row| row.version)));
    let start = first.version;
    // Two classes in turn: the animation begins anew with each change.
    let lit = move || match version.get() - start {
        0 => "",
        changes if changes % 2 == 0 => "row-lit",
        _ => "row-lit again",
    };
    let cell = move |pick: fn(&UnitRow) -> String| move || row.with(|row| row.as_ref().map(pick));
    let support = move || {
        row.get().map(|row| match row.counts.needs_support {
            0 => "0".into_any(),
            n => view! { <a href=format!("/dasbor?unit={}&status=needs_support", row.id)>{n}</a> }.into_any(),
        })
    };
    view! {
        <tr class=lit>
            <th scope="row">
                <a href=format!("/dasbor?unit={}", first.id)>{first.name}</a>
            </th>
            <td data-label="Pegawai">{cell(|row| row.employees.clone())}</td>
            <td data-label="Sesuai rencana">{cell(|row| row.progress.clone())}</td>
            <td data-label="Kelengkapan">{cell(|row| row.completeness.clone())}</td>
            <td data-label="Perlu dukungan">{support}</td>
            <td data-label="Laporan hari ini">{cell(|row| row.reports_today.to_string())}</td>
            <td data-label="Terakhir">{cell(|row| row.last_report.clone().unwrap_or_else(|| "–".to_owned()))}</td>
        </tr>
    }
    .into_any()
}

#[component]
fn BoardCharts(found: Board) -> impl IntoView {
    let Board { bars, trend, .. } = found;
    view! {
        <section class="board-charts" aria-label="Grafik">
            {trend.map(|plot| view! { <WeekChart id="tren" caption="Tren tahun ini per minggu" plot /> })}
            {bars.map(|plot| view! { <UnitChart id="unit" caption="Pegawai per unit menurut keadaan" plot /> })}
        </section>
    }
    .into_any()
}

/// The list behind a count, with a way back.
#[component]
fn People(found: PeopleList, status: Status, asked: Memo<Asked>) -> impl IntoView {
    let unit = asked.get_untracked().unit;
    let back = unit.map_or_else(|| "/dasbor".to_owned(), |unit| format!("/dasbor?unit={unit}"));
    let next = found.next.zip(unit).map(|(after, unit)| {
        let href = format!("/dasbor?unit={unit}&status={}&setelah={after}", status_code(status));
        view! { <a class="button" href=href>"Berikutnya"</a> }
    });
    let empty = found.people.is_empty();
    let people = found
        .people
        .into_iter()
        .map(|person| {
            view! {
                <li>
                    <a href=format!("/tim/{}", person.id)>{person.name}</a>
                    <span>{format!("{} · {}", person.post, person.unit)}</span>
                    <small>{person.last_report.unwrap_or_else(|| "belum pernah melapor".to_owned())}</small>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="board-people" aria-label=status_word(status)>
            <h2>
                <StatusMark status /> " di " {found.unit_name}
            </h2>
            <p>
                <a href=back>"Kembali ke dasbor"</a>
            </p>
            {if empty {
                view! { <Empty sentence="Tidak ada lagi yang di sini sekarang." /> }.into_any()
            } else {
                view! { <ul class="people-list">{people}</ul> }.into_any()
            }}
            {next}
        </section>
    }
    .into_any()
}
