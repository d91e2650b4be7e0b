//! How regularly somebody reports, week by week. Each indicator is compared with its own frequency: a quarterly one is
//! not late because the week had no report.

use crate::domain::{
    calendar::{DueDays, Zone},
    id::UnitId,
    measure::Target,
    regime::RecordedPeriods,
};
use jiff::{Timestamp, ToSpan, civil::Date};
use serde::{Deserialize, Serialize};

/// The outcome of a week. Ordered from the one that needs attention most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WeekStatus {
    /// No report, and at the week's end the last one was older than the frequency allows.
    Missing,
    /// A report about the week was received after the period's last day.
    Late,
    Reported,
    /// No report, and none was due.
    NotDue,
}

impl WeekStatus {
    pub const ALL: [Self; 4] = [Self::Reported, Self::Late, Self::Missing, Self::NotDue];
}

/// The week of a person: the status of the indicators that need attention most, and how many of all have it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PersonWeek {
    pub status: WeekStatus,
    /// The indicators with that status.
    pub having: i32,
    pub indicators: i32,
}

impl PersonWeek {
    /// Returns the week of a person from those of their indicators; nothing is due without any.
    pub fn new(of: impl IntoIterator<Item = WeekStatus>) -> Self {
        let none = Self { status: WeekStatus::NotDue, having: 0, indicators: 0 };
        of.into_iter().fold(none, |week, status| {
            let indicators = week.indicators + 1;
            if status < week.status {
                Self { status, having: 1, indicators }
            } else {
                Self { having: week.having + i32::from(status == week.status), indicators, ..week }
            }
        })
    }

    /// Returns whether something is missing of some indicators and not of all.
    pub fn is_partly_missing(self) -> bool {
        self.status == WeekStatus::Missing && self.having < self.indicators
    }
}

/// When a report was received, and about when it is.
#[derive(Clone, Copy, Debug)]
pub struct Receipt {
    pub observed_at: Timestamp,
    pub received_at: Timestamp,
    /// Whether it corrects another report.
    pub is_correction: bool,
}

/// What decides whether reports of an indicator are late.
#[derive(Clone, Copy, Debug)]
pub struct DueRule<'a> {
    pub days: &'a DueDays,
    pub zone: Zone,
    /// The unit of the plan's post.
    pub unit: UnitId,
    pub periods: &'a RecordedPeriods,
    /// [`Target::asked_from`]
    pub asked_from: Option<Date>,
}

impl DueRule<'_> {
    /// Returns whether a report was received after the due day of the period that it is about. Nothing is late that was
    /// due before reports were asked. A correction is never late: what it corrects says so itself.
    pub fn is_late(self, report: Receipt) -> bool {
        let [on, received_on] = [report.observed_at, report.received_at].map(|at| self.zone.day(at));
        let due_on = self.days.due_on(self.unit, self.periods.at(report.observed_at), on);
        let is_asked = self.asked_from.is_some_and(|asked_from| due_on >= asked_from);
        received_on > due_on && is_asked && !report.is_correction
    }
}

/// The days of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReportDay {
    /// The day that it describes.
    pub on: Date,
    /// Received after the last day of its period.
    pub late: bool,
}

/// Returns whether the plan of an indicator has a day of the week that begins on `monday`.
pub fn is_planned(target: &Target, monday: Date) -> bool {
    target.starts_on <= monday.saturating_add(6.days()) && monday <= target.ends_on
}

