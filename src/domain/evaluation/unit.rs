//! What a unit achieved in a period.

use super::Rating;
use serde::{Deserialize, Serialize};

/// The capaian kinerja organisasi of a unit, from the lowest to the highest. The leader above the unit sets it, before the
/// predikat of its people (`PermenPANRB` 6/2022; SE `MenPANRB` 3/2023).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnitAchievement {
    SangatKurang,
    Kurang,
    ButuhPerbaikan,
    Baik,
    Istimewa,
}

impl UnitAchievement {
    pub const ALL: [Self; 5] = [Self::SangatKurang, Self::Kurang, Self::ButuhPerbaikan, Self::Baik, Self::Istimewa];

    /// Returns its word in the database and in forms.
    pub const fn code(self) -> &'static str {
        match self {
            Self::SangatKurang => "sangat_kurang",
            Self::Kurang => "kurang",
            Self::ButuhPerbaikan => "butuh_perbaikan",
            Self::Baik => "baik",
            Self::Istimewa => "istimewa",
        }
    }

    pub const fn name(self) -> &'static str {
        match self {
            Self::SangatKurang => "Sangat Kurang",
            Self::Kurang => "Kurang",
            Self::ButuhPerbaikan => "Butuh Perbaikan",
            Self::Baik => "Baik",
            Self::Istimewa => "Istimewa",
        }
    }

    /// Returns the level of a code.
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.code() == code)
    }
}

/// The rating of the results of a unit's head for each achievement of the unit, from the lowest to the highest: what the
/// unit achieved is what its head achieved. A better unit never lowers its head.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeadRatings([Rating; 5]);

impl HeadRatings {
    /// How five levels become three ratings is the program's own reading of the regulation.
    pub const KNOWN: Self = Self([Rating::Below, Rating::Below, Rating::Below, Rating::Meets, Rating::Above]);

    /// Returns the mapping; `None` where a better unit would lower its head.
    pub fn new(ratings: [Rating; 5]) -> Option<Self> {
        ratings.is_sorted().then_some(Self(ratings))
    }

    pub const fn of(self, level: UnitAchievement) -> Rating {
        self.0[level as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_better_unit_never_lowers_its_head() {
        let HeadRatings(ratings) = HeadRatings::KNOWN;
        assert_eq!(HeadRatings::new(ratings), Some(HeadRatings::KNOWN));
        assert_eq!(HeadRatings::KNOWN.of(UnitAchievement::Baik), Rating::Meets);
        assert_eq!(HeadRatings::KNOWN.of(UnitAchievement::Istimewa), Rating::Above);
        let [lowest, .., highest] = ratings;
        assert_eq!(HeadRatings::new([highest, lowest, lowest, lowest, lowest]), None);
        for level in UnitAchievement::ALL {
            assert_eq!(UnitAchievement::of_code(level.code()), Some(level));
        }
    }
}
