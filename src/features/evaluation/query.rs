//! An evaluation as its page shows it.

use super::{
    action::seen,
    desk::{Desk, Part},
    input, list,
    model::{
        AssessorForm, EvaluationAct, EvaluationPart, EvaluationSheet, MessageLine, OwnerForm, ResultEvidence,
        ValueEvidence,
    },
    store::{self, EvidenceRecord, FollowUpRecord, MessageRecord, SelfRecord},
    versions::versions,
    words::{self, Moments},
};
use crate::{
    domain::{
        calendar::PeriodKind,
        evaluation::{Acknowledgement, EvaluationId, ObjectionRefusal},
        feedback::MessageKind,
        id::{IkiId, RhkId},
    },
    error::Result,
    features::{
        feedback::model::kind_word,
        skp::agreed::{AgreedPlan, AgreedResult},
    },
    server::{agency, calendar, door::Tx, fingerprint::fingerprint},
    ui::format,
};
use std::collections::HashMap;

/// Returns an evaluation as the caller sees it: the assessor what is in work and the evidence, the rated person the own words
/// and what was released, a superior what was signed.
///
/// # Errors
/// [`crate::error::Error::NotFound`] for who has no part in it.
pub(crate) async fn sheet(tx: &mut Tx, id: EvaluationId) -> Result<EvaluationSheet> {
    let moments = Moments::of_page(tx);
    sheet_told(tx, id, moments).await
}

/// The same with its moments told otherwise.
pub(super) async fn sheet_told(tx: &mut Tx, id: EvaluationId, moments: Moments) -> Result<EvaluationSheet> {
    let desk = Desk::load(tx, id, false).await?;
    let (since, until) = desk.moments(tx);
    let plan = desk.plan(tx).await?;
    let evidence = store::evidence(tx, &[id.skp], since, until).await?;
    let messages = store::messages(tx, id.skp, since, until).await?;
    let follow_ups = store::follow_ups(tx, desk.subject.owner, desk.span()).await?;
    let own = store::self_assessment(tx, id, desk.period).await?;
    let other_plans = match id.period.kind() {
        PeriodKind::Year => other_plans(tx, &desk).await?,
        PeriodKind::Quarter | PeriodKind::Month => vec![],
    };
    let results = results(tx, &desk, &plan, evidence, (&messages, &own)).await?;
    let titles: HashMap<RhkId, String> = plan.results.iter().map(|it| (it.id, it.text.clone())).collect();
    let versions = versions(tx, &desk, &titles, moments).await?;
    let part = part(tx, &desk, &own, moments).await?;
    Ok(EvaluationSheet {
        id,
        title: format!("Evaluasi {}", words::period(id.period)),
        employee: desk.subject.owner,
        person: desk.subject.person.clone(),
        state: state(&desk).to_owned(),
        facts: facts(&desk, &plan),
        notes: notes(&desk, &own, moments),
        results,
        values: plan
            .conduct
            .into_iter()
            .map(|value| ValueEvidence { name: value.name, guidance: value.guidance, expectation: value.expectation })
            .collect(),
        messages: messages.iter().map(|message| line(message, moments)).collect(),
        follow_ups: follow_ups.iter().map(|it| follow_up(it, moments)).collect(),
        own_note: own
            .sent_at
            .filter(|_| shows_own(&desk) && !own.content.note.is_empty())
            .map(|_| own.content.note.clone()),
        other_plans,
        quadrant: matches!(part, EvaluationPart::Assessor(_)).then(|| words::quadrant(desk.matrix(tx.now))),
        part,
        versions,
        objection: objection(&desk),
    })
}

