//! What time does to posts: acting times and services end, and replacements whose day has come are carried out.

use super::{
    action::{self, topics},
    event,
    store::{self, EndedRecord, Loaded, Source},
};
use crate::{
    domain::{
        event::{Event, Topic},
        id::{AgencyId, EmployeeId},
        post::{HeadChange, Organisation, Reassignment, reassignments},
    },
    error::{Error, Result},
    features::progress::rollup,
    server::agency::lock_organisation,
};
use jiff::{Timestamp, civil::Date};
use sqlx::PgConnection;

/// Why a replacement is refused that the database did not accept.
const BROKEN: &str = "Data pergantian ini tidak dapat dipakai. Periksa, lalu tanda tangani lagi.";

/// Runs work about a whole agency beside the threads that serve requests.
pub(super) async fn aside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(|_| Error::Unavailable(String::new()))
}

/// Gives the people of those whose acting time or service ends on a day the assessor from that day on; returns the live
/// topics that change. It comes before [`follow_next`], which begins with the assessors of the day.
///
/// # Errors
/// When the database fails.
pub async fn follow_ends(db: &mut PgConnection, agency: AgencyId, day: Date) -> Result<Vec<Topic>> {
    lock_organisation(db, agency).await?;
    let ended = store::ended(db, agency, day).await?;
    if ended.is_empty() {
        return Ok(vec![]);
    }
    let eve = day.yesterday().unwrap_or(day);
    let Loaded { organisation, .. } = store::organisation(db, agency, day, eve).await?;
    let (organisation, turns) = aside(move || {
        let turns = organisation.turns(day);
        (organisation, turns)
    })
    .await?;
    let source = |one: &Reassignment| {
        let is_of = |ended: &&EndedRecord| one.person == ended.person || one.before == Some(ended.person);
        Source::Change(ended.iter().find(is_of).and_then(|ended| ended.change))
    };
    store::save_lines(db, agency, source, &turns, &organisation).await?;
    Ok(topics(db, agency, &turns).await?.into_iter().collect())
}

/// Follows the ends of acting times and services up to today; returns the live topics that change.
///
/// # Errors
/// [`Error::Api`] while replacements of today are being carried out by the scheduler; when the database fails.
pub(super) async fn follow_to(db: &mut PgConnection, agency: AgencyId, today: Date) -> Result<Vec<Topic>> {
    lock_organisation(db, agency).await?;
    let Some(followed) = store::followed_until(db, agency).await? else {
        store::note_followed(db, agency, today).await?;
        return Ok(vec![]);
    };
    if followed >= today {
        return Ok(vec![]);
    }
    if store::due(db, agency, today).await?.is_some() {
        let busy = "Pergantian yang berlaku hari ini sedang dilaksanakan. Coba lagi sebentar lagi.";
        return Err(Error::Api(busy.to_owned()));
    }
    let mut changed = vec![];
    for day in rollup::days_to_follow(followed, today) {
        changed.extend(follow_ends(db, agency, day).await?);
    }
    store::note_followed(db, agency, today).await?;
    Ok(changed)
}

/// Returns the last day on which the assessors follow the holders, today where none is noted yet.
pub(super) async fn followed(db: &mut PgConnection, agency: AgencyId, today: Date) -> Result<Date> {
    Ok(store::followed_until(db, agency).await?.map_or(today, |followed| followed.min(today)))
}

/// Notes that a day is followed.
///
/// # Errors
/// When the database fails.
pub async fn note_followed(db: &mut PgConnection, agency: AgencyId, day: Date) -> Result<()> {
    Ok(store::note_followed(db, agency, day).await?)
}

/// What became of a replacement whose day has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DueOutcome {
    /// There was none.
    Nothing,
    Refused,
    /// It was carried out; `moves_work` if people work in another unit since, so that the boards are to be counted anew.
    Done {
        moves_work: bool,
    },
}

/// Carries out one replacement whose day has come.
///
/// # Errors
/// When the database fails.
pub async fn follow_next(
    db: &mut PgConnection,
    agency: AgencyId,
    day: Date,
    now: Timestamp,
) -> Result<(Event, DueOutcome)> {
    lock_organisation(db, agency).await?;
    let Some(change) = store::due(db, agency, day).await? else {
        return Ok((Event::repeated(), DueOutcome::Nothing));
    };
    match action::prepared(db, agency, &change, day, day).await? {
        Ok(prepared) => {
            let done = action::carry_out(db, agency, &change, &prepared, day, now).await?;
            let event = event::head_replaced(change.post, change.successor, change.tenure, done.topics);
            Ok((event, DueOutcome::Done { moves_work: done.moves_work }))
        }
        Err(refusal) => {
            let why = action::words(db, agency, refusal).await?;
            Ok((refuse(db, agency, &change, why).await?, DueOutcome::Refused))
        }
    }
}

/// Refuses the replacement that comes next: the database did not accept it, and others wait behind it.
///
/// # Errors
/// When the database fails.
pub async fn refuse_next(db: &mut PgConnection, agency: AgencyId, day: Date) -> Result<(Event, ())> {
    lock_organisation(db, agency).await?;
    let Some(change) = store::due(db, agency, day).await? else { return Ok((Event::repeated(), ())) };
    Ok((refuse(db, agency, &change, BROKEN.to_owned()).await?, ()))
}

async fn refuse(db: &mut PgConnection, agency: AgencyId, change: &HeadChange, why: String) -> Result<Event> {
    store::mark_refused(db, agency, change.id, &why).await?;
    Ok(event::head_change_refused(change.post, change.successor, why))
}

/// The organisation before services end that are told late.
#[derive(Debug)]
pub(crate) struct BeforeEnds(Organisation);

/// Returns the organisation before services end on `from` or later. It comes before the ends are stored.
///
/// # Errors
/// When the database fails.
pub(crate) async fn before_ends(
    db: &mut PgConnection,
    agency: AgencyId,
    from: Date,
    today: Date,
) -> sqlx::Result<BeforeEnds> {
    Ok(BeforeEnds(store::organisation(db, agency, from, today).await?.organisation))
}

/// Gives the people of those whose service has ended since a day the next assessor. It comes after the ends are carried
/// out.
///
/// # Errors
/// When the database fails.
pub(crate) async fn follow_late_ends(
    db: &mut PgConnection,
    agency: AgencyId,
    before: &BeforeEnds,
    people: &[EmployeeId],
    (from, today): (Date, Date),
) -> sqlx::Result<()> {
    let after = store::organisation(db, agency, from, today).await?.organisation;
    let mut touched = reassignments(&before.0, &after, (from, today), None);
    touched.retain(|one| !people.contains(&one.person));
    store::save_lines(db, agency, |_| Source::Change(None), &touched, &after).await
}
