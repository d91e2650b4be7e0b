//! The open card: where it stands and why, what superiors say, and the form that moves it or says something about it.

use super::{
    super::model::{CalibrationAct, CalibrationQuery, OpenCard, place_code, place_of_code},
    Around, back, send,
};
use crate::{
    document::{draft_place, next_form_id},
    domain::evaluation::{EvaluationId, Predikat, Ratings},
    error::Error,
    ui::{
        field::{SelectField, TextArea},
        notice::{Notice, NoticeKind},
        submission::{Attempt, Receipt, SendButton, Spec, Submission, SubmissionForm, SubmissionOutcome, transport},
    },
};
use leptos::{html, prelude::*};
use std::hash::Hash;

pub(super) fn part(around: Around) -> impl Fn() -> Option<AnyView> {
    let query = around.query;
    // While somebody writes, answers that change nothing about the card leave the form alone.
    let shape = query.fingerprint(|sheet, mark| {
        sheet.card.as_ref().map(|card| (card.id, card.seen, card.act, &card.marks)).hash(mark);
    });
    move || {
        shape.get()?;
        let place = around.place.get();
        let (card, unit) = query.peek(|sheet| (sheet.card.clone(), sheet.unit))?;
        let card = card?;
        let asked = CalibrationQuery { unit: Some(unit), period: Some(card.id.period), card: Some(card.id.skp) };
        Some(card_part(card, asked, place, around))
    }
}

fn card_part(card: OpenCard, asked: CalibrationQuery, place: Option<Ratings>, around: Around) -> AnyView {
    let OpenCard { id, person, facts, marks, place: from, act, places, about, seen } = card;
    let facts = facts.into_iter().map(|(label, words)| {
        view! {
            <div>
                <dt>{label}</dt>
                <dd>{words}</dd>
            </div>
        }
    });
    let marks = marks.into_iter().map(|mark| view! { <li>{mark}</li> }).collect_view();
    let form = act.map(|act| form(act, (id, seen, from), places, (asked, place), around));
    let heading = NodeRef::<html::H2>::new();
    Effect::new(move |_| {
        if let Some(heading) = heading.get() {
            // It fails only where the heading is gone again.
            let _ = heading.focus();
        }
    });
    let leave = CalibrationQuery { card: None, ..asked }.address();
    view! {
        <section class="plan-part calibration-open" aria-labelledby="kartu">
            <h2 id="kartu" tabindex="-1" node_ref=heading>
                {person}
            </h2>
            <dl class="plan-facts">{facts.collect_view()}</dl>
            <ul class="plan-differences">{marks}</ul>
            <p class="plan-about">{about}</p>
            {form}
            <p class="plan-buttons">
                <a class="quiet" href=format!("/penilaian/{id}")>
                    "Laporan, percakapan, dan alasannya"
                </a>
                <a class="quiet" href=leave>
                    "Tutup kartu"
                </a>
            </p>
        </section>
    }
    .into_any()
}

async fn save(
    attempt: Attempt,
    act: CalibrationAct,
    (id, seen): (EvaluationId, i16),
    asked: CalibrationQuery,
    around: Around,
) -> Result<Receipt, Error> {
    let words = send(attempt, (act, asked), vec![("seen".to_owned(), seen.to_string())], around.query).await?;
    let said = words.clone();
    let then = move |_| {
        around.typed.try_set_value(None);
        around.acts.received(said);
        if act == CalibrationAct::Move {
            around.acts.offer_undo(back(id.skp, id.period, seen.saturating_add(1)));
        }
        around.close.try_run(id.skp);
    };
    Ok(Receipt { words, then: Box::new(then) })
}

