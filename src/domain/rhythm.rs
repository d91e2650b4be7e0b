//! How regularly somebody reports, week by week: held against the rhythm of each indicator, not against a calendar
//! that is the same for all (`domain.md` 7.2).

use crate::domain::{calendar::Month, measure::Target};
use jiff::{ToSpan, civil::Date};
use serde::{Deserialize, Serialize};

/// What a week brought. Ordered from what needs attention most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Beat {
    /// No report, and at the week's end the last one was older than the rhythm allows.
    Missing,
    /// A report about the week came after the period's last day.
    Late,
    Reported,
    /// No report, and none was due.
    NotDue,
}

impl Beat {
    pub const ALL: [Self; 4] = [Self::Reported, Self::Late, Self::Missing, Self::NotDue];

    /// A week of a person: the one of their indicators that needs attention most.
    pub fn worst(of: impl IntoIterator<Item = Self>) -> Self {
        of.into_iter().min().unwrap_or(Self::NotDue)
    }
}

/// A month of the agency, with the last day on which a report about it is in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DueMonth {
    pub starts_on: Date,
    pub ends_on: Date,
    pub due_on: Date,
}

/// Whether a report about a day was received late. About a month that the agency has not opened the rule of every
/// month decides.
pub fn is_late(months: &[DueMonth], on: Date, received_on: Date) -> bool {
    let month = months.iter().find(|month| (month.starts_on..=month.ends_on).contains(&on));
    received_on > month.map_or_else(|| Month::of(on).due_on(), |month| month.due_on)
}

/// A report, as far as the rhythm knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Told {
    /// The day that it describes.
    pub on: Date,
    /// Received after the last day of its period.
    pub late: bool,
}

/// What the week that begins on `monday` brought for an indicator, as far as one can tell on `today`.
pub fn beat(target: &Target, told: &[Told], monday: Date, today: Date) -> Beat {
    let end = monday.saturating_add(6.days()).min(today);
    let mut within = told.iter().filter(|told| (monday..=end).contains(&told.on)).peekable();
    if within.peek().is_some() {
        return if within.any(|told| told.late) { Beat::Late } else { Beat::Reported };
    }
    // What describes a day before the plan says nothing about it; the rhythm begins with the plan.
    let last = told.iter().map(|told| told.on).filter(|on| (target.starts_on..monday).contains(on)).max();
    let runs = monday <= target.ends_on && monday <= today;
    if runs && target.is_overdue(last, end) { Beat::Missing } else { Beat::NotDue }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::measure::{Accumulation, Frequency, MonthTargets, Polarity};
    use jiff::civil::date;

    const TODAY: Date = date(2026, 6, 24);

    fn target(frequency: Frequency) -> Target {
        Target {
            polarity: Polarity::Maximise,
            accumulation: Accumulation::Year,
            baseline: None,
            months: MonthTargets::even("1200".parse().expect("a value")),
            frequency,
            starts_on: date(2026, 1, 1),
            ends_on: date(2026, 12, 31),
        }
    }

    fn told(on: Date) -> Told {
        Told { on, late: false }
    }

    /// The beats of the weeks since a Monday.
    fn beats(frequency: Frequency, reports: &[Told], from: Date, weeks: i64) -> Vec<Beat> {
        (0..weeks).map(|week| beat(&target(frequency), reports, from + (week * 7).days(), TODAY)).collect()
    }

    #[test]
    fn a_weekly_number_is_missed_in_the_week_in_which_it_grows_too_old() {
        use Beat::{Missing, NotDue, Reported};
        let monday = date(2026, 5, 25);
        let reports = [told(date(2026, 5, 29))];
        // Sunday the 7th is nine days after the report; this week runs until today.
        assert_eq!(beats(Frequency::Weekly, &reports, monday, 5), [Reported, Missing, Missing, Missing, Missing]);
        let early = [told(date(2026, 6, 21))];
        assert_eq!(
            beats(Frequency::Weekly, &early, date(2026, 6, 22), 2),
            [NotDue, NotDue],
            "three days are not too old"
        );
    }

    #[test]
    fn a_monthly_number_is_not_due_in_the_weeks_between() {
        use Beat::{Missing, NotDue, Reported};
        let reports = [told(date(2026, 5, 1))];
        let beats = beats(Frequency::Monthly, &reports, date(2026, 4, 27), 6);
        assert_eq!(beats, [Reported, NotDue, NotDue, NotDue, NotDue, Missing]);
    }

    #[test]
    fn the_due_day_is_in_time_and_the_next_is_not() {
        let month = DueMonth { starts_on: date(2026, 5, 1), ends_on: date(2026, 5, 31), due_on: date(2026, 6, 8) };
        for (on, received_on, late) in [
            (date(2026, 5, 1), date(2026, 6, 8), false),
            (date(2026, 5, 31), date(2026, 6, 9), true),
            // The agency has opened neither April nor December.
            (date(2026, 4, 30), date(2026, 5, 5), false),
            (date(2026, 4, 30), date(2026, 5, 6), true),
            (date(2026, 12, 31), date(2027, 1, 5), false),
            (date(2026, 12, 31), date(2027, 1, 6), true),
        ] {
            assert_eq!(is_late(&[month], on, received_on), late, "{on} received {received_on}");
        }
    }

    #[test]
    fn what_came_after_the_period_is_late() {
        let late = [Told { on: date(2026, 5, 1), late: true }];
        assert_eq!(beats(Frequency::Monthly, &late, date(2026, 4, 27), 1), [Beat::Late]);
    }

    #[test]
    fn before_and_after_the_plan_nothing_is_missed() {
        let after = beat(&target(Frequency::Weekly), &[], date(2027, 1, 4), date(2027, 3, 1));
        let before = beat(&target(Frequency::Weekly), &[], date(2025, 12, 22), date(2027, 3, 1));
        assert_eq!((after, before), (Beat::NotDue, Beat::NotDue));
    }

    #[test]
    fn a_report_of_before_the_plan_makes_no_week_of_it_missed() {
        let plan = Target { starts_on: date(2026, 5, 21), ..target(Frequency::Monthly) };
        assert_eq!(beat(&plan, &[], date(2026, 6, 1), date(2026, 6, 1)), Beat::NotDue);
        assert_eq!(beat(&plan, &[told(date(2026, 1, 1))], date(2026, 6, 1), date(2026, 6, 1)), Beat::NotDue);
    }

    #[test]
    fn the_week_of_a_person_is_that_of_the_indicator_that_needs_attention_most() {
        use Beat::{Late, Missing, NotDue, Reported};
        assert_eq!(Beat::worst([Reported, Missing, Late]), Missing);
        assert_eq!(Beat::worst([NotDue, Reported]), Reported);
        assert_eq!(Beat::worst([]), NotDue);
    }
}
