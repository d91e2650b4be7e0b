//! What other features ask of an agreed plan: what it said on a day.

use super::{further, model::ConductSheet, store, words};
use crate::{
    domain::{
        id::{EmployeeId, IkiId, RhkId, SkpId},
        org::PostKind,
        skp::{Agreement, Guidance, SkpContent},
    },
    error::Result,
    server::{door::Tx, evaluation_rule},
};
use jiff::civil::Date;

/// What a plan said, and in which version.
#[derive(Debug)]
pub(crate) struct AgreedPlan {
    pub version: i16,
    pub results: Vec<AgreedResult>,
    pub conduct: Vec<ConductSheet>,
}

/// A result of a plan.
#[derive(Debug)]
pub(crate) struct AgreedResult {
    pub id: RhkId,
    pub text: String,
    /// `Utama · Organisasi`
    pub about: String,
    pub indicators: Vec<IkiId>,
    /// What was to be done in the period.
    pub action: String,
}

/// A version of a plan.
#[derive(Debug)]
pub(super) struct VersionOnDay {
    pub version: i16,
    pub content: SkpContent,
    pub post_kind: PostKind,
}

/// Returns the version of somebody's plan that was in force at the end of a day, the first one before any was; with what was
/// to be done in the period from its first to its last month. `None` for a plan that is not theirs or was never agreed on.
///
/// # Errors
/// When the database fails.
pub(crate) async fn on_day(
    tx: &mut Tx,
    plan: (EmployeeId, SkpId),
    day: Date,
    months: (i8, i8),
) -> Result<Option<AgreedPlan>> {
    let Some(found) = version_on_day(tx, plan, day).await? else { return Ok(None) };
    let guidance = evaluation_rule::rules(tx).await?.guidance(day, tx.now);
    Ok(Some(agreed_plan(found.version, &found.content, guidance, months)))
}

/// Returns the version of [`on_day`] with all that it says.
///
/// # Errors
/// When the database fails.
pub(super) async fn version_on_day(
    tx: &mut Tx,
    (owner, skp): (EmployeeId, SkpId),
    day: Date,
) -> Result<Option<VersionOnDay>> {
    let zone = tx.actor.zone;
    let Some(named) = store::of_person(tx, owner, Some(skp)).await?.pop() else { return Ok(None) };
    let post_kind = named.post_kind;
    let Some(Agreement { version, content, agreed_at, .. }) = named.skp.agreement().cloned() else { return Ok(None) };
    if version > 1 && zone.day(agreed_at) > day {
        let mut earlier = store::replaced(tx, skp).await?;
        let in_force = earlier.iter().rposition(|old| old.agreed_at.is_none_or(|at| zone.day(at) <= day)).unwrap_or(0);
        if !earlier.is_empty() {
            let old = earlier.swap_remove(in_force);
            return Ok(Some(VersionOnDay { version: old.version, content: old.content, post_kind }));
        }
    }
    Ok(Some(VersionOnDay { version, content, post_kind }))
}

fn agreed_plan(version: i16, content: &SkpContent, guidance: Guidance, months: (i8, i8)) -> AgreedPlan {
    let results = content.results.iter().map(|result| AgreedResult {
        id: result.id,
        text: result.text.clone(),
        about: format!("{} · {}", words::kind(result.kind), words::classification(result.classification)),
        indicators: result.indicators.iter().map(|iki| iki.id).collect(),
        action: result.actions.get(&months.1).cloned().unwrap_or_else(|| words::default_action(result, months)),
    });
    AgreedPlan { version, results: results.collect(), conduct: further::conduct(&content.further, guidance) }
}
