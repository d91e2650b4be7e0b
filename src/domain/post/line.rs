//! Who assesses whom on a day: the way up from each post, without circles. Where no post gives anybody, the last assessor
//! goes on.

use super::{Assessor, MAX_LEVELS, Organisation};
use crate::domain::id::{EmployeeId, PostId};
use jiff::civil::Date;
use std::collections::{BTreeMap, HashMap, HashSet};

/// Who assesses whom on a day. Nobody is assessed by themself, directly or through others.
#[derive(Clone, Debug, Default)]
pub struct Lines(BTreeMap<EmployeeId, Way>);

/// The way up from a person's post: those who could assess, the nearest first.
#[derive(Clone, Debug, Default)]
struct Way {
    candidates: Vec<Assessor>,
    /// Candidates that are passed over, since the person assesses them.
    skipped: usize,
    /// The first post on the way that is passed over: by it the person would be assessed by themself.
    own: Option<PostId>,
    /// The post above, with a holder or without.
    above: Option<PostId>,
    /// Whether no post gives an assessor, so that the last one goes on.
    is_kept: bool,
}

impl Way {
    fn assessor(&self) -> Option<Assessor> {
        self.candidates.get(self.skipped).copied()
    }

    fn skip(&mut self) {
        let post = self.assessor().and_then(|assessor| assessor.post);
        self.own = self.own.or(post);
        self.skipped += 1;
    }
}

impl Lines {
    /// Returns the people who have a definitive post.
    pub(super) fn people(&self) -> impl Iterator<Item = EmployeeId> {
        self.0.keys().copied()
    }

    /// Returns who assesses a person.
    pub fn assessor(&self, person: EmployeeId) -> Option<Assessor> {
        self.0.get(&person)?.assessor()
    }

    /// Returns the post by which somebody would assess themself, directly or through others, so that the next level up
    /// assesses them.
    pub(super) fn own(&self, person: EmployeeId) -> Option<PostId> {
        self.0.get(&person)?.own
    }

    /// Returns the post above somebody's own, with a holder or without.
    pub(super) fn above(&self, person: EmployeeId) -> Option<PostId> {
        self.0.get(&person)?.above
    }

    /// Returns who assesses a person by a post; not the last one who goes on where no post gives any.
    pub(super) fn by_post(&self, person: EmployeeId) -> Option<Assessor> {
        self.0.get(&person).filter(|way| !way.is_kept)?.assessor()
    }

    /// Returns whether somebody is assessed by a person, directly or through others.
    pub(super) fn is_below(&self, somebody: EmployeeId, person: EmployeeId) -> bool {
        let up = std::iter::successors(Some(somebody), |at| Some(self.assessor(*at)?.person));
        // The lines have no circle.
        up.skip(1).any(|above| above == person)
    }

    /// Returns the first people whose line leads back to themselves.
    fn circle(&self) -> Option<Vec<EmployeeId>> {
        let mut seen: HashSet<EmployeeId> = HashSet::new();
        for start in self.0.keys() {
            let mut path = vec![];
            let mut at = Some(*start);
            while let Some(here) = at.filter(|here| seen.insert(*here)) {
                path.push(here);
                at = self.assessor(here).map(|assessor| assessor.person);
            }
            if let Some(first) = at.and_then(|met| path.iter().position(|here| *here == met)) {
                return Some(path.split_off(first));
            }
        }
        None
    }
}

impl Organisation {
    /// Returns who assesses whom on a day.
    pub fn lines(&self, day: Date) -> Lines {
        let mut office: HashMap<PostId, Option<EmployeeId>> = HashMap::new();
        let mut in_office = |post| *office.entry(post).or_insert_with(|| self.in_office(post, day));
        let ways = self.by_person.keys().filter_map(|person| Some((*person, self.way(*person, day, &mut in_office)?)));
        let mut lines = Lines(ways.collect());
        // Of a circle the one in the highest post is assessed one level further up.
        while let Some(circle) = lines.circle() {
            let key = |person: &EmployeeId| {
                let is_last = lines.0.get(person).is_none_or(|way| way.skipped + 1 >= way.candidates.len());
                (is_last, self.level(*person, day), *person)
            };
            let Some(way) = circle.iter().copied().min_by_key(key).and_then(|highest| lines.0.get_mut(&highest)) else {
                break;
            };
            way.skip();
        }
        lines
    }

    /// Returns how many posts are above the highest one that somebody holds on a day.
    fn level(&self, person: EmployeeId, day: Date) -> usize {
        let height = |post: PostId| {
            std::iter::successors(Some(post), |post| self.above.get(post).copied()).take(MAX_LEVELS).count()
        };
        let held = self.of_person(person).filter(|held| held.covers(day));
        held.map(|held| height(held.post)).min().unwrap_or(MAX_LEVELS)
    }

    fn way(
        &self,
        person: EmployeeId,
        day: Date,
        in_office: &mut impl FnMut(PostId) -> Option<EmployeeId>,
    ) -> Option<Way> {
        let seat = self.seat(person, day)?;
        let mut at = self.above.get(&seat.post).copied();
        let mut stops: Vec<(Option<PostId>, Option<EmployeeId>)> = vec![];
        let exception = self.exception(person, day);
        match exception.map(|exception| (exception.post, exception.person)) {
            // Of several holders of a post that is no head post only the one who was chosen assesses.
            Some((Some(post), chosen)) if !self.heads.contains(&post) => {
                let holds = self.of_post(post).any(|held| held.person == chosen && held.covers(day));
                stops.push((Some(post), holds.then_some(chosen)));
                at = self.above.get(&post).copied();
            }
            Some((Some(post), _)) => at = Some(post),
            Some((None, chosen)) => stops.push((None, self.serves(chosen, day).then_some(chosen))),
            None => {}
        }
        let above = stops.first().and_then(|(post, _)| *post).or(at);
        for _ in 0..MAX_LEVELS {
            let Some(post) = at.filter(|post| stops.iter().all(|(met, _)| *met != Some(*post))) else { break };
            stops.push((Some(post), in_office(post)));
            at = self.above.get(&post).copied();
        }
        // Somebody who holds a post on the way is above all before it.
        let is_own = |stop: &(Option<PostId>, Option<EmployeeId>)| stop.1 == Some(person);
        let own = stops.iter().find(|stop| is_own(stop)).and_then(|(post, _)| *post);
        let from = stops.iter().rposition(is_own).map_or(0, |last| last + 1);
        let given = stops.into_iter().skip(from).filter_map(|(post, person)| Some(Assessor { person: person?, post }));
        let mut candidates: Vec<Assessor> = given.collect();
        let last = self.followed.and_then(|followed| self.known_on(person, day.min(followed)));
        let goes_on = |last: &EmployeeId| self.serves(*last, day) && self.seat(*last, day).is_some();
        let kept = last.filter(|last| candidates.is_empty() && above.is_some() && goes_on(last));
        candidates.extend(kept.map(|person| Assessor { person, post: None }));
        Some(Way { candidates, skipped: 0, own, above, is_kept: kept.is_some() })
    }
}
