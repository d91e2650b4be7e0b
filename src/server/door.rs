//! The only ways to the database: [`read`], [`write()`], [`Caller::look`], [`Caller::export`], [`Caller::public`],
//! [`Caller::enter`], [`preload`] and [`system`].
//!
//! The layer in [`super::session`] makes a request's [`Caller`] once; the door opens a transaction in the name of the
//! caller's agency, runs the closure in it and ends it. `write` accepts only closures that return an [`Event`]: a write
//! without an audit record does not type-check.
//!
//! A write is retried after a serialization failure or a deadlock: that is why its closure is `Clone`. A change outside
//! of its transaction would be made twice; `Clone` keeps it from borrowing mutably.

mod program;

pub use program::{preload, system};

use super::{App, record, retry::Tries};
use crate::{
    domain::{
        actor::Actor,
        event::Event,
        id::{AccountId, AgencyId},
    },
    error::{Error, Result},
};
use http::request::Parts;
use jiff::Timestamp;
use leptos::prelude::use_context;
use sqlx::{PgConnection, Postgres, Transaction};
use std::{net::IpAddr, sync::Arc};
use tokio::time::sleep;

/// The begin of a transaction that only reads.
const READ_ONLY: &str = "begin read only";

/// The caller of a request, an extension of it.
#[derive(Clone, Debug)]
pub struct Caller {
    parts: Arc<CallerParts>,
    /// The response that Leptos is making; `None` for the API, which must not touch one.
    leptos: Option<LeptosAnswer>,
}

/// The response of a page or server function, as [`Caller::current`] finds it.
#[derive(Clone, Debug)]
struct LeptosAnswer {
    options: leptos_axum::ResponseOptions,
    /// Whether a page is being rendered: no form waits for a redirect then.
    is_page: bool,
}

#[derive(Debug)]
struct CallerParts {
    app: App,
    actor: Option<Actor>,
    written_for: Option<AccountId>,
    request: String,
    address: IpAddr,
    accepts_html: bool,
}

impl Caller {
    pub fn new(
        app: App,
        actor: Option<Actor>,
        written_for: Option<AccountId>,
        request: String,
        (address, accepts_html): (IpAddr, bool),
    ) -> Self {
        let parts = CallerParts { app, actor, written_for, request, address, accepts_html };
        Self { parts: Arc::new(parts), leptos: None }
    }

    pub fn app(&self) -> &App {
        &self.parts.app
    }

    /// Returns the signed-in person.
    ///
    /// # Errors
    /// [`Error::SignIn`] without one; [`Error::OtherAccount`] if the request was written for another one.
    pub fn actor(&self) -> Result<&Actor> {
        let actor = self.parts.actor.as_ref().ok_or(Error::SignIn)?;
        let is_own = self.written_for().is_none_or(|account| account == actor.account);
        is_own.then_some(actor).ok_or(Error::OtherAccount)
    }

    /// Returns the account for which the request was written, if it names one ([`super::sender`]).
    pub fn written_for(&self) -> Option<AccountId> {
        self.parts.written_for
    }

    pub fn request(&self) -> &str {
        &self.parts.request
    }

    pub fn address(&self) -> IpAddr {
        self.parts.address
    }

    /// Returns the caller of the running Leptos page or server function.
    ///
    /// # Errors
    /// [`Error::Unavailable`] outside of a request.
    pub fn current() -> Result<Self> {
        let outside = || Error::Unavailable(String::new());
        let request = use_context::<Parts>().ok_or_else(outside)?;
        let caller = request.extensions.get::<Self>().cloned().ok_or_else(outside)?;
        let is_page = request.method == http::Method::GET;
        Ok(Self { leptos: use_context().map(|options| LeptosAnswer { options, is_page }), ..caller })
    }

    /// Records the outcome: a refusal in the audit trail, the request's id in the error, the status for programs and for
    /// pages. For forms of browsers without JavaScript the status stays that of Leptos' redirect.
    pub(crate) async fn answer<T>(&self, outcome: Result<T>) -> Result<T> {
        let refused = match &outcome {
            Err(Error::Forbidden) => Some("forbidden"),
            Err(Error::NotFound) => Some("not_found"),
            _ => None,
        };
        if let Some(how) = refused {
            self.record_refusal(how).await;
        }
        let outcome = outcome.map_err(|error| match error {
            Error::Unavailable(_) => Error::Unavailable(self.parts.request.clone()),
            other => other,
        });
        if let (Err(error), Some(LeptosAnswer { options, is_page })) = (&outcome, &self.leptos)
            && (!self.parts.accepts_html
                || *is_page && matches!(error, Error::Unavailable(_) | Error::NotFound | Error::Forbidden))
        {
            options.set_status(super::problem::status(error));
            if let Some(seconds) = super::problem::retry_after(error) {
                options.insert_header(http::header::RETRY_AFTER, seconds);
            }
        }
        outcome
    }

