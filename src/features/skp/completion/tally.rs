//! The people of a unit by how far their plans have come, by unit and by the rule that applies to them.
//!
//! Somebody whose rule has the plan written in another system (`PlanOrigin::Mirrored`) owes none here: they are counted
//! only with a copy, and nobody asks them to type it a second time.

use crate::{
    domain::{
        id::UnitId,
        regime::{Group, Member, PlanOrigin, Rules, rule_day},
        skp::{Completion, Completions},
    },
    error::Result,
    features::skp::{
        model::PlanGroup,
        store::{self, CountedPeople, KindColumns, PeopleKind},
    },
    server::{door::Tx, pilot, regime, unit_cache::UnitResult},
    ui::format,
};
use jiff::civil::Date;
use std::{collections::HashMap, time::Duration};

/// The group of people of one kind, and whether their plans are written in another system.
#[derive(Clone, Debug)]
struct Ruled {
    group: Group,
    is_mirrored: bool,
}

/// The people of a unit whose plans of a year are asked for, as they were counted.
#[derive(Debug)]
pub(crate) struct PlanCounts(Vec<CountedPeople>);

/// So many people are counted anew for each reader: 1,900 take the database 40 ms.
const MAX_LIVE_PEOPLE: i32 = 2_000;

impl UnitResult for PlanCounts {
    const KEEP: Duration = Duration::ZERO;
    const IS_ANNOUNCED: bool = false;

    fn is_slow(&self) -> bool {
        self.0.iter().map(|row| row.people).sum::<i32>() > MAX_LIVE_PEOPLE
    }

    async fn load(tx: &mut Tx, unit: UnitId, year: i16) -> Result<Self> {
        let today = tx.today();
        let in_pilot = pilot::asked_units(tx, year, today).await?;
        Ok(Self(store::counted(tx, unit, year, in_pilot.as_deref()).await?))
    }
}

/// The people of a unit, counted.
#[derive(Debug)]
pub(super) struct Tally<'a> {
    unit: UnitId,
    rows: &'a [CountedPeople],
    ruled: HashMap<PeopleKind, Ruled>,
    /// The group that is shown alone.
    group: Option<String>,
}

fn ruled(rules: &Rules, kind: &PeopleKind, on: Date) -> Ruled {
    let member = Member { employment: kind.employment, template: &kind.template, post: &kind.post };
    let rule = rules.of(member, on);
    let group = rule.map_or(Group::General, |rule| rule.group.clone());
    Ruled { group, is_mirrored: rule.is_some_and(|rule| rule.regime.origin == PlanOrigin::Mirrored) }
}

fn count(completion: Completion, people: i32) -> Completions {
    let mut counts = Completions::default();
    counts.0[completion as usize] = people;
    counts
}

impl<'a> Tally<'a> {
    /// Sorts the counted people of a unit and of those below it by their rules; with a `group` the counts are of its people
    /// alone.
    pub(super) async fn of_counts(
        tx: &mut Tx,
        (unit, year): (UnitId, i16),
        PlanCounts(rows): &'a PlanCounts,
        group: Option<&str>,
    ) -> Result<Self> {
        let (agency, today) = (tx.actor.agency, tx.today());
        let rules = regime::rules(tx.db(), agency).await?;
        let first = Date::new(year, 1, 1).unwrap_or(today);
        let on = rule_day((first, first.last_of_year()), today);
        let mut by_kind = HashMap::new();
        for row in rows {
            by_kind.entry(row.kind.clone()).or_insert_with(|| ruled(&rules, &row.kind, on));
        }
        Ok(Self { unit, rows, ruled: by_kind, group: group.map(str::to_owned) })
    }

    fn ruled(&self, kind: &PeopleKind) -> Option<&Ruled> {
        self.ruled.get(kind)
    }

    pub(super) fn is_mirrored(&self, kind: &PeopleKind) -> bool {
        self.ruled(kind).is_some_and(|ruled| ruled.is_mirrored)
    }

    /// Returns whether a row is of the group that is shown.
    fn is_shown(&self, row: &CountedPeople) -> bool {
        let is_of = |group: &str| self.ruled(&row.kind).is_some_and(|ruled| ruled.group.address() == group);
        self.group.as_deref().is_none_or(is_of)
    }

    /// Returns whether a row owes a plan here, or has a copy of one.
    fn is_counted(&self, row: &CountedPeople) -> bool {
        !(row.completion == Completion::Missing && self.is_mirrored(&row.kind))
    }

