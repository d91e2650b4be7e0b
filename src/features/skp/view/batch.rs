//! Plans for many from templates: for whom, what would be made, the people behind a number, the button, and what was made
//! last.

use crate::{
    document::use_typed,
    domain::id::UnitId,
    error::Error,
    features::skp::{
        api::{get_batch_offer, get_batch_progress, plan_batch, undo_batch},
        model::{
            BatchLine, BatchList, BatchOffer, BatchPeople, BatchQuery, DIRECT, EMPLOYMENTS, MadeBatch, NewBatch,
            PlanBoardQuery,
        },
    },
    query::Query,
    ui::{
        field::SelectField,
        form::written_for,
        format,
        scroll::arrive,
        submission::{Attempt, Fields, Receipt, Spec, Submission, SubmissionOutcome, transport},
    },
};
use leptos::{ev::SubmitEvent, prelude::*, task::spawn_local};
use std::time::Duration;

/// How often a page that waits asks how far an act is.
const LOOK_INTERVAL: Duration = Duration::from_secs(1);

/// The offer of an address. `noted` runs after each change.
#[component]
pub(super) fn Offer(asked: Memo<Option<BatchQuery>>, noted: Callback<()>) -> impl IntoView {
    let offer =
        Query::load(move || asked.get(), |asked| async move { get_batch_offer(asked.ok_or(Error::NotFound)?).await });
    let spec = Spec::new("/skp/kelengkapan/templat", transport(move |attempt| act(attempt, asked, offer, noted)));
    let submission = Submission::new(spec, use_typed().as_ref());
    let back = move || {
        let (year, unit) = asked.with(|asked| asked.as_ref().map(|asked| (asked.year, asked.unit))).unzip();
        PlanBoardQuery { year, unit, ..<_>::default() }.address(false)
    };
    view! {
        <section class="plan-part" aria-labelledby="dari-templat">
            <h2 id="dari-templat">"Buat SKP dari templat"</h2>
            <SubmissionOutcome submission />
            {progress(asked, submission)}
            {offer.draw(6, move |found| draw(found, submission))}
            <p class="plan-buttons">
                <a class="quiet" href=back>
                    "Kembali ke kelengkapan"
                </a>
                <a class="quiet" href="/pengelola/templat">
                    "Semua templat jabatan"
                </a>
            </p>
        </section>
    }
    .into_any()
}

/// How far the act is, asked for while it goes on.
fn progress(asked: Memo<Option<BatchQuery>>, submission: Submission) -> AnyView {
    let found = RwSignal::new(None::<(u64, u64)>);
    let look = move || {
        if let Some(asked) = asked.try_get_untracked().flatten().filter(|_| submission.is_pending()) {
            spawn_local(async move {
                found.try_set(get_batch_progress(asked).await.ok().flatten());
            });
        } else if found.try_get_untracked().flatten().is_some() {
            found.try_set(None);
        }
    };
    Effect::new(move |_| {
        if let Ok(handle) = set_interval_with_handle(look, LOOK_INTERVAL) {
            on_cleanup(move || handle.clear());
        }
    });
    let number = |of: u64| format::count(i32::try_from(of).unwrap_or(i32::MAX));
    let drawn = move || {
        found.get().map(|(written, of)| {
            view! {
                <p class="plan-progress">
                    <progress max=of.to_string() value=written.to_string() aria-label="SKP yang sudah dibuat"></progress>
                    " "
                    {format!("{} dari {} SKP dibuat. Semuanya berlaku bersama.", number(written), number(of))}
                </p>
            }
        })
    };
    drawn.into_any()
}

/// Makes the plans, or takes those of a moment back.
async fn act(
    attempt: Attempt,
    asked: Memo<Option<BatchQuery>>,
    offer: Query<BatchOffer>,
    noted: Callback<()>,
) -> Result<Receipt, Error> {
    let field = |name: &str| attempt.body.get(name).to_owned();
    let asked = asked.try_get_untracked().flatten().ok_or(Error::NotFound)?;
    let done = if let Ok(at) = field("saat").parse() {
        undo_batch(asked.year, asked.unit, at).await
    } else {
        let plans = field("jumlah").parse().map_err(|_| Error::NotFound)?;
        plan_batch(NewBatch { asked, plans }).await
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
    let BatchOffer { asked, plans, summary, lines, notes, is_possible, made, units, templates, left_out, people } =
        found;
    let all = BatchQuery { listed: None, after: None, ..asked.clone() };
    let line = |line: BatchLine| {
        let to = BatchQuery { template: Some(line.code), listed: Some(BatchList::Chosen), ..all.clone() };
        view! {
            <li>
                {line.name} ": "
                <a href=listed_at(&to)>{line.count} <span class="visually-hidden">" orang, lihat namanya"</span></a>
            </li>
        }
    };
    let lines = lines.into_iter().map(line).collect_view();
    let notes = notes.into_iter().map(|note| view! { <p class="plan-about">{note}</p> }).collect_view();
    arrive("dari-templat");
    let left_out = (left_out > 0).then(|| {
        let to = BatchQuery { listed: Some(BatchList::LeftOut), ..all.clone() };
        let count = format::count(i32::try_from(left_out).unwrap_or(i32::MAX));
        view! {
            <p>
                <a href=listed_at(&to)>{format!("{count} orang tidak dibuatkan SKP: lihat nama dan alasannya")}</a>
            </p>
        }
    });
    let words = format!("Buat {} SKP", format::count(i32::try_from(plans).unwrap_or(i32::MAX)));
    let button = is_possible.then(|| {
        let plans = plans.to_string();
        let fields = {
            let plans = plans.clone();
            move || Fields::default().with("jumlah", &plans)
        };
        view! {
            <form
                method="post"
                action="/skp/kelengkapan/templat"
                on:submit=move |event: SubmitEvent| submission.act(&event, fields())
            >
                {written_for()}
                {hidden(&all)}
                <input type="hidden" name="jumlah" value=plans />
                <button type="submit">{words}</button>
            </form>
        }
    });
    let made = made.map(|made| draw_made(made, &all, submission));
    view! {
        {filters(&all, units, templates)}
        <p>{summary}</p>
        <ul class="plan-counts">{lines}</ul>
        {notes}
        {left_out}
        {people.map(|people| listed(people, &asked))}
        {button}
        {made}
    }
    .into_any()
}

/// The word of the chosen employment; empty for all.
fn employment_code(asked: &BatchQuery) -> &'static str {
    let chosen = EMPLOYMENTS.into_iter().find(|(.., employment)| Some(*employment) == asked.employment);
    chosen.map_or("", |(code, ..)| code)
}