    /// Records that the signed-in person was refused, with the request's id, under which the log has the route. Each
    /// account has a limit a minute: walking through ids leaves a trace and does not fill the trail.
    async fn record_refusal(&self, how: &str) {
        let (app, Ok(actor)) = (self.app(), self.actor()) else { return };
        if app.refusals.spend(actor.account, app.clock.now()).is_err() {
            return;
        }
        let event = Event::new("refused").in_detail(format!("{how} {}", self.parts.request));
        if let Err(error) = self.try_write(async |_| Ok((event, ()))).await {
            tracing::warn!(%error, "could not record a refusal");
        }
    }

    /// Runs a reading transaction as the signed-in person.
    ///
    /// # Errors
    /// The error of the closure; [`Error::SignIn`] before it runs; [`Error::Unavailable`] when the database fails.
    pub async fn read<T>(&self, body: impl AsyncFnOnce(&mut Tx) -> Result<T>) -> Result<T> {
        self.answer(self.parts.app.metrics.transaction("read", self.try_read(body)).await).await
    }

    /// Runs [`Self::read`] for pages with many readers: on the replica, if there is one that has everything of the
    /// primary.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub async fn look<T>(&self, body: impl AsyncFnOnce(&mut Tx) -> Result<T> + Clone) -> Result<T> {
        self.answer(self.parts.app.metrics.transaction("look", self.try_look(body)).await).await
    }

    async fn try_look<T>(&self, body: impl AsyncFnOnce(&mut Tx) -> Result<T> + Clone) -> Result<T> {
        if let Some(tx) = Tx::on_replica(&self.parts.app, self.actor()?).await {
            // A replica cancels a query that blocks its replay, and it may become unreachable.
            match tx.finish(body.clone()).await {
                Err(Error::Unavailable(_)) => tracing::warn!("the replica cancelled a query, the primary answers"),
                outcome => return outcome,
            }
        }
        self.try_read(body).await
    }

    async fn try_read<T>(&self, body: impl AsyncFnOnce(&mut Tx) -> Result<T>) -> Result<T> {
        Tx::begin(&self.parts.app, self.actor()?, READ_ONLY).await?.finish(body).await
    }

    /// Runs a writing transaction as the signed-in person and records its event in it.
    ///
    /// # Errors
    /// As [`Self::read`]; nothing is stored then.
    pub async fn write<T>(&self, body: impl AsyncFnOnce(&mut Tx) -> Result<(Event, T)> + Clone) -> Result<T> {
        let mut tries = Tries::default();
        loop {
            let outcome = self.parts.app.metrics.transaction("write", self.try_write(body.clone())).await;
            match tries.pause(&outcome) {
                Some(pause) => sleep(pause).await,
                None => return self.answer(outcome).await,
            }
        }
    }

    /// Reads the data that the signed-in person exports as a file, and records the export before returning it.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub async fn export<T>(&self, exported: Event, body: impl AsyncFnOnce(&mut Tx) -> Result<T> + Clone) -> Result<T> {
        let value = self.look(body).await?;
        self.record(exported).await?;
        Ok(value)
    }

    /// Records an event that changes no data, such as the export of loaded data.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub async fn record(&self, event: Event) -> Result<()> {
        self.write(async move |_| Ok((event, ()))).await
    }

    async fn try_write<T>(&self, body: impl AsyncFnOnce(&mut Tx) -> Result<(Event, T)>) -> Result<T> {
        let app = &self.parts.app;
        let mut tx = Tx::begin(app, self.actor()?, "begin").await?;
        let (event, value) = body(&mut tx).await?;
        let agency = tx.actor.agency;
        record::record(&mut tx.db, app.live.origin(), agency, Some(tx.actor.account), &event, tx.now).await?;
        tx.db.commit().await?;
        app.live.announce(agency, event.topics());
        Ok(value)
    }

    /// Reads without a signed-in person. No agency is set: tenant tables are empty here.
    ///
    /// # Errors
    /// The error of the closure, or [`Error::Unavailable`].
    pub async fn public<T>(&self, body: impl AsyncFnOnce(&mut PgConnection) -> Result<T>) -> Result<T> {
        let app = &self.parts.app;
        let outcome = async {
            let mut db = app.metrics.begin(app.pool.begin(READ_ONLY)).await?;
            let value = body(&mut db).await?;
            db.commit().await?;
            Ok(value)
        };
        self.answer(app.metrics.transaction("public", outcome).await).await
    }

    /// Runs a transaction around a change of the session: sign-in, sign-out, throttle, invitation. The closure returns
    /// the agency once it knows it; an outcome without one is stored (a counted failure), but has no event.
    ///
    /// # Errors
    /// The error of the closure, or [`Error::Unavailable`].
    pub async fn enter<T>(
        &self,
        body: impl AsyncFnOnce(&mut PgConnection, Timestamp) -> Result<(Option<Entry>, T)> + Clone,
    ) -> Result<T> {
        let mut tries = Tries::default();
        loop {
            let outcome = self.try_enter(body.clone()).await;
            match tries.pause(&outcome) {
                Some(pause) => sleep(pause).await,
                None => return self.answer(outcome).await,
            }
        }
    }

    async fn try_enter<T>(
        &self,
        body: impl AsyncFnOnce(&mut PgConnection, Timestamp) -> Result<(Option<Entry>, T)>,
    ) -> Result<T> {
        let app = &self.parts.app;
        let whole = async {
            let now = app.clock.now();
            let mut db = app.metrics.begin(app.pool.begin("begin")).await?;
            let (entry, value) = body(&mut db, now).await?;
            if let Some(entry) = &entry {
                set_agency(&mut db, entry.agency).await?;
                record::record(&mut db, app.live.origin(), entry.agency, entry.account, &entry.event, now).await?;
            }
            db.commit().await?;
            if let Some(entry) = entry {
                app.live.announce(entry.agency, entry.event.topics());
            }
            Ok(value)
        };
        app.metrics.transaction("enter", whole).await
    }
}

