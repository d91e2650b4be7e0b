//! The reports of a unit's people in words: the newest ones, and how regularly they come.

use super::{ids, moment, scope};
use crate::{
    domain::{
        actor::BoardScope,
        calendar::{Zone, week_of},
        feedback::Waits,
        id::{EmployeeId, UnitId},
        measure::{Frequency, Standing, Status, Thresholds},
        rhythm::{PersonWeek, is_planned, week_status},
    },
    error::{Error, Result},
    features::dashboard::{
        model::{Arrival, Arrivals, FeedRow, Grid, GridRow, Reporters, WaitWords},
        store::{
            self,
            feed::{self, Incoming},
            people::{ListedPerson, Page},
            reporting::UnitWaits,
        },
    },
    server::{
        agency::{descriptions, thresholds},
        door::Tx,
        unit_cache::UnitResult,
    },
    ui::{format, plot::amount},
};
use jiff::{ToSpan, civil::Date};
use std::{collections::HashMap, time::Duration};

/// Returns the status that a report made.
fn reported_status(report: &Incoming, zone: Zone, thresholds: Thresholds) -> Status {
    let standing = Standing { value: report.value, observed_on: zone.day(report.observed_at) };
    report.target.reported_status(standing, thresholds)
}

/// Returns the reported value beside the one expected by then.
fn value_beside_plan(report: &Incoming, zone: Zone) -> String {
    let value = format::reported(report.value, &report.unit, None);
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
        correction: report.corrects.is_some(),
    }
}

/// The waits of so many reports are asked for while a reader waits.
const MAX_LIVE_REPORTS: usize = 10_000;

/// How long the reports of an agency wait, by unit.
#[derive(Debug)]
pub(crate) struct AgencyWaits(HashMap<UnitId, UnitWaits>);

impl AgencyWaits {
    /// Returns how long the reports of some units wait.
    pub(crate) fn of(&self, units: &[UnitId]) -> Waits {
        let units: Vec<&UnitWaits> = units.iter().filter_map(|unit| self.0.get(unit)).collect();
        let waits = units.iter().flat_map(|unit| unit.waits.iter().copied()).collect();
        Waits::new(waits, units.iter().map(|unit| unit.unanswered).sum())
    }
}

impl UnitResult for AgencyWaits {
    const KEEP: Duration = Duration::from_mins(10);
    const IS_ANNOUNCED: bool = false;

    fn is_slow(&self) -> bool {
        let reports = |unit: &UnitWaits| unit.waits.len() + usize::try_from(unit.unanswered).unwrap_or_default();
        self.0.values().map(reports).sum::<usize>() > MAX_LIVE_REPORTS
    }

    /// Loads those of the whole agency, whichever unit is asked for: it is to be its highest one.
    async fn load(tx: &mut Tx, _: UnitId, _: i16) -> Result<Self> {
        Ok(Self(store::reporting::waits(tx).await?))
    }
}

