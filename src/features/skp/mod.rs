//! Plans (Sasaran Kinerja Pegawai): what each person is to achieve in a year.

#[cfg(feature = "ssr")]
pub mod action;
#[cfg(feature = "ssr")]
mod event;
#[cfg(feature = "ssr")]
mod query;
#[cfg(feature = "ssr")]
mod store;

use crate::{
    domain::{id::SkpId, skp::Stage},
    error::Error,
    query::Query,
    ui,
    wire::Packed,
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// The own plans as their page shows them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnPlans {
    /// The newest first.
    pub plans: Vec<PlanCard>,
    /// Who can help, where there is no plan of this year.
    pub missing: Option<String>,
}

/// An own plan as the page shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanCard {
    pub id: SkpId,
    /// `SKP 2026`
    pub title: String,
    /// `1 Jan – 31 Des 2026`
    pub span: String,
    pub post: String,
    pub stage: Stage,
    /// When and by whom the version in force was agreed on, and how far the one in work has come.
    pub notes: Vec<String>,
    /// Of the version in force; before there is one, of the one in work.
    pub results: Vec<ResultLine>,
}

/// A result of a plan with its indicators and their targets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResultLine {
    pub text: String,
    pub additional: bool,
    /// `Persalinan ditolong: 1.200 kali`
    pub indicators: Vec<String>,
}

/// Returns the own plans.
///
/// # Errors
/// [`Error::NotFound`] for an account without an employee.
#[server(input = Packed, output = Packed)]
pub async fn list_own_plans() -> Result<OwnPlans, Error> {
    crate::server::door::read(async |tx| query::own(tx).await).await
}

/// `/skp`
#[component]
pub fn PlansPage() -> impl IntoView {
    let plans = Query::load(|| (), |()| list_own_plans());
    view! {
        <ui::shell::PageHead title="SKP saya" />
        {plans.draw(8, list)}
    }
    .into_any()
}

fn list(own: OwnPlans) -> AnyView {
    let OwnPlans { plans, missing } = own;
    let plans =
        (!plans.is_empty()).then(|| view! { <div class="plans">{plans.into_iter().map(card).collect_view()}</div> });
    view! {
        {missing.map(|missing| view! { <ui::empty::Empty sentence=missing /> })}
        {plans}
    }
    .into_any()
}

fn card(plan: PlanCard) -> AnyView {
    let heading = format!("skp-{}", plan.id);
    let notes = plan.notes.into_iter().map(|note| view! { <p>{note}</p> });
    view! {
        <article class="plan" aria-labelledby=heading.clone()>
            <div class="plan-head">
                <h2 id=heading.clone()>{plan.title}</h2>
                <span class="tag">{stage_word(plan.stage)}</span>
            </div>
            <p class="plan-about">{plan.post}" · "{plan.span}</p>
            <div class="plan-notes">{notes.collect_view()}</div>
            <ol class="plan-results">{plan.results.into_iter().map(result).collect_view()}</ol>
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

const fn stage_word(stage: Stage) -> &'static str {
    match stage {
        Stage::Draft => "Draf",
        Stage::Submitted => "Diajukan",
        Stage::Returned => "Dikembalikan",
        Stage::Agreed => "Disetujui",
        Stage::Closed => "Ditutup",
    }
}
