//! Plans for many at once on the screen: what would be made, the act, and taking it back.

use super::{
    action::{plan_aloud, undo_plans},
    completion::asked_year,
    model::{BatchLine, BatchList, BatchOffer, BatchPeople, BatchQuery, MadeBatch, NewBatch},
    query::moments,
    store::{self, BatchPerson, BatchRow, LeftOut, Selection},
};
use crate::{
    domain::{
        event::{Event, Topic},
        id::UnitId,
        skp::SkpRefusal,
        template::template,
    },
    error::{Error, Result},
    server::{agency::unit_path, door::Tx, unit_cache::UnitYear},
    ui::format,
};
use jiff::Timestamp;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// The most plans that one act makes; more are the command's, which no page waits for.
const MAX_PLANS: u64 = 5_000;
/// So many plans that stay are named.
const MAX_NAMED: i64 = 20;
/// People on one page of a list.
const PAGE_SIZE: usize = 50;

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

/// Returns whom a page is about.
fn selection(asked: &BatchQuery) -> Selection {
    Selection { within: Some(asked.unit), template: asked.template.clone(), employment: asked.employment }
}

/// Returns what would be made for the chosen people in and below a unit, and what was made last.
///
/// # Errors
/// [`Error::NotFound`] for anybody but a Pengelola, an unknown unit, and a year for which no plans are made.
pub(crate) async fn offer(tx: &mut Tx, asked: &BatchQuery) -> Result<BatchOffer> {
    permit(tx)?;
    let (year, unit) = (asked_year(tx, Some(asked.year))?, asked.unit);
    let path = known_unit(tx, unit).await?;
    let name = path[0].1.clone();
    let (agency, today) = (tx.actor.agency, tx.today());
    let catalogue = store::catalogue(tx.db(), agency).await?;
    // Of all templates: a filter is chosen from them.
    let of_all = Selection { template: None, ..selection(asked) };
    let all = store::batch_people(tx.db(), agency, &of_all, &catalogue, year, today).await?;
    let found = store::preview(&all);
    let templates = found.plans.keys().copied().chain(asked.template.as_deref().map(|code| template(code).code));
    let mut templates: Vec<(String, String)> =
        templates.map(|code| (code.to_owned(), template(code).name.to_owned())).collect();
    templates.sort_by(|one, other| one.1.cmp(&other.1));
    templates.dedup();
    let is_chosen = |person: &BatchPerson| asked.template.as_deref().is_none_or(|code| code == person.template.code);
    let people: Vec<BatchPerson> = all.into_iter().filter(is_chosen).collect();
    let preview = store::preview(&people);
    let plans: u64 = preview.plans.values().sum();
    let mut notes = vec![];
    if preview.without_assessor > 0 {
        notes.push(format!(
            "{} orang belum punya pejabat penilai; hasil kerjanya belum mendukung hasil siapa pun.",
            count(preview.without_assessor)
        ));
    }
    if plans > MAX_PLANS {
        let most = count(MAX_PLANS);
        notes.push(format!("Sekali jalan paling banyak {most} SKP. Pilih unit yang lebih kecil."));
    }
    let first = store::left_out(tx.db(), agency, &selection(asked), (year, today), None, 1).await?;
    let left_out = first.first().map_or(0, |left| left.total);
    let line = |(code, of): (&str, &u64)| BatchLine {
        code: code.to_owned(),
        name: format!("{} (versi {})", template(code).name, catalogue.newest(code).version),
        count: count(*of),
    };
    Ok(BatchOffer {
        asked: asked.clone(),
        plans,
        summary: if plans == 0 {
            format!("Tidak ada pegawai di {name} yang dapat dibuatkan SKP {year} dari templat.")
        } else {
            format!("{} SKP {year} akan dibuat di {name}, dan langsung berlaku:", count(plans))
        },
        lines: preview.plans.iter().map(|(code, of)| line((*code, of))).collect(),
        notes,
        is_possible: (1..=MAX_PLANS).contains(&plans),
        made: made(tx, unit, year).await?,
        units: units(tx, asked, &path).await?,
        templates,
        left_out,
        people: listed(tx, asked, &people, (year, left_out)).await?,
    })
}

