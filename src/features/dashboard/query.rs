//! Boards in words, from the sums.

mod reports;
mod without;

pub(crate) use reports::{arrivals, reporters, wait_words, whole_grid};
pub(crate) use without::people_without;

use super::{
    attention,
    model::{Board, BoardTotals, UnitRow},
    store::{self, Sums, Week},
};
use crate::{
    domain::{
        actor::{Actor, BoardScope, MIN_GROUP},
        board::{Prerequisite, moved},
        calendar::{Zone, week_of},
        id::{AgencyId, UnitId},
        measure::Status,
    },
    error::{Error, Result},
    server::door::Tx,
    ui::{
        format,
        plot::{StackPlot, UnitBars, WeekPlot},
        status::status_code,
        table::TextTable,
    },
};
use jiff::{Timestamp, civil::Date};

/// The name of the counts of people: those without a plan have no status.
const PEOPLE: &str = "Pegawai dengan SKP";

/// A unit's board as it is cached for all its readers.
#[derive(Clone, Debug)]
pub(crate) struct Whole {
    agency: AgencyId,
    /// The unit and everything above it, nearest first.
    path: Vec<(UnitId, String)>,
    full: Board,
    totals: Board,
}

/// Loads a board for all readers; refuses callers who may not see it at all.
pub(crate) async fn whole(tx: &mut Tx, unit: UnitId) -> Result<Whole> {
    let path = store::path(tx, unit).await?;
    scope(&tx.actor, &path)?;
    let (zone, today) = (tx.actor.zone, tx.today());
    let sums = store::sums(tx, unit, None).await?;
    let weeks = store::weeks(tx, unit).await?;
    let mut rows = sums.clone();
    let (total, children) = store::with_total(sums).ok_or(Error::NotFound)?;
    // The unit's own people come below its children, so that the rows add up to the whole.
    rows.rotate_left(1);
    if let Some(own) = rows.last_mut() {
        "Langsung di unit ini".clone_into(&mut own.name);
    }
    rows.retain(|row| row.unit != unit || (row.employees > 0 && !children.is_empty()));
    let bars = (!children.is_empty()).then(|| {
        let units: Vec<_> = rows.iter().map(|row| (row.name.clone(), row.people)).collect();
        UnitBars::new(&units, "pegawai", |index, status| {
            rows.get(index).filter(|row| row.unit != unit).map(|row| link(row.unit, status))
        })
    });
    let now = Week {
        monday: week_of(today),
        people: total.people,
        indicators: total.indicators,
        reports: total.reports_week,
    };
    let last = weeks.last().copied();
    let course: Vec<_> = weeks.iter().chain([&now]).map(|week| (week.monday, week.indicators)).collect();
    let full = Board {
        unit,
        name: total.name.clone(),
        scope: BoardScope::Full,
        leads: false,
        path: vec![],
        missing: Prerequisite::missing(total.employees, total.people.all(), total.last_report_at.is_some()),
        figures: Some(figures(&total, zone, today)),
        people: Some(StackPlot::new(PEOPLE, total.people, "pegawai", |status| Some(link(unit, status)))),
        indicators: Some(StackPlot::new("Indikator", total.indicators, "indikator", |_| None)),
        bars,
        units: rows.iter().map(|row| unit_row(row, unit, zone, today)).collect(),
        trend: Some(WeekPlot::new(&course)),
        changes: compared(last, now, today),
        moves: attention::moves(tx, unit, &children, today).await?,
    };
    let last = last.filter(|week| (now.monday - week.monday).get_days() == 7);
    let closed = last.filter(|week| week.people.all() >= MIN_GROUP);
    let past: Vec<_> =
        weeks.iter().filter(|week| week.people.all() >= MIN_GROUP).map(|week| (week.monday, week.indicators)).collect();
    let totals = Board {
        scope: BoardScope::Totals,
        // What else is missing changes with the first report of one person.
        missing: last.is_none().then_some(Prerequisite::ClosedWeek),
        figures: closed.map(|week| closed_figures(&total, week)),
        people: closed.map(|week| StackPlot::new(PEOPLE, week.people, "pegawai", |_| None)),
        indicators: closed.map(|week| StackPlot::new("Indikator", week.indicators, "indikator", |_| None)),
        bars: None,
        units: vec![],
        trend: closed.map(|_| WeekPlot::new(&past)),
        changes: None,
        moves: vec![],
        ..full.clone()
    };
    Ok(Whole { agency: tx.actor.agency, path, full, totals })
}

