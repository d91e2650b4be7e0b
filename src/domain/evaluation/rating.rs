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
}
/// The two ratings of an evaluation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Ratings {
    /// Rating hasil kerja.
    pub results: Rating,
    /// Rating perilaku kerja.
    pub conduct: Rating,
}

/// Another rating, and the predikat that it would have led to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Alternative {
    pub ratings: Ratings,
    pub predikat: Predikat,
}

impl Ratings {
    /// Returns the predikat by the matrix of the regulation's annex: conduct below expectation never leads higher than
    /// `Kurang`, results below expectation never higher than `Butuh Perbaikan`, and only what is above in both is
    /// `Sangat Baik`.
    pub const fn predikat(self) -> Predikat {
        match (self.results, self.conduct) {
            (Rating::Below, Rating::Below) => Predikat::SangatKurang,
            (Rating::Meets | Rating::Above, Rating::Below) => Predikat::Kurang,
            (Rating::Below, Rating::Meets | Rating::Above) => Predikat::ButuhPerbaikan,
            (Rating::Above, Rating::Above) => Predikat::SangatBaik,
            (Rating::Meets, Rating::Meets | Rating::Above) | (Rating::Above, Rating::Meets) => Predikat::Baik,
        }
    }

    /// Returns why the matrix leads to the predikat, as a sentence for the rated person.
    pub const fn reason(self) -> &'static str {
        match (self.results, self.conduct) {
            (Rating::Below, Rating::Below) => {
                "Hasil kerja dan perilaku kerja di bawah ekspektasi: menurut aturan predikatnya Sangat Kurang."
            }
            (Rating::Meets | Rating::Above, Rating::Below) => {
                "Perilaku kerja di bawah ekspektasi: menurut aturan predikatnya Kurang, bagaimanapun hasil kerjanya."
            }
            (Rating::Below, Rating::Meets | Rating::Above) => {
                "Perilaku kerja memenuhi ekspektasi, tetapi hasil kerja di bawahnya: predikatnya Butuh Perbaikan."
            }
            (Rating::Above, Rating::Above) => {
                "Hasil kerja dan perilaku kerja di atas ekspektasi: hanya keduanya bersama memberi Sangat Baik."
            }
            (Rating::Meets, Rating::Meets) => "Hasil kerja dan perilaku kerja sesuai ekspektasi: predikatnya Baik.",
            (Rating::Meets, Rating::Above) => {
                "Perilaku kerja di atas ekspektasi dan hasil kerja sesuai ekspektasi: predikatnya Baik."
            }
            (Rating::Above, Rating::Meets) => {
                "Hasil kerja di atas ekspektasi dan perilaku kerja sesuai ekspektasi: predikatnya Baik."
            }
        }
    }

    /// Returns what a different rating would have changed: of results or of conduct alone, and of both where neither
    /// alone is enough for a higher predikat.
    pub fn alternatives(self) -> Vec<Alternative> {
        let own = self.predikat();
        let with = |ratings: Self| Alternative { ratings, predikat: ratings.predikat() };
        let single = Rating::ALL
            .into_iter()
            .flat_map(|rating| [Self { results: rating, ..self }, Self { conduct: rating, ..self }].map(with));
        let mut found: Vec<_> = single.filter(|other| other.predikat != own).collect();
        if own < Predikat::SangatBaik && found.iter().all(|other| other.predikat < own) {
            found.push(with(Self { results: Rating::Above, conduct: Rating::Above }));
        }
        found.sort_by_key(|other| (other.predikat < own, other.predikat));
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn predikat(results: Rating, conduct: Rating) -> Predikat {
        Ratings { results, conduct }.predikat()
    }

    /// OFFICIAL EX: the nine cells of the matrix.
    #[test]
    fn the_nine_cells_are_those_of_the_annex() {
        use Rating::{Above, Below, Meets};
        let cells = [
            (Above, Above, Predikat::SangatBaik),
            (Above, Meets, Predikat::Baik),
            (Above, Below, Predikat::Kurang),
            (Meets, Above, Predikat::Baik),
            (Meets, Meets, Predikat::Baik),
            (Meets, Below, Predikat::Kurang),
            (Below, Above, Predikat::ButuhPerbaikan),
            (Below, Meets, Predikat::ButuhPerbaikan),
            (Below, Below, Predikat::SangatKurang),
        ];
        for (results, conduct, expected) in cells {
            assert_eq!(predikat(results, conduct), expected, "{results:?}, {conduct:?}");
        }
    }

    #[test]
    fn a_better_rating_never_leads_lower() {
        for results in Rating::ALL {
            for conduct in Rating::ALL {
                for better in Rating::ALL {
                    assert!(better < results || predikat(better, conduct) >= predikat(results, conduct));
                    assert!(better < conduct || predikat(results, better) >= predikat(results, conduct));
                }
            }
        }
    }

    #[test]
    fn what_would_have_changed_it_names_the_nearest_way_up_first() {
        let own = Ratings { results: Rating::Meets, conduct: Rating::Meets };
        let found: Vec<_> = own.alternatives().into_iter().map(|other| (other.ratings, other.predikat)).collect();
        let both = Ratings { results: Rating::Above, conduct: Rating::Above };
        assert_eq!(found[0], (both, Predikat::SangatBaik), "neither alone is enough");
        let misconduct = Ratings { results: Rating::Above, conduct: Rating::Below };
        let first = misconduct.alternatives()[0];
        assert_eq!((first.ratings.conduct, first.predikat), (Rating::Meets, Predikat::Baik));
        for results in Rating::ALL {
            for conduct in Rating::ALL {
                let own = Ratings { results, conduct };
                let is_higher = |other: &Alternative| other.predikat > own.predikat();
                assert_eq!(own.alternatives().iter().any(is_higher), own.predikat() < Predikat::SangatBaik);
            }
        }
    }
}
