//! Random cascades: what the domain rolls up is what one gets by adding up the list of reports.

use super::*;
use kinerja::domain::{
    cascade::{CascadeNode, CascadeTree, MeasureKind, OwnReport, WeekChange, course},
    id::RhkId,
    skp::{Division, Link},
};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use uuid::Uuid;

/// A report in the order of arrival; `corrects` is the number of an earlier one of the same indicator.
#[derive(Clone, Debug)]
struct Report {
    of: usize,
    day: Date,
    value: i64,
    fraction: Option<(i64, i64)>,
    corrects: Option<usize>,
}

/// An indicator: the one that it names, the measure by its number, and how its result supports the superior's.
#[derive(Clone, Debug)]
struct Planned {
    above: Option<usize>,
    kind: usize,
    link: Option<Link>,
    supports_other: bool,
    division: Division,
    is_removed: bool,
}

fn kinds() -> [MeasureKind; 6] {
    let kind = |unit: &str, accumulation, polarity, is_coverage| MeasureKind {
        unit: unit.to_owned(),
        polarity,
        accumulation,
        is_coverage,
    };
    [
        kind("akta", Accumulation::Year, Polarity::Maximise, false),
        kind("akta", Accumulation::Month, Polarity::Maximise, false),
        kind("berkas", Accumulation::Year, Polarity::Minimise, false),
        kind("%", Accumulation::Year, Polarity::Maximise, true),
        kind("%", Accumulation::Year, Polarity::Maximise, false),
        kind("indeks", Accumulation::Level, Polarity::Maximise, false),
    ]
}

fn planned() -> impl Strategy<Value = Planned> {
    let link = prop_oneof![6 => Just(Some(Link::Direct)), 1 => Just(Some(Link::NonDirect)), 1 => Just(None)];
    let division = prop_oneof![4 => Just(Division::Volume), 2 => Just(Division::Region), 1 => Just(Division::Aspect)];
    let kind = prop_oneof![6 => Just(usize::MAX), 1 => 0_usize..6];
    let seldom = || prop::bool::weighted(0.1);
    (kind, link, seldom(), division, seldom()).prop_map(|(kind, link, supports_other, division, is_removed)| Planned {
        above: None,
        kind,
        link,
        supports_other,
        division,
        is_removed,
    })
}

/// Up to fourteen indicators on at most four levels below the first; most have the measure of the one that they name.
fn cascades() -> impl Strategy<Value = Vec<Planned>> {
    let rest = prop::collection::vec((planned(), any::<prop::sample::Index>()), 0..14);
    (0_usize..6, rest).prop_map(|(kind, rest)| {
        let first = Planned {
            above: None,
            kind,
            link: None,
            supports_other: false,
            division: Division::Volume,
            is_removed: false,
        };
        let (mut all, mut levels) = (vec![first], vec![0]);
        for (mut one, above) in rest {
            let open: Vec<usize> = (0..all.len()).filter(|at| levels[*at] < 4).collect();
            let above = open[above.index(open.len())];
            if one.kind == usize::MAX {
                one.kind = all[above].kind;
            }
            levels.push(levels[above] + 1);
            all.push(Planned { above: Some(above), ..one });
        }
        all
    })
}

fn reports() -> impl Strategy<Value = Vec<Report>> {
    let fraction = prop::option::weighted(0.8, (0_i64..50, 50_i64..100));
    let report = (
        any::<prop::sample::Index>(),
        0_i64..170,
        0_i64..500,
        fraction,
        prop::option::weighted(0.2, any::<prop::sample::Index>()),
    );
    prop::collection::vec(report, 0..50).prop_map(|rows| {
        let mut all: Vec<Report> = vec![];
        for (of, day, value, fraction, corrects) in rows {
            let earlier = corrects.filter(|_| !all.is_empty()).map(|at| at.index(all.len()));
            // A correction is about the same indicator, and nothing is corrected twice.
            let corrects = earlier.filter(|at| all.iter().all(|report| report.corrects != Some(*at)));
            let of = corrects.map_or_else(|| of.index(15), |at| all[at].of);
            let day = date(2026, 1, 5).checked_add(day.days()).expect("a day");
            all.push(Report { of, day, value, fraction, corrects });
        }
        all
    })
}

