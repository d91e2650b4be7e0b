//! Beginning a plan, which needs nobody's help: load → decide → save.

use super::{
    action::check_year,
    event,
    model::{NewPlan, Origin},
    store,
};
use crate::{
    domain::{
        event::Event,
        id::{EmployeeId, RhkId},
        skp::{Skp, SkpContent, SkpRefusal, free_span},
        template::template,
    },
    error::{Error, Result},
    server::door::Tx,
};
use std::collections::HashMap;

/// Begins a plan of the caller's in a post that they hold. Repeating it changes nothing.
///
/// # Errors
/// [`Error::NotFound`] for an account without an employee and for an id that is taken; a field error for a year for which
/// no plans are made; the refusal of another post, of days that have a plan, and of a copy of nothing.
pub(crate) async fn begin(tx: &mut Tx, new: &NewPlan) -> Result<(Event, ())> {
    let me = tx.actor.employee.ok_or(Error::NotFound)?;
    if let Some(reader) = store::reader(tx, new.id).await? {
        return if reader.owner == me { Ok((Event::repeated(), ())) } else { Err(Error::NotFound) };
    }
    check_year(tx.actor.zone, new.year, tx.now)?;
    let held = store::held_posts(tx, me).await?.into_iter().find(|held| held.post == new.post);
    let held = held.ok_or(SkpRefusal::OtherPost)?;
    let taken = store::taken(tx, me).await?.into_iter().filter(|(post, _)| *post == new.post).map(|(_, span)| span);
    let span = free_span(new.year, held.since, held.until, taken).ok_or(SkpRefusal::Overlapping)?;
    let superiors = store::superiors(tx, me, new.year).await?;
    let content = match new.origin {
        Origin::Empty => SkpContent::default(),
        Origin::Template => template(&held.template).content(new.id, span, &superiors),
        Origin::Earlier => earlier(tx, me, new, span, &superiors).await?,
    };
    let skp = Skp::draft(new.id, me, new.post, span.0, span.1, content);
    if !store::insert(tx, &skp).await? {
        return Err(SkpRefusal::Overlapping.into());
    }
    if let Some(revision) = skp.revision() {
        store::save_revision(tx, skp.id, revision).await?;
    }
    Ok((event::begun(skp.id, me), ()))
}

/// Returns the content of the newest earlier plan for a new one. A result supports the superior's one with the same text.
async fn earlier(
    tx: &mut Tx,
    me: EmployeeId,
    new: &NewPlan,
    span: (jiff::civil::Date, jiff::civil::Date),
    superiors: &[(RhkId, String)],
) -> Result<SkpContent> {
    let (content, from) = store::earlier(tx, me, new.post, new.year).await?.ok_or(SkpRefusal::NothingToCopy)?;
    let supported: Vec<RhkId> =
        content.results.iter().filter_map(|result| result.supports).map(|(above, _)| above).collect();
    let before = store::texts(tx, &supported, &[]).await?;
    let now: HashMap<&str, RhkId> = superiors.iter().map(|(id, text)| (text.as_str(), *id)).collect();
    let successor = |above: RhkId| before.get(&above).and_then(|text| now.get(text.as_str()).copied());
    Ok(content.renewed(new.id, span, from, successor))
}
