//! Boards as they are shown, from the sums.

use super::{
    model::{Board, Figures, UnitRow},
    store::{self, Sums},
};
use crate::{
    domain::{
        actor::{Actor, BoardScope, SMALLEST_GROUP},
        calendar::{Zone, week_of},
        id::UnitId,
        measure::Status,
    },
    error::{Error, Result},
    server::door::Tx,
    ui::{
        format,
        plot::{StackPlot, UnitBars, WeekPlot},
        status::status_code,
    },
};
use jiff::{Timestamp, civil::Date};

/// A unit's board as it is kept for all who look at it.
#[derive(Clone, Debug)]
pub struct Whole {
    /// The unit and everything above it, nearest first.
    path: Vec<(UnitId, String)>,
    full: Board,
    totals: Board,
}

/// Loads a board for all readers; refused to those who may not see it at all.
pub async fn whole(tx: &mut Tx, unit: UnitId) -> Result<Whole> {
    let path = store::path(tx, unit).await?;
    scope(&tx.actor, &path)?;
    let (zone, today) = (tx.actor.zone, tx.today());
    let sums = store::sums(tx, unit, None).await?;
    let weeks = store::weeks(tx, unit).await?;
    let mut rows = sums.clone();
    let (total, children) = store::with_total(sums).ok_or(Error::NotFound)?;
    // People of the unit itself stand below its children, so that the rows add up to the whole.
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
    let trend = WeekPlot::new(&weeks.into_iter().chain([(week_of(today), total.indicators)]).collect::<Vec<_>>());
    let full = Board {
        unit,
        name: total.name.clone(),
        scope: BoardScope::Full,
        path: vec![],
        figures: Some(figures(&total, zone, today)),
        people: Some(StackPlot::new("Pegawai", total.people, "pegawai", |status| Some(link(unit, status)))),
        indicators: Some(StackPlot::new("Indikator", total.indicators, "indikator", |_| None)),
        bars,
        units: rows.iter().map(|row| unit_row(row, unit, zone, today)).collect(),
        trend: Some(trend),
    };
    let shown = total.employees >= SMALLEST_GROUP;
    let totals = Board {
        scope: BoardScope::Totals,
        figures: full.figures.clone().filter(|_| shown),
        people: shown.then(|| StackPlot::new("Pegawai", total.people, "pegawai", |_| None)),
        indicators: full.indicators.clone().filter(|_| shown),
        bars: None,
        units: vec![],
        trend: full.trend.clone().filter(|_| shown),
        ..full.clone()
    };
    Ok(Whole { path, full, totals })
}

impl Whole {
    /// As much of it as a reader may see.
    pub fn seen_by(&self, actor: &Actor) -> Result<Board> {
        if scope(actor, &self.path)? == BoardScope::Totals {
            return Ok(self.totals.clone());
        }
        // The units above, from the top down, that the reader may open.
        let path =
            (1..self.path.len()).rev().filter(|above| scope(actor, &self.path[*above..]) == Ok(BoardScope::Full));
        Ok(Board { path: path.map(|above| self.path[above].clone()).collect(), ..self.full.clone() })
    }
}

fn scope(actor: &Actor, path: &[(UnitId, String)]) -> Result<BoardScope> {
    let path: Vec<UnitId> = path.iter().map(|(unit, _)| *unit).collect();
    if path.is_empty() { Err(Error::NotFound) } else { actor.board_scope(&path).ok_or(Error::NotFound) }
}

/// The list behind a count.
fn link(unit: UnitId, status: Status) -> String {
    format!("/dasbor?unit={unit}&status={}", status_code(status))
}

fn figures(total: &Sums, zone: Zone, today: Date) -> Figures {
    let planned = total.people.due() + total.people.not_due;
    Figures {
        employees: format::count(total.employees),
        progress: percent(total.indicators.progress_percent()),
        completeness: percent(total.indicators.completeness_percent()),
        reports_today: format::count(total.reports_today),
        reported: format::count(total.reported),
        last_report: total.last_report_at.map(|at| moment(at, zone, today)),
        without_plan: (total.employees - planned).max(0),
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
