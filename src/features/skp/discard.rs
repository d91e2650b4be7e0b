//! Discarding the version in work: load → decide → save.

use super::{event, model::PlanAct, store, words};
use crate::{
    domain::{
        event::Event,
        id::SkpId,
        skp::{Skp, SkpRefusal},
    },
    error::{Error, Result},
    server::door::Tx,
};

/// Drops the version in work of an own plan, which is locked: the plan goes with its first one, as long as nothing hangs
/// on it.
///
/// # Errors
/// The refusals of [`Skp::discard`], and of what others use.
pub(super) async fn discard(tx: &mut Tx, plan: Skp) -> Result<(Event, ())> {
    let (id, owner, version) = (plan.id, plan.employee, plan.revision().map(|revision| revision.version));
    let kept = plan.clone().discard(&tx.actor)?;
    if store::is_used(tx, &plan).await? {
        return Err(SkpRefusal::InUse.into());
    }
    match version.filter(|_| kept.is_some()) {
        Some(version) => store::remove_revision(tx, id, version).await?,
        None => store::remove_plan(tx, id).await?,
    }
    Ok((event::acted(PlanAct::Discard, id, owner, store::leaders(tx, owner).await?, vec![]), ()))
}

/// Answers who discards a plan that is not there: its answer was lost, or it is nobody's.
///
/// # Errors
/// [`Error::NotFound`] unless the caller has just discarded it.
pub(super) async fn repeated(tx: &mut Tx, skp: SkpId) -> Result<(Event, ())> {
    if store::is_just_discarded(tx, skp).await? { Ok((Event::repeated(), ())) } else { Err(Error::NotFound) }
}

/// Returns what goes when the caller discards the version in work; `None` where they cannot.
pub(super) async fn words(tx: &mut Tx, plan: &Skp) -> Result<Option<String>> {
    let (Some(revision), Ok(kept)) = (plan.revision(), plan.clone().discard(&tx.actor)) else { return Ok(None) };
    if store::is_used(tx, plan).await? {
        return Ok(None);
    }
    let Some(kept) = kept else {
        let results = &revision.content.results;
        let given = match results.iter().filter(|result| result.assigned_by.is_some()).count() {
            0 => String::new(),
            given => format!(", {given} di antaranya dari atasan"),
        };
        let (title, indicators) = (words::title(plan), revision.content.indicators().count());
        return Ok(Some(format!(
            "Seluruh rancangan {title} hilang: {} hasil kerja{given}, dan {indicators} indikator. Ini tidak dapat \
             diurungkan. Sesudahnya {title} dapat dimulai lagi dari awal.",
            results.len()
        )));
    };
    let in_force = kept.agreement().map_or(1, |agreement| agreement.version);
    Ok(Some(format!(
        "Semua perubahan di versi {} hilang, dan ini tidak dapat diurungkan. Versi {in_force} tetap berlaku seperti \
         sekarang.",
        revision.version
    )))
}
