//! Regimes: what applies to a group of people in the performance cycle, as dated rules with their source.
//!
//! A rule belongs to a group of people, not to the agency: teachers have one evaluation a year, PPPK Paruh Waktu four,
//! whatever the agency has chosen for the others. The program knows the national rules (`defaults`); an agency adds
//! rules of its own and groups of its own. No rule is overwritten: a later one takes its place from its day on.

mod defaults;
mod recorded;

pub use recorded::{RecordedPeriods, rule_day};

use crate::domain::{calendar::PeriodKind, org::Employment, template::title_words};
use jiff::{Timestamp, ToSpan, civil::Date};
use serde::{Deserialize, Serialize};
use std::fmt;

/// How the evidence of a result is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Evidence {
    Uploaded,
    /// Nothing is uploaded: the assessor confirms that it exists.
    Confirmed,
    None,
}

impl Evidence {
    pub const ALL: [Self; 3] = [Self::Uploaded, Self::Confirmed, Self::None];
}

/// Where a plan is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlanOrigin {
    Own,
    /// In another system, such as the education ministry's platform; here is a copy that nobody types again.
    Mirrored,
}

impl PlanOrigin {
    pub const ALL: [Self; 2] = [Self::Own, Self::Mirrored];
}

/// What applies to a group of people. `Display` is its sentence on the screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Regime {
    /// The evaluation periods within the year; the year itself is evaluated in every regime.
    pub periods: PeriodKind,
    pub evidence: Evidence,
    pub origin: PlanOrigin,
    /// Whether a daily log is asked for.
    pub daily_log: bool,
    /// The names of the phases, in order; empty where the group has no names of its own for them.
    pub phases: Vec<String>,
}

impl fmt::Display for Regime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.periods {
            PeriodKind::Month => "Dinilai tiap bulan dan sekali setahun",
            PeriodKind::Quarter => "Dinilai tiap triwulan dan sekali setahun",
            PeriodKind::Year => "Dinilai sekali setahun",
        })?;
        f.write_str(match self.evidence {
            Evidence::Uploaded => "; bukti diunggah",
            Evidence::Confirmed => "; bukti tidak diunggah, atasan memastikan bahwa bukti ada",
            Evidence::None => "; tanpa bukti",
        })?;
        f.write_str(if self.daily_log { "; log harian diminta" } else { "; tanpa log harian" })?;
        f.write_str(match self.origin {
            PlanOrigin::Own => "; SKP disusun di Kinerja.",
            PlanOrigin::Mirrored => "; SKP disusun di aplikasi lain dan disalin ke sini, tidak diketik dua kali.",
        })?;
        if self.phases.is_empty() { Ok(()) } else { write!(f, " Tahapnya: {}.", self.phases.join(" – ")) }
    }
}

/// Somebody in a post, as far as a group of people depends on it.
#[derive(Clone, Copy, Debug)]
pub struct Member<'a> {
    pub employment: Employment,
    /// The code of the template of the post.
    pub template: &'a str,
    /// The title of the post.
    pub post: &'a str,
}

/// A group of people with a rule of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Group {
    /// Everybody who is in no other group.
    General,
    /// Teachers and heads of schools.
    Teachers,
    /// PPPK Paruh Waktu.
    PartTime,
    /// A group of the agency's own: everybody with this employment, and these words in the title of the post, where
    /// given.
    Chosen { name: String, employment: Option<Employment>, title: Option<String> },
}

/// The templates of teachers' and school heads' posts.
const TEACHERS: [&str; 5] = ["guru_kelas", "guru_mapel", "guru_bk", "guru_paud", "kepala_sekolah"];

impl Group {
    /// The groups that the program knows.
    pub const KNOWN: [Self; 3] = [Self::General, Self::Teachers, Self::PartTime];

