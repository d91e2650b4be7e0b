//! The newer version of a template as an offer to the owner of a plan: what it would change, applying it, declining it.

use super::{
    difference::differences,
    event,
    model::{OfferAnswer, OfferSheet},
    query::is_written,
    store::{self, NamedSkp},
    words,
};
use crate::{
    domain::{
        event::Event,
        id::{RhkId, SkpId},
        skp::{MAX_INDICATORS, MAX_RESULTS, SkpContent, SkpRefusal, SkpState},
        template::{Offered, offered, template},
    },
    error::{Error, Result},
    server::{door::Tx, fingerprint::fingerprint},
};

/// A newer version of the template of a plan.
struct Newer {
    code: String,
    /// The version that the plan follows.
    from: i16,
    to: i16,
}

/// Returns the newer version of a plan's template; `None` where there is none, for a plan whose time is over, and for a
/// template that is out of use.
async fn newer(tx: &mut Tx, plan: &NamedSkp) -> Result<Option<Newer>> {
    let Some((code, from)) = plan.template.clone() else { return Ok(None) };
    if matches!(plan.skp.state, SkpState::Closed { .. }) || plan.skp.ends_on < tx.today() {
        return Ok(None);
    }
    let newest = store::newest_version(tx, &code).await?.filter(|to| *to > from);
    Ok(newest.map(|to| Newer { code, from, to }))
}

/// Returns the sentence on a plan's own page; `None` where there is nothing newer, or the owner has declined it.
pub(super) async fn hint(tx: &mut Tx, plan: &NamedSkp) -> Result<Option<String>> {
    let newer = newer(tx, plan).await?.filter(|newer| plan.template_declined != Some(newer.to));
    Ok(newer.map(|newer| format!("Templat jabatan Anda sudah versi {}.", newer.to)))
}

/// Returns whether a plan follows the newest version of its template, which is in use.
async fn is_followed(tx: &mut Tx, plan: &NamedSkp) -> Result<bool> {
    let Some((code, version)) = &plan.template else { return Ok(false) };
    Ok(store::newest_version(tx, code).await? == Some(*version))
}

/// What the newest version makes of a plan.
struct Prepared {
    newer: Newer,
    /// The content in work, else the one in force.
    before: SkpContent,
    offered: Offered,
}

impl Prepared {
    /// Returns what is shown of it and applied, and nothing else.
    fn seen(&self) -> String {
        fingerprint(&(self.newer.to, &self.before, &self.offered.content))
    }

    fn refusal(&self, plan: &NamedSkp) -> Option<SkpRefusal> {
        if plan.skp.revision().is_some_and(|revision| !is_written(revision)) {
            return Some(SkpRefusal::Waiting);
        }
        let results = &self.offered.content.results;
        let is_too_long =
            results.len() > MAX_RESULTS || results.iter().any(|result| result.indicators.len() > MAX_INDICATORS);
        is_too_long.then_some(SkpRefusal::TooMany)
    }
}

/// Returns what the newest version makes of a plan; `None` where nothing is newer.
async fn prepare(tx: &mut Tx, plan: &NamedSkp) -> Result<Option<Prepared>> {
    let Some(newer) = newer(tx, plan).await? else { return Ok(None) };
    let skp = &plan.skp;
    let content = skp.revision().map(|it| &it.content).or_else(|| skp.agreement().map(|it| &it.content));
    let base = store::template_version(tx, &newer.code, newer.from).await?;
    let newest = store::template_version(tx, &newer.code, newer.to).await?;
    let (Some(before), Some(base), Some(newest)) = (content.cloned(), base, newest) else { return Ok(None) };
    let span = (skp.starts_on, skp.ends_on);
    let superiors = store::superiors(tx, skp.employee, skp.starts_on.year()).await?;
    let held = store::held(tx, skp, plan.last_result).await?;
    let texts: Vec<_> = superiors.iter().map(|superior| (superior.id, superior.text.clone())).collect();
    let (base, newest) = (base.plan(skp.id, span, &[]), newest.plan(skp.id, span, &texts));
    let offered = offered(skp.id, &before, &base, &newest, &held);
    Ok(Some(Prepared { newer, before, offered }))
}

