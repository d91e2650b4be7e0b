//! Server functions of plans.

use super::model::{
    BatchOffer, BatchQuery, FoundPerson, Matrix, NewBatch, NewCell, NewPlan, OfferAnswer, OfferSheet, OwnPlans,
    PlanAct, PlanBoard, PlanBoardQuery, PlanEditor, PlanSheet, ResultForm, SavedResult, TemplateAddress, TemplateBody,
    TemplateList, TemplateSheet, WaitingPlan,
};
use crate::{
    domain::id::{EmployeeId, RhkId, SkpId, UnitId},
    error::Error,
    wire::Packed,
};
use leptos::prelude::*;

/// Returns the own plans, and those that can be begun.
///
/// # Errors
/// [`Error::NotFound`] for an account without an employee.
#[server(input = Packed, output = Packed)]
pub async fn list_own_plans() -> Result<OwnPlans, Error> {
    crate::server::door::read(async |tx| super::query::own(tx).await).await
}

/// Returns a plan with one of its versions; without a number the one that matters now.
#[server(input = Packed, output = Packed)]
pub async fn get_plan(skp: SkpId, version: Option<i16>) -> Result<PlanSheet, Error> {
    crate::server::door::read(async |tx| super::query::plan(tx, skp, version).await).await
}

/// Returns the own plan with the form of one of its results, or of a new one.
#[server(input = Packed, output = Packed)]
pub async fn edit_plan(skp: SkpId, result: Option<RhkId>) -> Result<PlanEditor, Error> {
    crate::server::door::read(async |tx| super::editing::editor(tx, skp, result).await).await
}

/// Returns the plans that wait for the caller, the oldest first.
#[server(input = Packed, output = Packed)]
pub async fn list_waiting_plans() -> Result<Vec<WaitingPlan>, Error> {
    crate::server::door::read(async |tx| super::query::waiting(tx).await).await
}

/// Begins a plan. Repeating it changes nothing.
#[server(input = Packed, output = Packed)]
pub async fn begin_plan(plan: NewPlan) -> Result<(), Error> {
    crate::server::door::write(async |tx| super::begin::begin(tx, &plan).await).await
}

/// Saves the form of a result in the own plan. `seen` is the stored result that was shown.
#[server(input = Packed, output = Packed)]
pub async fn save_result(
    skp: SkpId,
    result: RhkId,
    seen: String,
    fields: Vec<(String, String)>,
) -> Result<SavedResult, Error> {
    crate::server::door::write(async |tx| super::write::save(tx, skp, result, &seen, &fields).await).await
}

/// Saves the expected conduct and the appendix of the own plan. `seen` is what was shown. Returns the time, and what is
/// stored now.
#[server(input = Packed, output = Packed)]
pub async fn save_further(skp: SkpId, seen: String, fields: Vec<(String, String)>) -> Result<(String, String), Error> {
    crate::server::door::write(async |tx| super::further::save(tx, skp, &seen, &fields).await).await
}

/// Removes a result from the version in work of the own plan. `seen` is the stored result that was shown. Returns its form;
/// saved again, it is back.
#[server(input = Packed, output = Packed)]
pub async fn remove_result(skp: SkpId, result: RhkId, seen: String) -> Result<Option<ResultForm>, Error> {
    crate::server::door::write(async |tx| super::write::remove(tx, skp, result, &seen).await).await
}

/// Returns the matrix of the own plan. `also` is somebody who is about to be added.
#[server(input = Packed, output = Packed)]
pub async fn get_matrix(skp: SkpId, also: Option<EmployeeId>) -> Result<Matrix, Error> {
    crate::server::door::read(async |tx| super::matrix::matrix(tx, skp, also).await).await
}

/// Returns people of the agency by a part of their name or by NIP, to give results to one of them.
#[server(input = Packed, output = Packed)]
pub async fn find_members(skp: SkpId, wanted: String) -> Result<Vec<FoundPerson>, Error> {
    super::matrix::find_members(&crate::server::door::Caller::current()?, skp, &wanted).await
}

/// Writes a cell of the matrix of the own plan. Returns the result of the cell. Repeating it changes nothing.
#[server(input = Packed, output = Packed)]
pub async fn put_cell(cell: NewCell) -> Result<Option<RhkId>, Error> {
    crate::server::door::write(async |tx| super::matrix::put(tx, &cell).await).await
}

