//! Indicators rolled up by the units below, before they are put into words.

use crate::{
    domain::{
        actor::MIN_GROUP,
        cascade::{CascadePart, CascadeTree, Figure, MeasureKind},
        id::{EmployeeId, IkiId, UnitId},
        measure::{Achievement, Standing, Status, Target, Thresholds, Value},
        skp::Division,
    },
    error::Result,
    features::dashboard::store::{
        self,
        results::{Below, HeadIndicator},
    },
    server::door::Tx,
    ui::plot::{BulletPlot, amount},
};
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::{
    cmp::Reverse,
    collections::{BTreeMap, HashMap, HashSet},
};

/// What is known about an indicator below beside its place in the cascade.
#[derive(Debug)]
struct BelowFacts {
    under: Option<UnitId>,
    owner: EmployeeId,
    population: Option<Value>,
    target: Option<Target>,
}

/// Indicators with everything below that names them.
#[derive(Debug)]
pub(super) struct LoadedCascade {
    pub tree: CascadeTree,
    facts: HashMap<IkiId, BelowFacts>,
}

/// An indicator with what it stands at.
#[derive(Clone, Debug)]
pub(super) struct Rolled {
    pub iki: IkiId,
    pub result: String,
    pub name: String,
    pub kind: MeasureKind,
    pub target: Target,
    pub figure: Figure,
    /// Whose reports are added up.
    people: u32,
    /// Its own newest report.
    pub own: Option<Standing>,
    /// Whether one contribution alone answers for the aspect.
    pub is_aspect: bool,
    /// By the units of the contributions; `None` for people of other units.
    pub parts: BTreeMap<Option<UnitId>, CascadePart>,
    /// What the contributions' targets add up to; totals only.
    pub planned: Option<Decimal>,
}

/// Loads what is below some indicators.
pub(super) async fn cascade(tx: &mut Tx, unit: UnitId, heads: &[HeadIndicator]) -> Result<LoadedCascade> {
    let ids: Vec<IkiId> = heads.iter().map(|head| head.node.iki).collect();
    let mut nodes: Vec<_> = heads.iter().map(|head| head.node.clone()).collect();
    let mut facts = HashMap::new();
    for below in store::results::below(tx, unit, &ids).await? {
        // A circle leads back to the beginning, which is known already.
        if !ids.contains(&below.node.iki) {
            let Below { under, owner, population, target, .. } = below;
            let known = BelowFacts { under, owner, population, target };
            facts.insert(below.node.iki, known);
            nodes.push(below.node);
        }
    }
    Ok(LoadedCascade { tree: CascadeTree::new(nodes), facts })
}

impl LoadedCascade {
    /// Rolls an indicator up.
    pub(super) fn roll(&self, head: &HeadIndicator, today: Date) -> Rolled {
        let (iki, kind, target) = (head.node.iki, head.node.kind.clone(), head.target);
        let (month, figure) = (self.tree.month(iki), self.tree.figure(iki));
        let on = target.judged_on(figure.standing, today);
        let contributions = self.tree.contributions(iki);
        let mut parts: BTreeMap<Option<UnitId>, CascadePart> = BTreeMap::new();
        let mut people: HashMap<Option<UnitId>, HashSet<EmployeeId>> = HashMap::new();
        let mut planned = None;
        for contribution in contributions {
            let facts = self.facts.get(contribution);
            let own = facts.and_then(|facts| facts.target);
            let expected = own.and_then(|target| target.expected(on.min(target.ends_on)));
            let under = facts.and_then(|facts| facts.under);
            let sources = self.tree.sources(*contribution);
            let owners = sources.iter().filter_map(|source| self.facts.get(source).map(|facts| facts.owner));
            people.entry(under).or_default().extend(owners);
            parts.entry(under).or_default().add(
                &self.tree.figure_in(*contribution, month),
                expected,
                facts.and_then(|facts| facts.population),
            );
            if kind.obstacle().is_none() && !kind.is_coverage {
                let aim = own.and_then(|target| target.aim(on)).map_or(Decimal::ZERO, Value::decimal);
                planned = Some(planned.unwrap_or(Decimal::ZERO) + aim);
            }
        }
        let count = |people: &HashSet<EmployeeId>| u32::try_from(people.len()).unwrap_or(u32::MAX);
        for (under, part) in &mut parts {
            part.people = people.get(under).map_or(0, count);
        }
        let people: HashSet<EmployeeId> = people.into_values().flatten().collect();
        let division = |iki: &IkiId| self.tree.node(*iki).map(|node| node.division);
        Rolled {
            iki,
            result: head.result.clone(),
            name: head.name.clone(),
            kind,
            target,
            figure,
            people: count(&people),
            own: self.tree.own(iki),
            is_aspect: contributions.len() == 1 && contributions.first().and_then(division) == Some(Division::Aspect),
            parts,
            planned,
        }
    }
}

impl Rolled {
    /// Returns whether a reader sees the figure: from the reports of a few people, one who sees no persons would read what
    /// a person reported. What the head reported is the unit's.
    pub(super) fn is_shown(&self, sees_persons: bool) -> bool {
        sees_persons || self.figure.is_own || self.people >= MIN_GROUP.unsigned_abs()
    }

    pub(super) fn status(&self, today: Date, thresholds: Thresholds) -> Status {
        self.target.status(self.figure.standing, today, thresholds)
    }

    /// Returns the day on which the figure is judged.
    pub(super) fn judged_on(&self, today: Date) -> Date {
        self.target.judged_on(self.figure.standing, today)
    }

    pub(super) fn achieved(&self, today: Date) -> Option<Achievement> {
        self.figure.standing.and_then(|standing| self.target.achieved(standing, today))
    }

    pub(super) fn bar(&self, today: Date, status: Status) -> Option<BulletPlot> {
        BulletPlot::new(&self.target, self.figure.standing, today, status, &self.kind.unit)
    }

    pub(super) fn amount(&self, value: Decimal) -> String {
        amount(value, &self.kind.unit)
    }

    /// Returns the parts by unit. For readers who see no persons those of few people are put together, so that no part
    /// points at somebody.
    pub(super) fn parts(&self, sees_persons: bool) -> (Vec<(Option<UnitId>, CascadePart)>, Option<CascadePart>) {
        let all = self.parts.iter().map(|(unit, part)| (*unit, part.clone()));
        if sees_persons {
            return (all.collect(), None);
        }
        let least = MIN_GROUP.unsigned_abs();
        let (mut large, small): (Vec<_>, Vec<_>) = all.partition(|(_, part)| part.people >= least);
        let Some(mut together) = small.into_iter().map(|(_, part)| part).reduce(|mut sum, part| {
            sum.merge(&part);
            sum
        }) else {
            return (large, None);
        };
        // Too few still: who knows the whole could take the others away from it.
        while together.people < least && !large.is_empty() {
            large.sort_by_key(|(_, part)| Reverse(part.people));
            if let Some((_, next)) = large.pop() {
                together.merge(&next);
            }
        }
        (large, Some(together))
    }

    /// Returns the unit whose contributions are short of most, if they are.
    pub(super) fn shortest(&self, sees_persons: bool) -> Option<UnitId> {
        let parts = self.parts(sees_persons).0.into_iter();
        let short = parts.filter_map(|(unit, part)| Some((part.shortfall(&self.kind), unit?)));
        short.filter(|(shortfall, _)| *shortfall > Decimal::ZERO).max().map(|(_, unit)| unit)
    }
}
