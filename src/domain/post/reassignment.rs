//! The people whose assessor changes.

use super::{Assessor, Lines, Organisation};
use crate::domain::id::{EmployeeId, PostId};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// An assessor from a day on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    pub since: Date,
    pub assessor: Option<Assessor>,
    /// Whether the change gives another assessor than without it.
    pub is_new: bool,
}

/// A person whose assessor changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reassignment {
    pub person: EmployeeId,
    /// The assessor on the day before the first step.
    pub before: Option<EmployeeId>,
    /// The assessors from the first day of the change on; there is at least one step.
    pub steps: Vec<Step>,
    /// The post by which the person would assess themself, directly or through others, so that the next level up does.
    pub own: Option<PostId>,
}

impl Reassignment {
    /// Returns the last assessor.
    pub fn after(&self) -> Option<EmployeeId> {
        self.steps.last().and_then(|step| step.assessor).map(|assessor| assessor.person)
    }

    /// Returns the assessors that the change gives before a day, in order; none if they are the one before it.
    pub fn moves(&self, until: Option<Date>) -> Vec<EmployeeId> {
        let new = self.steps.iter().filter(|step| step.is_new && until.is_none_or(|until| step.since < until));
        let assessors = new.filter_map(|step| step.assessor).map(|assessor| assessor.person);
        moves(self.before, assessors.collect())
    }
}

/// Returns a row of assessors without repetitions; none if they are the one before it.
pub fn moves(before: Option<EmployeeId>, mut assessors: Vec<EmployeeId>) -> Vec<EmployeeId> {
    assessors.dedup();
    if assessors.iter().all(|one| Some(*one) == before) { vec![] } else { assessors }
}

/// Returns the people whose assessor differs between two organisations on a day from `from` to `to`, in order of their
/// ids. Besides, people whom the holder of `post` assesses on the last day and whose assessor in the agency's data is
/// not the one by the posts.
pub fn reassignments(
    before: &Organisation,
    after: &Organisation,
    (from, to): (Date, Date),
    post: Option<PostId>,
) -> Vec<Reassignment> {
    let days: BTreeSet<Date> = before.days(from, to).union(&after.days(from, to)).copied().collect();
    let last = days.last().copied().unwrap_or(from);
    let present = before.followed.map(|followed| to.min(followed));
    let present_lines = present.map(|day| before.lines(day)).unwrap_or_default();
    let is_lost = |person| {
        present.is_some_and(|day| before.known_on(person, day) != present_lines.assessor(person).map(|one| one.person))
    };
    let mut eve = from.yesterday().unwrap_or(from);
    let mut eve_lines = before.lines(eve);
    let mut found: BTreeMap<EmployeeId, Reassignment> = BTreeMap::new();
    for day in &days {
        let (was_lines, is_lines) = (before.lines(*day), after.lines(*day));
        for person in after.by_person.keys().copied() {
            let known = found.get_mut(&person);
            if after.seat(person, *day).is_none() {
                if let Some(known) = known.filter(|known| known.after().is_some() && !after.serves(person, *day)) {
                    known.steps.push(Step { since: *day, assessor: None, is_new: false });
                }
                continue;
            }
            let (is, was) = (is_lines.assessor(person), was_lines.assessor(person));
            let is_other = is.map(|one| one.person) != was.map(|one| one.person)
                || before.exception_of(person, *day) != after.exception_of(person, *day)
                // Somebody who left a post keeps the last assessor until they have another one.
                || before.seat(person, *day).is_none();
            let by_post = is.is_some_and(|assessor| assessor.post == post && post.is_some());
            let is_new = is_other || *day == last && by_post && is_lost(person);
            let step = Step { since: *day, assessor: is, is_new };
            match known {
                None if is_new => {
                    // Whom the data does not follow now, it follows when the holders of posts change.
                    let by_rule = |lines: &Lines| lines.assessor(person).map(|one| one.person);
                    let stays_lost = is_lost(person) && by_rule(&present_lines) == by_rule(&eve_lines);
                    let assessor = before.presumed(person, eve, &eve_lines, present.filter(|_| stays_lost));
                    let own = is_lines.own(person);
                    found.insert(person, Reassignment { person, before: assessor, steps: vec![step], own });
                }
                Some(known) if known.after() != is.map(|one| one.person) => known.steps.push(step),
                _ => {}
            }
        }
        (eve, eve_lines) = (*day, was_lines);
    }
    found.into_values().collect()
}

impl Organisation {
    /// Returns the assessor that the agency's data has on a day, or will have. Somebody whom the data does not follow
    /// (`lost_on`) has the one of that day.
    fn presumed(&self, person: EmployeeId, day: Date, lines: &Lines, lost_on: Option<Date>) -> Option<EmployeeId> {
        if self.followed.is_some_and(|followed| day <= followed) || lost_on.is_some() {
            return self.known_on(person, day.min(lost_on.unwrap_or(day)));
        }
        lines.assessor(person).map(|one| one.person)
    }

    /// Returns the people whose assessor changes on a day because somebody's acting time or service ends. The known
    /// assessors follow the holders up to the day before.
    pub fn turns(&self, day: Date) -> Vec<Reassignment> {
        let eve = day.yesterday().unwrap_or(day);
        let (was, is) = (self.lines(eve), self.lines(day));
        let turn = |person: EmployeeId| {
            self.seat(person, day)?;
            let assessor = is.assessor(person);
            let now = assessor.map(|one| one.person);
            let (before, stored) = (self.known_on(person, eve), self.known_on(person, day));
            let turns = was.assessor(person).map(|one| one.person) != now || before.is_some() && stored.is_none();
            let steps = vec![Step { since: day, assessor, is_new: true }];
            (turns && stored != now).then(|| Reassignment { person, before, steps, own: is.own(person) })
        };
        self.by_person.keys().copied().filter_map(turn).collect()
    }
}
