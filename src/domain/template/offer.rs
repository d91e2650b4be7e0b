//! The offer of a newer version of a template to the owner of a plan: a comparison of three, the version that the plan has,
//! the newest one, and the plan. It never removes what has reports, and what the owner has edited stays.

use crate::domain::{
    id::{IkiId, RhkId, SkpId},
    skp::{Iki, Rhk, SkpContent, indicator_id, next_indicators, next_result},
};
use std::collections::{HashMap, HashSet};

/// What hangs on the items of a plan.
#[derive(Clone, Debug, Default)]
pub struct Held {
    /// Indicators with reports.
    pub reported: HashSet<IkiId>,
    /// Results about which there is a thread.
    pub discussed: HashSet<RhkId>,
    /// Results that those of others support.
    pub supported: HashSet<RhkId>,
    /// Results and indicators that were in force once and are no more: their ids do not come back.
    pub retired: (HashSet<RhkId>, HashSet<IkiId>),
    /// The highest number of a result that was ever written in the plan.
    pub last_result: u16,
}

/// Why something stays as it is in the plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, thiserror::Error)]
pub enum KeptWhy {
    #[error("tetap, karena sudah ada laporan")]
    Reports,
    #[error("tetap, karena ada percakapan tentangnya")]
    Thread,
    #[error("tetap, karena diberikan atasan")]
    Given,
    #[error("tetap, karena didukung hasil kerja pegawai lain")]
    Supported,
    #[error("tetap seperti yang Anda ubah")]
    Edited,
    #[error("tetap, karena di dalamnya ada indikator yang Anda tambahkan")]
    Extended,
    #[error("tidak dimasukkan lagi, karena sudah Anda hapus")]
    Removed,
}

/// An item of the plan that does not follow the newest version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// The text of the result or the name of the indicator.
    pub item: String,
    pub why: KeptWhy,
}

/// The plan as it would be with the newest version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offered {
    pub content: SkpContent,
    pub kept: Vec<Kept>,
}

/// Returns the plan with what the newest version improves. `base` and `newest` are the two versions as plans with the ids
/// and dates of this one ([`super::PlanTemplate::plan`]); `skp` is the plan.
pub fn offered(skp: SkpId, plan: &SkpContent, base: &SkpContent, newest: &SkpContent, held: &Held) -> Offered {
    let names = Names::of(plan, base, newest);
    let (base, newest) = (names.renamed(base), names.renamed(newest));
    let mut merge = Merge { skp, plan, held, kept: vec![], ids: names.ids() };
    let mut results = Vec::with_capacity(plan.results.len());
    for result in &plan.results {
        let (before, now) = (find(&base, result.id), find(&newest, result.id));
        match (before, now) {
            (Some(before), Some(now)) => results.push(merge.result(result, before, now)),
            (Some(before), None) => results.extend(merge.dropped(result, before)),
            // The owner's own, or taken from the newest version before.
            (None, _) => results.push(result.clone()),
        }
    }
    for now in newest.results.iter().filter(|now| find(plan, now.id).is_none()) {
        match find(&base, now.id) {
            Some(before) if before != now => merge.keep(&now.text, KeptWhy::Removed),
            Some(_) => {}
            None => {
                let added = merge.added(now, &results);
                results.push(added);
            }
        }
    }
    Offered { content: SkpContent { results, further: plan.further.clone() }, kept: merge.kept }
}

fn find(content: &SkpContent, id: RhkId) -> Option<&Rhk> {
    content.results.iter().find(|result| result.id == id)
}

/// Items of a plan that have other ids than those of its template, known by their words: plans from before versions were
/// recorded, and items whose id could not come back.
struct Names {
    results: HashMap<RhkId, RhkId>,
    indicators: HashMap<IkiId, IkiId>,
    /// Every id of the plan and of its versions.
    known: HashSet<RhkId>,
}

