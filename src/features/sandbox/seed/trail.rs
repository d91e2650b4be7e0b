//! The audit trail of the invented past: one event for each unit and month in which its people reported. The trail of a
//! small agency stays empty.

use super::{
    Agency, Profile, SeedOptions,
    copy::{Table, row},
};
use jiff::{SignedDuration, ToSpan, civil::Date};
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;
use std::{collections::BTreeMap, iter::once_with};

const fn is_kept(profile: Profile) -> bool {
    !matches!(profile, Profile::Small)
}

/// Creates the tables of the months with events.
///
/// # Errors
/// When the database fails.
pub(crate) async fn make_months(
    conn: &mut PgConnection,
    options: &SeedOptions,
    agency: &Agency,
) -> Result<(), sqlx::Error> {
    if !is_kept(options.profile) {
        return Ok(());
    }
    sqlx::query!(
        r#"select event_month(month::date) as "made!"
        from generate_series(date_trunc('month', $1::date), $2::date, interval '1 month') as month"#,
        agency.horizon.zone.day(agency.begun).to_sqlx() as _,
        agency.horizon.today.to_sqlx() as _,
    )
    .fetch_all(conn)
    .await?;
    Ok(())
}

pub(crate) fn events<'a>(options: &SeedOptions, agency: &'a Agency) -> Table<'a> {
    let mut dice = options.dice("trail");
    let counted = is_kept(options.profile).then_some(once_with(|| reports_by_month(agency)));
    let rows = counted.into_iter().flatten().flatten().map(move |((month, unit), reports)| {
        let next = month.saturating_add(1.month()).at(0, 0, 0, 0);
        let at = agency.horizon.zone.instant(next).min(agency.horizon.end()) - SignedDuration::from_secs(1);
        let data = format!("{{\"reports\": {reports}}}");
        row(&[&agency.id.0, &dice.id(at), &at, &"seeded", &agency.units[unit].id.0, &data])
    });
    Table::new("event (agency_id, id, at, kind, subject_id, data)", rows)
}

/// How many reports each unit's people made, by month.
fn reports_by_month(agency: &Agency) -> BTreeMap<(Date, usize), u32> {
    let mut counts = BTreeMap::new();
    for plan in &agency.plans {
        for report in plan.indicators().flat_map(|indicator| &indicator.reports) {
            let month = agency.horizon.zone.day(report.received_at).first_of_month();
            *counts.entry((month, plan.unit)).or_default() += 1;
        }
    }
    counts
}
