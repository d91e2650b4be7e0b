//! Which periods of a plan are evaluated, and how an evaluation is named.

use crate::domain::{
    calendar::{Period, PeriodKind},
    id::SkpId,
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// The period of an evaluation: a year, a quarter or a month. It is written `2026`, `2026-tw3`, `2026-07`.
///
/// Pages read and write it; what they download has no arithmetic with dates in it, so none is needed for that here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct EvaluationPeriod {
    year: i16,
    /// Its first month.
    month: i8,
    /// The number of its months.
    months: i8,
}

/// What is no evaluation of a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no such evaluation")]
pub struct UnknownEvaluation;

impl EvaluationPeriod {
    /// Returns the period of a kind in which a day lies.
    pub fn containing(kind: PeriodKind, day: Date) -> Self {
        Self::with_month(kind, day.year(), day.month())
    }

    const fn with_month(kind: PeriodKind, year: i16, month: i8) -> Self {
        let months = match kind {
            PeriodKind::Year => 12,
            PeriodKind::Quarter => 3,
            PeriodKind::Month => 1,
        };
        Self { year, month: (month - 1) / months * months + 1, months }
    }

    pub const fn kind(self) -> PeriodKind {
        match self.months {
            12 => PeriodKind::Year,
            3 => PeriodKind::Quarter,
            _ => PeriodKind::Month,
        }
    }

    pub const fn starts_on(self) -> Date {
        Date::constant(self.year, self.month, 1)
    }

    pub fn ends_on(self) -> Date {
        Period::containing(self.kind(), self.starts_on()).ends_on
    }

    /// Returns the periods in which a plan with these first and last days is evaluated, by the periods of its rule, the
    /// earliest first. The year comes last, of the last plan of the person in it (`is_last`): the yearly evaluation reviews
    /// the whole year.
    pub fn of_plan((starts_on, ends_on): (Date, Date), kind: PeriodKind, is_last: bool) -> Vec<Self> {
        let ends = kind.ends_within((starts_on.month(), ends_on.month()));
        let of_month = |month| Date::new(starts_on.year(), month, 1).ok();
        let within = ends.into_iter().filter_map(of_month).map(|month| Self::containing(kind, month));
        let within = within.filter(|period| period.kind() != PeriodKind::Year);
        within.chain(is_last.then(|| Self::containing(PeriodKind::Year, starts_on))).collect()
    }

    /// Returns the last day of it that a plan covers: after that day the work can be evaluated.
    pub fn last_day(self, plan_ends_on: Date) -> Date {
        self.ends_on().min(plan_ends_on)
    }
}

impl fmt::Display for EvaluationPeriod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { year, month, .. } = self;
        match self.kind() {
            PeriodKind::Year => write!(f, "{year:04}"),
            PeriodKind::Quarter => write!(f, "{year:04}-tw{}", (month - 1) / 3 + 1),
            PeriodKind::Month => write!(f, "{year:04}-{month:02}"),
        }
    }
}

impl FromStr for EvaluationPeriod {
    type Err = UnknownEvaluation;

    fn from_str(text: &str) -> Result<Self, UnknownEvaluation> {
        let (year, part) = text.split_once('-').unwrap_or((text, ""));
        let number = |digits: &str, of: usize| -> Option<i16> {
            let is_whole = digits.len() == of && digits.bytes().all(|digit| digit.is_ascii_digit());
            digits.parse().ok().filter(|_| is_whole)
        };
        let year = number(year, 4).filter(|year| (2000..=2100).contains(year)).ok_or(UnknownEvaluation)?;
        let (kind, month) = match (part.strip_prefix("tw"), part) {
            (Some(quarter), _) => {
                let quarter =
                    number(quarter, 1).filter(|quarter| (1..=4).contains(quarter)).ok_or(UnknownEvaluation)?;
                (PeriodKind::Quarter, quarter * 3 - 2)
            }
            (None, "") if !text.contains('-') => (PeriodKind::Year, 1),
            (None, month) => (PeriodKind::Month, number(month, 2).ok_or(UnknownEvaluation)?),
        };
        let month = i8::try_from(month).ok().filter(|month| (1..=12).contains(month)).ok_or(UnknownEvaluation)?;
        Ok(Self::with_month(kind, year, month))
    }
}

