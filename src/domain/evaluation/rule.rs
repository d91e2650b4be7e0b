//! The rules of evaluations, as data: each holds from a day on and names its source. An agency may set its own beside
//! those that the program knows, without a release; nothing is overwritten.

use super::{HeadRatings, Matrix, Patterns};
use crate::domain::{
    calendar::{Counting, DayCount},
    regime::FIRST_DAY,
    skp::Guidance,
};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

/// The most rules of an agency; ten a year last two decades.
pub const MAX_EVALUATION_RULES: usize = 200;
/// The days of a window, from the fewest to the most.
pub const WINDOW_DAYS: std::ops::RangeInclusive<i16> = 1..=90;

/// What a rule is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EvaluationRuleKind {
    Matrix,
    Heads,
    Windows,
    Guidance,
    Patterns,
}

impl EvaluationRuleKind {
    pub const ALL: [Self; 5] = [Self::Matrix, Self::Heads, Self::Patterns, Self::Windows, Self::Guidance];

    /// Returns its word in forms.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Matrix => "matrix",
            Self::Heads => "heads",
            Self::Windows => "windows",
            Self::Guidance => "guidance",
            Self::Patterns => "patterns",
        }
    }

    pub const fn name(self) -> &'static str {
        match self {
            Self::Matrix => "Matriks predikat",
            Self::Heads => "Rating pimpinan unit",
            Self::Windows => "Masa tanggapan dan keberatan",
            Self::Guidance => "Panduan perilaku BerAKHLAK",
            Self::Patterns => "Pola distribusi predikat",
        }
    }

    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// The days that the rated person has, both from the day on which the reasons could be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Windows {
    /// Working days to answer; afterwards the sheet says that they did not.
    pub answer: i16,
    /// Calendar days to object.
    pub objection: i16,
}

impl Windows {
    /// Objection: 14 days (`PermenPANRB` 6/2022); that they are calendar days is the program's own reading. No regulation
    /// that we know sets the days to answer: they are the program's own, after the practice of agencies.
    pub const KNOWN: Self = Self { answer: 14, objection: 14 };

    pub const fn answer(self) -> DayCount {
        DayCount { days: self.answer, counting: Counting::Working }
    }

    pub const fn objection(self) -> DayCount {
        DayCount { days: self.objection, counting: Counting::Calendar }
    }
}

/// A rule as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind", content = "rule")]
pub enum EvaluationRule {
    Matrix(Matrix),
    Heads(HeadRatings),
    Windows(Windows),
    Guidance(Guidance),
    Patterns(Patterns),
}

impl EvaluationRule {
    pub const fn kind(&self) -> EvaluationRuleKind {
        match self {
            Self::Matrix(_) => EvaluationRuleKind::Matrix,
            Self::Heads(_) => EvaluationRuleKind::Heads,
            Self::Windows(_) => EvaluationRuleKind::Windows,
            Self::Guidance(_) => EvaluationRuleKind::Guidance,
            Self::Patterns(_) => EvaluationRuleKind::Patterns,
        }
    }
}

/// A rule, from when it holds, and where that is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DatedRule {
    pub rule: EvaluationRule,
    pub holds_from: Date,
    /// The regulation or letter, with its article.
    pub source: String,
    /// When and by whom it was entered; `None` for one that the program knows.
    pub entered: Option<(Timestamp, String)>,
}

/// The rules of an agency with those that the program knows.
#[derive(Clone, Debug)]
pub struct EvaluationRules(Vec<DatedRule>);

impl EvaluationRules {
    /// `own` are the agency's rules, in whatever order.
    pub fn of_agency(own: Vec<DatedRule>) -> Self {
        let mut rules = own;
        rules.extend(known());
        rules.sort_by_key(|rule| {
            let entered = rule.entered.as_ref().map(|(at, _)| *at);
            std::cmp::Reverse((entered.is_some(), rule.holds_from, entered))
        });
        Self(rules)
    }

    /// Returns the number of the agency's rules.
    pub fn own(&self) -> usize {
        self.0.iter().filter(|rule| rule.entered.is_some()).count()
    }

    /// Returns all rules of a kind: the agency's own, the newest first, then the program's.
    pub fn about(&self, kind: EvaluationRuleKind) -> impl Iterator<Item = &DatedRule> {
        self.0.iter().filter(move |rule| rule.rule.kind() == kind)
    }

    /// Returns the rule of a kind that held on a day as it was known at a moment: what is entered later changes nothing
    /// about what was signed or served before.
    pub fn in_force(&self, kind: EvaluationRuleKind, on: Date, known_at: Timestamp) -> Option<&DatedRule> {
        self.about(kind).find(|rule| match &rule.entered {
            Some((at, _)) => rule.holds_from <= on && *at <= known_at,
            None => true,
        })
    }

