//! Making plans.

use super::{event, store};
use crate::{
    domain::{calendar::Zone, event::Event, id::AgencyId},
    features::progress::rollup,
    server::calendar,
};
use jiff::Timestamp;
use sqlx::PgConnection;

/// Creates plans of a year for everybody who has none, from the template of their post, and counts the units anew.
/// Returns how many.
///
/// # Errors
/// When the database refuses.
pub async fn plan_from_templates(
    db: &mut PgConnection,
    agency: AgencyId,
    zone: Zone,
    year: i16,
    now: Timestamp,
) -> sqlx::Result<(Event, u64)> {
    let today = zone.day(now);
    calendar::open_year(db, agency, year).await?;
    let plans = store::plan_from_templates(db, agency, year, today, now).await?;
    rollup::refresh(db, agency, zone, today).await?;
    Ok((event::plans_created(year, plans), plans))
}
