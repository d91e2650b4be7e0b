//! What people do with evaluations: load → decide → save.

use super::{
    desk::{Desk, Part},
    event, input,
    model::{EvaluationAct, Saved, WriteAct, Written},
    store,
};
use crate::{
    domain::{
        evaluation::{Acknowledgement, Evaluation, EvaluationId, EvaluationRefusal},
        event::Event,
        id::RhkId,
        text::{Note, TextError},
    },
    error::{Error, Result},
    server::{door::Tx, fingerprint::fingerprint},
    ui::format,
};
use jiff::Timestamp;

/// Returns what a page of the evaluator was read from: the draft, and behind a dot what a signature rests on beside it.
pub(super) fn seen(desk: &Desk, evaluation: &Evaluation, now: Timestamp) -> String {
    let levels = [&desk.office, &desk.headed].map(|record| record.as_ref().map(|record| record.level));
    let follows = (desk.matrix(now), desk.head_rating(now).map(|(rating, _)| rating));
    let ground = (evaluation.versions.len(), levels, follows);
    format!("{}.{}", fingerprint(&evaluation.draft), fingerprint(&ground))
}

/// Saves what an assessor writes, and signs it where they want to and it can be: what was typed is stored either way, and the
/// receipt says why it was not signed. `shown` is what the form was read from. Repeating it changes nothing.
///
/// # Errors
/// [`Error::NotFound`] for anybody else; the errors of the fields; where it was changed elsewhere.
pub(crate) async fn write(
    tx: &mut Tx,
    id: EvaluationId,
    act: WriteAct,
    shown: &str,
    fields: &[(String, String)],
) -> Result<(Event, Written)> {
    let desk = Box::pin(Desk::load(tx, id, true)).await?;
    if desk.part != Part::Evaluator {
        return Err(EvaluationRefusal::NotEvaluator.into());
    }
    let (since, until) = desk.moments(tx);
    let plan = desk.plan(tx).await?;
    let results: Vec<RhkId> = plan.results.iter().map(|result| result.id).collect();
    let messages = store::messages(tx, id.skp, since, until).await?;
    let context = input::Context {
        results: &results,
        messages: &messages,
        span: desk.span(),
        zone: tx.actor.zone,
        head_rating: desk.head_rating(tx.now).map(|(rating, _)| rating),
    };
    let typed = input::content(fields, &context)?;
    let reason = match Note::parse(input::get(fields, "alasan-perubahan")) {
        Ok(reason) => Some(reason),
        Err(TextError::Empty) => None,
        Err(error) => return Err(Error::field("alasan-perubahan", error)),
    };
    if let Some(frozen) = desk.frozen() {
        return Err(frozen.into());
    }
    let before = &desk.stored.evaluation;
    let evaluator = desk.evaluator();
    if let Some(signed) = before.signed().filter(|_| before.draft.is_none()) {
        // Sent twice; else the form is from before the signature.
        let is_again = act == WriteAct::Sign && signed.content == typed.signed();
        let known = Written { saved: saved(tx, &desk, before), refused: None };
        return if is_again { Ok((Event::repeated(), known)) } else { Err(EvaluationRefusal::ChangedMeanwhile.into()) };
    }
    let is_same = before.draft.as_ref() == Some(&typed);
    let (now, parts) = (seen(&desk, before, tx.now), |seen: &str| {
        seen.split_once('.').map(|(draft, ground)| (draft.to_owned(), ground.to_owned())).unwrap_or_default()
    });
    let ((draft, ground), (shown_draft, shown_ground)) = (parts(&now), parts(shown));
    if !is_same && shown_draft != draft {
        return Err(EvaluationRefusal::ChangedElsewhere.into());
    }
    let written = before.clone().write(&tx.actor, evaluator, typed)?;
    let owner = desk.subject.owner;
    let Some(me) = tx.actor.employee else { return Err(Error::NotFound) };
    if !is_same {
        store::save_draft(tx, &written, desk.period).await?;
    }
    let is_changed = if is_same { Event::repeated() } else { event::written(id, owner, me) };
    if act == WriteAct::Save {
        // Saving shows nothing new: a signature still rests on what was shown.
        let Saved { time, seen } = saved(tx, &desk, &written);
        let seen = format!("{}.{shown_ground}", parts(&seen).0);
        return Ok((is_changed, Written { saved: Saved { time, seen }, refused: None }));
    }
    if shown_ground != ground {
        let refused = Some(EvaluationRefusal::ChangedMeanwhile.into());
        return Ok((is_changed, Written { saved: saved(tx, &desk, &written), refused }));
    }
    store::lock_person(tx, owner).await?;
    match sign(tx, &desk, written.clone(), reason) {
        Ok(after) => {
            let Some(version) = after.signed() else { return Err(EvaluationRefusal::NothingInWork.into()) };
            store::insert_version(tx, id, desk.period, version).await?;
            let leaders = store::leaders_of_plan(tx, id.skp).await?;
            let event = event::signed(id, owner, (me, &leaders), version.number, version.released_at.is_some());
            Ok((event, Written { saved: saved(tx, &desk, &after), refused: None }))
        }
        Err(refused) => Ok((is_changed, Written { saved: saved(tx, &desk, &written), refused: Some(refused) })),
    }
}

