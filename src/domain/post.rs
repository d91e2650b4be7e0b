//! Posts, who holds them and who assesses whom, by date (`PermenPANRB` 6/2022).
//!
//! The assessor follows from the post, not from the person: the people of a unit are assessed by the holder of its head
//! post, a head by that of the unit above. An acting holder (Plt, Plh) assesses in place of the definitive one. Nobody
//! assesses themself or somebody by whom they are assessed, also through others; the next level up does. The same happens
//! where a post has no holder.

mod change;
mod course;
mod line;
mod reassignment;
mod request;

pub use change::{HeadChange, PostRefusal, Prepared, Replacement, Tenure, early_end, prepare};
pub use line::Lines;
pub use reassignment::{Reassignment, Step, moves, reassignments};
pub use request::{AssessorRefusal, AssessorRequest};

use crate::domain::id::{AssignmentId, EmployeeId, PostId, UnitId};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// The highest level to which an assessor is looked for; units are never that deep.
const MAX_LEVELS: usize = 32;

/// The place of a post in the tree of units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PostPlace {
    pub id: PostId,
    pub unit: UnitId,
    pub is_head: bool,
}

/// The time that somebody holds a post: from `since` to the day before `until`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Holding {
    pub id: AssignmentId,
    pub person: EmployeeId,
    pub post: PostId,
    /// As Plt or Plh, beside a definitive post of one's own.
    pub is_acting: bool,
    pub since: Date,
    pub until: Option<Date>,
}

impl Holding {
    /// Returns whether the post is held on a day.
    pub fn covers(&self, day: Date) -> bool {
        covers(self.since, self.until, day)
    }
}

fn covers(since: Date, until: Option<Date>, day: Date) -> bool {
    since <= day && until.is_none_or(|until| day < until)
}

/// An assessor and the post by which they assess; none where somebody without an office assesses by exception.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Assessor {
    pub person: EmployeeId,
    pub post: Option<PostId>,
}

/// A time in which somebody assesses a person, as the agency's data has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KnownAssessor {
    pub person: EmployeeId,
    pub assessor: EmployeeId,
    pub since: Date,
    pub until: Option<Date>,
    /// The assessing post, where that is not the head above the person's own post.
    pub post: Option<PostId>,
    /// Whether an act gave the assessor by the rule alone.
    pub is_by_rule: bool,
}

/// The posts of an agency, who holds them, and who assesses whom by the agency's data.
#[derive(Clone, Debug, Default)]
pub struct Organisation {
    /// The post whose holder assesses the holders of a post; none above the top.
    above: HashMap<PostId, PostId>,
    heads: HashSet<PostId>,
    holdings: Vec<Holding>,
    by_post: HashMap<PostId, Vec<usize>>,
    by_person: BTreeMap<EmployeeId, Vec<usize>>,
    /// The first day after the service of people whose end is known.
    service_ends: HashMap<EmployeeId, Date>,
    known: HashMap<EmployeeId, Vec<KnownAssessor>>,
    /// The last day on which the known assessors follow the holders.
    followed: Option<Date>,
    exceptions: HashMap<EmployeeId, Vec<Exception>>,
    head_exceptions: HashMap<PostId, Vec<Exception>>,
}

/// A time in which somebody is not assessed by the head above their own post.
#[derive(Clone, Copy, Debug)]
struct Exception {
    since: Date,
    until: Option<Date>,
    /// The assessing post; `None` where the assessor holds none in office.
    post: Option<PostId>,
    person: EmployeeId,
}

fn on_day(exceptions: Option<&Vec<Exception>>, day: Date) -> Option<Exception> {
    let covering = exceptions.into_iter().flatten().filter(|one| covers(one.since, one.until, day));
    covering.max_by_key(|one| (one.since, one.post, one.person)).copied()
}

/// Ends the exceptions of somebody, or of a post, on a day.
fn end_exceptions(exceptions: Option<&mut Vec<Exception>>, day: Date) {
    if let Some(exceptions) = exceptions {
        exceptions.retain(|one| one.since < day);
        for one in exceptions {
            one.until = Some(one.until.map_or(day, |until| until.min(day)));
        }
    }
}

