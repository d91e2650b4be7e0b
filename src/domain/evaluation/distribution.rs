//! How the predikat of a unit's people are spread (SE `MenPANRB` 3/2023).
//!
//! The circular gives a pattern for each of the five levels that a unit can achieve. A pattern is something for the leader
//! to consider, no quota: a departure needs a reason and a signature, and the program refuses nothing because of it.
//! Shares are counted in whole people.

use super::{Predikat, UnitAchievement};
use serde::{Deserialize, Serialize};

/// How many people some predikat together may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Limit {
    /// In percent of the evaluated people, rounded down.
    AtMost(u8),
    /// In percent of the evaluated people, rounded up.
    AtLeast(u8),
    Somebody,
    Nobody,
}

impl Limit {
    /// Returns the fewest and the most people out of `total`.
    pub fn of(self, total: u32) -> (u32, u32) {
        let share = |percent: u8| u64::from(total) * u64::from(percent);
        let people = |hundredths: u64| u32::try_from(hundredths).unwrap_or(u32::MAX);
        match self {
            Self::AtMost(percent) => (0, people(share(percent) / 100)),
            Self::AtLeast(percent) => (people(share(percent).div_ceil(100)), total),
            Self::Somebody => (1.min(total), total),
            Self::Nobody => (0, 0),
        }
    }
}

/// A limit for some predikat together.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Bound {
    pub of: Vec<Predikat>,
    pub limit: Limit,
}

impl Bound {
    fn people(&self, found: Distribution) -> u32 {
        self.of.iter().map(|predikat| found.of(*predikat)).sum()
    }
}

/// The pattern (pola distribusi) of a level.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Pattern {
    /// The predikat that more people have than any other one.
    pub largest: Option<Predikat>,
    pub bounds: Vec<Bound>,
}

impl Pattern {
    /// Returns the departures of a distribution from the pattern, as sentences; none where it follows it, or where nobody
    /// was evaluated.
    pub fn departures(&self, found: Distribution) -> Vec<String> {
        let total = found.total();
        if total == 0 {
            return vec![];
        }
        let largest = self.largest.filter(|largest| !found.is_largest(*largest));
        let largest = largest.map(|predikat| format!("{} bukan kelompok terbesar.", predikat.name()));
        let bounds = self.bounds.iter().filter_map(|bound| {
            let people = bound.people(found);
            let (fewest, most) = bound.limit.of(total);
            let words = match bound.limit {
                Limit::AtMost(percent) if people > most => format!("paling banyak {most} orang ({percent} %)"),
                Limit::AtLeast(percent) if people < fewest => format!("paling sedikit {fewest} orang ({percent} %)"),
                Limit::Somebody if people < fewest => "harus ada, paling sedikit 1 orang".to_owned(),
                Limit::Nobody if people > most => "tidak boleh ada".to_owned(),
                _ => return None,
            };
            Some(format!("{} {words}; sekarang {people} dari {total}.", names(&bound.of)))
        });
        largest.into_iter().chain(bounds).collect()
    }

    /// Returns what the pattern says, a line each, as [`Self::parse`] reads it.
    pub fn words(&self) -> Vec<String> {
        let largest = self.largest.map(|largest| format!("{} {LARGEST}", largest.name()));
        let bounds = self.bounds.iter().map(|bound| {
            let names = names(&bound.of);
            match bound.limit {
                Limit::AtMost(percent) => format!("{names} {AT_MOST} {percent} %"),
                Limit::AtLeast(percent) => format!("{names} {AT_LEAST} {percent} %"),
                Limit::Somebody => format!("{names} {SOMEBODY}"),
                Limit::Nobody => format!("{names} {NOBODY}"),
            }
        });
        largest.into_iter().chain(bounds).collect()
    }

