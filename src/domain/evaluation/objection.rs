//! The objection (keberatan) of a rated person against a released evaluation.
//!
//! It goes to the assessor's superior, whose decision is final (`PermenPANRB` 6/2022). Its time begins when the reasons were
//! served: on the day on which the released evaluation could first be read. Neither silence nor an acknowledgement ends it.
//! What came later is recorded as late and decided by nobody; what was filed in time goes on afterwards.

use super::{Evaluation, EvaluationContent, EvaluationId, EvaluationVersion};
use crate::domain::{
    actor::Actor,
    calendar::{DayCount, WorkingDays, Zone},
    id::{EmployeeId, ObjectionId, RhkId},
    text::Note,
};
use jiff::{SignedDuration, Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, fmt, str::FromStr};

/// The time in which the author of a decision may take it back, once.
pub const REOPENING: SignedDuration = SignedDuration::from_hours(24);
/// The most statements of one side in a case.
const MAX_STATEMENTS: usize = 20;

/// What an objection concerns. Written `hasil`, `perilaku`, `capaian`, `nilai-3` or `rhk-…`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum ObjectionRow {
    /// The rating of the results.
    Results,
    /// The rating of the conduct.
    Conduct,
    /// What the unit achieved.
    Unit,
    /// A core value, counted from 1.
    Value(u8),
    Result(RhkId),
}

impl fmt::Display for ObjectionRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Results => f.write_str("hasil"),
            Self::Conduct => f.write_str("perilaku"),
            Self::Unit => f.write_str("capaian"),
            Self::Value(number) => write!(f, "nilai-{number}"),
            Self::Result(id) => write!(f, "rhk-{id}"),
        }
    }
}

/// A text that is no row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("Bagian ini tidak ada di penilaian.")]
pub struct UnknownRow;

impl FromStr for ObjectionRow {
    type Err = UnknownRow;

    fn from_str(text: &str) -> Result<Self, UnknownRow> {
        match text {
            "hasil" => Ok(Self::Results),
            "perilaku" => Ok(Self::Conduct),
            "capaian" => Ok(Self::Unit),
            _ => {
                let number = |text: &str| text.parse().ok().filter(|number| (1..=7).contains(number)).map(Self::Value);
                let value = text.strip_prefix("nilai-").and_then(number);
                let result = || text.strip_prefix("rhk-")?.parse().ok().map(Self::Result);
                value.or_else(result).ok_or(UnknownRow)
            }
        }
    }
}

impl TryFrom<String> for ObjectionRow {
    type Error = UnknownRow;

    fn try_from(text: String) -> Result<Self, UnknownRow> {
        text.parse()
    }
}

impl From<ObjectionRow> for String {
    fn from(row: ObjectionRow) -> Self {
        row.to_string()
    }
}

/// What becomes of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Refused,
    Partly,
    Fully,
}

impl Outcome {
    pub const ALL: [Self; 3] = [Self::Refused, Self::Partly, Self::Fully];

    /// Returns its word in the database and in forms.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Refused => "refused",
            Self::Partly => "partly",
            Self::Fully => "fully",
        }
    }

    pub const fn name(self) -> &'static str {
        match self {
            Self::Refused => "Ditolak",
            Self::Partly => "Diterima sebagian",
            Self::Fully => "Diterima seluruhnya",
        }
    }

    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.code() == code)
    }
}

/// The days in which an evaluation can be objected to. Page, button and server ask here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ObjectionWindow {
    /// The day on which the reasons were served; the days are counted from the next one on.
    pub served_on: Date,
    /// The last day, which ends at 23.59.59 in the agency's zone.
    pub last_day: Date,
}

impl ObjectionWindow {
    pub fn of(count: DayCount, served_on: Date, working: &WorkingDays) -> Self {
        Self { served_on, last_day: count.after(served_on, working) }
    }

    /// Returns whether something that the server received then is in time.
    pub fn is_open(&self, at: Timestamp, zone: Zone) -> bool {
        zone.day(at) <= self.last_day
    }
}

/// What one side says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    pub by: EmployeeId,
    pub at: Timestamp,
    pub text: Note,
}