/// Submits, takes back, revises, returns or agrees on a plan, or discards its version in work. `seen` is the version in work
/// that was shown. Repeating it changes nothing.
#[server(input = Packed, output = Packed)]
pub async fn act_on_plan(skp: SkpId, act: PlanAct, seen: String, note: String) -> Result<(), Error> {
    crate::server::door::write(async |tx| super::action::act(tx, skp, act, &seen, &note).await).await
}

/// Returns how far the plans of a unit's people have come.
#[server(input = Packed, output = Packed)]
pub async fn get_plan_board(asked: PlanBoardQuery) -> Result<PlanBoard, Error> {
    super::completion::board(&crate::server::door::Caller::current()?, &asked).await
}

/// Reminds the people behind a count of their plan, each once a day. Returns what happened, in a sentence.
#[server(input = Packed, output = Packed)]
pub async fn remind_of_plans(asked: PlanBoardQuery) -> Result<String, Error> {
    crate::server::door::write(async |tx| super::completion::remind(tx, &asked).await).await
}

/// Returns the plans that can be made from templates for the people of a unit, and those that were made last.
#[server(input = Packed, output = Packed)]
pub async fn get_batch_offer(asked: BatchQuery) -> Result<BatchOffer, Error> {
    crate::server::door::read(async |tx| super::batch::offer(tx, &asked).await).await
}

/// Makes the plans that an offer showed. Repeating it changes nothing. Returns what happened, in a sentence.
#[server(input = Packed, output = Packed)]
pub async fn plan_batch(batch: NewBatch) -> Result<String, Error> {
    let caller = crate::server::door::Caller::current()?;
    let progress = caller.app().caches.get();
    caller.write(async |tx| super::batch::plan(tx, &batch, &progress).await).await
}

/// Returns how far an act for many is: how many plans are written, of how many; `None` while there is none.
#[server(input = Packed, output = Packed)]
pub async fn get_batch_progress(asked: BatchQuery) -> Result<Option<(u64, u64)>, Error> {
    let caller = crate::server::door::Caller::current()?;
    let progress = caller.app().caches.get();
    caller.read(async |tx| super::batch::progress(tx, &asked, &progress).await).await
}

/// Takes back the plans that were made for a unit at a moment. Returns what happened, in a sentence.
#[server(input = Packed, output = Packed)]
pub async fn undo_batch(year: i16, unit: UnitId, at: i64) -> Result<String, Error> {
    crate::server::door::write(async |tx| super::batch::undo(tx, year, unit, at).await).await
}

/// Returns the templates of the agency, and which plans follow them.
///
/// # Errors
/// [`Error::NotFound`] for anybody but the Pengelola.
#[server(input = Packed, output = Packed)]
pub async fn list_templates() -> Result<TemplateList, Error> {
    crate::server::door::read(async |tx| super::templates::list(tx).await).await
}

/// Returns a template with its versions, and what is proposed as the next one.
///
/// # Errors
/// [`Error::NotFound`] for anybody but the Pengelola.
#[server(input = Packed, output = Packed)]
pub async fn get_template(asked: TemplateAddress) -> Result<TemplateSheet, Error> {
    crate::server::door::read(async |tx| super::templates::sheet(tx, &asked).await).await
}

/// Publishes a version of a template, or takes it out of use and back. Returns what happened, in a sentence. Repeating it
/// changes nothing.
#[server(input = Packed, output = Packed)]
pub async fn act_on_template(body: TemplateBody) -> Result<String, Error> {
    crate::server::door::write(async |tx| super::templates::act(tx, &body).await).await
}

/// Returns what the newest version of the template would change about the own plan.
#[server(input = Packed, output = Packed)]
pub async fn get_template_offer(skp: SkpId) -> Result<OfferSheet, Error> {
    crate::server::door::read(async |tx| super::offer::offer(tx, skp).await).await
}

/// Applies the newest version of the template to the own plan, or declines it. `seen` is what was shown. Repeating it changes
/// nothing.
#[server(input = Packed, output = Packed)]
pub async fn answer_template_offer(skp: SkpId, answer: OfferAnswer, seen: String) -> Result<(), Error> {
    crate::server::door::write(async |tx| super::offer::answer(tx, skp, answer, &seen).await).await
}
