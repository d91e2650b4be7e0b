//! A version in work: the ids of what is new in it, and what is still missing.
//!
//! The id of a new result follows from the plan and its number, that of a new indicator from its result: two devices
//! that begin the next one write the same one, and the second is told.

use super::{Further, Iki, Rhk, SkpContent};
use crate::domain::{
    id::{IkiId, RhkId, SkpId},
    measure::Polarity,
};
use uuid::Uuid;

/// The most results of a plan.
pub const MAX_RESULTS: usize = 40;
/// The most indicators of a result.
pub const MAX_INDICATORS: usize = 12;

/// The bits of an id that number the indicators of a result; those above number the results of a plan.
const INDICATOR_BITS: u32 = 16;

/// Numbers from here on are those of the items of a template: what a plan has from one is found again under its number.
const TEMPLATE_NUMBERS: u16 = 0x8000;

/// What a result or an indicator lacks before it can be submitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, thiserror::Error)]
pub enum Missing {
    #[error("rumusan hasil kerja")]
    Text,
    #[error("indikator")]
    Indicators,
    #[error("nama indikator")]
    Name,
    #[error("satuan")]
    Unit,
    #[error("target")]
    Target,
    #[error("angka awal")]
    Baseline,
}

impl Rhk {
    /// What is still missing, each once.
    pub fn missing(&self) -> Vec<Missing> {
        let own = [(self.text.is_empty(), Missing::Text), (self.indicators.is_empty(), Missing::Indicators)];
        let own = own.into_iter().filter_map(|(is_missing, what)| is_missing.then_some(what));
        let mut missing: Vec<Missing> = own.chain(self.indicators.iter().flat_map(Iki::missing)).collect();
        missing.sort_unstable();
        missing.dedup();
        missing
    }
}

impl Iki {
    fn missing(&self) -> impl Iterator<Item = Missing> {
        let needs_baseline = self.polarity == Polarity::Minimise && self.baseline.is_none();
        let missing = [
            (self.name.is_empty(), Missing::Name),
            (self.unit_of_measure.is_empty(), Missing::Unit),
            (self.months.last().is_none(), Missing::Target),
            (needs_baseline, Missing::Baseline),
        ];
        missing.into_iter().filter_map(|(is_missing, what)| is_missing.then_some(what))
    }
}

/// Returns the id of the result with this number of a plan, counted from 1.
pub const fn result_id(skp: SkpId, number: u16) -> RhkId {
    RhkId(Uuid::from_u128(skp.0.as_u128() ^ ((number as u128) << INDICATOR_BITS)))
}

/// Returns the id of the indicator with this number of a result, counted from 1.
pub const fn indicator_id(rhk: RhkId, number: u16) -> IkiId {
    IkiId(Uuid::from_u128(rhk.0.as_u128() ^ number as u128))
}

/// Returns the id of the result of a plan that comes from the result with this number of its template.
pub const fn template_result_id(skp: SkpId, number: u16) -> RhkId {
    result_id(skp, TEMPLATE_NUMBERS | number)
}

/// Returns the id of the indicator of a result that comes from the indicator with this number of its template.
pub const fn template_indicator_id(rhk: RhkId, number: u16) -> IkiId {
    indicator_id(rhk, TEMPLATE_NUMBERS | number)
}

/// Returns the number that a result of a plan has in its template; `None` for one that does not come from it.
pub fn template_result_number(skp: SkpId, rhk: RhkId) -> Option<u16> {
    result_number(skp, rhk).filter(|number| *number > TEMPLATE_NUMBERS).map(|number| number ^ TEMPLATE_NUMBERS)
}

/// Returns the number that an indicator of a result has in the template; `None` for one that does not come from it.
pub fn template_indicator_number(rhk: RhkId, iki: IkiId) -> Option<u16> {
    indicator_number(rhk, iki).filter(|number| *number > TEMPLATE_NUMBERS).map(|number| number ^ TEMPLATE_NUMBERS)
}

fn indicator_number(rhk: RhkId, iki: IkiId) -> Option<u16> {
    u16::try_from(rhk.0.as_u128() ^ iki.0.as_u128()).ok()
}

/// Returns the number of a result that was made for the plan.
fn result_number(skp: SkpId, rhk: RhkId) -> Option<u16> {
    let number = (skp.0.as_u128() ^ rhk.0.as_u128()).rotate_right(INDICATOR_BITS);
    u16::try_from(number).ok().filter(|number| *number > 0)
}

/// Returns whether the id is one of [`result_id`].
pub fn is_result_of(skp: SkpId, rhk: RhkId) -> bool {
    result_number(skp, rhk).is_some()
}

/// Returns the highest number among results of a plan that its owner or a leader has written; 0 without any.
pub fn last_number(skp: SkpId, results: impl IntoIterator<Item = RhkId>) -> u16 {
    let numbers = results.into_iter().filter_map(|rhk| result_number(skp, rhk));
    numbers.filter(|number| *number < TEMPLATE_NUMBERS).max().unwrap_or_default()
}

