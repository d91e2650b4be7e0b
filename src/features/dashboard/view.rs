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
    loaded::{Shown, Trouble, load},
    ui::{
        chart::{StackBar, UnitChart, WeekChart},
        empty::{Empty, Skeleton},
        live::{on_change, use_live},
        notice::{Notice, NoticeKind},
        shell::{LiveBadge, PageHead},
        status::{StatusMark, status_code, status_of, status_word},
    },
};
use leptos::{leptos_dom::helpers::is_server, prelude::*};
use leptos_router::{LazyRoute, hooks::use_query_map, lazy_route};
use std::hash::Hash;

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
    let unit = Memo::new(move |_| asked.get().unit);
    let board = Shown::load(move || unit.get(), get_board);
    let people = load(
        move || asked.get(),
        |asked| async move {
            match asked.status {
                Some(status) => Some(list_people(asked.unit, status, asked.after).await),
                None => None,
            }
        },
    );
    let topic = board.part(|board| board.unit);
    let refetch = move || {
        board.refetch();
        if asked.get_untracked().status.is_some() {
            people.refetch();
        }
    };
    on_change(move || topic.get().map(Topic::Unit).into_iter().collect(), refetch);
    let listed = Memo::new(move |_| people.get().flatten().zip(asked.get().status));
    view! {
        <PageHead title="Dasbor">
            <LiveBadge state=use_live().state() />
        </PageHead>
        <Suspense fallback=|| ()>
            {move || {
                board.wait();
                if is_server() {
                    let _ = people.try_read_untracked();
                }
                board.is_pending().then(|| view! { <Skeleton lines=8 /> })
            }}
            {move || {
                topic.get().map(|_| view! { <BoardHead board /> })
            }}
            <Trouble trouble=board.trouble again=move |()| board.refetch() />
            {move || {
                match listed.get() {
                    Some((Ok(found), status)) => view! { <People found status asked /> }.into_any(),
                    Some((Err(error), _)) => {
                        view! { <Notice kind=NoticeKind::Error>{error.to_string()}</Notice> }.into_any()
                    }
                    None => ().into_any(),
                }
            }}
            {move || {
                topic.get().map(|_| view! { <UnitTable board /><BoardCharts board /> })
            }}
        </Suspense>
    }
    .into_any()
}

const TOO_SMALL: &str =
    "Angka untuk kelompok yang kurang dari lima orang tidak ditampilkan, supaya tidak menunjuk orang.";

/// The unit's name and its big numbers. Each part follows its own part of the board, so that a report redraws
/// only what it changed.
#[component]
fn BoardHead(board: Shown<Board>) -> impl IntoView {
    let place = board.mark(|board, mark| (&board.name, &board.path).hash(mark));
    let numbers = board.mark(|board, mark| board.figures.hash(mark));
    let counts = board.mark(|board, mark| (&board.people, &board.indicators).hash(mark));
    let title = move || {
        let _ = place.get();
        board.now(|board| (board.name.clone(), board.path.clone())).map(|(name, path)| {
            view! {
                <Crumbs path />
                <h2>{name}</h2>
            }
        })
    };
    let strip = move || {
        let _ = numbers.get();
        board.now(|board| board.figures.clone()).map(|figures| match figures {
            Some(figures) => view! { <FigureStrip figures /> }.into_any(),
            None => view! { <Empty sentence=TOO_SMALL /> }.into_any(),
        })
    };
    let stacks = move || {
        let _ = counts.get();
        let stacks = board.now(|board| [board.people.clone(), board.indicators.clone()]).into_iter().flatten();
        stacks.flatten().map(|plot| view! { <StackBar plot /> }).collect_view()
    };
    view! {
        <section class="board" aria-label="Keadaan unit">
            {title}
            {strip}
            <div class="board-stacks">{stacks}</div>
        </section>
    }
    .into_any()
}

/// The units above, from the top down.
#[component]
fn Crumbs(path: Vec<(UnitId, String)>) -> impl IntoView {
    if path.is_empty() {
        return ().into_any();
    }
    let links = path
        .into_iter()
        .map(|(unit, name)| view! { <li><a href=format!("/dasbor?unit={unit}")>{name}</a></li> })
        .collect_view();
    view! {
        <nav class="crumbs" aria-label="Unit di atasnya">
            <ol>{links}</ol>
        </nav>
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
fn UnitTable(board: Shown<Board>) -> impl IntoView {
    let rows = board.part(|board| board.units.clone());
    let ids = Memo::new(move |_| rows.with(|rows| rows.iter().flatten().map(|row| row.id).collect::<Vec<_>>()));
    let some = Memo::new(move |_| ids.with(|ids| !ids.is_empty()));
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
                        let row = Memo::new(move |_| {
                            rows.with(|rows| rows.iter().flatten().find(|row| row.id == id).cloned())
                        });
                        view! { <UnitLine row /> }
                    } />
                </tbody>
            </table>
        }
        .into_any()
    };
    move || some.get().then(table)
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
    let own = first.own;
    let support = move || {
        row.get().map(|row| match row.counts.needs_support {
            n if n == 0 || own => n.into_any(),
            n => view! { <a href=format!("/dasbor?unit={}&status=needs_support", row.id)>{n}</a> }.into_any(),
        })
    };
    let name = if own {
        first.name.into_any()
    } else {
        view! { <a href=format!("/dasbor?unit={}", first.id)>{first.name}</a> }.into_any()
    };
    view! {
        <tr class=lit>
            <th scope="row">{name}</th>
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
fn BoardCharts(board: Shown<Board>) -> impl IntoView {
    let trend = board.mark(|board, mark| board.trend.hash(mark));
    let bars = board.mark(|board, mark| board.bars.hash(mark));
    let (has_trend, has_bars) = (
        board.mark(|board, mark| board.trend.is_some().hash(mark)),
        board.mark(|board, mark| board.bars.is_some().hash(mark)),
    );
    let week = move || {
        let _ = has_trend.get();
        board.now(|board| board.trend.is_some()).filter(|some| *some).map(|_| {
            let plot = Signal::derive(move || {
                let _ = trend.get();
                board.now(|board| board.trend.clone()).flatten().unwrap_or_default()
            });
            view! { <WeekChart id="tren" caption="Tren tahun ini per minggu" plot /> }
        })
    };
    let units = move || {
        let _ = has_bars.get();
        board.now(|board| board.bars.is_some()).filter(|some| *some).map(|_| {
            let plot = Signal::derive(move || {
                let _ = bars.get();
                board.now(|board| board.bars.clone()).flatten().unwrap_or_default()
            });
            view! { <UnitChart id="unit" caption="Pegawai per unit menurut keadaan" plot /> }
        })
    };
    view! {
        <section class="board-charts" aria-label="Grafik">
            {week} {units}
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
