//! The need of each team member today: the order of the leader's list and the sentence in each row.
//!
//! An order of needs, not of persons: there is no score. Unanswered questions come first, then results that are behind
//! (the furthest behind first), then silence (the longest overdue first), then missing plans. All other members need
//! nothing today.

use crate::domain::{
    board::Counts,
    feedback::{MessageKind, support_due},
    id::{EmployeeId, MessageId},
    measure::{Achievement, Frequency, Status},
};
use jiff::{ToSpan, civil::Date};
use rust_decimal::{Decimal, RoundingStrategy};
use std::{cmp::Ordering, fmt};
use uuid::Uuid;

/// The state of a member from which their need follows.
#[derive(Clone, Debug, Default)]
pub struct Member {
    /// Indicators of the agreed plan, by status.
    pub indicators: Counts,
    /// The indicators that need support.
    pub behind: Vec<Behind>,
    /// The indicators without a report in time.
    pub silent: Vec<Silence>,
    /// Days since the last report on anything.
    pub last_report: Option<i32>,
    /// The member's message that waits for an answer.
    pub asked: Option<Asked>,
    /// Whether the assessor takes care of it and waits.
    pub is_deferred: bool,
}

/// A message of a member that waits for an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    pub kind: MessageKind,
    /// Days since it was written.
    pub days: i32,
    /// Days since its last day for an answer; 0 up to that day, and where there is none.
    pub late: i32,
}

impl Asked {
    /// Returns the state on a day of a message written on another.
    pub fn new(kind: MessageKind, on: Date, today: Date) -> Self {
        let late = if kind == MessageKind::Support { (today - support_due(on)).get_days().max(0) } else { 0 };
        Self { kind, days: (today - on).get_days(), late }
    }
}

/// Days for which somebody may wait after taking care of a member, the offered choices.
pub const DEFERRAL_DAYS: [i8; 4] = [3, 7, 14, 30];

/// Returns the last day of a wait of `days` from today; `None` for a number that is not offered.
pub fn deferred_until(days: i8, today: Date) -> Option<Date> {
    DEFERRAL_DAYS.contains(&days).then(|| today.saturating_add(i64::from(days).days()))
}

/// Returns the id of the day's reminder of a member: sent again on the same day, it is stored once.
pub fn reminder_id(assessor: EmployeeId, member: EmployeeId, today: Date) -> MessageId {
    let day = i128::from((today - Date::ZERO).get_days()).unsigned_abs();
    MessageId(Uuid::from_u128(member.0.as_u128() ^ assessor.0.as_u128().rotate_left(64) ^ day.rotate_left(40)))
}

/// An indicator that is behind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Behind {
    pub name: String,
    /// The share of what is expected by now.
    pub achieved: Option<Achievement>,
}

impl Behind {
    /// Returns the share in percent; 0 where no percentage exists.
    fn percent(&self) -> Option<Decimal> {
        match self.achieved {
            Some(Achievement::Percent(percent)) => Some(percent),
            Some(Achievement::Reached(_)) | None => None,
        }
    }

    /// Returns the key of the order; the lowest needs support most.
    pub fn order(&self) -> Decimal {
        self.percent().unwrap_or_default()
    }
}

/// An indicator without a recent report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Silence {
    pub name: String,
    /// Days since the day that the last report describes, or since reports are asked.
    pub days: i32,
    pub reported_before: bool,
    pub frequency: Frequency,
}

impl Silence {
    /// Returns the days beyond the frequency.
    pub const fn overdue(&self) -> i32 {
        self.days - self.frequency.days()
    }

    /// Returns the words that remind of the report.
    pub fn reminder(&self) -> String {
        let name = &self.name;
        if self.reported_before {
            format!("Mohon laporkan “{name}”. Angka terakhir dari {} hari lalu ({}).", self.days, self.usually())
        } else {
            format!("Mohon laporkan “{name}”. Belum pernah dilaporkan ({}).", self.usually())
        }
    }

    const fn usually(&self) -> &'static str {
        match self.frequency {
            Frequency::Weekly => "biasanya tiap minggu",
            Frequency::Monthly => "biasanya tiap bulan",
            Frequency::Quarterly => "biasanya tiap triwulan",
        }
    }
}

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
            Self::Plan
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
            Self::Plan => (3, Decimal::ZERO),
            Self::Deferred(_) => (4, Decimal::ZERO),
            Self::Nothing(_) => (5, Decimal::ZERO),
        }
    }

    /// Orders by urgency; equals keep their order, which is by name.
    pub fn compare(&self, other: &Self) -> Ordering {
        self.rank().cmp(&other.rank())
    }
}

