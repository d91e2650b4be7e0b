//! What becomes of plans: submitted, taken back, returned, agreed on, revised, discarded; made from templates for many, and taken back.

use super::{discard, event, model::PlanAct, store};
pub use store::{PlanPreview, PlansTakenBack, Selection};

use crate::{
    domain::{
        calendar::Zone,
        event::Event,
        id::{AgencyId, EmployeeId, RhkId, SkpId, UnitId},
        skp::{RevisionStep, Skp, SkpRefusal, SkpState, plan_years},
        text::Note,
    },
    error::{Error, Result},
    features::progress::{agreement::PlanChange, rollup},
    server::{calendar, door::Tx, fingerprint::fingerprint},
};
use jiff::Timestamp;
use sqlx::PgConnection;

/// Submits, takes back, revises, returns or agrees on a plan, or discards its version in work. `seen` is the version in work that was shown to whom decides about it.
/// Repeating it changes nothing.
///
/// # Errors
/// [`Error::NotFound`] for anybody who may not; a field error without a note for the owner; the refusals of the
/// transitions, of a version that has changed since it was shown, of submitting to nobody, and of discarding what others
/// use.
pub(crate) async fn act(tx: &mut Tx, skp: SkpId, act: PlanAct, seen: &str, note: &str) -> Result<(Event, ())> {
    let me = tx.actor.employee.ok_or(Error::NotFound)?;
    let owner = match store::reader(tx, skp).await? {
        Some(reader) => reader.owner,
        None if act == PlanAct::Discard => return discard::repeated(tx, skp).await,
        None => return Err(Error::NotFound),
    };
    if !store::lock(tx, skp).await? {
        return Err(Error::NotFound);
    }
    let named = store::of_person(tx, owner, Some(skp)).await?.pop().ok_or(Error::NotFound)?;
    let assessor = named.assessor.as_ref().map(|(assessor, _)| *assessor);
    let may = match act {
        PlanAct::Submit | PlanAct::Recall | PlanAct::Revise | PlanAct::Discard => tx.actor.may_write_skp(owner),
        PlanAct::Return | PlanAct::Agree => assessor.is_some_and(|assessor| tx.actor.may_agree_skp(owner, assessor)),
    };
    if !may {
        return Err(Error::NotFound);
    }
    let plan = named.skp;
    if is_done(&plan, act, me, seen, note) {
        return Ok((Event::repeated(), ()));
    }
    let is_other = || plan.revision().is_some_and(|revision| fingerprint(&revision.content) != seen);
    if !matches!(act, PlanAct::Recall | PlanAct::Revise) && is_other() {
        return Err(SkpRefusal::ChangedMeanwhile.into());
    }
    let now = tx.now;
    let next = match act {
        PlanAct::Submit if assessor.is_none() => return Err(SkpRefusal::NoAssessor.into()),
        PlanAct::Submit => plan.submit(&tx.actor, now)?,
        PlanAct::Recall => plan.recall(&tx.actor)?,
        PlanAct::Revise => plan.revise(&tx.actor)?,
        PlanAct::Return => {
            let note = Note::parse(note).map_err(Error::text("note"))?;
            plan.return_with(&tx.actor, assessor, note, now)?
        }
        PlanAct::Agree => return agree(tx, plan, assessor).await,
        PlanAct::Discard => return discard::discard(tx, plan).await,
    };
    if let Some(revision) = next.revision() {
        store::save_revision(tx, skp, revision).await?;
    }
    Ok((event::acted(act, skp, owner, store::leaders(tx, owner).await?, vec![]), ()))
}

/// Returns whether the plan is as the act makes it already: its answer was lost.
fn is_done(plan: &Skp, act: PlanAct, me: EmployeeId, seen: &str, note: &str) -> bool {
    let step = plan.revision().map(|revision| &revision.step);
    match (act, step) {
        (PlanAct::Submit, Some(RevisionStep::Submitted { .. })) | (PlanAct::Recall, Some(RevisionStep::Draft)) => true,
        (PlanAct::Revise, Some(RevisionStep::Draft | RevisionStep::Returned { .. })) => plan.agreement().is_some(),
        (PlanAct::Discard, None) => matches!(plan.state, SkpState::Agreed { .. }),
        (PlanAct::Return, Some(RevisionStep::Returned { returned_by, note: before, .. })) => {
            *returned_by == me && Note::parse(note).as_ref() == Ok(before)
        }
        (PlanAct::Agree, None) => plan
            .agreement()
            .is_some_and(|agreement| agreement.agreed_by == Some(me) && fingerprint(&agreement.content) == seen),
        _ => false,
    }
}