    /// Returns the word of its kind in the database and in forms.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::General => "general",
            Self::Teachers => "teachers",
            Self::PartTime => "part_time",
            Self::Chosen { .. } => "chosen",
        }
    }

    pub fn name(&self) -> &str {
        match self {
            Self::General => "Umum",
            Self::Teachers => "Guru dan kepala sekolah",
            Self::PartTime => "PPPK Paruh Waktu",
            Self::Chosen { name, .. } => name,
        }
    }

    /// Returns its word in an address: that of a group of the agency's own is its name.
    pub fn address(&self) -> &str {
        match self {
            Self::General => "umum",
            Self::Teachers => "guru",
            Self::PartTime => "paruh-waktu",
            Self::Chosen { name, .. } => name,
        }
    }

    /// Returns whether two rules are about the same group: a group of the agency's own is known by its name.
    pub fn is_same(&self, other: &Self) -> bool {
        self.code() == other.code() && self.name().to_lowercase() == other.name().to_lowercase()
    }

    fn has(&self, member: Member<'_>) -> bool {
        match self {
            Self::General => true,
            Self::Teachers => TEACHERS.contains(&member.template),
            Self::PartTime => member.employment == Employment::PppkParuhWaktu,
            Self::Chosen { employment, title, .. } => {
                // Their quarters hold whatever the agency chooses for others.
                let is_open = member.employment != Employment::PppkParuhWaktu || employment.is_some();
                is_open
                    && employment.is_none_or(|employment| employment == member.employment)
                    && title.as_ref().is_none_or(|title| title_words(member.post).contains(&title_words(title)))
            }
        }
    }
}

/// A dated rule about a group of people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// The id of an agency's rule, or the name of one that the program knows.
    pub code: String,
    pub group: Group,
    /// The day from which it holds.
    pub holds_from: Date,
    /// Whether the agency's rule for the group ends on that day: the program's own holds again, a group of the agency's
    /// own is a group no more.
    pub ends: bool,
    pub regime: Regime,
    /// The regulation or letter, with its article.
    pub source: String,
    /// When and by whom it was entered; `None` for one that the program knows.
    pub entered: Option<(Timestamp, String)>,
}

/// The most rules of an agency; ten a year last a century.
pub const MAX_RULES: usize = 1_000;
/// The most phases of a regime.
pub const MAX_PHASES: usize = 8;

/// The first day from which a rule can hold: that of `PermenPANRB` 6/2022.
pub const FIRST_DAY: Date = Date::constant(2022, 2, 3);

/// Returns the last day from which a rule that is entered today can hold: the end of the year after next.
pub fn last_day(today: Date) -> Date {
    today.saturating_add(2.years()).last_of_year()
}

/// The rules of an agency with those that the program knows.
#[derive(Clone, Debug)]
pub struct Rules(Vec<Rule>);

impl Rules {
    /// `own` are the agency's rules, in whatever order.
    pub fn of_agency(mut own: Vec<Rule>) -> Self {
        own.extend(defaults::rules());
        Self(own)
    }

    /// Returns the number of the agency's rules.
    pub fn own(&self) -> usize {
        self.0.iter().filter(|rule| rule.entered.is_some()).count()
    }

    /// Returns the rule of a code that a plan has recorded.
    pub fn find(&self, code: &str) -> Option<&Rule> {
        self.0.iter().find(|rule| rule.code == code)
    }

    /// Returns the groups: those that the program knows, then the agency's own by their names. A group of the agency's
    /// own is as its newest rule describes it.
    pub fn groups(&self) -> Vec<&Group> {
        let mut own: Vec<&Rule> = self.0.iter().filter(|rule| matches!(rule.group, Group::Chosen { .. })).collect();
        own.sort_by_key(|rule| (rule.group.name().to_lowercase(), std::cmp::Reverse(order(rule))));
        own.dedup_by(|later, first| later.group.is_same(&first.group));
        let known = Group::KNOWN.iter();
        known.chain(own.into_iter().map(|rule| &rule.group)).collect()
    }

    /// Returns all rules about a group, the newest first.
    pub fn about(&self, group: &Group) -> Vec<&Rule> {
        let mut rules: Vec<&Rule> = self.0.iter().filter(|rule| rule.group.is_same(group)).collect();
        rules.sort_by_key(|rule| std::cmp::Reverse(order(rule)));
        rules
    }

    /// Returns the rule that holds for a group on a day. The agency's own goes before the program's; of several from the
    /// same day the one that was entered last.
    pub fn in_force(&self, group: &Group, on: Date) -> Option<&Rule> {
        let about = self.about(group);
        let newest =
            |is_own: bool| about.iter().copied().find(|rule| rule.holds_from <= on && rule.entered.is_some() == is_own);
        newest(true).filter(|rule| !rule.ends).or_else(|| newest(false))
    }

