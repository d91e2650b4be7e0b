//! The pages of a board as workbooks. `/dasbor/unduh.xlsx` has counts only; the people whose reports they are come in
//! `/dasbor/pelaporan/unduh.xlsx`, and those behind a count in `/dasbor/daftar/unduh.xlsx`, for readers of these pages.
//!
//! Each export is recorded; opening its address changes nothing else.

use super::{
    action,
    model::{Board, Grid, PeopleList, lack_word, week_status_word},
    query, store,
};
use crate::{
    domain::{actor::BoardScope, board::Lack, event::Event, id::UnitId, measure::Status, text::name_part},
    error::Error,
    server::{
        door::{Caller, Tx},
        problem::ApiError,
        xlsx::{Cell, MAX_PEOPLE, Sheet, as_of, download, searched},
    },
    ui::{
        format,
        plot::Segment,
        status::{status_of, status_word},
        table::TextTable,
    },
};
use axum::{
    extract::{Extension, Query, rejection::QueryRejection},
    response::Response,
};
use jiff::civil::{Date, DateTime};
use serde::Deserialize;

#[derive(Debug, Deserialize)]
pub(crate) struct BoardQuery {
    unit: Option<UnitId>,
}

/// The page's own query of an address: with a status, or with what people lack.
#[derive(Debug, Deserialize)]
pub(crate) struct PeopleQuery {
    unit: Option<UnitId>,
    status: Option<String>,
    tanpa: Option<String>,
    cari: Option<String>,
}

/// `GET /dasbor/unduh.xlsx?unit=`
pub(crate) async fn board(
    Extension(caller): Extension<Caller>,
    asked: Result<Query<BoardQuery>, QueryRejection>,
) -> Result<Response, ApiError> {
    let actor = caller.actor()?;
    let at = actor.zone.local(caller.app().clock.now());
    let Query(asked) = asked.map_err(|_| Error::NotFound)?;
    let board = action::board(&caller, asked.unit).await?;
    // All readers of a board share one answer: its export is recorded here, before it leaves.
    caller.record(Event::exported("board", board.unit)).await?;
    Ok(download(&format!("dasbor-{}.xlsx", at.date()), sheets(board, at)).await?)
}

/// `GET /dasbor/pelaporan/unduh.xlsx?unit=`
pub(crate) async fn rhythm(
    Extension(caller): Extension<Caller>,
    asked: Result<Query<BoardQuery>, QueryRejection>,
) -> Result<Response, ApiError> {
    let at = caller.actor()?.zone.local(caller.app().clock.now());
    let Query(asked) = asked.map_err(|_| Error::NotFound)?;
    let Board { unit, name, .. } = action::board(&caller, asked.unit).await?;
    let load = async move |tx: &mut Tx| query::whole_grid(tx, unit, MAX_PEOPLE).await;
    let grid = caller.export(Event::exported("rhythm", unit), load).await?;
    Ok(download(&format!("laporan-per-minggu-{}.xlsx", at.date()), vec![people_by_week(grid, name, as_of(at))]).await?)
}

/// `GET /dasbor/daftar/unduh.xlsx?unit=&status=` or `…&tanpa=`, of a search with `cari`.
pub(crate) async fn people(
    Extension(caller): Extension<Caller>,
    asked: Result<Query<PeopleQuery>, QueryRejection>,
) -> Result<Response, ApiError> {
    let at = caller.actor()?.zone.local(caller.app().clock.now());
    let Query(PeopleQuery { unit, status, tanpa, cari }) = asked.map_err(|_| Error::NotFound)?;
    let (status, lack) = (status.as_deref().and_then(status_of), tanpa.as_deref().and_then(Lack::of_code));
    // Which unit one's own is, is known to the board.
    let unit = action::board(&caller, unit).await?.unit;
    let wanted = cari.as_deref().and_then(name_part);
    let searched = searched(wanted.as_deref());
    let page = store::people::Page { wanted, after: None, most: MAX_PEOPLE };
    let load = async move |tx: &mut Tx| match (status, lack) {
        (Some(status), _) => store::people::list(tx, Some(unit), status, page.clone()).await,
        (None, Some(lack)) => query::people_without(tx, Some(unit), lack, page.clone()).await,
        (None, None) => Err(Error::NotFound),
    };
    let list = caller.export(Event::exported("people", unit), load).await?;
    let title = status.map(status_word).or_else(|| lack.map(lack_word)).unwrap_or_default();
    Ok(download(&format!("pegawai-{}.xlsx", at.date()), vec![people_at(list, title, searched, at)]).await?)
}

fn people_at(list: PeopleList, title: &str, searched: Option<String>, at: DateTime) -> Sheet {
    let mut notes = vec![format!("{}: {title}", list.unit_name), as_of(at)];
    notes.extend(searched);
    notes.extend(list.next.map(|_| only_first(list.people.len())));
    let rows = list.people.into_iter().map(|person| {
        let last_report = Cell::shown_or_empty(person.last_report.as_deref(), at.date());
        let reason = person.reason.unwrap_or_default();
        vec![person.name.into(), person.post.into(), person.unit.into(), reason.into(), last_report]
    });
    Sheet {
        name: "Pegawai",
        notes,
        head: ["Pegawai", "Jabatan", "Unit", "Alasan", "Laporan terakhir"].map(str::to_owned).into(),
        rows: rows.collect(),
    }
}

