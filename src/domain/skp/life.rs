//! What may become of a plan: revised, written, submitted, returned, agreed, closed.

use super::{Agreement, MAX_RESULTS, Revision, RevisionStep, Rhk, Skp, SkpContent, SkpState};
use crate::domain::{
    actor::Actor,
    id::{EmployeeId, RhkId},
    text::Note,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Why a transition is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum SkpRefusal {
    #[error("Hanya pemilik SKP yang dapat melakukannya.")]
    NotOwner,
    #[error("Hanya pejabat penilai pegawai ini yang dapat melakukannya.")]
    NotAssessor,
    #[error("SKP ini tidak sedang disusun atau diubah.")]
    NothingInWork,
    #[error("SKP ini sudah diajukan. Tunggu keputusan pejabat penilai, atau tarik kembali dari halaman SKP.")]
    Waiting,
    #[error("SKP ini belum diajukan.")]
    NotSubmitted,
    #[error("Perubahan SKP ini sudah dimulai.")]
    AlreadyInWork,
    #[error("SKP ini belum disetujui. Selama belum diajukan, isinya dapat langsung diubah.")]
    NotAgreed,
    #[error("SKP ini sudah ditutup.")]
    Closed,
    #[error(
        "Belum lengkap: isi paling sedikit satu hasil kerja, masing-masing dengan paling sedikit satu indikator, dan \
         lengkapi atau perbaiki yang ditandai."
    )]
    Incomplete,
    #[error(
        "Satuan, arah, atau cara hitung indikator yang sudah disetujui tidak dapat diubah: laporannya tidak lagi dapat \
         dibandingkan. Hapus indikator itu dan tambahkan yang baru."
    )]
    MeasureChanged,
    #[error("SKP ini baru saja berubah. Baca isinya sekali lagi, lalu putuskan.")]
    ChangedMeanwhile,
    #[error("Sejak halaman ini dibuka jumlahnya sudah berubah. Periksa sekali lagi, lalu putuskan.")]
    OtherPlans,
    #[error(
        "Isian ini sudah diubah di perangkat atau tab lain. Isian Anda tidak hilang; simpan sekali lagi bila isian \
         ini yang berlaku."
    )]
    ChangedElsewhere,
    #[error("SKP paling banyak berisi 40 hasil kerja, masing-masing dengan paling banyak 12 indikator.")]
    TooMany,
    #[error("Belum ada pejabat penilai untuk Anda. Minta pengelola kepegawaian menetapkannya, lalu ajukan lagi.")]
    NoAssessor,
    #[error("Sudah ada SKP untuk jabatan dan waktu itu. Buka SKP itu, atau ubah isinya.")]
    Overlapping,
    #[error("Pada tahun itu jabatan ini tidak dipegang.")]
    NotHeld,
    #[error("Anda tidak memegang jabatan itu. Bila keliru, minta pengelola kepegawaian memperbaiki data jabatan Anda.")]
    OtherPost,
    #[error("Hanya atasan yang dapat membagi hasil kerja kepada pegawai lain.")]
    NotLeader,
    #[error("Hasil kerja tidak diberikan kepada atasan sendiri. Bicarakan dengan beliau di percakapan SKP.")]
    Above,
    #[error("Hasil kerja ini sudah dilengkapi pemiliknya atau sudah disetujui. Minta pemiliknya menghapusnya.")]
    Elaborated,
    #[error("Hasil kerja ini akan mendukung dirinya sendiri. Hubungkan ke hasil atasan yang lain.")]
    Circular,
    #[error(
        "Bagian dari hasil atasan yang sama menjadi lebih dari 100 %. Kembalikan supaya dikurangi, atau minta pemilik \
         bagian lain mengubah SKP-nya lebih dahulu."
    )]
    OverWhole,
    #[error("Pegawai ini belum memegang jabatan yang memerlukan SKP. Minta pengelola kepegawaian memeriksanya.")]
    NoPost,
    #[error("Pegawai ini sudah tidak bekerja di sini. Muat ulang halaman ini.")]
    HasLeft,
    #[error(
        "Rancangan ini sudah dipakai: ada percakapan tentangnya, atau hasil kerjanya sudah dibagi. Ubah saja isinya."
    )]
    InUse,
    #[error("Templat ini baru saja berubah. Lihat bedanya sekali lagi, lalu putuskan.")]
    TemplateChanged,
    #[error("Isinya sama dengan versi templat yang dipakai sekarang. Tidak ada yang perlu diterbitkan.")]
    TemplateSame,
    #[error("Templat umum selalu ada: dipakai untuk jabatan yang tidak punya templat sendiri.")]
    TemplateGeneral,
    #[error("Tidak ada pembaruan templat untuk SKP ini.")]
    NoOffer,
    #[error("Tahun lalu tidak ada SKP untuk disalin. Mulai dari templat jabatan atau dari lembar kosong.")]
    NothingToCopy,
}

