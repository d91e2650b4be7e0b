//! Replacing the head of a unit: load → decide → save. Signed for today or an earlier day it is carried out at once, for a
//! later one by the scheduler.

use super::{
    event,
    model::ChangeDraft,
    query::NOT_HERE,
    store::{self, Source, StoredChange},
};
use crate::{
    domain::{
        calendar::Zone,
        event::{Event, Topic},
        id::{AgencyId, EmployeeId, PostChangeId, PostId, UnitId},
        post::{HeadChange, PostRefusal, Reassignment, Replacement, Tenure, reassignments},
        text::Name,
    },
    error::{Error, FieldErrors, Result},
    features::{feedback::open, progress::rollup},
    server::door::Tx,
    ui::format,
};
use jiff::{Timestamp, ToSpan, civil::Date};
use sqlx::PgConnection;
use std::collections::BTreeSet;

/// Months before and after today in which a replacement can begin.
const MAX_MONTHS: i32 = 12;

/// A replacement with the letter that orders it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Order {
    pub change: HeadChange,
    pub letter: Name,
    pub letter_on: Date,
}

/// A replacement with everything that it changes.
#[derive(Debug)]
pub(crate) struct Prepared {
    pub replacement: Replacement,
    pub touched: Vec<Reassignment>,
}

/// Returns a typed replacement of a post's holder.
///
/// # Errors
/// [`Error::Invalid`] with the errors of the fields.
pub(crate) fn parse(draft: &ChangeDraft, id: PostChangeId, post: PostId, today: Date) -> Result<Order> {
    let mut wrong = vec![];
    let mut say = |field: &str, words: &str| wrong.push((field.to_owned(), words.to_owned()));
    let successor = draft.successor.parse::<EmployeeId>().ok();
    if successor.is_none() {
        say("pengganti", "Cari namanya, lalu pilih orangnya.");
    }
    let (first, last) = (today.saturating_sub(MAX_MONTHS.months()), today.saturating_add(MAX_MONTHS.months()));
    let since = draft.since.parse::<Date>().ok().filter(|day| (first..=last).contains(day));
    if since.is_none() {
        say("mulai", "Isi tanggalnya, paling jauh satu tahun sebelum atau sesudah hari ini.");
    }
    let tenure = Tenure::ALL.into_iter().find(|tenure| tenure.word() == draft.tenure);
    if tenure.is_none() {
        say("jenis", "Pilih salah satu.");
    }
    let letter = Name::parse(&draft.letter);
    if let Err(error) = &letter {
        say("surat", &error.to_string());
    }
    let letter_on = draft.letter_on.parse::<Date>().ok().filter(|day| day.year() >= 2000 && *day <= last);
    if letter_on.is_none() {
        say("tanggal-surat", "Isi tanggal surat.");
    }
    // The form has the last day, the database the first day after.
    let until = draft.until.parse::<Date>().ok().and_then(|day| day.tomorrow().ok()).filter(|day| day.year() < 3000);
    let is_acting = tenure.is_some_and(Tenure::is_acting);
    if is_acting && until.is_none_or(|until| since.is_some_and(|since| until <= since)) {
        say("sampai", "Isi hari terakhir Plt atau Plh, sama dengan atau sesudah tanggal mulai.");
    }
    match (successor, since, tenure, letter, letter_on) {
        (Some(successor), Some(since), Some(tenure), Ok(letter), Some(letter_on)) if wrong.is_empty() => {
            let until = until.filter(|_| is_acting);
            Ok(Order { change: HeadChange { id, post, successor, tenure, since, until }, letter, letter_on })
        }
        _ => Err(Error::Invalid(FieldErrors(wrong))),
    }
}

/// Returns what a replacement would change up to today, or on its day if that comes later; or why it is refused.
pub(crate) async fn prepare(
    db: &mut PgConnection,
    agency: AgencyId,
    change: &HeadChange,
    today: Date,
) -> Result<Result<Prepared, PostRefusal>> {
    let loaded = store::organisation(db, agency, (change.since, today), &[]).await?;
    let prepared = loaded.organisation.replace(change).map(|replacement| {
        let span = (change.since, change.since.max(today));
        let after = &replacement.organisation;
        let touched = reassignments(&loaded.organisation, after, span, Some(change.post), &loaded.known);
        Prepared { replacement, touched }
    });
    Ok(prepared)
}

/// Signs a replacement of a unit's head. Repeating it changes nothing.
///
/// # Errors
/// [`Error::NotFound`] for anybody but the Pengelola and where the unit has no head post; [`Error::Invalid`] with the
/// errors of the fields; the sentence of a [`PostRefusal`].
pub(crate) async fn sign(tx: &mut Tx, unit: UnitId, id: PostChangeId, draft: &ChangeDraft) -> Result<(Event, ())> {
    let post = must_replace(tx, unit).await?;
    let (agency, zone, today, now) = (tx.actor.agency, tx.actor.zone, tx.today(), tx.now);
    let order = parse(draft, id, post, today)?;
    let change = order.change;
    store::lock(tx.db(), agency).await?;
    if let Some(stored) = store::change(tx.db(), agency, id).await? {
        let same = stored.order == order;
        let reused =
            || Error::field("surat", "Kiriman ini sudah diterima dengan isi lain. Lihat lagi, lalu tanda tangani.");
        return if same { Ok((Event::repeated(), ())) } else { Err(reused()) };
    }
    if !store::works_here(tx.db(), agency, change.successor).await? {
        return Err(Error::field("pengganti", NOT_HERE));
    }
    let prepared = match prepare(tx.db(), agency, &change, today).await? {
        Ok(prepared) => prepared,
        Err(refusal) => return Err(Error::Api(words(tx.db(), agency, refusal).await?)),
    };
    store::insert_change(tx.db(), agency, &order, now).await?;
    if change.since > today {
        return Ok((event::head_change_signed(post, change.successor, change.tenure), ()));
    }
    let topics = carry_out(tx.db(), agency, zone, &change, &prepared, today, now).await?;
    Ok((event::head_replaced(post, change.successor, change.tenure, topics), ()))
}

