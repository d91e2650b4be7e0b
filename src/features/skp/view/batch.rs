//! Plans for many from templates: what would be made, the button, and what was made last.

use crate::{
    document::use_typed,
    domain::id::UnitId,
    error::Error,
    features::skp::{
        api::{get_batch_offer, plan_batch, undo_batch},
        model::{BatchOffer, MadeBatch, NewBatch, PlanBoardQuery},
    },
    query::Query,
    ui::{
        form::written_for,
        submission::{Attempt, Fields, Receipt, Spec, Submission, SubmissionOutcome, transport},
    },
};
use leptos::{ev::SubmitEvent, prelude::*};

/// The offer of a unit. `noted` runs after each change.
#[component]
pub(super) fn Offer(year: i16, unit: UnitId, noted: Callback<()>) -> impl IntoView {
    let offer = Query::load(move || (year, unit), |(year, unit)| get_batch_offer(Some(year), unit));
    let spec = Spec::new("/skp/kelengkapan/templat", transport(move |attempt| act(attempt, unit, offer, noted)));
    let submission = Submission::new(spec, use_typed().as_ref());
    let back = PlanBoardQuery { year: Some(year), unit: Some(unit), ..<_>::default() }.address(false);
    view! {
        <section class="plan-part" aria-labelledby="dari-templat">
            <h2 id="dari-templat">"Buat SKP dari templat"</h2>
            <SubmissionOutcome submission />
            {offer.draw(4, move |found| draw(found, submission))}
            <p>
                <a href=back>"Kembali ke kelengkapan"</a>
            </p>
        </section>
    }
    .into_any()
}

/// Makes the plans, or takes those of a moment back.
async fn act(attempt: Attempt, unit: UnitId, offer: Query<BatchOffer>, noted: Callback<()>) -> Result<Receipt, Error> {
    let field = |name: &str| attempt.body.get(name).to_owned();
    let year = field("tahun").parse().map_err(|_| Error::NotFound)?;
    let done = if let Ok(at) = field("saat").parse() {
        undo_batch(year, unit, at).await
    } else {
        let plans = field("jumlah").parse().map_err(|_| Error::NotFound)?;
        plan_batch(NewBatch { year, unit, plans }).await
    };
    // Also after a refusal: it tells of other numbers than these.
    offer.refetch();
    let words = done?;
    let then = move |_| {
        noted.try_run(());
    };
    Ok(Receipt { words, then: Box::new(then) })
}

fn draw(found: BatchOffer, submission: Submission) -> AnyView {
    let BatchOffer { year, unit, plans, summary, lines, notes, is_possible, made } = found;
    let lines = lines.into_iter().map(|(template, count)| view! { <li>{format!("{template}: {count}")}</li> });
    let lines = lines.collect_view();
    let notes = notes.into_iter().map(|note| view! { <p class="plan-about">{note}</p> }).collect_view();
    let (year, unit, plans) = (year.to_string(), unit.to_string(), plans.to_string());
    let make = is_possible.then(|| {
        let fields = {
            let (year, plans) = (year.clone(), plans.clone());
            move || Fields::default().with("tahun", &year).with("jumlah", &plans)
        };
        view! {
            <form
                method="post"
                action="/skp/kelengkapan/templat"
                on:submit=move |event: SubmitEvent| submission.act(&event, fields())
            >
                {written_for()}
                <input type="hidden" name="tahun" value=year.clone() />
                <input type="hidden" name="unit" value=unit.clone() />
                <input type="hidden" name="jumlah" value=plans.clone() />
                <button type="submit">{format!("Buat {plans} SKP")}</button>
            </form>
        }
    });
    view! {
        <p>{summary}</p>
        <ul class="plan-counts">{lines}</ul>
        {notes}
        {make}
        {made.map(|made| draw_made(made, (year, unit), submission))}
    }
    .into_any()
}

fn draw_made(made: MadeBatch, (year, unit): (String, String), submission: Submission) -> AnyView {
    let MadeBatch { at, words, undo, kept } = made;
    let at = at.to_string();
    let undo = undo.map(|words| {
        let fields = {
            let (year, at) = (year.clone(), at.clone());
            move || Fields::default().with("tahun", &year).with("saat", &at)
        };
        view! {
            <form
                method="post"
                action="/skp/kelengkapan/urungkan"
                on:submit=move |event: SubmitEvent| submission.act(&event, fields())
            >
                {written_for()}
                <input type="hidden" name="tahun" value=year />
                <input type="hidden" name="unit" value=unit />
                <input type="hidden" name="saat" value=at />
                <button class="quiet" type="submit">
                    {words}
                </button>
            </form>
        }
    });
    let kept = kept.into_iter().map(|(skp, person)| view! { <li><a href=format!("/skp/{skp}")>{person}</a></li> });
    let kept = kept.collect_view();
    view! {
        <p>{words}</p>
        {undo}
        <ul class="plan-counts">{kept}</ul>
    }
    .into_any()
}