/// How far it is, for those who may know.
fn state(desk: &Desk) -> &'static str {
    let evaluation = &desk.stored.evaluation;
    let is_released = !evaluation.released().is_empty();
    match (desk.part, desk.read().last(), &evaluation.draft) {
        (_, Some(_), _) if desk.frozen() == Some(ObjectionRefusal::UnderObjection) => "Dalam keberatan",
        (_, Some(_), _) if is_released => "Dirilis",
        (Part::Owner, ..) => "",
        (Part::Follower, None, _) => "Belum dirilis",
        (_, Some(_), _) => "Ditetapkan",
        (Part::Evaluator, None, Some(_)) => "Draf",
        (_, None, _) => "Belum dinilai",
    }
}

fn facts(desk: &Desk, plan: &AgreedPlan) -> Vec<(String, String)> {
    let subject = &desk.subject;
    let (first, last) = desk.span();
    let span = format!("{} – {}", format::short_day(first), format::day(last));
    let evaluator = subject.evaluator.as_ref().map_or("belum ada", |(_, name)| name);
    let above = desk.above.first().map_or("belum ada", |(_, name)| name).to_owned();
    let achieved = desk.office.as_ref().map_or_else(
        || "belum ditetapkan".to_owned(),
        |office| format!("{} (oleh {}): {}", office.level.name(), office.author, office.basis),
    );
    let mut facts = vec![
        ("Jabatan", format::post(Some(&subject.post), Some(&subject.unit))),
        ("Yang dinilai", format!("{span}, menurut SKP versi {}", plan.version)),
        ("Pejabat penilai", evaluator.to_owned()),
        ("Atasan pejabat penilai", above),
    ];
    // What the unit achieved is part of what its people read once they are told the rest.
    if desk.part != Part::Owner || !desk.stored.evaluation.released().is_empty() {
        facts.push(("Capaian organisasi", format!("{}: {achieved}", subject.office_name)));
    }
    facts.into_iter().map(|(label, words)| (label.to_owned(), words)).collect()
}

fn notes(desk: &Desk, own: &SelfRecord, moments: Moments) -> Vec<String> {
    let evaluation = &desk.stored.evaluation;
    let mut notes = vec![];
    match desk.part {
        Part::Evaluator | Part::Superior | Part::Follower => {
            let words = own.sent_at.map_or_else(
                || format!("{} belum mengirim penilaian diri. Penilaian tidak perlu menunggunya.", desk.subject.person),
                |at| format!("Penilaian diri dikirim {}.", moments.say(at)),
            );
            notes.push(words);
            if desk.part == Part::Superior && evaluation.signed().is_none() {
                notes.push(
                    "Belum ada yang ditetapkan. Isi yang sedang ditulis terlihat oleh penulisnya saja.".to_owned(),
                );
            }
            if desk.part == Part::Follower && evaluation.released().is_empty() {
                notes.push(
                    "Penilaian periode ini belum dirilis. Sebelum itu terbaca oleh pejabat penilai dan atasannya."
                        .to_owned(),
                );
            }
        }
        Part::Owner if !desk.is_over(moments.today) => {
            let last = format::day(desk.span().1);
            notes.push(format!(
                "Periode ini berakhir {last}. Penilaian diri dapat ditulis dulu dan dikirim sesudahnya."
            ));
        }
        Part::Owner if evaluation.released().is_empty() => {
            notes.push(
                "Penilaian periode ini belum dirilis. Begitu dirilis, seluruh alasannya terbaca di sini.".to_owned(),
            );
        }
        Part::Owner => {}
    }
    if desk.stored.is_final && evaluation.versions.is_empty() {
        notes.push("Penilaian periode ini sudah final sebelum isinya dicatat di Kinerja.".to_owned());
    }
    notes
}

/// Whether the own words stand beside the results: their owner has them in a form as long as they can be written.
fn shows_own(desk: &Desk) -> bool {
    desk.part != Part::Owner || desk.stored.is_final
}