    /// Reads a pattern of lines like `Sangat Baik paling banyak 70 %`, `Baik kelompok terbesar`, `Butuh Perbaikan dan/atau
    /// Kurang harus ada` and `Sangat Baik tidak ada`.
    ///
    /// # Errors
    /// The line that is none of these.
    pub fn parse(text: &str) -> Result<Self, UnknownLine> {
        let mut pattern = Self { largest: None, bounds: vec![] };
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let unknown = || UnknownLine(line.to_owned());
            if let Some(name) = line.strip_suffix(LARGEST) {
                let one = predikat(name).filter(|_| pattern.largest.is_none()).ok_or_else(unknown)?;
                pattern.largest = Some(one);
            } else {
                pattern.bounds.push(bound(line).ok_or_else(unknown)?);
            }
        }
        Ok(pattern)
    }
}

const LARGEST: &str = "kelompok terbesar";
const AT_MOST: &str = "paling banyak";
const AT_LEAST: &str = "paling sedikit";
const SOMEBODY: &str = "harus ada";
const NOBODY: &str = "tidak ada";
const OR: &str = "dan/atau";

/// A line that says nothing about a distribution.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("Baris ini tidak dimengerti: “{0}”. Tulis misalnya “Sangat Baik paling banyak 70 %”.")]
pub struct UnknownLine(String);

fn names(of: &[Predikat]) -> String {
    let names: Vec<_> = of.iter().map(|predikat| predikat.name()).collect();
    names.join(" dan/atau ")
}

fn predikat(name: &str) -> Option<Predikat> {
    let name = name.trim();
    let known = Predikat::ALL.into_iter().find(|predikat| predikat.name() == name);
    known.or_else(|| (name == "Kurang").then_some(Predikat::Kurang))
}

fn bound(line: &str) -> Option<Bound> {
    let percent = |of: &str| -> Option<u8> {
        let number: u8 = of.trim().trim_end_matches('%').trim_end().parse().ok()?;
        (1..=100).contains(&number).then_some(number)
    };
    let (names, limit) = if let Some((names, share)) = line.split_once(AT_MOST) {
        (names, Limit::AtMost(percent(share)?))
    } else if let Some((names, share)) = line.split_once(AT_LEAST) {
        (names, Limit::AtLeast(percent(share)?))
    } else if let Some(names) = line.strip_suffix(SOMEBODY) {
        (names, Limit::Somebody)
    } else {
        (line.strip_suffix(NOBODY)?, Limit::Nobody)
    };
    let of: Vec<Predikat> = names.split(OR).map(predikat).collect::<Option<_>>()?;
    let is_once = of.iter().all(|one| of.iter().filter(|other| *other == one).count() == 1);
    is_once.then_some(Bound { of, limit })
}

/// The patterns of the five levels, and from how many people on they are looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Patterns {
    /// From the lowest level to the highest.
    pub levels: [Pattern; 5],
    /// Fewer evaluated people are looked at together with the next unit above.
    pub smallest: u32,
}

impl Patterns {
    /// The patterns of the circular; from how many people on they are looked at is the program's own: of five people a tenth
    /// is nobody.
    pub fn of_circular() -> Self {
        Self { levels: UnitAchievement::ALL.map(of_circular), smallest: 5 }
    }

    pub const fn of(&self, level: UnitAchievement) -> &Pattern {
        &self.levels[level as usize]
    }
}

fn of_circular(level: UnitAchievement) -> Pattern {
    use Predikat::{Baik, ButuhPerbaikan, Kurang, SangatBaik, SangatKurang};
    let bound = |of: &[Predikat], limit| Bound { of: of.to_vec(), limit };
    let (largest, bounds) = match level {
        UnitAchievement::Istimewa => (Some(SangatBaik), vec![bound(&[SangatBaik], Limit::AtMost(70))]),
        UnitAchievement::Baik => {
            (Some(Baik), vec![bound(&[Baik], Limit::AtMost(70)), bound(&[ButuhPerbaikan, Kurang], Limit::Somebody)])
        }
        UnitAchievement::ButuhPerbaikan => {
            (None, vec![bound(&[ButuhPerbaikan], Limit::AtLeast(60)), bound(&[SangatBaik], Limit::AtMost(10))])
        }
        UnitAchievement::Kurang => (
            None,
            vec![
                bound(&[Kurang], Limit::AtLeast(60)),
                bound(&[ButuhPerbaikan], Limit::AtLeast(10)),
                bound(&[SangatBaik], Limit::AtMost(10)),
            ],
        ),
        UnitAchievement::SangatKurang => (
            None,
            vec![
                bound(&[SangatKurang], Limit::AtLeast(60)),
                bound(&[Kurang, ButuhPerbaikan], Limit::AtLeast(10)),
                bound(&[SangatBaik], Limit::Nobody),
            ],
        ),
    };
    Pattern { largest, bounds }
}

