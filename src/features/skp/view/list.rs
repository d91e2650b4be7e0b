//! `/skp`: the own plans, and the beginning of a new one.

use super::stage_word;
use crate::{
    document::{next_form_id, use_me, use_typed},
    domain::event::Topic,
    error::Error,
    features::skp::{
        api::{begin_plan, list_own_plans},
        model::{Beginning, NewPlan, Origin, OwnPlans, PlanCard, ResultLine},
    },
    query::Query,
    ui::{
        empty::Empty,
        form::written_for,
        live::on_change,
        shell::PageHead,
        submission::{Attempt, Fields, Receipt, Spec, Submission, SubmissionOutcome, transport},
    },
};
use leptos::{ev::SubmitEvent, prelude::*};
use leptos_router::{NavigateOptions, hooks::use_navigate};

#[component]
pub fn PlansPage() -> impl IntoView {
    let plans = Query::load(|| (), |()| list_own_plans());
    if let Some(me) = use_me().and_then(|me| me.employee) {
        on_change(move || vec![Topic::Person(me), Topic::Team(me)], move || plans.refetch());
    }
    let navigate = use_navigate();
    let open = Callback::new(move |skp: String| navigate(&format!("/skp/{skp}/ubah"), NavigateOptions::default()));
    let spec = Spec::new("/skp", transport(move |attempt| begin(attempt, open)));
    let submission = Submission::new(spec, use_typed().as_ref());
    view! {
        <PageHead title="SKP saya" />
        <SubmissionOutcome submission />
        {plans.draw(8, move |found| list(found, submission))}
        <p class="plan-buttons">
            <a class="quiet" href="/atasan">
                "Atasan saya salah?"
            </a>
        </p>
    }
    .into_any()
}

/// Begins a plan, whose id is the key of the attempt, or fills the one that is named, and opens it.
async fn begin(attempt: Attempt, open: Callback<String>) -> Result<Receipt, Error> {
    let Attempt { key, body, .. } = attempt;
    let skp = match body.get("id") {
        "" => key,
        there => there.to_owned(),
    };
    let plan = NewPlan {
        id: skp.parse().map_err(|_| Error::NotFound)?,
        year: body.get("year").parse().map_err(|_| Error::NotFound)?,
        post: body.get("post").parse().map_err(|_| Error::NotFound)?,
        origin: Origin::of_code(body.get("origin")).ok_or(Error::NotFound)?,
    };
    begin_plan(plan).await?;
    let then = move |_| {
        open.try_run(skp);
    };
    Ok(Receipt { words: "SKP dibuat.".to_owned(), then: Box::new(then) })
}

fn list(found: OwnPlans, submission: Submission) -> AnyView {
    let OwnPlans { plans, missing, beginnings, waiting } = found;
    let waiting = (waiting > 0).then(|| {
        view! {
            <p class="home-ask">
                <a class="button" href="/skp/menunggu">
                    {format!("{waiting} SKP menunggu persetujuan Anda")}
                </a>
            </p>
        }
    });
    let (there, new): (Vec<_>, Vec<_>) = beginnings.into_iter().partition(|beginning| beginning.skp.is_some());
    let fill = section(there, ("isi-skp", "Isi rancangan SKP"), submission);
    let next = section(new, ("skp-baru", "Buat SKP baru"), submission);
    view! {
        {waiting}
        {missing.map(|missing| view! { <Empty sentence=missing /> })}
        <div class="plans">{plans.into_iter().map(card).collect_view()}</div>
        {fill}
        {next}
        <p class="plan-part">
            <a href="/kalender">"Kalender: tenggat laporan dan hari libur"</a>
        </p>
    }
    .into_any()
}

