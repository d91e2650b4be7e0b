//! Replacing the holder of a post from a day, and who is touched by it.

use super::{Assessor, Climb, Holding, Organisation};
use crate::domain::id::{AssignmentId, EmployeeId, PostChangeId, PostId};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// How somebody holds a post.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tenure {
    Definitive,
    /// Pelaksana tugas: the post has no definitive holder.
    Plt,
    /// Pelaksana harian: the definitive holder is away for a time.
    Plh,
}

impl Tenure {
    pub const ALL: [Self; 3] = [Self::Definitive, Self::Plt, Self::Plh];

    pub const fn is_acting(self) -> bool {
        matches!(self, Self::Plt | Self::Plh)
    }

    /// Returns its word on the screen.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Definitive => "Definitif",
            Self::Plt => "Plt",
            Self::Plh => "Plh",
        }
    }
}

/// The order that somebody holds a post from a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HeadChange {
    pub id: PostChangeId,
    pub post: PostId,
    pub successor: EmployeeId,
    pub tenure: Tenure,
    pub since: Date,
    /// The first day after an acting time; a definitive one has no end.
    pub until: Option<Date>,
}

/// The reason why a replacement is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PostRefusal {
    /// The successor holds the post already.
    AlreadyHolds,
    /// Somebody took the post on that day or later.
    TakenLater(Date),
    /// The successor took the present post on that day or later.
    SuccessorTakenLater(Date),
    /// An acting holder needs a definitive post.
    NoSeat,
    /// An acting time ends after it begins; a definitive one has no end.
    WrongEnd,
    /// Somebody would assess themself through this post, and there is nobody above.
    AssessesThemself(PostId),
}

impl PostRefusal {
    /// Returns the sentence for the screen. `name` names posts.
    pub fn sentence(self, name: impl Fn(PostId) -> String, day: impl Fn(Date) -> String) -> String {
        match self {
            Self::AlreadyHolds => "Orang ini sudah memegang jabatan itu pada tanggal itu.".to_owned(),
            Self::TakenLater(since) => {
                format!("Jabatan ini sudah berganti pemegang mulai {}. Pilih tanggal sesudahnya.", day(since))
            }
            Self::SuccessorTakenLater(since) => {
                format!("Orang ini baru memegang jabatannya sekarang mulai {}. Pilih tanggal sesudahnya.", day(since))
            }
            Self::NoSeat => {
                "Orang ini tidak punya jabatan definitif pada tanggal itu, jadi tidak dapat menjadi Plt atau Plh."
                    .to_owned()
            }
            Self::WrongEnd => "Tanggal selesai harus sama dengan atau sesudah tanggal mulai.".to_owned(),
            Self::AssessesThemself(post) => format!(
                "Tidak ada yang boleh menilai dirinya sendiri: lewat jabatan {} ia akan menilai dirinya, dan di atasnya \
                 tidak ada pejabat lain. Isi dahulu jabatan di atasnya, atau pilih orang lain.",
                name(post)
            ),
        }
    }
}

/// The organisation after a replacement.
#[derive(Clone, Debug)]
pub struct Replacement {
    pub organisation: Organisation,
    /// The times in a post that end on the day of the replacement.
    pub closed: Vec<AssignmentId>,
}

impl Organisation {
    /// Replaces the holder of a post from a day. A definitive successor leaves the present post, and a definitive one or a
    /// Plt ends the time of the definitive holder; each ends that of whoever acts.
    ///
    /// # Errors
    /// [`PostRefusal`].
    pub fn replace(&self, change: &HeadChange) -> Result<Replacement, PostRefusal> {
        let HeadChange { id, post, successor, tenure, since, until } = *change;
        let ends_well = match until {
            Some(until) => tenure.is_acting() && until > since,
            None => !tenure.is_acting(),
        };
        if !ends_well {
            return Err(PostRefusal::WrongEnd);
        }
        if tenure.is_acting() && self.seat(successor, since).is_none() {
            return Err(PostRefusal::NoSeat);
        }
        let holds =
            |held: &Holding| held.person == successor && held.covers(since) && (!held.is_acting || tenure.is_acting());
        if self.of_post(post).any(holds) {
            return Err(PostRefusal::AlreadyHolds);
        }
        let begins_later = |held: &&Holding| held.since >= since;
        if let Some(later) = self.of_post(post).find(begins_later) {
            return Err(PostRefusal::TakenLater(later.since));
        }
        let leaves = |held: &&Holding| tenure == Tenure::Definitive && held.person == successor && !held.is_acting;
        if let Some(later) = self.of_person(successor).filter(leaves).find(begins_later) {
            return Err(PostRefusal::SuccessorTakenLater(later.since));
        }
        let ends = |held: &&Holding| {
            let of_post = held.post == post && (held.is_acting || tenure != Tenure::Plh);
            held.covers(since) && (of_post || leaves(held))
        };
        let closed: Vec<AssignmentId> = self.holdings.iter().filter(ends).map(|held| held.id).collect();
        let mut organisation = self.with_end(&closed, Some(since));
        let mut holdings = std::mem::take(&mut organisation.holdings);
        let (id, is_acting) = (AssignmentId(id.0), tenure.is_acting());
        holdings.push(Holding { id, person: successor, post, is_acting, since, until });
        organisation = organisation.with_holdings(holdings);
        if let Some(exception) = organisation.exceptions.get_mut(&successor).filter(|_| tenure == Tenure::Definitive) {
            // It belonged to the post that is left.
            exception.until = Some(since);
        }
        // Whoever was alone before is not refused for it now.
        let alone = organisation
            .alone(since)
            .find(|(person, _)| *person == successor || self.climb(*person, since).assessor.is_some());
        let own = alone.map(|(_, own)| own);
        match own {
            Some(own) => Err(PostRefusal::AssessesThemself(own)),
            None => Ok(Replacement { organisation, closed }),
        }
    }