/// The results of the plan with what was reported and said about each.
async fn results(
    tx: &mut Tx,
    desk: &Desk,
    plan: &AgreedPlan,
    evidence: Vec<EvidenceRecord>,
    (messages, own): (&[MessageRecord], &SelfRecord),
) -> Result<Vec<ResultEvidence>> {
    let moments = Moments::of_page(tx);
    let agency = tx.actor.agency;
    let thresholds = agency::thresholds(tx.db(), agency).await?;
    let (_, last) = desk.span();
    let on = last.min(tx.today());
    let evidence: HashMap<IkiId, EvidenceRecord> = evidence.into_iter().map(|record| (record.iki, record)).collect();
    let own = own.sent_at.map(|_| &own.content).filter(|_| shows_own(desk));
    let result = |result: &AgreedResult| {
        let indicators: Vec<_> = result
            .indicators
            .iter()
            .filter_map(|iki| evidence.get(iki))
            .map(|record| words::indicator(record, on, thresholds))
            .collect();
        let about = messages.iter().filter(|message| message.rhk == Some(result.id));
        ResultEvidence {
            id: result.id,
            text: result.text.clone(),
            about: result.about.clone(),
            status: words::status(&indicators),
            indicators,
            messages: about.map(|message| line(message, moments)).collect(),
            action: result.action.clone(),
            own: own.and_then(|own| own.results.get(&result.id).cloned()),
        }
    };
    Ok(plan.results.iter().map(result).collect())
}

fn line(message: &MessageRecord, moments: Moments) -> MessageLine {
    let day = format::short_day(moments.zone.day(message.sent_at));
    MessageLine {
        id: message.id,
        head: format!("{day}, {} ({})", message.author, kind_word(message.kind).to_lowercase()),
        text: message.text.clone(),
        is_feedback: !message.is_own && message.kind != MessageKind::Appreciation,
    }
}

fn follow_up(record: &FollowUpRecord, moments: Moments) -> String {
    let due = format::short_day(record.due_on);
    let done = record.done_at.map_or_else(
        || "belum selesai".to_owned(),
        |at| format!("selesai {}", format::short_day(moments.zone.day(at))),
    );
    format!("{} (tenggat {due}, {done})", record.text)
}

/// The plans of the same year beside this one: a yearly evaluation reviews the whole year.
async fn other_plans(tx: &mut Tx, desk: &Desk) -> Result<Vec<String>> {
    let year = desk.id.period.starts_on().year();
    let plans = store::own(tx, desk.subject.owner, year).await?;
    let others = plans.iter().filter(|plan| plan.skp != desk.id.skp && plan.starts_on.year() == year);
    Ok(others
        .map(|plan| format!("SKP {} – {}", format::short_day(plan.starts_on), format::day(plan.ends_on)))
        .collect())
}

/// The words of the link to the objections; `None` where there is none and the caller files none.
fn objection(desk: &Desk) -> Option<String> {
    if matches!(desk.part, Part::Follower) || desk.read().is_empty() {
        return None;
    }
    match desk.objections.last().map(|record| &record.objection) {
        Some(newest) if newest.is_late => Some("Keberatan yang terlambat".to_owned()),
        Some(newest) if newest.is_open() => Some("Keberatan yang menunggu putusan".to_owned()),
        Some(_) => Some("Keberatan dan putusannya".to_owned()),
        None if desk.part == Part::Owner => Some("Ajukan keberatan".to_owned()),
        None => None,
    }
}