impl Skp {
    /// Begins a revision: a draft of the next version beside the one in force, with the same content.
    ///
    /// # Errors
    /// For anybody but the owner, without a version in force, and while a revision is in work.
    pub fn revise(self, by: &Actor) -> Result<Self, SkpRefusal> {
        self.owned_by(by)?;
        match self.state {
            SkpState::Planned(_) => Err(SkpRefusal::NotAgreed),
            SkpState::Closed { .. } => Err(SkpRefusal::Closed),
            SkpState::Agreed { revision: Some(_), .. } => Err(SkpRefusal::AlreadyInWork),
            SkpState::Agreed { revision: None, .. } => Ok(self.begun()),
        }
    }

    /// Begins a revision where a version is in force and none is in work.
    fn begun(self) -> Self {
        let state = match self.state {
            SkpState::Agreed { agreement, revision: None } => {
                let content = agreement.content.clone();
                let revision = Revision { version: agreement.version + 1, content, step: RevisionStep::Draft };
                SkpState::Agreed { agreement, revision: Some(revision) }
            }
            state => state,
        };
        Self { state, ..self }
    }

    /// Puts a result of a leader's matrix (Matriks Peran Hasil) into the version in work, or changes the words of one
    /// that is there; a revision begins where none is in work. The owner completes it.
    ///
    /// # Errors
    /// For anybody who leads nobody and for the owner, while the version waits for the assessor, and what
    /// [`MAX_RESULTS`] demands.
    pub fn assign(self, by: &Actor, given: Rhk) -> Result<Self, SkpRefusal> {
        if !by.may_assign_result(self.employee) {
            return Err(SkpRefusal::NotLeader);
        }
        self.begun().step(|revision, agreement| {
            let Revision { version, mut content, step } = revision;
            if matches!(step, RevisionStep::Submitted { .. }) {
                return Err(SkpRefusal::Waiting);
            }
            match content.results.iter().position(|result| result.id == given.id) {
                Some(at) if !is_given_by(by, &content.results[at], agreement) => return Err(SkpRefusal::Elaborated),
                Some(at) => content.results[at].text = given.text,
                None if content.results.len() >= MAX_RESULTS => return Err(SkpRefusal::TooMany),
                None => content.results.push(given),
            }
            Ok(Revision { version, content, step })
        })
    }

    /// Takes a result that this leader has given out of the version in work. A revision that says what is in force again
    /// ends.
    ///
    /// # Errors
    /// For a result that the leader has not given, that its owner has completed or that is in force, where nothing is
    /// in work, and while it waits for the assessor.
    pub fn withdraw(self, by: &Actor, rhk: RhkId) -> Result<Self, SkpRefusal> {
        if !by.may_assign_result(self.employee) {
            return Err(SkpRefusal::NotLeader);
        }
        self.step(|revision, agreement| {
            let Revision { version, mut content, step } = revision;
            if matches!(step, RevisionStep::Submitted { .. }) {
                return Err(SkpRefusal::Waiting);
            }
            if content.results.iter().any(|result| result.id == rhk && !is_given_by(by, result, agreement)) {
                return Err(SkpRefusal::Elaborated);
            }
            content.results.retain(|result| result.id != rhk);
            Ok(Revision { version, content, step })
        })
        .map(Self::unchanged_ended)
    }

    fn unchanged_ended(self) -> Self {
        let state = match self.state {
            SkpState::Agreed { agreement, revision: Some(Revision { content, step: RevisionStep::Draft, .. }) }
                if content == agreement.content =>
            {
                SkpState::Agreed { agreement, revision: None }
            }
            state => state,
        };
        Self { state, ..self }
    }

