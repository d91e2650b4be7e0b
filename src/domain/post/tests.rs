//! The rule of posts on small offices. Random agencies are in `world`.

mod world;

use super::*;
use crate::domain::id::PostChangeId;
use jiff::civil::date;
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
    tree(
        &[(0, None), (1, Some(0))],
        &[(10, 0, true), (11, 1, true), (12, 1, false)],
        &[(10, 10), (11, 11), (12, 12), (13, 12)],
    )
}

/// A city (head post 9) above that office, and a school (unit 2, head post 21) below the city with a teacher (post 22).
fn city() -> Organisation {
    tree(
        &[(9, None), (0, Some(9)), (1, Some(0)), (2, Some(9))],
        &[(9, 9, true), (10, 0, true), (11, 1, true), (12, 1, false), (21, 2, true), (22, 2, false)],
        &[(9, 9), (10, 10), (11, 11), (12, 12), (13, 12), (21, 21), (22, 22)],
    )
}

fn tree(units: &[(usize, Option<usize>)], posts: &[(usize, usize, bool)], held: &[(usize, usize)]) -> Organisation {
    let unit = |n| UnitId(id(n));
    let units = units.iter().map(|(at, above)| (unit(*at), above.map(unit))).collect();
    let posts: Vec<PostPlace> =
        posts.iter().map(|(n, at, is_head)| PostPlace { id: post(*n), unit: unit(*at), is_head: *is_head }).collect();
    let held = held.iter().map(|(who, what)| Holding {
        id: AssignmentId(id(*who)),
        person: person(*who),
        post: post(*what),
        is_acting: false,
        since: date(2020, 1, 1),
        until: None,
    });
    Organisation::new(&units, &posts, held.collect())
}

/// A row of the personnel data: `by` assesses `who`.
fn known(who: usize, by: usize) -> KnownAssessor {
    KnownAssessor {
        person: person(who),
        assessor: person(by),
        since: date(2020, 1, 1),
        until: None,
        post: None,
        is_by_rule: false,
    }
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
    let touched = reassignments(&before, &after, (JULY, JULY), Some(post(11)));
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
    let before = office().following(&[known(12, 10), known(13, 11)], (JUNE, JUNE));
    assert_eq!(assessor(&before, 12, JUNE), Some(person(10)));
    let after = before.replace(&change(11, 13, Tenure::Definitive, JULY, None)).expect("a replacement").organisation;
    assert_eq!(assessor(&after, 12, JULY), Some(person(10)));
    assert_eq!(after.exception_of(person(12), JULY), Some(post(10)));
    // Somebody without a post: no replacement touches whom they assess.
    let before = office().following(&[known(12, 77), known(13, 11)], (JUNE, JUNE));
    let after = before.replace(&change(11, 13, Tenure::Definitive, JULY, None)).expect("a replacement").organisation;
    let touched = reassignments(&before, &after, (JULY, JULY), Some(post(11)));
    assert_eq!(touched.iter().map(|one| one.person).collect::<Vec<_>>(), [person(13)]);
}

#[test]
fn an_exception_of_today_does_not_change_who_assessed_in_the_past() {
    let may = date(2026, 5, 1);
    let rows = [KnownAssessor { until: Some(JUNE), ..known(12, 11) }, KnownAssessor { since: JUNE, ..known(12, 10) }];
    let before = office().following(&rows, (may, JUNE));
    assert_eq!(assessor(&before, 12, may), Some(person(11)));
    assert_eq!(assessor(&before, 12, JULY), Some(person(10)));
    // A letter that comes late counts in May, not from June on.
    let after = before.replace(&change(11, 13, Tenure::Definitive, may, None)).expect("a replacement").organisation;
    let touched = reassignments(&before, &after, (may, JUNE), Some(post(11)));
    let midwife = touched.iter().find(|one| one.person == person(12)).expect("the midwife");
    assert_eq!((midwife.moves(may, None), midwife.after()), (vec![Some(person(13))], Some(person(10))));
}

