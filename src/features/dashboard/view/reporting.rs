//! `/dasbor/pelaporan`: the newest reports, how regularly the people of a unit report, and how long reports wait for
//! feedback; the address is the state (`unit`, `setelah`). With a `status` or `tanpa` (and `cari`) it is the list behind a
//! count of the board.

use super::{
    feed::Feed,
    head::TOO_SMALL,
    open::{asked_unit, is_unit},
    people::{Listed, People},
    tabs::{BoardTabs, address},
};
use crate::{
    domain::{
        board::Lack,
        event::Topic,
        id::{EmployeeId, UnitId},
        rhythm::WeekStatus,
    },
    features::dashboard::{
        api::{get_reporting, list_people, list_without},
        model::{Grid, GridRow, Reporting, week_status_word},
    },
    query::{LoadError, Query},
    ui::{
        address::{KnownPart, UnknownParts},
        empty::{Empty, Skeleton},
        live::{on_change, use_live},
        rows::part_of,
        shell::{LiveBadge, PageHead},
        status::status_of,
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use std::hash::Hash;

/// The query of the address.
#[derive(Clone, Debug, PartialEq, Hash)]
pub(super) struct ReportingQuery {
    pub unit: Option<UnitId>,
    pub listed: Option<Listed>,
    /// A part of a name, in the list behind a count.
    pub wanted: String,
    pub after: Option<EmployeeId>,
}

/// The parts of the address.
const PARTS: &[KnownPart] = &[
    ("unit", is_unit),
    ("status", |value| status_of(value).is_some()),
    ("tanpa", |value| Lack::of_code(value).is_some()),
    ("cari", |_| true),
    ("setelah", |value| value.parse::<EmployeeId>().is_ok()),
];

#[component]
pub fn ReportingPage() -> impl IntoView {
    let query = use_query_map();
    let asked = Memo::new(move |_| {
        let query = query.read();
        ReportingQuery {
            unit: asked_unit(&query),
            listed: query
                .get("status")
                .as_deref()
                .and_then(status_of)
                .map(Listed::At)
                .or_else(|| query.get("tanpa").as_deref().and_then(Lack::of_code).map(Listed::Without)),
            wanted: query.get("cari").unwrap_or_default(),
            after: query.get("setelah").and_then(|id| id.parse().ok()),
        }
    });
    let unit = Memo::new(move |_| asked.get().unit);
    let reporting = Query::load(
        move || asked.get(),
        |asked| get_reporting(asked.unit, asked.after.filter(|_| asked.listed.is_none())),
    );
    let people = Query::load(
        move || asked.get(),
        |asked| async move {
            let ReportingQuery { unit, listed, wanted, after } = asked;
            match listed {
                Some(Listed::At(status)) => list_people(unit, status, wanted, after).await.map(Some),
                Some(Listed::Without(lack)) => list_without(unit, lack, wanted, after).await.map(Some),
                None => Ok(None),
            }
        },
    );
    let topic = reporting.select(|reporting| reporting.unit);
    let refetch = move || {
        reporting.refetch();
        if asked.get_untracked().listed.is_some() {
            people.refetch();
        }
    };
    on_change(move || topic.get().map(Topic::Unit).into_iter().collect(), refetch);
    let is_list = Memo::new(move |_| asked.get().listed.is_some());
    let name = reporting.fingerprint(|reporting, mark| reporting.name.hash(mark));
    let waits = reporting.fingerprint(|reporting, mark| reporting.waits.hash(mark));
    let grid = reporting.fingerprint(|reporting, mark| {
        reporting.people.as_ref().map(|people| &people.grid).hash(mark);
    });
    view! {
        <PageHead title="Dasbor: pelaporan">
            <LiveBadge state=use_live().state() />
        </PageHead>
        <BoardTabs here="/dasbor/pelaporan" unit />
        <UnknownParts known=PARTS />
        <Suspense fallback=|| ()>
            {move || {
                people.block_ssr();
                reporting.is_awaited().then(|| view! { <Skeleton lines=8 /> })
            }}
            <LoadError error=reporting.error retry=move |()| reporting.refetch() />
            <LoadError error=people.error retry=move |()| people.refetch() />
            {move || {
                people.get().flatten().zip(asked.get().listed).map(|(found, listed)| view! { <People found listed asked /> })
            }}
            {move || {
                let _ = name.get();
                (!is_list.get())
                    .then(|| reporting.peek(|reporting| reporting.name.clone()))
                    .flatten()
                    .map(|name| view! { <h2>{name}</h2> })
            }}
            {move || {
                topic.get().filter(|_| !is_list.get()).map(|_| view! { <Feed reporting /> })
            }}
            {move || {
                let _ = waits.get();
                (!is_list.get()).then(|| reporting.peek(Clone::clone)).flatten().map(|found| view! { <Answers found /> })
            }}
            {move || {
                let _ = grid.get();
                (!is_list.get()).then(|| reporting.peek(Clone::clone)).flatten().map(|found| view! { <HeatGrid found /> })
            }}
        </Suspense>
    }
    .into_any()
}

/// The time that reports wait for their first feedback.
#[component]
fn Answers(found: Reporting) -> impl IntoView {
    let content = match found.waits {
        Some(waits) => view! {
            {waits
                .median
                .map(|median| {
                    view! {
                        <dl class="figures">
                            <div>
                                <dt>"Separuhnya mendapat umpan balik dalam"</dt>
                                <dd>{median}</dd>
                            </div>
                        </dl>
                    }
                })}
            <p>{waits.based_on}</p>
            <details class="board-meaning">
                <summary>"Cara menghitungnya"</summary>
                <p>
                    "Separuh laporan mendapat umpan balik pertama lebih cepat dari ini, separuh lebih lambat. Yang dihitung: pesan pertama dari orang lain sesudah laporan masuk, di percakapan laporan itu atau di percakapan hasil kerjanya. Jam biasa: malam dan akhir pekan ikut dihitung. Laporan tanpa umpan balik tidak ikut dalam waktu ini; jumlahnya disebut di atas. Diperbarui tiap sepuluh menit."
                </p>
            </details>
        }
        .into_any(),
        None => view! { <Empty sentence=TOO_SMALL /> }.into_any(),
    };
    view! {
        <section class="board-answers" aria-labelledby="umpan-balik">
            <h3 id="umpan-balik">"Umpan balik pertama"</h3>
            {content}
        </section>
    }
    .into_any()
}

const fn symbol(status: WeekStatus) -> &'static str {
    match status {
        WeekStatus::Missing => "○",
        WeekStatus::Late => "◐",
        WeekStatus::Reported => "●",
        WeekStatus::NotDue => "·",
    }
}

const fn class(status: WeekStatus) -> &'static str {
    match status {
        WeekStatus::Missing => "beat missing",
        WeekStatus::Late => "beat late",
        WeekStatus::Reported => "beat reported",
        WeekStatus::NotDue => "beat",
    }
}

