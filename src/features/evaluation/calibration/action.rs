//! What people do on the board: load → decide → save.

use super::{
    model::{CalibrationAct, CalibrationQuery, place_of_code},
    query::Room,
};
use crate::{
    domain::{
        evaluation::{Evaluation, EvaluationId, EvaluationRefusal, Mark, Stance},
        event::Event,
        text::{Note, TextError},
    },
    error::{Error, Result},
    features::evaluation::{
        desk::{Desk, Part},
        event,
        store::{self, MarkRecord},
        unit,
    },
    server::door::Tx,
    ui::format,
};
use uuid::Uuid;

type Fields = [(String, String)];

/// The fields of the forms.
const PLACE: &str = "tempat";
const REASON: &str = "alasan";

fn get<'a>(fields: &'a Fields, name: &str) -> &'a str {
    fields.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value.as_str())
}

/// Moves a card, takes a move back, says something about a card, or sets how the predikat are spread. `entry` is made by the
/// sender. Returns the receipt. Repeating it changes nothing.
///
/// # Errors
/// [`Error::NotFound`] for who may not; the errors of the fields, and the refusals of an evaluation's life.
pub(crate) async fn act(
    tx: &mut Tx,
    asked: CalibrationQuery,
    act: CalibrationAct,
    entry: Uuid,
    fields: &Fields,
) -> Result<(Event, String)> {
    if act == CalibrationAct::Spread {
        return spread(tx, asked, entry, fields).await;
    }
    let (Some(skp), Some(period)) = (asked.card, asked.period) else { return Err(Error::NotFound) };
    let desk = Desk::load(tx, EvaluationId { skp, period }, true).await?;
    match act {
        CalibrationAct::Mark => mark(tx, &desk, entry, fields).await,
        _ => shift(tx, &desk, act == CalibrationAct::Undo, fields).await,
    }
}

/// The reason, where there is one.
fn reason(fields: &Fields) -> Result<Option<Note>> {
    match Note::parse(get(fields, REASON)) {
        Ok(reason) => Ok(Some(reason)),
        Err(TextError::Empty) => Ok(None),
        Err(error) => Err(Error::field(REASON, error)),
    }
}

async fn shift(tx: &mut Tx, desk: &Desk, is_undo: bool, fields: &Fields) -> Result<(Event, String)> {
    if desk.part != Part::Evaluator {
        return Err(if desk.part == Part::Superior { EvaluationRefusal::NotEvaluator.into() } else { Error::NotFound });
    }
    let me = tx.actor.employee.ok_or(Error::NotFound)?;
    let before = &desk.stored.evaluation;
    let signed = before.signed().ok_or(EvaluationRefusal::NotSigned)?;
    let reason = if is_undo { Note::parse("Pemindahan di papan kalibrasi diurungkan.").ok() } else { reason(fields)? };
    let to = place_of_code(get(fields, PLACE));
    let is_known = signed.signed_by == me && signed.reason == reason && reason.is_some();
    let is_stale = get(fields, "seen") != signed.number.to_string();
    // Sent again, whatever the page has read since.
    if is_known && (is_undo || (to.is_some() && signed.content.ratings() == to)) {
        return Ok((Event::repeated(), receipt(tx, desk, before, is_undo)));
    }
    before.movable()?;
    if is_stale {
        return Err(EvaluationRefusal::ChangedMeanwhile.into());
    }
    let evaluator = desk.evaluator();
    let signing = |reason| desk.signing(tx, reason);
    let after = if is_undo {
        before.clone().shift_back(&tx.actor, evaluator, signing(reason))
    } else {
        let to = to.ok_or_else(|| Error::field(PLACE, "Pilih tempatnya."))?;
        if reason.is_none() {
            return Err(Error::field(REASON, "Tulis alasannya: pegawai yang dinilai membacanya sesudah dirilis."));
        }
        before.clone().shift(&tx.actor, evaluator, to, signing(reason))
    };
    let after = after.map_err(|refusal| match refusal {
        EvaluationRefusal::Incomplete => Error::field(
            PLACE,
            "Perilaku di bawah ekspektasi memerlukan nilai yang ditandai dengan bukti bertanggal. Buka penilaiannya, tandai \
             di sana, lalu tetapkan.",
        ),
        EvaluationRefusal::OtherThanUnit | EvaluationRefusal::Unchanged => Error::field(PLACE, refusal),
        refusal => refusal.into(),
    })?;
    store::lock_person(tx, desk.subject.owner).await?;
    let version = after.signed().ok_or(EvaluationRefusal::NotSigned)?;
    store::insert_version(tx, desk.id, desk.period, version).await?;
    let leaders = store::leaders_of_plan(tx, desk.id.skp).await?;
    let told = event::signed(desk.id, desk.subject.owner, (me, &leaders), version.number, false);
    Ok((told, receipt(tx, desk, &after, is_undo)))
}

