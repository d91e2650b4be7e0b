//! Posts, who holds them and who assesses whom, by date (`PermenPANRB` 6/2022).
//!
//! The assessor follows from the post, not from the person: the people of a unit are assessed by the holder of its head
//! post, a head by that of the unit above. An acting holder (Plt, Plh) assesses in place of the definitive one. Nobody
//! assesses themself, directly or through an acting post; the next level up does. The same happens where a post has no
//! holder.

mod change;
mod request;

pub use change::{HeadChange, PostRefusal, Reassignment, Replacement, Step, Tenure, reassignments};
pub use request::{AssessorRefusal, AssessorRequest};

use crate::domain::id::{AssignmentId, EmployeeId, PostId, UnitId};
use jiff::civil::Date;
use std::collections::{BTreeMap, HashMap, HashSet};

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
        self.since <= day && self.until.is_none_or(|until| day < until)
    }
}

/// An assessor and the post by which they assess.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Assessor {
    pub person: EmployeeId,
    pub post: PostId,
}

/// A person's assessor as the agency's data has it. `post` is the assessing post, where the data says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KnownAssessor {
    pub person: EmployeeId,
    pub assessor: EmployeeId,
    pub post: Option<PostId>,
}

/// The posts of an agency and who holds them.
#[derive(Clone, Debug, Default)]
pub struct Organisation {
    /// The post whose holder assesses the holders of a post; none above the top.
    above: HashMap<PostId, PostId>,
    heads: HashSet<PostId>,
    holdings: Vec<Holding>,
    by_post: HashMap<PostId, Vec<usize>>,
    by_person: HashMap<EmployeeId, Vec<usize>>,
    exceptions: HashMap<EmployeeId, Exception>,
}

/// What holds for somebody who is not assessed by the head above their own post.
#[derive(Clone, Copy, Debug)]
struct Exception {
    /// The assessing post; `None` where the assessor holds none, so that no post is followed.
    post: Option<PostId>,
    /// The first day on which it does not hold any more.
    until: Option<Date>,
}

/// The way up from a person's post to the assessor.
#[derive(Clone, Copy, Debug, Default)]
struct Climb {
    assessor: Option<Assessor>,
    /// The first post on the way that the person holds: by it they would assess themself.
    own: Option<PostId>,
}

impl Organisation {
    /// Returns the organisation of a tree of units. Of several head posts of a unit the one with the lowest id counts.
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
        let mut by_person: HashMap<EmployeeId, Vec<usize>> = HashMap::new();
        for (at, holding) in holdings.iter().enumerate() {
            by_post.entry(holding.post).or_default().push(at);
            by_person.entry(holding.person).or_default().push(at);
        }
        Self { holdings, by_post, by_person, ..self }
    }

    /// Returns the organisation in which people keep the assessors of a day whom the posts alone would not give them.
    #[must_use]
    pub fn following(mut self, known: &[KnownAssessor], day: Date) -> Self {
        for KnownAssessor { person, assessor, post } in known {
            let exception = match post {
                Some(post) => Some(*post),
                None if self.assessor_of(*person, day).is_some_and(|found| found.person == *assessor) => continue,
                None => self.office_of(*assessor, day),
            };
            // The exception of a head belongs to the post: the successor has it too.
            match (exception, self.seat(*person, day)) {
                (Some(post), Some(seat)) if self.heads.contains(&seat.post) && seat.post != post => {
                    self.above.insert(seat.post, post);
                }
                (post, _) => {
                    self.exceptions.insert(*person, Exception { post, until: None });
                }
            }
        }
        self
    }

    /// Returns the post of which somebody is the holder in office, a head post before others.
    fn office_of(&self, person: EmployeeId, day: Date) -> Option<PostId> {
        let held = self.of_person(person).filter(|held| held.covers(day));
        let offices = held.filter(|held| self.in_office(held.post, day) == Some(person));
        offices.max_by_key(|held| (self.heads.contains(&held.post), held.is_acting, held.post)).map(|held| held.post)
    }

    fn of_person(&self, person: EmployeeId) -> impl Iterator<Item = &Holding> {
        self.by_person.get(&person).into_iter().flatten().filter_map(|at| self.holdings.get(*at))
    }

    fn of_post(&self, post: PostId) -> impl Iterator<Item = &Holding> {
        self.by_post.get(&post).into_iter().flatten().filter_map(|at| self.holdings.get(*at))
    }

    /// Returns the holder of a post who acts for it on a day: an acting one before the definitive one, the latest first.
    pub fn in_office(&self, post: PostId, day: Date) -> Option<EmployeeId> {
        let held = self.of_post(post).filter(|held| held.covers(day));
        held.max_by_key(|held| (held.is_acting, held.since, held.id)).map(|held| held.person)
    }

    /// Returns the definitive post of a person on a day.
    fn seat(&self, person: EmployeeId, day: Date) -> Option<&Holding> {
        let held = self.of_person(person).filter(|held| !held.is_acting && held.covers(day));
        held.max_by_key(|held| (held.since, held.id))
    }

    /// Returns who assesses a person on a day; nobody without a definitive post, and at the top.
    pub fn assessor_of(&self, person: EmployeeId, day: Date) -> Option<Assessor> {
        self.climb(person, day).assessor
    }

    fn exception(&self, person: EmployeeId, day: Date) -> Option<Exception> {
        let exception = self.exceptions.get(&person).copied();
        exception.filter(|exception| exception.until.is_none_or(|until| day < until))
    }

    /// Returns the assessing post of a person who is not assessed by the head above their own post.
    pub fn exception_of(&self, person: EmployeeId, day: Date) -> Option<PostId> {
        self.exception(person, day).and_then(|exception| exception.post)
    }

    fn climb(&self, person: EmployeeId, day: Date) -> Climb {
        let mut climb = Climb::default();
        let Some(seat) = self.seat(person, day) else { return climb };
        let mut at = match self.exception(person, day) {
            Some(exception) => exception.post,
            None => self.above.get(&seat.post).copied(),
        };
        for _ in 0..MAX_LEVELS {
            let Some(post) = at else { break };
            match self.in_office(post, day) {
                Some(holder) if holder == person => {
                    climb.own.get_or_insert(post);
                }
                Some(person) => {
                    climb.assessor = Some(Assessor { person, post });
                    break;
                }
                None => {}
            }
            at = self.above.get(&post).copied();
        }
        climb
    }
}

#[cfg(test)]
mod tests;
