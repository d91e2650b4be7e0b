//! Boards in words, from the sums.

use super::{
    attention,
    model::{Arrival, Arrivals, Board, BoardTotals, FeedRow, Grid, GridRow, Reporters, UnitRow, WaitWords},
    store::{
        self, Sums, Week,
        feed::{self, Incoming},
    },
};
use crate::{
    domain::{
        actor::{Actor, BoardScope, MIN_GROUP},
        board::{Prerequisite, moved},
        calendar::{Zone, week_of},
        feedback::Waits,
        id::{AgencyId, EmployeeId, UnitId},
        measure::{Frequency, Standing, Status, Thresholds},
        rhythm::{WeekStatus, week_status},
    },
    error::{Error, Result},
    server::{
        agency::{descriptions, thresholds},
        door::Tx,
    },
    ui::{
        format,
        plot::{StackPlot, UnitBars, WeekPlot, amount},
        status::status_code,
        table::TextTable,
    },
};
use jiff::{Timestamp, ToSpan, civil::Date};

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
    let closed = last.filter(|week| week.people.all() >= MIN_GROUP);
    let past: Vec<_> =
        weeks.iter().filter(|week| week.people.all() >= MIN_GROUP).map(|week| (week.monday, week.indicators)).collect();
    let totals = Board {
        scope: BoardScope::Totals,
        // It changes with the first report of one person.
        missing: None,
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

/// Returns the status that a report made.
fn reported_status(report: &Incoming, zone: Zone, thresholds: Thresholds) -> Status {
    let standing = Standing { value: report.value, observed_on: zone.day(report.observed_at) };
    report.target.reported_status(standing, thresholds)
}

/// Returns the reported value beside the one expected by then.
fn value_beside_plan(report: &Incoming, zone: Zone) -> String {
    let value = format!("{} {}", format::number(report.value.decimal()), report.unit);
    match report.target.expected(zone.day(report.observed_at)) {
        Some(due) => format!("{value}; menurut rencana {}", amount(due, &report.unit)),
        None => value,
    }
}

/// Returns when a report was corrected, for the middle of a sentence.
fn corrected(report: &Incoming, zone: Zone, today: Date) -> Option<String> {
    report.corrected_at.map(|at| format::moment_within(zone.local(at), today))
}

fn feed_row(report: Incoming, zone: Zone, today: Date, thresholds: Thresholds) -> FeedRow {
    FeedRow {
        value: value_beside_plan(&report, zone),
        status: reported_status(&report, zone, thresholds),
        corrected: corrected(&report, zone, today),
        id: report.id,
        employee: report.employee,
        name: report.name,
        iki: report.iki,
        indicator: report.indicator,
        received: moment(report.received_at, zone, today),
        correction: report.correction,
    }
}

fn moment(at: Timestamp, zone: Zone, today: Date) -> String {
    format::moment(zone.local(at), today)
}

fn percent(share: Option<i32>) -> String {
    share.map_or_else(|| "–".to_owned(), |share| format!("{share} %"))
}

/// Returns the waiting time of reports in words.
pub(crate) fn wait_words(waits: Waits) -> WaitWords {
    let reports = format::count(waits.reports);
    let based_on = match waits.shown_median() {
        Some(_) => {
            format!("Dihitung dari {reports} laporan yang mendapat umpan balik dalam {} hari terakhir.", Waits::DAYS)
        }
        None => format!(
            "Baru {reports} laporan yang mendapat umpan balik dalam {} hari terakhir; angkanya tampil mulai dari {}.",
            Waits::DAYS,
            Waits::MIN_REPORTS
        ),
    };
    let unanswered = match waits.unanswered {
        0 => " Tidak ada laporan yang belum mendapatnya.".to_owned(),
        unanswered => format!(" {} laporan belum mendapat umpan balik sama sekali.", format::count(unanswered)),
    };
    WaitWords { median: waits.shown_median().map(format::span), based_on: based_on + &unanswered }
}

/// People on one page of the grid.
const GRID_PEOPLE: usize = 25;
/// People that are loaded at once for a whole grid.
const CHUNK_PEOPLE: usize = 250;
/// Weeks of the grid, with the current one.
const GRID_WEEKS: i64 = 12;

/// Returns the reports of a unit's people; `None` for callers who see counts only.
pub(crate) async fn reporters(tx: &mut Tx, unit: UnitId, after: Option<EmployeeId>) -> Result<Option<Reporters>> {
    if !may_see_reporters(tx, unit).await? {
        return Ok(None);
    }
    let (zone, today) = (tx.actor.zone, tx.today());
    let latest = feed::latest(tx, unit).await?;
    let agency = tx.actor.agency;
    let thresholds = thresholds(tx.db(), agency).await?;
    let feed = latest.into_iter().map(|report| feed_row(report, zone, today, thresholds)).collect();
    Ok(Some(Reporters { feed, grid: grid(tx, unit, after, today, GRID_PEOPLE).await? }))
}

/// Returns whether the caller may see the people behind the reports; refuses callers who may not see the board at all.
async fn may_see_reporters(tx: &mut Tx, unit: UnitId) -> Result<bool> {
    let path = store::path(tx, unit).await?;
    scope(&tx.actor, &path)?;
    Ok(tx.actor.may_see_reporters(&ids(&path)))
}

/// Returns the grid of all people of a unit, or of at least `most` if there are more; refuses callers who see counts
/// only.
pub(crate) async fn whole_grid(tx: &mut Tx, unit: UnitId, most: usize) -> Result<Grid> {
    if !may_see_reporters(tx, unit).await? {
        return Err(Error::NotFound);
    }
    let today = tx.today();
    let mut whole = grid(tx, unit, None, today, CHUNK_PEOPLE).await?;
    while let Some(after) = whole.next.filter(|_| whole.people.len() < most) {
        let more = grid(tx, unit, Some(after), today, CHUNK_PEOPLE).await?;
        whole.people.extend(more.people);
        whole.next = more.next;
    }
    Ok(whole)
}

/// Reports on the meeting room's screen: as many as the back row can read at once.
const MAX_ARRIVALS: usize = 8;

/// Returns the newest reports for the meeting room; refuses callers who do not lead the unit. Persons are named if
/// `named`, else described without their names; for callers above the perangkat daerah by it alone.
pub(crate) async fn arrivals(tx: &mut Tx, unit: UnitId, named: bool) -> Result<Arrivals> {
    let path = ids(&store::path(tx, unit).await?);
    if !tx.actor.is_leader_of(&path) {
        return Err(Error::NotFound);
    }
    let within = tx.actor.may_see_reporters(&path);
    let (agency, zone, today) = (tx.actor.agency, tx.actor.zone, tx.today());
    let thresholds = thresholds(tx.db(), agency).await?;
    let mut latest = feed::latest(tx, unit).await?;
    latest.truncate(MAX_ARRIVALS);
    let who: Vec<String> = if !within {
        feed::perangkat_daerah(tx, &latest).await?
    } else if named {
        latest.iter().map(|report| report.name.clone()).collect()
    } else {
        let people: Vec<EmployeeId> = latest.iter().map(|report| report.employee).collect();
        descriptions(tx.db(), agency, today.year(), &people).await?
    };
    let rows = latest.into_iter().zip(who).map(|(report, who)| Arrival {
        id: report.id,
        value: value_beside_plan(&report, zone),
        status: reported_status(&report, zone, thresholds),
        corrected: corrected(&report, zone, today),
        who,
        indicator: report.indicator,
        received: moment(report.received_at, zone, today),
        correction: report.correction,
    });
    Ok(Arrivals { named: named && within, rows: rows.collect() })
}

/// Returns the grid: week by week how people report.
async fn grid(tx: &mut Tx, unit: UnitId, after: Option<EmployeeId>, today: Date, most: usize) -> Result<Grid> {
    let mondays: Vec<Date> =
        (0..GRID_WEEKS).rev().map(|back| week_of(today).saturating_sub((back * 7).days())).collect();
    let (people, next) = store::people::page(tx, unit, None, store::people::Page { wanted: None, after, most }).await?;
    let total = store::people::total(tx, unit, None).await?;
    let of: Vec<EmployeeId> = people.iter().map(|person| person.id).collect();
    // Reports from before the first week show whether a value is outdated at its end.
    let since =
        mondays.first().map_or(today, |first| first.saturating_sub(i64::from(Frequency::Quarterly.days()).days()));
    let indicators = store::reporting::indicators(tx, &of, since).await?;
    let people = people.into_iter().map(|person| {
        let own = || indicators.iter().filter(|row| row.employee == person.id);
        let week =
            |monday| WeekStatus::worst(own().map(|row| week_status(&row.target, &row.report_days, monday, today)));
        GridRow {
            statuses: mondays.iter().map(|monday| week(*monday)).collect(),
            id: person.id,
            name: person.name,
            post: person.post,
        }
    });
    let people: Vec<GridRow> = people.collect();
    Ok(Grid {
        shown: format::part_of(0, people.len(), total, "orang"),
        people,
        next,
        weeks: mondays.iter().map(|monday| format::short_day(*monday)).collect(),
    })
}
