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

    /// Returns the rating of the results of the unit's head: what the unit achieved is what its head achieved. How five
    /// levels become three ratings is the program's own reading.
    pub const fn head_rating(self) -> Rating {
        match self {
            Self::Istimewa => Rating::Above,
            Self::Baik => Rating::Meets,
            Self::ButuhPerbaikan | Self::Kurang | Self::SangatKurang => Rating::Below,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_better_unit_never_lowers_its_head() {
        let ratings = UnitAchievement::ALL.map(UnitAchievement::head_rating);
        assert!(ratings.is_sorted());
        assert_eq!(ratings[2..], [Rating::Below, Rating::Meets, Rating::Above]);
        for level in UnitAchievement::ALL {
            assert_eq!(UnitAchievement::of_code(level.code()), Some(level));
        }
    }
}
