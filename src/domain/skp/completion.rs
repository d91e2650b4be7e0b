//! How far the plans of a group of people have come.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// How far somebody's plan of a year has come, in the order of its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Completion {
    /// There is none.
    Missing,
    Draft,
    Returned,
    Submitted,
    /// A version is or was in force.
    Agreed,
}

impl Completion {
    pub const ALL: [Self; 5] = [Self::Missing, Self::Draft, Self::Returned, Self::Submitted, Self::Agreed];

    /// Returns its word in an address.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Missing => "belum",
            Self::Draft => "draf",
            Self::Returned => "dikembalikan",
            Self::Submitted => "diajukan",
            Self::Agreed => "disetujui",
        }
    }

    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|completion| completion.code() == code)
    }

    /// Returns whether the next step is the owner's.
    pub const fn waits_for_owner(self) -> bool {
        matches!(self, Self::Missing | Self::Draft | Self::Returned)
    }
}

/// How many people stand where, in the order of [`Completion::ALL`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Completions(pub [i32; 5]);

impl Completions {
    pub const fn of(&self, completion: Completion) -> i32 {
        self.0[completion as usize]
    }

    pub fn people(&self) -> i32 {
        self.0.iter().sum()
    }

    /// Returns the share of people with an agreed plan in whole per cent, rounded down: 100 means everybody. `None`
    /// without people.
    pub fn agreed_percent(&self) -> Option<i32> {
        (self.of(Completion::Agreed) * 100).checked_div(self.people())
    }
}

impl std::ops::AddAssign for Completions {
    fn add_assign(&mut self, other: Self) {
        for (count, more) in self.0.iter_mut().zip(other.0) {
            *count += more;
        }
    }
}

/// Returns the year whose plans are made now: from October on the next one, whose plans are wanted in January.
pub fn year_in_planning(today: Date) -> i16 {
    if today.month() >= 10 { today.year().saturating_add(1) } else { today.year() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn every_word_of_an_address_leads_back() {
        for completion in Completion::ALL {
            assert_eq!(Completion::of_code(completion.code()), Some(completion));
        }
        assert_eq!(Completion::of_code("semua"), None);
    }

    #[test]
    fn nobody_is_left_out_at_a_hundred_per_cent() {
        let mut sum = Completions([1, 0, 0, 0, 998]);
        assert_eq!(sum.agreed_percent(), Some(99));
        sum += Completions([0, 0, 0, 0, 1]);
        assert_eq!((sum.people(), sum.of(Completion::Missing), sum.agreed_percent()), (1_000, 1, Some(99)));
        assert_eq!(Completions::default().agreed_percent(), None);
    }

    #[test]
    fn in_autumn_the_next_year_is_planned() {
        assert_eq!(year_in_planning(date(2026, 9, 30)), 2026);
        assert_eq!(year_in_planning(date(2026, 10, 1)), 2027);
    }
}
