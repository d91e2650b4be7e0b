//! Careers: swaps, moves and promotions, acting heads, and assessors over time.
//!
//! Every change falls on the first of a month, so that plans and assignments begin together.

use super::{
    people::{Hiring, Span, Staff},
    structure::{DEMO_PUSKESMAS, Unit},
};
use crate::domain::org::{Employment, PostKind};
use jiff::{ToSpan, civil::Date};
use std::{cmp::Reverse, collections::BTreeSet};

/// An assessor of a person, with dates.
pub(crate) struct Assessment {
    pub person: usize,
    pub assessor: usize,
    pub since: Date,
    pub until: Option<Date>,
}

/// Gives some people earlier posts, and vacant units an acting head.
pub(crate) fn live(staff: &mut Staff, units: &[Unit], hiring: &mut Hiring<'_>) {
    let mut settled: BTreeSet<usize> =
        [staff.cast.pegawai, staff.cast.atasan, staff.cast.pimpinan, staff.cast.pengelola].into();
    // Nobody's present post changes below.
    let heads = heads(staff, units);
    for vacant in staff.vacant.clone() {
        succeed(staff, units, &heads, vacant, hiring, &mut settled);
    }
    swap_heads(staff, units, &heads, hiring, &mut settled);
    move_staff(staff, units, hiring, &mut settled);
    promote(staff, hiring, &settled);
}

/// Returns a month between March of last year and last month.
fn some_month(hiring: &mut Hiring<'_>) -> Date {
    let this = hiring.today.first_of_month();
    let months_back = i64::from(hiring.dice.within(1..=i32::from(this.month()) + 8));
    this.checked_sub(months_back.months()).unwrap_or(this)
}

/// Returns the holder of each unit's head post.
fn heads(staff: &Staff, units: &[Unit]) -> Vec<Option<usize>> {
    let mut heads = vec![None; units.len()];
    for (person, somebody) in staff.people.iter().enumerate() {
        for span in somebody.spans.iter().filter(|span| span.until.is_none() && span.definitive) {
            let post = &staff.posts[span.post];
            if post.is_head {
                heads[post.unit].get_or_insert(person);
            }
        }
    }
    heads
}

/// Puts an earlier time in another post before a person's present one.
fn before(staff: &mut Staff, person: usize, post: usize, changed: Date) {
    let spans = &mut staff.people[person].spans;
    if let Some(present) = spans.last_mut().filter(|present| present.since < changed) {
        let since = std::mem::replace(&mut present.since, changed);
        spans.insert(spans.len() - 1, Span { post, since, until: Some(changed), definitive: true });
    }
}

/// Moves the former head of a vacant unit elsewhere; the next in rank of the team acts.
fn succeed(
    staff: &mut Staff,
    units: &[Unit],
    heads: &[Option<usize>],
    vacant: usize,
    hiring: &mut Hiring<'_>,
    settled: &mut BTreeSet<usize>,
) {
    let Some(post) = staff.posts.iter().position(|post| post.unit == vacant && post.is_head) else { return };
    let changed = some_month(hiring);
    let mut peers: Vec<_> = (0..units.len())
        .filter(|at| units[*at].head.1 == staff.posts[post].kind && units[*at].name != DEMO_PUSKESMAS)
        .filter_map(|at| heads[at])
        .filter(|person| !settled.contains(person) && staff.people[*person].spans[0].since < changed)
        .collect();
    hiring.dice.shuffle(&mut peers);
    if let Some(former) = peers.first() {
        before(staff, *former, post, changed);
        settled.insert(*former);
    }
    let rank = |person: &usize| match staff.posts[staff.people[*person].spans[0].post].kind {
        PostKind::Pengawas | PostKind::Administrator => 0,
        PostKind::Fungsional => 1,
        _ => 2,
    };
    let acting = (0..staff.people.len())
        .filter(|person| !settled.contains(person) && staff.people[*person].employment == Employment::Pns)
        .filter(|person| staff.posts[staff.people[*person].spans[0].post].unit == vacant)
        // Grades sort as they are written: II/c before III/a before IV/a.
        .min_by_key(|person| (rank(person), Reverse(staff.people[*person].grade)));
    if let Some(acting) = acting {
        staff.people[acting].spans.push(Span { post, since: changed, until: None, definitive: false });
        settled.insert(acting);
    }
}

/// Swaps heads of similar units.
fn swap_heads(
    staff: &mut Staff,
    units: &[Unit],
    heads: &[Option<usize>],
    hiring: &mut Hiring<'_>,
    settled: &mut BTreeSet<usize>,
) {
    for (head, pairs) in [("Kepala Sekolah", 3), ("Kepala Puskesmas", 2), ("Lurah", 2)] {
        let mut alike: Vec<_> = (0..units.len())
            .filter(|at| units[*at].head.0 == head)
            .filter_map(|at| heads[at])
            .filter(|person| !settled.contains(person))
            .collect();
        hiring.dice.shuffle(&mut alike);
        for pair in alike.chunks_exact(2).take(pairs * hiring.cities) {
            let changed = some_month(hiring);
            let posts = [staff.people[pair[0]].spans[0].post, staff.people[pair[1]].spans[0].post];
            before(staff, pair[0], posts[1], changed);
            before(staff, pair[1], posts[0], changed);
            settled.extend(pair);
        }
    }
}

