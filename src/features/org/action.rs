//! Creating an agency.

use super::store;
use crate::domain::{calendar::Zone, event::Event, id::AgencyId, text::Name};
use jiff::Timestamp;
use sqlx::PgConnection;

/// Creates an agency under the given id, with the periods of the running year. An agency of that name that is there
/// already stays as it is.
///
/// # Errors
/// When the database refuses: only its owner may create agencies.
pub async fn create_agency(
    db: &mut PgConnection,
    agency: AgencyId,
    name: &Name,
    zone: Zone,
    now: Timestamp,
) -> sqlx::Result<(Event, ())> {
    if !store::insert_agency(db, agency, name, zone, now).await? {
        return Ok((Event::Quiet { topics: vec![] }, ()));
    }
    store::open_periods(db, agency, zone.day(now).year()).await?;
    Ok((Event::AgencyCreated { agency }, ()))
}
