//! The own plans as their page shows them.

use super::{
    OwnPlans, PlanCard, ResultLine,
    store::{self, NamedSkp},
};
use crate::{
    domain::{
        calendar::Zone,
        skp::{Agreement, Iki, RevisionStep, Rhk, RhkKind, Skp, SkpState},
    },
    error::Result,
    server::{agency::missing_plan, door::Tx},
    ui::format,
};
use jiff::{Timestamp, civil::Date};

/// Returns the caller's own plans, the newest first, or who can help where there is none of this year.
pub(crate) async fn own(tx: &mut Tx) -> Result<OwnPlans> {
    let (agency, zone, today) = (tx.actor.agency, tx.actor.zone, tx.today());
    let plans = store::own(tx).await?;
    let missing = match tx.actor.employee {
        Some(me) if plans.iter().all(|plan| plan.skp.starts_on.year() != today.year()) => {
            Some(missing_plan(tx.db(), agency, me, true, today).await?.to_string())
        }
        _ => None,
    };
    Ok(OwnPlans { plans: plans.into_iter().map(|plan| card(plan, zone, today)).collect(), missing })
}

fn card(plan: NamedSkp, zone: Zone, today: Date) -> PlanCard {
    let NamedSkp { skp, post, agreed_by } = plan;
    let moment = |at: Timestamp| format::moment_within(zone.local(at), today);
    let agreed = skp.agreement().map(|agreement| agreed(agreement, agreed_by.as_deref(), &moment));
    let in_work = skp.revision().map(|revision| {
        let version = revision.version;
        match &revision.step {
            RevisionStep::Draft => format!("Versi {version} sedang disusun."),
            RevisionStep::Submitted { submitted_at } => {
                format!("Versi {version} diajukan {} dan menunggu pejabat penilai.", moment(*submitted_at))
            }
            RevisionStep::Returned { returned_at, note, .. } => {
                format!("Versi {version} dikembalikan {}: {}", moment(*returned_at), note.as_str())
            }
        }
    });
    let content = match &skp.state {
        SkpState::Planned(revision) => &revision.content,
        SkpState::Agreed { agreement, .. } | SkpState::Closed { agreement, .. } => &agreement.content,
    };
    PlanCard {
        id: skp.id,
        title: format!("SKP {}", skp.starts_on.year()),
        span: span(&skp),
        post,
        stage: skp.stage(),
        notes: agreed.into_iter().chain(in_work).collect(),
        results: content.results.iter().map(result).collect(),
    }
}

/// `Versi 1 disetujui 5 Jan 09.12 oleh Siti Aminah`
fn agreed(agreement: &Agreement, by: Option<&str>, moment: &impl Fn(Timestamp) -> String) -> String {
    let by = by.map(|name| format!(" oleh {name}")).unwrap_or_default();
    format!("Versi {} disetujui {}{by}", agreement.version, moment(agreement.agreed_at))
}

/// `1 Jan – 31 Des 2026`
fn span(skp: &Skp) -> String {
    let (starts_on, ends_on) = (skp.starts_on, skp.ends_on);
    format!("{} – {} {}", format::short_day(starts_on), format::short_day(ends_on), ends_on.year())
}

fn result(rhk: &Rhk) -> ResultLine {
    ResultLine {
        text: rhk.text.clone(),
        additional: rhk.kind == RhkKind::Additional,
        indicators: rhk.indicators.iter().map(indicator).collect(),
    }
}

/// `Persalinan ditolong: 1.200 kali`, with the last target of the year.
fn indicator(iki: &Iki) -> String {
    let target =
        iki.months.last().map(|target| format!(": {} {}", format::number(target.decimal()), iki.unit_of_measure));
    format!("{}{}", iki.name, target.unwrap_or_default())
}
