//! The rule of posts on an office of four people, and a replacement in a thousand random agencies.

use super::*;
use crate::domain::id::PostChangeId;
use jiff::{ToSpan, civil::date};
use proptest::prelude::*;
use uuid::Uuid;

fn id(n: usize) -> Uuid {
    Uuid::from_u128(n as u128)
}

fn person(n: usize) -> EmployeeId {
    EmployeeId(id(n))
}

fn post(n: usize) -> PostId {
    PostId(id(n))
}

/// An office (unit 0, head post 10), a centre below it (unit 1, head post 11) with two midwives (post 12), all held by
/// the person of the same number; the second midwife is person 13.
fn office() -> Organisation {
    let unit = |n| UnitId(id(n));
    let units = BTreeMap::from([(unit(0), None), (unit(1), Some(unit(0)))]);
    let posts = [(10, 0, true), (11, 1, true), (12, 1, false)];
    let posts = posts.map(|(n, at, is_head)| PostPlace { id: post(n), unit: unit(at), is_head });
    let held = [(10, 10), (11, 11), (12, 12), (13, 12)].map(|(who, what)| Holding {
        id: AssignmentId(id(who)),
        person: person(who),
        post: post(what),
        is_acting: false,
        since: date(2020, 1, 1),
        until: None,
    });
    Organisation::new(&units, &posts, held.to_vec())
}

fn change(what: usize, who: usize, tenure: Tenure, since: Date, until: Option<Date>) -> HeadChange {
    HeadChange { id: PostChangeId(id(99)), post: post(what), successor: person(who), tenure, since, until }
}

const JULY: Date = date(2026, 7, 1);
const JUNE: Date = date(2026, 6, 30);

fn assessor(organisation: &Organisation, who: usize, day: Date) -> Option<EmployeeId> {
    organisation.assessor_of(person(who), day).map(|assessor| assessor.person)
}

#[test]
fn everybody_of_a_unit_has_the_successor_from_the_day_of_the_replacement() {
    let before = office();
    let after = before.replace(&change(11, 13, Tenure::Definitive, JULY, None)).expect("a replacement").organisation;
    assert_eq!(assessor(&after, 12, JUNE), Some(person(11)));
    assert_eq!(assessor(&after, 12, JULY), Some(person(13)));
    assert_eq!(assessor(&after, 13, JULY), Some(person(10)), "the new head is assessed one level up");
    assert_eq!(assessor(&after, 11, JULY), None, "whoever left has no post");
}

#[test]
fn an_acting_head_is_assessed_one_level_up_and_the_post_is_named() {
    let before = office();
    let end = date(2026, 10, 1);
    let after = before.replace(&change(11, 12, Tenure::Plt, JULY, Some(end))).expect("a replacement").organisation;
    assert_eq!(assessor(&after, 13, JULY), Some(person(12)));
    let known = BTreeMap::from([(person(12), person(11)), (person(13), person(11)), (person(11), person(10))]);
    let touched = reassignments(&before, &after, (JULY, JULY), Some(post(11)), &known);
    let midwife = touched.iter().find(|one| one.person == person(12)).expect("the acting head");
    assert_eq!((midwife.after(), midwife.own), (Some(person(10)), Some(post(11))));
    assert_eq!(assessor(&after, 13, end), Some(person(10)), "afterwards the post is vacant");
}

#[test]
fn a_definitive_head_who_was_away_assesses_again_after_the_plh() {
    let end = date(2026, 7, 15);
    let after = office().replace(&change(11, 10, Tenure::Plh, JULY, Some(end))).expect("a replacement").organisation;
    assert_eq!(assessor(&after, 12, JULY), Some(person(10)));
    assert_eq!(assessor(&after, 12, end), Some(person(11)));
}

#[test]
fn where_only_they_themself_could_assess_it_is_refused_with_the_post() {
    let end = Some(date(2026, 10, 1));
    let refused = office().replace(&change(10, 11, Tenure::Plt, JULY, end)).map(|_| ());
    assert_eq!(refused, Err(PostRefusal::AssessesThemself(post(10))));
    let words = PostRefusal::AssessesThemself(post(10)).sentence(|_| "Kepala Dinas".to_owned(), |_| String::new());
    assert!(words.contains("Kepala Dinas"), "{words}");
}

#[test]
fn a_replacement_before_a_later_one_or_without_an_end_is_refused() {
    let office = office();
    for (change, refusal) in [
        (change(11, 11, Tenure::Definitive, JULY, None), PostRefusal::AlreadyHolds),
        (change(11, 12, Tenure::Definitive, date(2020, 1, 1), None), PostRefusal::TakenLater(date(2020, 1, 1))),
        (change(11, 12, Tenure::Definitive, JULY, Some(date(2027, 1, 1))), PostRefusal::WrongEnd),
        (change(11, 12, Tenure::Plt, JULY, None), PostRefusal::WrongEnd),
        (change(11, 12, Tenure::Plt, JULY, Some(JULY)), PostRefusal::WrongEnd),
        (change(11, 77, Tenure::Plh, JULY, Some(date(2026, 8, 1))), PostRefusal::NoSeat),
    ] {
        assert_eq!(office.replace(&change).map(|_| ()), Err(refusal), "{change:?}");
    }
}

