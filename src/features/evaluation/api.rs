//! Server functions of evaluations.

use super::model::{
    AchievementQuery, AchievementSheet, EvaluationAct, EvaluationList, EvaluationSheet, NewAchievement, Saved,
    WriteAct, Written,
};
use crate::{
    domain::evaluation::{EvaluationId, EvaluationPeriod},
    error::Error,
    wire::Packed,
};
use leptos::prelude::*;

/// Returns the own evaluations, and those of the team in a period.
///
/// # Errors
/// [`Error::NotFound`] for an account without an employee.
#[server(input = Packed, output = Packed)]
pub async fn list_evaluations(period: Option<EvaluationPeriod>) -> Result<EvaluationList, Error> {
    crate::server::door::read(async |tx| super::list::list(tx, period).await).await
}

/// Returns an evaluation as the caller sees it.
///
/// # Errors
/// [`Error::NotFound`] for who has no part in it.
#[server(input = Packed, output = Packed)]
pub async fn get_evaluation(id: EvaluationId) -> Result<EvaluationSheet, Error> {
    crate::server::door::read(async |tx| super::query::sheet(tx, id).await).await
}

/// Saves what an assessor writes, and signs it where asked and possible. `seen` is what the form was read from. Repeating it
/// changes nothing.
#[server(input = Packed, output = Packed)]
pub async fn write_evaluation(
    id: EvaluationId,
    act: WriteAct,
    seen: String,
    fields: Vec<(String, String)>,
) -> Result<Written, Error> {
    crate::server::door::write(async |tx| super::action::write(tx, id, act, &seen, &fields).await).await
}

/// Releases, changes or answers an evaluation. `seen` is what was shown. Repeating it changes nothing.
#[server(input = Packed, output = Packed)]
pub async fn act_on_evaluation(id: EvaluationId, act: EvaluationAct, seen: String) -> Result<(), Error> {
    crate::server::door::write(async |tx| super::action::act(tx, id, act, &seen).await).await
}

/// Saves what somebody says about the own work; sent, their assessor reads it. `seen` is what the form was read from.
/// Repeating it changes nothing.
#[server(input = Packed, output = Packed)]
pub async fn assess_oneself(
    id: EvaluationId,
    is_sent: bool,
    seen: String,
    fields: Vec<(String, String)>,
) -> Result<Saved, Error> {
    crate::server::door::write(async |tx| super::action::assess_oneself(tx, id, is_sent, &seen, &fields).await).await
}

/// Returns what the units below those of the caller achieved in a period, and the form of one unit.
#[server(input = Packed, output = Packed)]
pub async fn get_achievements(asked: AchievementQuery) -> Result<AchievementSheet, Error> {
    crate::server::door::read(async |tx| super::unit::sheet(tx, asked).await).await
}

/// Says what a unit achieved in a period. Returns what happened, in a sentence. Repeating it changes nothing.
#[server(input = Packed, output = Packed)]
pub async fn set_achievement(new: NewAchievement) -> Result<String, Error> {
    crate::server::door::write(async |tx| super::unit::set(tx, &new).await).await
}
