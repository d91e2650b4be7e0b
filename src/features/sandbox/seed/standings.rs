//! Standings of indicators and people, today and at the end of each past week, by the rules of the domain.

use super::{
    history::Horizon,
    people::Staff,
    plans::{Indicator, Plan},
    structure::Unit,
};
use crate::domain::{
    board::Counts,
    calendar::week_of,
    measure::{self, Status, Thresholds},
};
use jiff::{Timestamp, ToSpan, civil::Date};

/// The standing of an indicator of an open plan, with the index of its newest report.
pub(crate) struct IndicatorStanding {
    pub report: Option<usize>,
    pub status: Status,
    pub until: Option<Date>,
}

pub(crate) fn standing(indicator: &Indicator, horizon: &Horizon) -> IndicatorStanding {
    let report = indicator.reports.len().checked_sub(1);
    let newest = report.map(|at| observed(indicator, at, horizon));
    let (status, until) = indicator.target.outlook(newest, horizon.today, Thresholds::default());
    IndicatorStanding { report, status, until }
}

/// Returns the open plans, each with the standings of its indicators.
pub(crate) fn open_standings<'a>(plans: &'a [Plan], horizon: &Horizon) -> Vec<(&'a Plan, Vec<IndicatorStanding>)> {
    let open = plans.iter().filter(|plan| plan.is_open());
    open.map(|plan| (plan, plan.indicators().map(|indicator| standing(indicator, horizon)).collect())).collect()
}

/// Returns a report as the standing of its indicator.
fn observed(indicator: &Indicator, at: usize, horizon: &Horizon) -> measure::Standing {
    let report = &indicator.reports[at];
    measure::Standing { value: report.value, observed_on: horizon.zone.day(report.observed_at) }
}

/// Returns when the newest report of a person's year was received.
pub(crate) fn last_report_at(plans: &[&Plan]) -> Option<Timestamp> {
    plans.iter().flat_map(|plan| plan.indicators()).flat_map(|iki| &iki.reports).map(|report| report.received_at).max()
}

/// A unit's own people at the end of a week.
#[derive(Clone, Default)]
pub(crate) struct UnitWeek {
    pub employees: i32,
    pub people: Counts,
    pub indicators: Counts,
    /// People whose newest report was received in the month of the week's Sunday.
    pub reported: i32,
    /// Reports received during the week.
    pub reports: i32,
    pub last_report_at: Option<Timestamp>,
}

/// The past weeks of the year by their Monday, and in each the units in their order.
pub(crate) fn weeks(plans: &[Plan], staff: &Staff, units: &[Unit], horizon: &Horizon) -> Vec<(Date, Vec<UnitWeek>)> {
    let mut weeks: Vec<(Date, Vec<UnitWeek>)> =
        mondays(horizon.today).map(|monday| (monday, units.iter().map(|_| UnitWeek::default()).collect())).collect();
    for (monday, counts) in &mut weeks {
        let sunday = sunday(*monday);
        for span in staff.people.iter().flat_map(|person| &person.spans).filter(|span| span.definitive) {
            if span.since <= sunday && span.until.is_none_or(|until| sunday < until) {
                counts[staff.posts[span.post].unit].employees += 1;
            }
        }
    }
    for plan in plans.iter().filter(|plan| plan.year == horizon.today.year()) {
        replay(plan, horizon, &mut weeks);
    }
    weeks
}

/// The Mondays of this year whose week is over.
fn mondays(today: Date) -> impl Iterator<Item = Date> {
    let first = week_of(today.first_of_year());
    (0_i64..54)
        .filter_map(move |week| first.checked_add((week * 7).days()).ok())
        .filter(move |monday| monday.year() == today.year() && sunday(*monday) < today)
}

fn sunday(monday: Date) -> Date {
    monday.saturating_add(6.days())
}

/// Adds a plan to each week that it covers. Reports are in the order of receipt.
fn replay(plan: &Plan, horizon: &Horizon, weeks: &mut [(Date, Vec<UnitWeek>)]) {
    let indicators: Vec<_> = plan.indicators().collect();
    let mut seen = vec![0; indicators.len()];
    let mut newest: Option<Timestamp> = None;
    for (monday, counts) in weeks {
        let sunday = sunday(*monday);
        let end = horizon.zone.instant(sunday.saturating_add(1.day()).at(0, 0, 0, 0));
        let mut came = 0;
        let mut statuses = vec![];
        for (indicator, seen) in indicators.iter().zip(&mut seen) {
            while let Some(report) = indicator.reports.get(*seen).filter(|report| report.received_at < end) {
                newest = newest.max(Some(report.received_at));
                came += 1;
                *seen += 1;
            }
            let standing = seen.checked_sub(1).map(|at| observed(indicator, at, horizon));
            statuses.push(indicator.target.status(standing, sunday, Thresholds::default()));
        }
        if sunday < plan.starts_on || sunday > plan.ends_on {
            continue;
        }
        let week = &mut counts[plan.unit];
        week.people += Counts::one(Status::worst(statuses.iter().copied()));
        week.indicators += statuses.into_iter().collect();
        week.reports += came;
        week.reported += i32::from(newest.is_some_and(|at| horizon.zone.day(at) >= sunday.first_of_month()));
        week.last_report_at = week.last_report_at.max(newest);
    }
}
