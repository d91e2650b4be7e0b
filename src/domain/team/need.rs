//! What a member needs, and in which order.

use super::{Asked, Behind, Member, Silence};
use crate::domain::{board::Counts, measure::Status};
use rust_decimal::Decimal;
use std::cmp::Ordering;

/// The need of a member, the most urgent one only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Need {
    Answer {
        asked: Asked,
        /// The next need after this one.
        besides: Option<Box<Self>>,
    },
    Support {
        behind: i32,
        due: i32,
        lowest: Behind,
    },
    /// Some indicators lack a report.
    Report {
        silent: i32,
        due: i32,
        longest: Silence,
    },
    /// There is no recent report on anything: days since the last one, `None` without any.
    Silent {
        days: Option<i32>,
        longest: Silence,
    },
    /// The member has never signed in, and is asked for nothing until then.
    Access,
    Plan,
    /// The assessor takes care of the need and waits.
    Deferred(Box<Self>),
    Nothing(Status),
}

impl Need {
    pub fn of(member: &Member) -> Self {
        let rest = Self::without_question(member);
        let need = match member.asked {
            Some(asked) => Self::Answer { asked, besides: Some(rest).filter(Self::is_pressing).map(Box::new) },
            None => rest,
        };
        if member.is_deferred && need.is_pressing() { Self::Deferred(Box::new(need)) } else { need }
    }

    fn without_question(member: &Member) -> Self {
        if let Some(lowest) = member.behind.iter().min_by_key(|behind| behind.order()) {
            return Self::Support {
                behind: member.indicators.of(Status::NeedsSupport),
                due: member.indicators.due(),
                lowest: lowest.clone(),
            };
        }
        if member.lacks_access {
            return Self::Access;
        }
        let counts = member.indicators;
        if let Some(longest) = member.silent.iter().max_by_key(|silence| silence.overdue()).cloned() {
            let (silent, due) = (counts.of(Status::Silent), counts.due());
            // A recent report about a day long past leaves the indicators silent, but not the person.
            let recent = member.last_report.is_some_and(|days| days <= longest.frequency.days());
            return if silent == due && !recent {
                Self::Silent { days: member.last_report, longest }
            } else {
                Self::Report { silent, due, longest }
            };
        }
        if counts == Counts::default() {
            if member.is_outside_pilot { Self::Nothing(Status::NotDue) } else { Self::Plan }
        } else if counts.on_plan > 0 {
            Self::Nothing(Status::OnPlan)
        } else if counts.ahead > 0 {
            Self::Nothing(Status::Ahead)
        } else {
            Self::Nothing(Status::NotDue)
        }
    }

    /// Returns whether the leader has to do something today.
    pub const fn is_pressing(&self) -> bool {
        !matches!(self, Self::Nothing(_) | Self::Deferred(_))
    }

    /// Returns the kind of need, then its size.
    fn rank(&self) -> (u8, Decimal) {
        match self {
            Self::Answer { asked, .. } => (0, Decimal::from(-asked.days)),
            Self::Support { lowest, .. } => (1, lowest.order()),
            Self::Report { longest, .. } | Self::Silent { longest, .. } => (2, Decimal::from(-longest.overdue())),
            Self::Access => (3, Decimal::ZERO),
            Self::Plan => (4, Decimal::ZERO),
            Self::Deferred(_) => (5, Decimal::ZERO),
            Self::Nothing(_) => (6, Decimal::ZERO),
        }
    }

    /// Orders by urgency; equals keep their order, which is by name.
    pub fn compare(&self, other: &Self) -> Ordering {
        self.rank().cmp(&other.rank())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        measure::Frequency,
        team::{
            deferred_until,
            example::{asked, behind, member, silent},
        },
    };
    use jiff::civil::date;

    #[test]
    fn who_is_taken_care_of_waits_below_the_others_with_the_reason() {
        let member = Member { behind: vec![behind("Akta", 10)], is_deferred: true, ..member(&[Status::NeedsSupport]) };
        let need = Need::of(&member);
        assert_eq!(need.to_string(), "1 dari 1 indikator perlu dukungan: “Akta” 10 % dari yang seharusnya");
        assert!(!need.is_pressing());
        assert_eq!(
            Need::of(&Member { is_deferred: true, ..self::member(&[Status::OnPlan]) }),
            Need::Nothing(Status::OnPlan)
        );
        assert_eq!(deferred_until(7, date(2026, 6, 22)), Some(date(2026, 6, 29)));
        assert_eq!(deferred_until(120, date(2026, 6, 22)), None);
    }

    #[test]
    fn the_list_is_ordered_by_need() {
        let support = |percent| Need::Support { behind: 1, due: 2, lowest: behind("X", percent) };
        let ordered = [
            Need::Answer { asked: asked(3), besides: None },
            Need::Answer { asked: asked(0), besides: None },
            support(-5),
            support(62),
            support(89),
            Need::Silent { days: Some(20), longest: silent("X", 20, Frequency::Weekly) },
            Need::Report { silent: 1, due: 2, longest: silent("X", 40, Frequency::Monthly) },
            Need::Access,
            Need::Plan,
            Need::Deferred(Box::new(support(-5))),
            Need::Nothing(Status::OnPlan),
        ];
        for (at, need) in ordered.iter().enumerate() {
            for later in &ordered[at + 1..] {
                assert_eq!(need.compare(later), Ordering::Less, "{need} before {later}");
            }
        }
        assert_eq!(Need::Nothing(Status::Ahead).compare(&Need::Nothing(Status::NotDue)), Ordering::Equal);
    }
}