fn section(
    beginnings: Vec<Beginning>,
    (id, heading): (&'static str, &'static str),
    submission: Submission,
) -> Option<AnyView> {
    let is_there = beginnings.iter().any(|beginning| beginning.skp.is_some());
    let about = is_there.then_some("Hasil kerja dari atasan tetap; yang lain ditambahkan di bawahnya.");
    (!beginnings.is_empty()).then(|| {
        view! {
            <section class="plan-beginnings" aria-labelledby=id>
                <h2 id=id>{heading}</h2>
                {about.map(|about| view! { <p class="plan-about">{about}</p> })}
                {beginnings.into_iter().map(|beginning| begin_form(beginning, submission)).collect_view()}
            </section>
        }
        .into_any()
    })
}

fn begin_form(beginning: Beginning, submission: Submission) -> AnyView {
    let Beginning { skp, year, post, title, about, origins } = beginning;
    let there = skp.map(|skp| skp.to_string()).unwrap_or_default();
    let id = if there.is_empty() { next_form_id().map(|id| id.to_string()) } else { Some(there.clone()) };
    let buttons = origins.into_iter().map(|origin| {
        let there = there.clone();
        let submit = move |event: SubmitEvent| {
            let fields = Fields::default()
                .with("id", &there)
                .with("year", &year.to_string())
                .with("post", &post.to_string())
                .with("origin", origin.code());
            submission.act(&event, fields);
        };
        view! {
            <form method="post" action="/skp" on:submit=submit>
                {written_for()}
                <input type="hidden" name="id" value=id.clone() />
                <input type="hidden" name="year" value=year.to_string() />
                <input type="hidden" name="post" value=post.to_string() />
                <input type="hidden" name="origin" value=origin.code() />
                <button class="quiet" type="submit">
                    {origin_word(origin)}
                    <span class="visually-hidden">{format!(" – {title}")}</span>
                </button>
            </form>
        }
    });
    let buttons = buttons.collect_view();
    view! {
        <div class="plan-beginning">
            <h3>{title.clone()}</h3>
            <p class="plan-about">{about}</p>
            <div class="plan-buttons">{buttons}</div>
        </div>
    }
    .into_any()
}

const fn origin_word(origin: Origin) -> &'static str {
    match origin {
        Origin::Empty => "Buat SKP",
        Origin::Earlier => "Salin tahun lalu",
        Origin::Predecessor => "Ambil dari pejabat sebelumnya",
        Origin::Template => "Pakai templat jabatan",
    }
}

fn card(plan: PlanCard) -> AnyView {
    let heading = format!("skp-{}", plan.id);
    let notes = plan.notes.into_iter().map(|note| view! { <p>{note}</p> });
    let address = format!("/skp/{}", plan.id);
    let open = plan.is_open.then(|| {
        let title = format!(": {}", plan.title);
        view! {
            <a class="button" href=format!("{address}/ubah")>
                "Lanjut mengisi"
                <span class="visually-hidden">{title}</span>
            </a>
        }
    });
    let title = format!(" {}", plan.title);
    view! {
        <article class="plan" aria-labelledby=heading.clone()>
            <div class="plan-head">
                <h2 id=heading.clone()>
                    <a href=address.clone()>{plan.title}</a>
                </h2>
                <span class="tag">{stage_word(plan.stage)}</span>
            </div>
            <p class="plan-about">{plan.post}" · "{plan.span}</p>
            <div class="plan-notes">{notes.collect_view()}</div>
            <ol class="plan-results">{plan.results.into_iter().map(result).collect_view()}</ol>
            <p class="plan-buttons">
                {open}
                <a class="quiet" href=address>
                    "Buka"
                    <span class="visually-hidden">{title}</span>
                </a>
            </p>
        </article>
    }
    .into_any()
}

fn result(result: ResultLine) -> AnyView {
    let indicators = result.indicators.into_iter().map(|indicator| view! { <li>{indicator}</li> });
    view! {
        <li>
            <p>{result.text} {result.additional.then(|| view! { " "<span class="tag">"tambahan"</span> })}</p>
            <ul>{indicators.collect_view()}</ul>
        </li>
    }
    .into_any()
}
