//! The reason for a member's place in the list, in one sentence.

use super::{Asked, Need};
use crate::domain::{feedback::MessageKind, measure::Status, number::percent};
use std::fmt;

/// Returns the sentence with a lower-case first letter, for the middle of another one.
fn lower_first(sentence: &str) -> String {
    let mut letters = sentence.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

/// Writes the reason in one sentence for the leader.
impl fmt::Display for Need {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Answer { asked: Asked { kind, days, late, others }, besides } => {
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
                if *others > 0 {
                    write!(f, ", bersama {others} pesan lain")?;
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
                    Some(share) => write!(f, "“{name}” {} dari yang seharusnya", percent(share)),
                    None => write!(f, "“{name}”, target belum tercapai"),
                }
            }
            Self::Report { silent, due, longest } => {
                write!(f, "{silent} dari {due} indikator belum dilaporkan")?;
                f.write_str(if *silent > 1 { "; terlama: " } else { ": " })?;
                f.write_str(&longest.told())
            }
            // The last report may be about another indicator than the one that is longest silent.
            Self::Silent { days: Some(days), longest } if !longest.reported_before || longest.days != *days => {
                write!(f, "Belum melapor {days} hari; terlama: {}", longest.told())
            }
            Self::Silent { days: Some(days), longest } => {
                write!(f, "Belum melapor {days} hari ({})", longest.usually())
            }
            Self::Silent { days: None, longest } => write!(f, "Belum pernah melapor ({})", longest.usually()),
            Self::Deferred(need) => need.fmt(f),
            Self::Access => f.write_str(
                "Belum punya akses: belum pernah masuk, jadi belum ditagih laporan; minta pengelola kepegawaian \
                 mengirim undangan",
            ),
            Self::Plan => {
                f.write_str("Belum punya SKP yang ditetapkan untuk tahun ini; minta pengelola kepegawaian membuatnya")
            }
            Self::Nothing(Status::Ahead) => f.write_str("Semua melampaui rencana"),
            Self::Nothing(Status::NotDue) => f.write_str("Belum ada yang jatuh tempo"),
            Self::Nothing(_) => f.write_str("Semua sesuai rencana"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        measure::{Achievement, Frequency},
        team::{
            Behind, Member, Silence,
            example::{asked, behind, member, silent},
        },
    };
    use jiff::civil::date;

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
    fn a_share_is_written_as_on_the_page_of_the_person() {
        for (percent, shown) in [("72.5", "72,5 %"), ("61.45", "61,5 %"), ("-0.55", "-0,6 %"), ("1234", "1.234 %")] {
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
        assert_eq!(
            Need::of(&member).to_string(),
            "Belum melapor 12 hari; terlama: “Aduan” 20 hari (biasanya tiap minggu)",
            "twelve days ago something else was reported"
        );
        let all = Member { last_report: Some(20), ..member.clone() };
        assert_eq!(Need::of(&all).to_string(), "Belum melapor 20 hari (biasanya tiap minggu)");
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
        assert_eq!(
            said(Asked { others: 2, ..asked(0) }),
            "Bertanya, menunggu jawaban Anda sejak hari ini, bersama 2 pesan lain"
        );
        let support = |on| Asked::new(MessageKind::Support, on, date(2026, 6, 26), 0);
        assert_eq!(said(support(date(2026, 6, 23))), "Minta dukungan, menunggu jawaban Anda sejak 3 hari lalu");
        assert_eq!(
            said(support(date(2026, 6, 22))),
            "Minta dukungan, menunggu jawaban Anda sejak 4 hari lalu (lewat 1 hari)"
        );
    }

    #[test]
    fn who_needs_nothing_is_said_to() {
        use Status::{Ahead, NotDue, OnPlan};
        for (statuses, sentence) in [
            (&[OnPlan, Ahead, NotDue][..], "Semua sesuai rencana"),
            (&[Ahead, NotDue], "Semua melampaui rencana"),
            (&[NotDue], "Belum ada yang jatuh tempo"),
            (&[], "Belum punya SKP yang ditetapkan untuk tahun ini; minta pengelola kepegawaian membuatnya"),
        ] {
            assert_eq!(Need::of(&member(statuses)).to_string(), sentence);
        }
    }

    #[test]
    fn who_has_never_signed_in_is_not_called_silent() {
        for statuses in [&[Status::NotDue][..], &[]] {
            let need = Need::of(&Member { lacks_access: true, ..member(statuses) });
            assert_eq!((&need, need.is_pressing()), (&Need::Access, true));
            assert!(need.to_string().starts_with("Belum punya akses: "), "{need}");
        }
    }

    #[test]
    fn what_is_missing_asks_for_something() {
        assert!(Need::Plan.is_pressing());
        assert!(!Need::Nothing(Status::OnPlan).is_pressing());
    }
}