    pub fn matrix(&self, on: Date, known_at: Timestamp) -> Matrix {
        match self.in_force(EvaluationRuleKind::Matrix, on, known_at).map(|rule| &rule.rule) {
            Some(EvaluationRule::Matrix(matrix)) => *matrix,
            _ => Matrix::NATIONAL,
        }
    }

    pub fn head_ratings(&self, on: Date, known_at: Timestamp) -> HeadRatings {
        match self.in_force(EvaluationRuleKind::Heads, on, known_at).map(|rule| &rule.rule) {
            Some(EvaluationRule::Heads(ratings)) => *ratings,
            _ => HeadRatings::KNOWN,
        }
    }

    pub fn windows(&self, on: Date, known_at: Timestamp) -> Windows {
        match self.in_force(EvaluationRuleKind::Windows, on, known_at).map(|rule| &rule.rule) {
            Some(EvaluationRule::Windows(windows)) => *windows,
            _ => Windows::KNOWN,
        }
    }

    pub fn guidance(&self, on: Date, known_at: Timestamp) -> Guidance {
        match self.in_force(EvaluationRuleKind::Guidance, on, known_at).map(|rule| &rule.rule) {
            Some(EvaluationRule::Guidance(guidance)) => guidance.clone(),
            _ => Guidance::of_circular(),
        }
    }

    pub fn patterns(&self, on: Date, known_at: Timestamp) -> Patterns {
        match self.in_force(EvaluationRuleKind::Patterns, on, known_at).map(|rule| &rule.rule) {
            Some(EvaluationRule::Patterns(patterns)) => patterns.clone(),
            _ => Patterns::of_circular(),
        }
    }
}

/// The rules that the program knows.
fn known() -> [DatedRule; 5] {
    let regulation = "PermenPANRB 6/2022";
    [
        (EvaluationRule::Matrix(Matrix::NATIONAL), format!("{regulation}, lampiran")),
        (EvaluationRule::Heads(HeadRatings::KNOWN), format!("{regulation}; pembagiannya usulan Kinerja")),
        (EvaluationRule::Windows(Windows::KNOWN), format!("{regulation}; hari tanggapan usulan Kinerja")),
        (EvaluationRule::Guidance(Guidance::of_circular()), "SE MenPANRB 20/2021".to_owned()),
        (
            EvaluationRule::Patterns(Patterns::of_circular()),
            "SE MenPANRB 3/2023; jumlah pegawai terkecil usulan Kinerja".to_owned(),
        ),
    ]
    .map(|(rule, source)| DatedRule { rule, holds_from: FIRST_DAY, source, entered: None })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn own(days: i16, holds_from: Date, entered: &str) -> DatedRule {
        DatedRule {
            rule: EvaluationRule::Windows(Windows { answer: days, objection: days }),
            holds_from,
            source: "Perwali".to_owned(),
            entered: Some((entered.parse().expect("a moment"), "Rina".to_owned())),
        }
    }

    #[test]
    fn a_rule_holds_from_its_day_and_changes_nothing_that_was_decided_before_it_was_entered() {
        let rules = EvaluationRules::of_agency(vec![
            own(7, date(2026, 7, 1), "2026-06-01T03:00:00Z"),
            own(9, date(2026, 7, 1), "2026-08-01T03:00:00Z"),
            own(5, date(2026, 1, 1), "2026-09-01T03:00:00Z"),
        ]);
        let answer = |on, at: &str| rules.windows(on, at.parse().expect("a moment")).answer;
        assert_eq!(answer(date(2026, 6, 30), "2026-06-30T03:00:00Z"), Windows::KNOWN.answer);
        assert_eq!(answer(date(2026, 7, 1), "2026-07-01T03:00:00Z"), 7);
        assert_eq!(answer(date(2026, 7, 31), "2026-08-01T02:59:59Z"), 7);
        assert_eq!(answer(date(2026, 7, 31), "2026-08-01T03:00:00Z"), 9, "of the same day the later one");
        assert_eq!(answer(date(2026, 6, 30), "2026-09-01T03:00:00Z"), 5);
        assert_eq!(rules.own(), 3);
        let moment = "2026-09-01T03:00:00Z".parse().expect("a moment");
        for kind in EvaluationRuleKind::ALL {
            assert_eq!(EvaluationRuleKind::of_code(kind.code()), Some(kind));
            assert!(rules.in_force(kind, date(2022, 2, 3), moment).is_some(), "something always holds");
        }
    }

    #[test]
    fn a_rule_is_read_back_as_it_was_stored() {
        for DatedRule { rule, .. } in known() {
            let stored = serde_json::to_value(&rule).expect("written");
            assert_eq!(serde_json::from_value::<EvaluationRule>(stored).expect("read"), rule);
        }
        assert_ne!(Guidance::of_law(), Guidance::of_circular());
    }
}