    /// Returns the rule that holds for somebody on a day. A group of the agency's own goes before those that the program
    /// knows; of several the one whose rule was entered last. `None` before the first rule.
    pub fn of(&self, member: Member<'_>, on: Date) -> Option<&Rule> {
        let groups = self.groups();
        let (known, chosen) = groups.split_at(Group::KNOWN.len());
        let of = |group: &&Group| self.in_force(group, on).filter(|rule| rule.group.has(member));
        let own = chosen.iter().filter_map(of).max_by_key(|rule| rule.entered.as_ref().map(|(at, _)| *at));
        own.or_else(|| known.iter().rev().find_map(of))
    }

    /// Returns the periods by which reports about a plan are in time: those of the rule that it has recorded. A plan
    /// that came into force before rules were recorded has months.
    pub fn periods_of(&self, recorded: Option<&str>) -> PeriodKind {
        recorded.and_then(|code| self.find(code)).map_or(PeriodKind::Month, |rule| rule.regime.periods)
    }
}

/// Later rules are greater.
fn order(rule: &Rule) -> (Date, Option<Timestamp>, &str) {
    (rule.holds_from, rule.entered.as_ref().map(|(at, _)| *at), &rule.code)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const BIDAN: Member<'_> = Member { employment: Employment::Pns, template: "bidan", post: "Bidan Ahli Muda" };
    const GURU: Member<'_> = Member { employment: Employment::Pppk, template: "guru_mapel", post: "Guru Ahli Pertama" };
    const OPERATOR: Member<'_> =
        Member { employment: Employment::PppkParuhWaktu, template: "pelaksana", post: "Operator Layanan Operasional" };

    fn rule(code: &str, group: Group, holds_from: Date, periods: PeriodKind, entered_at: i64) -> Rule {
        Rule {
            code: code.to_owned(),
            group,
            holds_from,
            ends: false,
            regime: Regime {
                periods,
                evidence: Evidence::Uploaded,
                origin: PlanOrigin::Own,
                daily_log: false,
                phases: vec![],
            },
            source: "Perwali 3/2026, Pasal 4".to_owned(),
            entered: Some((Timestamp::from_second(entered_at).expect("a time"), "Rina".to_owned())),
        }
    }

    fn rescue(employment: Option<Employment>, title: Option<&str>) -> Group {
        Group::Chosen { name: "Regu".to_owned(), employment, title: title.map(str::to_owned) }
    }

    fn code(rules: &Rules, member: Member<'_>, on: Date) -> String {
        rules.of(member, on).expect("a rule").code.clone()
    }

    #[test]
    fn each_of_the_three_groups_has_the_national_rule() {
        let rules = Rules::of_agency(vec![]);
        let today = date(2026, 6, 22);
        let periods = [BIDAN, GURU, OPERATOR].map(|member| rules.of(member, today).map(|rule| rule.regime.periods));
        assert_eq!(periods, [PeriodKind::Quarter, PeriodKind::Year, PeriodKind::Quarter].map(Some));
        assert_eq!(rules.of(BIDAN, today).map(|rule| rule.regime.daily_log), Some(true));
        assert_eq!(rules.of(BIDAN, date(2025, 12, 31)).map(|rule| rule.regime.daily_log), Some(false));
        assert_eq!(code(&rules, GURU, date(2024, 12, 31)), code(&rules, BIDAN, date(2024, 12, 31)));
        assert_eq!(rules.of(BIDAN, date(2022, 2, 2)), None);
        let mut codes: Vec<_> = defaults::rules().into_iter().map(|rule| rule.code).collect();
        codes.dedup();
        assert!(codes.len() >= 4 && codes.iter().all(|code| code.len() <= 40), "{codes:?}");
    }

    #[test]
    fn the_agency_chooses_months_and_part_time_staff_keep_their_quarters() {
        let first = date(2026, 7, 1);
        let rules = Rules::of_agency(vec![rule("a", Group::General, first, PeriodKind::Month, 1)]);
        assert_eq!(code(&rules, BIDAN, date(2026, 6, 30)), "umum-2026");
        assert_eq!(code(&rules, BIDAN, first), "a");
        assert_eq!(rules.of(OPERATOR, first).map(|rule| rule.regime.periods), Some(PeriodKind::Quarter));
        assert_eq!(rules.of(GURU, first).map(|rule| rule.regime.periods), Some(PeriodKind::Year));
    }

    #[test]
    fn of_two_rules_from_one_day_the_later_one_holds_and_the_earlier_one_stays_in_the_list() {
        let day = date(2026, 1, 1);
        let slip = rule("slip", Group::General, day, PeriodKind::Year, 1);
        let mended = rule("mended", Group::General, day, PeriodKind::Month, 2);
        let rules = Rules::of_agency(vec![mended, slip]);
        assert_eq!(code(&rules, BIDAN, day), "mended");
        let list: Vec<_> = rules.about(&Group::General).iter().map(|rule| rule.code.as_str()).collect();
        assert_eq!(list, ["mended", "slip", "umum-2026", "umum-2022"]);
    }

    #[test]
    fn a_group_of_the_agencys_own_goes_before_the_others_but_not_before_part_time_staff() {
        let day = date(2026, 3, 1);
        let of = |group| Rules::of_agency(vec![rule("own", group, day, PeriodKind::Month, 1)]);
        assert_eq!(code(&of(rescue(None, Some("bidan"))), BIDAN, day), "own");
        assert_eq!(code(&of(rescue(None, Some("Ahli Muda"))), BIDAN, day), "own");
        assert_eq!(code(&of(rescue(None, Some("idan"))), BIDAN, day), "umum-2026", "words, not parts of them");
        assert_eq!(code(&of(rescue(Some(Employment::Pppk), None)), GURU, day), "own");
        assert_eq!(code(&of(rescue(None, Some("operator"))), OPERATOR, day), "paruh-waktu-2025");
        assert_eq!(code(&of(rescue(Some(Employment::PppkParuhWaktu), None)), OPERATOR, day), "own");
    }

    #[test]
    fn what_the_agency_ends_falls_back_to_the_programs_own() {
        let (day, end) = (date(2026, 3, 1), date(2026, 9, 1));
        let ended = |code: &str, group| Rule { ends: true, ..rule(code, group, end, PeriodKind::Year, 2) };
        let general = vec![rule("a", Group::General, day, PeriodKind::Month, 1), ended("b", Group::General)];
        let own = rescue(None, Some("bidan"));
        let chosen = vec![rule("a", own.clone(), day, PeriodKind::Month, 1), ended("b", own)];
        for rules in [general, chosen].map(Rules::of_agency) {
            assert_eq!(code(&rules, BIDAN, date(2026, 8, 31)), "a");
            assert_eq!(code(&rules, BIDAN, end), "umum-2026");
        }
    }

    #[test]
    fn a_renamed_case_is_the_same_group_and_a_later_rule_changes_who_is_in_it() {
        let (day, later) = (date(2026, 3, 1), date(2026, 5, 1));
        let again = Group::Chosen { name: "REGU".to_owned(), employment: None, title: Some("guru".to_owned()) };
        let first = rule("a", rescue(None, Some("bidan")), day, PeriodKind::Month, 1);
        let rules = Rules::of_agency(vec![first, rule("b", again, later, PeriodKind::Month, 2)]);
        assert_eq!(rules.groups().len(), 4);
        assert_eq!([code(&rules, BIDAN, day), code(&rules, BIDAN, later)], ["a", "umum-2026"]);
        assert_eq!(code(&rules, GURU, later), "b");
    }

    #[test]
    fn reports_are_counted_by_the_rule_that_the_plan_has_recorded() {
        let rules = Rules::of_agency(vec![rule("a", Group::General, date(2026, 1, 1), PeriodKind::Month, 1)]);
        let of = |recorded| rules.periods_of(recorded);
        assert_eq!([of(Some("umum-2026")), of(Some("a"))], [PeriodKind::Quarter, PeriodKind::Month]);
        assert_eq!([of(None), of(Some("gone"))], [PeriodKind::Month; 2]);
    }

    #[test]
    fn a_regime_is_one_plain_sentence() {
        let rules = Rules::of_agency(vec![]);
        let said = |member| rules.of(member, date(2026, 6, 22)).map(|rule| rule.regime.to_string()).unwrap_or_default();
        assert!(said(BIDAN).starts_with(
            "Dinilai tiap triwulan dan sekali setahun; bukti diunggah; log harian diminta; SKP disusun di Kinerja."
        ));
        assert!(said(GURU).ends_with("Tahapnya: persiapan – observasi – percakapan – tindak lanjut – refleksi."));
    }
}