    /// Replaces the content of the version in work.
    ///
    /// # Errors
    /// For anybody but the owner, where nothing is in work, and while it waits for the assessor.
    pub fn write(self, by: &Actor, content: SkpContent) -> Result<Self, SkpRefusal> {
        self.owned_by(by)?;
        self.step(|revision, _| match revision.step {
            RevisionStep::Submitted { .. } => Err(SkpRefusal::Waiting),
            RevisionStep::Draft | RevisionStep::Returned { .. } => Ok(Revision { content, ..revision }),
        })
    }

    /// Submits the version in work to the assessor.
    ///
    /// # Errors
    /// For anybody but the owner, where nothing is in work, when it is submitted already, and what
    /// [`SkpContent::is_complete`] and [`SkpContent::keeps_measures_of`] demand.
    pub fn submit(self, by: &Actor, now: Timestamp) -> Result<Self, SkpRefusal> {
        self.owned_by(by)?;
        self.step(|revision, agreement| {
            if matches!(revision.step, RevisionStep::Submitted { .. }) {
                return Err(SkpRefusal::Waiting);
            }
            if !revision.content.is_complete() {
                return Err(SkpRefusal::Incomplete);
            }
            if agreement.is_some_and(|agreement| !revision.content.keeps_measures_of(&agreement.content)) {
                return Err(SkpRefusal::MeasureChanged);
            }
            Ok(Revision { step: RevisionStep::Submitted { submitted_at: now }, ..revision })
        })
    }

    /// Takes a submitted version back before anybody has decided about it: its owner writes in it again.
    ///
    /// # Errors
    /// For anybody but the owner, and where nothing is submitted.
    pub fn recall(self, by: &Actor) -> Result<Self, SkpRefusal> {
        self.owned_by(by)?;
        self.step(|revision, _| match revision.step {
            RevisionStep::Submitted { .. } => Ok(Revision { step: RevisionStep::Draft, ..revision }),
            RevisionStep::Draft | RevisionStep::Returned { .. } => Err(SkpRefusal::NotSubmitted),
        })
    }

    /// Sends a submitted version back with a note. `assessor` is who assesses the owner on that day.
    ///
    /// # Errors
    /// For anybody but the assessor, and where nothing is submitted.
    pub fn return_with(
        self,
        by: &Actor,
        assessor: Option<EmployeeId>,
        note: Note,
        now: Timestamp,
    ) -> Result<Self, SkpRefusal> {
        let returned_by = self.assessed_by(by, assessor)?;
        self.step(|revision, _| match revision.step {
            RevisionStep::Submitted { .. } => {
                let step = RevisionStep::Returned { returned_at: now, returned_by, note };
                Ok(Revision { step, ..revision })
            }
            RevisionStep::Draft | RevisionStep::Returned { .. } => Err(SkpRefusal::NotSubmitted),
        })
    }

    /// Agrees on a submitted version, which comes into force. Gives the version that it replaces, too. `assessor` is
    /// who assesses the owner on that day.
    ///
    /// # Errors
    /// For anybody but the assessor, and where nothing is submitted.
    pub fn agree(
        self,
        by: &Actor,
        assessor: Option<EmployeeId>,
        now: Timestamp,
    ) -> Result<(Self, Option<Agreement>), SkpRefusal> {
        let agreed_by = self.assessed_by(by, assessor)?;
        let (revision, replaced) = match self.state {
            SkpState::Planned(revision) => (revision, None),
            SkpState::Agreed { agreement, revision: Some(revision) } => (revision, Some(agreement)),
            SkpState::Agreed { revision: None, .. } => return Err(SkpRefusal::NothingInWork),
            SkpState::Closed { .. } => return Err(SkpRefusal::Closed),
        };
        let Revision { version, content, step: RevisionStep::Submitted { .. } } = revision else {
            return Err(SkpRefusal::NotSubmitted);
        };
        let agreement = Agreement { version, content, agreed_at: now, agreed_by: Some(agreed_by) };
        Ok((Self { state: SkpState::Agreed { agreement, revision: None }, ..self }, replaced))
    }