fn mark(status: WeekStatus) -> AnyView {
    view! {
        <span class=class(status) aria-hidden="true">
            {symbol(status)}
        </span>
    }
    .into_any()
}

/// Person by week.
#[component]
fn HeatGrid(found: Reporting) -> impl IntoView {
    let content = match found.people.map(|people| people.grid) {
        None => view! {
            <p class="muted">
                "Laporan per orang tampil bagi atasan di perangkat daerah yang sama. Jumlahnya ada di Ringkasan."
            </p>
        }
        .into_any(),
        Some(grid) if grid.people.is_empty() => {
            view! { <Empty sentence="Tidak ada lagi pegawai dengan SKP tahun ini di sini." /> }.into_any()
        }
        Some(grid) => table(grid, found.unit),
    };
    let legend =
        WeekStatus::ALL.map(|status| view! { <li>{mark(status)} {week_status_word(status)}</li> }).collect_view();
    view! {
        <section class="board-rhythm" aria-labelledby="irama">
            <h3 id="irama">"Laporan per minggu"</h3>
            <ul class="chart-legend">{legend}</ul>
            {content}
            <details class="board-meaning">
                <summary>"Cara membacanya"</summary>
                <p>
                    "Satu tanda untuk satu orang dan satu minggu, menurut jadwal tiap indikator: mingguan, bulanan, atau triwulanan. Belum lapor: pada akhir minggu itu laporan terakhir sudah lebih lama dari jadwalnya. Lapor terlambat: laporan tentang minggu itu diterima sesudah hari terakhir periodenya. Bila indikator berbeda-beda, yang paling perlu perhatian yang tampil. Ini alat untuk bertanya dan membantu, bukan nilai."
                </p>
            </details>
        </section>
    }
    .into_any()
}

fn table(grid: Grid, unit: UnitId) -> AnyView {
    let Grid { weeks, people, shown, next } = grid;
    let head = weeks.iter().map(|week| view! { <th scope="col">{week.clone()}</th> }).collect_view();
    let rows = people.into_iter().map(|person| line(person, &weeks)).collect_view();
    let next = next.map(|after| {
        let href = format!("{}&setelah={after}", address("/dasbor/pelaporan", Some(unit)));
        view! { <a class="button" href=href>"Berikutnya"</a> }
    });
    view! {
        <p>
            <a href=address("/dasbor/pelaporan/unduh.xlsx", Some(unit)) rel="external">
                "Unduh laporan per minggu (Excel)"
            </a>
        </p>
        {part_of(shown)}
        <table class="heat-grid">
            <caption>"Laporan per pegawai dan minggu (tanggal hari Senin)"</caption>
            <thead>
                <tr>
                    <th scope="col">"Pegawai"</th>
                    {head}
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
        {next}
    }
    .into_any()
}

fn line(person: GridRow, weeks: &[String]) -> AnyView {
    let cells = person
        .statuses
        .into_iter()
        .zip(weeks)
        .map(|(status, week)| {
            view! {
                <td title=format!("{week}: {}", week_status_word(status))>
                    {mark(status)}
                    <span class="visually-hidden">{week_status_word(status)}</span>
                </td>
            }
        })
        .collect_view();
    view! {
        <tr>
            <th scope="row">
                <a href=format!("/tim/{}", person.id)>{person.name}</a>
                <small>{person.post}</small>
            </th>
            {cells}
        </tr>
    }
    .into_any()
}