#[test]
fn people_whose_head_has_left_already_get_the_successor() {
    let mut holdings = office().holdings;
    holdings[1].until = Some(JUNE);
    let before = office().with_holdings(holdings).following(&[], (JUNE, JUNE));
    // The head of the office acts, who is one level up anyway.
    let end = Some(date(2026, 10, 1));
    let after = before.replace(&change(11, 10, Tenure::Plt, JULY, end)).expect("a replacement").organisation;
    let touched = reassignments(&before, &after, (JULY, JULY), Some(post(11)));
    let touched: Vec<_> = touched.iter().map(|one| (one.person, one.before, one.after())).collect();
    assert_eq!(touched, [(person(12), None, Some(person(10))), (person(13), None, Some(person(10)))]);
}

#[test]
fn whoever_is_assigned_another_assessor_follows_that_post() {
    let before = office();
    let after = before.assigned(person(12), person(10), JULY).expect("another assessor");
    assert_eq!(assessor(&after, 12, JULY), Some(person(10)));
    let touched = reassignments(&before, &after, (JULY, JULY), None);
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

#[test]
fn somebody_without_an_assessor_in_the_data_may_ask_for_the_one_above() {
    let before = office().following(&[], (JUNE, JUNE));
    let after = before.assigned(person(12), person(11), JUNE).expect("the head of the unit");
    let touched = reassignments(&before, &after, (JUNE, JUNE), Some(post(11)));
    assert!(touched.iter().any(|one| (one.person, one.before, one.after()) == (person(12), None, Some(person(11)))));
}

#[test]
fn each_of_several_holders_of_a_post_can_be_asked_for() {
    for (who, wanted) in [(12, 13), (13, 12)] {
        let after = office().assigned(person(who), person(wanted), JULY).expect("a colleague");
        assert_eq!(assessor(&after, who, JULY), Some(person(wanted)));
        assert_eq!(assessor(&after, wanted, JULY), Some(person(11)));
    }
}

#[test]
fn an_acting_head_two_levels_up_is_not_assessed_by_the_head_between() {
    let end = Some(date(2026, 10, 1));
    let after = city().replace(&change(10, 12, Tenure::Plt, JULY, end)).expect("a replacement").organisation;
    assert_eq!(assessor(&after, 11, JULY), Some(person(12)));
    assert_eq!(assessor(&after, 12, JULY), Some(person(9)), "not the one whom she assesses");
    assert_eq!(assessor(&after, 13, JULY), Some(person(11)));
}

#[test]
fn two_who_act_in_each_others_unit_do_not_assess_each_other() {
    let end = Some(date(2026, 10, 1));
    let one = city().replace(&change(21, 12, Tenure::Plt, JULY, end)).expect("a replacement").organisation;
    let other = HeadChange { id: PostChangeId(id(98)), ..change(11, 22, Tenure::Plt, JULY, end) };
    let both = one.replace(&other).expect("a replacement").organisation;
    let lines = both.lines(JULY);
    assert!(!lines.is_below(person(12), person(22)) || !lines.is_below(person(22), person(12)));
    assert_eq!(assessor(&both, 13, JULY), Some(person(22)));
    assert!(assessor(&both, 12, JULY).is_some() && assessor(&both, 22, JULY).is_some());
}

#[test]
fn whoever_acts_in_their_own_line_has_the_assessor_again_afterwards() {
    let (end, eve) = (date(2026, 7, 15), date(2026, 7, 14));
    let after = city().replace(&change(11, 12, Tenure::Plh, JULY, Some(end))).expect("a replacement").organisation;
    let acted = |who, by| KnownAssessor { since: JULY, is_by_rule: true, ..known(who, by) };
    let turns = after.following(&[acted(12, 10), acted(13, 12), known(11, 10)], (eve, eve)).turns(end);
    let turns: Vec<_> = turns.iter().map(|one| (one.person, one.before, one.after())).collect();
    let eleven = Some(person(11));
    assert_eq!(turns, [(person(12), Some(person(10)), eleven), (person(13), Some(person(12)), eleven)]);
}

#[test]
fn the_people_of_somebody_who_retires_have_the_next_level() {
    let ends = HashMap::from([(person(11), JULY)]);
    let rows = [known(12, 11), known(13, 11), known(11, 10)];
    let retiring = office().ending(ends).following(&rows, (JUNE, JUNE));
    let turns: Vec<_> = retiring.turns(JULY).iter().map(|one| (one.person, one.before, one.after())).collect();
    let (ten, eleven) = (Some(person(10)), Some(person(11)));
    assert_eq!(turns, [(person(12), eleven, ten), (person(13), eleven, ten)]);
    assert_eq!(
        retiring.replace(&change(10, 11, Tenure::Definitive, JULY, None)).map(|_| ()),
        Err(PostRefusal::ServiceEnds(JULY))
    );
}

#[test]
fn a_replacement_that_leaves_somebody_without_an_assessor_is_refused() {
    let refused = city().replace(&change(11, 9, Tenure::Definitive, JULY, None)).map(|_| ());
    assert_eq!(refused, Err(PostRefusal::NobodyAbove(post(9))));
}

#[test]
fn a_replacement_counts_with_those_that_are_signed_before_it() {
    let first = change(11, 13, Tenure::Definitive, JULY, None);
    let august = date(2026, 8, 1);
    let second = HeadChange { id: PostChangeId(id(98)), ..change(11, 12, Tenure::Definitive, august, None) };
    let prepared = prepare(office(), &[first], &second, JUNE).expect("a replacement");
    let teacher = prepared.touched.iter().find(|one| one.person == person(12)).expect("the successor");
    assert_eq!((teacher.before, teacher.after()), (Some(person(13)), Some(person(10))));
    // What is signed for later stays possible.
    let earlier = HeadChange { id: PostChangeId(id(97)), ..change(11, 12, Tenure::Definitive, JUNE, None) };
    let refused = prepare(office(), &[second], &earlier, JUNE).map(|_| ());
    assert_eq!(refused.err(), Some(PostRefusal::Hinders(august)));
}

#[test]
fn whoever_takes_the_highest_post_is_told_without_an_assessor() {
    let before = office().following(&[known(11, 10), known(12, 11), known(13, 11)], (JUNE, JUNE));
    let prepared = prepare(before, &[], &change(10, 12, Tenure::Definitive, JULY, None), JUNE).expect("a replacement");
    let moved: Vec<_> = prepared.touched.iter().map(|one| (one.person, one.before, one.moves(JULY, None))).collect();
    let (eleven, twelve) = (person(11), person(12));
    assert_eq!(moved, [(eleven, Some(person(10)), vec![Some(twelve)]), (twelve, Some(eleven), vec![None])]);
}

#[test]
fn a_replacement_is_shown_as_it_will_be_after_what_ends_before_it() {
    let august = date(2026, 8, 1);
    let before = office().replace(&change(11, 13, Tenure::Plt, JUNE, Some(JULY))).expect("a replacement").organisation;
    let acted = |who, by| KnownAssessor { since: JUNE, is_by_rule: true, ..known(who, by) };
    let before = before.following(&[acted(12, 13), acted(13, 10), known(11, 10)], (JUNE, JUNE));
    let later = HeadChange { id: PostChangeId(id(98)), ..change(11, 13, Tenure::Definitive, august, None) };
    let prepared = prepare(before, &[], &later, JUNE).expect("a replacement");
    let moved: Vec<_> = prepared.touched.iter().map(|one| (one.person, one.before, one.moves(august, None))).collect();
    // The head of the office assesses in July.
    assert_eq!(moved, [(person(12), Some(person(10)), vec![Some(person(13))])]);
}
