//! How persons are described where their names are hidden: by what they share with others.
//!
//! A post that one person holds is a name, and so is a unit of three. The smallest group is that of the boards.

use crate::domain::actor::MIN_GROUP;

/// The closest description of a person that does not point at them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Description {
    /// The post and its unit.
    Post,
    Unit,
    PerangkatDaerah,
    Agency,
}

impl Description {
    /// Returns the closest description that fits at least [`MIN_GROUP`] people. `holders` have the same post in the
    /// same unit, `colleagues` work in the unit or below it, `office` in its perangkat daerah; all include the person.
    pub const fn of(holders: i32, colleagues: i32, office: i32) -> Self {
        if holders >= MIN_GROUP {
            Self::Post
        } else if colleagues >= MIN_GROUP {
            Self::Unit
        } else if office >= MIN_GROUP {
            Self::PerangkatDaerah
        } else {
            Self::Agency
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_post_that_few_people_hold_is_a_name() {
        assert_eq!(Description::of(MIN_GROUP, 40, 90), Description::Post);
        assert_eq!(Description::of(1, 40, 90), Description::Unit);
        assert_eq!(Description::of(1, MIN_GROUP, 90), Description::Unit);
        assert_eq!(Description::of(1, MIN_GROUP - 1, 90), Description::PerangkatDaerah);
        assert_eq!(Description::of(1, MIN_GROUP - 1, MIN_GROUP - 1), Description::Agency);
        assert_eq!(Description::of(1, 0, 0), Description::Agency);
    }
}