/// The answer to a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    pub outcome: Outcome,
    pub reason: Note,
}

/// What the superior decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    pub by: EmployeeId,
    pub at: Timestamp,
    pub answers: BTreeMap<ObjectionRow, Answer>,
    /// The version of the evaluation that it led to; `None` where everything was refused.
    pub version: Option<i16>,
    /// When its author took it back, and why.
    pub reopened: Option<(Timestamp, Note)>,
}

/// An objection with what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Objection {
    pub id: ObjectionId,
    pub evaluation: EvaluationId,
    pub owner: EmployeeId,
    /// The version that it is about.
    pub version: i16,
    pub filed_at: Timestamp,
    /// Whether it came after the last day.
    pub is_late: bool,
    pub rows: BTreeMap<ObjectionRow, Note>,
    /// The oldest first.
    pub statements: Vec<Statement>,
    /// The oldest first; at most one is followed by another, because only one may be taken back.
    pub decisions: Vec<Decision>,
}

/// Why something is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ObjectionRefusal {
    #[error("Hanya pegawai yang dinilai yang dapat mengajukan keberatan.")]
    NotOwner,
    #[error("Hanya pegawai yang dinilai dan pejabat penilainya yang memberi penjelasan.")]
    NotParty,
    #[error("Hanya atasan pejabat penilai yang memutus keberatan.")]
    NotSuperior,
    #[error("Penilaian ini belum dirilis.")]
    NotReleased,
    #[error("Keberatan terhadap versi ini sudah diajukan.")]
    AlreadyFiled,
    #[error("Keberatan atas penilaian ini sudah diputus. Putusan itu final.")]
    Final,
    #[error("Pilih bagian yang Anda keberatan, dan tulis alasannya.")]
    NoRows,
    #[error("Keberatan ini sudah diputus.")]
    Decided,
    #[error("Keberatan ini terlambat diajukan, jadi tidak diperiksa.")]
    Late,
    #[error("Beri putusan untuk setiap bagian.")]
    Unanswered,
    #[error("Kiriman ini sudah diterima dengan isi lain. Muat ulang halaman ini, lalu periksa yang tercatat.")]
    Reused,
    #[error("Belum ada atasan pejabat penilai yang dapat memutus. Hubungi pengelola kepegawaian.")]
    NoSuperior,
    #[error("Satu bagian yang Anda tulis tidak ada lagi di penilaian ini. Salin tulisannya ke bagian lain.")]
    RowGone,
    #[error("Belum ada keberatan terhadap penilaian ini.")]
    NotFiled,
    #[error("Keberatan ini belum diputus.")]
    NotDecided,
    #[error("Putusan hanya dapat dibuka lagi oleh yang memutus, satu kali, dalam 24 jam.")]
    NotReopenable,
    #[error("Paling banyak 20 penjelasan dari satu pihak.")]
    TooManyStatements,
    #[error("Keberatan tidak membuat penilaian lebih rendah: pilih rating yang sama atau lebih tinggi dari semula.")]
    Worse,
    #[error("Penilaian ini sedang dalam keberatan. Isinya tetap sampai keberatan diputus.")]
    UnderObjection,
}

impl Objection {
    /// Files an objection against the newest version of an evaluation; `known` are those that were filed before.
    ///
    /// # Errors
    /// For anybody but the rated person, before the release, without rows, a second time, and against what a decision led
    /// to.
    pub fn file(
        by: &Actor,
        (id, rows): (ObjectionId, BTreeMap<ObjectionRow, Note>),
        evaluation: &Evaluation,
        known: &[Self],
        (window, zone, now): (ObjectionWindow, Zone, Timestamp),
    ) -> Result<Self, ObjectionRefusal> {
        if !by.may_answer_evaluation(evaluation.employee) {
            return Err(ObjectionRefusal::NotOwner);
        }
        let version = evaluation.released().last().ok_or(ObjectionRefusal::NotReleased)?;
        if rows.is_empty() {
            return Err(ObjectionRefusal::NoRows);
        }
        if known.iter().any(|objection| objection.led_to(version)) {
            return Err(ObjectionRefusal::Final);
        }
        if known.iter().any(|objection| objection.version == version.number) {
            return Err(ObjectionRefusal::AlreadyFiled);
        }
        Ok(Self {
            id,
            evaluation: evaluation.id,
            owner: evaluation.employee,
            version: version.number,
            filed_at: now,
            is_late: !window.is_open(now, zone),
            rows,
            statements: vec![],
            decisions: vec![],
        })
    }