impl Names {
    fn of(plan: &SkpContent, base: &SkpContent, newest: &SkpContent) -> Self {
        let versions = || base.results.iter().chain(&newest.results);
        let of_template: HashSet<RhkId> = versions().map(|result| result.id).collect();
        let is_free = |result: &&Rhk| !of_template.contains(&result.id);
        let mut names = Self { results: HashMap::new(), indicators: HashMap::new(), known: of_template.clone() };
        names.known.extend(plan.results.iter().map(|result| result.id));
        let mut taken: HashSet<RhkId> = HashSet::new();
        for result in versions() {
            let there = names.results.get(&result.id).copied().unwrap_or(result.id);
            let there = find(plan, there).or_else(|| {
                let free = plan.results.iter().filter(is_free);
                free.filter(|own| !taken.contains(&own.id)).find(|own| own.text == result.text)
            });
            let Some(there) = there else { continue };
            if there.id != result.id {
                taken.insert(there.id);
                names.results.insert(result.id, there.id);
            }
            names.indicators_of(result, there);
        }
        names
    }

    fn indicators_of(&mut self, result: &Rhk, there: &Rhk) {
        let has = |id: IkiId| there.indicators.iter().any(|iki| iki.id == id);
        for iki in &result.indicators {
            if has(iki.id) || self.indicators.contains_key(&iki.id) {
                continue;
            }
            let is_same = |own: &&Iki| {
                own.name == iki.name
                    && own.has_measure_of(iki)
                    && result.indicators.iter().all(|other| other.id != own.id)
                    && self.indicators.values().all(|taken| *taken != own.id)
            };
            if let Some(own) = there.indicators.iter().find(is_same) {
                self.indicators.insert(iki.id, own.id);
            }
        }
    }

    fn renamed(&self, content: &SkpContent) -> SkpContent {
        let indicator = |iki: &Iki| Iki { id: self.indicators.get(&iki.id).copied().unwrap_or(iki.id), ..iki.clone() };
        let result = |result: &Rhk| Rhk {
            id: self.results.get(&result.id).copied().unwrap_or(result.id),
            indicators: result.indicators.iter().map(indicator).collect(),
            ..result.clone()
        };
        SkpContent { results: content.results.iter().map(result).collect(), further: content.further.clone() }
    }

    fn ids(&self) -> Vec<RhkId> {
        self.known.iter().copied().collect()
    }
}

struct Merge<'a> {
    skp: SkpId,
    plan: &'a SkpContent,
    held: &'a Held,
    kept: Vec<Kept>,
    ids: Vec<RhkId>,
}