/// Returns the sentence with a lower-case first letter, for the middle of another one.
fn lower_first(sentence: &str) -> String {
    let mut letters = sentence.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

/// Writes the reason in one sentence for the leader.
impl fmt::Display for Need {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Answer { asked: Asked { kind, days, late }, besides } => {
                f.write_str(match kind {
                    MessageKind::Support => "Minta dukungan",
                    MessageKind::Question => "Bertanya",
                    MessageKind::Improvement => "Mengusulkan perbaikan",
                    MessageKind::Reply | MessageKind::Appreciation => "Menulis pesan",
                })?;
                f.write_str(", menunggu jawaban Anda sejak ")?;
                match days {
                    ..=0 => f.write_str("hari ini")?,
                    1 => f.write_str("kemarin")?,
                    days => write!(f, "{days} hari lalu")?,
                }
                if *late > 0 {
                    write!(f, " (lewat {late} hari)")?;
                }
                besides
                    .as_ref()
                    .map_or(Ok(()), |besides| write!(f, "; selain itu {}", lower_first(&besides.to_string())))
            }
            Self::Support { behind, due, lowest } => {
                let name = &lowest.name;
                write!(f, "{behind} dari {due} indikator perlu dukungan")?;
                f.write_str(if *behind > 1 { "; terendah: " } else { ": " })?;
                match lowest.percent() {
                    Some(percent) => {
                        let percent = percent.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero);
                        write!(f, "“{name}” {} % dari yang seharusnya", percent.normalize())
                    }
                    None => write!(f, "“{name}”, target belum tercapai"),
                }
            }
            Self::Report { silent, due, longest } => {
                write!(f, "{silent} dari {due} indikator belum dilaporkan")?;
                f.write_str(if *silent > 1 { "; terlama: " } else { ": " })?;
                let usually = longest.usually();
                if longest.reported_before {
                    write!(f, "“{}” {} hari ({usually})", longest.name, longest.days)
                } else {
                    write!(f, "“{}” belum pernah ({usually})", longest.name)
                }
            }
            Self::Silent { days: Some(days), longest } => {
                write!(f, "Belum melapor {days} hari ({})", longest.usually())
            }
            Self::Silent { days: None, longest } => write!(f, "Belum pernah melapor ({})", longest.usually()),
            Self::Deferred(need) => need.fmt(f),
            Self::Plan => f.write_str("Belum punya SKP yang ditetapkan untuk tahun ini"),
            Self::Nothing(Status::Ahead) => f.write_str("Semua melampaui rencana"),
            Self::Nothing(Status::NotDue) => f.write_str("Belum ada yang jatuh tempo"),
            Self::Nothing(_) => f.write_str("Semua sesuai rencana"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn behind(name: &str, percent: i64) -> Behind {
        Behind { name: name.to_owned(), achieved: Some(Achievement::Percent(Decimal::from(percent))) }
    }

    fn member(statuses: &[Status]) -> Member {
        Member { indicators: statuses.iter().copied().collect(), ..Member::default() }
    }

    fn asked(days: i32) -> Asked {
        Asked { kind: MessageKind::Question, days, late: 0 }
    }

    fn silent(name: &str, days: i32, frequency: Frequency) -> Silence {
        Silence { name: name.to_owned(), days, reported_before: true, frequency }
    }

    #[test]
    fn the_reason_names_the_lowest_result() {
        use Status::{NeedsSupport, OnPlan};
        let member = Member {
            behind: vec![behind("Akta terbit", 80), behind("Cakupan imunisasi", 62)],
            ..member(&[NeedsSupport, NeedsSupport, OnPlan])
        };
        assert_eq!(
            Need::of(&member).to_string(),
            "2 dari 3 indikator perlu dukungan; terendah: “Cakupan imunisasi” 62 % dari yang seharusnya"
        );
        let one = Member { behind: vec![behind("Akta terbit", -18)], ..self::member(&[NeedsSupport, OnPlan]) };
        assert_eq!(
            Need::of(&one).to_string(),
            "1 dari 2 indikator perlu dukungan: “Akta terbit” -18 % dari yang seharusnya"
        );
    }

    #[test]
    fn without_a_percentage_the_reason_says_that_the_target_is_not_reached() {
        let lowest = Behind { name: "Aduan".to_owned(), achieved: Some(Achievement::Reached(false)) };
        let member = Member { behind: vec![lowest], ..member(&[Status::NeedsSupport]) };
        assert_eq!(Need::of(&member).to_string(), "1 dari 1 indikator perlu dukungan: “Aduan”, target belum tercapai");
    }

    #[test]
    fn percentages_are_whole_and_round_half_away_from_zero() {
        for (percent, shown) in [("61.5", "62 %"), ("61.49", "61 %"), ("-0.5", "-1 %"), ("0.2", "0 %")] {
            let achieved = Some(Achievement::Percent(percent.parse().expect("a decimal")));
            let lowest = Behind { name: "X".to_owned(), achieved };
            let sentence = Need::Support { behind: 1, due: 1, lowest }.to_string();
            assert!(sentence.contains(&format!("“X” {shown} dari")), "{sentence}");
        }
    }

    #[test]
    fn silence_is_told_in_days_beside_what_is_usual() {
        let member = Member {
            silent: vec![silent("Akta", 40, Frequency::Monthly), silent("Aduan", 20, Frequency::Weekly)],
            last_report: Some(12),
            ..member(&[Status::Silent, Status::Silent])
        };
        assert_eq!(Need::of(&member).to_string(), "Belum melapor 12 hari (biasanya tiap minggu)");
        let never = Member { last_report: None, ..member };
        assert_eq!(Need::of(&never).to_string(), "Belum pernah melapor (biasanya tiap minggu)");
    }

    #[test]
    fn where_other_reports_came_the_silent_indicator_is_named() {
        use Status::{OnPlan, Silent};
        let one = Member {
            silent: vec![silent("Akta", 160, Frequency::Monthly)],
            last_report: Some(2),
            ..member(&[Silent, OnPlan])
        };
        assert_eq!(
            Need::of(&one).to_string(),
            "1 dari 2 indikator belum dilaporkan: “Akta” 160 hari (biasanya tiap bulan)"
        );
        let never = Silence { reported_before: false, ..silent("Akta", 160, Frequency::Monthly) };
        let all = Member {
            silent: vec![never, silent("Aduan", 40, Frequency::Monthly)],
            last_report: Some(0),
            ..member(&[Silent, Silent])
        };
        assert_eq!(
            Need::of(&all).to_string(),
            "2 dari 2 indikator belum dilaporkan; terlama: “Akta” belum pernah (biasanya tiap bulan)",
            "a report of today about a day long past"
        );
    }

    #[test]
    fn an_unanswered_question_comes_before_everything() {
        let member = Member {
            behind: vec![behind("Akta terbit", 10)],
            asked: Some(asked(1)),
            ..member(&[Status::NeedsSupport])
        };
        assert_eq!(
            Need::of(&member).to_string(),
            "Bertanya, menunggu jawaban Anda sejak kemarin; selain itu 1 dari 1 indikator perlu dukungan: “Akta \
             terbit” 10 % dari yang seharusnya"
        );
        let said = |asked| Need::Answer { asked, besides: None }.to_string();
        assert_eq!(said(asked(0)), "Bertanya, menunggu jawaban Anda sejak hari ini");
        let support = |on| Asked::new(MessageKind::Support, on, date(2026, 6, 26));
        assert_eq!(said(support(date(2026, 6, 23))), "Minta dukungan, menunggu jawaban Anda sejak 3 hari lalu");
        assert_eq!(
            said(support(date(2026, 6, 22))),
            "Minta dukungan, menunggu jawaban Anda sejak 4 hari lalu (lewat 1 hari)"
        );
    }

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
    fn the_reminder_of_a_day_is_one_message() {
        let [head, other, member] = [1, 2, 3].map(|n| EmployeeId(Uuid::from_u128(n)));
        let today = date(2026, 6, 22);
        let id = reminder_id(head, member, today);
        assert_eq!(id, reminder_id(head, member, today));
        for different in [
            reminder_id(other, member, today),
            reminder_id(head, other, today),
            reminder_id(head, member, date(2026, 6, 23)),
        ] {
            assert_ne!(id, different);
        }
    }

    #[test]
    fn who_needs_nothing_is_said_to() {
        use Status::{Ahead, NotDue, OnPlan};
        for (statuses, sentence) in [
            (&[OnPlan, Ahead, NotDue][..], "Semua sesuai rencana"),
            (&[Ahead, NotDue], "Semua melampaui rencana"),
            (&[NotDue], "Belum ada yang jatuh tempo"),
            (&[], "Belum punya SKP yang ditetapkan untuk tahun ini"),
        ] {
            assert_eq!(Need::of(&member(statuses)).to_string(), sentence);
        }
        assert!(Need::Plan.is_pressing());
        assert!(!Need::Nothing(Status::OnPlan).is_pressing());
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
