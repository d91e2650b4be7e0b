//! A board in numbers: the page puts them into words, the workbook has them as they are.

use crate::{
    domain::{
        actor::{BoardScope, MIN_GROUP},
        board::Counts,
        calendar::week_of,
        id::UnitId,
    },
    features::dashboard::store::{Sums, Week},
};
use jiff::{Timestamp, civil::Date};

/// As much of a board as readers of its scope may see.
#[derive(Clone, Debug)]
pub(crate) struct BoardNumbers {
    pub unit: UnitId,
    pub name: String,
    pub scope: BoardScope,
    /// `None` for groups too small to show.
    pub totals: Option<Totals>,
    /// The units below; the people of the unit itself come last, so that the rows add up to the whole.
    pub units: Vec<Sums>,
    /// The indicators week by week, oldest first.
    pub course: Vec<(Date, Counts)>,
    /// The last week and the current one.
    pub compared: Option<(Week, Week)>,
}

/// The sums over everything below a unit.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Totals {
    pub employees: i32,
    pub people: Counts,
    pub indicators: Counts,
    /// `None` for those who see closed weeks only.
    pub current: Option<Current>,
}

/// What changes with each report and each day.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Current {
    pub reports_today: i32,
    pub reported: i32,
    pub last_report_at: Option<Timestamp>,
    /// People without a plan this year.
    pub without_plan: i32,
}

impl BoardNumbers {
    /// Returns the whole board of a unit; `units` are the unit itself without those below, and then those.
    pub(crate) fn full(total: &Sums, mut units: Vec<Sums>, weeks: &[Week], today: Date) -> Self {
        let unit = total.unit;
        units.rotate_left(1);
        let has_children = units.len() > 1;
        if let Some(own) = units.last_mut() {
            "Langsung di unit ini".clone_into(&mut own.name);
        }
        units.retain(|row| row.unit != unit || (row.employees > 0 && has_children));
        let now = Week {
            monday: week_of(today),
            people: total.people,
            indicators: total.indicators,
            reports: total.reports_week,
        };
        Self {
            unit,
            name: total.name.clone(),
            scope: BoardScope::Full,
            totals: Some(Totals {
                employees: total.employees,
                people: total.people,
                indicators: total.indicators,
                current: Some(Current {
                    reports_today: total.reports_today,
                    reported: total.reported,
                    last_report_at: total.last_report_at,
                    without_plan: (total.employees - total.people.all()).max(0),
                }),
            }),
            units,
            course: weeks.iter().chain([&now]).map(|week| (week.monday, week.indicators)).collect(),
            compared: closed(weeks, today).map(|last| (last, now)),
        }
    }

    /// Returns the board for those who see totals only: of the last closed week, because two moments of a running one
    /// would differ by the one person who has just reported.
    pub(crate) fn closed(total: &Sums, weeks: &[Week], today: Date) -> Self {
        let is_shown = |week: &Week| week.people.all() >= MIN_GROUP;
        let totals = closed(weeks, today).filter(is_shown).map(|week| Totals {
            employees: total.employees,
            people: week.people,
            indicators: week.indicators,
            current: None,
        });
        let shown = weeks.iter().filter(|week| totals.is_some() && is_shown(week));
        Self {
            unit: total.unit,
            name: total.name.clone(),
            scope: BoardScope::Totals,
            totals,
            units: vec![],
            course: shown.map(|week| (week.monday, week.indicators)).collect(),
            compared: None,
        }
    }
}

/// Returns the week before the current one, if its numbers were kept.
pub(crate) fn closed(weeks: &[Week], today: Date) -> Option<Week> {
    weeks.last().copied().filter(|week| (week_of(today) - week.monday).get_days() == 7)
}
