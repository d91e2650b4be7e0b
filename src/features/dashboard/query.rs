//! Boards in words, from the sums.

mod numbers;
mod origin;
mod reports;
mod results;
mod rolled;
mod without;

pub(crate) use numbers::{BoardNumbers, Current, Totals};
pub(crate) use origin::origin;
pub(crate) use reports::{AgencyWaits, WeeksByPerson, arrivals, reporters, wait_words, whole_grid};
pub(crate) use results::{Courses, WholeResults};
pub(crate) use without::people_without;

use super::{
    attention,
    model::{Board, BoardTotals, UnitRow},
    store::{self, Sums, Week},
};
use crate::{
    domain::{
        actor::{Actor, BoardScope},
        board::{Lack, Prerequisite, Share, moved},
        calendar::Zone,
        id::{AgencyId, UnitId},
        measure::Status,
    },
    error::{Error, Result},
    server::{door::Tx, pilot},
    ui::{
        format,
        plot::{StackPlot, UnitBars, WeekPlot},
        status::status_code,
        table::TextTable,
    },
};
use jiff::{Timestamp, civil::Date};

/// The name of the counts of people: those without a plan have no status.
pub(crate) const PEOPLE: &str = "Pegawai dengan SKP";
pub(crate) const INDICATORS: &str = "Indikator";
/// The name of a share, and how a week has it.
type Measure = (&'static str, fn(&Week) -> Option<Share>);

/// The measures of which the current week is compared with the one before.
pub(crate) const MEASURES: [Measure; 3] = [
    ("Indikator mencapai rencana", |week| week.indicators.progress()),
    ("Pegawai perlu dukungan", |week| week.people.share_of(Status::NeedsSupport)),
    ("Kelengkapan laporan", |week| week.indicators.completeness()),
];

/// A unit's board as it is cached for all its readers.
#[derive(Clone, Debug)]
pub(crate) struct Whole {
    agency: AgencyId,
    /// The unit and everything above it, nearest first.
    path: Vec<(UnitId, String)>,
    full: (BoardNumbers, Board),
    totals: (BoardNumbers, Board),
}

/// Loads a board for all readers; refuses callers who may not see it at all.
pub(crate) async fn whole(tx: &mut Tx, unit: UnitId) -> Result<Whole> {
    let path = store::path(tx, unit).await?;
    scope(&tx.actor, &path)?;
    let (zone, today) = (tx.actor.zone, tx.today());
    let sums = store::sums(tx, unit, None).await?;
    let weeks = store::weeks(tx, unit).await?;
    let (total, children) = store::with_total(sums.clone()).ok_or(Error::NotFound)?;
    let mut full = BoardNumbers::full(&total, sums, &weeks, today);
    let notice = pilot::about_unit(tx, today.year(), unit).await?;
    if let Some(current) = full.totals.as_mut().and_then(|totals| totals.current.as_mut()) {
        current.without_plan = if notice.is_some() {
            store::without::total(tx, unit, Lack::Plan).await?
        } else {
            (current.without_plan - store::without::elected(tx, unit).await?).max(0)
        };
    }
    let totals = BoardNumbers::closed(&total, &weeks, today);
    let full_board = Board {
        missing: Prerequisite::missing(total.employees, total.people.all(), total.last_report_at.is_some()),
        moves: attention::moves(tx, unit, &children, today).await?,
        pilot: notice.clone(),
        ..in_words(&full, zone, today)
    };
    // What else is missing changes with the first report of one person.
    let missing = numbers::closed(&weeks, today).is_none().then_some(Prerequisite::ClosedWeek);
    let totals_board = Board { missing, pilot: notice, ..in_words(&totals, zone, today) };
    Ok(Whole { agency: tx.actor.agency, path, full: (full, full_board), totals: (totals, totals_board) })
}

/// Returns a board in words, without what its numbers do not say.
fn in_words(numbers: &BoardNumbers, zone: Zone, today: Date) -> Board {
    let BoardNumbers { unit, name, scope, totals, units, course, compared } = numbers;
    let (unit, scope) = (*unit, *scope);
    let bars = (!units.is_empty()).then(|| {
        let counts: Vec<_> = units.iter().map(|row| (row.name.clone(), row.people)).collect();
        let behind = |index: usize, status| units.get(index).map(|row| link(row.unit, status, row.unit == unit));
        UnitBars::new(&counts, "pegawai", behind)
    });
    Board {
        unit,
        name: name.clone(),
        scope,
        leads: false,
        path: vec![],
        missing: None,
        figures: totals.map(|totals| figures(totals, zone, today)),
        people: totals.map(|totals| {
            StackPlot::new(PEOPLE, totals.people, "pegawai", |status| {
                (scope == BoardScope::Full).then(|| link(unit, status, false))
            })
        }),
        indicators: totals.map(|totals| StackPlot::new(INDICATORS, totals.indicators, "indikator", |_| None)),
        bars,
        units: units.iter().map(|row| unit_row(row, unit, zone, today)).collect(),
        trend: totals.map(|_| WeekPlot::new(course)),
        changes: compared.map(|(last, now)| changes(last, now, today)),
        moves: vec![],
        pilot: None,
    }
}

impl Whole {
    /// Returns how much of it a reader may see.
    ///
    /// # Errors
    /// [`Error::NotFound`] if the reader may see nothing of it, or belongs to another agency.
    pub(crate) fn scope_of(&self, actor: &Actor) -> Result<BoardScope> {
        if actor.agency == self.agency { scope(actor, &self.path) } else { Err(Error::NotFound) }
    }

    pub(crate) fn unit(&self) -> UnitId {
        self.full.0.unit
    }

    /// Returns the highest unit of its agency.
    pub(crate) fn root(&self) -> UnitId {
        self.path.last().map_or(self.unit(), |(unit, _)| *unit)
    }

    /// Returns whether a reader may see who is behind its counts ([`Actor::may_see_reporters`]).
    pub(crate) fn shows_persons_to(&self, actor: &Actor) -> bool {
        actor.may_see_reporters(&ids(&self.path))
    }

    /// Returns as much of it as a reader may see.
    ///
    /// # Errors
    /// [`Error::NotFound`] if the reader may see nothing of it.
    pub(crate) fn seen_by(&self, actor: &Actor) -> Result<Board> {
        if self.scope_of(actor)? == BoardScope::Totals {
            return Ok(self.totals.1.clone());
        }
        let leads = actor.is_leader_of(&ids(&self.path));
        // The units above, from the top down, that the reader may open.
        let path =
            (1..self.path.len()).rev().filter(|above| scope(actor, &self.path[*above..]) == Ok(BoardScope::Full));
        let path = path.map(|above| self.path[above].clone()).collect();
        Ok(Board { leads, path, ..self.full.1.clone() })
    }

    /// Returns the same in numbers.
    ///
    /// # Errors
    /// Those of [`Self::seen_by`].
    pub(crate) fn numbers_for(&self, actor: &Actor) -> Result<BoardNumbers> {
        let (numbers, _) = match self.scope_of(actor)? {
            BoardScope::Full => &self.full,
            BoardScope::Totals => &self.totals,
        };
        Ok(numbers.clone())
    }
}

fn ids(path: &[(UnitId, String)]) -> Vec<UnitId> {
    path.iter().map(|(unit, _)| *unit).collect()
}

fn scope(actor: &Actor, path: &[(UnitId, String)]) -> Result<BoardScope> {
    actor.board_scope(&ids(path)).ok_or(Error::NotFound)
}

/// Compares the current week with the one before.
fn changes(last: Week, now: Week, today: Date) -> TextTable {
    let measures = MEASURES.into_iter().map(|(name, of)| {
        let (before, after) = (of(&last).map(Share::percent), of(&now).map(Share::percent));
        let change = moved(before, after).map_or_else(|| "–".to_owned(), format::points);
        vec![name.to_owned(), percent(before), percent(after), change]
    });
    // Part of a week is not compared with a whole one.
    let reports = vec![
        "Laporan masuk".to_owned(),
        format!("{} dalam 7 hari", format::count(last.reports)),
        format!("{} dalam {} hari", format::count(now.reports), days_of(now, today)),
        "minggu ini masih berjalan".to_owned(),
    ];
    TextTable {
        head: ["Ukuran", "Akhir minggu lalu", "Sekarang", "Perubahan"].map(str::to_owned).into(),
        rows: measures.chain([reports]).collect(),
    }
}

/// Returns the days of the current week until today, with it.
pub(crate) fn days_of(now: Week, today: Date) -> i32 {
    (today - now.monday).get_days() + 1
}

/// Returns the address of the list behind a count; of the people of the unit itself if `is_direct`.
fn link(unit: UnitId, status: Status, is_direct: bool) -> String {
    let direct = if is_direct { "&langsung=ya" } else { "" };
    format!("/dasbor/pelaporan?unit={unit}&status={}{direct}", status_code(status))
}

fn figures(totals: Totals, zone: Zone, today: Date) -> BoardTotals {
    let Totals { employees, indicators, current, .. } = totals;
    let counted = |count: Option<i32>| count.map_or_else(|| "–".to_owned(), format::count);
    BoardTotals {
        employees: format::count(employees),
        progress: percent(indicators.progress_percent()),
        completeness: percent(indicators.completeness_percent()),
        reports_today: counted(current.map(|current| current.reports_today)),
        reported: counted(current.map(|current| current.reported)),
        last_report: current.and_then(|current| current.last_report_at).map(|at| moment(at, zone, today)),
        without_plan: current.map_or(0, |current| current.without_plan),
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