/// Returns the status of an indicator's week that begins on `monday`, as known on `today`.
pub fn week_status(target: &Target, reports: &[ReportDay], monday: Date, today: Date) -> WeekStatus {
    let end = monday.saturating_add(6.days()).min(today);
    let mut within = reports.iter().filter(|report| (monday..=end).contains(&report.on)).peekable();
    if within.peek().is_some() {
        return if within.any(|report| report.late) { WeekStatus::Late } else { WeekStatus::Reported };
    }
    // A report about a day before the plan is ignored: the first week begins with the plan.
    let last = reports.iter().map(|report| report.on).filter(|on| (target.starts_on..monday).contains(on)).max();
    let runs = monday <= target.ends_on && monday <= today;
    if runs && target.is_overdue(last, end) { WeekStatus::Missing } else { WeekStatus::NotDue }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        calendar::{Period, PeriodKind},
        measure::Frequency,
    };
    use jiff::civil::date;

    const TODAY: Date = date(2026, 6, 24);

    fn target(frequency: Frequency) -> Target {
        Target { frequency, ..Target::yearly("1200") }
    }

    fn report(on: Date) -> ReportDay {
        ReportDay { on, late: false }
    }

    /// Returns the statuses of the weeks from a Monday on.
    fn statuses(frequency: Frequency, reports: &[ReportDay], from: Date, weeks: i64) -> Vec<WeekStatus> {
        (0..weeks).map(|week| week_status(&target(frequency), reports, from + (week * 7).days(), TODAY)).collect()
    }

    #[test]
    fn a_weekly_number_is_missed_in_the_week_in_which_it_grows_too_old() {
        use WeekStatus::{Missing, NotDue, Reported};
        let monday = date(2026, 5, 25);
        let reports = [report(date(2026, 5, 29))];
        // Sunday the 7th is nine days after the report; this week runs until today.
        assert_eq!(statuses(Frequency::Weekly, &reports, monday, 5), [Reported, Missing, Missing, Missing, Missing]);
        let early = [report(date(2026, 6, 21))];
        assert_eq!(
            statuses(Frequency::Weekly, &early, date(2026, 6, 22), 2),
            [NotDue, NotDue],
            "three days are not too old"
        );
    }

    #[test]
    fn a_monthly_number_is_not_due_in_the_weeks_between() {
        use WeekStatus::{Missing, NotDue, Reported};
        let reports = [report(date(2026, 5, 1))];
        let statuses = statuses(Frequency::Monthly, &reports, date(2026, 4, 27), 6);
        assert_eq!(statuses, [Reported, NotDue, NotDue, NotDue, NotDue, Missing]);
    }

    /// Returns whether a report about noon of a day that was received at noon of another one is late.
    fn is_late(opened: &[Period], kind: PeriodKind, on: Date, received_on: Date, asked_from: Option<Date>) -> bool {
        let [observed_at, received_at] = [on, received_on].map(|day| Zone::Wib.instant(day.at(12, 0, 0, 0)));
        let (days, periods) = (DueDays::new(opened.to_vec(), []), RecordedPeriods::new([(Timestamp::MIN, kind)]));
        let unit = UnitId(uuid::Uuid::nil());
        let rule = DueRule { days: &days, zone: Zone::Wib, unit, periods: &periods, asked_from };
        let report = Receipt { observed_at, received_at, is_correction: false };
        assert!(!rule.is_late(Receipt { is_correction: true, ..report }), "a correction never is");
        rule.is_late(report)
    }

    #[test]
    fn the_due_day_is_in_time_and_the_next_is_not() {
        let month = Period {
            kind: PeriodKind::Month,
            starts_on: date(2026, 5, 1),
            ends_on: date(2026, 5, 31),
            due_on: date(2026, 6, 8),
        };
        for (on, received_on, late) in [
            (date(2026, 5, 1), date(2026, 6, 8), false),
            (date(2026, 5, 31), date(2026, 6, 9), true),
            // The agency has opened neither April nor December.
            (date(2026, 4, 30), date(2026, 5, 5), false),
            (date(2026, 4, 30), date(2026, 5, 6), true),
            (date(2026, 12, 31), date(2027, 1, 5), false),
            (date(2026, 12, 31), date(2027, 1, 6), true),
        ] {
            let asked_from = Some(date(2026, 1, 1));
            assert_eq!(
                is_late(&[month], PeriodKind::Month, on, received_on, asked_from),
                late,
                "{on} received {received_on}"
            );
        }
        // An agency that began on 9 June was asked for nothing that was due on the 8th.
        let late = |kind, received_on, asked_from| is_late(&[month], kind, date(2026, 5, 1), received_on, asked_from);
        let is_late_from = |asked_from| late(PeriodKind::Month, date(2026, 6, 20), asked_from);
        assert!(!is_late_from(Some(date(2026, 6, 9))));
        assert!(is_late_from(Some(date(2026, 6, 8))));
        assert!(!is_late_from(None), "nobody who has no access");
        // Whoever is evaluated by the quarter or the year has until then.
        let asked_from = Some(date(2026, 1, 1));
        for (kind, due_on) in [(PeriodKind::Quarter, date(2026, 7, 10)), (PeriodKind::Year, date(2027, 1, 15))] {
            assert!(
                !late(kind, due_on, asked_from) && late(kind, due_on.saturating_add(1.day()), asked_from),
                "{kind:?}"
            );
        }
    }

    #[test]
    fn nothing_is_missed_before_reports_are_asked() {
        use WeekStatus::{Missing, NotDue};
        let plan = Target { asked_from: Some(date(2026, 5, 20)), ..target(Frequency::Weekly) };
        let week = |monday| week_status(&plan, &[], monday, TODAY);
        assert_eq!([date(2026, 1, 12), date(2026, 5, 18)].map(week), [NotDue; 2]);
        assert_eq!(week(date(2026, 5, 25)), Missing, "eleven days after the beginning");
        // A report about the time before the beginning makes nobody guilty either.
        let early = [report(date(2026, 5, 1))];
        assert_eq!(week_status(&plan, &early, date(2026, 5, 18), TODAY), NotDue);
    }

    #[test]
    fn what_came_after_the_period_is_late() {
        let late = [ReportDay { on: date(2026, 5, 1), late: true }];
        assert_eq!(statuses(Frequency::Monthly, &late, date(2026, 4, 27), 1), [WeekStatus::Late]);
    }

    #[test]
    fn before_and_after_the_plan_nothing_is_missed() {
        let after = week_status(&target(Frequency::Weekly), &[], date(2027, 1, 4), date(2027, 3, 1));
        let before = week_status(&target(Frequency::Weekly), &[], date(2025, 12, 22), date(2027, 3, 1));
        assert_eq!((after, before), (WeekStatus::NotDue, WeekStatus::NotDue));
    }

    #[test]
    fn a_report_of_before_the_plan_makes_no_week_of_it_missed() {
        let plan =
            Target { starts_on: date(2026, 5, 21), asked_from: Some(date(2026, 5, 21)), ..target(Frequency::Monthly) };
        assert_eq!(week_status(&plan, &[], date(2026, 6, 1), date(2026, 6, 1)), WeekStatus::NotDue);
        assert_eq!(
            week_status(&plan, &[report(date(2026, 1, 1))], date(2026, 6, 1), date(2026, 6, 1)),
            WeekStatus::NotDue
        );
    }

    #[test]
    fn the_week_of_a_person_is_that_of_the_indicators_that_need_attention_most() {
        use WeekStatus::{Late, Missing, NotDue, Reported};
        let week = |status, having, indicators| PersonWeek { status, having, indicators };
        assert_eq!(PersonWeek::new([Reported, Missing, Late]), week(Missing, 1, 3));
        assert_eq!(PersonWeek::new([Missing, NotDue, Missing]), week(Missing, 2, 3));
        assert_eq!(PersonWeek::new([NotDue, Reported]), week(Reported, 1, 2));
        assert_eq!(PersonWeek::new([]), week(NotDue, 0, 0));
        assert!(PersonWeek::new([Missing, Reported]).is_partly_missing());
        assert!(!PersonWeek::new([Missing, Missing]).is_partly_missing());
        assert!(!PersonWeek::new([Late, Reported]).is_partly_missing());
    }

    #[test]
    fn an_indicator_counts_in_the_weeks_of_its_plan() {
        let plan = Target { starts_on: date(2026, 5, 21), ends_on: date(2026, 6, 30), ..target(Frequency::Weekly) };
        let weeks = [date(2026, 5, 11), date(2026, 5, 18), date(2026, 6, 29), date(2026, 7, 6)];
        assert_eq!(weeks.map(|monday| is_planned(&plan, monday)), [false, true, true, false]);
    }
}
