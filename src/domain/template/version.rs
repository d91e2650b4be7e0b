//! The versions of a template, and plans that are made from one.
//!
//! The first version is compiled in; the agency publishes further ones, made of the content of a plan. A version says
//! what a plan of the whole year says, without people, links and dates. Its results and indicators have ids of their
//! own: the numbers by which plans and later versions know them again ([`template_result_id`]).

use super::{Template, office, supported, template, template_for};
use crate::domain::{
    id::{IkiId, RhkId, SkpId},
    measure::{Accumulation, MonthTargets, Value},
    org::PostKind,
    skp::{
        Cascade, Further, Iki, MAX_INDICATORS, MAX_RESULTS, Rhk, SkpContent, template_indicator_id,
        template_indicator_number, template_result_id, template_result_number,
    },
};
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::collections::BTreeSet;
use uuid::Uuid;

/// The plan of which the ids in a version are: nobody's.
pub(super) const TEMPLATE: SkpId = SkpId(Uuid::nil());
/// The days for which the targets of a version are.
pub(super) const WHOLE_YEAR: (Date, Date) = (Date::constant(2026, 1, 1), Date::constant(2026, 12, 31));
/// Words of a result that are shorter say nothing about its subject.
const MIN_TAG_LETTERS: usize = 5;

/// A version of a template, as plans are made from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanTemplate {
    pub code: &'static str,
    pub version: i16,
    /// What a plan of the whole year says.
    pub content: SkpContent,
    /// Of each result in turn, the words by which the superior's result is found that it supports.
    tags: Vec<Vec<String>>,
}

/// Returns the code of the general template for posts of a kind: for those that no other one fits, and for those whose own
/// one is out of use.
pub fn general(kind: PostKind, is_head: bool) -> &'static str {
    template_for("", kind, is_head)
}

/// Returns whether posts without a template of their own use this one.
pub fn is_general(code: &str) -> bool {
    use PostKind::{Administrator, Fungsional, Jpt, Pelaksana, Pengawas};
    code == office::PELAKSANA.code
        || [Jpt, Administrator, Pengawas, Fungsional, Pelaksana]
            .into_iter()
            .any(|kind| [true, false].into_iter().any(|is_head| general(kind, is_head) == code))
}

impl PlanTemplate {
    /// Returns the version that is compiled in; of the general template for an unknown code.
    pub fn built_in(code: &str) -> Self {
        let built_in = template(code);
        Self::published(built_in, built_in.version, built_in.content())
    }

    /// Returns a version with what was published as its content.
    pub fn published(of: &'static Template, version: i16, content: SkpContent) -> Self {
        let tags = content.results.iter().map(|result| tags(of, result)).collect();
        Self { code: of.code, version, content, tags }
    }

    /// Returns the results with the words by which the superior's result is found.
    pub fn results(&self) -> impl Iterator<Item = (&Rhk, &[String])> {
        self.content.results.iter().zip(self.tags.iter().map(Vec::as_slice))
    }

    /// Returns the draft of a plan from its first to its last day. Each result supports one of the superior's.
    pub fn plan(&self, skp: SkpId, span: (Date, Date), superior: &[(RhkId, String)]) -> SkpContent {
        let results = self.results().map(|(result, tags)| {
            let id = result_in(skp, result.id);
            let above = supported(tags, superior.iter().map(|(_, text)| text.as_str()));
            Rhk {
                id,
                supports: above.and_then(|(at, link)| superior.get(at).map(|(id, _)| (*id, link))),
                indicators: result
                    .indicators
                    .iter()
                    .map(|iki| Iki {
                        id: indicator_in(id, result.id, iki.id),
                        months: within(iki, span),
                        ..iki.clone()
                    })
                    .collect(),
                ..result.clone()
            }
        });
        SkpContent { results: results.collect(), ..SkpContent::default() }
    }

    /// Returns a version's content within the dates of a plan, under the ids of the template.
    pub fn dated(&self, span: (Date, Date)) -> SkpContent {
        self.plan(TEMPLATE, span, &[])
    }

