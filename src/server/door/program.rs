//! The door for the program's own work.

use super::{READ_ONLY, Tx, set_agency};
use crate::{
    domain::{actor::Actor, calendar::Zone, event::Event, id::AgencyId},
    error::Result,
    server::{App, record, retry::Tries},
};
use jiff::Timestamp;
use sqlx::PgConnection;
use tokio::time::sleep;

/// Runs a reading transaction of the program itself, which loads what is cached for all readers of an agency; each of them
/// is asked for their own rights.
///
/// # Errors
/// The error of the closure, or [`Unavailable`](crate::error::Error::Unavailable).
pub async fn preload<T>(
    app: &App,
    (agency, zone): (AgencyId, Zone),
    body: impl AsyncFnOnce(&mut Tx) -> Result<T>,
) -> Result<T> {
    let actor = Actor::program(agency, zone);
    let whole = async {
        match Tx::on_replica(app, &actor).await {
            Some(tx) => tx.finish(body).await,
            None => Tx::begin(app, &actor, READ_ONLY).await?.finish(body).await,
        }
    };
    app.metrics.transaction("preload", whole).await
}

/// Runs the program's own work for one agency: jobs, import, seed. Announces the topics after the commit.
///
/// # Errors
/// The error of the closure, or [`Unavailable`](crate::error::Error::Unavailable).
pub async fn system<T>(
    app: &App,
    agency: AgencyId,
    body: impl AsyncFnOnce(&mut PgConnection, Timestamp) -> Result<(Event, T)> + Clone,
) -> Result<T> {
    let mut tries = Tries::default();
    loop {
        let outcome = attempt(app, agency, body.clone()).await;
        match tries.pause(&outcome) {
            Some(pause) => sleep(pause).await,
            None => return outcome,
        }
    }
}

async fn attempt<T>(
    app: &App,
    agency: AgencyId,
    body: impl AsyncFnOnce(&mut PgConnection, Timestamp) -> Result<(Event, T)>,
) -> Result<T> {
    let whole = async {
        let now = app.clock.now();
        let mut db = app.metrics.begin(app.pool.begin("begin")).await?;
        set_agency(&mut db, agency).await?;
        let (event, value) = body(&mut db, now).await?;
        record::record(&mut db, app.live.origin(), agency, None, &event, now).await?;
        db.commit().await?;
        app.live.announce(agency, event.topics());
        Ok(value)
    };
    app.metrics.transaction("system", whole).await
}
