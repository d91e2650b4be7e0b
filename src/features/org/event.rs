//! The events of agencies.

use crate::domain::{event::Event, id::AgencyId};

pub(crate) fn agency_created(agency: AgencyId) -> Event {
    Event::new("agency_created").about(agency)
}