    fn led_to(&self, version: &EvaluationVersion) -> bool {
        self.decisions.iter().any(|decision| decision.version == Some(version.number))
    }

    /// The decision that stands.
    pub fn decision(&self) -> Option<&Decision> {
        self.decisions.last().filter(|decision| decision.reopened.is_none())
    }

    /// Whether it waits for a decision.
    pub fn is_open(&self) -> bool {
        !self.is_late && self.decision().is_none()
    }

    /// # Errors
    /// For a late one, and after the decision.
    pub fn must_be_open(&self) -> Result<(), ObjectionRefusal> {
        match (self.is_late, self.decision()) {
            (true, _) => Err(ObjectionRefusal::Late),
            (false, Some(_)) => Err(ObjectionRefusal::Decided),
            (false, None) => Ok(()),
        }
    }

    /// Adds what one side says: also after the window, until the decision. `assessors` are those who evaluate today and who
    /// signed the version.
    ///
    /// # Errors
    /// For anybody else, after the decision, and about a late one.
    pub fn explain(
        mut self,
        by: &Actor,
        assessors: &[EmployeeId],
        text: Note,
        now: Timestamp,
    ) -> Result<Self, ObjectionRefusal> {
        let me = by.employee.ok_or(ObjectionRefusal::NotParty)?;
        if me != self.owner && !assessors.contains(&me) {
            return Err(ObjectionRefusal::NotParty);
        }
        self.must_be_open()?;
        let is_own = |said: &&Statement| (said.by == self.owner) == (me == self.owner);
        if self.statements.iter().filter(is_own).count() >= MAX_STATEMENTS {
            return Err(ObjectionRefusal::TooManyStatements);
        }
        self.statements.push(Statement { by: me, at: now, text });
        Ok(self)
    }

    /// Decides every row; `superior` is who assesses the assessor, `version` the one that the decision leads to.
    ///
    /// # Errors
    /// For anybody but the superior, where rows are left or foreign ones answered, after the decision, and about a late one.
    pub fn decide(
        mut self,
        by: &Actor,
        superior: Option<EmployeeId>,
        (answers, version): (BTreeMap<ObjectionRow, Answer>, Option<i16>),
        now: Timestamp,
    ) -> Result<Self, ObjectionRefusal> {
        let me = self.decided_by(by, superior)?;
        self.must_be_open()?;
        if !answers.keys().eq(self.rows.keys()) {
            return Err(ObjectionRefusal::Unanswered);
        }
        self.decisions.push(Decision { by: me, at: now, answers, version, reopened: None });
        Ok(self)
    }

    /// Returns what the evaluation says once something is granted: `rated` with the ratings of the decision. A value that is
    /// granted wholly is below expectation no more.
    ///
    /// # Errors
    /// The rating that is lower than the one that was objected to; of a head, whose results follow from what the unit
    /// achieved, only the conduct.
    pub fn granted(
        &self,
        objected: &EvaluationContent,
        (answers, is_head): (&BTreeMap<ObjectionRow, Answer>, bool),
        mut rated: EvaluationContent,
    ) -> Result<EvaluationContent, ObjectionRow> {
        if !is_head && rated.results.rating < objected.results.rating {
            return Err(ObjectionRow::Results);
        }
        if rated.conduct.rating < objected.conduct.rating {
            return Err(ObjectionRow::Conduct);
        }
        for (number, value) in (1..).zip(&mut rated.values) {
            let answer = answers.get(&ObjectionRow::Value(number));
            value.is_below &= answer.is_none_or(|answer| answer.outcome != Outcome::Fully);
        }
        Ok(rated)
    }

