//! The indicators of a cascade, and what each stands at.

use super::{MeasureKind, NotAdded};
use crate::domain::{
    calendar::Month,
    id::{IkiId, RhkId},
    measure::{Accumulation, Standing, Value},
    skp::{Division, Link},
};
use jiff::civil::Date;
use rust_decimal::{Decimal, RoundingStrategy};
use std::collections::{HashMap, HashSet};

/// The levels of contributions below an indicator that are added up: more than an agency has.
pub const MAX_LEVELS: i32 = 8;

/// The newest report of an indicator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OwnReport {
    pub value: Value,
    /// Of a coverage: how many, and out of how many.
    pub fraction: Option<(Value, Value)>,
    /// The civil day that it describes.
    pub observed_on: Date,
    /// Whether a newer one is overdue.
    pub is_old: bool,
}

/// An indicator of a plan in force, with what it says about the superior's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CascadeNode {
    pub iki: IkiId,
    /// The result to which it belongs.
    pub rhk: RhkId,
    /// The superior's result that this result supports.
    pub supports: Option<(RhkId, Link)>,
    pub division: Division,
    /// The superior's indicator to which it is added.
    pub adds_to: Option<IkiId>,
    pub kind: MeasureKind,
    pub own: Option<OwnReport>,
}

/// What an indicator stands at, and by how many reports.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figure {
    /// `None` if nothing that counts was reported: that is no zero.
    pub standing: Option<Standing>,
    /// Of a coverage: the sums of the numerators and of the denominators.
    pub fraction: Option<(Decimal, Decimal)>,
    /// Whether it stands by the indicator's own report, because nothing is added to it.
    pub is_own: bool,
    /// The indicators at the ends of the cascade, whose reports are added up.
    pub sources: u32,
    /// Those of them whose reports count.
    pub counted: u32,
    /// Those of the counted ones for which a newer report is overdue.
    pub old: u32,
    /// Those that were reported without numerator and denominator.
    pub without_fraction: u32,
    /// Those whose newest report describes another month than the one that is judged.
    pub of_other_months: u32,
}

/// Indicators by the ones to which they are added.
#[derive(Clone, Debug, Default)]
pub struct CascadeTree {
    nodes: HashMap<IkiId, CascadeNode>,
    added: HashMap<IkiId, Vec<IkiId>>,
    not_added: HashMap<IkiId, Vec<(IkiId, NotAdded)>>,
}

impl CascadeTree {
    /// Returns the cascade of indicators in force; whether one contributes is decided here.
    pub fn new(nodes: impl IntoIterator<Item = CascadeNode>) -> Self {
        let nodes: HashMap<IkiId, CascadeNode> = nodes.into_iter().map(|node| (node.iki, node)).collect();
        let mut named: HashMap<IkiId, Vec<IkiId>> = HashMap::new();
        for node in nodes.values() {
            if let Some(sum) = node.adds_to.filter(|sum| nodes.contains_key(sum)) {
                named.entry(sum).or_default().push(node.iki);
            }
        }
        let mut tree = Self { nodes, ..Self::default() };
        for (sum, mut candidates) in named {
            candidates.sort_unstable();
            let (added, not_added) = tree.sorted(sum, &candidates);
            if !added.is_empty() {
                tree.added.insert(sum, added);
            }
            if !not_added.is_empty() {
                tree.not_added.insert(sum, not_added);
            }
        }
        tree
    }

