//! How far the plans of a unit's people have come, by unit and by rule, and the reminder of those who have not submitted
//! theirs.

mod tally;

use super::{
    event,
    model::{PlanBoard, PlanBoardQuery, PlanPeople, PlanPerson, PlanUnit},
    query::moments,
    store::{self, CompletionPerson, Listing, PeopleKind},
    words::{self, Moments},
};
use crate::{
    domain::{
        actor::BoardScope,
        calendar::Zone,
        event::Event,
        id::UnitId,
        skp::{Completion, Completions, plan_years, year_in_planning},
    },
    error::{Error, Result},
    server::{
        App,
        agency::{locate, unit_path},
        door::{Caller, Tx},
        pilot,
        unit_cache::{Served, UnitCache, UnitResult, UnitYear},
    },
    ui::format,
};
use tally::{PlanCounts, Tally};

/// Said of a plan that is written in another system.
const MIRRORED: &str = " Disusun di aplikasi lain, salinannya di sini; tidak diingatkan.";

/// People on one page of a list.
const PAGE_SIZE: usize = 50;

/// Returns the unit whose people the caller may see one by one.
///
/// # Errors
/// [`Error::NotFound`] for who may not, also if they see its counts.
async fn open_unit(tx: &mut Tx, unit: Option<UnitId>) -> Result<UnitId> {
    match locate(tx, unit).await? {
        (unit, BoardScope::Full) => Ok(unit),
        _ => Err(Error::NotFound),
    }
}

/// Returns the year of an address, without one that in planning.
///
/// # Errors
/// [`Error::NotFound`] for a year for which no plans are made.
pub(super) fn asked_year(tx: &Tx, year: Option<i16>) -> Result<i16> {
    let today = tx.today();
    let year = year.unwrap_or_else(|| year_in_planning(today));
    if plan_years(today).contains(&year) { Ok(year) } else { Err(Error::NotFound) }
}

/// Returns how far the plans of a unit's people have come, by the units below, and the people behind one of the counts.
///
/// # Errors
/// [`Error::NotFound`] if the caller may not see the people behind the board of the unit.
pub(crate) async fn board(caller: &Caller, asked: &PlanBoardQuery) -> Result<PlanBoard> {
    let open = async |tx: &mut Tx| Ok((asked_year(tx, asked.year)?, open_unit(tx, asked.unit).await?));
    let (year, unit) = caller.read(open).await?;
    let counts = caller.app().caches.get::<UnitCache<PlanCounts>>().get(caller, unit, year).await?;
    caller.read(async |tx| counted_board(tx, asked, (unit, year), &counts).await).await
}

async fn counted_board(
    tx: &mut Tx,
    asked: &PlanBoardQuery,
    (unit, year): (UnitId, i16),
    counted: &Served<PlanCounts>,
) -> Result<PlanBoard> {
    let agency = tx.actor.agency;
    let path = unit_path(tx.db(), agency, unit).await?;
    let units: Vec<UnitId> = path.iter().map(|(unit, _)| *unit).collect();
    let may_remind = tx.actor.may_remind_of_plans(&units);
    let name = path.first().map(|(_, name)| name.clone()).unwrap_or_default();
    // What the caller may open of the units above, the highest first.
    let above = path.iter().enumerate().skip(1).rev();
    let above = above.filter(|(at, _)| tx.actor.board_scope(&units[*at..]) == Some(BoardScope::Full));
    let above = above.map(|(_, unit)| unit.clone()).collect();
    let today = tx.today();
    let in_pilot = pilot::asked_units(tx, year, today).await?;
    let tally = Tally::of_counts(tx, (unit, year), &counted.value, asked.group.as_deref()).await?;
    let counts = tally.counts();
    let people = match asked.of {
        Some(of) => {
            let kinds = tally.kinds(of);
            let listing = Listing {
                unit,
                year,
                of,
                is_direct: asked.is_direct,
                after: asked.after,
                asked: in_pilot.as_deref(),
                kinds: &kinds,
            };
            let people = people(tx, listing, &tally, may_remind).await?;
            Some(PlanPeople { opens: tx.actor.is_leader_of(&units), ..people })
        }
        None => None,
    };
    let rows = tally.units().into_iter().map(|(id, name, counts)| {
        let is_own = id == unit;
        let name = if is_own { format!("Langsung di {name}") } else { name };
        PlanUnit { id, name, is_own, counts, agreed: share(counts) }
    });
    let mut rows: Vec<PlanUnit> = rows.collect();
    // The unit's own people stand last, and not alone.
    rows.sort_by_key(|row| row.is_own);
    rows.retain(|row| !row.is_own || counts != row.counts);
    let zone = tx.actor.zone;
    let as_of = counted.stale_since.map(|at| {
        format!(
            "Dihitung {}; dihitung ulang sekarang, muat ulang halaman ini sebentar lagi.",
            format::time(zone.local(at))
        )
    });
    let notes = [pilot::about_unit(tx, year, unit).await?, tally.elsewhere(), as_of].into_iter().flatten().collect();
    let summary = if counts.people() == 0 {
        format!("Belum ada pegawai yang diminta menyusun SKP {year} di sini.")
    } else {
        format!(
            "{} dari {} pegawai sudah punya SKP {year} yang berlaku ({}).",
            format::count(counts.of(Completion::Agreed)),
            format::count(counts.people()),
            share(counts)
        )
    };
    Ok(PlanBoard {
        year,
        years: plan_years(today).collect(),
        unit,
        name,
        above,
        counts,
        summary,
        units: rows,
        groups: tally.groups(),
        group: tally.group(),
        notes,
        people,
        may_plan: tx.actor.may_plan_for_others(),
    })
}