/// Returns the waiting time of reports in words.
pub(crate) fn wait_words(waits: Waits, scope: BoardScope) -> WaitWords {
    let reports = format::count(waits.reports);
    let based_on = match (waits.shown_median(), scope) {
        // How many there are changes with each report of one person.
        (_, BoardScope::Totals) => format!(
            "Dihitung dari laporan {} hari terakhir yang mendapat umpan balik, mulai dari {} laporan.",
            Waits::DAYS,
            Waits::MIN_REPORTS
        ),
        (Some(_), BoardScope::Full) => {
            format!("Dihitung dari {reports} laporan yang mendapat umpan balik dalam {} hari terakhir.", Waits::DAYS)
        }
        (None, BoardScope::Full) => format!(
            "Baru {reports} laporan yang mendapat umpan balik dalam {} hari terakhir; angkanya tampil mulai dari {}.",
            Waits::DAYS,
            Waits::MIN_REPORTS
        ),
    };
    let unanswered = match (waits.unanswered, scope) {
        (_, BoardScope::Totals) => String::new(),
        (0, BoardScope::Full) => " Tidak ada laporan yang belum mendapatnya.".to_owned(),
        (unanswered, BoardScope::Full) => {
            format!(" {} laporan belum mendapat umpan balik sama sekali.", format::count(unanswered))
        }
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
    let page = Page { is_direct: false, wanted: None, after, most: GRID_PEOPLE };
    let total = store::people::total(tx, unit, None, false).await?;
    let from = store::people::before(tx, unit, None, &page).await?;
    let WeeksByPerson { mondays, people, next } = weeks_by_person(tx, unit, page, today).await?;
    let grid = Grid {
        shown: format::part_of(from, people.len(), total, "orang"),
        people: people.into_iter().map(grid_row).collect(),
        next,
        weeks: mondays.iter().map(|monday| format::short_day(*monday)).collect(),
    };
    Ok(Some(Reporters { feed, grid }))
}

/// Returns whether the caller may see the people behind the reports; refuses callers who may not see the board at all.
async fn may_see_reporters(tx: &mut Tx, unit: UnitId) -> Result<bool> {
    let path = store::path(tx, unit).await?;
    scope(&tx.actor, &path)?;
    Ok(tx.actor.may_see_reporters(&ids(&path)))
}

/// How people report, week by week.
#[derive(Debug)]
pub(crate) struct WeeksByPerson {
    /// The first days of the weeks, oldest first.
    pub mondays: Vec<Date>,
    /// Each with one outcome for each week.
    pub people: Vec<(ListedPerson, Vec<PersonWeek>)>,
    pub next: Option<EmployeeId>,
}

/// Returns how all people of a unit report, or at least `most` if there are more; refuses callers who see counts only.
pub(crate) async fn whole_grid(tx: &mut Tx, unit: UnitId, most: usize) -> Result<WeeksByPerson> {
    if !may_see_reporters(tx, unit).await? {
        return Err(Error::NotFound);
    }
    let today = tx.today();
    let page = |after| Page { is_direct: false, wanted: None, after, most: CHUNK_PEOPLE };
    let mut whole = weeks_by_person(tx, unit, page(None), today).await?;
    while let Some(after) = whole.next.filter(|_| whole.people.len() < most) {
        let more = weeks_by_person(tx, unit, page(Some(after)), today).await?;
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
        correction: report.corrects.is_some(),
    });
    Ok(Arrivals { named: named && within, rows: rows.collect() })
}

/// Returns how so many people of a unit report.
async fn weeks_by_person(tx: &mut Tx, unit: UnitId, page: Page, today: Date) -> Result<WeeksByPerson> {
    let mondays: Vec<Date> =
        (0..GRID_WEEKS).rev().map(|back| week_of(today).saturating_sub((back * 7).days())).collect();
    let (people, next) = store::people::page(tx, unit, None, page).await?;
    let of: Vec<EmployeeId> = people.iter().map(|person| person.id).collect();
    // Reports from before the first week show whether a value is outdated at its end.
    let since =
        mondays.first().map_or(today, |first| first.saturating_sub(i64::from(Frequency::Quarterly.days()).days()));
    let indicators = store::reporting::indicators(tx, &of, since).await?;
    let people = people.into_iter().map(|person| {
        let week = |monday| {
            let own = indicators.iter().filter(|row| row.employee == person.id && is_planned(&row.target, monday));
            PersonWeek::new(own.map(|row| week_status(&row.target, &row.report_days, monday, today)))
        };
        let weeks = mondays.iter().map(|monday| week(*monday)).collect();
        (person, weeks)
    });
    Ok(WeeksByPerson { people: people.collect(), mondays, next })
}

fn grid_row((person, weeks): (ListedPerson, Vec<PersonWeek>)) -> GridRow {
    GridRow { id: person.id, name: person.name, post: person.post, unit: person.unit, weeks }
}
