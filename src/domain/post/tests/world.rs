//! Random agencies over months, with replacements, acting times and ends of service: what is shown before each
//! replacement is what happens, and the lines of assessors stay whole.

use super::super::*;
use super::{id, person, post};
use crate::domain::id::PostChangeId;
use jiff::{ToSpan, civil::date};
use proptest::prelude::*;

const START: Date = date(2026, 1, 1);

/// Numbers from which a random agency is made.
struct Dice(Vec<u16>, usize);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.1 += 1;
        usize::from(self.0[self.1 % self.0.len()]) % most.max(1)
    }

    fn day_after(&mut self, day: Date, least: i64, most: usize) -> Date {
        later(day, least + i64::try_from(self.below(most)).expect("a small number"))
    }
}

fn later(day: Date, days: i64) -> Date {
    day.checked_add(days.days()).expect("a day")
}

/// A stored assessor, with the replacement that made the row.
#[derive(Clone, Copy, Debug)]
struct Row(KnownAssessor, Option<PostChangeId>);

/// Who passes from whom to whom, `None` for nobody.
type Moves = Vec<(EmployeeId, Option<EmployeeId>, Vec<Option<EmployeeId>>)>;

/// An agency as the database has it.
#[derive(Clone, Debug)]
struct World {
    tree: BTreeMap<UnitId, Option<UnitId>>,
    posts: Vec<PostPlace>,
    holdings: Vec<Holding>,
    rows: Vec<Row>,
    ends: HashMap<EmployeeId, Date>,
    /// With what was shown of each; `None` if something that was not known then comes before it.
    pending: Vec<(HeadChange, Option<Moves>)>,
    today: Date,
    followed: Date,
}

impl World {
    /// Units in a tree with head posts and others, some vacant; everybody has the assessor of the posts, some another one.
    fn random(dice: &mut Dice) -> Self {
        let units = 2 + dice.below(7);
        let tree = (0..units).map(|at| (UnitId(id(at)), (at > 0).then(|| UnitId(id(dice.below(at)))))).collect();
        let mut posts = vec![];
        for unit in 0..units {
            for _ in 0..=dice.below(3) {
                let is_head = posts.iter().all(|place: &PostPlace| place.unit != UnitId(id(unit)));
                posts.push(PostPlace { id: post(posts.len()), unit: UnitId(id(unit)), is_head });
            }
        }
        let mut holdings: Vec<Holding> = vec![];
        for place in &posts {
            for _ in 0..usize::from(dice.below(5) > 0) + usize::from(!place.is_head) * dice.below(2) {
                let at = holdings.len();
                let (id, person) = (AssignmentId(id(1000 + at)), person(at));
                holdings.push(Holding { id, person, post: place.id, is_acting: false, since: START, until: None });
            }
        }
        let mut world = Self {
            tree,
            posts,
            holdings,
            rows: vec![],
            ends: HashMap::new(),
            pending: vec![],
            today: START,
            followed: START,
        };
        let mut organisation = world.load(START);
        for _ in 0..dice.below(3) {
            let (who, whom) = (person(dice.below(world.people())), person(dice.below(world.people())));
            organisation = organisation.assigned(who, whom, START).unwrap_or(organisation);
        }
        let lines = organisation.lines(START);
        for who in (0..world.people()).map(person) {
            // Some have no assessor in the data.
            let Some(assessor) = lines.assessor(who).filter(|_| dice.below(8) > 0) else { continue };
            let post = organisation.exception_of(who, START);
            let (assessor, is_by_rule) = (assessor.person, post.is_none());
            let row = KnownAssessor { person: who, assessor, since: START, until: None, post, is_by_rule };
            world.rows.push(Row(row, None));
        }
        world
    }

    fn people(&self) -> usize {
        self.holdings.iter().map(|held| held.person).collect::<HashSet<_>>().len()
    }

    fn load(&self, from: Date) -> Organisation {
        let lasting = |until: Option<Date>| until.is_none_or(|until| until >= from);
        let holdings = self.holdings.iter().filter(|held| lasting(held.until)).copied().collect();
        let known: Vec<KnownAssessor> = self.rows.iter().map(|row| row.0).filter(|row| lasting(row.until)).collect();
        let eve = later(from, -1);
        Organisation::new(&self.tree, &self.posts, holdings)
            .ending(self.ends.clone())
            .following(&known, (eve, self.followed))
    }

    fn prepare(&self, change: &HeadChange) -> Result<Prepared, PostRefusal> {
        let pending: Vec<HeadChange> = self.pending.iter().map(|(change, _)| *change).collect();
        prepare(self.load(change.since.min(self.today)), &pending, change, self.today)
    }

    fn assessor(&self, who: EmployeeId, day: Date) -> Option<EmployeeId> {
        self.rows
            .iter()
            .find(|row| row.0.person == who && covers(row.0.since, row.0.until, day))
            .map(|row| row.0.assessor)
    }

