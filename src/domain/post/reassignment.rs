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

    /// Returns the assessors that a change of the first day gives before a last one, in order; `None` alone where it leaves
    /// nobody, empty if they are the one before it.
    pub fn moves(&self, since: Date, until: Option<Date>) -> Vec<Option<EmployeeId>> {
        let new = self.steps.iter().filter(|step| step.is_new && until.is_none_or(|until| step.since < until));
        let mut new = new.peekable();
        let leaves_nobody = new.peek().is_some_and(|first| first.since == since);
        let mut given: Vec<_> = new.filter_map(|step| step.assessor).map(|assessor| Some(assessor.person)).collect();
        if given.is_empty() && leaves_nobody {
            given.push(None);
        }
        moves(self.before, given)
    }
}

/// Returns a row of assessors without repetitions; empty if they are the one before it.
pub fn moves(before: Option<EmployeeId>, mut assessors: Vec<Option<EmployeeId>>) -> Vec<Option<EmployeeId>> {
    assessors.dedup();
    if assessors.iter().all(|one| *one == before) { vec![] } else { assessors }
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
    let by_rule = |lines: &Lines, person| lines.assessor(person).map(|one| one.person);
    // Without the agency's data the posts alone say whom somebody had.
    let mut eve_lines = before.followed.is_none().then(|| before.lines(from.yesterday().unwrap_or(from)));
    let mut found: BTreeMap<EmployeeId, Reassignment> = BTreeMap::new();
    for day in &days {
        let (was_lines, is_lines) = (before.lines(*day), after.lines(*day));
        let is_lost = |person| before.followed.is_some() && before.known_on(person, to) != by_rule(&was_lines, person);
        for person in after.by_person.keys().copied() {
            let known = found.get_mut(&person);
            let Some(seat) = after.seat(person, *day) else {
                if let Some(known) = known.filter(|known| known.after().is_some() && !after.serves(person, *day)) {
                    known.steps.push(Step { since: *day, assessor: None, is_new: false });
                }
                continue;
            };
            let (is, left) = (is_lines.assessor(person), before.seat(person, *day).map(|left| left.post));
            let is_other = by_rule(&is_lines, person) != by_rule(&was_lines, person)
                || before.exception_of(person, *day) != after.exception_of(person, *day)
                // Somebody who left a post keeps the last assessor until they have another one, or are at the top.
                || left.is_none()
                || is.is_none() && left != Some(seat.post);
            let by_post = is.is_some_and(|assessor| assessor.post == post && post.is_some());
            let is_new = is_other || *day == last && by_post && is_lost(person);
            let step = Step { since: *day, assessor: is, is_new };
            match known {
                None if is_new => {
                    let assessor = match &eve_lines {
                        Some(lines) => by_rule(lines, person),
                        None => before.known_on(person, day.yesterday().unwrap_or(*day)),
                    };
                    let own = is_lines.own(person);
                    found.insert(person, Reassignment { person, before: assessor, steps: vec![step], own });
                }
                Some(known) if known.after() != is.map(|one| one.person) => {
                    // What the data does not have comes by the change, too.
                    let is_stored =
                        before.followed.is_none() || before.known_on(person, *day) == is.map(|one| one.person);
                    known.steps.push(Step { is_new: is_new || !is_stored, ..step });
                }
                _ => {}
            }
        }
        eve_lines = eve_lines.map(|_| was_lines);
    }
    found.into_values().collect()
}

impl Organisation {
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
