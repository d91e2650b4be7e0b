//! The rule of a plan: what applies to it and why, and its periods.

use super::{store::NamedSkp, words};
use crate::{
    domain::{
        calendar::PeriodKind,
        regime::{Rule, rule_day},
    },
    error::Result,
    server::{door::Tx, regime},
    ui::format,
};

/// Returns the rule under which a plan came into force, or would today; `None` for one that came into force before rules
/// were recorded.
pub(super) async fn rule_of(tx: &mut Tx, plan: &NamedSkp) -> Result<Option<Rule>> {
    let (agency, today) = (tx.actor.agency, tx.today());
    let skp = &plan.skp;
    if skp.agreement().is_none() {
        let on = rule_day((skp.starts_on, skp.ends_on), today);
        return regime::rule_of(tx, skp.employee, skp.post, on).await;
    }
    let rules = regime::rules(tx.db(), agency).await?;
    Ok(plan.regime.as_deref().and_then(|code| rules.find(code)).cloned())
}

/// Returns what applies to the plan and why, in a sentence.
pub(super) fn rule_words(plan: &NamedSkp, rule: Option<&Rule>) -> String {
    let begin = if plan.skp.agreement().is_none() { "Bila disetujui sekarang: " } else { "" };
    rule.map_or_else(
        || "Disetujui sebelum aturan dicatat; laporannya dihitung per bulan.".to_owned(),
        |rule| {
            let since = format::day(rule.holds_from);
            let group = rule.group.name();
            format!("{begin}{group} – {} Sumber: {}, berlaku sejak {since}.", rule.regime, rule.source)
        },
    )
}

/// The periods of a plan by their last months.
pub(super) fn periods(plan: &NamedSkp, rule: Option<&Rule>) -> Vec<(i8, String)> {
    let kind = rule.map_or(PeriodKind::Month, |rule| rule.regime.periods);
    let months = kind.ends_within((plan.skp.starts_on.month(), plan.skp.ends_on.month()));
    months.into_iter().map(|month| (month, words::period(kind, month))).collect()
}