    fn decided_by(&self, by: &Actor, superior: Option<EmployeeId>) -> Result<EmployeeId, ObjectionRefusal> {
        let superior = superior.filter(|superior| by.may_decide_objection(self.owner, *superior));
        superior.ok_or(ObjectionRefusal::NotSuperior)
    }

    /// Whether the decision that stands can be taken back by its author at a moment.
    pub fn is_reopenable(&self, by: EmployeeId, now: Timestamp) -> bool {
        let is_first = self.decisions.len() == 1;
        let is_own = |decision: &Decision| decision.by == by && now.duration_since(decision.at) <= REOPENING;
        is_first && self.decision().is_some_and(is_own)
    }

    /// Takes the decision back: the case is open again. What it led to stays until the next decision.
    ///
    /// # Errors
    /// For anybody but the author of the decision, after a day, and a second time.
    pub fn reopen(mut self, by: &Actor, reason: Note, now: Timestamp) -> Result<Self, ObjectionRefusal> {
        self.decision().ok_or(ObjectionRefusal::NotDecided)?;
        let me = by.employee.ok_or(ObjectionRefusal::NotReopenable)?;
        if !self.is_reopenable(me, now) {
            return Err(ObjectionRefusal::NotReopenable);
        }
        if let Some(decision) = self.decisions.last_mut() {
            decision.reopened = Some((now, reason));
        }
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        calendar::Counting,
        evaluation::{Judgement, Rating},
        id::SkpId,
    };
    use jiff::civil::date;
    use proptest::prelude::*;
    use uuid::Uuid;

    const OWNER: EmployeeId = EmployeeId(Uuid::from_u128(1));
    const ASSESSOR: EmployeeId = EmployeeId(Uuid::from_u128(2));
    const SUPERIOR: EmployeeId = EmployeeId(Uuid::from_u128(3));

    fn actor(employee: EmployeeId) -> Actor {
        Actor { employee: Some(employee), ..Actor::example() }
    }

    fn at(moment: &str) -> Timestamp {
        moment.parse().expect("a moment")
    }

    fn note(text: &str) -> Note {
        Note::parse(text).expect("a note")
    }

    fn released(versions: i16) -> Evaluation {
        let id = EvaluationId { skp: SkpId(Uuid::nil()), period: "2026-tw3".parse().expect("a period") };
        let version = |number| EvaluationVersion {
            number,
            content: EvaluationContent::default(),
            predikat: None,
            reason: None,
            signed_at: at("2026-10-01T02:00:00Z"),
            signed_by: ASSESSOR,
            released_at: Some(at("2026-10-01T02:00:00Z")),
            acknowledged: None,
        };
        Evaluation { versions: (1..=versions).map(version).collect(), ..Evaluation::blank(id, OWNER) }
    }

    fn window(count: DayCount) -> ObjectionWindow {
        ObjectionWindow::of(count, date(2026, 10, 1), &WorkingDays::new([], []))
    }

    fn fourteen() -> ObjectionWindow {
        window(DayCount { days: 14, counting: Counting::Calendar })
    }

    fn rows(of: &[ObjectionRow]) -> BTreeMap<ObjectionRow, Note> {
        of.iter().map(|row| (*row, note("Data rujukan tidak dihitung"))).collect()
    }

    fn file(by: EmployeeId, known: &[Objection], versions: i16, now: Timestamp) -> Result<Objection, ObjectionRefusal> {
        let filed = (ObjectionId(Uuid::nil()), rows(&[ObjectionRow::Results, ObjectionRow::Value(2)]));
        Objection::file(&actor(by), filed, &released(versions), known, (fourteen(), Zone::Wita, now))
    }

    fn answers(outcome: Outcome) -> BTreeMap<ObjectionRow, Answer> {
        let answer = || Answer { outcome, reason: note("Diperiksa dari laporan") };
        [ObjectionRow::Results, ObjectionRow::Value(2)].into_iter().map(|row| (row, answer())).collect()
    }