/// Returns the unit above, the unit itself and those below, by name.
async fn units(tx: &mut Tx, asked: &BatchQuery, path: &[(UnitId, String)]) -> Result<Vec<(UnitId, String)>> {
    let agency = tx.actor.agency;
    let below = store::units_below(tx.db(), agency, asked.unit).await?;
    let above = path.iter().take(2).rev().cloned();
    Ok(above.chain(below).collect())
}

/// Returns a page of the people behind a number, where one is asked for.
async fn listed(
    tx: &mut Tx,
    asked: &BatchQuery,
    people: &[BatchPerson],
    (year, left_out): (i16, i64),
) -> Result<Option<BatchPeople>> {
    let (agency, today) = (tx.actor.agency, tx.today());
    let place = |row: &BatchRow| format::post(Some(&row.post), Some(&row.unit));
    let (title, people) = match asked.listed {
        None => return Ok(None),
        Some(BatchList::Chosen) => {
            let rest = people.iter().filter(|person| asked.after.is_none_or(|after| person.employee > after));
            let page: Vec<_> = rest.take(PAGE_SIZE + 1).map(|person| (person.employee, person.post)).collect();
            let rows = store::listed_people(tx.db(), agency, &page).await?;
            let rows = rows.into_iter().map(|row| (row.id, row.name.clone(), place(&row), None)).collect::<Vec<_>>();
            (format!("{} orang yang dibuatkan SKP {year}", count(people.len() as u64)), rows)
        }
        Some(BatchList::LeftOut) => {
            let (of, most) = (selection(asked), i64::try_from(PAGE_SIZE).unwrap_or(0) + 1);
            let rows = store::left_out(tx.db(), agency, &of, (year, today), asked.after, most).await?;
            let row = |left: LeftOut| {
                let why = why_left_out(&left, year);
                (left.row.id, left.row.name.clone(), place(&left.row), Some(why))
            };
            let title = format!("{} orang yang tidak dibuatkan", count(left_out.unsigned_abs()));
            (title, rows.into_iter().map(row).collect())
        }
    };
    let next = (people.len() > PAGE_SIZE).then(|| people[PAGE_SIZE - 1].0);
    let shown = people.into_iter().take(PAGE_SIZE).map(|(_, name, place, why)| (name, place, why));
    Ok(Some(BatchPeople { title, people: shown.collect(), next }))
}

fn why_left_out(left: &LeftOut, year: i16) -> String {
    match (left.reason.as_str(), left.until) {
        ("planned", _) => format!("Sudah punya SKP {year}."),
        ("elected", _) => "Kepala daerah tidak menyusun SKP.".to_owned(),
        ("ends", Some(until)) => format!("Jabatannya berakhir sebelum {}.", format::day(until)),
        _ => "Hanya pelaksana tugas, belum punya jabatan definitif.".to_owned(),
    }
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

/// How far the acts for many are that this server is doing: how many plans are written, of how many. They can be read once
/// all of them are.
#[derive(Clone, Debug, Default)]
pub(crate) struct BatchProgress(Arc<Mutex<Written>>);

type Written = HashMap<UnitYear, (usize, usize)>;

impl BatchProgress {
    fn all(&self) -> MutexGuard<'_, Written> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Returns how far the act for a unit is; `None` while this server does none.
///
/// # Errors
/// [`Error::NotFound`] for anybody but a Pengelola, and an unknown unit.
pub(crate) async fn progress(tx: &mut Tx, asked: &BatchQuery, progress: &BatchProgress) -> Result<Option<(u64, u64)>> {
    permit(tx)?;
    known_unit(tx, asked.unit).await?;
    let of = UnitYear { agency: tx.actor.agency, unit: asked.unit, year: asked.year };
    let found = progress.all().get(&of).copied();
    Ok(found.map(|(written, of)| (written as u64, of as u64)))
}

/// Takes the entry away, however the act ends.
struct Act<'a> {
    progress: &'a BatchProgress,
    of: UnitYear,
}

impl Drop for Act<'_> {
    fn drop(&mut self) {
        self.progress.all().remove(&self.of);
    }
}

