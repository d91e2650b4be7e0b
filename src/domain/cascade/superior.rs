//! The results of superiors, and to which of their indicators others are added.

use super::{MeasureKind, adds_to};
use crate::domain::{
    id::{IkiId, RhkId},
    skp::{Aspect, Division, Iki, Link, SkpContent},
};

/// A superior's result that can be supported, with the indicators to which others can be added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SuperiorResult {
    pub id: RhkId,
    pub text: String,
    pub indicators: Vec<SuperiorIki>,
}

/// An indicator of a superior.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SuperiorIki {
    pub id: IkiId,
    pub name: String,
    pub aspect: Aspect,
    pub kind: MeasureKind,
}

impl MeasureKind {
    pub fn of(iki: &Iki) -> Self {
        Self {
            unit: iki.unit_of_measure.clone(),
            polarity: iki.polarity,
            accumulation: iki.accumulation,
            is_coverage: iki.population.is_some(),
        }
    }
}

impl SuperiorResult {
    /// Returns the indicator to which an indicator of a direct link can only mean to be added ([`adds_to`]).
    pub fn matching(&self, iki: &Iki, division: Division) -> Option<IkiId> {
        let known = self.indicators.iter().map(|above| (above.id, &above.kind, above.aspect));
        adds_to((Link::Direct, division), (&MeasureKind::of(iki), iki.aspect), known)
    }
}

/// Adds each indicator of a direct link, where nothing is said about it, to the superior's that it can only mean.
#[must_use]
pub fn matched(mut content: SkpContent, superiors: &[SuperiorResult]) -> SkpContent {
    for result in &mut content.results {
        let Some((above, Link::Direct)) = result.supports else { continue };
        let Some(above) = superiors.iter().find(|superior| superior.id == above) else { continue };
        for iki in &mut result.indicators {
            iki.adds_to = iki.adds_to.or_else(|| above.matching(iki, result.cascade.division));
        }
    }
    content
}