    /// Closes a plan whose time is over. A revision that nobody agreed on ends with it.
    ///
    /// # Errors
    /// Without a version in force, and when it is closed already.
    pub fn close(self, now: Timestamp) -> Result<Self, SkpRefusal> {
        let agreement = match self.state {
            SkpState::Planned(_) => return Err(SkpRefusal::NotAgreed),
            SkpState::Closed { .. } => return Err(SkpRefusal::Closed),
            SkpState::Agreed { agreement, .. } => agreement,
        };
        Ok(Self { state: SkpState::Closed { agreement, closed_at: now }, ..self })
    }

    /// Takes the version in work one step further; `next` is given the version in force, too.
    fn step(
        self,
        next: impl FnOnce(Revision, Option<&Agreement>) -> Result<Revision, SkpRefusal>,
    ) -> Result<Self, SkpRefusal> {
        let state = match self.state {
            SkpState::Planned(revision) => SkpState::Planned(next(revision, None)?),
            SkpState::Agreed { agreement, revision: Some(revision) } => {
                let revision = next(revision, Some(&agreement))?;
                SkpState::Agreed { agreement, revision: Some(revision) }
            }
            SkpState::Agreed { revision: None, .. } => return Err(SkpRefusal::NothingInWork),
            SkpState::Closed { .. } => return Err(SkpRefusal::Closed),
        };
        Ok(Self { state, ..self })
    }

    pub(super) fn owned_by(&self, actor: &Actor) -> Result<(), SkpRefusal> {
        if actor.may_write_skp(self.employee) { Ok(()) } else { Err(SkpRefusal::NotOwner) }
    }

    fn assessed_by(&self, actor: &Actor, assessor: Option<EmployeeId>) -> Result<EmployeeId, SkpRefusal> {
        assessor.filter(|assessor| actor.may_agree_skp(self.employee, *assessor)).ok_or(SkpRefusal::NotAssessor)
    }
}

