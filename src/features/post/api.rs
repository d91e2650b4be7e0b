//! Server functions of posts.

use super::model::{AssessorSheet, ChangeDraft, OfficeList, OfficeSheet, RequestDraft, RequestRow};
use crate::{
    domain::id::{PostChangeId, UnitId},
    error::Error,
    wire::Packed,
};
use leptos::prelude::*;

/// Returns a page of the units that have a head post by name, with who is in office; `wanted` is a part of the unit's
/// name. The first page is 1.
#[server(input = Packed, output = Packed)]
pub async fn list_offices(wanted: String, page: i32) -> Result<OfficeList, Error> {
    crate::server::door::read(async |tx| super::query::offices(tx, &wanted, page).await).await
}

/// Returns the head post of a unit with the draft of a replacement and what it would touch, or with what a signed one has
/// done. A search for people is recorded.
#[server(input = Packed, output = Packed)]
pub async fn get_office(unit: UnitId, draft: ChangeDraft, done: Option<PostChangeId>) -> Result<OfficeSheet, Error> {
    let caller = crate::server::door::Caller::current()?;
    super::query::office(&caller, unit, &draft, done).await
}

/// Returns the caller's assessor with the history and the requests around it. A search for people is recorded.
#[server(input = Packed, output = Packed)]
pub async fn get_own_assessor(draft: RequestDraft) -> Result<AssessorSheet, Error> {
    let caller = crate::server::door::Caller::current()?;
    super::request::own(&caller, &draft).await
}

/// Returns the open requests for another assessor.
#[server(input = Packed, output = Packed)]
pub async fn list_assessor_requests() -> Result<Vec<RequestRow>, Error> {
    crate::server::door::read(async |tx| super::request::open(tx).await).await
}