/// Signs what was written, or says what is missing beside its fields.
fn sign(tx: &Tx, desk: &Desk, written: Evaluation, reason: Option<Note>) -> Result<Evaluation> {
    let lacking = written.draft.as_ref().map(input::lacking).unwrap_or_default();
    if !lacking.0.is_empty() {
        return Err(Error::Invalid(lacking));
    }
    written.sign(&tx.actor, desk.evaluator(), desk.signing(tx, reason)).map_err(|refusal| match refusal {
        EvaluationRefusal::NoReason => Error::field("alasan-perubahan", refusal),
        refusal => refusal.into(),
    })
}

fn saved(tx: &Tx, desk: &Desk, evaluation: &Evaluation) -> Saved {
    Saved { time: format::time(tx.actor.zone.local(tx.now)), seen: seen(desk, evaluation, tx.now) }
}

/// Does something with an evaluation as a whole. `shown` is what was read. Repeating it changes nothing.
///
/// # Errors
/// [`Error::NotFound`] for who has no part in it, and the refusals of its life.
pub(crate) async fn act(tx: &mut Tx, id: EvaluationId, act: EvaluationAct, shown: &str) -> Result<(Event, ())> {
    let desk = Desk::load(tx, id, true).await?;
    let (before, evaluator, owner) = (desk.stored.evaluation.clone(), desk.evaluator(), desk.subject.owner);
    let me = tx.actor.employee.ok_or(Error::NotFound)?;
    let is_stale = shown != seen(&desk, &before, tx.now);
    if !matches!(act, EvaluationAct::Receive | EvaluationAct::Agree) && desk.part != Part::Evaluator {
        return Err(EvaluationRefusal::NotEvaluator.into());
    }
    match act {
        EvaluationAct::Release => {
            let after = before.clone().release(&tx.actor, evaluator, tx.now)?;
            if after == before {
                return Ok((Event::repeated(), ()));
            }
            if is_stale {
                return Err(EvaluationRefusal::ChangedMeanwhile.into());
            }
            if let Some(version) = after.signed() {
                store::release(tx, id, desk.period, version).await?;
            }
            let leaders = store::leaders_of_plan(tx, id.skp).await?;
            Ok((event::released(id, owner, (me, &leaders)), ()))
        }
        EvaluationAct::Change => {
            if before.draft.is_some() {
                return Ok((Event::repeated(), ()));
            }
            before.signed().ok_or(EvaluationRefusal::NotSigned)?;
            if let Some(frozen) = desk.frozen() {
                return Err(frozen.into());
            }
            if is_stale {
                return Err(EvaluationRefusal::ChangedMeanwhile.into());
            }
            let content = before.content();
            let after = before.write(&tx.actor, evaluator, content)?;
            store::save_draft(tx, &after, desk.period).await?;
            Ok((event::written(id, owner, me), ()))
        }
        EvaluationAct::Discard => {
            if before.draft.is_none() && before.signed().is_some() {
                return Ok((Event::repeated(), ()));
            }
            before.discard(&tx.actor, evaluator)?;
            if is_stale {
                return Err(EvaluationRefusal::ChangedMeanwhile.into());
            }
            store::delete_draft(tx, id, desk.period).await?;
            Ok((event::written(id, owner, me), ()))
        }
        EvaluationAct::Receive => acknowledge(tx, &desk, Acknowledgement::Received, shown).await,
        EvaluationAct::Agree => acknowledge(tx, &desk, Acknowledgement::Agreed, shown).await,
    }
}