/// Returns the caller's own plan.
///
/// # Errors
/// [`Error::NotFound`] for the plan of anybody else.
async fn own(tx: &mut Tx, skp: SkpId, is_locked: bool) -> Result<NamedSkp> {
    let reader = store::reader(tx, skp).await?.filter(|reader| tx.actor.may_write_skp(reader.owner));
    let owner = reader.ok_or(Error::NotFound)?.owner;
    if is_locked && !store::lock(tx, skp).await? {
        return Err(Error::NotFound);
    }
    store::of_person(tx, owner, Some(skp)).await?.pop().ok_or(Error::NotFound)
}

/// Returns what the newest version of the template would change about the caller's own plan.
///
/// # Errors
/// [`Error::NotFound`] for the plan of anybody else; the refusal where nothing is newer.
pub(crate) async fn offer(tx: &mut Tx, skp: SkpId) -> Result<OfferSheet> {
    let plan = own(tx, skp, false).await?;
    let prepared = prepare(tx, &plan).await?.ok_or(SkpRefusal::NoOffer)?;
    let Newer { code, from, to } = &prepared.newer;
    let supports = [&prepared.before, &prepared.offered.content].into_iter().flat_map(|content| &content.results);
    let supports: Vec<RhkId> = supports.filter_map(|result| result.supports).map(|(above, _)| above).collect();
    let texts = store::texts(tx, &supports, &[]).await?;
    let published = store::published(tx, code).await?;
    let since = published.into_iter().filter(|version| (*from + 1..=*to).contains(&version.version));
    let kept = prepared.offered.kept.iter().map(|kept| format!("{}: {}.", words::quoted(&kept.item), kept.why));
    Ok(OfferSheet {
        skp,
        title: words::title(&plan.skp),
        about: format!("Templat {} sudah versi {to}; SKP Anda memakai versi {from}.", template(code).name),
        notes: since.map(|version| format!("Versi {}: {}", version.version, version.note)).collect(),
        differences: differences(&prepared.before, &prepared.offered.content, &texts),
        kept: kept.collect(),
        seen: prepared.seen(),
        refusal: prepared.refusal(&plan).map(|refusal| refusal.to_string()),
        version: *to,
    })
}

/// Applies the newest version of the template to the version in work of the caller's own plan, which begins where there is
/// none, or declines it. `seen` is what was shown. Repeating it changes nothing.
///
/// # Errors
/// [`Error::NotFound`] for the plan of anybody else; the refusals of a plan that waits for the assessor, of one that
/// would become too long, and of what has changed since it was shown.
pub(crate) async fn answer(tx: &mut Tx, skp: SkpId, answer: OfferAnswer, seen: &str) -> Result<(Event, ())> {
    let plan = own(tx, skp, true).await?;
    let Some(prepared) = prepare(tx, &plan).await? else {
        let is_done = answer == OfferAnswer::Apply && is_followed(tx, &plan).await?;
        return if is_done { Ok((Event::repeated(), ())) } else { Err(SkpRefusal::NoOffer.into()) };
    };
    let to = prepared.newer.to;
    if answer == OfferAnswer::Decline {
        if plan.template_declined == Some(to) {
            return Ok((Event::repeated(), ()));
        }
        store::set_declined(tx, skp, to).await?;
        return Ok((event::template_declined(skp, plan.skp.employee, to), ()));
    }
    if prepared.seen() != seen {
        return Err(SkpRefusal::TemplateChanged.into());
    }
    if let Some(refusal) = prepared.refusal(&plan) {
        return Err(refusal.into());
    }
    let NamedSkp { skp: plan, is_begun_by_leader, .. } = plan;
    let is_same = prepared.before == prepared.offered.content;
    let plan = if plan.revision().is_some() || is_same { plan } else { plan.revise(&tx.actor)? };
    let plan = if is_same { plan } else { plan.write(&tx.actor, prepared.offered.content)? };
    if let Some(revision) = plan.revision() {
        store::save_revision(tx, skp, revision).await?;
    }
    if is_begun_by_leader {
        store::set_begun_by_owner(tx, skp).await?;
    }
    store::set_followed(tx, &plan, to).await?;
    Ok((event::template_applied(skp, plan.employee, store::leaders(tx, plan.employee).await?, to), ()))
}