/// The agency of a sign-in and its event.
#[derive(Debug)]
pub struct Entry {
    pub agency: AgencyId,
    /// The account that has signed in; `None` if nobody has.
    pub account: Option<AccountId>,
    pub event: Event,
}

/// A transaction in the name of a signed-in person.
#[derive(Debug)]
pub struct Tx {
    db: Transaction<'static, Postgres>,
    pub actor: Actor,
    pub now: Timestamp,
    pub clock: super::clock::Clock,
}

impl Tx {
    async fn begin(app: &App, actor: &Actor, how: &str) -> Result<Self> {
        let db = app.metrics.begin(app.pool.begin(&in_the_name_of(actor, how))).await?;
        Ok(Self::on(db, app, actor))
    }

    /// Begins a transaction on the replica, if there is one that has everything.
    async fn on_replica(app: &App, actor: &Actor) -> Option<Self> {
        let db = Box::pin(app.replica.as_ref()?.begin(&app.pool, &in_the_name_of(actor, READ_ONLY))).await?;
        Some(Self::on(db, app, actor))
    }

    async fn finish<T>(mut self, body: impl AsyncFnOnce(&mut Self) -> Result<T>) -> Result<T> {
        let value = body(&mut self).await?;
        self.db.commit().await?;
        Ok(value)
    }

    fn on(db: Transaction<'static, Postgres>, app: &App, actor: &Actor) -> Self {
        Self { db, actor: actor.clone(), now: app.clock.now(), clock: app.clock.clone() }
    }

    /// Returns the connection, for the stores.
    pub fn db(&mut self) -> &mut PgConnection {
        &mut self.db
    }

    /// Returns the civil day in the agency's zone.
    pub fn today(&self) -> jiff::civil::Date {
        self.actor.zone.day(self.now)
    }
}

/// Returns the begin of a transaction, in one round trip; the id is a UUID and cannot carry SQL.
fn in_the_name_of(actor: &Actor, how: &str) -> String {
    format!("{how}; set local kinerja.agency = '{}'", actor.agency)
}

async fn set_agency(db: &mut PgConnection, agency: AgencyId) -> Result<()> {
    sqlx::query_scalar!("select set_config('kinerja.agency', $1, true)", agency.to_string()).fetch_one(db).await?;
    Ok(())
}

/// Runs [`Caller::read`] for the caller of the running server function.
///
/// # Errors
/// As [`Caller::read`].
pub async fn read<T>(body: impl AsyncFnOnce(&mut Tx) -> Result<T>) -> Result<T> {
    Caller::current()?.read(body).await
}

/// Runs [`Caller::write`] for the caller of the running server function.
///
/// # Errors
/// As [`Caller::write`].
pub async fn write<T>(body: impl AsyncFnOnce(&mut Tx) -> Result<(Event, T)> + Clone) -> Result<T> {
    Caller::current()?.write(body).await
}
