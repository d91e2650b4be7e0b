//! Server functions of objections.

use super::model::{CaseList, ObjectionAct, ObjectionSheet};
use crate::{domain::evaluation::EvaluationId, error::Error, wire::Packed};
use leptos::prelude::*;
use uuid::Uuid;

/// Returns the cases of the caller, and how many there are in the units that they oversee.
///
/// # Errors
/// [`Error::NotFound`] for an account that has neither.
#[server(input = Packed, output = Packed)]
pub async fn list_objections(year: Option<i16>) -> Result<CaseList, Error> {
    crate::server::door::read(async |tx| super::list::list(tx, year).await).await
}

/// Returns the objections against an evaluation, and what the caller can do.
///
/// # Errors
/// [`Error::NotFound`] for who is no side of it.
#[server(input = Packed, output = Packed)]
pub async fn get_objections(id: EvaluationId) -> Result<ObjectionSheet, Error> {
    crate::server::door::read(async |tx| super::query::sheet(tx, id).await).await
}

/// Files, explains, decides or reopens. `entry` is made by the sender; `seen` is what was read. Returns the receipt.
/// Repeating it changes nothing.
///
/// # Errors
/// [`Error::NotFound`] for who may not; the errors of the fields, and the refusals of a case.
#[server(input = Packed, output = Packed)]
pub async fn act_on_objection(
    id: EvaluationId,
    act: ObjectionAct,
    entry: Uuid,
    seen: String,
    fields: Vec<(String, String)>,
) -> Result<String, Error> {
    crate::server::door::write(async |tx| super::action::act(tx, id, act, entry, &seen, &fields).await).await
}
