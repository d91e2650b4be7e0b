//! How far the plans of a unit's people have come, and the reminder of those who have not submitted theirs.

use super::{
    event,
    model::{PlanBoard, PlanBoardQuery, PlanPeople, PlanPerson, PlanUnit},
    query::moments,
    store::{self, CompletionPerson, Listing},
    words::Moments,
};
use crate::{
    domain::{
        actor::BoardScope,
        event::Event,
        id::UnitId,
        skp::{Completion, Completions, plan_years, year_in_planning},
    },
    error::{Error, Result},
    server::{
        agency::{locate, unit_path},
        door::Tx,
    },
    ui::format,
};

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
pub(crate) async fn board(tx: &mut Tx, asked: &PlanBoardQuery) -> Result<PlanBoard> {
    let year = asked_year(tx, asked.year)?;
    let unit = open_unit(tx, asked.unit).await?;
    let agency = tx.actor.agency;
    let path = unit_path(tx.db(), agency, unit).await?;
    let units: Vec<UnitId> = path.iter().map(|(unit, _)| *unit).collect();
    let name = path.first().map(|(_, name)| name.clone()).unwrap_or_default();
    // What the caller may open of the units above, the highest first.
    let above = path.iter().enumerate().skip(1).rev();
    let above = above.filter(|(at, _)| tx.actor.board_scope(&units[*at..]) == Some(BoardScope::Full));
    let above = above.map(|(_, unit)| unit.clone()).collect();
    let counted = store::counted(tx, unit, year).await?;
    let mut counts = Completions::default();
    for unit in &counted {
        counts += unit.counts;
    }
    let people = match asked.of {
        Some(of) => {
            let listing = Listing { unit, year, of, is_direct: asked.is_direct, after: asked.after };
            let own = counted.first().map_or(0, |unit| unit.counts.of(of));
            let total = if asked.is_direct { own } else { counts.of(of) };
            Some(people(tx, listing, total).await?)
        }
        None => None,
    };
    let has_below = counted.len() > 1;
    let rows = counted.into_iter().filter(|_| has_below).filter(|row| row.counts.people() > 0);
    let mut rows: Vec<PlanUnit> = rows
        .map(|row| {
            let is_own = row.id == unit;
            let name = if is_own { format!("Langsung di {}", row.name) } else { row.name };
            PlanUnit { id: row.id, name, is_own, counts: row.counts, agreed: share(row.counts) }
        })
        .collect();
    // The unit's own people stand last.
    rows.sort_by_key(|row| row.is_own);
    let summary = format!(
        "{} dari {} pegawai sudah punya SKP {year} yang disetujui ({}).",
        format::count(counts.of(Completion::Agreed)),
        format::count(counts.people()),
        share(counts)
    );
    Ok(PlanBoard {
        year,
        years: plan_years(tx.today()).collect(),
        unit,
        name,
        above,
        counts,
        summary,
        units: rows,
        people,
        may_plan: tx.actor.may_plan_for_others(),
    })
}

fn share(counts: Completions) -> String {
    counts.agreed_percent().map_or_else(|| "–".to_owned(), |percent| format!("{percent} %"))
}

async fn people(tx: &mut Tx, asked: Listing, total: i32) -> Result<PlanPeople> {
    let most = i64::try_from(PAGE_SIZE + 1).unwrap_or(i64::MAX);
    let mut found = store::listed(tx, asked, most).await?;
    let next = (found.len() > PAGE_SIZE).then(|| found[PAGE_SIZE - 1].id);
    found.truncate(PAGE_SIZE);
    let from = store::before(tx, asked).await?;
    let shown = format::part_of(from, found.len(), total, "orang");
    let moments = moments(tx);
    let remind = (asked.of.waits_for_owner() && total > 0).then(|| format!("Ingatkan {} orang", format::count(total)));
    Ok(PlanPeople {
        of: asked.of,
        is_direct: asked.is_direct,
        total,
        shown,
        people: found.into_iter().map(|person| in_words(person, asked.of, moments)).collect(),
        next,
        remind,
    })
}

fn in_words(person: CompletionPerson, of: Completion, moments: Moments) -> PlanPerson {
    let CompletionPerson { id, name, post, unit, at, assessor, reminded_at } = person;
    let at = at.map(|at| format!(" {}", moments.say(at.to_jiff()))).unwrap_or_default();
    let about = match (of, &assessor) {
        (Completion::Missing, None) => "Belum ada SKP, dan belum ada pejabat penilai.".to_owned(),
        (Completion::Missing, Some(_)) => "Belum ada SKP.".to_owned(),
        (Completion::Draft, _) => format!("Sedang diisi; terakhir disimpan{at}."),
        (Completion::Returned, _) => format!("Dikembalikan{at}, belum diajukan lagi."),
        (Completion::Submitted, Some(assessor)) => format!("Diajukan{at}, menunggu {assessor}."),
        (Completion::Submitted, None) => format!("Diajukan{at}; pejabat penilainya sudah tidak ada."),
        (Completion::Agreed, _) => format!("Disetujui{at}."),
    };
    let reminded = reminded_at.filter(|_| of.waits_for_owner());
    PlanPerson {
        id,
        name,
        post: format::post(post.as_deref(), unit.as_deref()),
        about,
        reminded: reminded.map(|at| format!("Diingatkan {}", moments.say(at.to_jiff()))),
    }
}

/// Reminds the people behind a count of their plan, each once a day. Who has submitted it in between is not reminded.
/// Returns what happened, in a sentence.
///
/// # Errors
/// As [`board`]; [`Error::NotFound`] for a count behind which nobody can be reminded.
pub(crate) async fn remind(tx: &mut Tx, asked: &PlanBoardQuery) -> Result<(Event, String)> {
    let year = asked_year(tx, asked.year)?;
    let of = asked.of.filter(|of| of.waits_for_owner()).ok_or(Error::NotFound)?;
    let unit = open_unit(tx, asked.unit).await?;
    let reminded = store::remind(tx, Listing { unit, year, of, is_direct: asked.is_direct, after: None }).await?;
    if reminded.is_empty() {
        return Ok((Event::repeated(), "Semua sudah diingatkan hari ini, atau sudah mengajukan SKP-nya.".to_owned()));
    }
    let words = format!(
        "{} orang diingatkan; mereka membacanya di Beranda.",
        format::count(i32::try_from(reminded.len()).unwrap_or(i32::MAX))
    );
    Ok((event::reminded(unit, year, &reminded), words))
}