    /// Returns the people whom only they themself could assess on a day, and the post by which they would.
    fn alone(&self, day: Date) -> impl Iterator<Item = (EmployeeId, PostId)> {
        let acting = self.holdings.iter().filter(move |held| held.is_acting && held.covers(day));
        acting.filter_map(move |held| match self.climb(held.person, day) {
            Climb { assessor: None, own: Some(own) } => Some((held.person, own)),
            Climb { .. } => None,
        })
    }

    /// Returns the same organisation with another end of some times in a post.
    #[must_use]
    pub fn with_end(&self, times: &[AssignmentId], until: Option<Date>) -> Self {
        let mut holdings = self.holdings.clone();
        for held in holdings.iter_mut().filter(|held| times.contains(&held.id)) {
            held.until = until;
        }
        self.clone().with_holdings(holdings)
    }

    /// Returns the days from `from` to `to` on which an assessor can change: the first one, and those on which somebody
    /// takes or leaves a post.
    fn days(&self, from: Date, to: Date) -> BTreeSet<Date> {
        let turns = self.holdings.iter().flat_map(|held| [Some(held.since), held.until]).flatten();
        turns.filter(|day| *day > from && *day <= to).chain([from]).collect()
    }
}

/// An assessor from a day on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    pub since: Date,
    pub assessor: Option<Assessor>,
}

/// A person whose assessor changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reassignment {
    pub person: EmployeeId,
    pub before: Option<EmployeeId>,
    /// The assessors from the first day of the change on; there is at least one step.
    pub steps: Vec<Step>,
    /// The post by which the person would assess themself, so that the next level up does.
    pub own: Option<PostId>,
}

impl Reassignment {
    /// Returns the last assessor.
    pub fn after(&self) -> Option<EmployeeId> {
        self.steps.last().and_then(|step| step.assessor).map(|assessor| assessor.person)
    }
}

/// Returns the people whose assessor differs between two organisations on a day from `from` to `to`, in order of their
/// ids. Besides, people whom the holder of `post` assesses on the last day and who have another assessor in the agency's
/// data of that day (`known`).
pub fn reassignments(
    before: &Organisation,
    after: &Organisation,
    (from, to): (Date, Date),
    post: Option<PostId>,
    known: &BTreeMap<EmployeeId, EmployeeId>,
) -> Vec<Reassignment> {
    let days: BTreeSet<Date> = before.days(from, to).union(&after.days(from, to)).copied().collect();
    let last = days.last().copied().unwrap_or(from);
    let people: BTreeSet<EmployeeId> = after.by_person.keys().copied().collect();
    let of = |person: EmployeeId| {
        let mut found: Option<Reassignment> = None;
        for day in &days {
            if after.seat(person, *day).is_none() {
                continue;
            }
            let climb = after.climb(person, *day);
            let is = climb.assessor.map(|assessor| assessor.person);
            let was = before.assessor_of(person, *day).map(|assessor| assessor.person);
            let stored = known.get(&person).copied();
            let by_post = climb.assessor.is_some_and(|assessor| Some(assessor.post) == post);
            let differs = is != was || *day == last && by_post && is != stored;
            let step = Step { since: *day, assessor: climb.assessor };
            match &mut found {
                None if differs => {
                    let before = if *day == last { stored } else { was };
                    found = Some(Reassignment { person, before, steps: vec![step], own: climb.own });
                }
                Some(found) if found.after() != is => found.steps.push(step),
                _ => {}
            }
        }
        found.filter(|found| found.steps.len() > 1 || found.before != found.after())
    };
    people.into_iter().filter_map(of).collect()
}