/// Moves about one in twenty-five from a similar unit.
fn move_staff(staff: &mut Staff, units: &[Unit], hiring: &mut Hiring<'_>, settled: &mut BTreeSet<usize>) {
    for person in 0..staff.people.len() {
        let changed = some_month(hiring);
        let present = &staff.people[person].spans[0];
        let (unit, name, kind) = {
            let post = &staff.posts[present.post];
            if post.is_head || settled.contains(&person) || present.since >= changed || !hiring.dice.chance(4) {
                continue;
            }
            (post.unit, post.name.clone(), post.kind)
        };
        let alike: Vec<_> = (0..units.len())
            .filter(|at| *at != unit && units[*at].sort == units[unit].sort && units[*at].name != DEMO_PUSKESMAS)
            .collect();
        if alike.is_empty() || units[unit].name == DEMO_PUSKESMAS {
            continue;
        }
        let from = *hiring.dice.pick(&alike);
        let post = staff.post(hiring, from, name, kind, false);
        before(staff, person, post, changed);
        settled.insert(person);
    }
}

/// Promotes some on the ladder of their functional post, in the same unit, years ago.
fn promote(staff: &mut Staff, hiring: &mut Hiring<'_>, settled: &BTreeSet<usize>) {
    for person in 0..staff.people.len() {
        let Some(present) = staff.people[person].spans.first().filter(|span| span.until.is_none()).cloned() else {
            continue;
        };
        let post = &staff.posts[present.post];
        let lower = [("Ahli Muda", "Ahli Pertama"), ("Ahli Madya", "Ahli Muda"), ("Mahir", "Terampil")]
            .iter()
            .find_map(|(rung, below)| post.name.strip_suffix(rung).map(|title| format!("{title}{below}")));
        let (Some(lower), false) = (lower, settled.contains(&person)) else { continue };
        if staff.people[person].employment != Employment::Pns || !hiring.dice.chance(30) {
            continue;
        }
        let (unit, kind) = (post.unit, post.kind);
        let years = hiring.dice.within(2..=4);
        let Ok(since) = present.since.checked_sub(years.years()) else { continue };
        let post = staff.post(hiring, unit, lower, kind, false);
        let earlier = Span { post, since, until: Some(present.since), definitive: true };
        staff.people[person].spans.insert(0, earlier);
    }
}

/// The heads of each unit over time, the definitive ones first.
pub(crate) struct Tenures(Vec<Vec<(usize, Span)>>);

impl Tenures {
    pub(crate) fn of(staff: &Staff, units: &[Unit]) -> Self {
        let mut tenures: Vec<Vec<(usize, Span)>> = units.iter().map(|_| vec![]).collect();
        for (person, span) in staff.people.iter().enumerate().flat_map(|(at, p)| p.spans.iter().map(move |s| (at, s))) {
            let post = &staff.posts[span.post];
            if post.is_head {
                tenures[post.unit].push((person, span.clone()));
            }
        }
        for heads in &mut tenures {
            heads.sort_by_key(|(_, span)| !span.definitive);
        }
        Self(tenures)
    }

    fn head(&self, unit: usize, on: Date) -> Option<usize> {
        self.0[unit].iter().find(|(_, span)| covers(span, on)).map(|(person, _)| *person)
    }

    /// Returns the head of the person's unit; for heads, and where there is none, the one above.
    pub(crate) fn assessor(&self, units: &[Unit], person: usize, unit: usize, on: Date) -> Option<usize> {
        let mut at = Some(unit);
        while let Some(unit) = at {
            match self.head(unit, on) {
                Some(head) if head != person => return Some(head),
                _ => at = units[unit].parent,
            }
        }
        None
    }
}

fn covers(span: &Span, on: Date) -> bool {
    span.since <= on && span.until.is_none_or(|until| on < until)
}

/// Returns everybody's assessors since two years before this one.
pub(crate) fn assessments(staff: &Staff, units: &[Unit], tenures: &Tenures, today: Date) -> Vec<Assessment> {
    let begin = Date::new(today.year() - 2, 1, 1).unwrap_or(today);
    let changes: BTreeSet<Date> = tenures
        .0
        .iter()
        .flatten()
        .flat_map(|(_, span)| [Some(span.since), span.until])
        .flatten()
        .filter(|day| *day > begin && *day <= today)
        .collect();
    let mut all: Vec<Assessment> = vec![];
    for (person, somebody) in staff.people.iter().enumerate() {
        for span in somebody.spans.iter().filter(|span| span.definitive) {
            let from = span.since.max(begin);
            if span.until.is_some_and(|until| until <= from) {
                continue;
            }
            let inside =
                changes.iter().copied().filter(|day| *day > from && span.until.is_none_or(|until| *day < until));
            for day in std::iter::once(from).chain(inside) {
                let assessor = tenures.assessor(units, person, staff.posts[span.post].unit, day);
                let last = all.last_mut().filter(|last| last.person == person && last.until.is_none());
                match (last, assessor) {
                    (Some(last), Some(assessor)) if last.assessor == assessor => {}
                    (last, assessor) => {
                        if let Some(last) = last {
                            last.until = Some(day);
                        }
                        all.extend(assessor.map(|assessor| Assessment { person, assessor, since: day, until: None }));
                    }
                }
            }
        }
    }
    all
}