/// Returns the note that the workbook has only the first `people` people.
fn only_first(people: usize) -> String {
    let people = format::count(i32::try_from(people).unwrap_or(i32::MAX));
    format!("Hanya {people} pegawai pertama menurut nama; unduh unit di bawahnya untuk yang lain.")
}

fn people_by_week(grid: Grid, name: String, as_of: String) -> Sheet {
    let mut notes = vec![name, as_of, "Tanggal hari Senin tiap minggu".to_owned()];
    notes.extend(grid.next.map(|_| only_first(grid.people.len())));
    let rows = grid.people.into_iter().map(|person| {
        let statuses = person.statuses.into_iter().map(|status| Cell::Text(week_status_word(status).to_owned()));
        [person.name, person.post].map(Cell::from).into_iter().chain(statuses).collect()
    });
    Sheet {
        name: "Laporan per minggu",
        notes,
        head: ["Pegawai", "Jabatan"].map(str::to_owned).into_iter().chain(grid.weeks).collect(),
        rows: rows.collect(),
    }
}

fn sheets(board: Board, at: DateTime) -> Vec<Sheet> {
    let today = at.date();
    let state = match board.scope {
        BoardScope::Full => as_of(at),
        BoardScope::Totals => "Keadaan akhir minggu lalu".to_owned(),
    };
    let notes = vec![board.name, state];
    let mut sheets = Vec::new();
    if let Some(figures) = board.figures {
        let row = |name: &str, value: &str| vec![Cell::Text(name.to_owned()), Cell::shown(value, today)];
        let stacks = [board.people, board.indicators].into_iter().flatten();
        let counts = stacks.flat_map(|stack| {
            let name = stack.name;
            let of = move |segment: Segment| {
                row(&format!("{name}: {}", status_word(segment.status).to_lowercase()), &segment.count)
            };
            stack.segments.into_iter().map(of)
        });
        sheets.push(Sheet {
            name: "Ringkasan",
            notes: notes.clone(),
            head: ["Ukuran", "Angka"].map(str::to_owned).into(),
            rows: [
                row("Indikator mencapai rencana", &figures.progress),
                row("Kelengkapan laporan", &figures.completeness),
                row("Laporan hari ini", &figures.reports_today),
                row("Sudah melapor bulan ini", &figures.reported),
                row("Pegawai", &figures.employees),
                row("Laporan terakhir", figures.last_report.as_deref().unwrap_or("–")),
                vec![Cell::Text("Belum punya SKP tahun ini".to_owned()), figures.without_plan.into()],
            ]
            .into_iter()
            .chain(counts)
            .collect(),
        });
    } else {
        let reason = "Angka untuk kelompok yang kurang dari lima orang tidak ditampilkan.".to_owned();
        sheets.push(Sheet {
            name: "Ringkasan",
            notes: [notes.clone(), vec![reason]].concat(),
            head: vec![],
            rows: vec![],
        });
    }
    if !board.units.is_empty() {
        let titles = ["Unit", "Pegawai", "Mencapai rencana", "Kelengkapan", "Laporan hari ini", "Terakhir"];
        let head = titles.into_iter().chain(Status::ALL.map(status_word)).map(str::to_owned);
        let rows = board.units.into_iter().map(|unit| {
            let counts = Status::ALL.map(|status| Cell::from(unit.counts.of(status)));
            [
                unit.name.into(),
                Cell::shown(&unit.employees, today),
                Cell::shown(&unit.progress, today),
                Cell::shown(&unit.completeness, today),
                unit.reports_today.into(),
                Cell::shown_or_empty(unit.last_report.as_deref(), today),
            ]
            .into_iter()
            .chain(counts)
            .collect()
        });
        sheets.push(Sheet { name: "Unit", notes: notes.clone(), head: head.collect(), rows: rows.collect() });
    }
    let tables = [
        ("Dibanding minggu lalu", board.changes),
        ("Perbandingan unit", board.bars.map(|bars| bars.table)),
        ("Tren", board.trend.map(|trend| trend.table)),
    ];
    sheets
        .extend(tables.into_iter().filter_map(|(name, table)| table.map(|table| of_table(name, &notes, table, today))));
    sheets
}

/// Returns the table of a chart: the first column names its row, the others have values.
fn of_table(name: &'static str, notes: &[String], table: TextTable, today: Date) -> Sheet {
    let rows = table.rows.into_iter().map(|row| {
        let mut cells = row.into_iter();
        let name = cells.next().map_or(Cell::Empty, Cell::from);
        std::iter::once(name).chain(cells.map(|cell| Cell::shown(&cell, today))).collect()
    });
    Sheet { name, notes: notes.to_vec(), head: table.head, rows: rows.collect() }
}
