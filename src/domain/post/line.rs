//! Who assesses whom on a day: the way up from each post, without circles. Where no post gives anybody, the last assessor
//! goes on.

use super::{Assessor, MAX_LEVELS, Organisation};
use crate::domain::id::{EmployeeId, PostId};
use jiff::civil::Date;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Who assesses whom on a day: for each person the nearest candidate whom they do not assess themself, directly or through
/// others. Somebody has no assessor only without candidates, and where people could be assessed by nobody but each other:
/// there the one in the highest post has none.
#[derive(Clone, Debug, Default)]
pub struct Lines(BTreeMap<EmployeeId, Way>);

/// The way up from a person's post: those who could assess, the nearest first.
#[derive(Clone, Debug, Default)]
struct Way {
    candidates: Vec<Assessor>,
    /// The first candidates, whom posts give; after them comes the last assessor, who goes on.
    given: usize,
    /// The candidate who assesses; nobody if there is none at that place.
    chosen: usize,
    /// The first post on the way that the person holds themself.
    own: Option<PostId>,
    /// The post above, with a holder or without.
    above: Option<PostId>,
}

impl Way {
    fn assessor(&self) -> Option<Assessor> {
        self.candidates.get(self.chosen).copied()
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
        let way = self.0.get(&person)?;
        way.own.or_else(|| way.candidates.iter().take(way.chosen).find_map(|passed| passed.post))
    }

    /// Returns the post above somebody's own, with a holder or without.
    pub(super) fn above(&self, person: EmployeeId) -> Option<PostId> {
        self.0.get(&person)?.above
    }

    /// Returns who assesses a person by a post; not the last one who goes on where no post gives any.
    pub(super) fn by_post(&self, person: EmployeeId) -> Option<Assessor> {
        self.0.get(&person).filter(|way| way.chosen < way.given)?.assessor()
    }

    /// Returns whether somebody is assessed by a person, directly or through others. The lines have no circle.
    pub(super) fn is_below(&self, somebody: EmployeeId, person: EmployeeId) -> bool {
        let up = std::iter::successors(Some(somebody), |at| Some(self.assessor(*at)?.person));
        up.skip(1).any(|above| above == person)
    }

    fn choose(&mut self, person: EmployeeId, candidate: usize) {
        if let Some(way) = self.0.get_mut(&person) {
            way.chosen = candidate;
        }
    }

    /// Lets every line end. Of a circle the one in the highest post is assessed by another candidate: one by a post
    /// before the last assessor. If the lines of all theirs lead into circles, the next one of the circle is.
    fn open_circles(&mut self, level: impl Fn(EmployeeId) -> usize) {
        let mut circling = self.circling();
        if circling.is_empty() {
            return;
        }
        while !circling.is_empty() {
            let way_out = |(person, is_on_circle): (&EmployeeId, &bool)| {
                let way = self.0.get(person)?;
                let ends = way.candidates.iter().position(|candidate| !circling.contains_key(&candidate.person))?;
                Some((ends >= way.given, !is_on_circle, level(*person), *person, ends))
            };
            if let Some((.., person, ends)) = circling.iter().filter_map(way_out).min() {
                self.choose(person, ends);
            } else {
                let Some(start) = circling.keys().next() else { break };
                let alone = self.among_each_other(*start);
                let Some(highest) = alone.into_iter().min_by_key(|person| (level(*person), *person)) else { break };
                self.choose(highest, usize::MAX);
            }
            circling = self.circling();
        }
        // A nearer candidate whose line goes elsewhere now.
        let nearer = |lines: &Self| {
            let found = lines.0.iter().filter_map(|(person, way)| {
                let passed = way.candidates.iter().take(way.chosen);
                let nearest =
                    passed.map(|candidate| !lines.is_below(candidate.person, *person)).position(|free| free)?;
                Some((level(*person), Reverse(*person), nearest))
            });
            found.max()
        };
        while let Some((_, Reverse(person), candidate)) = nearer(self) {
            self.choose(person, candidate);
        }
    }

    /// Returns the people whose line leads into a circle, and whether it leads back to themselves.
    fn circling(&self) -> BTreeMap<EmployeeId, bool> {
        let mut ends: HashMap<EmployeeId, bool> = HashMap::new();
        let mut circling = BTreeMap::new();
        for start in self.0.keys() {
            let mut path = vec![];
            let mut at = Some(*start);
            while let Some(here) = at.filter(|here| !ends.contains_key(here)) {
                // As long as it is not known where the line leads.
                ends.insert(here, false);
                path.push(here);
                at = self.assessor(here).map(|assessor| assessor.person);
            }
            if at.is_none_or(|met| ends.get(&met) == Some(&true)) {
                ends.extend(path.into_iter().map(|here| (here, true)));
                continue;
            }
            let first = path.iter().position(|here| Some(*here) == at).unwrap_or(path.len());
            circling.extend(path.into_iter().enumerate().map(|(index, here)| (here, index >= first)));
        }
        circling
    }

    /// Returns people who could be assessed by nobody but each other. The candidates from `start` on lead to them and
    /// nowhere out.
    fn among_each_other(&self, mut start: EmployeeId) -> BTreeSet<EmployeeId> {
        let mut up: HashMap<EmployeeId, Vec<EmployeeId>> = HashMap::new();
        let mut down: HashMap<EmployeeId, Vec<EmployeeId>> = HashMap::new();
        for (person, way) in &self.0 {
            for candidate in &way.candidates {
                up.entry(*person).or_default().push(candidate.person);
                down.entry(candidate.person).or_default().push(*person);
            }
        }
        loop {
            let (reached, back) = (closure(start, &up), closure(start, &down));
            match reached.iter().find(|person| !back.contains(person)) {
                Some(further) => start = *further,
                None => return reached,
            }
        }
    }
}

/// Returns everybody to whom steps lead from `start`, who is among them.
fn closure(start: EmployeeId, steps: &HashMap<EmployeeId, Vec<EmployeeId>>) -> BTreeSet<EmployeeId> {
    let (mut reached, mut open) = (BTreeSet::from([start]), vec![start]);
    while let Some(here) = open.pop() {
        let next = steps.get(&here).into_iter().flatten().copied();
        open.extend(next.filter(|next| reached.insert(*next)));
    }
    reached
}

impl Organisation {
    /// Returns who assesses whom on a day.
    pub fn lines(&self, day: Date) -> Lines {
        let mut office: HashMap<PostId, Option<EmployeeId>> = HashMap::new();
        let mut in_office = |post| *office.entry(post).or_insert_with(|| self.in_office(post, day));
        let ways = self.by_person.keys().filter_map(|person| Some((*person, self.way(*person, day, &mut in_office)?)));
        let mut lines = Lines(ways.collect());
        lines.open_circles(|person| self.level(person, day));
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
        let given = candidates.len();
        let last = self.followed.and_then(|followed| self.known_on(person, day.min(followed)));
        let goes_on = |last: &EmployeeId| *last != person && self.serves(*last, day) && self.seat(*last, day).is_some();
        let kept = last.filter(|last| above.is_some() && goes_on(last));
        candidates.extend(kept.map(|person| Assessor { person, post: None }));
        Some(Way { candidates, given, chosen: 0, own, above })
    }
}
