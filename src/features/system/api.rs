//! Server functions of the system's health.

use super::model::SystemHealth;
use crate::{error::Error, wire::Packed};
use leptos::prelude::*;

/// Returns the current health of the system. Pages call it periodically, so it is no activity (`server::session`).
#[server(input = Packed, output = Packed)]
pub async fn watch_health() -> Result<SystemHealth, Error> {
    let caller = crate::server::door::Caller::current()?;
    caller.answer(super::query::health(&caller).await).await
}
