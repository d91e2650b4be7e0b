//! The open card: where it stands and why, what superiors say, and the form that moves it or says something about it.

use super::{
    super::{
        api::get_calibration,
        model::{CalibrationAct, CalibrationQuery, CalibrationSheet, OpenCard, place_code, place_of_code},
    },
    Around, back, send,
};
use crate::{
    document::{draft_place, next_form_id},
    domain::{
        evaluation::{EvaluationId, Predikat, Ratings},
        id::SkpId,
    },
    error::Error,
    ui::{
        field::{SelectField, TextArea},
        notice::{Notice, NoticeKind},
        submission::{Attempt, Receipt, SendButton, Spec, Submission, SubmissionForm, SubmissionOutcome, transport},
    },
};
use leptos::{html, prelude::*, wasm_bindgen::JsCast, web_sys::HtmlSelectElement};
use std::hash::Hash;

pub(super) fn part(around: Around) -> impl Fn() -> Option<AnyView> {
    let query = around.query;
    let here = query.fingerprint(|sheet, mark| sheet.card.as_ref().map(|card| card.id).hash(mark));
    // Whose form somebody is writing in: then it stays, whatever becomes of the card, and sending it says so.
    let writing = RwSignal::new(None::<SkpId>);
    let fresh = query.fingerprint(|sheet, mark| {
        sheet.card.as_ref().map(|card| (card.id, card.seen, card.act)).hash(mark);
    });
    let shape = Memo::new(move |before: Option<&Option<u64>>| {
        let fresh = fresh.get();
        let open = query.peek(|sheet| sheet.card.as_ref().map(|card| card.id.skp)).flatten();
        let is_kept = writing.get().is_some_and(|card| Some(card) == open);
        before.copied().flatten().filter(|_| is_kept).or(fresh)
    });
    let form = move || {
        shape.get()?;
        let place = around.place.get();
        let (card, unit) = query.peek(|sheet| (sheet.card.clone(), sheet.unit))?;
        let OpenCard { id, seen, act, places, place: from, .. } = card?;
        let asked = CalibrationQuery { unit: Some(unit), period: Some(id.period), card: Some(id.skp) };
        Some(form(act?, (id, seen, from), places, (asked, place, writing), around))
    };
    let told = query.fingerprint(|sheet, mark| {
        sheet.card.as_ref().map(|card| (&card.facts, &card.marks, &card.about)).hash(mark);
    });
    let told = move || {
        told.get()?;
        query.peek(|sheet| sheet.card.as_ref().map(about)).flatten()
    };
    move || {
        here.get()?;
        let (card, asked) = query.peek(|sheet| {
            let asked = CalibrationQuery { unit: Some(sheet.unit), period: Some(sheet.period), card: None };
            (sheet.card.as_ref().map(|card| (card.id, card.person.clone())), asked)
        })?;
        let (id, person) = card?;
        let heading = NodeRef::<html::H2>::new();
        Effect::new(move |_| {
            if let Some(heading) = heading.get() {
                // It fails only where the heading is gone again.
                let _ = heading.focus();
            }
        });
        let drawn = view! {
            <section class="plan-part calibration-open" aria-labelledby="kartu">
                <h2 id="kartu" tabindex="-1" node_ref=heading>
                    {person}
                </h2>
                {told}
                {form}
                <p class="plan-buttons">
                    <a class="quiet" href=format!("/penilaian/{id}")>
                        "Laporan, percakapan, dan alasannya"
                    </a>
                    <a class="quiet" href=asked.address()>
                        "Tutup kartu"
                    </a>
                </p>
            </section>
        };
        Some(drawn.into_any())
    }
}

fn about(card: &OpenCard) -> AnyView {
    let facts = card.facts.iter().cloned().map(|(label, words)| {
        view! {
            <div>
                <dt>{label}</dt>
                <dd>{words}</dd>
            </div>
        }
    });
    let marks = card.marks.iter().cloned().map(|mark| view! { <li>{mark}</li> }).collect_view();
    view! {
        <dl class="plan-facts">{facts.collect_view()}</dl>
        <ul class="plan-differences">{marks}</ul>
        <p class="plan-about">{card.about.clone()}</p>
    }
    .into_any()
}

async fn save(
    attempt: Attempt,
    act: CalibrationAct,
    (id, known): (EvaluationId, StoredValue<i16>),
    (asked, writing): (CalibrationQuery, RwSignal<Option<SkpId>>),
    around: Around,
) -> Result<Receipt, Error> {
    let seen = known.try_get_value().unwrap_or_default();
    let outcome = send(attempt, (act, asked), vec![("seen".to_owned(), seen.to_string())], around.query).await;
    if outcome.as_ref().is_err_and(|error| !error.is_transient())
        && let Ok(CalibrationSheet { card: Some(fresh), .. }) = get_calibration(asked).await
    {
        // What is shown above the form follows.
        known.try_set_value(fresh.seen);
    }
    let words = outcome?;
    let said = words.clone();
    let then = move |submission: Submission| {
        // It is said once, above the board.
        submission.forget();
        around.typed.try_set_value(None);
        writing.try_set(None);
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
    (asked, place, writing): (CalibrationQuery, Option<Ratings>, RwSignal<Option<SkpId>>),
    around: Around,
) -> AnyView {
    let typed = around.typed.try_get_value().flatten();
    let typed = typed.filter(|typed| typed.field("kartu") == Some(id.skp.to_string()));
    let (address, known) = (asked.address(), StoredValue::new(seen));
    let spec = Spec {
        draft: draft_place(format!("kalibrasi:{}:{id}", act.code())),
        fields: &["tempat", "alasan"],
        edits: true,
        ..Spec::new(address, transport(move |attempt| save(attempt, act, (id, known), (asked, writing), around)))
    };
    let submission = Submission::new(spec, typed.as_ref());
    let chosen = RwSignal::new(place.map(place_code).unwrap_or_default());
    Effect::new(move |_| {
        let restored = submission.restore()?;
        let to = match place.filter(|place| *place != from).map(place_code) {
            // Where it was dragged to counts, beside a reason that was kept.
            Some(to) => {
                let field = document().get_element_by_id("tempat");
                field.and_then(|field| field.dyn_into::<HtmlSelectElement>().ok())?.set_value(&to);
                to
            }
            None => restored.get("tempat").to_owned(),
        };
        chosen.set(to);
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
        <div on:change=follow on:input=move |_| writing.set(Some(id.skp))>
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
