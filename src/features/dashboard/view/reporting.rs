//! `/dasbor/pelaporan`: the newest reports, how regularly the people of a unit report, and how long reports wait for
//! feedback; the address is the state (`unit`, `setelah`). With a `status` or `tanpa` (and `cari`) it is the list behind a
//! count of the board, with `langsung=ya` of the unit's own people alone.

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
        rhythm::{PersonWeek, WeekStatus},
    },
    features::dashboard::{
        api::{get_reporting, list_people, list_without},
        model::{Grid, GridRow, Reporting, week_status_word, week_words},
    },
    query::{LoadError, Query},
    ui::{
        address::{KnownPart, UnknownParts},
        empty::{Empty, Skeleton},
        live::{on_change, use_live},
        rows::part_of_file,
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
    /// Whether the list has only people of the unit itself.
    pub is_direct: bool,
    /// A part of a name, in the list behind a count.
    pub wanted: String,
    pub after: Option<EmployeeId>,
}

/// The value of `langsung` in an address.
const DIRECT: &str = "ya";

/// The parts of the address.
const PARTS: &[KnownPart] = &[
    ("unit", is_unit),
    ("status", |value| status_of(value).is_some()),
    ("tanpa", |value| Lack::of_code(value).is_some()),
    ("langsung", |value| value == DIRECT),
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
            is_direct: query.get("langsung").as_deref() == Some(DIRECT),
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
            let ReportingQuery { unit, listed, is_direct, wanted, after } = asked;
            match listed {
                Some(Listed::At(status)) => list_people(unit, status, is_direct, wanted, after).await.map(Some),
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
    drawn(class(status), symbol(status).to_owned())
}

/// The mark of a person's week: where something is missing of some indicators, their number among all.
fn week_mark(week: PersonWeek) -> AnyView {
    if week.is_partly_missing() {
        drawn("beat missing part", format!("{}/{}", week.having, week.indicators))
    } else {
        mark(week.status)
    }
}

fn drawn(class: &'static str, sign: String) -> AnyView {
    view! {
        <span class=class aria-hidden="true">
            {sign}
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
    let partly = PersonWeek { status: WeekStatus::Missing, having: 1, indicators: 3 };
    view! {
        <section class="board-rhythm" aria-labelledby="irama">
            <h3 id="irama">"Laporan per minggu"</h3>
            <ul class="chart-legend">{legend} <li>{week_mark(partly)} {week_words(partly)}</li></ul>
            {content}
            <details class="board-meaning">
                <summary>"Cara membacanya"</summary>
                <p>
                    "Satu tanda untuk satu orang dan satu minggu, menurut jadwal tiap indikator: mingguan, bulanan, atau triwulanan. Belum lapor: pada akhir minggu itu laporan terakhir sudah lebih lama dari jadwalnya. Lapor terlambat: laporan tentang minggu itu diterima sesudah hari terakhir periodenya. Bila indikator berbeda-beda, yang paling perlu perhatian yang tampil: 1/3 berarti satu dari tiga indikatornya belum dilaporkan. Ini alat untuk bertanya dan membantu, bukan nilai."
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
        {part_of_file(shown)}
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

fn line(person: GridRow, mondays: &[String]) -> AnyView {
    let cells = person
        .weeks
        .into_iter()
        .zip(mondays)
        .map(|(week, monday)| {
            let words = week_words(week);
            let title = format!("{monday}: {words}");
            view! {
                <td title=title>
                    {week_mark(week)}
                    <span class="visually-hidden">{words}</span>
                </td>
            }
        })
        .collect_view();
    view! {
        <tr>
            <th scope="row">
                <a href=format!("/tim/{}", person.id)>{person.name}</a>
                <small>{format!("{} · {}", person.post, person.unit)}</small>
            </th>
            {cells}
        </tr>
    }
    .into_any()
}