/// What the caller does with the evaluation.
async fn part(tx: &mut Tx, desk: &Desk, own: &SelfRecord, moments: Moments) -> Result<EvaluationPart> {
    let evaluation = &desk.stored.evaluation;
    Ok(match desk.part {
        Part::Superior | Part::Follower => EvaluationPart::Reader,
        Part::Owner => {
            let is_open = !desk.stored.is_final;
            let (about_answer, answers) = answers(tx, desk, moments).await?;
            let saved = own.sent_at.map(|at| ("terkirim", at)).or_else(|| own.saved_at.map(|at| ("tersimpan", at)));
            EvaluationPart::Owner(Box::new(OwnerForm {
                fields: is_open.then(|| input::self_fields(&own.content)),
                seen: fingerprint(&own.content),
                saved: saved.map(|(word, at)| format!("{word} {}", moments.say(at))),
                is_sent: own.sent_at.is_some(),
                about_answer,
                answers,
                answered: evaluation.released().last().map(|version| version.number.to_string()).unwrap_or_default(),
            }))
        }
        Part::Evaluator => match (&evaluation.draft, evaluation.signed()) {
            (None, Some(_)) => EvaluationPart::Signed {
                release: evaluation.released().is_empty(),
                seen: seen(desk, evaluation, tx.now),
                next: list::next_waiting(tx, desk.id).await?,
                change: desk.frozen().is_none(),
            },
            (_, signed) => EvaluationPart::Assessor(Box::new(AssessorForm {
                fields: input::fields(&evaluation.content()),
                seen: seen(desk, evaluation, tx.now),
                saved: desk.stored.drafted_at.map(|at| moments.say(at)),
                fixed: desk.head_rating(tx.now).map(|(rating, level)| {
                    let words = format!(
                        "{} memimpin unit yang capaiannya {}: rating hasil kerjanya {}.",
                        desk.subject.person,
                        level.name(),
                        rating.name().to_lowercase()
                    );
                    (rating, words)
                }),
                is_change: signed.is_some(),
                obstacle: obstacle(desk, moments),
            })),
        },
    })
}

/// What the owner is told about answering a released evaluation, and what they can still say.
async fn answers(tx: &mut Tx, desk: &Desk, moments: Moments) -> Result<(Vec<String>, Vec<EvaluationAct>)> {
    let released = desk.stored.evaluation.released().last();
    let Some((version, at)) = released.and_then(|version| Some((version, version.released_at?))) else {
        return Ok((vec![], vec![]));
    };
    let working = calendar::rules(tx).await?.working;
    let on = moments.zone.day(at);
    let windows = desk.rules.windows(on, at);
    let (until, last) = (windows.answer().after(on, &working), windows.objection().after(on, &working));
    let days = windows.objection;
    let is_late = until < moments.today;
    let asked = version.acknowledged.is_none() && !is_late;
    let asks = asked.then(|| {
        let until = format::day(until);
        format!("Mohon tanggapi sampai {until}; sesudahnya tercatat tidak ditanggapi. Menerima bukan berarti setuju.")
    });
    let above = desk.decider().map_or("atasan pejabat penilai", |(_, name)| name);
    let last_words = format::day(last);
    let objection = if last < moments.today {
        format!("Masa keberatan berakhir {last_words}: {days} hari kalender sejak alasannya dapat dibaca.")
    } else {
        format!(
            "Bila berkeberatan, ajukan kepada atasan pejabat penilai, {above}, sampai {last_words} pukul 23.59: \
             {days} hari kalender sejak alasannya dapat dibaca."
        )
    };
    let left = match version.acknowledged {
        Some((Acknowledgement::Agreed, _)) => vec![],
        _ if is_late => vec![],
        Some((Acknowledgement::Received, _)) => vec![EvaluationAct::Agree],
        None => vec![EvaluationAct::Receive, EvaluationAct::Agree],
    };
    Ok((asks.into_iter().chain([objection]).collect(), left))
}

/// Why the evaluation cannot be signed today, and who can mend it.
fn obstacle(desk: &Desk, moments: Moments) -> Option<String> {
    if let Some(frozen) = desk.frozen() {
        return Some(frozen.to_string());
    }
    let (_, last) = desk.span();
    if !desk.is_over(moments.today) {
        return Some(format!(
            "Periode ini berakhir {}. Sampai hari itu penilaian dapat disimpan, belum ditetapkan.",
            format::day(last)
        ));
    }
    desk.office.is_none().then(|| {
        format!(
            "Capaian {} dalam {} belum ditetapkan oleh pimpinan di atasnya. Penilaian dapat disimpan, belum ditetapkan.",
            desk.subject.office_name,
            words::period(desk.id.period)
        )
    })
}
