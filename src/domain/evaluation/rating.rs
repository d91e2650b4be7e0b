//! The two ratings and the predikat that follows from them.

use serde::{Deserialize, Serialize};

/// How results, or conduct, compare with what the leader expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rating {
    Below,
    Meets,
    Above,
}

impl Rating {
    pub const ALL: [Self; 3] = [Self::Below, Self::Meets, Self::Above];

    /// Returns its word in the database and in forms.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Below => "below",
            Self::Meets => "meets",
            Self::Above => "above",
        }
    }

    pub const fn name(self) -> &'static str {
        match self {
            Self::Below => "Di bawah ekspektasi",
            Self::Meets => "Sesuai ekspektasi",
            Self::Above => "Di atas ekspektasi",
        }
    }

    /// Returns its name where the expectation is named beside it.
    pub const fn short_name(self) -> &'static str {
        match self {
            Self::Below => "Di bawah",
            Self::Meets => "Sesuai",
            Self::Above => "Di atas",
        }
    }

    /// Returns the rating of a code.
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rating| rating.code() == code)
    }
}

/// The predikat kinerja, from the lowest to the highest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Predikat {
    SangatKurang,
    /// `Kurang/Misconduct` on the official form.
    Kurang,
    ButuhPerbaikan,
    Baik,
    SangatBaik,
}

impl Predikat {
    /// All of them in the order of the official curve.
    pub const ALL: [Self; 5] = [Self::SangatKurang, Self::Kurang, Self::ButuhPerbaikan, Self::Baik, Self::SangatBaik];

    /// Returns its word in the database.
    pub const fn code(self) -> &'static str {
        match self {
            Self::SangatKurang => "sangat_kurang",
            Self::Kurang => "kurang",
            Self::ButuhPerbaikan => "butuh_perbaikan",
            Self::Baik => "baik",
            Self::SangatBaik => "sangat_baik",
        }
    }

    pub const fn name(self) -> &'static str {
        match self {
            Self::SangatKurang => "Sangat Kurang",
            Self::Kurang => "Kurang/Misconduct",
            Self::ButuhPerbaikan => "Butuh Perbaikan",
            Self::Baik => "Baik",
            Self::SangatBaik => "Sangat Baik",
        }
    }

    /// Returns the predikat of a code.
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|predikat| predikat.code() == code)
    }
}

/// The two ratings of an evaluation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Ratings {
    /// Rating hasil kerja.
    pub results: Rating,
    /// Rating perilaku kerja.
    pub conduct: Rating,
}