fn iki(at: usize) -> IkiId {
    IkiId(Uuid::from_u128(at as u128 + 1))
}

fn rhk(at: usize) -> RhkId {
    RhkId(Uuid::from_u128(at as u128 + 1))
}

/// Returns the place of a report among those of its day: that of the first one of its chain of corrections.
fn place(reports: &[Report], at: usize) -> usize {
    reports[at].corrects.map_or(at, |corrected| place(reports, corrected))
}

/// Returns the reports of an indicator that nothing corrects, about days up to one, in the order in which they count.
fn counted(reports: &[Report], of: usize, until: Date) -> Vec<&Report> {
    let corrected: BTreeSet<usize> = reports.iter().filter_map(|report| report.corrects).collect();
    let mut left: Vec<usize> = (0..reports.len())
        .filter(|at| reports[*at].of == of && reports[*at].day <= until && !corrected.contains(at))
        .collect();
    left.sort_by_key(|at| (reports[*at].day, place(reports, *at)));
    left.into_iter().map(|at| &reports[at]).collect()
}

fn tree(plan: &[Planned], reports: &[Report], until: Date) -> CascadeTree {
    let kinds = kinds();
    CascadeTree::new(plan.iter().enumerate().filter(|(_, one)| !one.is_removed).map(|(at, one)| {
        let supported = |above: usize| if one.supports_other { rhk(99) } else { rhk(above) };
        CascadeNode {
            iki: iki(at),
            rhk: rhk(at),
            supports: one.above.zip(one.link).map(|(above, link)| (supported(above), link)),
            division: one.division,
            adds_to: one.above.map(iki),
            kind: kinds[one.kind].clone(),
            own: counted(reports, at, until).last().map(|report| OwnReport {
                value: Value::whole(report.value),
                fraction: report.fraction.map(|(part, whole)| (Value::whole(part), Value::whole(whole))),
                observed_on: report.day,
                is_old: false,
            }),
        }
    }))
}

/// Returns the indicators whose reports the figure of one is made of, by the rules as they are written down.
fn ends(plan: &[Planned], of: usize) -> Vec<usize> {
    let named = (0..plan.len()).filter(|at| {
        let one = &plan[*at];
        one.above == Some(of)
            && !one.is_removed
            && one.link == Some(Link::Direct)
            && !one.supports_other
            && one.kind == plan[of].kind
    });
    let (aspects, others): (Vec<usize>, Vec<usize>) = named.partition(|at| plan[*at].division == Division::Aspect);
    // Neither a plain percentage nor an index can be added up.
    let mut parts: Vec<usize> = others.into_iter().filter(|at| plan[*at].kind < 4).collect();
    if parts.is_empty() && aspects.len() == 1 {
        parts = aspects;
    }
    if parts.is_empty() { vec![of] } else { parts.into_iter().flat_map(|part| ends(plan, part)).collect() }
}

/// Returns the figure of an indicator as somebody would work it out with the list of reports on the desk.
fn by_hand(plan: &[Planned], reports: &[Report], of: usize, until: Date) -> Option<Decimal> {
    let ends = ends(plan, of);
    let newest: Vec<&Report> = ends.iter().filter_map(|at| counted(reports, *at, until).last().copied()).collect();
    match plan[of].kind {
        3 if ends != [of] => {
            let fractions: Vec<(i64, i64)> = newest.iter().filter_map(|report| report.fraction).collect();
            let (part, whole) = fractions.iter().fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
            (whole > 0).then(|| {
                let percent = Decimal::from(part * 100) / Decimal::from(whole);
                percent.round_dp_with_strategy(4, rust_decimal::RoundingStrategy::MidpointAwayFromZero)
            })
        }
        1 => {
            let month = newest.iter().map(|report| Month::of(report.day)).max()?;
            Some(
                newest
                    .iter()
                    .filter(|report| Month::of(report.day) == month)
                    .map(|report| report.value)
                    .sum::<i64>()
                    .into(),
            )
        }
        _ => (!newest.is_empty()).then(|| newest.iter().map(|report| report.value).sum::<i64>().into()),
    }
}

