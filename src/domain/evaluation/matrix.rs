//! Which predikat follows from two ratings.

use super::{Predikat, Rating, Ratings};
use serde::{Deserialize, Serialize};

/// A predikat for each pair of ratings: the rows are the results, the columns the conduct, each from below to above the
/// expectation. A better rating never leads to a lower predikat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Matrix([[Predikat; 3]; 3]);

/// Another pair of ratings, and the predikat that it would lead to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Alternative {
    pub ratings: Ratings,
    pub predikat: Predikat,
}

impl Matrix {
    /// The one of the regulation's annex: conduct below expectation never leads higher than `Kurang`, results below
    /// expectation never higher than `Butuh Perbaikan`, and only what is above in both is `Sangat Baik`.
    pub const NATIONAL: Self = {
        use Predikat::{Baik, ButuhPerbaikan, Kurang, SangatBaik, SangatKurang};
        Self([[SangatKurang, ButuhPerbaikan, ButuhPerbaikan], [Kurang, Baik, Baik], [Kurang, Baik, SangatBaik]])
    };

    /// Returns a matrix; `None` where a better rating would lead to a lower predikat.
    pub fn new(cells: [[Predikat; 3]; 3]) -> Option<Self> {
        let rises = |line: [Predikat; 3]| line.is_sorted();
        let columns = [0, 1, 2].map(|column| cells.map(|row| row[column]));
        (cells.into_iter().all(rises) && columns.into_iter().all(rises)).then_some(Self(cells))
    }

    /// Returns the predikat that follows from two ratings.
    pub const fn predikat(self, ratings: Ratings) -> Predikat {
        self.0[ratings.results as usize][ratings.conduct as usize]
    }

    /// Returns why the matrix leads to the predikat, as a sentence for the rated person.
    pub fn reason(self, ratings: Ratings) -> String {
        let predikat = self.predikat(ratings);
        if predikat == Self::NATIONAL.predikat(ratings) {
            return national_reason(ratings).to_owned();
        }
        let [results, conduct] = [ratings.results, ratings.conduct].map(|rating| rating.name().to_lowercase());
        format!(
            "Hasil kerja {results} dan perilaku kerja {conduct}: menurut aturan instansi predikatnya {}.",
            predikat.name()
        )
    }

    /// Returns what a different rating would change: of results or of conduct alone, and of both where neither alone is
    /// enough for a higher predikat.
    pub fn alternatives(self, ratings: Ratings) -> Vec<Alternative> {
        let own = self.predikat(ratings);
        let with = |ratings: Ratings| Alternative { ratings, predikat: self.predikat(ratings) };
        let single = Rating::ALL.into_iter().flat_map(|rating| {
            [Ratings { results: rating, ..ratings }, Ratings { conduct: rating, ..ratings }].map(with)
        });
        let mut found: Vec<_> = single.filter(|other| other.predikat != own).collect();
        let best = with(Ratings { results: Rating::Above, conduct: Rating::Above });
        if own < best.predikat && found.iter().all(|other| other.predikat < own) {
            found.push(best);
        }
        found.sort_by_key(|other| (other.predikat < own, other.predikat));
        found
    }
}

const fn national_reason(ratings: Ratings) -> &'static str {
    match (ratings.results, ratings.conduct) {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn predikat(results: Rating, conduct: Rating) -> Predikat {
        Matrix::NATIONAL.predikat(Ratings { results, conduct })
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
        let Matrix(cells) = Matrix::NATIONAL;
        assert_eq!(Matrix::new(cells), Some(Matrix::NATIONAL));
        for results in Rating::ALL {
            for conduct in Rating::ALL {
                for better in Rating::ALL {
                    assert!(better < results || predikat(better, conduct) >= predikat(results, conduct));
                    assert!(better < conduct || predikat(results, better) >= predikat(results, conduct));
                }
            }
        }
        let mut falling = cells;
        falling[2][1] = Predikat::Kurang;
        assert_eq!(Matrix::new(falling), None, "along the row it rises, down the column it falls");
    }

    #[test]
    fn every_pair_of_ratings_is_explained() {
        let mild = Matrix::new([[Predikat::Kurang; 3], [Predikat::Baik; 3], [Predikat::Baik; 3]]).expect("monotone");
        for results in Rating::ALL {
            for conduct in Rating::ALL {
                let ratings = Ratings { results, conduct };
                for matrix in [Matrix::NATIONAL, mild] {
                    let name = matrix.predikat(ratings).name().split('/').next().unwrap_or_default();
                    assert!(matrix.reason(ratings).contains(name), "{ratings:?}: {}", matrix.reason(ratings));
                }
            }
        }
    }

    #[test]
    fn what_would_have_changed_it_names_the_nearest_way_up_first() {
        let own = Ratings { results: Rating::Meets, conduct: Rating::Meets };
        let found: Vec<_> =
            Matrix::NATIONAL.alternatives(own).into_iter().map(|other| (other.ratings, other.predikat)).collect();
        let both = Ratings { results: Rating::Above, conduct: Rating::Above };
        assert_eq!(found[0], (both, Predikat::SangatBaik), "neither alone is enough");
        let misconduct = Ratings { results: Rating::Above, conduct: Rating::Below };
        let first = Matrix::NATIONAL.alternatives(misconduct)[0];
        assert_eq!((first.ratings.conduct, first.predikat), (Rating::Meets, Predikat::Baik));
        for results in Rating::ALL {
            for conduct in Rating::ALL {
                let own = Ratings { results, conduct };
                let is_higher = |other: &Alternative| other.predikat > predikat(results, conduct);
                assert_eq!(
                    Matrix::NATIONAL.alternatives(own).iter().any(is_higher),
                    predikat(results, conduct) < Predikat::SangatBaik
                );
            }
        }
    }
}