/// Returns the id of the next result of a plan. `last` is the highest number that was ever written in it, `known` are the
/// ids of all results that it has or ever had in force.
pub fn next_result(skp: SkpId, last: u16, known: impl IntoIterator<Item = RhkId>) -> RhkId {
    result_id(skp, last_number(skp, known).max(last).saturating_add(1))
}

impl SkpContent {
    /// Returns the same results under the numbers behind `last`.
    #[must_use]
    pub fn numbered_behind(self, skp: SkpId, last: u16) -> Self {
        let results = (last.saturating_add(1)..).zip(self.results).map(|(number, result)| {
            let id = result_id(skp, number);
            let indicators =
                (1..).zip(result.indicators).map(|(number, iki)| Iki { id: indicator_id(id, number), ..iki });
            Rhk { id, indicators: indicators.collect(), ..result }
        });
        Self { results: results.collect(), ..self }
    }

    /// Returns whether the content is empty but for results that a leader has given and the owner has not completed.
    pub fn is_only_given(&self) -> bool {
        *self.further == Further::default()
            && self.results.iter().all(|result| result.assigned_by.is_some() && result.indicators.is_empty())
    }
}

/// Returns the ids for the next indicators of a result, without end. `known` are the ids of all indicators that it has or
/// ever had in force.
pub fn next_indicators(rhk: RhkId, known: impl IntoIterator<Item = IkiId>) -> impl Iterator<Item = IkiId> {
    let numbers = known.into_iter().filter_map(|iki| indicator_number(rhk, iki));
    let last = numbers.filter(|number| *number < TEMPLATE_NUMBERS).max().unwrap_or_default();
    (last.saturating_add(1)..).map(move |number| indicator_id(rhk, number))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        measure::{Accumulation, Frequency, MonthTargets, Value},
        skp::{Aspect, Classification, RhkKind},
    };
    use std::collections::BTreeMap;

    const SKP: SkpId = SkpId(Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_ffff_ffff));

    #[test]
    fn the_next_result_has_the_same_id_on_every_device_until_there_is_one() {
        let first = next_result(SKP, 0, []);
        assert_eq!(first, result_id(SKP, 1));
        assert_eq!(next_result(SKP, 0, [first, RhkId(Uuid::from_u128(7))]), result_id(SKP, 2));
        assert_eq!(next_result(SKP, 3, [first]), result_id(SKP, 4), "the numbers of removed results do not come back");
        assert!(is_result_of(SKP, first) && !is_result_of(SKP, RhkId(SKP.0)) && !is_result_of(SKP, RhkId(Uuid::nil())));
    }

    #[test]
    fn indicators_of_a_plan_never_share_an_id() {
        let ids: std::collections::BTreeSet<IkiId> =
            (1..20).flat_map(|result| next_indicators(result_id(SKP, result), []).take(20)).collect();
        assert_eq!(ids.len(), 19 * 20);
        let rhk = result_id(SKP, 3);
        let known = [indicator_id(rhk, 4), IkiId(Uuid::from_u128(7))];
        assert_eq!(next_indicators(rhk, known).next(), Some(indicator_id(rhk, 5)));
    }

    #[test]
    fn what_comes_from_a_template_is_known_by_its_number_there() {
        let rhk = template_result_id(SKP, 3);
        assert_eq!((template_result_number(SKP, rhk), template_result_number(SKP, result_id(SKP, 3))), (Some(3), None));
        assert!(is_result_of(SKP, rhk));
        assert_eq!(next_result(SKP, 0, [rhk]), result_id(SKP, 1), "own results are counted from 1");
        let iki = template_indicator_id(rhk, 2);
        assert_eq!(
            (template_indicator_number(rhk, iki), template_indicator_number(rhk, IkiId(rhk.0))),
            (Some(2), None)
        );
        assert_eq!(next_indicators(rhk, [iki]).next(), Some(indicator_id(rhk, 1)));
    }

    #[test]
    fn what_is_missing_is_named_once() {
        let iki = |polarity, baseline| Iki {
            id: IkiId(Uuid::nil()),
            name: String::new(),
            aspect: Aspect::Time,
            perspective: None,
            unit_of_measure: "hari".to_owned(),
            polarity,
            accumulation: Accumulation::Level,
            baseline,
            months: MonthTargets::constant(Value::ZERO),
            frequency: Frequency::Monthly,
            manual: Box::default(),
            population: None,
            adds_to: None,
        };
        let rhk = |indicators| Rhk {
            id: result_id(SKP, 1),
            text: String::new(),
            kind: RhkKind::Main,
            classification: Classification::Organisation,
            supports: None,
            assigned_by: None,
            basis: String::new(),
            actions: BTreeMap::new(),
            cascade: Box::default(),
            indicators,
        };
        assert_eq!(rhk(vec![]).missing(), [Missing::Text, Missing::Indicators]);
        let falling = [iki(Polarity::Minimise, None), iki(Polarity::Minimise, Some(Value::HUNDRED))];
        assert_eq!(rhk(falling.to_vec()).missing(), [Missing::Text, Missing::Name, Missing::Baseline]);
    }
}
