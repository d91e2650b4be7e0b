//! How the predikat are spread, beside the pattern of what the unit achieved.

use super::{
    super::model::{CalibrationAct, CalibrationQuery, SpreadSheet},
    Around, send,
};
use crate::{
    document::{draft_place, next_form_id},
    domain::evaluation::Predikat,
    error::Error,
    ui::{
        field::TextArea,
        submission::{Attempt, Receipt, SendButton, Spec, Submission, SubmissionForm, SubmissionOutcome, transport},
    },
};
use leptos::prelude::*;
use std::hash::Hash;

pub(super) fn part(around: Around) -> impl Fn() -> Option<AnyView> {
    let query = around.query;
    let shown = query.fingerprint(|sheet, mark| {
        let spread = &sheet.spread;
        (spread.people, &spread.about, &spread.words, &spread.departures, &spread.history).hash(mark);
    });
    let shown = move || {
        shown.get()?;
        query.peek(|sheet| table(&sheet.spread))
    };
    // While somebody writes, moves in the room change the counts and leave the form alone.
    let shape = query.fingerprint(|sheet, mark| (sheet.unit, sheet.period, sheet.spread.seen.is_empty()).hash(mark));
    let form = move || {
        shape.get()?;
        let (asked, is_open) = query.peek(|sheet| {
            let asked = CalibrationQuery { unit: Some(sheet.unit), period: Some(sheet.period), card: None };
            (asked, !sheet.spread.seen.is_empty())
        })?;
        is_open.then(|| form(asked, around))
    };
    let there = query.fingerprint(|sheet, mark| sheet.unit.hash(mark));
    move || {
        there.get()?;
        let part = view! {
            <section class="plan-part" aria-labelledby="sebaran">
                <h2 id="sebaran">"Sebaran predikat"</h2>
                {shown}
                {form}
            </section>
        };
        Some(part.into_any())
    }
}

fn table(spread: &SpreadSheet) -> AnyView {
    let total = spread.people.total();
    let row = |predikat: Predikat| {
        let people = spread.people.of(predikat);
        let share = (people * 100 + total / 2).checked_div(total).unwrap_or(0);
        view! {
            <tr>
                <th scope="row">{predikat.name()}</th>
                <td class="number">{people}</td>
                <td>
                    <progress max=total.max(1) value=people aria-hidden="true"></progress>
                </td>
                <td class="number">{format!("{share} %")}</td>
            </tr>
        }
    };
    let rows = Predikat::ALL.into_iter().rev().map(row).collect_view();
    let item = |words: &String| view! { <li>{words.clone()}</li> };
    let words = spread.words.iter().map(item).collect_view();
    let departures = (!spread.departures.is_empty()).then(|| {
        view! {
            <p>
                <b>"Menyimpang dari pola:"</b>
            </p>
            <ul class="plan-differences">{spread.departures.iter().map(item).collect_view()}</ul>
        }
    });
    let fits = (spread.pattern.is_some() && spread.departures.is_empty() && total > 0)
        .then(|| view! { <p>"Sebarannya mengikuti pola."</p> });
    let history = spread.history.iter().map(item).collect_view();
    view! {
        <table class="calibration-spread">
            <thead>
                <tr>
                    <th scope="col">"Predikat"</th>
                    <th scope="col">"Pegawai"</th>
                    <td></td>
                    <th scope="col">"Bagian"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
        <p class="plan-about">{spread.about.clone()}</p>
        <ul class="plan-differences">{words}</ul>
        {departures}
        {fits}
        <ul class="plan-differences">{history}</ul>
    }
    .into_any()
}

async fn save(attempt: Attempt, asked: CalibrationQuery, around: Around) -> Result<Receipt, Error> {
    let seen = around.query.peek(|sheet| sheet.spread.seen.clone()).unwrap_or_default();
    let words = send(attempt, (CalibrationAct::Spread, asked), vec![("seen".to_owned(), seen)], around.query).await?;
    let then = move |_| {
        around.typed.try_set_value(None);
        around.query.refetch();
    };
    Ok(Receipt { words, then: Box::new(then) })
}

fn form(asked: CalibrationQuery, around: Around) -> AnyView {
    let typed = around.typed.try_get_value().flatten();
    let typed = typed.filter(|typed| typed.field("aksi").as_deref() == Some(CalibrationAct::Spread.code()));
    let place = asked.unit.map(|unit| unit.to_string()).unwrap_or_default();
    let period = asked.period.map(|period| period.to_string()).unwrap_or_default();
    let spec = Spec {
        draft: draft_place(format!("sebaran:{place}:{period}")),
        fields: &["alasan"],
        ..Spec::new(asked.address(), transport(move |attempt| save(attempt, asked, around)))
    };
    let submission = Submission::new(spec, typed.as_ref());
    Effect::new(move |_| submission.restore().is_some());
    let reason = typed.as_ref().and_then(|typed| typed.field("alasan")).unwrap_or_default();
    let entry = typed.as_ref().and_then(|typed| typed.field("id"));
    let entry = entry.or_else(|| next_form_id().map(|id| id.to_string()));
    let seen = around.query.peek(|sheet| sheet.spread.seen.clone()).unwrap_or_default();
    view! {
        <SubmissionForm submission class="plan-result" action="/penilaian/kalibrasi" label="Tetapkan sebaran">
            <input type="hidden" name="aksi" value=CalibrationAct::Spread.code() />
            <input type="hidden" name="id" value=entry />
            <input type="hidden" name="unit" value=place />
            <input type="hidden" name="periode" value=period />
            <input type="hidden" name="seen" value=seen />
            <TextArea
                id="alasan-sebaran"
                name="alasan"
                label="Alasan bila menyimpang dari pola"
                hint="Pola adalah bahan pertimbangan, bukan kuota."
                value=reason
                rows=3
                maxlength=2000
                error=submission.error("alasan")
            />
            <SendButton submission label="Tetapkan sebaran" />
            <SubmissionOutcome submission />
        </SubmissionForm>
    }
    .into_any()
}
