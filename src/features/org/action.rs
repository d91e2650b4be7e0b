//! Creating and renaming an agency.

use super::{event, store};
use crate::{
    domain::{
        calendar::{Zone, years_to_open},
        event::Event,
        id::AgencyId,
        text::Name,
    },
    error::{Error, Result},
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

/// Gives an agency another name. Repeating it changes nothing.
///
/// # Errors
/// [`Error::Invalid`] for `name` if another agency has it. When the database refuses: only its owner may rename
/// agencies.
pub(crate) async fn rename_agency(db: &mut PgConnection, agency: AgencyId, name: &Name) -> Result<(Event, ())> {
    match store::agencies(db, Some(name.as_str())).await?.pop() {
        Some(same) if same.id == agency => return Ok((Event::repeated(), ())),
        Some(_) => return Err(Error::field("name", "Nama ini sudah dipakai instansi lain.")),
        None => {}
    }
    store::rename(db, agency, name).await?;
    Ok((event::agency_renamed(agency), ()))
}