/// How many people have each predikat, in the order of [`Predikat::ALL`]. Who was not evaluated is in none of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Distribution(pub [u32; 5]);

impl Distribution {
    pub const fn of(self, predikat: Predikat) -> u32 {
        self.0[predikat as usize]
    }

    /// Returns the distribution once somebody has another predikat.
    #[must_use]
    pub const fn moved(mut self, from: Predikat, to: Predikat) -> Self {
        self.0[from as usize] = self.0[from as usize].saturating_sub(1);
        self.0[to as usize] += 1;
        self
    }

    pub fn total(self) -> u32 {
        self.0.iter().sum()
    }

    /// Returns whether more people have this predikat than any other one.
    pub fn is_largest(self, predikat: Predikat) -> bool {
        let own = self.of(predikat);
        Predikat::ALL.into_iter().all(|other| other == predikat || self.of(other) < own)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A distribution in the order of the fixtures: Sangat Baik first.
    fn spread([sb, b, bp, k, sk]: [u32; 5]) -> Distribution {
        Distribution([sk, k, bp, b, sb])
    }

    fn departures(level: UnitAchievement, counts: [u32; 5]) -> Vec<String> {
        Patterns::of_circular().of(level).departures(spread(counts))
    }

    /// DERIVED EX: the rounding of shares to people.
    #[test]
    fn shares_are_rounded_in_favour_of_the_people() {
        let rows = [(3, 2, 2, 0, 1), (5, 3, 3, 0, 1), (8, 5, 5, 0, 1), (10, 7, 6, 1, 1), (24, 16, 15, 2, 3)];
        for (total, most_70, least_60, most_10, least_10) in
            rows.into_iter().chain([(37, 25, 23, 3, 4), (120, 84, 72, 12, 12)])
        {
            let limits = (Limit::AtMost(70).of(total).1, Limit::AtLeast(60).of(total).0);
            assert_eq!(limits, (most_70, least_60), "of {total}");
            assert_eq!((Limit::AtMost(10).of(total).1, Limit::AtLeast(10).of(total).0), (most_10, least_10), "{total}");
        }
    }

    /// DERIVED EX: distributions of ten people.
    #[test]
    fn each_level_has_its_pattern() {
        use UnitAchievement::{Baik, ButuhPerbaikan, Istimewa, Kurang, SangatKurang};
        let follow = [
            (Istimewa, [7, 3, 0, 0, 0]),
            (Baik, [2, 7, 1, 0, 0]),
            (ButuhPerbaikan, [1, 3, 6, 0, 0]),
            (Kurang, [1, 2, 1, 6, 0]),
            (SangatKurang, [0, 3, 0, 1, 6]),
        ];
        for (level, counts) in follow {
            assert_eq!(departures(level, counts), Vec::<String>::new(), "{level:?} {counts:?}");
        }
        let depart = [
            (Istimewa, [8, 2, 0, 0, 0], "Sangat Baik paling banyak 7 orang (70 %); sekarang 8 dari 10."),
            (Istimewa, [4, 6, 0, 0, 0], "Sangat Baik bukan kelompok terbesar."),
            (
                Baik,
                [3, 7, 0, 0, 0],
                "Butuh Perbaikan dan/atau Kurang/Misconduct harus ada, paling sedikit 1 orang; sekarang 0 dari 10.",
            ),
            (Baik, [1, 8, 1, 0, 0], "Baik paling banyak 7 orang (70 %); sekarang 8 dari 10."),
            (ButuhPerbaikan, [2, 2, 6, 0, 0], "Sangat Baik paling banyak 1 orang (10 %); sekarang 2 dari 10."),
            (ButuhPerbaikan, [0, 5, 5, 0, 0], "Butuh Perbaikan paling sedikit 6 orang (60 %); sekarang 5 dari 10."),
            (Kurang, [0, 4, 0, 6, 0], "Butuh Perbaikan paling sedikit 1 orang (10 %); sekarang 0 dari 10."),
            (Kurang, [1, 2, 2, 5, 0], "Kurang/Misconduct paling sedikit 6 orang (60 %); sekarang 5 dari 10."),
            (SangatKurang, [1, 2, 0, 1, 6], "Sangat Baik tidak boleh ada; sekarang 1 dari 10."),
            (
                SangatKurang,
                [0, 4, 0, 0, 6],
                "Kurang/Misconduct dan/atau Butuh Perbaikan paling sedikit 1 orang (10 %); sekarang 0 dari 10.",
            ),
        ];
        for (level, counts, words) in depart {
            assert_eq!(departures(level, counts), [words], "{level:?} {counts:?}");
        }
    }

    #[test]
    fn nobody_evaluated_departs_from_nothing() {
        for level in UnitAchievement::ALL {
            assert_eq!(departures(level, [0; 5]), Vec::<String>::new());
        }
    }

    #[test]
    fn a_pattern_is_read_as_it_is_written() {
        for pattern in Patterns::of_circular().levels {
            assert_eq!(Pattern::parse(&pattern.words().join("\n")), Ok(pattern));
        }
        let short = Pattern::parse(" Kurang dan/atau Butuh Perbaikan paling sedikit 10%\n\nSangat Baik tidak ada ");
        assert_eq!(short.expect("a pattern").bounds.len(), 2);
        for wrong in [
            "Bagus paling banyak 70 %",
            "Baik paling banyak 0 %",
            "Baik paling banyak 101 %",
            "Baik paling banyak banyak",
            "Baik dan/atau Baik harus ada",
            "Baik",
            "Baik kelompok terbesar\nSangat Baik kelompok terbesar",
        ] {
            assert!(Pattern::parse(wrong).is_err(), "{wrong}");
        }
    }

    /// Whether a distribution follows the circular, said once more in fractions of people.
    fn follows(level: UnitAchievement, [sk, k, bp, b, sb]: [u32; 5]) -> bool {
        let total = f64::from(sk + k + bp + b + sb);
        let share = |people: u32| f64::from(people) / total;
        let (most, least) = (|people, of| share(people) <= of + 1e-9, |people, of| share(people) >= of - 1e-9);
        let above = |one: u32, others: [u32; 4]| others.into_iter().all(|other| other < one);
        match level {
            UnitAchievement::Istimewa => above(sb, [sk, k, bp, b]) && most(sb, 0.7),
            UnitAchievement::Baik => above(b, [sk, k, bp, sb]) && most(b, 0.7) && bp + k > 0,
            UnitAchievement::ButuhPerbaikan => least(bp, 0.6) && most(sb, 0.1),
            UnitAchievement::Kurang => least(k, 0.6) && least(bp, 0.1) && most(sb, 0.1),
            UnitAchievement::SangatKurang => least(sk, 0.6) && least(k + bp, 0.1) && sb == 0,
        }
    }

    #[test]
    fn every_distribution_of_up_to_thirty_people_is_judged_as_in_fractions() {
        let patterns = Patterns::of_circular();
        for total in 1..=30_u32 {
            for sk in 0..=total {
                for k in 0..=total - sk {
                    for bp in 0..=total - sk - k {
                        for b in 0..=total - sk - k - bp {
                            let counts = [sk, k, bp, b, total - sk - k - bp - b];
                            for level in UnitAchievement::ALL {
                                let is_kept = patterns.of(level).departures(Distribution(counts)).is_empty();
                                assert_eq!(is_kept, follows(level, counts), "{level:?} {counts:?}");
                            }
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn who_moves_leaves_one_predikat_for_another() {
        let before = spread([2, 7, 1, 0, 0]);
        let after = before.moved(Predikat::SangatBaik, Predikat::Baik);
        assert_eq!((after, after.total()), (spread([1, 8, 1, 0, 0]), before.total()));
    }
}
