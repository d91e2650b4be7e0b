//! Server functions of rules.

use super::model::{RuleBody, RuleBook};
use crate::{error::Error, wire::Packed};
use leptos::prelude::*;

/// Returns the rules of the agency, group by group.
///
/// # Errors
/// [`Error::NotFound`] for anybody but the Pengelola.
#[server(input = Packed, output = Packed)]
pub async fn list_rules() -> Result<RuleBook, Error> {
    crate::server::door::read(async |tx| super::query::book(tx).await).await
}

/// Enters a rule. Repeating it changes nothing.
#[server(input = Packed, output = Packed)]
pub async fn enter_rule(rule: RuleBody) -> Result<(), Error> {
    crate::server::door::write(async |tx| super::action::enter(tx, &rule).await).await
}
