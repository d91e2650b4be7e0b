//! `/penilaian/kalibrasi`: the signed evaluations of a unit side by side, live for everybody who looks at them.

mod card;
mod grid;
mod spread;

use super::{
    api::{calibrate, get_calibration},
    model::{CalibrationAct, CalibrationQuery, CalibrationSheet, place_code, place_of_code},
};
use crate::{
    document::{mark_missing, use_me, use_typed},
    domain::{
        evaluation::{EvaluationPeriod, Ratings},
        event::Topic,
        id::{SkpId, UnitId},
    },
    error::Error,
    features::evaluation::view::periods,
    form_input::SubmittedForm,
    query::{LoadError, Query},
    ui::{
        empty::Skeleton,
        live::{on_change, use_live},
        notice::{Notice, NoticeKind},
        shell::{LiveBadge, PageHead},
        submission::{Attempt, Fields, Receipt, Spec, Submission, SubmissionOutcome, transport},
    },
};
use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_query_map},
};
use std::hash::Hash;
use uuid::Uuid;

/// What the parts of the page share.
#[derive(Clone, Copy)]
struct Around {
    query: Query<CalibrationSheet>,
    /// Says what was done, and takes a move back.
    acts: Submission,
    /// A form that came back.
    typed: StoredValue<Option<SubmittedForm>>,
    /// Where the open card is to go, as the address says.
    place: Memo<Option<Ratings>>,
    /// Opens a card, with the place that it was dragged to.
    open: Callback<(SkpId, Option<Ratings>)>,
    close: Callback<SkpId>,
}

#[component]
pub fn CalibrationPage() -> impl IntoView {
    let params = use_query_map();
    let asked = Memo::new(move |_| {
        let params = params.read();
        CalibrationQuery {
            unit: params.get("unit").and_then(|unit| unit.parse::<UnitId>().ok()),
            period: params.get("periode").and_then(|period| period.parse::<EvaluationPeriod>().ok()),
            card: params.get("kartu").and_then(|card| card.parse::<SkpId>().ok()),
        }
    });
    let place = Memo::new(move |_| params.read().get("tujuan").and_then(|code| place_of_code(&code)));
    let query = Query::load(move || asked.get(), get_calibration);
    if let Some(me) = use_me().and_then(|me| me.employee) {
        on_change(move || vec![Topic::Team(me)], move || query.refetch());
    }
    let navigate = use_navigate();
    let moved = StoredValue::new(None);
    let stays = || NavigateOptions { scroll: false, ..NavigateOptions::default() };
    let opens = navigate.clone();
    let open = Callback::new(move |(card, place): (SkpId, Option<Ratings>)| {
        let address = CalibrationQuery { card: Some(card), ..asked.get_untracked() }.address();
        let place = place.map_or_else(String::new, |place| format!("&tujuan={}", place_code(place)));
        opens(&format!("{address}{place}"), stays());
    });
    let close = Callback::new(move |card: SkpId| {
        moved.try_set_value(Some(card));
        navigate(&CalibrationQuery { card: None, ..asked.get_untracked() }.address(), stays());
        query.refetch();
    });
    let acts = undoing(asked, query);
    let around = Around { query, acts, typed: StoredValue::new(use_typed()), place, open, close };
    let missing = move || {
        let is_lost = query.error.with(Option::is_some) && query.with(|sheet| sheet.is_none());
        if query.error.with(|error| *error == Some(Error::NotFound)) {
            mark_missing();
        }
        is_lost.then(|| view! { <PageHead title="Kalibrasi" /> })
    };
    let head = query.fingerprint(|sheet, mark| (&sheet.name, sheet.period, sheet.unit).hash(mark));
    let head = move || {
        head.get()?;
        query.peek(|sheet| head_part(sheet, asked.get_untracked()))
    };
    let told = query.fingerprint(|sheet, mark| (&sheet.progress, &sheet.notes).hash(mark));
    let told = move || {
        told.get()?;
        query.peek(|sheet| {
            let notes = sheet.notes.iter().cloned().map(|note| view! { <Notice kind=NoticeKind::Info>{note}</Notice> });
            view! {
                <p class="plan-about">{sheet.progress.clone()}</p>
                {notes.collect_view()}
            }
            .into_any()
        })
    };
    view! {
        <Suspense fallback=|| ()>
            {move || query.is_awaited().then(|| view! { <Skeleton lines=10 /> })}
            {missing}
            <LoadError error=query.error retry=move |()| query.refetch() />
            {head}
            {told}
            <SubmissionOutcome submission=acts />
            {card::part(around)}
            {grid::part(around, moved)}
            {spread::part(around)}
        </Suspense>
    }
    .into_any()
}

fn head_part(sheet: &CalibrationSheet, asked: CalibrationQuery) -> AnyView {
    let address = |unit, period| CalibrationQuery { unit, period, card: None }.address();
    let units = sheet.units.iter().map(|(unit, name)| {
        view! {
            <li>
                <a href=address(Some(*unit), Some(sheet.period))>{name.clone()}</a>
            </li>
        }
    });
    let units = (!sheet.units.is_empty()).then(|| {
        view! {
            <details class="plan-months">
                <summary>"Unit lain"</summary>
                <ul class="evaluation-periods">{units.collect_view()}</ul>
            </details>
        }
    });
    let achievement = format!("/penilaian/capaian?unit={}&periode={}", sheet.unit, sheet.period);
    view! {
        <PageHead title="Kalibrasi" subtitle=sheet.name.clone()>
            <LiveBadge state=use_live().state() />
            <a class="quiet" href="/penilaian">
                "Lembar tim"
            </a>
            <a class="quiet" href=achievement>
                "Capaian unit"
            </a>
        </PageHead>
        {periods(&sheet.periods, &|tab| address(asked.unit, Some(tab.period)))}
        {units}
    }
    .into_any()
}

/// Sends what somebody does; `query` has the unit and the period.
async fn send(
    attempt: Attempt,
    (act, asked): (CalibrationAct, CalibrationQuery),
    more: Vec<(String, String)>,
    query: Query<CalibrationSheet>,
) -> Result<String, Error> {
    let entry = attempt.key.parse::<Uuid>().map_err(|_| Error::NotFound)?;
    let fields = attempt.body.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).chain(more).collect();
    let outcome = calibrate(asked, act, entry, fields).await;
    if outcome.as_ref().is_err_and(|error| !error.is_transient()) {
        query.refetch();
    }
    outcome
}

/// The receipt of what was done, which takes a move back.
fn undoing(asked: Memo<CalibrationQuery>, query: Query<CalibrationSheet>) -> Submission {
    let back = move |attempt: Attempt| async move {
        let card = attempt.body.get("kartu").parse::<SkpId>().ok();
        let now = asked.try_get_untracked().unwrap_or_default();
        let period = attempt.body.get("periode").parse::<EvaluationPeriod>().ok();
        let asked = CalibrationQuery { period, card, ..now };
        let words = send(attempt, (CalibrationAct::Undo, asked), vec![], query).await?;
        Ok(Receipt { words, then: Box::new(move |_| query.refetch()) })
    };
    Submission::new(Spec::new("/penilaian/kalibrasi".to_owned(), transport(back)), None)
}

/// What takes a move back.
fn back(card: SkpId, period: EvaluationPeriod, moved_to: i16) -> Fields {
    Fields::default()
        .with("kartu", &card.to_string())
        .with("periode", &period.to_string())
        .with("seen", &moved_to.to_string())
}
