//! Replacing the head of a unit: load → decide → save. Signed for today or an earlier day it is carried out at once, for a
//! later one by the scheduler ([`super::follow`]).

use super::{
    event,
    follow::{aside, follow_to},
    model::ChangeDraft,
    query::{NOT_HERE, NOT_ONESELF, OWN_ASSESSOR},
    store::{self, Loaded, Source},
};
use crate::{
    domain::{
        event::{Event, Topic},
        id::{AgencyId, AssignmentId, EmployeeId, PostChangeId, PostId, UnitId},
        post::{HeadChange, PostRefusal, Prepared, Reassignment, Tenure, early_end, prepare},
        text::Name,
    },
    error::{Error, FieldErrors, Result},
    features::{feedback::open, progress::rollup},
    server::{agency::lock_organisation, door::Tx},
    ui::format,
};
use jiff::{Timestamp, ToSpan, civil::Date};
use sha2::{Digest, Sha256};
use sqlx::PgConnection;
use std::{collections::BTreeSet, fmt::Write as _};

/// Months before and after today in which a replacement can begin.
const MAX_MONTHS: i32 = 12;

/// A replacement with the letter that orders it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Order {
    pub change: HeadChange,
    pub letter: Name,
    pub letter_on: Date,
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
/// `followed` is the last day on which the assessors of the data follow the holders.
pub(crate) async fn prepared(
    db: &mut PgConnection,
    agency: AgencyId,
    change: &HeadChange,
    followed: Date,
    today: Date,
) -> Result<Result<Prepared, PostRefusal>> {
    let Loaded { organisation, pending } = store::organisation(db, agency, change.since, followed).await?;
    let change = *change;
    aside(move || prepare(organisation, &pending, &change, today)).await
}