impl Whole {
    /// Returns as much of it as a reader may see.
    ///
    /// # Errors
    /// [`Error::NotFound`] if the reader may see nothing of it, or belongs to another agency.
    pub(crate) fn seen_by(&self, actor: &Actor) -> Result<Board> {
        if actor.agency != self.agency {
            return Err(Error::NotFound);
        }
        if scope(actor, &self.path)? == BoardScope::Totals {
            return Ok(self.totals.clone());
        }
        let leads = actor.is_leader_of(&ids(&self.path));
        // The units above, from the top down, that the reader may open.
        let path =
            (1..self.path.len()).rev().filter(|above| scope(actor, &self.path[*above..]) == Ok(BoardScope::Full));
        let path = path.map(|above| self.path[above].clone()).collect();
        Ok(Board { leads, path, ..self.full.clone() })
    }
}

fn ids(path: &[(UnitId, String)]) -> Vec<UnitId> {
    path.iter().map(|(unit, _)| *unit).collect()
}

fn scope(actor: &Actor, path: &[(UnitId, String)]) -> Result<BoardScope> {
    actor.board_scope(&ids(path)).ok_or(Error::NotFound)
}

/// Compares the current week with the one before; `None` without numbers of that one.
fn compared(last: Option<Week>, now: Week, today: Date) -> Option<TextTable> {
    let last = last.filter(|last| (now.monday - last.monday).get_days() == 7)?;
    let share = |name: &str, of: fn(&Week) -> Option<i32>| {
        let (before, after) = (of(&last), of(&now));
        let change = moved(before, after).map_or_else(|| "–".to_owned(), format::points);
        vec![name.to_owned(), percent(before), percent(after), change]
    };
    Some(TextTable {
        head: ["Ukuran", "Akhir minggu lalu", "Sekarang", "Perubahan"].map(str::to_owned).into(),
        rows: vec![
            share("Indikator mencapai rencana", |week| week.indicators.progress_percent()),
            share("Pegawai perlu dukungan", |week| week.people.support_percent()),
            share("Kelengkapan laporan", |week| week.indicators.completeness_percent()),
            // Part of a week is not compared with a whole one.
            vec![
                "Laporan masuk".to_owned(),
                format!("{} dalam 7 hari", format::count(last.reports)),
                format!("{} dalam {} hari", format::count(now.reports), (today - now.monday).get_days() + 1),
                "minggu ini masih berjalan".to_owned(),
            ],
        ],
    })
}

/// Returns the address of the list behind a count.
fn link(unit: UnitId, status: Status) -> String {
    format!("/dasbor/pelaporan?unit={unit}&status={}", status_code(status))
}

fn figures(total: &Sums, zone: Zone, today: Date) -> BoardTotals {
    let planned = total.people.all();
    BoardTotals {
        employees: format::count(total.employees),
        progress: percent(total.indicators.progress_percent()),
        completeness: percent(total.indicators.completeness_percent()),
        reports_today: format::count(total.reports_today),
        reported: format::count(total.reported),
        last_report: total.last_report_at.map(|at| moment(at, zone, today)),
        without_plan: (total.employees - planned).max(0),
    }
}

/// Returns the figures for those who see totals only: of the last closed week, because two moments of a running one
/// would differ by the one person who has just reported.
fn closed_figures(total: &Sums, week: Week) -> BoardTotals {
    BoardTotals {
        employees: format::count(total.employees),
        progress: percent(week.indicators.progress_percent()),
        completeness: percent(week.indicators.completeness_percent()),
        reports_today: "–".to_owned(),
        reported: "–".to_owned(),
        last_report: None,
        without_plan: 0,
    }
}

fn unit_row(row: &Sums, top: UnitId, zone: Zone, today: Date) -> UnitRow {
    UnitRow {
        id: row.unit,
        name: row.name.clone(),
        own: row.unit == top,
        employees: format::count(row.employees),
        counts: row.people,
        progress: percent(row.indicators.progress_percent()),
        completeness: percent(row.indicators.completeness_percent()),
        reports_today: row.reports_today,
        last_report: row.last_report_at.map(|at| moment(at, zone, today)),
        version: row.version,
    }
}

fn moment(at: Timestamp, zone: Zone, today: Date) -> String {
    format::moment(zone.local(at), today)
}

fn percent(share: Option<i32>) -> String {
    share.map_or_else(|| "–".to_owned(), |share| format!("{share} %"))
}
