//! The rules of evaluations of an agency.

use super::door::Tx;
use crate::domain::{
    evaluation::{DatedRule, EvaluationRule, EvaluationRules},
    id::RuleId,
};
use sqlx::types::Json;

/// Returns the rules of the caller's agency with those that the program knows.
///
/// # Errors
/// When the database fails.
pub(crate) async fn rules(tx: &mut Tx) -> sqlx::Result<EvaluationRules> {
    let own = own(tx).await?;
    Ok(EvaluationRules::of_agency(own.into_iter().map(|(_, rule)| rule).collect()))
}

/// Returns the rules that the agency has entered.
///
/// # Errors
/// When the database fails.
pub(crate) async fn own(tx: &mut Tx) -> sqlx::Result<Vec<(RuleId, DatedRule)>> {
    let agency = tx.actor.agency;
    let rows = sqlx::query!(
        r#"select id as "id: RuleId", rule as "rule: Json<EvaluationRule>", holds_from as "holds_from: jiff_sqlx::Date",
            source, entered_at as "entered_at: jiff_sqlx::Timestamp", entered_by
        from evaluation_rule where agency_id = $1 order by entered_at, id"#,
        agency.0
    )
    .fetch_all(tx.db())
    .await?;
    let rule = rows.into_iter().map(|row| {
        let rule = DatedRule {
            rule: row.rule.0,
            holds_from: row.holds_from.to_jiff(),
            source: row.source,
            entered: Some((row.entered_at.to_jiff(), row.entered_by)),
        };
        (row.id, rule)
    });
    Ok(rule.collect())
}