    /// DERIVED EX: day 14 ends at 23.59.59 in the agency's zone.
    #[test]
    fn the_last_second_of_day_fourteen_is_in_time_and_the_next_one_is_late() {
        assert_eq!(fourteen().last_day, date(2026, 10, 15));
        // 23.59.59 and 00.00.00 in WITA.
        assert!(!file(OWNER, &[], 1, at("2026-10-15T15:59:59Z")).expect("filed").is_late);
        let late = file(OWNER, &[], 1, at("2026-10-15T16:00:00Z")).expect("recorded");
        assert!(late.is_late && !late.is_open());
        let said = late.explain(&actor(OWNER), &[ASSESSOR], note("Maaf, sinyal"), at("2026-10-16T02:00:00Z"));
        assert_eq!(said, Err(ObjectionRefusal::Late));
    }

    #[test]
    fn working_days_leave_weekends_out() {
        // 1 October 2026 is a Thursday.
        assert_eq!(window(DayCount { days: 5, counting: Counting::Working }).last_day, date(2026, 10, 8));
    }

    #[test]
    fn who_may_do_what() {
        let now = at("2026-10-02T02:00:00Z");
        assert_eq!(file(ASSESSOR, &[], 1, now), Err(ObjectionRefusal::NotOwner));
        assert_eq!(file(OWNER, &[], 0, now), Err(ObjectionRefusal::NotReleased));
        let open = file(OWNER, &[], 1, now).expect("filed");
        assert_eq!(file(OWNER, std::slice::from_ref(&open), 1, now), Err(ObjectionRefusal::AlreadyFiled));
        let later = at("2026-12-01T02:00:00Z");
        let said = open
            .explain(&actor(ASSESSOR), &[ASSESSOR], note("Dihitung menurut SKP"), later)
            .expect("until the decision");
        assert_eq!(
            said.clone().explain(&actor(SUPERIOR), &[ASSESSOR], note("Saya"), later),
            Err(ObjectionRefusal::NotParty)
        );
        for (by, superior) in [(ASSESSOR, Some(SUPERIOR)), (OWNER, Some(OWNER)), (SUPERIOR, None)] {
            let refused = said.clone().decide(&actor(by), superior, (answers(Outcome::Refused), None), later);
            assert_eq!(refused, Err(ObjectionRefusal::NotSuperior));
        }
        let mut half = answers(Outcome::Refused);
        half.pop_last();
        let refused = said.clone().decide(&actor(SUPERIOR), Some(SUPERIOR), (half, None), later);
        assert_eq!(refused, Err(ObjectionRefusal::Unanswered));
        let decided =
            said.decide(&actor(SUPERIOR), Some(SUPERIOR), (answers(Outcome::Fully), Some(2)), later).expect("decided");
        assert_eq!(file(OWNER, std::slice::from_ref(&decided), 2, later), Err(ObjectionRefusal::Final));
        // The assessor's own change of a later day opens a window of its own.
        assert!(file(OWNER, std::slice::from_ref(&decided), 3, now).expect("filed").is_open());
    }

    #[test]
    fn a_decision_is_taken_back_once_within_a_day_by_its_author() {
        let now = at("2026-10-02T02:00:00Z");
        let decide = |objection: Objection, now| {
            objection.decide(&actor(SUPERIOR), Some(SUPERIOR), (answers(Outcome::Refused), None), now).expect("decided")
        };
        let decided = decide(file(OWNER, &[], 1, now).expect("filed"), now);
        let day = now + REOPENING;
        assert!(
            decided.is_reopenable(SUPERIOR, day)
                && !decided.is_reopenable(SUPERIOR, day + SignedDuration::from_secs(1))
        );
        assert_eq!(decided.clone().reopen(&actor(OWNER), note("?"), now), Err(ObjectionRefusal::NotReopenable));
        let open = decided.reopen(&actor(SUPERIOR), note("Bukti baru"), day).expect("reopened");
        assert!(open.is_open());
        let again = decide(open, day);
        assert_eq!(again.reopen(&actor(SUPERIOR), note("Lagi"), day), Err(ObjectionRefusal::NotReopenable));
    }

