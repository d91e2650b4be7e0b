//! Reports: their days, the time when they were received, their notes.

use super::{
    course::{Course, counted},
    dice::Dice,
    plans::Indicator,
    wording::{self, Field},
};
use crate::domain::{
    calendar::{Zone, week_of},
    id::ReportId,
    measure::{Accumulation, Frequency, Standing, Status, Value},
};
use jiff::{SignedDuration, Timestamp, ToSpan, civil::Date};

pub(crate) struct Report {
    pub id: ReportId,
    pub value: Value,
    pub note: Option<String>,
    pub observed_at: Timestamp,
    pub received_at: Timestamp,
    pub corrects: Option<ReportId>,
}

/// The end of the reports: yesterday is over, today has not begun.
pub(crate) struct Horizon {
    pub today: Date,
    pub zone: Zone,
}

impl Horizon {
    pub(crate) fn yesterday(&self) -> Date {
        self.today.yesterday().unwrap_or(self.today)
    }

    /// The first instant of today.
    pub(crate) fn end(&self) -> Timestamp {
        self.zone.instant(self.today.at(0, 0, 0, 0))
    }
}

/// The requirements of an indicator's history.
pub(crate) struct Wish {
    /// The status today; `None` for a random one, as in closed plans.
    pub aim: Option<Status>,
    /// The first day on which a report is taken: the plan is agreed.
    pub from: Date,
    /// The last day with a report.
    pub until: Date,
    /// A span without reports.
    pub gap: Option<(Date, Date)>,
    /// Whether the last report is exactly on `until`, instead of on the last day of the rhythm before it.
    pub exactly: bool,
    pub field: Field,
    /// Whether reports are rare, as in the closed year.
    pub sparse: bool,
}

/// Gives an indicator its reports.
pub(crate) fn report(dice: &mut Dice, horizon: &Horizon, wish: &Wish, indicator: &mut Indicator) {
    let target = &indicator.target;
    let until = wish.until.min(target.ends_on).min(horizon.yesterday());
    let mut days = days(dice, wish, indicator, until);
    if let Some((from, to)) = wish.gap {
        days.retain(|day| *day < from || *day > to);
    }
    if wish.exactly {
        days.retain(|day| *day < until);
        days.push(until);
    }
    let course = Course::drawn(dice, wish.aim.unwrap_or(Status::OnPlan), days.len());
    let values = course.values(indicator.template, target, &days, wish.aim, horizon.today);
    for (at, (day, value)) in days.iter().zip(values).enumerate() {
        let observed_at = horizon.zone.instant(moment(dice, *day));
        let next = days.get(at + 1).copied().unwrap_or(horizon.today);
        let limit = horizon.zone.instant(next.at(6, 0, 0, 0)).min(horizon.end());
        let received_at = received(dice, horizon.zone, observed_at, limit);
        let mood = indicator.target.achieved(Standing { value, observed_on: *day }, *day);
        let note = dice.chance(33).then(|| wording::note(dice, wish.field, mood));
        let mistaken = (dice.chance(2)).then(|| mistyped(dice, value)).flatten();
        let mistaken = mistaken.map(|wrong| counted(indicator.template, wrong)).filter(|wrong| *wrong != value);
        let first = Report {
            id: ReportId(dice.id(received_at)),
            value: mistaken.unwrap_or(value),
            note,
            observed_at,
            received_at,
            corrects: None,
        };
        let corrected_at = received_at + SignedDuration::from_mins(dice.within(4..=170));
        let correction = mistaken.filter(|_| corrected_at < limit).map(|_| Report {
            id: ReportId(dice.id(corrected_at)),
            value,
            note: Some(wording::correction(dice)),
            observed_at,
            received_at: corrected_at,
            corrects: Some(first.id),
        });
        match (mistaken, correction) {
            (Some(_), Some(correction)) => indicator.reports.extend([first, correction]),
            // No time is left to correct it: its value was right at once.
            (Some(_), None) => indicator.reports.push(Report { value, ..first }),
            (None, _) => indicator.reports.push(first),
        }
    }
}