impl Organisation {
    /// Returns the organisation of a tree of units. Of several head posts of a unit the one with the lowest id counts, as
    /// in the function `head_post` of the database.
    pub fn new(units: &BTreeMap<UnitId, Option<UnitId>>, posts: &[PostPlace], holdings: Vec<Holding>) -> Self {
        let mut head_of: HashMap<UnitId, PostId> = HashMap::new();
        for post in posts.iter().filter(|post| post.is_head) {
            let head = head_of.entry(post.unit).or_insert(post.id);
            *head = (*head).min(post.id);
        }
        let head_at_or_above = |unit: Option<UnitId>| {
            let mut at = unit;
            for _ in 0..MAX_LEVELS {
                let unit = at?;
                if let Some(head) = head_of.get(&unit) {
                    return Some(*head);
                }
                at = units.get(&unit).copied().flatten();
            }
            None
        };
        let above = posts.iter().filter_map(|post| {
            let from = if post.is_head { units.get(&post.unit).copied().flatten() } else { Some(post.unit) };
            Some((post.id, head_at_or_above(from)?))
        });
        let heads = posts.iter().filter(|post| post.is_head).map(|post| post.id);
        Self { above: above.collect(), heads: heads.collect(), ..Self::default() }.with_holdings(holdings)
    }

    fn with_holdings(self, holdings: Vec<Holding>) -> Self {
        let mut by_post: HashMap<PostId, Vec<usize>> = HashMap::new();
        let mut by_person: BTreeMap<EmployeeId, Vec<usize>> = BTreeMap::new();
        for (at, holding) in holdings.iter().enumerate() {
            by_post.entry(holding.post).or_default().push(at);
            by_person.entry(holding.person).or_default().push(at);
        }
        Self { holdings, by_post, by_person, ..self }
    }

    /// Returns the organisation in which the service of people ends: from that day on they hold no post. Comes before
    /// [`Self::following`].
    #[must_use]
    pub fn ending(mut self, service_ends: HashMap<EmployeeId, Date>) -> Self {
        let mut holdings = std::mem::take(&mut self.holdings);
        for held in &mut holdings {
            held.until = earlier(held.until, service_ends.get(&held.person).filter(|end| held.since < **end));
        }
        Self { service_ends, ..self.with_holdings(holdings) }
    }

    /// Returns whether somebody's service goes on on a day.
    pub fn serves(&self, person: EmployeeId, day: Date) -> bool {
        self.service_ends.get(&person).is_none_or(|end| day < *end)
    }

    /// Returns the organisation with the assessors that the agency's data has from a day on. `followed` is the last day on
    /// which they follow the holders. People keep assessors whom the posts alone would not give them.
    #[must_use]
    pub fn following(mut self, known: &[KnownAssessor], (from, followed): (Date, Date)) -> Self {
        let known = known.iter().map(|row| {
            let ends =
                [row.person, row.assessor].map(|person| self.service_ends.get(&person).filter(|end| row.since < **end));
            KnownAssessor { until: ends.into_iter().fold(row.until, earlier), ..*row }
        });
        let known: Vec<KnownAssessor> = known.collect();
        let days: Vec<Date> = self.days(from.min(followed), followed).into_iter().collect();
        let mut exceptions: Vec<(EmployeeId, Exception)> = vec![];
        for (at, day) in days.iter().enumerate() {
            let (lines, next) = (self.lines(*day), days.get(at + 1).copied());
            for row in known.iter().filter(|row| !row.is_by_rule) {
                let (since, until) = (row.since.max(*day), earlier(row.until, next.as_ref()));
                if until.is_some_and(|until| until <= since) {
                    continue;
                }
                let given = lines.assessor(row.person).map(|found| found.person);
                let post = match row.post {
                    Some(post) => Some(post),
                    None if given == Some(row.assessor) => continue,
                    None => self.office_of(row.assessor, since),
                };
                exceptions.push((row.person, Exception { since, until, post, person: row.assessor }));
            }
        }
        for (person, exception) in exceptions {
            self.except(person, exception);
        }
        for row in known {
            self.known.entry(row.person).or_default().push(row);
        }
        self.followed = Some(followed);
        self
    }