    /// Parts the indicators that name one into those that are added to it and those that are not.
    fn sorted(&self, sum: IkiId, candidates: &[IkiId]) -> (Vec<IkiId>, Vec<(IkiId, NotAdded)>) {
        let Some(whole) = self.nodes.get(&sum) else { return (vec![], vec![]) };
        let (mut parts, mut aspects, mut refused) = (vec![], vec![], vec![]);
        for node in candidates.iter().filter_map(|iki| self.nodes.get(iki)) {
            let why = match node.supports {
                Some((rhk, _)) if rhk != whole.rhk => Some(NotAdded::OtherResult),
                None => Some(NotAdded::OtherResult),
                Some((_, Link::NonDirect)) => Some(NotAdded::IndirectLink),
                Some((_, Link::Direct)) => node.kind.differs_from(&whole.kind),
            };
            match (why, node.division, node.kind.obstacle()) {
                (Some(why), ..) | (None, Division::Volume | Division::Region, Some(why)) => {
                    refused.push((node.iki, why));
                }
                (None, Division::Aspect, _) => aspects.push(node.iki),
                (None, Division::Volume | Division::Region, None) => parts.push(node.iki),
            }
        }
        if parts.is_empty() && aspects.len() == 1 {
            parts = aspects;
        } else {
            refused.extend(aspects.into_iter().map(|iki| (iki, NotAdded::SharedAspect)));
            refused.sort_unstable();
        }
        (parts, refused)
    }

    pub fn node(&self, iki: IkiId) -> Option<&CascadeNode> {
        self.nodes.get(&iki)
    }

    /// Returns the indicators that are added to one.
    pub fn contributions(&self, of: IkiId) -> &[IkiId] {
        self.added.get(&of).map_or(&[], Vec::as_slice)
    }

    /// Returns the indicators that name one and are not added to it, with the reasons.
    pub fn not_added(&self, to: IkiId) -> &[(IkiId, NotAdded)] {
        self.not_added.get(&to).map_or(&[], Vec::as_slice)
    }

    /// Returns the indicators whose own reports one stands by: those at the ends of its cascade, or itself. Each is
    /// visited once: a circle adds nothing.
    pub fn sources(&self, of: IkiId) -> Vec<IkiId> {
        let (mut seen, mut found) = (HashSet::new(), vec![]);
        self.gather(of, 0, &mut seen, &mut found);
        found
    }

    fn gather(&self, of: IkiId, level: i32, seen: &mut HashSet<IkiId>, found: &mut Vec<IkiId>) {
        if !seen.insert(of) {
            return;
        }
        let below = if level < MAX_LEVELS { self.contributions(of) } else { &[] };
        if below.is_empty() {
            found.push(of);
        }
        for iki in below {
            self.gather(*iki, level + 1, seen, found);
        }
    }

    /// Returns the indicator's own newest report.
    pub fn own(&self, of: IkiId) -> Option<Standing> {
        let own = self.nodes.get(&of)?.own?;
        Some(Standing { value: own.value, observed_on: own.observed_on })
    }

    /// Returns the month that a total of the month is judged for: the newest one that any of its reports describes.
    pub fn month(&self, of: IkiId) -> Option<Month> {
        let node = self.nodes.get(&of)?;
        if node.kind.accumulation != Accumulation::Month {
            return None;
        }
        let (sources, is_own) = (self.sources(of), self.contributions(of).is_empty());
        let reports = sources.iter().filter_map(|iki| self.nodes.get(iki)?.own);
        let counted = reports.filter(|own| is_own || !node.kind.is_coverage || own.fraction.is_some());
        counted.map(|own| Month::of(own.observed_on)).max()
    }

    /// Returns what an indicator stands at.
    pub fn figure(&self, of: IkiId) -> Figure {
        self.figure_in(of, self.month(of))
    }

