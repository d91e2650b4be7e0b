//! Loads what the boards of large units show ahead of their readers: of tens of thousands of people it takes the database
//! seconds. Each process has caches of its own, and fills them at its start and every few minutes.

use crate::{
    domain::{
        calendar::Zone,
        id::{AgencyId, UnitId},
        skp::year_in_planning,
    },
    error::Result,
    features::{dashboard, skp},
    server::{App, unit_cache::UnitYear},
};
use jiff_sqlx::ToSqlx;
use std::time::Duration;

/// Units of so many people, with those below, are loaded ahead.
const LARGE: i32 = 500;
const INTERVAL: Duration = Duration::from_mins(10);

/// Loads ahead until the server stops.
pub async fn run(app: App) {
    loop {
        if let Err(error) = once(&app, LARGE).await {
            tracing::warn!(%error, "could not look for large units, retrying");
        }
        tokio::time::sleep(INTERVAL).await;
    }
}

/// Loads what the boards of all units of at least so many people show, the largest first. The failure of one delays no
/// other.
///
/// # Errors
/// When the units cannot be read.
pub async fn once(app: &App, people: i32) -> Result<()> {
    let now = app.clock.now();
    let units = sqlx::query!(
        r#"select agency_id as "agency!: AgencyId", zone as "zone!: Zone", unit_id as "unit!: UnitId", is_root as "is_root!"
        from large_units($1, $2)"#,
        people,
        now.to_sqlx() as _
    )
    .fetch_all(app.pool.direct())
    .await?;
    for row in units {
        let today = row.zone.day(now);
        let of = |year| UnitYear { agency: row.agency, unit: row.unit, year };
        let board = dashboard::action::preload(app, of(today.year()), row.zone, row.is_root).await;
        let plans = skp::completion::preload(app, of(year_in_planning(today)), row.zone).await;
        if let Err(error) = board.and(plans) {
            tracing::warn!(%error, unit = %row.unit, "could not load a large unit ahead");
        }
    }
    Ok(())
}
