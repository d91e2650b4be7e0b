//! The status of an indicator and of a person.

use serde::{Deserialize, Serialize};

/// The status of an indicator or a person. Ordered from the one that needs attention most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    NeedsSupport,
    Silent,
    OnPlan,
    Ahead,
    NotDue,
}

impl Status {
    pub const ALL: [Self; 5] = [Self::NeedsSupport, Self::Silent, Self::OnPlan, Self::Ahead, Self::NotDue];

    /// Returns the status of a person: the worst among their indicators; nothing due where no indicator is due.
    pub fn worst(of: impl IntoIterator<Item = Self>) -> Self {
        of.into_iter().min().unwrap_or(Self::NotDue)
    }
}

/// The shares of the expected value, in percent, from which a result is ahead or on plan; the agency sets them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Thresholds {
    pub ahead: i16,
    pub on_plan: i16,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self { ahead: 110, on_plan: 90 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_stands_where_the_worst_indicator_stands() {
        use Status::{Ahead, NeedsSupport, NotDue, OnPlan, Silent};
        assert_eq!(Status::worst([Ahead, Silent, NeedsSupport]), NeedsSupport);
        assert_eq!(Status::worst([Ahead, Silent, OnPlan]), Silent);
        assert_eq!(Status::worst([NotDue, Ahead, OnPlan]), OnPlan);
        assert_eq!(Status::worst([NotDue]), NotDue);
        assert_eq!(Status::worst([]), NotDue);
    }
}