impl Merge<'_> {
    fn keep(&mut self, item: &str, why: KeptWhy) {
        self.kept.push(Kept { item: item.to_owned(), why });
    }

    /// A result that both versions have.
    fn result(&mut self, result: &Rhk, before: &Rhk, now: &Rhk) -> Rhk {
        let indicators = self.indicators(result, before, now);
        if is_untouched(result, before) {
            let now = now.clone();
            let Rhk { id, supports, assigned_by, ref cascade, .. } = *result;
            return Rhk { id, supports, assigned_by, cascade: cascade.clone(), indicators, ..now };
        }
        if !is_untouched(now, before) && !is_untouched(now, result) {
            self.keep(&result.text, KeptWhy::Edited);
        }
        Rhk { indicators, ..result.clone() }
    }

    fn indicators(&mut self, result: &Rhk, before: &Rhk, now: &Rhk) -> Vec<Iki> {
        let of = |rhk: &Rhk, id: IkiId| rhk.indicators.iter().find(|iki| iki.id == id).cloned();
        let mut indicators = Vec::with_capacity(result.indicators.len());
        for iki in &result.indicators {
            match (of(before, iki.id), of(now, iki.id)) {
                (Some(before), Some(now)) => {
                    let follows = is_same(iki, &before) && now.has_measure_of(iki);
                    if !follows && !is_same(&now, &before) && !is_same(&now, iki) {
                        self.keep(&iki.name, KeptWhy::Edited);
                    }
                    indicators.push(if follows {
                        Iki { id: iki.id, adds_to: iki.adds_to, ..now }
                    } else {
                        iki.clone()
                    });
                }
                (Some(before), None) => {
                    if let Some(why) = self.why_kept(iki, &before) {
                        self.keep(&iki.name, why);
                        indicators.push(iki.clone());
                    }
                }
                (None, _) => indicators.push(iki.clone()),
            }
        }
        for iki in now.indicators.iter().filter(|iki| of(result, iki.id).is_none()) {
            match of(before, iki.id) {
                Some(before) if before != *iki => self.keep(&iki.name, KeptWhy::Removed),
                Some(_) => {}
                None => {
                    let id = if self.held.retired.1.contains(&iki.id) {
                        let known = indicators.iter().map(|iki| iki.id).chain(self.held.retired.1.iter().copied());
                        next_indicators(result.id, known).next().unwrap_or(iki.id)
                    } else {
                        iki.id
                    };
                    indicators.push(Iki { id, ..iki.clone() });
                }
            }
        }
        indicators
    }

    fn why_kept(&self, iki: &Iki, before: &Iki) -> Option<KeptWhy> {
        if self.held.reported.contains(&iki.id) {
            return Some(KeptWhy::Reports);
        }
        (!is_same(iki, before)).then_some(KeptWhy::Edited)
    }

    /// A result that the newest version has no more: it stays as a whole, or goes.
    fn dropped(&mut self, result: &Rhk, before: &Rhk) -> Option<Rhk> {
        let base = |iki: &Iki| before.indicators.iter().find(|of| of.id == iki.id);
        let held = self.held;
        let reasons = [
            (result.indicators.iter().any(|iki| held.reported.contains(&iki.id)), KeptWhy::Reports),
            (held.discussed.contains(&result.id), KeptWhy::Thread),
            (result.assigned_by.is_some(), KeptWhy::Given),
            (held.supported.contains(&result.id), KeptWhy::Supported),
            (
                !is_untouched(result, before)
                    || result.indicators.iter().any(|iki| base(iki).is_some_and(|before| !is_same(iki, before))),
                KeptWhy::Edited,
            ),
            (result.indicators.iter().any(|iki| base(iki).is_none()), KeptWhy::Extended),
        ];
        let why = reasons.into_iter().find_map(|(holds, why)| holds.then_some(why))?;
        self.keep(&result.text, why);
        Some(result.clone())
    }

    /// A result that is new in the newest version; `results` are those of the plan that is made.
    fn added(&self, now: &Rhk, results: &[Rhk]) -> Rhk {
        if !self.held.retired.0.contains(&now.id) {
            return now.clone();
        }
        let known = results.iter().chain(&self.plan.results).map(|result| result.id);
        let known = known.chain(self.ids.iter().copied()).chain(self.held.retired.0.iter().copied());
        let id = next_result(self.skp, self.held.last_result, known);
        let indicators = (1_u16..).zip(&now.indicators);
        let indicators = indicators.map(|(number, iki)| Iki { id: indicator_id(id, number), ..iki.clone() }).collect();
        Rhk { id, indicators, ..now.clone() }
    }
}

/// Returns whether a result says itself what it said, whatever became of its indicators and links.
fn is_untouched(result: &Rhk, before: &Rhk) -> bool {
    (&result.text, result.kind, result.classification, &result.basis, &result.actions)
        == (&before.text, before.kind, before.classification, &before.basis, &before.actions)
}

/// Returns whether an indicator says what it said, whatever it is added to.
fn is_same(iki: &Iki, before: &Iki) -> bool {
    iki.changes_of(&Iki { adds_to: iki.adds_to, ..before.clone() }).is_empty()
}

#[cfg(test)]
mod tests {
    use super::{
        super::{PlanTemplate, template},
        *,
    };
    use crate::domain::{
        measure::{MonthTargets, Polarity, Value},
        skp::{result_id, template_result_id},
    };
    use jiff::civil::{Date, date};
    use proptest::prelude::*;
    use uuid::Uuid;

