//! Results rolled up along a cascade: what a superior's indicator stands at by the reports of those below.
//!
//! `PermenPANRB` 6/2022 (matriks pembagian peran dan hasil) divides a superior's result by volume, region or aspect among
//! those who support it directly; a result that supports it otherwise is a necessary condition, whose figures say nothing
//! about the superior's. Hence only direct links are added up, and only what has the same measure. A total is the sum of
//! the newest reports, a coverage the sum of the numerators by the sum of the denominators: percentages are never
//! averaged, nor added. A level (an index, a median) cannot be had from the levels of parts: the superior's own report
//! says it, unless one contribution alone answers for the aspect. To allow another way of adding up, decide it in
//! [`CascadeTree`].

mod course;
mod part;
mod superior;
mod tree;

pub use course::{WeekChange, below_since, course, is_below, moved};
pub use part::CascadePart;
pub use superior::{SuperiorIki, SuperiorResult, matched};
pub use tree::{CascadeNode, CascadeTree, Figure, MAX_LEVELS, OwnReport};

use crate::domain::{
    measure::{Accumulation, Polarity},
    skp::{Aspect, Division, Link},
};

/// What two indicators must have in common for their values to be added up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MeasureKind {
    pub unit: String,
    pub polarity: Polarity,
    pub accumulation: Accumulation,
    /// A coverage is reported as so many out of so many.
    pub is_coverage: bool,
}

/// Why an indicator that names a superior's is not added to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NotAdded {
    /// Its result supports the superior's as a condition only.
    IndirectLink,
    /// Its result supports another result than the one of the superior's indicator, or none.
    OtherResult,
    OtherUnit,
    OtherPolarity,
    OtherAccumulation,
    /// A coverage and a plain number.
    OtherKind,
    /// A level cannot be added up.
    Level,
    /// A percentage without numerator and denominator cannot be added up.
    Percentage,
    /// It answers for an aspect beside other contributions: only a single one can stand for the whole.
    SharedAspect,
}

impl MeasureKind {
    /// Returns what keeps values from being added to those of another indicator; `None` if they mean the same.
    pub fn differs_from(&self, other: &Self) -> Option<NotAdded> {
        let same_unit = self.unit.trim().to_lowercase() == other.unit.trim().to_lowercase();
        if self.is_coverage != other.is_coverage {
            Some(NotAdded::OtherKind)
        } else if !same_unit {
            Some(NotAdded::OtherUnit)
        } else if self.polarity != other.polarity {
            Some(NotAdded::OtherPolarity)
        } else if self.accumulation != other.accumulation {
            Some(NotAdded::OtherAccumulation)
        } else {
            None
        }
    }

    /// Returns why values of the measure cannot be added up at all; `None` if they can.
    pub fn obstacle(&self) -> Option<NotAdded> {
        let unit = self.unit.trim();
        if self.is_coverage {
            None
        } else if self.accumulation == Accumulation::Level {
            Some(NotAdded::Level)
        } else if unit.starts_with('%') || unit.to_lowercase().starts_with("persen") {
            Some(NotAdded::Percentage)
        } else {
            None
        }
    }
}

/// Returns the superior's indicator to which one is added: of the result that its own result supports directly, the only
/// one that measures the same aspect in the same way, if that can be added up, or if the result is divided by aspect: then
/// one stands for the other. `superior` are that result's indicators.
pub fn adds_to<'a, I>(
    (link, division): (Link, Division),
    own: (&MeasureKind, Aspect),
    superior: impl IntoIterator<Item = (I, &'a MeasureKind, Aspect)>,
) -> Option<I> {
    if link != Link::Direct || (own.0.obstacle().is_some() && division != Division::Aspect) {
        return None;
    }
    let is_same = |kind: &MeasureKind, aspect| aspect == own.1 && own.0.differs_from(kind).is_none();
    let mut same = superior.into_iter().filter(|(_, kind, aspect)| is_same(kind, *aspect));
    same.next().filter(|_| same.next().is_none()).map(|(id, ..)| id)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(unit: &str, accumulation: Accumulation) -> MeasureKind {
        MeasureKind { unit: unit.to_owned(), polarity: Polarity::Maximise, accumulation, is_coverage: false }
    }

    #[test]
    fn an_indicator_is_added_to_the_only_one_that_measures_the_same() {
        let (visits, files) = (kind("kunjungan", Accumulation::Year), kind("berkas", Accumulation::Year));
        let own = (&visits, Aspect::Quantity);
        let found = |link, superior: &[(i32, &MeasureKind, Aspect)]| {
            adds_to((link, Division::Volume), own, superior.iter().copied())
        };
        let both = [(1, &files, Aspect::Quantity), (2, &visits, Aspect::Quantity)];
        assert_eq!(found(Link::Direct, &both), Some(2));
        assert_eq!(found(Link::NonDirect, &both), None);
        assert_eq!(found(Link::Direct, &[(1, &visits, Aspect::Quality)]), None);
        assert_eq!(found(Link::Direct, &[both[1], (3, &visits, Aspect::Quantity)]), None, "which of the two?");
        assert_eq!(found(Link::Direct, &[]), None);
    }

    #[test]
    fn percentages_and_levels_are_not_added_up_unless_they_are_coverages() {
        let percent = kind("%", Accumulation::Year);
        let index = kind("indeks", Accumulation::Level);
        let coverage = MeasureKind { is_coverage: true, ..percent.clone() };
        assert_eq!(percent.obstacle(), Some(NotAdded::Percentage));
        assert_eq!(kind(" Persen", Accumulation::Month).obstacle(), Some(NotAdded::Percentage));
        assert_eq!(index.obstacle(), Some(NotAdded::Level));
        assert_eq!(coverage.obstacle(), None);
        assert_eq!(kind("Berkas ", Accumulation::Year).differs_from(&kind("berkas", Accumulation::Year)), None);
        assert_eq!(coverage.differs_from(&percent), Some(NotAdded::OtherKind));
        for kind in [&percent, &index] {
            assert_eq!(
                adds_to((Link::Direct, Division::Volume), (kind, Aspect::Quality), [((), kind, Aspect::Quality)]),
                None
            );
        }
    }
}
