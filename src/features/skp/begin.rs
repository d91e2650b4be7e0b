//! Beginning a plan, which needs nobody's help, and filling one that a leader's results have begun: load → decide → save.

use super::{
    action::check_year,
    event,
    model::{NewPlan, Origin},
    store::{self, HeldPost},
    write::write,
};
use crate::{
    domain::{
        cascade::{SuperiorResult, matched},
        event::Event,
        id::{EmployeeId, PostId, RhkId},
        skp::{MAX_RESULTS, PlanSource, Skp, SkpContent, SkpRefusal, free_span},
        template::PlanTemplate,
    },
    error::{Error, Result},
    server::door::Tx,
};
use std::{collections::HashMap, sync::Arc};

/// Begins a plan of the caller's in a post that they hold, or fills the one with this id as long as nothing of the
/// caller's is in it. Repeating it changes nothing.
///
/// # Errors
/// [`Error::NotFound`] for an account without an employee and for an id that is taken; a field error for a year for which
/// no plans are made; the refusal of another post, of a year in which it is not held, of days that have a plan, and of a
/// copy of nothing.
pub(crate) async fn begin(tx: &mut Tx, new: &NewPlan) -> Result<(Event, ())> {
    let me = tx.actor.employee.ok_or(Error::NotFound)?;
    if let Some(reader) = store::reader(tx, new.id).await? {
        return if reader.owner == me { fill(tx, me, new).await } else { Err(Error::NotFound) };
    }
    check_year(tx.actor.zone, new.year, tx.now)?;
    let held = store::held_posts(tx, me).await?.into_iter().find(|held| held.post == new.post);
    let held = held.ok_or(SkpRefusal::OtherPost)?;
    let taken = store::taken(tx, me).await?.into_iter().filter(|(post, _)| *post == new.post).map(|(_, span)| span);
    let span = free_span(new.year, held.since, held.until, taken)?;
    let (content, template) = content(tx, me, (new, &held), span).await?;
    let skp = Skp::draft(new.id, me, new.post, span.0, span.1, content);
    let source = match new.origin {
        Origin::Empty => PlanSource::Empty,
        Origin::Earlier => PlanSource::Earlier,
        Origin::Predecessor => PlanSource::Predecessor,
        Origin::Template => PlanSource::Template,
    };
    if !store::insert(tx, &skp, source, None).await? {
        return Err(SkpRefusal::Overlapping.into());
    }
    if let Some(revision) = skp.revision() {
        store::save_revision(tx, skp.id, revision).await?;
    }
    if let Some(template) = template {
        store::set_template(tx, skp.id, &template).await?;
    }
    Ok((event::begun(skp.id, me, store::leaders(tx, me).await?), ()))
}

/// Adds to a plan, behind the results that leaders have given, what a new one would begin with.
async fn fill(tx: &mut Tx, me: EmployeeId, new: &NewPlan) -> Result<(Event, ())> {
    if !store::lock(tx, new.id).await? {
        return Err(Error::NotFound);
    }
    let named = store::of_person(tx, me, Some(new.id)).await?.pop().ok_or(Error::NotFound)?;
    let given = named.skp.revision().map(|revision| revision.content.results.clone()).unwrap_or_default();
    if new.origin == Origin::Empty || !named.skp.is_untouched() {
        return Ok((Event::repeated(), ()));
    }
    let (post, span): (PostId, _) = (named.skp.post, (named.skp.starts_on, named.skp.ends_on));
    let held = store::held_posts(tx, me).await?.into_iter().find(|held| held.post == post);
    let held = held.ok_or(SkpRefusal::OtherPost)?;
    let of_plan = NewPlan { year: span.0.year(), post, ..new.clone() };
    let (added, template) = content(tx, me, (&of_plan, &held), span).await?;
    let added = match &template {
        // Under the numbers of the template, which leaders' results never have.
        Some(template) => {
            store::set_template(tx, new.id, template).await?;
            added
        }
        None => added.numbered_behind(new.id, named.last_result),
    };
    let content = SkpContent { results: [given, added.results].concat(), ..added };
    if content.results.len() > MAX_RESULTS {
        return Err(SkpRefusal::TooMany.into());
    }
    Ok((write(tx, named, content, false).await?, ()))
}

/// Returns what a plan of these dates begins with, and the template from which it was made.
async fn content(
    tx: &mut Tx,
    me: EmployeeId,
    (new, held): (&NewPlan, &HeldPost),
    span: (jiff::civil::Date, jiff::civil::Date),
) -> Result<(SkpContent, Option<Arc<PlanTemplate>>)> {
    let superiors = store::superiors(tx, me, new.year).await?;
    match new.origin {
        Origin::Empty => Ok((SkpContent::default(), None)),
        Origin::Template => {
            let agency = tx.actor.agency;
            let template = store::catalogue(tx.db(), agency).await?.of(&held.template, held.kind, held.is_head);
            let texts: Vec<_> = superiors.iter().map(|superior| (superior.id, superior.text.clone())).collect();
            Ok((matched(template.plan(new.id, span, &texts), &superiors), Some(template)))
        }
        Origin::Earlier | Origin::Predecessor => {
            Ok((matched(copied(tx, me, (new, held), span, &superiors).await?, &superiors), None))
        }
    }
}

/// Returns the content of an earlier plan for a new one: of the person's newest one, or what stays with the post of that of
/// who held it before. A result supports the same one of the superior's, else the one with the same text.
async fn copied(
    tx: &mut Tx,
    me: EmployeeId,
    (new, held): (&NewPlan, &HeldPost),
    span: (jiff::civil::Date, jiff::civil::Date),
    superiors: &[SuperiorResult],
) -> Result<SkpContent> {
    let is_own = new.origin == Origin::Earlier;
    let found = if is_own {
        store::earlier(tx, me, new.post, new.year).await?
    } else {
        store::predecessor(tx, me, new.post, held.since, new.year).await?
    };
    let (content, from) = found.ok_or(SkpRefusal::NothingToCopy)?;
    let supported: Vec<RhkId> =
        content.results.iter().filter_map(|result| result.supports).map(|(above, _)| above).collect();
    let before = store::texts(tx, &supported, &[]).await?;
    let now: HashMap<&str, RhkId> = superiors.iter().map(|superior| (superior.text.as_str(), superior.id)).collect();
    let successor = |above: RhkId| {
        let same = superiors.iter().find(|superior| superior.id == above).map(|superior| superior.id);
        same.or_else(|| before.get(&above).and_then(|text| now.get(text.as_str()).copied()))
    };
    Ok(if is_own {
        content.renewed(new.id, span, from, successor)
    } else {
        content.for_successor(new.id, span, from, successor)
    })
}