/// Returns a digest of what a replacement changes: who signs it has seen this and nothing else.
pub(crate) fn digest(change: &HeadChange, prepared: &Prepared) -> String {
    let HeadChange { post, successor, tenure, since, until, .. } = change;
    let moves: Vec<_> =
        prepared.touched.iter().map(|one| (one.person, one.before, one.moves(*since, *until))).collect();
    let closed = prepared.replacement.closed_ids();
    let seen = format!("{:?}", (post, successor, tenure, since, until, closed, moves));
    Sha256::digest(seen).iter().take(16).fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Signs a replacement of a unit's head. Repeating it changes nothing. `seen` is the [`digest`] of what was shown.
///
/// # Errors
/// [`Error::NotFound`] for anybody but the Pengelola and where the unit has no head post; [`Error::Invalid`] with the
/// errors of the fields; the sentence of a [`PostRefusal`], or that something else changes than what was shown.
pub(crate) async fn sign(tx: &mut Tx, unit: UnitId, id: PostChangeId, draft: &ChangeDraft) -> Result<(Event, ())> {
    let post = must_replace(tx, unit).await?;
    let (agency, zone, today, now) = (tx.actor.agency, tx.actor.zone, tx.today(), tx.now);
    let order = parse(draft, id, post, today)?;
    let change = order.change;
    lock_organisation(tx.db(), agency).await?;
    if let Some(stored) = store::change(tx.db(), agency, id).await? {
        let same = stored.order == order;
        let reused =
            || Error::field("surat", "Kiriman ini sudah diterima dengan isi lain. Lihat lagi, lalu tanda tangani.");
        return if same { Ok((Event::repeated(), ())) } else { Err(reused()) };
    }
    if !store::is_known(tx.db(), agency, change.successor).await? {
        return Err(Error::field("pengganti", NOT_HERE));
    }
    if !tx.actor.may_decide_about(&[change.successor]) {
        return Err(Error::field("pengganti", NOT_ONESELF));
    }
    let ended = follow_to(tx.db(), agency, today).await?;
    let prepared = match prepared(tx.db(), agency, &change, today, today).await? {
        Ok(prepared) => prepared,
        Err(refusal) => return Err(Error::Api(words(tx.db(), agency, refusal).await?)),
    };
    if !tx.actor.may_decide_about(&prepared.reassigned(&change)) {
        return Err(Error::Api(OWN_ASSESSOR.to_owned()));
    }
    if draft.seen != digest(&change, &prepared) {
        let changed = "Belum ditandatangani: yang di bawah ini belum Anda lihat, atau berubah sejak dilihat. Periksa, lalu \
                       tanda tangani.";
        return Err(Error::Api(changed.to_owned()));
    }
    let signer = tx.actor.name.clone();
    store::insert_change(tx.db(), agency, &order, &signer, now).await?;
    if change.since > today {
        return Ok((event::head_change_signed(post, change.successor, change.tenure, ended), ()));
    }
    let mut done = carry_out(tx.db(), agency, &change, &prepared, today, now).await?;
    if done.moves_work {
        rollup::refresh_only(tx.db(), agency, zone, today).await?;
    }
    done.topics.extend(ended);
    Ok((event::head_replaced(post, change.successor, change.tenure, done.topics), ()))
}

/// Takes back a replacement that is not carried out. Repeating it changes nothing.
///
/// # Errors
/// [`Error::NotFound`] for anybody but the Pengelola and for a replacement of another post; [`Error::Api`] if it is
/// carried out already.
pub(crate) async fn withdraw(tx: &mut Tx, unit: UnitId, id: &str) -> Result<(Event, ())> {
    let post = must_replace(tx, unit).await?;
    let id = id.parse::<PostChangeId>().map_err(|_| Error::field("id", "Pilih pergantian yang dibatalkan."))?;
    let (agency, now) = (tx.actor.agency, tx.now);
    lock_organisation(tx.db(), agency).await?;
    let stored = store::change(tx.db(), agency, id).await?.filter(|stored| stored.order.change.post == post);
    let stored = stored.ok_or(Error::NotFound)?;
    if stored.is_withdrawn {
        return Ok((Event::repeated(), ()));
    }
    if stored.is_done || !store::mark_withdrawn(tx.db(), agency, id, now).await? {
        return Err(Error::Api("Pergantian ini sudah dilaksanakan, jadi tidak dapat dibatalkan.".to_owned()));
    }
    Ok((event::head_change_withdrawn(post, stored.order.change.successor), ()))
}

/// Gives an acting time an earlier last day, today at the earliest; the scheduler does the rest. Repeating it changes
/// nothing.
///
/// # Errors
/// [`Error::NotFound`] for anybody but the Pengelola and where nobody acts so; [`Error::Invalid`] beside the day.
pub(crate) async fn end_acting(tx: &mut Tx, unit: UnitId, id: &str, last: &str) -> Result<(Event, ())> {
    let post = must_replace(tx, unit).await?;
    let wrong = || Error::field("hari", PostRefusal::NoEarlyEnd.sentence(|_| String::new(), format::day));
    let (id, last) = (id.parse::<AssignmentId>(), last.parse::<Date>());
    let (Ok(id), Ok(last)) = (id, last) else { return Err(wrong()) };
    let (agency, today) = (tx.actor.agency, tx.today());
    lock_organisation(tx.db(), agency).await?;
    let acting = store::acting(tx.db(), agency, (post, id), today).await?.ok_or(Error::NotFound)?;
    if last.tomorrow().ok() == acting.until {
        return Ok((Event::repeated(), ()));
    }
    let end = early_end(&acting, last, today).map_err(|_| wrong())?;
    store::end_holding(tx.db(), agency, id, end).await?;
    Ok((event::acting_shortened(post, acting.person, last), ()))
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
    let name = match refusal.post() {
        Some(post) => store::post_name(db, agency, post).await?,
        None => String::new(),
    };
    Ok(refusal.sentence(|_| format!("“{name}”"), format::day))
}

/// What a replacement did that is carried out.
#[derive(Debug)]
pub(crate) struct CarriedOut {
    pub topics: Vec<Topic>,
    /// Whether people work in another unit since, so that the boards are to be counted anew.
    pub moves_work: bool,
}

/// Saves a replacement that begins today or earlier.
pub(crate) async fn carry_out(
    db: &mut PgConnection,
    agency: AgencyId,
    change: &HeadChange,
    prepared: &Prepared,
    today: Date,
    now: Timestamp,
) -> Result<CarriedOut> {
    let Prepared { replacement, touched } = prepared;
    let closed = replacement.closed_ids();
    let held = store::save_holding(db, agency, change, &closed).await?;
    let source = |_: &Reassignment| Source::Change(Some(change.id));
    store::save_lines(db, agency, source, touched, &replacement.organisation).await?;
    store::mark_done(db, agency, change.id, now).await?;
    let moves_work = !closed.is_empty() || change.tenure == Tenure::Definitive;
    if moves_work {
        store::follow_standing(db, agency, change.successor, today).await?;
    }
    let units = held.units.into_iter().map(Topic::Unit);
    let people = held.people.into_iter().chain([change.successor]).map(Topic::Person);
    let mut topics = topics(db, agency, touched).await?;
    topics.extend(units.chain(people));
    Ok(CarriedOut { topics: topics.into_iter().collect(), moves_work })
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
