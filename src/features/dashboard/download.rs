//! The pages of a board as workbooks. `/dasbor/unduh.xlsx` has counts only; the people whose reports they are come in
//! `/dasbor/pelaporan/unduh.xlsx`, and those behind a count in `/dasbor/daftar/unduh.xlsx`, for readers of these pages.
//!
//! Each export is recorded; opening its address changes nothing else.

mod sheets;

use super::{
    action,
    model::{Board, PeopleList, lack_word, week_status_word},
    query::{self, WeeksByPerson},
    store::{self, people::ListedPeople},
};
use crate::{
    domain::{
        board::Lack,
        calendar::Zone,
        event::Event,
        id::UnitId,
        rhythm::{PersonWeek, WeekStatus},
        text::name_part,
    },
    error::Error,
    server::{
        door::{Caller, Tx},
        problem::ApiError,
        xlsx::{Cell, MAX_PEOPLE, Sheet, as_of, download, head, searched},
    },
    ui::{
        format,
        status::{status_of, status_word},
    },
};
use axum::{
    extract::{Extension, Query, rejection::QueryRejection},
    response::Response,
};
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
    langsung: Option<String>,
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
    let numbers = action::board_numbers(&caller, asked.unit).await?;
    // All readers of a board share one answer: its export is recorded here, before it leaves.
    caller.record(Event::exported("board", numbers.unit)).await?;
    Ok(download(&format!("dasbor-{}.xlsx", at.date()), sheets::board(numbers, actor.zone, at)).await?)
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
    let zone = caller.actor()?.zone;
    let at = zone.local(caller.app().clock.now());
    let Query(PeopleQuery { unit, status, tanpa, langsung, cari }) = asked.map_err(|_| Error::NotFound)?;
    let (status, lack) = (status.as_deref().and_then(status_of), tanpa.as_deref().and_then(Lack::of_code));
    // Which unit one's own is, is known to the board.
    let unit = action::board(&caller, unit).await?.unit;
    let wanted = cari.as_deref().and_then(name_part);
    let is_direct = langsung.as_deref() == Some("ya") && status.is_some();
    let direct = is_direct.then(|| "Hanya pegawai langsung di unit ini, tanpa unit di bawahnya".to_owned());
    let narrowed = direct.into_iter().chain(searched(wanted.as_deref()));
    let page = store::people::Page { is_direct, wanted, after: None, most: MAX_PEOPLE };
    let load = async move |tx: &mut Tx| match (status, lack) {
        (Some(status), _) => {
            let list = store::people::listed(tx, Some(unit), status, page.clone()).await?;
            Ok(at_status(list, zone))
        }
        (None, Some(lack)) => query::people_without(tx, Some(unit), lack, page.clone()).await.map(without),
        (None, None) => Err(Error::NotFound),
    };
    let list = caller.export(Event::exported("people", unit), load).await?;
    let title = status.map(status_word).or_else(|| lack.map(lack_word)).unwrap_or_default();
    let sheet = people_sheet(list, title, narrowed, as_of(at));
    Ok(download(&format!("pegawai-{}.xlsx", at.date()), vec![sheet]).await?)
}

/// The people of a list as rows of a sheet.
struct PeopleRows {
    unit_name: String,
    rows: Vec<Vec<Cell>>,
    is_part: bool,
}

fn at_status(list: ListedPeople, zone: Zone) -> PeopleRows {
    let ListedPeople { unit_name, people, mut reasons, next, .. } = list;
    let rows = people.into_iter().map(|person| {
        let (reason, last_report) = (reasons.remove(&person.id), person.last_report_at.map(|at| zone.local(at)));
        vec![person.name.into(), person.post.into(), person.unit.into(), reason.into(), last_report.into()]
    });
    PeopleRows { unit_name, rows: rows.collect(), is_part: next.is_some() }
}

fn without(list: PeopleList) -> PeopleRows {
    let rows = list.people.into_iter().map(|person| {
        vec![person.name.into(), person.post.into(), person.unit.into(), person.reason.into(), Cell::Empty]
    });
    PeopleRows { unit_name: list.unit_name, rows: rows.collect(), is_part: list.next.is_some() }
}

fn people_sheet(list: PeopleRows, title: &str, narrowed: impl IntoIterator<Item = String>, as_of: String) -> Sheet {
    let PeopleRows { unit_name, rows, is_part } = list;
    let mut notes = vec![format!("{unit_name}: {title}"), as_of];
    notes.extend(narrowed);
    notes.extend(is_part.then(|| only_first(rows.len())));
    let head = head(["Pegawai", "Jabatan", "Unit", "Alasan", "Laporan terakhir"]);
    Sheet { name: "Pegawai", notes, head, rows }
}

/// Returns the note that the workbook has only the first `people` people.
fn only_first(people: usize) -> String {
    let people = format::count(count(people));
    format!("Hanya {people} pegawai pertama menurut nama; unduh unit di bawahnya untuk yang lain.")
}

fn people_by_week(found: WeeksByPerson, name: String, as_of: String) -> Sheet {
    let WeeksByPerson { mondays, people, next } = found;
    let columns =
        "Tanggal hari Senin tiap minggu. Belum lapor sebagian: belum semua indikatornya dilaporkan.".to_owned();
    let mut notes = vec![name, as_of, columns];
    notes.extend(next.map(|_| only_first(people.len())));
    let rows = people.into_iter().map(|(person, weeks)| {
        let weeks_at = |status| weeks.iter().filter(|week| week.status == status).count();
        let counts = [WeekStatus::Missing, WeekStatus::Late].map(|status| Cell::from(count(weeks_at(status))));
        let indicators = weeks.last().map(|week| week.indicators);
        let words = weeks.iter().map(|week| Cell::from(week_word(*week)));
        let person = [person.name, person.post, person.unit].map(Cell::from).into_iter();
        person.chain([Cell::from(indicators)]).chain(words).chain(counts).collect()
    });
    let rows = rows.collect();
    let days = mondays.into_iter().map(Cell::from);
    let head = head(["Pegawai", "Jabatan", "Unit", "Indikator"]).into_iter().chain(days);
    let head = head.chain(["Minggu belum lapor", "Minggu lapor terlambat"].map(Cell::from)).collect();
    Sheet { name: "Laporan per minggu", notes, head, rows }
}

/// Returns the word of a week by which people can be filtered.
fn week_word(week: PersonWeek) -> &'static str {
    if week.is_partly_missing() { "Belum lapor sebagian" } else { week_status_word(week.status) }
}

fn count(of: usize) -> i32 {
    i32::try_from(of).unwrap_or(i32::MAX)
}