    /// Returns what an indicator stands at as a part of a total of a month.
    pub fn figure_in(&self, of: IkiId, month: Option<Month>) -> Figure {
        let Some(node) = self.nodes.get(&of) else { return Figure::default() };
        let sources = self.sources(of);
        let is_own = self.contributions(of).is_empty();
        let by_fraction = node.kind.is_coverage && !is_own;
        let mut figure =
            Figure { is_own, sources: u32::try_from(sources.len()).unwrap_or(u32::MAX), ..Figure::default() };
        let (mut sum, mut fraction) = (Decimal::ZERO, (Decimal::ZERO, Decimal::ZERO));
        let mut newest: Option<Date> = None;
        for own in sources.iter().filter_map(|iki| self.nodes.get(iki)?.own) {
            if by_fraction && own.fraction.is_none() {
                figure.without_fraction += 1;
            } else if month.is_some_and(|month| month != Month::of(own.observed_on)) {
                figure.of_other_months += 1;
            } else {
                figure.counted += 1;
                figure.old += u32::from(own.is_old);
                sum += own.value.decimal();
                if let Some((numerator, denominator)) = own.fraction {
                    fraction = (fraction.0 + numerator.decimal(), fraction.1 + denominator.decimal());
                }
                newest = newest.max(Some(own.observed_on));
            }
        }
        let value = if by_fraction { percent(fraction) } else { Value::new(sum).ok() };
        figure.fraction = Some(fraction).filter(|(_, of)| node.kind.is_coverage && !of.is_zero());
        figure.standing = newest.zip(value).map(|(observed_on, value)| Standing { value, observed_on });
        figure
    }
}