    /// Adds an exception. That of a head belongs to the post: the successor has it too.
    fn except(&mut self, person: EmployeeId, exception: Exception) {
        let seat = self.seat(person, exception.since).map(|seat| seat.post);
        let head = seat.filter(|seat| self.heads.contains(seat) && exception.post.is_some_and(|post| post != *seat));
        match head {
            Some(head) => self.head_exceptions.entry(head).or_default().push(exception),
            None => self.exceptions.entry(person).or_default().push(exception),
        }
    }

    /// Returns the assessor of the agency's data on a day.
    fn known_on(&self, person: EmployeeId, day: Date) -> Option<EmployeeId> {
        let rows = self.known.get(&person)?;
        rows.iter().find(|row| covers(row.since, row.until, day)).map(|row| row.assessor)
    }

    /// Returns the post by which somebody assesses others by exception, a head post before others.
    fn office_of(&self, person: EmployeeId, day: Date) -> Option<PostId> {
        let held = self.of_person(person).filter(|held| held.covers(day));
        let offices =
            held.filter(|held| !self.heads.contains(&held.post) || self.in_office(held.post, day) == Some(person));
        offices.max_by_key(|held| (self.heads.contains(&held.post), held.is_acting, held.post)).map(|held| held.post)
    }

    fn of_person(&self, person: EmployeeId) -> impl Iterator<Item = &Holding> {
        self.by_person.get(&person).into_iter().flatten().filter_map(|at| self.holdings.get(*at))
    }

    fn of_post(&self, post: PostId) -> impl Iterator<Item = &Holding> {
        self.by_post.get(&post).into_iter().flatten().filter_map(|at| self.holdings.get(*at))
    }

    /// Returns the holder of a post who acts for it on a day: an acting one before the definitive one, the latest first.
    /// Nobody acts without a definitive post of their own.
    pub fn in_office(&self, post: PostId, day: Date) -> Option<EmployeeId> {
        let acts = |held: &&Holding| !held.is_acting || self.seat(held.person, day).is_some();
        let held = self.of_post(post).filter(|held| held.covers(day)).filter(acts);
        held.max_by_key(|held| (held.is_acting, held.since, held.id)).map(|held| held.person)
    }

    /// Returns the definitive post of a person on a day.
    fn seat(&self, person: EmployeeId, day: Date) -> Option<&Holding> {
        let held = self.of_person(person).filter(|held| !held.is_acting && held.covers(day));
        held.max_by_key(|held| (held.since, held.id))
    }

    /// Returns who assesses a person on a day; nobody without a definitive post, and at the top.
    pub fn assessor_of(&self, person: EmployeeId, day: Date) -> Option<Assessor> {
        self.lines(day).assessor(person)
    }

    fn exception(&self, person: EmployeeId, day: Date) -> Option<Exception> {
        let of_head = || on_day(self.head_exceptions.get(&self.seat(person, day)?.post), day);
        on_day(self.exceptions.get(&person), day).or_else(of_head)
    }

    /// Returns the assessing post of a person who is not assessed by the head above their own post.
    pub fn exception_of(&self, person: EmployeeId, day: Date) -> Option<PostId> {
        self.exception(person, day).and_then(|exception| exception.post)
    }

    /// Returns the days from `from` to `to` on which an assessor can change: the first one, and those on which somebody
    /// takes or leaves a post, or has another assessor by exception.
    fn days(&self, from: Date, to: Date) -> BTreeSet<Date> {
        let held = self.holdings.iter().flat_map(|held| [Some(held.since), held.until]);
        let exceptions = self.exceptions.values().chain(self.head_exceptions.values()).flatten();
        let excepted = exceptions.flat_map(|one| [Some(one.since), one.until]);
        held.chain(excepted).flatten().filter(|day| *day > from && *day <= to).chain([from]).collect()
    }
}

/// Returns the earlier one of two ends; `None` is no end.
fn earlier(one: Option<Date>, other: Option<&Date>) -> Option<Date> {
    match (one, other.copied()) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}

#[cfg(test)]
mod tests;