fn receipt(tx: &Tx, desk: &Desk, after: &Evaluation, is_undo: bool) -> String {
    let at = format::time(tx.actor.zone.local(tx.now));
    let predikat = after.signed().and_then(|version| version.predikat).map_or("", |predikat| predikat.name());
    let word = if is_undo { "kembali ke tempat semula" } else { "dipindah" };
    format!("{} {word} {at}: {predikat}.", desk.subject.person)
}

async fn mark(tx: &mut Tx, desk: &Desk, entry: Uuid, fields: &Fields) -> Result<(Event, String)> {
    if desk.part != Part::Superior {
        return Err(Error::NotFound);
    }
    let by = tx.actor.employee.ok_or(Error::NotFound)?;
    let (stance, proposal) = match get(fields, PLACE) {
        "agree" => (Stance::Agree, None),
        "question" => (Stance::Question, None),
        code => {
            let proposal = place_of_code(code).ok_or_else(|| Error::field(PLACE, "Pilih tanggapannya."))?;
            (Stance::Question, Some(proposal))
        }
    };
    let note = reason(fields)?;
    let known = store::marks(tx, &[desk.id.skp], desk.period).await?;
    let at = format::time(tx.actor.zone.local(tx.now));
    let words = format!("Tanggapan tentang {} tercatat {at}.", desk.subject.person);
    if let Some(MarkRecord { mark, .. }) = known.iter().find(|record| record.id == entry) {
        let is_same = (mark.stance, mark.proposal, &mark.note) == (stance, proposal, &note);
        return if is_same { Ok((Event::repeated(), words)) } else { Err(EvaluationRefusal::ChangedMeanwhile.into()) };
    }
    let (version, place) = desk.stored.evaluation.movable()?;
    if proposal == Some(place) {
        return Err(Error::field(PLACE, "Di sana tempatnya sekarang. Pilih tanggapannya."));
    }
    if stance == Stance::Question && note.is_none() {
        return Err(Error::field(REASON, "Tulis apa yang dipertanyakan: pejabat penilainya membacanya."));
    }
    let mark = Mark { by, at: tx.now, version: version.number, stance, proposal, note };

    if get(fields, "seen") != version.number.to_string() {
        return Err(EvaluationRefusal::ChangedMeanwhile.into());
    }
    if !store::insert_mark(tx, entry, desk.id, desk.period, &mark).await? {
        return Err(EvaluationRefusal::ChangedMeanwhile.into());
    }
    let evaluator = desk.evaluator().unwrap_or(by);
    let leaders = store::leaders_of_plan(tx, desk.id.skp).await?;
    Ok((event::marked(desk.id, desk.subject.owner, (evaluator, &leaders)), words))
}

async fn spread(tx: &mut Tx, asked: CalibrationQuery, entry: Uuid, fields: &Fields) -> Result<(Event, String)> {
    let me = tx.actor.employee.ok_or(Error::NotFound)?;
    let (period, _) = unit::periods(tx, asked.period).await?;
    let mut room = Room::load(tx, asked.unit, period).await?;
    store::lock_spread(tx, room.unit, room.board.period).await?;
    room.history = store::spreads(tx, room.unit, room.board.period).await?;
    let level = room.judged().ok_or(EvaluationRefusal::NoUnitAchievement)?;
    let people = room.people();
    let departures = room.patterns.of(level).departures(people);
    let reason = reason(fields)?;
    let words = format!("Sebaran predikat {} ditetapkan.", room.name);
    if let Some(stored) = room.history.iter().find(|record| record.id == entry) {
        let is_same = stored.people == people && stored.reason.as_deref() == reason.as_ref().map(Note::as_str);
        return if is_same { Ok((Event::repeated(), words)) } else { Err(EvaluationRefusal::ChangedMeanwhile.into()) };
    }
    if get(fields, "seen") != room.seen() {
        return Err(EvaluationRefusal::ChangedMeanwhile.into());
    }
    if !departures.is_empty() && reason.is_none() {
        return Err(Error::field(REASON, "Sebarannya menyimpang dari pola: tulis alasannya."));
    }
    let (what, why) = ((level, people), (departures.as_slice(), reason.as_ref()));
    if !store::insert_spread(tx, (entry, me), (room.unit, room.board.period), what, why).await? {
        return Err(EvaluationRefusal::ChangedMeanwhile.into());
    }
    let leaders = store::leaders_of_unit(tx, room.unit).await?;
    Ok((event::distributed(room.unit, &leaders, period, departures.len()), words))
}