/// Returns whether a result is as this leader gave it: neither completed by its owner nor in force.
fn is_given_by(leader: &Actor, result: &Rhk, agreement: Option<&Agreement>) -> bool {
    let in_force = agreement.is_some_and(|it| it.content.results.iter().any(|agreed| agreed.id == result.id));
    leader.employee.is_some() && result.assigned_by == leader.employee && result.indicators.is_empty() && !in_force
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        id::{IkiId, PostId, RhkId, SkpId},
        measure::{Accumulation, Frequency, MonthTargets, Polarity, Value},
        skp::{
            Approach, Aspect, Change, Classification, Further, Iki, Manual, Rhk, RhkKind, SkpField, Stage, change_of,
        },
    };
    use jiff::civil::date;
    use proptest::prelude::*;
    use std::collections::BTreeMap;
    use uuid::Uuid;

    const OWNER: u128 = 1;
    const ASSESSOR: u128 = 2;

    fn person(n: u128) -> EmployeeId {
        EmployeeId(Uuid::from_u128(n))
    }

    fn actor(n: u128) -> Actor {
        Actor { employee: Some(person(n)), ..Actor::example() }
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).expect("a time")
    }

    fn iki(n: u128, unit_of_measure: &str) -> Iki {
        Iki {
            id: IkiId(Uuid::from_u128(n)),
            name: format!("Indikator {n}"),
            aspect: Aspect::Quantity,
            perspective: None,
            unit_of_measure: unit_of_measure.to_owned(),
            polarity: Polarity::Maximise,
            accumulation: Accumulation::Year,
            baseline: None,
            months: MonthTargets::even(Value::HUNDRED),
            frequency: Frequency::Monthly,
            manual: Box::default(),
            population: None,
            adds_to: None,
        }
    }

    fn content(indicators: Vec<Iki>) -> SkpContent {
        SkpContent {
            further: Box::default(),
            results: vec![Rhk {
                id: RhkId(Uuid::from_u128(7)),
                text: "Meningkatnya layanan".to_owned(),
                kind: RhkKind::Main,
                classification: Classification::Organisation,
                supports: None,
                assigned_by: None,
                basis: String::new(),
                actions: BTreeMap::new(),
                cascade: Box::default(),
                indicators,
            }],
        }
    }

    fn draft() -> Skp {
        let (id, post) = (SkpId(Uuid::from_u128(9)), PostId(Uuid::from_u128(8)));
        Skp::draft(id, person(OWNER), post, date(2026, 1, 1), date(2026, 12, 31), content(vec![iki(1, "akta")]))
    }

    fn agreed() -> Skp {
        let submitted = draft().submit(&actor(OWNER), at(1)).expect("complete");
        submitted.agree(&actor(ASSESSOR), Some(person(ASSESSOR)), at(2)).expect("submitted").0
    }

    #[test]
    fn a_version_in_force_stays_so_until_its_revision_is_agreed() {
        let revised = agreed().revise(&actor(OWNER)).expect("agreed");
        let wanted = content(vec![iki(1, "akta"), iki(2, "%")]);
        let written = revised.write(&actor(OWNER), wanted.clone()).expect("a draft");
        assert_eq!((written.stage(), written.agreement().map(|it| it.version)), (Stage::Agreed, Some(1)));
        assert_eq!(written.revision().map(Revision::stage), Some(Stage::Draft));
        let submitted = written.submit(&actor(OWNER), at(3)).expect("complete");
        let (now, replaced) = submitted.agree(&actor(ASSESSOR), Some(person(ASSESSOR)), at(4)).expect("submitted");
        assert_eq!(replaced, agreed().agreement().cloned());
        let expected = Agreement { version: 2, content: wanted, agreed_at: at(4), agreed_by: Some(person(ASSESSOR)) };
        assert_eq!(now.state, SkpState::Agreed { agreement: expected, revision: None });
    }

    #[test]
    fn a_leader_gives_results_and_takes_back_only_what_nobody_has_worked_on() {
        let leader = Actor { assesses: true, ..actor(ASSESSOR) };
        let given = Rhk {
            id: RhkId(Uuid::from_u128(77)),
            text: "Terlaksananya posyandu".to_owned(),
            assigned_by: leader.employee,
            ..content(vec![]).results.remove(0)
        };
        assert_eq!(draft().assign(&actor(ASSESSOR), given.clone()), Err(SkpRefusal::NotLeader));
        let own = Actor { assesses: true, ..actor(OWNER) };
        assert_eq!(draft().assign(&own, given.clone()), Err(SkpRefusal::NotLeader), "not to oneself");
        let submitted = draft().submit(&actor(OWNER), at(1)).expect("complete");
        assert_eq!(submitted.assign(&leader, given.clone()), Err(SkpRefusal::Waiting));
        let revised = agreed().assign(&leader, given.clone()).expect("a revision begins");
        assert_eq!(revised.revision().map(|it| (it.version, it.content.results.len())), Some((2, 2)));
        let words = Rhk { text: "Terlaksananya posyandu bulanan".to_owned(), ..given.clone() };
        let changed = revised.assign(&leader, words).expect("a draft");
        assert_eq!(
            changed.revision().map(|it| it.content.results[1].text.as_str()),
            Some("Terlaksananya posyandu bulanan")
        );
        assert_eq!(changed.clone().withdraw(&leader, RhkId(Uuid::from_u128(7))), Err(SkpRefusal::Elaborated));
        let none = changed.clone().withdraw(&leader, given.id).expect("given");
        assert_eq!(none, agreed(), "a revision that says what is in force ends");
        let mut further = changed.revision().expect("in work").content.clone();
        further.further.expectations[0] = "Ramah".to_owned();
        let written = changed.clone().write(&actor(OWNER), further).expect("a draft");
        let left = written.withdraw(&leader, given.id).expect("given");
        assert_eq!(left.revision().map(|it| it.content.results.len()), Some(1), "what the owner has written stays");
        let mut completed = changed.revision().expect("in work").content.clone();
        completed.results[1].indicators.push(iki(5, "kali"));
        let written = changed.write(&actor(OWNER), completed).expect("a draft");
        assert_eq!(written.withdraw(&leader, given.id), Err(SkpRefusal::Elaborated));
    }

    #[test]
    fn what_was_returned_is_written_on_and_submitted_again() {
        let note = Note::parse("Target terlalu rendah").expect("a note");
        let (owner, assessor) = (actor(OWNER), actor(ASSESSOR));
        let waiting = draft().submit(&owner, at(1)).expect("complete");
        assert_eq!(waiting.clone().write(&owner, SkpContent::default()), Err(SkpRefusal::Waiting));
        let back = waiting.return_with(&assessor, Some(person(ASSESSOR)), note, at(2)).expect("submitted");
        assert_eq!(back.stage(), Stage::Returned);
        let again = back.write(&owner, content(vec![iki(1, "akta")])).expect("returned").submit(&owner, at(3));
        assert_eq!(again.map(|skp| skp.stage()), Ok(Stage::Submitted));
    }

    #[test]
    fn an_indicator_that_has_been_agreed_is_not_measured_otherwise() {
        let owner = actor(OWNER);
        let write = |unit| {
            let revised = agreed().revise(&owner).expect("agreed");
            revised.write(&owner, content(vec![iki(1, unit)])).expect("a draft").submit(&owner, at(3))
        };
        assert_eq!(write("%"), Err(SkpRefusal::MeasureChanged));
        assert!(write("akta").is_ok());
    }

    /// Content that differs from [`draft`]'s in one field.
    fn changed(field: SkpField) -> SkpContent {
        let before = iki(1, "akta");
        let one = |iki: Iki| content(vec![iki]);
        match field {
            SkpField::Span => one(before),
            SkpField::Approach => {
                let further = Further { approach: Approach::Qualitative, ..Further::default() };
                SkpContent { further: Box::new(further), ..one(before) }
            }
            SkpField::Results => {
                let mut results = content(vec![before.clone()]).results;
                results.push(Rhk { id: RhkId(Uuid::from_u128(70)), ..content(vec![iki(8, "akta")]).results.remove(0) });
                SkpContent { results, ..SkpContent::default() }
            }
            SkpField::Result => {
                let results = content(vec![before]).results.into_iter();
                let results = results.map(|rhk| Rhk { kind: RhkKind::Additional, ..rhk }).collect();
                SkpContent { results, ..SkpContent::default() }
            }
            SkpField::Actions => {
                let results = content(vec![before]).results.into_iter();
                let actions = BTreeMap::from([(3, "Membuka layanan Sabtu".to_owned())]);
                let results = results.map(|rhk| Rhk { actions: actions.clone(), ..rhk }).collect();
                SkpContent { results, ..SkpContent::default() }
            }
            SkpField::Indicators => content(vec![before, iki(2, "%")]),
            SkpField::Name => one(Iki { name: "Lain".to_owned(), ..before }),
            SkpField::Aspect => one(Iki { aspect: Aspect::Cost, ..before }),
            SkpField::Measure => one(iki(1, "%")),
            SkpField::Baseline => one(Iki { baseline: Some(Value::ZERO), ..before }),
            SkpField::Targets => one(Iki { months: MonthTargets::even(Value::whole(7)), ..before }),
            SkpField::AddsTo => one(Iki { adds_to: Some(IkiId(Uuid::from_u128(90))), ..before }),
            SkpField::Frequency => one(Iki { frequency: Frequency::Weekly, ..before }),
            SkpField::Manual => {
                let manual = Manual { data_source: "SIAK".to_owned(), ..Manual::default() };
                one(Iki { manual: Box::new(manual), ..before })
            }
            SkpField::Further => {
                let mut further = Box::<Further>::default();
                further.appendix[0].push("Dua printer".to_owned());
                SkpContent { further, ..one(before) }
            }
        }
    }

    #[test]
    fn the_table_of_changes_says_what_the_transitions_do() {
        let (owner, assessor) = (actor(OWNER), actor(ASSESSOR));
        let submitted = || draft().submit(&owner, at(1)).expect("complete");
        let note = Note::parse("Perbaiki").expect("a note");
        let returned =
            || submitted().return_with(&assessor, Some(person(ASSESSOR)), note.clone(), at(2)).expect("back");
        let closed = agreed().close(at(5)).expect("agreed");
        // The span is no part of the content: no transition changes it.
        for field in SkpField::ALL.into_iter().filter(|field| *field != SkpField::Span) {
            let writes = |skp: Skp| skp.write(&owner, changed(field)).is_ok();
            for (stage, skp) in
                [(Stage::Draft, draft()), (Stage::Submitted, submitted()), (Stage::Returned, returned())]
            {
                assert_eq!(writes(skp), change_of(stage, field) == Change::Free, "{stage:?} {field:?}");
            }
            let revised = agreed().revise(&owner).expect("agreed").write(&owner, changed(field)).expect("a draft");
            assert_eq!(revised.agreement(), agreed().agreement(), "not before both sign");
            let may = revised.submit(&owner, at(3)).is_ok();
            assert_eq!(may, change_of(Stage::Agreed, field) == Change::BothSignatures, "{field:?}");
            assert!(!writes(closed.clone()) && change_of(Stage::Closed, field) == Change::Never);
        }
        assert!(closed.revise(&owner).is_err());
    }

    #[test]
    fn a_plan_without_results_or_indicators_is_not_submitted() {
        for empty in [SkpContent::default(), content(vec![])] {
            let written = draft().write(&actor(OWNER), empty).expect("a draft");
            assert_eq!(written.submit(&actor(OWNER), at(1)), Err(SkpRefusal::Incomplete));
        }
    }

    #[derive(Clone, Debug)]
    enum Act {
        Revise,
        Write(Vec<(u8, bool)>),
        Submit,
        Return,
        Agree,
        Close,
    }

    fn acts() -> impl Strategy<Value = Vec<(u128, Act)>> {
        let act = prop_oneof![
            3 => Just(Act::Revise),
            3 => prop::collection::vec((0..4_u8, prop::bool::weighted(0.1)), 0..4).prop_map(Act::Write),
            4 => Just(Act::Submit),
            2 => Just(Act::Return),
            4 => Just(Act::Agree),
            1 => Just(Act::Close),
        ];
        prop::collection::vec((1..4_u128, act), 0..40)
    }

    proptest! {
        /// In any order of actions by anybody: only the owner writes and submits, only the assessor returns and
        /// agrees; versions count up by one; what is in force changes by an agreement only.
        #[test]
        fn a_plan_lives_by_its_rules(acts in acts()) {
            let mut skp = draft();
            for (second, (n, act)) in (10_i64..).zip(acts) {
                let (by, assessor, before) = (actor(n), Some(person(ASSESSOR)), skp.clone());
                let after = match act.clone() {
                    Act::Revise => before.clone().revise(&by),
                    Act::Write(ikis) => {
                        let ikis = ikis.into_iter().map(|(n, odd)| iki(n.into(), if odd { "%" } else { "akta" }));
                        before.clone().write(&by, content(ikis.collect()))
                    }
                    Act::Submit => before.clone().submit(&by, at(second)),
                    Act::Return => {
                        let note = Note::parse("Perbaiki").expect("a note");
                        before.clone().return_with(&by, assessor, note, at(second))
                    }
                    Act::Agree => before.clone().agree(&by, assessor, at(second)).map(|(skp, replaced)| {
                        assert_eq!(replaced.as_ref(), before.agreement());
                        skp
                    }),
                    Act::Close => before.clone().close(at(second)),
                };
                let Ok(after) = after else { continue };
                match act {
                    Act::Revise | Act::Write(_) | Act::Submit => prop_assert_eq!(n, OWNER),
                    Act::Return | Act::Agree => prop_assert_eq!(n, ASSESSOR),
                    Act::Close => {}
                }
                let version = |skp: &Skp| skp.agreement().map_or(0, |agreement| agreement.version);
                if matches!(act, Act::Agree) {
                    prop_assert_eq!(version(&after), version(&before) + 1);
                    let (old, new) = (before.agreement(), after.agreement().expect("agreed"));
                    prop_assert!(new.content.is_complete());
                    prop_assert!(old.is_none_or(|old| new.content.keeps_measures_of(&old.content)));
                } else {
                    prop_assert_eq!(after.agreement(), before.agreement());
                }
                prop_assert!(after.revision().is_none_or(|revision| revision.version == version(&after) + 1));
                prop_assert_eq!((after.id, after.employee, after.starts_on), (before.id, before.employee, before.starts_on));
                skp = after;
            }
        }
    }
}
