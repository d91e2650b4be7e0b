//! Writing in a version in work, result by result: load → decide → save.

use super::{
    event,
    input::Context,
    model::{ResultForm, SavedResult},
    rule::rule_of,
    store::{self, NamedSkp},
};
use crate::{
    domain::{
        calendar::PeriodKind,
        cascade::SuperiorResult,
        event::Event,
        id::{IkiId, RhkId, SkpId},
        org::PostKind,
        skp::{Link, MAX_RESULTS, Rhk, SkpContent, SkpRefusal, SkpState, WHOLE, is_result_of, next_result, percent_of},
    },
    error::{Error, Result},
    server::{door::Tx, fingerprint::fingerprint},
    ui::format,
};
use jiff::civil::Date;
use std::collections::HashSet;

/// The caller's own plan with everything that decides about its version in work.
pub(crate) struct OpenPlan {
    pub named: NamedSkp,
    retired: (HashSet<RhkId>, HashSet<IkiId>),
    /// The superiors' results that can be supported.
    pub superiors: Vec<SuperiorResult>,
    today: Date,
    /// The periods of its action plan, by its rule.
    periods: PeriodKind,
}

impl OpenPlan {
    /// Returns the own plan; to be changed, it is locked.
    ///
    /// # Errors
    /// [`Error::NotFound`] for the plan of anybody else.
    pub(crate) async fn load(tx: &mut Tx, skp: SkpId, is_locked: bool) -> Result<Self> {
        let reader = store::reader(tx, skp).await?.filter(|reader| tx.actor.may_write_skp(reader.owner));
        let owner = reader.ok_or(Error::NotFound)?.owner;
        if is_locked && !store::lock(tx, skp).await? {
            return Err(Error::NotFound);
        }
        let named = store::of_person(tx, owner, Some(skp)).await?.pop().ok_or(Error::NotFound)?;
        let retired = store::retired(tx, skp).await?;
        let superiors = store::superiors(tx, owner, named.skp.starts_on.year()).await?;
        let periods = rule_of(tx, &named).await?.map_or(PeriodKind::Month, |rule| rule.regime.periods);
        Ok(Self { named, retired, superiors, today: tx.today(), periods })
    }

    /// The content of the version in work.
    ///
    /// # Errors
    /// Where nothing is in work.
    pub(crate) fn content(&self) -> Result<&SkpContent, SkpRefusal> {
        match (self.named.skp.revision(), &self.named.skp.state) {
            (Some(revision), _) => Ok(&revision.content),
            (None, SkpState::Closed { .. }) => Err(SkpRefusal::Closed),
            (None, _) => Err(SkpRefusal::NothingInWork),
        }
    }

    fn agreed(&self, id: RhkId) -> Option<&Rhk> {
        self.named.skp.agreement()?.content.results.iter().find(|result| result.id == id)
    }

    /// What the form of a result is read against.
    pub(crate) fn context(&self, id: RhkId) -> Context<'_> {
        let content = self.named.skp.revision().map(|revision| &revision.content);
        Context {
            id,
            stored: content.and_then(|content| content.results.iter().find(|result| result.id == id)),
            agreed: self.agreed(id),
            is_revision: self.named.skp.agreement().is_some(),
            retired: &self.retired.1,
            siblings: content.map_or(&[], |content| &content.results),
            superiors: &self.superiors,
            starts_on: self.named.skp.starts_on,
            ends_on: self.named.skp.ends_on,
            today: self.today,
            has_manual: self.named.post_kind == PostKind::Jpt,
            periods: self.periods,
            approach: content.map(|content| content.further.approach).unwrap_or_default(),
        }
    }

    /// The id of the next new result, when `also` is there too.
    pub(crate) fn next(&self, also: Option<RhkId>) -> RhkId {
        let NamedSkp { skp, last_result, .. } = &self.named;
        next_result(skp.id, *last_result, skp.results().chain(self.retired.0.iter().copied()).chain(also))
    }

    /// Returns whether a result that is not stored can be of this plan: a new one, or one that is in force.
    fn is_possible(&self, id: RhkId) -> bool {
        self.agreed(id).is_some() || (is_result_of(self.named.skp.id, id) && !self.retired.0.contains(&id))
    }
}