/// Makes the plans that an offer showed. Repeating it changes nothing. Returns what happened, in a sentence.
///
/// # Errors
/// [`Error::NotFound`] as [`offer`]; the refusal if it would be other plans now, or too many.
pub(crate) async fn plan(tx: &mut Tx, batch: &NewBatch, progress: &BatchProgress) -> Result<(Event, String)> {
    permit(tx)?;
    let (unit, plans) = (batch.asked.unit, batch.plans);
    let year = asked_year(tx, Some(batch.asked.year))?;
    let selection = selection(&batch.asked);
    let path = known_unit(tx, unit).await?;
    let (agency, zone, now, today) = (tx.actor.agency, tx.actor.zone, tx.now, tx.today());
    store::lock_batch(tx.db(), agency).await?;
    let preview = store::preview_from_templates(tx.db(), agency, &selection, year, today).await?;
    match preview.plans.values().sum() {
        0 => return Ok((Event::repeated(), format!("Tidak ada lagi yang perlu dibuatkan SKP {year}."))),
        now if now != plans => return Err(SkpRefusal::OtherPlans.into()),
        now if now > MAX_PLANS => return Err(SkpRefusal::OtherPlans.into()),
        _ => {}
    }
    let act = Act { progress, of: UnitYear { agency, unit, year } };
    let said = |written, of| {
        progress.all().insert(act.of, (written, of));
    };
    let (event, made) = plan_aloud(tx.db(), agency, &selection, (zone, year), now, &said).await?;
    let event = event.about(unit).changes(path.into_iter().map(|(unit, _)| Topic::Unit(unit)));
    Ok((event, format!("{} SKP {year} dibuat.", count(made))))
}

/// Takes back the plans that were made for a unit at a moment, except those that somebody has worked with. Repeating it
/// changes nothing. Returns what happened, in a sentence.
///
/// # Errors
/// [`Error::NotFound`] for anybody but a Pengelola; the refusal if others were made since.
pub(crate) async fn undo(tx: &mut Tx, year: i16, unit: UnitId, at: i64) -> Result<(Event, String)> {
    permit(tx)?;
    let year = asked_year(tx, Some(year))?;
    known_unit(tx, unit).await?;
    let (agency, zone, now) = (tx.actor.agency, tx.actor.zone, tx.now);
    store::lock_batch(tx.db(), agency).await?;
    let made_at = Timestamp::from_microsecond(at).map_err(|_| Error::NotFound)?;
    let left = store::made(tx.db(), agency, year, made_at).await?;
    if left.untouched.is_empty() && store::was_made(tx.db(), agency, unit, made_at).await? {
        let words = if left.kept.is_empty() {
            format!("SKP {year} itu sudah dihapus.")
        } else {
            format!("Tidak ada lagi SKP {year} itu yang dapat dihapus: yang tetap ada sudah dipakai.")
        };
        return Ok((Event::repeated(), words));
    }
    if store::last_made(tx.db(), agency, Some(unit), year).await? != Some(made_at) {
        return Err(SkpRefusal::OtherPlans.into());
    }
    let (event, taken) = undo_plans(tx.db(), agency, Some(unit), zone, year, now).await?;
    let kept =
        if taken.kept > 0 { format!(" {} tetap ada, karena sudah dipakai.", count(taken.kept)) } else { String::new() };
    Ok((event, format!("{} SKP {year} dihapus.{kept}", count(taken.removed))))
}