    /// Returns what a plan says as the content of the next version: without people, links and dates. What the plan has from
    /// the template keeps its number; `is_from_this` says whether it was made from this template. `earlier` are the
    /// contents of all versions before: the numbers in them do not come back for anything else, and an indicator that
    /// is measured in another way is another one.
    pub fn next_content<'a>(
        &'a self,
        plan: &SkpContent,
        skp: SkpId,
        span: (Date, Date),
        is_from_this: bool,
        earlier: impl Iterator<Item = &'a SkpContent> + Clone,
    ) -> SkpContent {
        let known = earlier.chain([&self.content]).flat_map(|content| &content.results);
        let mut used: BTreeSet<u16> = BTreeSet::new();
        let mut last = known.clone().filter_map(|rhk| template_result_number(TEMPLATE, rhk.id)).max().unwrap_or(0);
        let mut results = Vec::with_capacity(plan.results.len());
        for result in plan.results.iter().take(MAX_RESULTS) {
            let own = template_result_number(skp, result.id).filter(|_| is_from_this);
            let own = own.filter(|number| known.clone().any(|rhk| rhk.id == template_result_id(TEMPLATE, *number)));
            let same = || self.content.results.iter().find(|before| before.text == result.text);
            let number = own.or_else(|| same().and_then(|before| template_result_number(TEMPLATE, before.id)));
            let number = number.filter(|number| !used.contains(number)).unwrap_or_else(|| {
                last += 1;
                last
            });
            used.insert(number);
            let id = template_result_id(TEMPLATE, number);
            let before: Vec<&Iki> = known.clone().filter(|rhk| rhk.id == id).flat_map(|rhk| &rhk.indicators).collect();
            results.push(Rhk {
                id,
                supports: None,
                assigned_by: None,
                cascade: Box::<Cascade>::default(),
                indicators: numbered(result, id, &before, own.is_some(), span),
                ..result.clone()
            });
        }
        SkpContent { results, further: Box::<Further>::default() }
    }
}

/// Returns the indicators of a result under the numbers of its template. `before` are those that any version of this
/// result has had, the newest last.
fn numbered(result: &Rhk, id: RhkId, before: &[&Iki], is_from_this: bool, span: (Date, Date)) -> Vec<Iki> {
    let number = |iki: &Iki| template_indicator_number(id, iki.id);
    let mut last = before.iter().filter_map(|iki| number(iki)).max().unwrap_or(0);
    let mut used = BTreeSet::new();
    let mut indicators = Vec::with_capacity(result.indicators.len());
    for iki in result.indicators.iter().take(MAX_INDICATORS) {
        let own = template_indicator_number(result.id, iki.id).filter(|_| is_from_this);
        let same = |known: &&&Iki| match own {
            Some(own) => number(known) == Some(own),
            None => known.name == iki.name,
        };
        // The newest version of it decides how it is measured.
        let known = before.iter().rev().find(same).filter(|known| known.has_measure_of(iki));
        let number =
            known.and_then(|known| number(known)).filter(|number| !used.contains(number)).unwrap_or_else(|| {
                last += 1;
                last
            });
        used.insert(number);
        let months = whole_year(iki, span);
        indicators.push(Iki { id: template_indicator_id(id, number), months, adds_to: None, ..iki.clone() });
    }
    indicators
}

/// Returns the id that a result of a version has in a plan.
pub fn result_in(skp: SkpId, rhk: RhkId) -> RhkId {
    template_result_number(TEMPLATE, rhk).map_or(rhk, |number| template_result_id(skp, number))
}

/// Returns the id that an indicator of a version has under a result of a plan.
pub fn indicator_in(rhk: RhkId, of: RhkId, iki: IkiId) -> IkiId {
    template_indicator_number(of, iki).map_or(iki, |number| template_indicator_id(rhk, number))
}

/// Returns the tags of the compiled-in result from which a result of a version comes; of another one the longer words of
/// its text, without the first: that one says that it is a result.
fn tags(of: &Template, result: &Rhk) -> Vec<String> {
    let number = template_result_number(TEMPLATE, result.id).and_then(|number| usize::from(number).checked_sub(1));
    let known = number.and_then(|at| of.results.get(at));
    known.map_or_else(
        || {
            let text = result.text.to_lowercase();
            let words = text.split(|c: char| !c.is_alphanumeric()).skip(1);
            words.filter(|word| word.chars().count() >= MIN_TAG_LETTERS).map(str::to_owned).collect()
        },
        |known| known.tags.iter().map(|tag| (*tag).to_owned()).collect(),
    )
}