/// Returns the changes week by week as the database adds them up.
fn changes(plan: &[Planned], reports: &[Report], of: usize, until: Date) -> Vec<WeekChange> {
    let is_monthly = plan[of].kind == 1;
    let mut weeks: BTreeMap<(Date, Option<Month>), WeekChange> = BTreeMap::new();
    for end in ends(plan, of) {
        let mut before: HashMap<Option<Month>, &Report> = HashMap::new();
        for report in counted(reports, end, until) {
            let month = is_monthly.then(|| Month::of(report.day));
            let monday = week_of(report.day);
            let last = before.insert(month, report);
            let part = |report: &Report| report.fraction.map_or(0, |(part, _)| part);
            let whole = |report: &Report| report.fraction.map_or(0, |(_, whole)| whole);
            let has = |report: &Report| i64::from(report.fraction.is_some());
            let change = weeks.entry((monday, month)).or_insert(WeekChange {
                monday,
                month,
                value: Decimal::ZERO,
                numerator: Decimal::ZERO,
                denominator: Decimal::ZERO,
                reported: 0,
                with_fraction: 0,
            });
            change.value += Decimal::from(report.value - last.map_or(0, |last| last.value));
            change.numerator += Decimal::from(part(report) - last.map_or(0, part));
            change.denominator += Decimal::from(whole(report) - last.map_or(0, whole));
            change.reported += i64::from(last.is_none());
            change.with_fraction += has(report) - last.map_or(0, has);
        }
    }
    weeks.into_values().collect()
}

proptest! {
    #[test]
    fn what_is_rolled_up_is_the_sum_of_the_reports(plan in cascades(), reports in reports()) {
        let today = date(2026, 6, 22);
        let tree = tree(&plan, &reports, today);
        for (at, _) in plan.iter().enumerate().filter(|(_, one)| !one.is_removed) {
            let figure = tree.figure(iki(at));
            let shown = figure.standing.map(|standing| standing.value.decimal());
            prop_assert_eq!(shown, by_hand(&plan, &reports, at, today), "indicator {}", at);
            prop_assert_eq!(figure.sources as usize, ends(&plan, at).len());
            // Each that names it is added or named with a reason, never both.
            let named = plan.iter().filter(|one| one.above == Some(at) && !one.is_removed).count();
            prop_assert_eq!(tree.contributions(iki(at)).len() + tree.not_added(iki(at)).len(), named);
        }
    }

    #[test]
    fn each_week_ends_as_it_would_have_been_rolled_up_then(plan in cascades(), reports in reports()) {
        let today = date(2026, 6, 22);
        let mondays: Vec<Date> =
            (0_i64..24).map(|week| date(2026, 1, 5).checked_add((week * 7).days()).expect("a day")).collect();
        for (at, one) in plan.iter().enumerate().filter(|(_, one)| !one.is_removed) {
            let is_own = tree(&plan, &reports, today).contributions(iki(at)).is_empty();
            let weeks = course(&kinds()[one.kind], is_own, &changes(&plan, &reports, at, today), mondays.iter().copied());
            for (monday, standing) in weeks {
                let sunday = monday.checked_add(6.days()).expect("a day");
                let then = by_hand(&plan, &reports, at, sunday);
                prop_assert_eq!(standing.map(|standing| standing.value.decimal()), then, "indicator {} by {}", at, sunday);
            }
        }
    }

    #[test]
    fn circles_end(above in prop::collection::vec(0_usize..8, 8)) {
        let one = |above| Planned {
            above: Some(above),
            kind: 0,
            link: Some(Link::Direct),
            supports_other: false,
            division: Division::Volume,
            is_removed: false,
        };
        let plan: Vec<Planned> = above.into_iter().map(one).collect();
        let tree = tree(&plan, &[], date(2026, 6, 22));
        for at in 0..plan.len() {
            let sources = tree.sources(iki(at));
            prop_assert_eq!(sources.iter().collect::<BTreeSet<_>>().len(), sources.len());
            prop_assert_eq!(tree.figure(iki(at)).standing, None);
        }
    }
}