/// Answers the version that was read, whose number is `shown`.
async fn acknowledge(tx: &mut Tx, desk: &Desk, said: Acknowledgement, shown: &str) -> Result<(Event, ())> {
    let before = &desk.stored.evaluation;
    let after = before.clone().acknowledge(&tx.actor, said, tx.now).map_err(|refusal| match refusal {
        // Its owner is not to know that there is one.
        EvaluationRefusal::NotSigned => EvaluationRefusal::NotReleased,
        refusal => refusal,
    })?;
    if after == *before {
        return Ok((Event::repeated(), ()));
    }
    if let Some(version) = after.signed() {
        if version.number.to_string() != shown {
            return Err(EvaluationRefusal::ChangedMeanwhile.into());
        }
        store::answer(tx, desk.id, desk.period, version).await?;
    }
    Ok((event::acknowledged(desk.id, desk.subject.owner, desk.evaluator(), said), ()))
}

/// Saves what somebody says about the own work; `is_sent` where the assessor is to read it. `shown` is what the form was
/// read from. Repeating it changes nothing.
///
/// # Errors
/// [`Error::NotFound`] for anybody else; the errors of the fields; once the evaluation was signed.
pub(crate) async fn assess_oneself(
    tx: &mut Tx,
    id: EvaluationId,
    is_sent: bool,
    shown: &str,
    fields: &[(String, String)],
) -> Result<(Event, Saved)> {
    let desk = Desk::load(tx, id, true).await?;
    if desk.part != Part::Owner || !tx.actor.may_answer_evaluation(desk.subject.owner) {
        return Err(EvaluationRefusal::NotOwner.into());
    }
    let plan = desk.plan(tx).await?;
    let results: Vec<RhkId> = plan.results.iter().map(|result| result.id).collect();
    let content = input::self_assessment(fields, &results)?;
    let before = store::self_assessment(tx, id, desk.period).await?;
    let now = Saved { time: format::time(tx.actor.zone.local(tx.now)), seen: fingerprint(&content) };
    let is_same = before.saved_at.is_some() && before.content == content;
    if is_same && (before.sent_at.is_some() || !is_sent) {
        return Ok((Event::repeated(), now));
    }
    if desk.stored.is_final {
        return Err(EvaluationRefusal::SelfAssessmentClosed.into());
    }
    if !is_same && shown != fingerprint(&before.content) {
        return Err(EvaluationRefusal::ChangedElsewhere.into());
    }
    if is_sent && content.results.is_empty() && content.note.is_empty() {
        return Err(Error::field("catatan", "Tulis sesuatu tentang hasil kerja Anda, lalu kirim."));
    }
    store::save_self(tx, id, desk.period, &content, is_sent).await?;
    let is_read = is_sent || before.sent_at.is_some();
    Ok((event::self_assessed(id, desk.subject.owner, desk.evaluator(), is_read), now))
}