/// Saves a result. Repeating it changes nothing.
///
/// # Errors
/// [`Error::NotFound`] for the plan of anybody else and for a result that is not of the plan; the errors of the fields; the
/// refusal of a plan that is not in work, and of a result that was changed elsewhere since it was shown.
pub(crate) async fn save(
    tx: &mut Tx,
    skp: SkpId,
    id: RhkId,
    seen: &str,
    typed: &[(String, String)],
) -> Result<(Event, SavedResult)> {
    let plan = OpenPlan::load(tx, skp, true).await?;
    let content = plan.content()?;
    let form = plan.context(id);
    if form.stored.is_none() && !plan.is_possible(id) {
        return Err(Error::NotFound);
    }
    let result = form.read(typed)?;
    let above = result.supports.map(|(above, _)| above);
    let supported: Vec<_> = above.iter().chain(&result.cascade.also).map(|above| (id, *above)).collect();
    if !supported.is_empty() && store::is_circular(tx, &supported).await? {
        return Err(SkpRefusal::Circular.into());
    }
    if let (Some(above), Some(share)) = (above, result.cascade.share) {
        refuse_over_whole(tx, (skp, &form), above, share).await?;
    }
    if form.stored.is_none() && result.text.is_empty() && result.indicators.is_empty() {
        return Err(Error::field("text", "Isi rumusan hasil kerjanya."));
    }
    let is_same = form.stored == Some(&result);
    if !is_same && form.stored.map(fingerprint).unwrap_or_default() != seen {
        return Err(SkpRefusal::ChangedElsewhere.into());
    }
    let mut content = content.clone();
    let results = &mut content.results;
    match results.iter().position(|stored| stored.id == id) {
        Some(at) => results[at].clone_from(&result),
        None if results.len() >= MAX_RESULTS => return Err(SkpRefusal::TooMany.into()),
        None => results.push(result.clone()),
    }
    let saved = SavedResult {
        time: format::time(tx.actor.zone.local(tx.now)),
        seen: fingerprint(&result),
        next: plan.context(plan.next(Some(id))).form(),
    };
    let event = write(tx, plan.named, content, is_same).await?;
    Ok((event, saved))
}

/// Refuses a share that makes more than the whole of the superior's result with those of other plans in force and with
/// those of the plan's other results, and says whose they are.
async fn refuse_over_whole(tx: &mut Tx, (skp, form): (SkpId, &Context<'_>), above: RhkId, share: u16) -> Result<()> {
    let own =
        form.siblings.iter().filter(|result| result.id != form.id && result.supports == Some((above, Link::Direct)));
    let own = own.filter_map(|result| Some(("hasil kerja Anda yang lain".to_owned(), result.cascade.share?)));
    let shares: Vec<(String, u16)> = store::other_shares(tx, above, skp).await?.into_iter().chain(own).collect();
    let taken: u32 = shares.iter().map(|(_, share)| u32::from(*share)).sum();
    let left = u32::from(WHOLE).saturating_sub(taken);
    if u32::from(share) <= left {
        return Ok(());
    }
    let left = u16::try_from(left).map(|left| format::number(percent_of(left))).unwrap_or_default();
    let named = shares.iter().take(3).map(|(name, share)| format!("{name} {} %", format::number(percent_of(*share))));
    let named = named.collect::<Vec<_>>().join(", ");
    let more = if shares.len() > 3 { ", dan lainnya" } else { "" };
    Err(Error::field(
        "share",
        format!(
            "Tinggal {left} % dari hasil atasan ini: {named}{more}. Kurangi bagian ini, atau bicarakan pembagiannya."
        ),
    ))
}

/// Removes a result from the version in work, and returns its form as it was. `seen` is the stored result that was shown.
/// Repeating it changes nothing.
///
/// # Errors
/// [`Error::NotFound`] for the plan of anybody else, and the refusals of a plan that is not in work, and of a result that
/// has changed since it was shown.
pub(crate) async fn remove(tx: &mut Tx, skp: SkpId, id: RhkId, seen: &str) -> Result<(Event, Option<ResultForm>)> {
    let plan = OpenPlan::load(tx, skp, true).await?;
    let mut content = plan.content()?.clone();
    let before = plan.context(id);
    if before.stored.is_some_and(|stored| fingerprint(stored) != seen) {
        return Err(SkpRefusal::ChangedMeanwhile.into());
    }
    // Sent again, it is a result that is not there.
    let form = before.stored.is_some().then(|| ResultForm { seen: String::new(), ..before.form() });
    content.results.retain(|result| result.id != id);
    let event = write(tx, plan.named, content, form.is_none()).await?;
    Ok((event, form))
}

/// Stores the content of a version in work as its owner's; `is_same` where nothing changes.
pub(super) async fn write(tx: &mut Tx, named: NamedSkp, content: SkpContent, is_same: bool) -> Result<Event> {
    let is_begun_by_leader = named.is_begun_by_leader;
    let written = named.skp.write(&tx.actor, content)?;
    if is_same {
        return Ok(Event::repeated());
    }
    if let Some(revision) = written.revision() {
        store::save_revision(tx, written.id, revision).await?;
    }
    if is_begun_by_leader {
        store::set_begun_by_owner(tx, written.id).await?;
    }
    Ok(event::written(written.id, written.employee, store::leaders(tx, written.employee).await?))
}