    fn rows(&self) -> impl Iterator<Item = &CountedPeople> {
        self.rows.iter().filter(|row| self.is_shown(row) && self.is_counted(row))
    }

    pub(super) fn counts(&self) -> Completions {
        let mut counts = Completions::default();
        for row in self.rows() {
            counts += count(row.completion, row.people);
        }
        counts
    }

    /// Returns the units with their counts, in their order.
    pub(super) fn units(&self) -> Vec<(UnitId, String, Completions)> {
        let mut units: Vec<(UnitId, String, Completions)> = vec![];
        for row in self.rows() {
            let counts = count(row.completion, row.people);
            match units.last_mut().filter(|(unit, ..)| *unit == row.unit) {
                Some((.., sum)) => *sum += counts,
                None => units.push((row.unit, row.name.clone(), counts)),
            }
        }
        units
    }

    /// Returns the groups that have people here with their counts, in the order of their names, the general one first.
    pub(super) fn groups(&self) -> Vec<PlanGroup> {
        let mut groups: Vec<(&Group, Completions)> = vec![];
        for row in self.rows.iter().filter(|row| self.is_counted(row)) {
            let (Some(Ruled { group, .. }), counts) = (self.ruled(&row.kind), count(row.completion, row.people)) else {
                continue;
            };
            match groups.iter_mut().find(|(known, _)| known.is_same(group)) {
                Some((_, sum)) => *sum += counts,
                None => groups.push((group, counts)),
            }
        }
        groups.sort_by_key(|(group, _)| (**group != Group::General, group.name().to_lowercase()));
        let row = |(group, counts): (&Group, Completions)| PlanGroup {
            address: group.address().to_owned(),
            name: group.name().to_owned(),
            counts,
            agreed: super::share(counts),
        };
        groups.into_iter().map(row).collect()
    }

    /// Returns the name of the group that is shown alone.
    pub(super) fn group(&self) -> Option<String> {
        let wanted = self.group.as_deref()?;
        let known = self.ruled.values().find(|ruled| ruled.group.address() == wanted);
        Some(known.map_or(wanted, |ruled| ruled.group.name()).to_owned())
    }

    /// Returns the kinds of people behind a count.
    pub(super) fn kinds(&self, of: Completion) -> KindColumns {
        let mut kinds: Vec<&PeopleKind> = self.rows().filter(|row| row.completion == of).map(|row| &row.kind).collect();
        kinds.sort_by(|one, other| (&one.template, &one.post).cmp(&(&other.template, &other.post)));
        kinds.dedup();
        KindColumns::of(kinds)
    }

    /// Returns the kinds of people who are reminded: those of the group that is shown, but nobody who writes the plan in
    /// another system.
    pub(super) fn reminded_kinds(&self) -> KindColumns {
        let kinds = self.ruled.iter().filter(|(_, ruled)| {
            !ruled.is_mirrored && self.group.as_deref().is_none_or(|group| ruled.group.address() == group)
        });
        KindColumns::of(kinds.map(|(kind, _)| kind))
    }

    fn sum(&self, of: Completion, is_direct: bool, is_of: impl Fn(&CountedPeople) -> bool) -> i32 {
        let rows = self.rows().filter(|row| row.completion == of && (!is_direct || row.unit == self.unit));
        rows.filter(|row| is_of(row)).map(|row| row.people).sum()
    }

    /// Returns how many people are behind a count.
    pub(super) fn people(&self, of: Completion, is_direct: bool) -> i32 {
        self.sum(of, is_direct, |_| true)
    }

    /// Returns how many of them are reminded.
    pub(super) fn reminded(&self, of: Completion, is_direct: bool) -> i32 {
        self.sum(of, is_direct, |row| !self.is_mirrored(&row.kind))
    }

    /// Returns the sentence about those who write their plans in another system and have no copy here.
    pub(super) fn elsewhere(&self) -> Option<String> {
        let rows = self.rows.iter().filter(|row| self.is_shown(row) && !self.is_counted(row));
        let people: i32 = rows.map(|row| row.people).sum();
        (people > 0).then(|| {
            format!(
                "{} orang menyusun SKP di aplikasi lain dan salinannya belum ada di sini; mereka tidak dihitung dan tidak \
                 diingatkan.",
                format::count(people)
            )
        })
    }
}
