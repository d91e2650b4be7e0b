//! What waits for somebody on Beranda: released evaluations, the own words, the team.

use super::{list, store, words};
use crate::{
    domain::evaluation::{EvaluationId, EvaluationPeriod},
    error::Result,
    server::{calendar, door::Tx, evaluation_rule, regime},
};

/// Returns what waits for the caller, each as an address and a sentence: what was released first.
///
/// # Errors
/// When the database fails.
pub(crate) async fn asks(tx: &mut Tx) -> Result<Vec<(String, String)>> {
    let Some(me) = tx.actor.employee else { return Ok(vec![]) };
    let (agency, zone, today) = (tx.actor.agency, tx.actor.zone, tx.today());
    let working = calendar::rules(tx).await?.working;
    let rules = regime::rules(tx.db(), agency).await?;
    let windows = evaluation_rule::rules(tx).await?;
    let (mut released, mut own) = (vec![], vec![]);
    for plan in store::own(tx, me, today.year().saturating_sub(1)).await? {
        let kind = rules.periods_of(plan.regime.as_deref());
        let address = |period: EvaluationPeriod| format!("/penilaian/{}", EvaluationId { skp: plan.skp, period });
        for known in &plan.periods {
            let unanswered = known.released.as_ref().filter(|release| release.acknowledgement.is_none());
            let is_asked = unanswered.is_some_and(|release| {
                let served = zone.day(release.at);
                windows.windows(served, release.at).answer().after(served, &working) >= today
            });
            if is_asked {
                let words = format!("Penilaian {} sudah dirilis: baca alasannya", words::period(known.period));
                released.push((address(known.period), words));
            }
        }
        // The newest period that is over; earlier ones are on the page.
        let periods = EvaluationPeriod::of_plan((plan.starts_on, plan.ends_on), kind, plan.is_last);
        let over = periods.into_iter().filter(|period| period.last_day(plan.ends_on) < today);
        if let Some(period) = over.max_by_key(|period| period.ends_on()) {
            let known = plan.periods.iter().find(|known| known.period == period);
            if known.is_none_or(|known| !known.is_final && known.self_sent_at.is_none()) {
                let words = format!("Penilaian diri {} belum dikirim", words::period(period));
                own.push((period.ends_on(), (address(period), words)));
            }
        }
    }
    own.sort_by_key(|(ends_on, _)| std::cmp::Reverse(*ends_on));
    released.extend(own.into_iter().take(1).map(|(_, ask)| ask));
    released.extend(super::objection::waiting::asks(tx).await?);
    released.extend(list::waiting_team(tx, &rules).await?.map(|(period, people)| {
        let words = format!("{people} orang menunggu penilaian {}", words::period(period));
        (format!("/penilaian?periode={period}"), words)
    }));
    Ok(released)
}