#[test]
fn an_assessor_whom_the_posts_do_not_give_stays_with_the_person() {
    let known = [KnownAssessor { person: person(12), assessor: person(10), post: None }];
    let before = office().following(&known, JUNE);
    assert_eq!(assessor(&before, 12, JUNE), Some(person(10)));
    let after = before.replace(&change(11, 13, Tenure::Definitive, JULY, None)).expect("a replacement").organisation;
    assert_eq!(assessor(&after, 12, JULY), Some(person(10)));
    assert_eq!(after.exception_of(person(12), JULY), Some(post(10)));
    // Somebody without a post: no replacement touches whom they assess.
    let known = [KnownAssessor { person: person(12), assessor: person(77), post: None }];
    let before = office().following(&known, JUNE);
    let after = before.replace(&change(11, 13, Tenure::Definitive, JULY, None)).expect("a replacement").organisation;
    let stored = BTreeMap::from([(person(12), person(77)), (person(13), person(11))]);
    let touched = reassignments(&before, &after, (JULY, JULY), Some(post(11)), &stored);
    assert_eq!(touched.iter().map(|one| one.person).collect::<Vec<_>>(), [person(13)]);
}

#[test]
fn people_whose_head_has_left_already_get_the_successor() {
    let mut holdings = office().holdings;
    holdings[1].until = Some(JULY);
    let before = office().with_holdings(holdings);
    // The head of the office acts, who is one level up anyway.
    let end = Some(date(2026, 10, 1));
    let after = before.replace(&change(11, 10, Tenure::Plt, JULY, end)).expect("a replacement").organisation;
    let touched = reassignments(&before, &after, (JULY, JULY), Some(post(11)), &BTreeMap::new());
    let touched: Vec<_> = touched.iter().map(|one| (one.person, one.before, one.after())).collect();
    assert_eq!(touched, [(person(12), None, Some(person(10))), (person(13), None, Some(person(10)))]);
}

#[test]
fn whoever_is_assigned_another_assessor_follows_that_post() {
    let before = office();
    let after = before.assigned(person(12), person(10), JULY).expect("another assessor");
    assert_eq!(assessor(&after, 12, JULY), Some(person(10)));
    let touched = reassignments(&before, &after, (JULY, JULY), None, &BTreeMap::from([(person(12), person(11))]));
    assert_eq!(touched.iter().map(|one| one.person).collect::<Vec<_>>(), [person(12)]);
    let back = after.assigned(person(12), person(11), JULY).expect("the head of the unit");
    assert_eq!((assessor(&back, 12, JULY), back.exception_of(person(12), JULY)), (Some(person(11)), None));
    for (who, wanted, refusal) in [
        (12, 12, AssessorRefusal::Themself),
        (12, 11, AssessorRefusal::Same),
        (10, 12, AssessorRefusal::Below),
        (12, 77, AssessorRefusal::NoOffice),
        (77, 12, AssessorRefusal::NoSeat),
    ] {
        let refused = before.assigned(person(who), person(wanted), JULY).map(|_| ());
        assert_eq!(refused, Err(refusal), "{who} by {wanted}");
    }
}

/// Numbers from which a random agency is made.
struct Dice(Vec<u16>, usize);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.1 += 1;
        usize::from(self.0[self.1 % self.0.len()]) % most.max(1)
    }
}

const START: Date = date(2026, 1, 1);

fn some_day(dice: &mut Dice) -> Date {
    START.checked_add(i64::try_from(dice.below(200)).expect("a small number").days()).expect("a day")
}

/// A random agency of units in a tree: head posts and others, some vacant, some people acting elsewhere for a time.
fn random(dice: &mut Dice) -> (Organisation, usize, usize) {
    let units = 2 + dice.below(7);
    let tree = (0..units).map(|at| (UnitId(id(at)), (at > 0).then(|| UnitId(id(dice.below(at)))))).collect();
    let mut posts = vec![];
    for unit in 0..units {
        for _ in 0..=dice.below(3) {
            let is_head = posts.iter().all(|place: &PostPlace| place.unit != UnitId(id(unit)));
            posts.push(PostPlace { id: post(posts.len()), unit: UnitId(id(unit)), is_head });
        }
    }
    let (mut holdings, mut people) = (vec![], 0);
    let add = |person: usize, what: usize, is_acting, since, until, holdings: &mut Vec<Holding>| {
        let id = AssignmentId(id(1000 + holdings.len()));
        holdings.push(Holding { id, person: self::person(person), post: post(what), is_acting, since, until });
    };
    for (what, place) in posts.iter().enumerate() {
        for _ in 0..usize::from(dice.below(5) > 0) + usize::from(!place.is_head) * dice.below(2) {
            let until = (dice.below(6) == 0).then(|| some_day(dice)).filter(|until| *until > START);
            add(people, what, false, START, until, &mut holdings);
            people += 1;
        }
    }
    for _ in 0..dice.below(3) {
        let since = some_day(dice);
        let until = since.checked_add(30.days()).ok();
        let (who, what) = (dice.below(people), dice.below(posts.len()));
        add(who, what, true, since, until, &mut holdings);
    }
    let known: Vec<KnownAssessor> = (0..dice.below(3))
        .map(|_| KnownAssessor {
            person: person(dice.below(people)),
            assessor: person(dice.below(people)),
            post: (dice.below(2) == 0).then(|| post(dice.below(posts.len()))),
        })
        .collect();
    let organisation = Organisation::new(&tree, &posts, holdings).following(&known, START);
    (organisation, people, posts.len())
}