/// Returns a part in percent of a whole, to the four decimals that a value has.
pub(super) fn percent((part, whole): (Decimal, Decimal)) -> Option<Value> {
    let percent = (part * Decimal::ONE_HUNDRED).checked_div(whole)?;
    Value::new(percent.round_dp_with_strategy(4, RoundingStrategy::MidpointAwayFromZero)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::measure::Polarity;
    use jiff::civil::date;
    use uuid::Uuid;

    fn iki(n: u128) -> IkiId {
        IkiId(Uuid::from_u128(n))
    }

    fn rhk(n: u128) -> RhkId {
        RhkId(Uuid::from_u128(n))
    }

    fn value(text: &str) -> Value {
        text.parse().expect("a value")
    }

    /// Returns an indicator that is added to another one of a superior's result of the same number.
    fn node(n: u128, adds_to: u128, own: Option<&str>) -> CascadeNode {
        CascadeNode {
            iki: iki(n),
            rhk: rhk(n),
            supports: (adds_to > 0).then(|| (rhk(adds_to), Link::Direct)),
            division: Division::Volume,
            adds_to: (adds_to > 0).then(|| iki(adds_to)),
            kind: MeasureKind {
                unit: "akta".to_owned(),
                polarity: Polarity::Maximise,
                accumulation: Accumulation::Year,
                is_coverage: false,
            },
            own: own.map(|own| OwnReport {
                value: value(own),
                fraction: None,
                observed_on: date(2026, 6, 1),
                is_old: false,
            }),
        }
    }

    fn coverage(n: u128, adds_to: u128, own: &str, fraction: Option<(&str, &str)>) -> CascadeNode {
        let mut node = node(n, adds_to, Some(own));
        node.kind = MeasureKind { unit: "%".to_owned(), is_coverage: true, ..node.kind };
        node.own = node.own.map(|report| OwnReport {
            fraction: fraction.map(|(numerator, denominator)| (value(numerator), value(denominator))),
            ..report
        });
        node
    }

    fn shown(tree: &CascadeTree, of: u128) -> Option<String> {
        tree.figure(iki(of)).standing.map(|standing| standing.value.to_string())
    }

    #[test]
    fn a_total_is_the_sum_of_the_newest_reports_through_all_levels() {
        let tree = CascadeTree::new([
            node(1, 0, Some("7")),
            node(2, 1, Some("99")),
            node(3, 2, Some("40")),
            node(4, 2, Some("2.5")),
            node(5, 1, Some("100")),
            node(6, 1, None),
        ]);
        assert_eq!(shown(&tree, 1).as_deref(), Some("142.5"), "not the head's own 7, not the 99 of the one in between");
        let figure = tree.figure(iki(1));
        assert_eq!((figure.sources, figure.counted, figure.is_own), (4, 3, false));
        assert_eq!(tree.own(iki(1)).map(|own| own.value.to_string()).as_deref(), Some("7"));
    }

    #[test]
    fn nothing_reported_is_no_zero() {
        let tree = CascadeTree::new([node(1, 0, Some("7")), node(2, 1, None)]);
        assert_eq!(shown(&tree, 1), None);
        let alone = CascadeTree::new([node(1, 0, Some("7"))]);
        assert_eq!((shown(&alone, 1).as_deref(), alone.figure(iki(1)).is_own), (Some("7"), true));
    }

    #[test]
    fn a_coverage_is_the_sums_of_both_numbers_and_no_average() {
        let tree = CascadeTree::new([
            coverage(1, 0, "0", None),
            coverage(2, 1, "50", Some(("1", "2"))),
            coverage(3, 1, "90", Some(("900", "1000"))),
            coverage(4, 1, "10", None),
        ]);
        assert_eq!(shown(&tree, 1).as_deref(), Some("89.9202"), "901 of 1,002; the average would be 70");
        let figure = tree.figure(iki(1));
        assert_eq!((figure.counted, figure.without_fraction), (2, 1));
    }

    #[test]
    fn only_direct_links_to_the_same_result_with_the_same_measure_are_added() {
        let mut indirect = node(2, 1, Some("1"));
        indirect.supports = Some((rhk(1), Link::NonDirect));
        let mut elsewhere = node(3, 1, Some("1"));
        elsewhere.supports = Some((rhk(9), Link::Direct));
        let mut other_unit = node(4, 1, Some("1"));
        other_unit.kind.unit = "berkas".to_owned();
        let tree = CascadeTree::new([node(1, 0, None), indirect, elsewhere, other_unit, node(5, 1, Some("3"))]);
        assert_eq!(shown(&tree, 1).as_deref(), Some("3"));
        let why = [(iki(2), NotAdded::IndirectLink), (iki(3), NotAdded::OtherResult), (iki(4), NotAdded::OtherUnit)];
        assert_eq!(tree.not_added(iki(1)), why);
    }

    #[test]
    fn one_aspect_stands_for_the_whole_and_two_do_not() {
        let index = |mut node: CascadeNode| {
            node.kind.accumulation = Accumulation::Level;
            node.division = Division::Aspect;
            node
        };
        let whole = index(node(1, 0, Some("70")));
        let one = CascadeTree::new([whole.clone(), index(node(2, 1, Some("81")))]);
        assert_eq!(shown(&one, 1).as_deref(), Some("81"));
        let two = CascadeTree::new([whole, index(node(2, 1, Some("81"))), index(node(3, 1, Some("90")))]);
        assert_eq!(shown(&two, 1).as_deref(), Some("70"), "the head's own report");
        assert_eq!(two.not_added(iki(1)).len(), 2);
    }

    #[test]
    fn a_total_of_the_month_adds_up_the_reports_of_one_month() {
        let monthly = |n, adds_to, own: &str, day| {
            let mut node = node(n, adds_to, Some(own));
            node.kind.accumulation = Accumulation::Month;
            node.own = node.own.map(|report| OwnReport { observed_on: day, ..report });
            node
        };
        let may = date(2026, 5, 30);
        let tree = CascadeTree::new([
            monthly(1, 0, "5", may),
            monthly(2, 1, "10", may),
            monthly(3, 1, "20", date(2026, 6, 3)),
            monthly(4, 1, "30", date(2026, 6, 9)),
        ]);
        let figure = tree.figure(iki(1));
        let standing = figure.standing.expect("a figure");
        assert_eq!((standing.value.to_string().as_str(), standing.observed_on), ("50", date(2026, 6, 9)));
        assert_eq!((figure.counted, figure.of_other_months), (2, 1));
    }

    #[test]
    fn a_circle_ends_and_adds_nothing() {
        let mut first = node(1, 3, Some("1"));
        first.supports = Some((rhk(3), Link::Direct));
        let tree = CascadeTree::new([first, node(2, 1, Some("5")), node(3, 1, Some("7"))]);
        assert_eq!(shown(&tree, 1).as_deref(), Some("5"));
        let deep = CascadeTree::new((1..=30).map(|n| node(n, n - 1, Some("4"))));
        assert_eq!(shown(&deep, 1).as_deref(), Some("4"));
    }
}
