//! The wire types of the rules of evaluations.

use crate::{
    domain::{evaluation::EvaluationRuleKind, id::RuleId},
    features::regime::model::GroupRules,
};
use serde::{Deserialize, Serialize};

/// The rules of the agency, kind by kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EvaluationRuleBook {
    pub kinds: Vec<EvaluationRuleSheet>,
}

/// The rules of one kind, and the form of another one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EvaluationRuleSheet {
    pub kind: EvaluationRuleKind,
    pub rules: GroupRules,
    /// Filled with what holds today.
    pub fields: Vec<EvaluationRuleField>,
}

/// A field of a rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EvaluationRuleField {
    pub name: String,
    pub label: String,
    pub value: String,
    /// Values and words to choose from; none where it is typed.
    pub choices: Vec<(String, String)>,
    /// Whether several lines are typed.
    pub is_long: bool,
}

/// A rule as it is typed. The sender makes its id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EvaluationRuleBody {
    pub id: RuleId,
    pub kind: EvaluationRuleKind,
    /// Names and values of the fields, [`HOLDS_FROM`] and [`SOURCE`] among them.
    pub fields: Vec<(String, String)>,
}

/// The field of the first day, written like `2026-07-01`.
pub const HOLDS_FROM: &str = "berlaku";
/// The field of the regulation or letter.
pub const SOURCE: &str = "sumber";