fn hidden(asked: &BatchQuery) -> AnyView {
    view! {
        <input type="hidden" name="tahun" value=asked.year.to_string() />
        <input type="hidden" name="unit" value=asked.unit.to_string() />
        <input type="hidden" name="status" value=employment_code(asked) />
        <input type="hidden" name="jabatan" value=asked.template.clone().unwrap_or_default() />
    }
    .into_any()
}

/// The form of the filters: its address is the state.
fn filters(asked: &BatchQuery, units: Vec<(UnitId, String)>, templates: Vec<(String, String)>) -> AnyView {
    let every = |word: &str| (String::new(), word.to_owned());
    let units: Vec<(String, String)> = units.into_iter().map(|(unit, name)| (unit.to_string(), name)).collect();
    let employments = EMPLOYMENTS.into_iter().map(|(code, word, _)| (code.to_owned(), word.to_owned()));
    let employments = std::iter::once(every("Semua")).chain(employments).collect();
    let templates = std::iter::once(every("Semua")).chain(templates).collect();
    view! {
        <form class="plan-result" method="get" action="/skp/kelengkapan#dari-templat" aria-label="Untuk siapa">
            <input type="hidden" name="tahun" value=asked.year.to_string() />
            <input type="hidden" name="templat" value=DIRECT />
            <SelectField
                id="unit"
                name="unit"
                label="Unit, dengan semua di bawahnya"
                options=units
                selected=asked.unit.to_string()
            />
            <SelectField
                id="jabatan"
                name="jabatan"
                label="Templat jabatan"
                options=templates
                selected=asked.template.clone().unwrap_or_default()
            />
            <SelectField
                id="status"
                name="status"
                label="Status kepegawaian"
                options=employments
                selected=employment_code(asked)
            />
            <button class="quiet" type="submit">
                "Tampilkan"
            </button>
        </form>
    }
    .into_any()
}

/// Returns the address of a list of names, which is drawn below much else.
fn listed_at(asked: &BatchQuery) -> String {
    format!("{}#daftar", asked.address())
}

fn listed(people: BatchPeople, asked: &BatchQuery) -> AnyView {
    arrive("daftar");
    let BatchPeople { title, people, next } = people;
    let person = |(name, place, why): (String, String, Option<String>)| {
        view! {
            <li>
                <b>{name}</b>
                <span>{place}</span>
                {why.map(|why| view! { <span>{why}</span> })}
            </li>
        }
    };
    let people = people.into_iter().map(person).collect_view();
    let next = next.map(|after| {
        let to = BatchQuery { after: Some(after), ..asked.clone() };
        view! {
            <a class="quiet" href=listed_at(&to)>
                "Berikutnya"
            </a>
        }
    });
    let all = BatchQuery { listed: None, after: None, ..asked.clone() };
    let label = title.clone();
    view! {
        <section class="board-people" id="daftar" aria-label=label>
            <h3>{title}</h3>
            <ul class="people-list">{people}</ul>
            <p class="plan-buttons">
                {next}
                <a class="quiet" href=all.address()>
                    "Tutup daftar"
                </a>
            </p>
        </section>
    }
    .into_any()
}

fn draw_made(made: MadeBatch, asked: &BatchQuery, submission: Submission) -> AnyView {
    let MadeBatch { at, words, undo, kept } = made;
    let at = at.to_string();
    let undo = undo.map(|words| {
        let fields = {
            let at = at.clone();
            move || Fields::default().with("saat", &at)
        };
        view! {
            <form
                method="post"
                action="/skp/kelengkapan/urungkan"
                on:submit=move |event: SubmitEvent| submission.act(&event, fields())
            >
                {written_for()}
                {hidden(asked)}
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