    /// Stores the steps of people: what the data has from the first one on is replaced.
    fn write(&mut self, touched: &[Reassignment], change: Option<PostChangeId>, organisation: &Organisation) {
        for one in touched {
            let first = one.steps[0].since;
            let old = self.rows.clone();
            self.rows.retain(|row| row.0.person != one.person || row.0.since < first);
            for row in self.rows.iter_mut().filter(|row| row.0.person == one.person) {
                row.0.until = earlier(row.0.until, Some(&first));
            }
            for (at, step) in one.steps.iter().enumerate() {
                let Some(assessor) = step.assessor else { continue };
                let until = one.steps.get(at + 1).map(|next| next.since);
                let post = organisation.exception_of(one.person, step.since);
                let (since, assessor, is_by_rule) = (step.since, assessor.person, post.is_none());
                let row = KnownAssessor { person: one.person, assessor, since, until, post, is_by_rule };
                let kept = old.iter().find(|row| row.0.person == one.person && covers(row.0.since, row.0.until, since));
                let kept = kept.filter(|row| !step.is_new && row.0.assessor == assessor);
                self.rows.push(Row(row, kept.map_or(change, |row| row.1)));
            }
        }
    }

    fn carry_out(&mut self, change: &HeadChange, prepared: &Prepared) {
        for held in self.holdings.iter_mut().filter(|held| prepared.replacement.closed_ids().contains(&held.id)) {
            held.until = Some(change.since);
        }
        let HeadChange { id, post, successor, tenure, since, until } = *change;
        let id = AssignmentId(id.0);
        self.holdings.push(Holding { id, person: successor, post, is_acting: tenure.is_acting(), since, until });
        self.write(&prepared.touched, Some(change.id), &prepared.replacement.organisation);
    }

    /// Returns what a replacement has done, as the page reads it from the data.
    fn moved(&self, change: &HeadChange) -> Moves {
        let mut moves = vec![];
        for who in (0..self.people()).map(person) {
            let of_act = |row: &&Row| row.0.person == who && row.1 == Some(change.id);
            let of_act = |row: &&Row| of_act(row) && change.until.is_none_or(|until| row.0.since < until);
            let mut made: Vec<KnownAssessor> = self.rows.iter().filter(of_act).map(|row| row.0).collect();
            made.sort_by_key(|row| row.since);
            let is_at_top =
                who == change.successor && change.until.is_none() && self.assessor(who, change.since).is_none();
            let (first, after) = match made.first() {
                Some(first) => (first.since, made.iter().map(|row| Some(row.assessor)).collect()),
                None if is_at_top => (change.since, vec![None]),
                None => continue,
            };
            let before = self.assessor(who, later(first, -1));
            let after = super::super::moves(before, after);
            if !after.is_empty() {
                moves.push((who, before, after));
            }
        }
        moves
    }

    /// Begins the next day: services and acting times end, and what is signed for it is carried out.
    fn next_day(&mut self) -> Result<(), TestCaseError> {
        let before = self.clone();
        self.today = later(self.today, 1);
        let day = self.today;
        for (who, end) in self.ends.clone().iter().filter(|(_, end)| **end <= day) {
            for held in self.holdings.iter_mut().filter(|held| held.person == *who) {
                held.until = earlier(held.until, Some(end));
            }
            for row in self.rows.iter_mut().filter(|row| row.0.person == *who || row.0.assessor == *who) {
                row.0.until = earlier(row.0.until, Some(end));
            }
            self.rows.retain(|row| row.0.until.is_none_or(|until| row.0.since < until));
        }
        let organisation = self.load(day);
        let turns = organisation.turns(day);
        self.write(&turns, None, &organisation);
        self.followed = day;
        self.whole(&before, false)?;
        while let Some(at) = self.pending.iter().position(|(change, _)| change.since <= day) {
            let (change, shown) = self.pending[at].clone();
            let prepared = self.prepare(&change);
            self.pending.remove(at);
            let before = self.clone();
            match (prepared, shown) {
                (Ok(prepared), shown) => {
                    self.carry_out(&change, &prepared);
                    if let Some(shown) = shown {
                        prop_assert_eq!(shown, self.moved(&change), "what was shown of {:?}", change);
                    }
                }
                (Err(refusal), shown) => prop_assert!(shown.is_none(), "{refusal:?} on its day only: {change:?}"),
            }
            self.whole(&before, true)?;
        }
        Ok(())
    }

