//! What happens to plans.

use crate::domain::event::Event;

/// So many plans of a year were made from the templates of people's posts.
pub(crate) fn plans_created(year: i16, plans: u64) -> Event {
    Event::new("plans_created").in_detail(format!("{plans} for {year}"))
}

/// So many plans of a year that were made from templates were taken back.
pub(crate) fn plans_removed(year: i16, plans: u64) -> Event {
    Event::new("plans_removed").in_detail(format!("{plans} for {year}"))
}
