//! The plans of last year and this one, drafted from the templates of the posts.

use super::{careers::Tenures, dice::Dice, history::Report, people::Staff, structure::Unit};
use crate::domain::{
    calendar::{PeriodKind, Zone},
    cascade::{MeasureKind, adds_to},
    id::{IkiId, RhkId, SkpId},
    measure::Target,
    org::PostKind,
    regime::{Member, Rules, rule_day},
    skp::{Division, Link},
    template::{TemplateIki, supported, template},
};
use jiff::{Timestamp, ToSpan, civil::Date};
use std::collections::BTreeMap;

pub(crate) struct Plan {
    pub id: SkpId,
    pub person: usize,
    pub post: usize,
    pub unit: usize,
    pub year: i16,
    pub starts_on: Date,
    pub ends_on: Date,
    pub agreed_at: Timestamp,
    /// None while it runs.
    pub closed_at: Option<Timestamp>,
    pub assessor: Option<usize>,
    /// The code of the rule under which it was agreed on, and the periods of that rule.
    pub regime: Option<(String, PeriodKind)>,
    pub results: Vec<PlannedResult>,
}

pub(crate) struct PlannedResult {
    pub id: RhkId,
    pub text: &'static str,
    pub supports: Option<(RhkId, Link)>,
    pub indicators: Vec<Indicator>,
}

pub(crate) struct Indicator {
    pub id: IkiId,
    pub template: &'static TemplateIki,
    pub target: Target,
    /// The superior's indicator to which it is added.
    pub adds_to: Option<IkiId>,
    pub reports: Vec<Report>,
}

impl Plan {
    pub(crate) const fn is_open(&self) -> bool {
        self.closed_at.is_none()
    }

    pub(crate) fn indicators(&self) -> impl Iterator<Item = &Indicator> {
        self.results.iter().flat_map(|result| &result.indicators)
    }

    pub(crate) fn indicators_mut(&mut self) -> impl Iterator<Item = &mut Indicator> {
        self.results.iter_mut().flat_map(|result| &mut result.indicators)
    }
}

/// The part of its template that a plan uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Depth {
    /// All of it.
    Whole,
    /// One to three results with an indicator each; heads, whose results others support, and the midwife of the
    /// demo plan all of it.
    Short,
}

/// One plan for each time in a definitive post, cut to the year; elected posts have none.
pub(crate) fn plans(
    staff: &Staff,
    units: &[Unit],
    tenures: &Tenures,
    today: Date,
    zone: Zone,
    depth: Depth,
    dice: &mut Dice,
) -> Vec<Plan> {
    let mut plans = vec![];
    for year in [today.year() - 1, today.year()] {
        let (Ok(first), Ok(last)) = (Date::new(year, 1, 1), Date::new(year, 12, 31)) else { continue };
        for (person, somebody) in staff.people.iter().enumerate() {
            for span in somebody.spans.iter().filter(|span| span.definitive) {
                let starts_on = span.since.max(first);
                let ends_on = span.until.and_then(|until| until.yesterday().ok()).unwrap_or(last).min(last);
                let post = &staff.posts[span.post];
                if starts_on > ends_on || post.kind == PostKind::Elected {
                    continue;
                }
                let assessor = tenures.assessor(units, person, post.unit, starts_on);
                let runs = span.until.is_none() && year == today.year();
                let closed_at = (!runs).then(|| zone.instant(ends_on.saturating_add(1.days()).at(0, 0, 0, 0)));
                let agreed_on =
                    starts_on.saturating_add(dice.within(1..=9).days()).min(today.yesterday().unwrap_or(today));
                let agreed_at = zone.instant(agreed_on.max(first).at(dice.within(8..=15), dice.within(0..=59), 0, 0));
                let (results, indicators) = match depth {
                    Depth::Short if !post.is_head && person != staff.cast.pegawai => (dice.within(1..=3), 1),
                    Depth::Whole | Depth::Short => (usize::MAX, usize::MAX),
                };
                let results = template(post.template)
                    .results
                    .iter()
                    .take(results)
                    .map(|result| PlannedResult {
                        id: RhkId(dice.id(agreed_at)),
                        text: result.text,
                        supports: None,
                        indicators: result
                            .indicators
                            .iter()
                            .take(indicators)
                            .map(|iki| Indicator {
                                id: IkiId(dice.id(agreed_at)),
                                template: iki,
                                target: iki.target(starts_on, ends_on, zone.day(agreed_at)),
                                adds_to: None,
                                reports: vec![],
                            })
                            .collect(),
                    })
                    .collect();
                let (unit, post) = (post.unit, span.post);
                let id = SkpId(dice.id(agreed_at));
                plans.push(Plan {
                    id,
                    person,
                    post,
                    unit,
                    year,
                    starts_on,
                    ends_on,
                    agreed_at,
                    closed_at,
                    assessor,
                    regime: None,
                    results,
                });
            }
        }
    }
    link(&mut plans, staff);
    plans
}

/// Records with each plan the rule under which it was agreed on.
pub(crate) fn record_regimes(plans: &mut [Plan], staff: &Staff, zone: Zone, rules: &Rules) {
    for plan in plans {
        let (employment, post) = (staff.people[plan.person].employment, &staff.posts[plan.post]);
        let member = Member { employment, template: post.template, post: &post.name };
        let rule = rules.of(member, rule_day((plan.starts_on, plan.ends_on), zone.day(plan.agreed_at)));
        plan.regime = rule.map(|rule| (rule.code.clone(), rule.regime.periods));
    }
}

/// Each result supports one of the assessor's plan of that time, and its indicators are added to those of that result.
fn link(plans: &mut [Plan], staff: &Staff) {
    let mut by_person: BTreeMap<(usize, i16), Vec<usize>> = BTreeMap::new();
    for (at, plan) in plans.iter().enumerate() {
        by_person.entry((plan.person, plan.year)).or_default().push(at);
    }
    for at in 0..plans.len() {
        let plan = &plans[at];
        let above = plan.assessor.and_then(|assessor| by_person.get(&(assessor, plan.year)));
        let Some(superior) = above.and_then(|above| {
            let running =
                |other: &&usize| plans[**other].starts_on <= plan.starts_on && plan.starts_on <= plans[**other].ends_on;
            above.iter().find(running).or(above.last())
        }) else {
            continue;
        };
        let superior: Vec<_> = plans[*superior].results.iter().map(Superior::of).collect();
        let drafted = template(staff.posts[plan.post].template).results;
        for (result, draft) in plans[at].results.iter_mut().zip(drafted) {
            let found = supported(draft.tags, superior.iter().map(|result| result.text));
            let Some((above, link)) = found.and_then(|(at, link)| Some((superior.get(at)?, link))) else { continue };
            result.supports = Some((above.id, link));
            for indicator in &mut result.indicators {
                let known = above.indicators.iter().map(|(id, iki, kind)| (*id, kind, iki.aspect));
                indicator.adds_to =
                    adds_to((link, Division::Volume), (&indicator.template.kind(), indicator.template.aspect), known);
            }
        }
    }
}

/// A result of a superior, with the measures of its indicators.
struct Superior {
    id: RhkId,
    text: &'static str,
    indicators: Vec<(IkiId, &'static TemplateIki, MeasureKind)>,
}

impl Superior {
    fn of(result: &PlannedResult) -> Self {
        let indicators = result.indicators.iter().map(|iki| (iki.id, iki.template, iki.template.kind())).collect();
        Self { id: result.id, text: result.text, indicators }
    }
}