fn form(
    act: CalibrationAct,
    (id, seen, from): (EvaluationId, i16, Ratings),
    places: Vec<(String, String)>,
    (asked, place): (CalibrationQuery, Option<Ratings>),
    around: Around,
) -> AnyView {
    let typed = around.typed.try_get_value().flatten();
    let typed = typed.filter(|typed| typed.field("kartu") == Some(id.skp.to_string()));
    let address = asked.address();
    let spec = Spec {
        draft: draft_place(format!("kalibrasi:{}:{id}", act.code())),
        fields: &["tempat", "alasan"],
        // A place that was dragged to is no text of the person: a reason that was kept is put beside it.
        edits: true,
        ..Spec::new(address, transport(move |attempt| save(attempt, act, (id, seen), asked, around)))
    };
    let submission = Submission::new(spec, typed.as_ref());
    let chosen = RwSignal::new(place.map(place_code).unwrap_or_default());
    Effect::new(move |_| {
        let restored = submission.restore()?;
        chosen.set(restored.get("tempat").to_owned());
        Some(())
    });
    let field = move |name: &str| typed.as_ref().and_then(|typed| typed.field(name)).unwrap_or_default();
    let entry = Some(field("id")).filter(|id| !id.is_empty()).or_else(|| next_form_id().map(|id| id.to_string()));
    let selected = Some(field("tempat")).filter(|place| !place.is_empty());
    let selected = selected.unwrap_or_else(|| place.filter(|place| *place != from).map(place_code).unwrap_or_default());
    let label = if act == CalibrationAct::Move { "Pindahkan" } else { "Kirim tanggapan" };
    let (place_label, reason_label) = match act {
        CalibrationAct::Move => ("Pindah ke", "Alasan"),
        _ => ("Tanggapan", "Catatan"),
    };
    let follow = move |_| {
        if let Some(typed) = submission.typed() {
            chosen.set(typed.get("tempat").to_owned());
        }
    };
    view! {
        <div on:change=follow>
            <SubmissionForm submission class="plan-result" action="/penilaian/kalibrasi" label=label>
                <input type="hidden" name="aksi" value=act.code() />
                <input type="hidden" name="id" value=entry />
                <input type="hidden" name="unit" value=asked.unit.map(|unit| unit.to_string()) />
                <input type="hidden" name="periode" value=id.period.to_string() />
                <input type="hidden" name="kartu" value=id.skp.to_string() />
                <input type="hidden" name="seen" value=seen.to_string() />
                <SelectField
                    id="tempat"
                    name="tempat"
                    label=place_label
                    options=places
                    selected=selected
                    error=submission.error("tempat")
                />
                {move || what_if(&chosen.get(), from, around)}
                <TextArea
                    id="alasan"
                    name="alasan"
                    label=reason_label
                    value=field("alasan")
                    rows=3
                    maxlength=2000
                    error=submission.error("alasan")
                />
                <SendButton submission label=label />
                <SubmissionOutcome submission />
            </SubmissionForm>
        </div>
    }
    .into_any()
}

/// What the move would do to the spread of the predikat.
fn what_if(chosen: &str, from: Ratings, around: Around) -> Option<AnyView> {
    let to = place_of_code(chosen)?;
    let (spread, was, is) = around.query.peek(|sheet| {
        let at = |place| sheet.cells.iter().find(|cell| cell.place == place).map(|cell| cell.predikat);
        Some((sheet.spread.clone(), at(from)?, at(to)?))
    })??;
    let moved = spread.people.moved(was, is);
    let change =
        |predikat: Predikat| format!("{} {} → {}", predikat.name(), spread.people.of(predikat), moved.of(predikat));
    let words = if was == is {
        format!("Predikatnya tetap {}.", is.name())
    } else {
        format!("Sesudah pindah: {}, {}.", change(was), change(is))
    };
    let departures = spread.pattern.as_ref().map(|pattern| pattern.departures(moved)).unwrap_or_default();
    let fits = spread.pattern.is_some() && departures.is_empty();
    let departures = departures.into_iter().map(|words| view! { <li>{words}</li> }).collect_view();
    let drawn = view! {
        <Notice kind=NoticeKind::Info>
            {words} {fits.then_some(" Sebarannya mengikuti pola.")} <ul class="plan-differences">{departures}</ul>
        </Notice>
    };
    Some(drawn.into_any())
}
