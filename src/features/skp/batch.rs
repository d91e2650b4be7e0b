//! Plans for many at once on the screen: what would be made, the act, and taking it back.

use super::{
    action::{plan_from_templates, undo_plans},
    completion::asked_year,
    model::{BatchOffer, MadeBatch, NewBatch},
    query::moments,
    store,
};
use crate::{
    domain::{
        event::{Event, Topic},
        id::UnitId,
        skp::SkpRefusal,
    },
    error::{Error, Result},
    server::{agency::unit_path, door::Tx},
    ui::format,
};
use jiff::Timestamp;

/// The most plans that one act makes; more are the command's, which no page waits for.
const MAX_PLANS: u64 = 5_000;
/// So many plans that stay are named.
const MAX_NAMED: i64 = 20;

fn permit(tx: &Tx) -> Result<()> {
    if tx.actor.may_plan_for_others() { Ok(()) } else { Err(Error::NotFound) }
}

/// Returns the unit with everything above it.
async fn known_unit(tx: &mut Tx, unit: UnitId) -> Result<Vec<(UnitId, String)>> {
    let agency = tx.actor.agency;
    let path = unit_path(tx.db(), agency, unit).await?;
    if path.is_empty() { Err(Error::NotFound) } else { Ok(path) }
}

fn count(of: u64) -> String {
    format::count(i32::try_from(of).unwrap_or(i32::MAX))
}

/// `kepala_puskesmas` → `Kepala puskesmas`
fn template_name(code: &str) -> String {
    let mut letters = code.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}", letters.as_str().replace('_', " "))
}

/// Returns what would be made for the people in and below a unit, and what was made last.
///
/// # Errors
/// [`Error::NotFound`] for anybody but a Pengelola, an unknown unit, and a year for which no plans are made.
pub(crate) async fn offer(tx: &mut Tx, year: Option<i16>, unit: UnitId) -> Result<BatchOffer> {
    permit(tx)?;
    let year = asked_year(tx, year)?;
    let name = known_unit(tx, unit).await?.swap_remove(0).1;
    let (agency, today) = (tx.actor.agency, tx.today());
    let preview = store::preview_from_templates(tx.db(), agency, Some(unit), year, today).await?;
    let missing: i32 = store::counted(tx, unit, year).await?.iter().map(|unit| unit.counts.0[0]).sum();
    let plans: u64 = preview.plans.values().sum();
    let mut notes = vec![];
    if preview.without_assessor > 0 {
        notes.push(format!(
            "{} orang belum punya pejabat penilai; hasil kerjanya belum mendukung hasil siapa pun.",
            count(preview.without_assessor)
        ));
    }
    let rest = u64::try_from(missing).unwrap_or_default().saturating_sub(plans);
    if rest > 0 {
        notes.push(format!("{} orang tidak mendapat SKP: untuk jabatannya belum ada templat.", count(rest)));
    }
    if plans > MAX_PLANS {
        let most = count(MAX_PLANS);
        notes.push(format!("Sekali jalan paling banyak {most} SKP. Pilih unit yang lebih kecil."));
    }
    Ok(BatchOffer {
        year,
        unit,
        plans,
        summary: if plans == 0 {
            format!("Tidak ada pegawai di {name} yang dapat dibuatkan SKP {year} dari templat.")
        } else {
            format!("{} SKP {year} akan dibuat di {name}, dan langsung berlaku:", count(plans))
        },
        lines: preview.plans.into_iter().map(|(code, of)| (template_name(code), count(of))).collect(),
        notes,
        is_possible: (1..=MAX_PLANS).contains(&plans),
        made: made(tx, unit, year).await?,
    })
}

/// Returns the plans of a year that were made last for a unit from templates, as far as any is left.
async fn made(tx: &mut Tx, unit: UnitId, year: i16) -> Result<Option<MadeBatch>> {
    let agency = tx.actor.agency;
    let Some(at) = store::last_made(tx.db(), agency, Some(unit), year).await? else { return Ok(None) };
    let made = store::made(tx.db(), agency, year, at).await?;
    let when = moments(tx).say(at);
    let total = made.untouched.len() + made.kept.len();
    let kept = match made.kept.len() {
        0 => String::new(),
        kept => format!(" {} di antaranya sudah dipakai dan tetap ada.", count(kept as u64)),
    };
    let words = format!("Terakhir dibuat dari templat: {} SKP {year}, {when}.{kept}", count(total as u64));
    Ok(Some(MadeBatch {
        at: at.as_microsecond(),
        words,
        undo: (!made.untouched.is_empty()).then(|| format!("Hapus {} SKP itu", count(made.untouched.len() as u64))),
        kept: store::owners(tx.db(), agency, &made.kept, MAX_NAMED).await?,
    }))
}

/// Makes the plans that an offer showed. Repeating it changes nothing. Returns what happened, in a sentence.
///
/// # Errors
/// [`Error::NotFound`] as [`offer`]; the refusal if it would be other plans now, or too many.
pub(crate) async fn plan(tx: &mut Tx, batch: &NewBatch) -> Result<(Event, String)> {
    permit(tx)?;
    let NewBatch { unit, plans, .. } = *batch;
    let year = asked_year(tx, Some(batch.year))?;
    let path = known_unit(tx, unit).await?;
    let (agency, zone, now, today) = (tx.actor.agency, tx.actor.zone, tx.now, tx.today());
    store::lock_batch(tx.db(), agency).await?;
    let preview = store::preview_from_templates(tx.db(), agency, Some(unit), year, today).await?;
    match preview.plans.values().sum() {
        0 => return Ok((Event::repeated(), format!("Tidak ada lagi yang perlu dibuatkan SKP {year}."))),
        now if now != plans => return Err(SkpRefusal::OtherPlans.into()),
        now if now > MAX_PLANS => return Err(SkpRefusal::OtherPlans.into()),
        _ => {}
    }
    let (event, made) = plan_from_templates(tx.db(), agency, Some(unit), zone, year, now).await?;
    let event = event.about(unit).changes(path.into_iter().map(|(unit, _)| Topic::Unit(unit)));
    Ok((event, format!("{} SKP {year} dibuat.", count(made))))
}

/// Takes back the plans that were made for a unit at a moment, except those that somebody has worked with. Returns what happened, in
/// a sentence.
///
/// # Errors
/// [`Error::NotFound`] for anybody but a Pengelola; the refusal if others were made since, or none is left.
pub(crate) async fn undo(tx: &mut Tx, year: i16, unit: UnitId, at: i64) -> Result<(Event, String)> {
    permit(tx)?;
    let year = asked_year(tx, Some(year))?;
    known_unit(tx, unit).await?;
    let (agency, zone, now) = (tx.actor.agency, tx.actor.zone, tx.now);
    store::lock_batch(tx.db(), agency).await?;
    let last = store::last_made(tx.db(), agency, Some(unit), year).await?.map(Timestamp::as_microsecond);
    if last != Some(at) {
        return Err(SkpRefusal::OtherPlans.into());
    }
    let (event, taken) = undo_plans(tx.db(), agency, Some(unit), zone, year, now).await?;
    let kept =
        if taken.kept > 0 { format!(" {} tetap ada, karena sudah dipakai.", count(taken.kept)) } else { String::new() };
    Ok((event, format!("{} SKP {year} dihapus.{kept}", count(taken.removed))))
}