/// Counts the people of a unit, so that nobody waits for it.
pub(crate) async fn preload(app: &App, of: UnitYear, zone: Zone) -> Result<()> {
    app.caches.get::<UnitCache<PlanCounts>>().renew(app, of, zone).await
}

fn share(counts: Completions) -> String {
    counts.agreed_percent().map_or_else(|| "–".to_owned(), |percent| format!("{percent} %"))
}

async fn people(tx: &mut Tx, asked: Listing<'_>, tally: &Tally<'_>, may_remind: bool) -> Result<PlanPeople> {
    let total = tally.people(asked.of, asked.is_direct);
    let reminded = tally.reminded(asked.of, asked.is_direct);
    let most = i64::try_from(PAGE_SIZE + 1).unwrap_or(i64::MAX);
    let mut found = store::listed(tx, asked, most).await?;
    let next = (found.len() > PAGE_SIZE).then(|| found[PAGE_SIZE - 1].id);
    found.truncate(PAGE_SIZE);
    let from = store::before(tx, asked).await?;
    let shown = format::part_of(from, found.len(), total, "orang");
    let moments = moments(tx);
    let is_asked = may_remind && asked.of.waits_for_owner() && reminded > 0;
    let remind = is_asked.then(|| format!("Ingatkan {} orang", format::count(reminded)));
    Ok(PlanPeople {
        of: asked.of,
        is_direct: asked.is_direct,
        total,
        shown,
        opens: false,
        people: found.into_iter().map(|person| in_words(person, asked.of, moments, tally)).collect(),
        next,
        remind,
    })
}

fn in_words(person: CompletionPerson, of: Completion, moments: Moments, tally: &Tally<'_>) -> PlanPerson {
    let CompletionPerson { id, name, post, unit, at, is_from_template, assessor, reminded_at, employment, template } =
        person;
    let kind = PeopleKind { employment, template, post: post.clone().unwrap_or_default() };
    let elsewhere = if tally.is_mirrored(&kind) { MIRRORED } else { "" };
    let at = at.map(|at| format!(" {}", moments.say(at.to_jiff()))).unwrap_or_default();
    let about = match (of, &assessor) {
        (Completion::Missing, None) => "Belum ada SKP, dan belum ada pejabat penilai.".to_owned(),
        (Completion::Missing, Some(_)) => "Belum ada SKP.".to_owned(),
        (Completion::Draft, _) => format!("Sedang diisi; terakhir disimpan{at}."),
        (Completion::Returned, _) => format!("Dikembalikan{at}, belum diajukan lagi."),
        (Completion::Submitted, Some(assessor)) => words::ended(format!("Diajukan{at}, menunggu {assessor}")),
        (Completion::Submitted, None) => format!("Diajukan{at}; pejabat penilainya sudah tidak ada."),
        (Completion::Agreed, _) if is_from_template => format!("Dibuat dari templat{at}."),
        (Completion::Agreed, _) => format!("Disetujui{at}."),
    };
    let about = format!("{about}{elsewhere}");
    let reminded = reminded_at.filter(|_| of.waits_for_owner());
    PlanPerson {
        id,
        name,
        post: format::post(post.as_deref(), unit.as_deref()),
        about,
        reminded: reminded.map(|at| format!("Diingatkan {}", moments.say(at.to_jiff()))),
    }
}

/// Reminds the people behind a count of their plan, each once a day. Who has submitted it in between is not reminded, nor
/// is who writes it in another system.
/// Returns what happened, in a sentence.
///
/// # Errors
/// As [`board`]; [`Error::NotFound`] for who may only read it, and for a count behind which nobody can be reminded.
pub(crate) async fn remind(tx: &mut Tx, asked: &PlanBoardQuery) -> Result<(Event, String)> {
    let year = asked_year(tx, asked.year)?;
    let of = asked.of.filter(|of| of.waits_for_owner()).ok_or(Error::NotFound)?;
    let unit = open_unit(tx, asked.unit).await?;
    let agency = tx.actor.agency;
    let path = unit_path(tx.db(), agency, unit).await?;
    let path: Vec<UnitId> = path.into_iter().map(|(unit, _)| unit).collect();
    if !tx.actor.may_remind_of_plans(&path) {
        return Err(Error::NotFound);
    }
    let today = tx.today();
    let in_pilot = pilot::asked_units(tx, year, today).await?;
    let counted = PlanCounts::load(tx, unit, year).await?;
    let tally = Tally::of_counts(tx, (unit, year), &counted, asked.group.as_deref()).await?;
    let (is_direct, kinds) = (asked.is_direct, tally.reminded_kinds());
    let listing = Listing { unit, year, of, is_direct, after: None, asked: in_pilot.as_deref(), kinds: &kinds };
    let reminded = store::remind(tx, listing).await?;
    if reminded.is_empty() {
        return Ok((Event::repeated(), "Semua sudah diingatkan hari ini, atau sudah mengajukan SKP-nya.".to_owned()));
    }
    let words = format!(
        "{} orang diingatkan; mereka membacanya di Beranda.",
        format::count(i32::try_from(reminded.len()).unwrap_or(i32::MAX))
    );
    Ok((event::reminded(unit, year, &reminded), words))
}