/// Agrees on the submitted version: it comes into force, and the boards follow at once.
async fn agree(tx: &mut Tx, plan: Skp, assessor: Option<EmployeeId>) -> Result<(Event, ())> {
    let (agency, zone, now, today) = (tx.actor.agency, tx.actor.zone, tx.now, tx.today());
    let (plan, replaced) = plan.agree(&tx.actor, assessor, now)?;
    let change = PlanChange::begin(tx.db(), agency, plan.id, today).await?;
    if let Some(agreement) = plan.agreement() {
        let results = &agreement.content.results;
        let divided = results.iter().filter(|result| result.cascade.share.is_some());
        let divided: Vec<RhkId> = divided.filter_map(|result| Some(result.supports?.0)).collect();
        let supports = results.iter().flat_map(|result| {
            let above = result.supports.map(|(above, _)| above);
            above.into_iter().chain(result.cascade.also.iter().copied()).map(move |above| (result.id, above))
        });
        let supports: Vec<_> = supports.collect();
        if !supports.is_empty() {
            store::lock_cascade(tx).await?;
        }
        store::put_in_force(tx, &plan, agreement, replaced.as_ref()).await?;
        if store::is_over_whole(tx, &divided).await? {
            return Err(SkpRefusal::OverWhole.into());
        }
        if store::is_circular(tx, &supports).await? {
            return Err(SkpRefusal::Circular.into());
        }
    }
    let units = change.follow(tx.db(), agency, zone, today).await?;
    let leaders = store::leaders(tx, plan.employee).await?;
    Ok((event::acted(PlanAct::Agree, plan.id, plan.employee, leaders, units), ()))
}

/// Creates plans of a year for everybody of a selection who has none, from the template of their post, and counts the units
/// anew. Returns how many.
///
/// # Errors
/// [`Error::Invalid`] for `year` if it is too far from today's, or [`Error::Unavailable`].
pub async fn plan_from_templates(
    db: &mut PgConnection,
    agency: AgencyId,
    selection: &Selection,
    zone: Zone,
    year: i16,
    now: Timestamp,
) -> Result<(Event, u64)> {
    plan_aloud(db, agency, selection, (zone, year), now, &|_, _| ()).await
}

/// Does what [`plan_from_templates`] does, and tells `said` how many plans are written, of how many.
pub(super) async fn plan_aloud(
    db: &mut PgConnection,
    agency: AgencyId,
    selection: &Selection,
    (zone, year): (Zone, i16),
    now: Timestamp,
    said: &(dyn Fn(usize, usize) + Sync),
) -> Result<(Event, u64)> {
    let today = zone.day(now);
    check_year(zone, year, now)?;
    calendar::open_year(db, agency, year).await?;
    let plans = store::plan_from_templates(db, agency, selection, year, today, now, said).await?;
    rollup::refresh(db, agency, zone, today).await?;
    Ok((event::plans_created(year, plans), plans))
}

/// Returns the plans that [`plan_from_templates`] would create, by template, and the people who would get none.
///
/// # Errors
/// As [`plan_from_templates`].
pub async fn preview_from_templates(
    db: &mut PgConnection,
    agency: AgencyId,
    zone: Zone,
    year: i16,
    now: Timestamp,
) -> Result<PlanPreview> {
    check_year(zone, year, now)?;
    Ok(store::preview_from_templates(db, agency, &Selection::default(), year, zone.day(now)).await?)
}

/// Takes the plans back that were last made from templates for a year, for a unit or for any, except those that somebody has
/// worked with, and counts the units anew.
///
/// # Errors
/// [`Error::NotFound`] if no such plan is left, or [`Error::Unavailable`].
pub async fn undo_plans(
    db: &mut PgConnection,
    agency: AgencyId,
    within: Option<UnitId>,
    zone: Zone,
    year: i16,
    now: Timestamp,
) -> Result<(Event, PlansTakenBack)> {
    let made_at = store::last_made(db, agency, within, year).await?.ok_or(Error::NotFound)?;
    let taken = store::take_back(db, agency, year, made_at).await?;
    rollup::refresh(db, agency, zone, zone.day(now)).await?;
    Ok((event::plans_removed(year, taken.removed), taken))
}

/// # Errors
/// A field error for a year for which no plans are made.
pub(super) fn check_year(zone: Zone, year: i16, now: Timestamp) -> Result<()> {
    let years = plan_years(zone.day(now));
    if years.contains(&year) {
        return Ok(());
    }
    Err(Error::field("year", format!("SKP dibuat untuk tahun {} sampai {}.", years.start(), years.end())))
}