/// Looks for the assessor in the plainest way: through all holdings, one level after the other.
fn brute(organisation: &Organisation, who: EmployeeId, day: Date) -> Option<EmployeeId> {
    let held = |held: &&Holding| held.since <= day && held.until.is_none_or(|until| until > day);
    let mut seats: Vec<_> =
        organisation.holdings.iter().filter(held).filter(|h| h.person == who && !h.is_acting).collect();
    seats.sort_by_key(|seat| (seat.since, seat.id));
    let seat = seats.last()?;
    let exception = organisation.exceptions.get(&who).filter(|one| one.until.is_none_or(|until| until > day));
    let mut level = match exception {
        Some(exception) => exception.post,
        None => organisation.above.get(&seat.post).copied(),
    };
    let mut levels = 0;
    while let Some(at) = level.filter(|_| levels < MAX_LEVELS) {
        let mut holders: Vec<_> = organisation.holdings.iter().filter(held).filter(|held| held.post == at).collect();
        holders.sort_by_key(|held| (held.is_acting, held.since, held.id));
        match holders.last() {
            Some(holder) if holder.person != who => return Some(holder.person),
            _ => level = organisation.above.get(&at).copied(),
        }
        levels += 1;
    }
    None
}

proptest! {
    // A refused replacement is none of the thousand.
    #![proptest_config(ProptestConfig { cases: 1000, max_global_rejects: 10_000, ..ProptestConfig::default() })]

    #[test]
    fn what_a_replacement_is_said_to_touch_is_what_it_touches(numbers in prop::collection::vec(any::<u16>(), 97)) {
        let mut dice = Dice(numbers, 0);
        let (before, people, posts) = random(&mut dice);
        prop_assume!(people > 0);
        let since = some_day(&mut dice);
        let tenure = Tenure::ALL[dice.below(3)];
        let until = tenure.is_acting().then(|| since.checked_add(40.days()).expect("a day"));
        let (what, who) = (dice.below(posts), dice.below(people));
        let change = change(what, who, tenure, since, until);
        let replaced = before.replace(&change);
        prop_assume!(replaced.is_ok());
        let Ok(Replacement { organisation: after, closed }) = replaced else { return Ok(()) };
        let day = |n: i64| since.checked_add(n.days()).expect("a day");
        let to = day(60);
        let known = (0..people).filter_map(|who| Some((person(who), before.assessor_of(person(who), to)?.person)));
        let touched = reassignments(&before, &after, (since, to), Some(change.post), &known.collect());
        for who in (0..people).map(person) {
            for n in -30..0 {
                prop_assert_eq!(brute(&before, who, day(n)), brute(&after, who, day(n)), "before the day nothing changes");
            }
            let told = touched.iter().find(|one| one.person == who);
            for n in 0..=60 {
                let is = brute(&after, who, day(n));
                prop_assert_ne!(is, Some(who), "nobody assesses themself");
                prop_assert_eq!(is, after.assessor_of(who, day(n)).map(|found| found.person));
                if after.seat(who, day(n)).is_none() {
                    continue;
                }
                let step = told.and_then(|told| told.steps.iter().rfind(|step| step.since <= day(n)));
                let said = match step {
                    Some(step) => step.assessor.map(|assessor| assessor.person),
                    None => brute(&before, who, day(n)),
                };
                prop_assert_eq!(said, is, "{:?} on day {} of {:?}", who, n, change);
            }
            if let Some(told) = told {
                let first = told.steps[0].since;
                prop_assert_eq!(told.before, brute(&before, who, first));
            }
        }
        // Whoever follows the post has the successor from that day.
        for seat in after.holdings.iter().filter(|held| !held.is_acting && held.covers(since)) {
            let follows = !after.exceptions.contains_key(&seat.person)
                && after.seat(seat.person, since).is_some_and(|seat| after.above.get(&seat.post) == Some(&change.post));
            if follows && seat.person != change.successor {
                prop_assert_eq!(brute(&after, seat.person, since), Some(change.successor));
            }
        }
        let ended = after.holdings.iter().filter(|held| closed.contains(&held.id));
        prop_assert!(ended.clone().all(|held| held.until == Some(since)));
    }
}
