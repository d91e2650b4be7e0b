//! Creating an agency.

use super::{event, store};
use crate::{
    domain::{
        calendar::{Zone, years_to_open},
        event::Event,
        id::AgencyId,
        text::Name,
    },
    server::calendar,
};
use jiff::Timestamp;
use sqlx::PgConnection;

/// Creates an agency under the given id, with the periods of the current year, and of the next one if that is near. An
/// existing agency of that name stays as it is.
///
/// # Errors
/// When the database refuses: only its owner may create agencies.
pub(crate) async fn create_agency(
    db: &mut PgConnection,
    agency: AgencyId,
    name: &Name,
    zone: Zone,
    now: Timestamp,
) -> sqlx::Result<(Event, ())> {
    if !store::insert_agency(db, agency, name, zone, now).await? {
        return Ok((Event::repeated(), ()));
    }
    for year in years_to_open(None, zone.day(now)) {
        calendar::open_year(db, agency, year).await?;
    }
    Ok((event::agency_created(agency), ()))
}