/// Returns the days of the reports, by the frequency of the measure.
fn days(dice: &mut Dice, wish: &Wish, indicator: &Indicator, until: Date) -> Vec<Date> {
    let target = &indicator.target;
    let from = wish.from.max(target.starts_on);
    let steps = match (target.frequency, target.accumulation) {
        _ if wish.sparse => (75_i64, 105_i64),
        (Frequency::Weekly, _) => return weekly(dice, from, until),
        // The total of a month is known when the month is over.
        (Frequency::Monthly, Accumulation::Month) => return month_ends(target.starts_on, until),
        // A yearly total moves every day, so people report it more often than they must.
        (Frequency::Monthly, Accumulation::Year) => (12, 18),
        (Frequency::Monthly, Accumulation::Level) => (24, 30),
        (Frequency::Quarterly, _) => (70, 88),
    };
    let mut days = vec![];
    // The first one comes sooner, while the plan is new.
    let mut step = (steps.0 / 2, steps.1 / 2);
    let mut last = from;
    loop {
        last = workday(last.saturating_add(dice.within(step.0..=step.1).days()));
        if last > until {
            return days;
        }
        days.push(last);
        step = steps;
    }
}

/// On the same day of each week, with a rare omission.
fn weekly(dice: &mut Dice, from: Date, until: Date) -> Vec<Date> {
    let habit = dice.within(0..=4_i64);
    let monday = week_of(from);
    let mut days: Vec<_> = (0_i64..54)
        .filter_map(|week| monday.checked_add((week * 7 + habit).days()).ok())
        .filter(|day| *day >= from && *day <= until)
        .collect();
    let last = days.last().copied();
    days.retain(|day| Some(*day) == last || !dice.chance(4));
    days
}

fn month_ends(from: Date, until: Date) -> Vec<Date> {
    (0..12)
        .filter_map(|month: i64| from.first_of_month().checked_add(month.months()).ok())
        .map(Date::last_of_month)
        .filter(|day| *day <= until)
        .collect()
}

/// The day itself, or the working day beside a weekend.
fn workday(day: Date) -> Date {
    match day.weekday().to_monday_one_offset() {
        6 => day.saturating_sub(1.day()),
        7 => day.saturating_add(1.day()),
        _ => day,
    }
}

/// Returns a time of the working day; a few in the evening.
fn moment(dice: &mut Dice, day: Date) -> jiff::civil::DateTime {
    let hour = *dice.weighted(
        &[
            (7, 4),
            (8, 14),
            (9, 14),
            (10, 12),
            (11, 10),
            (12, 3),
            (13, 10),
            (14, 13),
            (15, 13),
            (16, 4),
            (19, 2),
            (20, 1),
        ],
        |(_, weight)| *weight,
    );
    let minute = if hour.0 == 7 { dice.within(30..=59) } else { dice.within(0..=59) };
    day.at(hour.0, minute, dice.within(0..=59), 0)
}

/// Returns the time of receipt: minutes after the observation, sometimes hours, some days, but before the limit.
fn received(dice: &mut Dice, zone: Zone, observed_at: Timestamp, limit: Timestamp) -> Timestamp {
    let seconds = dice.within(20..=59);
    let soon = observed_at + SignedDuration::new(dice.within(1..=14) * 60 + seconds, 0);
    let at = match dice.within(0..100) {
        0..84 => soon,
        84..94 => observed_at + SignedDuration::from_mins(dice.within(20..=200)),
        _ => {
            let day = workday_after(zone.day(observed_at), dice.within(1..=4));
            zone.instant(day.at(dice.within(8..=10), dice.within(0..=59), 0, 0)) + SignedDuration::new(seconds, 0)
        }
    };
    if at < limit { at } else { soon }
}

fn workday_after(day: Date, days: i64) -> Date {
    let later = day.saturating_add(days.days());
    match later.weekday().to_monday_one_offset() {
        6 => later.saturating_add(2.days()),
        7 => later.saturating_add(1.day()),
        _ => later,
    }
}

/// Returns a mistyped value: a digit too many, or two digits swapped.
fn mistyped(dice: &mut Dice, value: Value) -> Option<Value> {
    let text = value.to_string();
    let (whole, rest) = text.split_once('.').map_or((text.as_str(), String::new()), |(w, f)| (w, format!(".{f}")));
    let swapped: String = whole.chars().rev().collect();
    let wrong =
        if whole.len() == 2 && dice.chance(60) { format!("{swapped}{rest}") } else { format!("{whole}0{rest}") };
    wrong.parse().ok().filter(|wrong| *wrong != value)
}
