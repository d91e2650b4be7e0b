//! Making plans, and taking them back.

use super::{event, store};
pub use store::{PlanPreview, PlansTakenBack};

use crate::{
    domain::{calendar::Zone, event::Event, id::AgencyId, skp::plan_years},
    error::{Error, Result},
    features::progress::rollup,
    server::calendar,
};
use jiff::Timestamp;
use sqlx::PgConnection;

/// Creates plans of a year for everybody who has none, from the template of their post, and counts the units anew.
/// Returns how many.
///
/// # Errors
/// [`Error::Invalid`] for `year` if it is too far from today's, or [`Error::Unavailable`].
pub async fn plan_from_templates(
    db: &mut PgConnection,
    agency: AgencyId,
    zone: Zone,
    year: i16,
    now: Timestamp,
) -> Result<(Event, u64)> {
    let today = zone.day(now);
    check_year(zone, year, now)?;
    calendar::open_year(db, agency, year).await?;
    let plans = store::plan_from_templates(db, agency, year, today, now).await?;
    rollup::refresh(db, agency, zone, today).await?;
    Ok((event::plans_created(year, plans), plans))
}

/// Returns the plans that [`plan_from_templates`] would create, by template, and the people who would get none.
///
/// # Errors
/// As [`plan_from_templates`].
pub async fn preview_from_templates(
    db: &mut PgConnection,
    agency: AgencyId,
    zone: Zone,
    year: i16,
    now: Timestamp,
) -> Result<PlanPreview> {
    check_year(zone, year, now)?;
    Ok(store::preview_from_templates(db, agency, year, zone.day(now)).await?)
}

/// Takes the plans back that were last made from templates for a year, except those that somebody has worked with, and
/// counts the units anew.
///
/// # Errors
/// [`Error::NotFound`] if no such plan is left, or [`Error::Unavailable`].
pub async fn undo_plans(
    db: &mut PgConnection,
    agency: AgencyId,
    zone: Zone,
    year: i16,
    now: Timestamp,
) -> Result<(Event, PlansTakenBack)> {
    let made_at = store::last_made(db, agency, year).await?.ok_or(Error::NotFound)?;
    let taken = store::take_back(db, agency, year, made_at).await?;
    rollup::refresh(db, agency, zone, zone.day(now)).await?;
    Ok((event::plans_removed(year, taken.removed), taken))
}

fn check_year(zone: Zone, year: i16, now: Timestamp) -> Result<()> {
    let years = plan_years(zone.day(now));
    if years.contains(&year) {
        return Ok(());
    }
    Err(Error::field("year", format!("SKP dibuat untuk tahun {} sampai {}.", years.start(), years.end())))
}