/// Returns the head post of a unit for a caller who may replace its holder.
///
/// # Errors
/// [`Error::NotFound`] for anybody else and where there is none.
pub(crate) async fn must_replace(tx: &mut Tx, unit: UnitId) -> Result<PostId> {
    if !tx.actor.may_replace_heads() {
        return Err(Error::NotFound);
    }
    let agency = tx.actor.agency;
    store::head_post(tx.db(), agency, unit).await?.ok_or(Error::NotFound)
}

/// Returns the sentence of a refusal.
pub(crate) async fn words(db: &mut PgConnection, agency: AgencyId, refusal: PostRefusal) -> Result<String> {
    let name = match refusal {
        PostRefusal::AssessesThemself(post) => store::post_name(db, agency, post).await?,
        _ => String::new(),
    };
    Ok(refusal.sentence(|_| format!("“{name}”"), format::day))
}

/// Saves a replacement that begins today or earlier; returns the live topics that change.
async fn carry_out(
    db: &mut PgConnection,
    agency: AgencyId,
    zone: Zone,
    change: &HeadChange,
    prepared: &Prepared,
    today: Date,
    now: Timestamp,
) -> Result<Vec<Topic>> {
    let Prepared { replacement, touched } = prepared;
    let held = store::save_holding(db, agency, change, &replacement.closed).await?;
    store::save_lines(db, agency, Source::Change(Some(change.id)), touched, &replacement.organisation).await?;
    store::mark_done(db, agency, change.id, now).await?;
    if !replacement.closed.is_empty() || change.tenure == Tenure::Definitive {
        let followed = store::followed_until(db, agency).await?;
        store::follow_standing(db, agency, change.successor, today).await?;
        rollup::refresh(db, agency, zone, today).await?;
        // What the calendar changes is the scheduler's, also today.
        if let Some(day) = followed {
            rollup::note_followed(db, agency, day).await?;
        }
    }
    let units = held.units.into_iter().map(Topic::Unit);
    let people = held.people.into_iter().chain([change.successor]).map(Topic::Person);
    let mut topics = topics(db, agency, touched).await?;
    topics.extend(units.chain(people));
    Ok(topics.into_iter().collect())
}

/// Returns the live topics of people whose assessor changes, of both assessors, and of the people's threads.
pub(super) async fn topics(
    db: &mut PgConnection,
    agency: AgencyId,
    touched: &[Reassignment],
) -> Result<BTreeSet<Topic>> {
    let people: Vec<EmployeeId> = touched.iter().map(|one| one.person).collect();
    let assessors = touched.iter().flat_map(|one| [one.before, one.after()]).flatten();
    let mut topics: BTreeSet<Topic> = assessors.flat_map(|one| [Topic::Person(one), Topic::Team(one)]).collect();
    topics.extend(people.iter().copied().map(Topic::Person));
    topics.extend(open::threads(db, agency, &people).await?.into_iter().map(Topic::Thread));
    Ok(topics)
}

/// Carries out one replacement whose day has come. Returns whether there may be a further one.
///
/// # Errors
/// When the database fails.
pub async fn follow_next(
    db: &mut PgConnection,
    agency: AgencyId,
    zone: Zone,
    day: Date,
    now: Timestamp,
) -> Result<(Event, bool)> {
    store::lock(db, agency).await?;
    let Some(StoredChange { order: Order { change, .. } }) = store::due(db, agency, day).await? else {
        return Ok((Event::repeated(), false));
    };
    let event = match prepare(db, agency, &change, day).await? {
        Ok(prepared) => {
            let topics = carry_out(db, agency, zone, &change, &prepared, day, now).await?;
            event::head_replaced(change.post, change.successor, change.tenure, topics)
        }
        Err(refusal) => {
            let why = words(db, agency, refusal).await?;
            store::mark_refused(db, agency, change.id, &why).await?;
            event::head_change_refused(change.post, change.successor, why)
        }
    };
    Ok((event, true))
}

/// Gives the people of those whose acting time ends on a day the assessor from that day on; returns the live topics that
/// change. It comes before [`follow_next`], which begins with the assessors of the day.
///
/// # Errors
/// When the database fails.
pub async fn follow_ends(db: &mut PgConnection, agency: AgencyId, day: Date) -> Result<Vec<Topic>> {
    store::lock(db, agency).await?;
    let ended = store::ended(db, agency, day).await?;
    if ended.is_empty() {
        return Ok(vec![]);
    }
    let times: Vec<_> = ended.iter().map(|ended| ended.id).collect();
    // Until now the data has the acting holders as assessors.
    let loaded = store::organisation(db, agency, (day, day), &times).await?;
    let after = loaded.organisation.with_end(&times, Some(day));
    let touched = reassignments(&loaded.organisation, &after, (day, day), None, &loaded.known);
    for ended in ended {
        let of_this: Vec<_> = touched.iter().filter(|one| one.before == Some(ended.person)).cloned().collect();
        store::save_lines(db, agency, Source::Change(ended.change), &of_this, &after).await?;
    }
    Ok(topics(db, agency, &touched).await?.into_iter().collect())
}