impl TryFrom<String> for EvaluationPeriod {
    type Error = UnknownEvaluation;
    fn try_from(text: String) -> Result<Self, UnknownEvaluation> {
        text.parse()
    }
}

impl From<EvaluationPeriod> for String {
    fn from(period: EvaluationPeriod) -> Self {
        period.to_string()
    }
}

/// An evaluation: of the work under a plan in a period. It is written `{plan}_{period}`; there is nothing to create before
/// somebody writes in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct EvaluationId {
    pub skp: SkpId,
    pub period: EvaluationPeriod,
}

impl fmt::Display for EvaluationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}_{}", self.skp, self.period)
    }
}

impl FromStr for EvaluationId {
    type Err = UnknownEvaluation;

    fn from_str(text: &str) -> Result<Self, UnknownEvaluation> {
        let (skp, period) = text.split_once('_').ok_or(UnknownEvaluation)?;
        Ok(Self { skp: skp.parse().map_err(|_| UnknownEvaluation)?, period: period.parse()? })
    }
}

impl TryFrom<String> for EvaluationId {
    type Error = UnknownEvaluation;
    fn try_from(text: String) -> Result<Self, UnknownEvaluation> {
        text.parse()
    }
}

impl From<EvaluationId> for String {
    fn from(id: EvaluationId) -> Self {
        id.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use uuid::Uuid;

    fn written(periods: Vec<EvaluationPeriod>) -> String {
        periods.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn what_is_written_is_read_again() {
        for code in ["2026", "2026-tw1", "2026-tw4", "2026-01", "2026-12"] {
            let period: EvaluationPeriod = code.parse().expect(code);
            assert_eq!(period.to_string(), code);
            let id = EvaluationId { skp: SkpId(Uuid::from_u128(7)), period };
            assert_eq!(id.to_string().parse(), Ok(id));
        }
        for wrong in
            ["", "2026-", "2026-tw0", "2026-tw5", "2026-13", "2026-7", "026", "+026", "2026-tw", "-tw1", "1999"]
        {
            assert_eq!(wrong.parse::<EvaluationPeriod>(), Err(UnknownEvaluation), "{wrong}");
        }
    }

    #[test]
    fn each_group_of_people_has_its_own_steps() {
        let year = (date(2026, 1, 1), date(2026, 12, 31));
        let quarters = EvaluationPeriod::of_plan(year, PeriodKind::Quarter, true);
        assert_eq!(written(quarters), "2026-tw1 2026-tw2 2026-tw3 2026-tw4 2026");
        assert_eq!(written(EvaluationPeriod::of_plan(year, PeriodKind::Year, true)), "2026");
        // Who moves in mid-May is evaluated for both parts of the quarter, and once for the year.
        let before = EvaluationPeriod::of_plan((date(2026, 1, 1), date(2026, 5, 15)), PeriodKind::Quarter, false);
        assert_eq!(written(before), "2026-tw1 2026-tw2");
        let after = EvaluationPeriod::of_plan((date(2026, 5, 16), date(2026, 12, 31)), PeriodKind::Quarter, true);
        assert_eq!(written(after.clone()), "2026-tw2 2026-tw3 2026-tw4 2026");
        assert_eq!(after[0].last_day(date(2026, 12, 31)), date(2026, 6, 30));
        assert_eq!(after[0].last_day(date(2026, 6, 10)), date(2026, 6, 10));
        let months = EvaluationPeriod::of_plan((date(2026, 11, 3), date(2026, 12, 31)), PeriodKind::Month, true);
        assert_eq!(written(months), "2026-11 2026-12 2026");
    }
}
