//! The events of agencies.

use crate::domain::{event::Event, id::AgencyId};

pub(crate) fn agency_created(agency: AgencyId) -> Event {
    Event::new("agency_created").about(agency)
}

pub(crate) fn agency_renamed(agency: AgencyId) -> Event {
    Event::new("agency_renamed").about(agency)
}