fn months(span: (Date, Date)) -> (i8, i8) {
    (span.0.month(), span.1.month())
}

/// Returns the targets of a version within a plan's dates: a yearly total shrinks to the months that are left.
fn within(iki: &Iki, span: (Date, Date)) -> MonthTargets {
    let (first, last) = months(span);
    if first <= 1 || iki.accumulation != Accumulation::Year {
        return iki.months.within((first, last));
    }
    let mut targets = iki.months.within((first, last));
    let is_even = iki.months.last().is_some_and(|total| iki.months == MonthTargets::even(total));
    let before = iki.months.until(first - 1).unwrap_or(Value::ZERO).decimal();
    for (month, target) in (1_i8..).zip(&mut targets.0) {
        *target = match *target {
            // The same rounding as that of a total which is spread.
            Some(_) if is_even => iki.months.0.get(usize::try_from(month - first).unwrap_or(0)).copied().flatten(),
            Some(target) => Value::new(target.decimal() - before).ok(),
            None => None,
        };
    }
    targets
}

/// Returns the targets of a plan as those of a whole year, where they are those of an even one.
fn whole_year(iki: &Iki, span: (Date, Date)) -> MonthTargets {
    let (first, last) = months(span);
    let length = last - first + 1;
    let Some(total) = iki.months.last().filter(|_| (1..12).contains(&length)) else { return iki.months };
    let is_spread = iki.months == MonthTargets::spread(iki.accumulation, total, (first, last));
    match iki.accumulation {
        Accumulation::Year => {
            let of_year = total.decimal() * Decimal::from(12) / Decimal::from(length);
            let even = |decimals: u32| Value::new(of_year.round_dp(decimals)).ok().map(MonthTargets::even);
            // A part of a year was rounded when the plan was made of it.
            let is_of = |year: &MonthTargets| within(&Iki { months: *year, ..iki.clone() }, span) == iki.months;
            let found = (0..=Value::SCALE).filter_map(even).find(is_of);
            found.or_else(|| even(Value::SCALE).filter(|_| is_spread)).unwrap_or(iki.months)
        }
        Accumulation::Month | Accumulation::Level if is_spread => MonthTargets::constant(total),
        Accumulation::Month | Accumulation::Level => iki.months,
    }
}

#[cfg(test)]
mod tests {
    use super::{super::ALL, *};
    use crate::domain::skp::{Link, last_number};
    use jiff::civil::date;

