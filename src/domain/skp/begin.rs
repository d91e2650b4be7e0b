//! Beginning a plan without anybody's help: its dates, and what it takes from an earlier one.

use super::{
    Cascade, Classification, Further, Iki, Link, Rhk, SkpContent, SkpRefusal,
    contradiction::PERCENT,
    draft::{indicator_id, result_id},
};
use crate::domain::{
    id::{RhkId, SkpId},
    measure::{Accumulation, MonthTargets, Value},
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What a plan began with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlanSource {
    /// Nothing: its owner wrote it.
    Empty,
    /// The person's plan of an earlier year.
    Earlier,
    /// What stays with the post, from the plan of who held it before.
    Predecessor,
    /// The template of the post.
    Template,
    /// A result that a leader gave.
    Leader,
    /// The template of the post, together with the plans of many.
    Batch,
}

/// Returns the first and the last day of a new plan of a year for a post that somebody has held from `since` to the day
/// before `until`: from the month in which they took it, but behind every plan that they have for it, to the end of the
/// year or of their time.
///
/// # Errors
/// [`SkpRefusal::NotHeld`] if they do not hold it in that year, [`SkpRefusal::Overlapping`] if plans cover all of it.
pub fn free_span(
    year: i16,
    since: Date,
    until: Option<Date>,
    taken: impl IntoIterator<Item = (Date, Date)>,
) -> Result<(Date, Date), SkpRefusal> {
    let day = |month, day| Date::new(year, month, day).map_err(|_| SkpRefusal::NotHeld);
    let (first, last) = (day(1, 1)?, day(12, 31)?);
    let ends_on = until.and_then(|until| until.yesterday().ok()).unwrap_or(last).min(last);
    let held_from = first.max(since.first_of_month());
    if held_from > ends_on {
        return Err(SkpRefusal::NotHeld);
    }
    let in_year = taken.into_iter().filter(|(start, end)| *start <= ends_on && *end >= first);
    let behind = in_year.map(|(_, end)| end.tomorrow().unwrap_or(Date::MAX)).max();
    let starts_on = held_from.max(behind.unwrap_or(first));
    if starts_on <= ends_on { Ok((starts_on, ends_on)) } else { Err(SkpRefusal::Overlapping) }
}

impl SkpContent {
    /// Returns the same results as a new plan from `span.0` to `span.1`, under ids of its own. Targets that were spread
    /// evenly over the months from `from.0` to `from.1` are spread over its own months, others stay in theirs.
    /// `supports` finds the result that takes the place of one that was supported.
    #[must_use]
    pub fn renewed(
        &self,
        skp: SkpId,
        span: (Date, Date),
        from: (Date, Date),
        supports: impl Fn(RhkId) -> Option<RhkId>,
    ) -> Self {
        let months = |(first, last): (Date, Date)| (first.month(), last.month());
        let results = (1_u16..).zip(&self.results).map(|(number, result)| {
            let id = result_id(skp, number);
            let indicators = (1_u16..).zip(&result.indicators).map(|(number, iki)| Iki {
                id: indicator_id(id, number),
                months: iki.months_in(months(span), months(from)),
                // The superior's indicators have other ids in another plan.
                adds_to: None,
                ..iki.clone()
            });
            let supports =
                result.supports.and_then(|(above, link): (RhkId, Link)| supports(above).map(|above| (above, link)));
            let cascade = Cascade { also: vec![], ..(*result.cascade).clone() };
            let cascade = Box::new(if supports.is_some() { cascade } else { Cascade::default() });
            Rhk { id, supports, assigned_by: None, cascade, indicators: indicators.collect(), ..result.clone() }
        });
        Self { results: results.collect(), further: self.further.clone() }
    }
}

impl SkpContent {
    /// Returns what stays with the post (klasifikasi Organisasi) as the plan of its next holder from `span.0` to `span.1`:
    /// the results of a plan from `from.0` to `from.1` with what is still to be reached of them. What the leader expected of
    /// the person before is not taken. `supports` as in [`Self::renewed`].
    #[must_use]
    pub fn for_successor(
        &self,
        skp: SkpId,
        span: (Date, Date),
        from: (Date, Date),
        supports: impl Fn(RhkId) -> Option<RhkId>,
    ) -> Self {
        let is_rest = from.0.year() == span.0.year();
        let results = self.results.iter().filter(|result| result.classification == Classification::Organisation);
        let results = results.map(|result| {
            let rest = |iki: &Iki| Iki { months: iki.rest_from(span.0.month()), ..iki.clone() };
            let indicators =
                if is_rest { result.indicators.iter().map(rest).collect() } else { result.indicators.clone() };
            Rhk { indicators, ..result.clone() }
        });
        let further = Box::new(Further { approach: self.further.approach, ..Further::default() });
        let staying = Self { results: results.collect(), further };
        staying.renewed(skp, span, if is_rest { span } else { from }, supports)
    }
}

impl Iki {
    /// Returns the targets from a month on; of a total of the year what is left of it then.
    fn rest_from(&self, first: i8) -> MonthTargets {
        let is_total = self.accumulation == Accumulation::Year && self.population.is_none();
        let before = self.months.until(first - 1).filter(|_| is_total && self.unit_of_measure != PERCENT);
        let rest = |target: Value| match before {
            Some(before) => Value::new(target.decimal() - before.decimal()).unwrap_or(target),
            None => target,
        };
        MonthTargets(self.months.within((first, 12)).0.map(|target| target.map(rest)))
    }

    fn months_in(&self, span: (i8, i8), from: (i8, i8)) -> MonthTargets {
        match self.months.last() {
            Some(target) if self.months == MonthTargets::spread(self.accumulation, target, from) => {
                MonthTargets::spread(self.accumulation, target, span)
            }
            _ => self.months.within(span),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        measure::{Frequency, Polarity},
        skp::{Aspect, RhkKind},
    };
    use jiff::civil::date;
    use std::collections::BTreeMap;
    use uuid::Uuid;

    #[test]
    fn a_new_plan_begins_where_the_last_one_for_the_post_ends() {
        let year = (date(2026, 1, 1), date(2026, 12, 31));
        let held = date(2020, 5, 17);
        assert_eq!(free_span(2026, held, None, []), Ok(year));
        assert_eq!(free_span(2026, date(2026, 6, 17), None, []), Ok((date(2026, 6, 1), year.1)));
        assert_eq!(free_span(2026, held, Some(date(2026, 9, 1)), []), Ok((year.0, date(2026, 8, 31))));
        assert_eq!(free_span(2026, held, None, [year]), Err(SkpRefusal::Overlapping));
        assert_eq!(free_span(2027, held, None, [year]), Ok((date(2027, 1, 1), date(2027, 12, 31))));
        assert_eq!(free_span(2025, held, None, [year]), Ok((date(2025, 1, 1), date(2025, 12, 31))), "a latecomer");
        let left = (date(2026, 1, 1), date(2026, 5, 31));
        assert_eq!(free_span(2026, held, None, [left]), Ok((date(2026, 6, 1), year.1)));
        assert_eq!(free_span(2026, date(2027, 2, 1), None, []), Err(SkpRefusal::NotHeld), "not held yet");
        let left = free_span(2027, held, Some(date(2027, 1, 1)), []);
        assert_eq!(left, Err(SkpRefusal::NotHeld), "held no more");
        assert_eq!(free_span(i16::MAX, held, None, []), Err(SkpRefusal::NotHeld));
    }

    #[test]
    fn an_even_target_is_spread_over_the_months_of_the_new_plan() {
        let iki = |months| Iki {
            id: crate::domain::id::IkiId(Uuid::nil()),
            name: "Akta".to_owned(),
            aspect: Aspect::Quantity,
            perspective: None,
            unit_of_measure: "akta".to_owned(),
            polarity: Polarity::Maximise,
            accumulation: Accumulation::Year,
            baseline: None,
            months,
            frequency: Frequency::Monthly,
            manual: Box::default(),
            population: None,
            adds_to: None,
        };
        let mut typed = [None; 12];
        (typed[2], typed[11]) = (Some(Value::whole(3)), Some(Value::whole(10)));
        let above = RhkId(Uuid::from_u128(5));
        let content = SkpContent {
            further: Box::default(),
            results: vec![Rhk {
                id: RhkId(Uuid::nil()),
                text: "Terbitnya akta".to_owned(),
                kind: RhkKind::Main,
                classification: Classification::Organisation,
                supports: Some((above, Link::Direct)),
                assigned_by: None,
                basis: String::new(),
                actions: BTreeMap::new(),
                cascade: Box::default(),
                indicators: vec![iki(MonthTargets::even(Value::whole(1200))), iki(MonthTargets(typed))],
            }],
        };
        let skp = SkpId(Uuid::from_u128(9 << 40));
        let year = (date(2026, 1, 1), date(2026, 12, 31));
        let half = (date(2027, 7, 1), date(2027, 12, 31));
        let renewed = content.renewed(skp, half, year, |_| None);
        let [result] = &renewed.results[..] else { panic!("one result") };
        assert_eq!((result.id, result.supports), (result_id(skp, 1), None));
        assert_eq!(result.indicators[0].id, indicator_id(result.id, 1));
        assert_eq!(result.indicators[0].months.0[5..8], [None, Some(Value::whole(200)), Some(Value::whole(400))]);
        typed[2] = None;
        assert_eq!(result.indicators[1].months, MonthTargets(typed), "what was typed stays in its month");
        let kept = content.renewed(skp, year, year, Some);
        assert_eq!(kept.results[0].supports, Some((above, Link::Direct)));
        // Who follows in the post in July has what is left of the year, who follows at New Year the whole of it.
        let this_half = (date(2026, 7, 1), date(2026, 12, 31));
        let followed = content.for_successor(skp, this_half, year, Some);
        let [result] = &followed.results[..] else { panic!("one result") };
        assert_eq!(result.indicators[0].months, MonthTargets::spread(Accumulation::Year, Value::whole(600), (7, 12)));
        assert_eq!(result.indicators[1].months.last(), Some(Value::whole(7)), "three of ten were due in March");
        let next = (date(2027, 1, 1), date(2027, 12, 31));
        let followed = content.for_successor(skp, next, year, Some);
        assert_eq!(followed.results[0].indicators[0].months, MonthTargets::even(Value::whole(1200)));
        let own = Rhk { classification: Classification::Individual, ..content.results[0].clone() };
        let personal = SkpContent { results: vec![own], ..content };
        assert_eq!(personal.for_successor(skp, next, year, Some).results, [], "it goes with the person");
    }
}