    const SKP: SkpId = SkpId(Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0007));
    const YEAR: (Date, Date) = (date(2026, 1, 1), date(2026, 12, 31));

    /// What somebody does with one item.
    #[derive(Clone, Copy, Debug)]
    enum Edit {
        Nothing,
        Words,
        Target,
        Measure,
        Remove,
        AddIndicator,
        AddResult,
    }

    fn edit() -> impl Strategy<Value = (Edit, usize, usize)> {
        let edit = prop_oneof![
            Just(Edit::Nothing),
            Just(Edit::Words),
            Just(Edit::Target),
            Just(Edit::Measure),
            Just(Edit::Remove),
            Just(Edit::AddIndicator),
            Just(Edit::AddResult)
        ];
        (edit, 0..4_usize, 0..4_usize)
    }

    /// `number` makes what is new different from what anybody else adds.
    fn edited(mut content: SkpContent, edits: &[(Edit, usize, usize)], by: &str, number: u16) -> SkpContent {
        for (at, (edit, result, indicator)) in (number..).zip(edits) {
            let count = content.results.len();
            if count == 0 {
                continue;
            }
            let new = result_id(SKP, at);
            let rhk = &mut content.results[result % count];
            let ikis = rhk.indicators.len();
            match edit {
                Edit::Words if indicator % 2 == 0 => rhk.text = format!("Terwujudnya {by} {at}"),
                Edit::Words if ikis > 0 => rhk.indicators[indicator % ikis].name = format!("{by} {at}"),
                Edit::Target if ikis > 0 => {
                    rhk.indicators[indicator % ikis].months = MonthTargets::constant(Value::whole(i64::from(at)));
                }
                Edit::Measure if ikis > 0 => {
                    rhk.indicators[indicator % ikis].unit_of_measure = format!("{by}-{at}");
                }
                Edit::Remove if indicator % 2 == 0 => {
                    content.results.remove(result % count);
                }
                Edit::Remove if ikis > 0 => {
                    rhk.indicators.remove(indicator % ikis);
                }
                Edit::AddIndicator if ikis > 0 => {
                    let id = indicator_id(rhk.id, at + 500);
                    let iki = Iki { id, name: format!("Baru {by} {at}"), ..rhk.indicators[0].clone() };
                    rhk.indicators.push(iki);
                }
                Edit::AddResult => {
                    let mut added = rhk.clone();
                    (added.id, added.text) = (new, format!("Tersedianya {by} {at}"));
                    for (number, iki) in (1_u16..).zip(&mut added.indicators) {
                        iki.id = indicator_id(new, number);
                    }
                    content.results.push(added);
                }
                _ => {}
            }
        }
        content
    }

    fn find_iki(content: &SkpContent, id: IkiId) -> Option<&Iki> {
        content.indicators().find(|iki| iki.id == id)
    }

    proptest! {
        #[test]
        fn an_offer_keeps_what_has_reports_and_what_was_edited_and_changes_no_measure(
            improved in prop::collection::vec(edit(), 0..6),
            own in prop::collection::vec(edit(), 0..6),
            reported in prop::collection::vec(0..8_usize, 0..4),
        ) {
            let first = PlanTemplate::built_in("bidan");
            let base = first.plan(SKP, YEAR, &[]);
            let written = edited(base.clone(), &improved, "templat", 1_000);
            let second = first.next_content(&written, SKP, YEAR, true, std::iter::empty());
            let second = PlanTemplate::published(template("bidan"), 2, second);
            let newest = second.plan(SKP, YEAR, &[]);
            let plan = edited(base.clone(), &own, "pemilik", 1);
            let ids: Vec<IkiId> = plan.indicators().map(|iki| iki.id).collect();
            let reported = reported.into_iter().filter_map(|at| ids.get(at).copied()).collect();
            let held = Held { reported, last_result: 100, ..Held::default() };
            let merged = offered(SKP, &plan, &base, &newest, &held);

            for id in &held.reported {
                prop_assert!(find_iki(&merged.content, *id).is_some(), "a report lost its indicator");
            }
            prop_assert!(merged.content.keeps_measures_of(&plan), "a measure has changed");
            for iki in plan.indicators() {
                let is_own = find_iki(&base, iki.id).is_none_or(|before| !is_same(iki, before));
                if is_own {
                    prop_assert_eq!(find_iki(&merged.content, iki.id), Some(iki), "what the owner edited stays");
                }
            }
            for result in &plan.results {
                if find(&base, result.id).is_none_or(|before| !is_untouched(result, before)) {
                    let stays = find(&merged.content, result.id).is_some_and(|kept| is_untouched(kept, result));
                    prop_assert!(stays, "an edited result has changed");
                }
            }
            let again = offered(SKP, &merged.content, &base, &newest, &held);
            prop_assert_eq!(&again.content, &merged.content, "applying twice changes nothing");
            let later = offered(SKP, &merged.content, &newest, &newest, &held);
            prop_assert_eq!(&later.content, &merged.content, "a plan of the newest version has no offer");
            if own.iter().all(|(edit, ..)| matches!(edit, Edit::Nothing)) && held.reported.is_empty() {
                let texts = |content: &SkpContent| {
                    let mut ids: Vec<_> = content.results.iter().map(|rhk| (rhk.id, rhk.text.clone())).collect();
                    ids.sort();
                    ids
                };
                prop_assert_eq!(texts(&merged.content), texts(&newest), "an untouched plan becomes the newest version");
            }
        }
    }

    #[test]
    fn a_dropped_result_stays_for_its_reports_its_thread_its_giver_and_those_below() {
        let first = PlanTemplate::built_in("bidan");
        let base = first.plan(SKP, YEAR, &[]);
        let mut newest = base.clone();
        let dropped = newest.results.remove(1);
        let why = |plan: &SkpContent, held: &Held| {
            let merged = offered(SKP, plan, &base, &newest, held);
            let is_there = find(&merged.content, dropped.id).is_some();
            (is_there, merged.kept.first().map(|kept| kept.why))
        };
        assert_eq!(why(&base, &Held::default()), (false, None));
        let reported = Held { reported: [dropped.indicators[0].id].into(), ..Held::default() };
        assert_eq!(why(&base, &reported), (true, Some(KeptWhy::Reports)));
        assert_eq!(
            why(&base, &Held { discussed: [dropped.id].into(), ..Held::default() }),
            (true, Some(KeptWhy::Thread))
        );
        let supported = Held { supported: [dropped.id].into(), ..Held::default() };
        assert_eq!(why(&base, &supported), (true, Some(KeptWhy::Supported)));
        let mut given = base.clone();
        given.results[1].assigned_by = Some(crate::domain::id::EmployeeId(Uuid::from_u128(4)));
        assert_eq!(why(&given, &Held::default()), (true, Some(KeptWhy::Given)));
    }

    #[test]
    fn a_plan_from_before_versions_is_known_by_its_words() {
        let first = PlanTemplate::built_in("bidan");
        let base = first.plan(SKP, YEAR, &[]);
        let mut newest = base.clone();
        newest.results[0].text = "Meningkatnya imunisasi lengkap tepat umur".to_owned();
        newest.results[0].indicators[0].months = MonthTargets::even(Value::whole(97));
        let mut plan = base.clone();
        for (n, result) in (1_u128..).zip(&mut plan.results) {
            result.id = RhkId(Uuid::from_u128(n << 64));
            for (m, iki) in (1_u128..).zip(&mut result.indicators) {
                iki.id = IkiId(Uuid::from_u128((n << 64) + m));
            }
        }
        let merged = offered(SKP, &plan, &base, &newest, &Held::default());
        let [first, ..] = &merged.content.results[..] else { panic!("results") };
        assert_eq!((first.id, first.text.as_str()), (plan.results[0].id, newest.results[0].text.as_str()));
        assert_eq!(first.indicators[0].id, plan.results[0].indicators[0].id);
        assert_eq!(first.indicators[0].months, newest.results[0].indicators[0].months);
        assert_eq!(merged.content.results.len(), plan.results.len());
    }

    #[test]
    fn what_was_in_force_once_comes_back_under_another_id() {
        let first = PlanTemplate::built_in("bidan");
        let newest = first.plan(SKP, YEAR, &[]);
        let mut base = newest.clone();
        let back = base.results.remove(2);
        let plan = base.clone();
        let retired = ([back.id].into(), back.indicators.iter().map(|iki| iki.id).collect());
        let held = Held { retired, last_result: 4, ..Held::default() };
        let merged = offered(SKP, &plan, &base, &newest, &held);
        let added = merged.content.results.last().expect("a result");
        assert_eq!((added.id, &added.text), (result_id(SKP, 5), &back.text));
        assert_ne!(back.id, added.id);
        assert_eq!(back.id, template_result_id(SKP, 3));
        let again = offered(SKP, &merged.content, &base, &newest, &held);
        assert_eq!(again.content, merged.content);
        assert!(merged.content.indicators().all(|iki| iki.polarity != Polarity::Stabilise));
    }
}
