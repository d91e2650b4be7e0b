//! Server functions of the rules of evaluations.

use super::model::{EvaluationRuleBody, EvaluationRuleBook};
use crate::{error::Error, wire::Packed};
use leptos::prelude::*;

/// Returns the rules of the agency, kind by kind, each with its form.
///
/// # Errors
/// [`Error::NotFound`] for anybody but the Pengelola.
#[server(input = Packed, output = Packed)]
pub async fn list_evaluation_rules() -> Result<EvaluationRuleBook, Error> {
    crate::server::door::read(async |tx| super::query::book(tx).await).await
}

/// Enters a rule. Repeating it changes nothing.
#[server(input = Packed, output = Packed)]
pub async fn enter_evaluation_rule(rule: EvaluationRuleBody) -> Result<(), Error> {
    crate::server::door::write(async |tx| super::action::enter(tx, &rule).await).await
}