    /// Checks the assessors of today: no circle, and each is the one of the rule. Nobody who had an assessor `before` and
    /// above whose post there is one loses them by a replacement. By the end of a service or of an acting time they do if
    /// that assessor serves no longer, or is assessed by them: then no post gives anybody else.
    fn whole(&self, before: &Self, by_act: bool) -> Result<(), TestCaseError> {
        let day = self.today;
        let organisation = self.load(day);
        let lines = organisation.lines(day);
        for who in (0..self.people()).map(person) {
            let mut above = who;
            for level in 0.. {
                let Some(next) = self.assessor(above, day) else { break };
                prop_assert!(next != who && level < 100, "{:?} assesses themself on {} by {:?}", who, day, above);
                above = next;
            }
            if organisation.seat(who, day).is_none() || lines.above(who).is_none() {
                continue;
            }
            let had = before.assessor(who, before.today);
            let had = had.filter(|had| by_act || organisation.serves(*had, day) && !lines.is_below(*had, who));
            prop_assert!(had.is_none() || self.assessor(who, day).is_some(), "{:?} lost {:?} on {}", who, had, day);
            // Whoever has an assessor has the one of the rule.
            if let Some(is) = self.assessor(who, day) {
                prop_assert_eq!(Some(is), lines.assessor(who).map(|one| one.person), "{:?} on {}", who, day);
            }
        }
        Ok(())
    }

    /// Signs a random replacement, from 40 days ago to 40 days ahead, if it is not refused.
    fn sign(&mut self, dice: &mut Dice, number: usize) -> Result<(), TestCaseError> {
        let since = dice.day_after(self.today, -40, 80).max(later(START, 1));
        let tenure = Tenure::ALL[dice.below(3)];
        let until = tenure.is_acting().then(|| dice.day_after(since, 1, 40));
        let (post, successor) = (post(dice.below(self.posts.len())), person(dice.below(self.people())));
        let change = HeadChange { id: PostChangeId(id(5000 + number)), post, successor, tenure, since, until };
        let Ok(prepared) = self.prepare(&change) else { return Ok(()) };
        let shown: Moves = prepared
            .touched
            .iter()
            .filter_map(|one| {
                let moves = one.moves(since, until);
                (!moves.is_empty()).then_some((one.person, one.before, moves))
            })
            .collect();
        // Another one that begins earlier was not known when these were shown.
        for (later, shown) in &mut self.pending {
            if later.since >= since {
                *shown = None;
            }
        }
        if since > self.today {
            self.pending.push((change, Some(shown)));
            self.pending.sort_by_key(|(change, _)| (change.since, change.id));
            return Ok(());
        }
        let before = self.clone();
        self.carry_out(&change, &prepared);
        prop_assert_eq!(shown, self.moved(&change), "what was shown of {:?}", change);
        self.whole(&before, true)
    }
}

/// Looks for the assessor in the plainest way: through all holdings, one level after the other.
fn plain(organisation: &Organisation, who: EmployeeId, day: Date) -> Option<EmployeeId> {
    let held: Vec<&Holding> = organisation.holdings.iter().filter(|held| held.covers(day)).collect();
    let seat = held.iter().find(|held| held.person == who && !held.is_acting)?;
    let levels = std::iter::successors(organisation.above.get(&seat.post), |post| organisation.above.get(post));
    let holders = levels.filter_map(|post| {
        let of_post = held.iter().filter(|held| held.post == *post);
        of_post.max_by_key(|held| (held.is_acting, held.since, held.id)).map(|held| held.person)
    });
    let holders: Vec<EmployeeId> = holders.collect();
    let from = holders.iter().rposition(|holder| *holder == who).map_or(0, |last| last + 1);
    holders.get(from).copied()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, max_shrink_iters: 300, ..ProptestConfig::default() })]

    #[test]
    fn what_a_replacement_is_shown_to_touch_is_what_it_touches(numbers in prop::collection::vec(any::<u16>(), 97)) {
        let mut dice = Dice(numbers, 0);
        let mut world = World::random(&mut dice);
        prop_assume!(world.people() > 0);
        for number in 0..6 {
            if dice.below(3) == 0 {
                let who = person(dice.below(world.people()));
                let end = dice.day_after(world.today, 1, 30);
                world.ends.entry(who).or_insert(end);
                // An end of service that is told later was not known when these were shown.
                for (_, shown) in &mut world.pending {
                    *shown = None;
                }
            }
            world.sign(&mut dice, number)?;
            for _ in 0..dice.below(30) {
                world.next_day()?;
            }
        }
    }

    #[test]
    fn without_exceptions_and_circles_the_nearest_head_above_assesses(numbers in prop::collection::vec(any::<u16>(), 61)) {
        let mut dice = Dice(numbers, 0);
        let world = World::random(&mut dice);
        let organisation = Organisation::new(&world.tree, &world.posts, world.holdings.clone());
        let lines = organisation.lines(START);
        for who in (0..world.people()).map(person) {
            prop_assert_eq!(lines.assessor(who).map(|one| one.person), plain(&organisation, who, START));
        }
    }
}
