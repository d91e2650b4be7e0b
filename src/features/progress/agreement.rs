//! What an agreed version of a plan changes about standings and counts: indicators come and go, and others have another
//! target. The boards follow in the transaction of the agreement.

use super::{
    action::change_of,
    rollup,
    store::{self, StandingPerson},
};
use crate::{
    domain::{
        board::Counts,
        calendar::Zone,
        id::{AgencyId, SkpId, UnitId},
    },
    error::Result,
    server::agency::thresholds,
};
use jiff::civil::Date;
use sqlx::PgConnection;

/// A person whose plan is about to change: locked, with what the counts hold of them.
#[derive(Debug)]
pub(crate) struct PlanChange {
    year: i16,
    person: StandingPerson,
    /// Whether the plan is the first one of that person's year.
    is_first: bool,
    indicators: Counts,
}

impl PlanChange {
    /// Locks the owner of a plan before its version in force changes.
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) async fn begin(db: &mut PgConnection, agency: AgencyId, skp: SkpId, today: Date) -> Result<Self> {
        let (year, person, is_first) = store::lock_owner(db, agency, skp, today).await?;
        let indicators = store::indicators(db, agency, &[person.employee], year).await?;
        Ok(Self { year, person, is_first, indicators: indicators.iter().map(|row| row.status).collect() })
    }

    /// Judges the person's indicators anew, and moves the counts of their unit. Returns the unit with those above it.
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) async fn follow(
        self,
        db: &mut PgConnection,
        agency: AgencyId,
        zone: Zone,
        today: Date,
    ) -> Result<Vec<UnitId>> {
        let Self { year, person, is_first, indicators: before } = self;
        // A year that is over is judged as of its end, and its counts stay those of its last day.
        let on = Date::new(year, 12, 31).map_or(today, |last| today.min(last));
        store::add_standings(db, agency, person.employee, year).await?;
        let indicators = store::indicators(db, agency, &[person.employee], year).await?;
        let now: Counts = indicators.iter().map(|row| row.status).collect();
        let thresholds = thresholds(db, agency).await?;
        let mut change = change_of(&person, indicators, on, zone, thresholds).saved(None);
        change.indicators += before.change_to(now);
        if is_first {
            change.people += Counts::one(person.status);
        }
        store::save(db, agency, year, on, &[change], None).await?;
        if year == today.year() && !store::is_counted(db, agency, person.unit, year).await? {
            rollup::refresh(db, agency, zone, today).await?;
        }
        Ok(person.units)
    }
}