    #[test]
    fn one_side_cannot_use_up_the_statements_of_the_other() {
        let now = at("2026-10-02T02:00:00Z");
        let mut case = file(OWNER, &[], 1, now).expect("filed");
        let say = |case: Objection, by| case.explain(&actor(by), &[ASSESSOR], note("Penjelasan"), now);
        for _ in 0..MAX_STATEMENTS {
            case = say(case, OWNER).expect("said");
        }
        assert_eq!(say(case.clone(), OWNER), Err(ObjectionRefusal::TooManyStatements));
        assert_eq!(say(case, ASSESSOR).expect("said").statements.len(), MAX_STATEMENTS + 1);
    }

    #[test]
    fn an_objection_makes_nothing_worse_and_clears_a_value_that_is_granted_wholly() {
        let rated = |results, conduct| {
            let judgement = |rating| Judgement { rating: Some(rating), reason: "Menurut laporan".to_owned() };
            let (results, conduct) = (judgement(results), judgement(conduct));
            let mut content = EvaluationContent { results, conduct, ..EvaluationContent::default() };
            content.values[1].is_below = true;
            content
        };
        let case = file(OWNER, &[], 1, at("2026-10-02T02:00:00Z")).expect("filed");
        let objected = rated(Rating::Meets, Rating::Below);
        let grant = |answers, is_head, to| case.granted(&objected, (&answers, is_head), to);
        let fully = || answers(Outcome::Fully);
        assert_eq!(grant(fully(), false, rated(Rating::Below, Rating::Meets)), Err(ObjectionRow::Results));
        let head = grant(fully(), true, rated(Rating::Below, Rating::Meets)).expect("it follows from the unit");
        assert!(!head.values[1].is_below);
        let partly = grant(answers(Outcome::Partly), false, rated(Rating::Above, Rating::Below)).expect("granted");
        assert!(partly.values[1].is_below);
        let better = rated(Rating::Meets, Rating::Meets);
        let lowered = case.granted(&better, (&fully(), false), rated(Rating::Meets, Rating::Below));
        assert_eq!(lowered, Err(ObjectionRow::Conduct));
    }

    #[test]
    fn a_row_is_read_as_it_is_written() {
        let result = ObjectionRow::Result(RhkId(Uuid::from_u128(7)));
        for row in [ObjectionRow::Results, ObjectionRow::Conduct, ObjectionRow::Unit, ObjectionRow::Value(7), result] {
            assert_eq!(row.to_string().parse(), Ok(row));
        }
        for wrong in ["", "nilai-0", "nilai-8", "rhk-", "rhk-7", "Hasil"] {
            assert_eq!(wrong.parse::<ObjectionRow>(), Err(UnknownRow), "{wrong}");
        }
    }

    proptest! {
        /// Whatever everybody tries in whatever order: a case is decided by the superior alone, at most twice, and never
        /// without an answer to each row; what was said stays.
        #[test]
        fn a_case_keeps_its_rules(steps in proptest::collection::vec((0_usize..5, 0_usize..3, 0_i64..40), 0..40)) {
            let mut now = at("2026-10-10T02:00:00Z");
            let mut case = file(OWNER, &[], 1, now).expect("filed");
            for (step, who, hours) in steps {
                now += SignedDuration::from_hours(hours);
                let by = actor([OWNER, ASSESSOR, SUPERIOR][who]);
                let before = case.clone();
                let after = match step {
                    0 | 1 => case.clone().explain(&by, &[ASSESSOR], note("Penjelasan"), now),
                    2 | 3 => case.clone().decide(&by, Some(SUPERIOR), (answers(Outcome::ALL[who]), None), now),
                    _ => case.clone().reopen(&by, note("Keliru"), now),
                };
                if let Ok(after) = after {
                    case = after;
                }
                prop_assert!(case.decisions.len() <= 2 && case.statements.len() <= 2 * MAX_STATEMENTS);
                prop_assert!(case.statements.starts_with(&before.statements));
                prop_assert!(case.decisions.iter().all(|decision| decision.by == SUPERIOR));
                prop_assert!(case.decisions.iter().all(|decision| decision.answers.keys().eq(case.rows.keys())));
                prop_assert!(before.is_open() || before.statements == case.statements);
                prop_assert!(!before.is_open() || case.decisions.len() >= before.decisions.len());
            }
        }
    }
}