    const SKP: SkpId = SkpId(Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0007));
    const YEAR: (Date, Date) = (date(2026, 1, 1), date(2026, 12, 31));

    #[test]
    fn a_plan_has_the_targets_of_the_compiled_in_template_whenever_it_begins() {
        for of in ALL {
            let version = PlanTemplate::built_in(of.code);
            for first in 1..=12 {
                let span = (date(2026, first, 1), YEAR.1);
                let plan = version.plan(SKP, span, &[]);
                let constants = of.results.iter().flat_map(|result| result.indicators);
                for (iki, constant) in plan.indicators().zip(constants) {
                    assert_eq!(iki.months, constant.target(span.0, span.1, span.0).months, "{} {first}", iki.name);
                }
            }
        }
    }

    #[test]
    fn a_result_of_a_plan_supports_the_one_that_names_its_subject() {
        let superior = [(RhkId(Uuid::from_u128(1)), "Turunnya stunting".to_owned())];
        let bidan = PlanTemplate::built_in("bidan");
        let plan = bidan.plan(SKP, YEAR, &superior);
        assert_eq!(plan.results[0].supports, Some((superior[0].0, Link::NonDirect)));
        let superior = [superior[0].clone(), (RhkId(Uuid::from_u128(2)), "Meningkatnya imunisasi".to_owned())];
        assert_eq!(bidan.plan(SKP, YEAR, &superior).results[0].supports, Some((superior[1].0, Link::Direct)));
        // A result that the agency has added is found by its own words.
        let mut written = bidan.plan(SKP, YEAR, &[]);
        written.results[0].id = crate::domain::skp::result_id(SKP, 1);
        written.results[0].text = "Turunnya stunting di wilayah binaan".to_owned();
        let next = bidan.next_content(&written, SKP, YEAR, true, std::iter::empty());
        let next = PlanTemplate::published(template("bidan"), 2, next);
        assert_eq!(next.plan(SKP, YEAR, &superior).results[0].supports, Some((superior[0].0, Link::Direct)));
    }

    #[test]
    fn what_a_version_keeps_keeps_its_number_and_numbers_do_not_come_back() {
        let first = PlanTemplate::built_in("bidan");
        let mut plan = first.plan(SKP, YEAR, &[]);
        assert_eq!(
            first.next_content(&plan, SKP, YEAR, true, std::iter::empty()),
            first.content,
            "nothing was changed"
        );
        plan.results[0].text = "Meningkatnya imunisasi lengkap".to_owned();
        plan.results[0].indicators[0].unit_of_measure = "bayi".to_owned();
        plan.results.remove(2);
        let second = first.next_content(&plan, SKP, YEAR, true, std::iter::empty());
        assert_eq!(
            second.results.iter().map(|rhk| rhk.id).collect::<Vec<_>>(),
            [1, 2].map(|n| template_result_id(TEMPLATE, n))
        );
        let measured = &second.results[0].indicators[0];
        assert_eq!(measured.id, template_indicator_id(second.results[0].id, 3), "measured in another way: another one");
        let second = PlanTemplate::published(template("bidan"), 2, second);
        let mut plan = second.plan(SKP, YEAR, &[]);
        let mut added = plan.results[0].clone();
        (added.id, added.text) = (crate::domain::skp::result_id(SKP, 1), "Tersedianya kelas ibu".to_owned());
        plan.results.push(added);
        let third = second.next_content(&plan, SKP, YEAR, true, [&first.content].into_iter());
        assert_eq!(third.results[2].id, template_result_id(TEMPLATE, 4), "3 was another result");
    }

    #[test]
    fn a_plan_of_half_a_year_becomes_a_template_of_a_whole_one() {
        let first = PlanTemplate::built_in("bidan");
        let half = (date(2026, 7, 1), YEAR.1);
        let plan = first.plan(SKP, half, &[]);
        let again = first.next_content(&plan, SKP, half, true, std::iter::empty());
        let visits = |content: &SkpContent| content.results[1].indicators[0].months;
        assert_eq!(visits(&again), visits(&first.content), "an even total");
        let level = |content: &SkpContent| content.results[0].indicators[1].months;
        assert_eq!(level(&again), level(&first.content));
    }

    #[test]
    fn even_totals_of_any_part_of_the_year_become_those_of_the_template_that_they_were_made_from() {
        for of in ALL {
            let built_in = PlanTemplate::built_in(of.code);
            for first in 2..=12 {
                let span = (date(2026, first, 1), YEAR.1);
                let plan = built_in.plan(SKP, span, &[]);
                let again = built_in.next_content(&plan, SKP, span, true, std::iter::empty());
                let is_even =
                    |iki: &Iki| iki.months.last().is_some_and(|total| iki.months == MonthTargets::even(total));
                let pairs = again.indicators().zip(built_in.content.indicators());
                for (iki, before) in pairs.filter(|(_, before)| is_even(before)) {
                    assert_eq!(iki.months, before.months, "{}: {} from month {first}", of.code, iki.name);
                }
            }
        }
    }

    #[test]
    fn general_templates_are_those_that_posts_without_their_own_one_use() {
        assert!(
            ["pelaksana", "fungsional", "kepala_dinas", "kepala_bidang", "kepala_seksi", "kepala_uptd"]
                .into_iter()
                .all(is_general)
        );
        assert!(!is_general("bidan") && !is_general("elected"));
        assert_eq!(
            last_number(SKP, PlanTemplate::built_in("bidan").plan(SKP, YEAR, &[]).results.iter().map(|rhk| rhk.id)),
            0
        );
    }
}
