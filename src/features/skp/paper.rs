//! The plan on paper (`PermenPANRB` 6/2022, lampiran), and its results for the paper of an evaluation.

use super::{
    agreed::{self, VersionOnDay},
    further,
    model::ConductSheet,
    query::{self, moments, readable},
    store,
    words::{self, Moments},
};
use crate::{
    domain::{
        event::Event,
        id::{EmployeeId, IkiId, RhkId, SkpId},
        org::PostKind,
        skp::{Approach, Iki, Rhk, RhkKind, SkpContent},
    },
    error::{Error, Result},
    features::post::official::{Official, officials},
    server::{
        door::{Caller, Tx},
        evaluation_rule,
        paper::{Paper, Template, download, slug},
        problem::ApiError,
    },
    ui::format,
};
use axum::{
    extract::{Extension, Path, Query, rejection::QueryRejection},
    response::Response,
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

const TEMPLATE: Template = Template { name: "skp.typ", text: include_str!("paper.typ") };

/// What a plan says, as papers print it.
#[derive(Debug, Serialize)]
pub(crate) struct PrintedPlan {
    #[serde(skip)]
    pub version: i16,
    /// `Pendekatan hasil kerja kuantitatif`
    approach: String,
    /// For whom the layout is.
    group: &'static str,
    /// Whether the layout is that of a leader.
    leader: bool,
    pub quantitative: bool,
    pub results: Vec<PrintedResult>,
}

/// A result.
#[derive(Debug, Serialize)]
pub(crate) struct PrintedResult {
    #[serde(skip)]
    pub id: RhkId,
    pub text: String,
    is_additional: bool,
    /// The superior's result that it supports.
    above: String,
    assigned_by: String,
    pub indicators: Vec<PrintedIndicator>,
    /// Of an evaluation.
    pub feedback: String,
}

/// An indicator.
#[derive(Debug, Serialize)]
pub(crate) struct PrintedIndicator {
    #[serde(skip)]
    pub id: IkiId,
    name: String,
    aspect: &'static str,
    perspective: &'static str,
    pub target: String,
    /// Of an evaluation.
    pub achieved: String,
}

/// Returns what somebody's plan said on a day ([`agreed::on_day`]), for the paper of an evaluation.
///
/// # Errors
/// [`Error::NotFound`] for a plan that is not theirs or was never agreed on.
pub(crate) async fn printed_on(tx: &mut Tx, plan: (EmployeeId, SkpId), day: Date) -> Result<PrintedPlan> {
    let VersionOnDay { version, content, post_kind } =
        agreed::version_on_day(tx, plan, day).await?.ok_or(Error::NotFound)?;
    printed(tx, version, &content, post_kind).await
}

async fn printed(tx: &mut Tx, version: i16, content: &SkpContent, post_kind: PostKind) -> Result<PrintedPlan> {
    let supports: Vec<RhkId> =
        content.results.iter().filter_map(|result| result.supports.map(|(above, _)| above)).collect();
    let leaders: Vec<EmployeeId> = content.results.iter().filter_map(|result| result.assigned_by).collect();
    let texts = store::texts(tx, &supports, &leaders).await?;
    let givers = store::names(tx, &leaders).await?;
    let approach = content.further.approach;
    let leader = post_kind == PostKind::Jpt;
    Ok(PrintedPlan {
        version,
        approach: format!("Pendekatan hasil kerja {}", words::approach(approach).to_lowercase()),
        group: if leader {
            "Bagi pejabat pimpinan tinggi dan pimpinan unit kerja mandiri"
        } else {
            "Bagi pejabat administrasi dan pejabat fungsional"
        },
        leader,
        quantitative: approach == Approach::Quantitative,
        results: content.results.iter().map(|result| printed_result(result, &texts, &givers)).collect(),
    })
}

fn printed_result(result: &Rhk, texts: &HashMap<RhkId, String>, givers: &HashMap<EmployeeId, String>) -> PrintedResult {
    let above = result.supports.and_then(|(above, _)| texts.get(&above));
    let giver = result.assigned_by.and_then(|giver| givers.get(&giver));
    let indicator = |iki: &Iki| PrintedIndicator {
        id: iki.id,
        name: iki.name.clone(),
        aspect: words::aspect(iki.aspect),
        perspective: iki.perspective.map_or("", words::perspective),
        target: words::target(iki).unwrap_or_else(|| "Belum ada target".to_owned()),
        achieved: String::new(),
    };
    PrintedResult {
        id: result.id,
        text: result.text.clone(),
        is_additional: result.kind == RhkKind::Additional,
        above: above.cloned().unwrap_or_default(),
        assigned_by: giver.cloned().unwrap_or_default(),
        indicators: result.indicators.iter().map(indicator).collect(),
        feedback: String::new(),
    }
}

/// The data of the template.
#[derive(Debug, Serialize)]
struct PlanPaper {
    title: String,
    agency: String,
    office: String,
    /// `1 Jan – 31 Des 2026`
    span: String,
    footer: String,
    /// That it is not in force, or since when.
    state: String,
    /// When it was agreed on; empty before.
    day: String,
    evaluated: bool,
    employee: Official,
    assessor: Official,
    #[serde(flatten)]
    plan: PrintedPlan,
    conduct: Vec<ConductSheet>,
    appendix: Vec<(String, Vec<String>)>,
}

/// The query of an address: which version, as on the page.
#[derive(Debug, Deserialize)]
pub(crate) struct VersionQuery {
    versi: Option<i16>,
}

/// `GET /skp/{skp}/unduh.pdf?versi=`
pub(crate) async fn plan(
    Extension(caller): Extension<Caller>,
    Path(skp): Path<String>,
    asked: Result<Query<VersionQuery>, QueryRejection>,
) -> Result<Response, ApiError> {
    let skp: SkpId = skp.parse().map_err(|_| Error::NotFound)?;
    let Query(VersionQuery { versi }) = asked.map_err(|_| Error::NotFound)?;
    let load = async move |tx: &mut Tx| Box::pin(plan_paper(tx, skp, versi)).await;
    let (name, paper) = caller.export(Event::exported("plan", skp), load).await?;
    Ok(download(&name, paper).await?)
}

async fn plan_paper(tx: &mut Tx, skp: SkpId, wanted: Option<i16>) -> Result<(String, Paper)> {
    let moments = Moments { is_dated: true, ..moments(tx) };
    let (plan, is_owner) = readable(tx, skp).await?;
    let replaced = store::replaced(tx, skp).await?;
    let versions = query::versions(&plan, &replaced, is_owner, moments);
    let number = query::shown(&versions, wanted, &plan);
    let shown = versions.iter().find(|shown| Some(shown.version) == number).ok_or(Error::NotFound)?;
    let further = &shown.content.further;
    let agreement = plan.skp.agreement().filter(|agreement| agreement.version == shown.version);
    let day = agreement.map_or(moments.today, |agreement| moments.zone.day(agreement.agreed_at));
    // Who agreed; before, who will.
    let agreed_by = agreement.and_then(|agreement| agreement.agreed_by);
    let will_agree = || plan.assessor.as_ref().map(|(assessor, _)| *assessor);
    // Of a version that was replaced the words above name who agreed.
    let is_replaced = replaced.iter().any(|old| old.version == shown.version);
    let assessor = if is_replaced { None } else { agreed_by.or_else(will_agree) };
    let printed = printed(tx, shown.version, shown.content, plan.post_kind).await?;
    let [mut employee, assessor] = officials(tx, [Some(plan.skp.employee), assessor], day).await?;
    // The plan is about one post, whatever else its owner holds.
    employee.post.clone_from(&plan.post);
    employee.unit.clone_from(&plan.unit);
    let guidance = evaluation_rule::rules(tx).await?.guidance(moments.today, tx.now);
    let title = format!("SKP {} {}", plan.skp.starts_on.year(), plan.person);
    let name = format!("{}.pdf", slug(&format!("{title} v{}", shown.version)));
    let data = PlanPaper {
        agency: tx.actor.agency_name.clone(),
        office: employee.unit.clone(),
        span: format!("Periode {}", words::span(plan.skp.starts_on, plan.skp.ends_on)),
        footer: format!("{title} · versi {}", shown.version),
        state: if is_replaced { format!("{}, sudah diganti", shown.words) } else { shown.words.clone() },
        day: agreed_by.map(|_| format::day(day)).unwrap_or_default(),
        evaluated: false,
        employee,
        assessor,
        plan: printed,
        conduct: further::conduct(further, guidance),
        appendix: further::appendix(further).into_iter().filter(|(_, rows)| !rows.is_empty()).collect(),
        title,
    };
    Ok((name, Paper::new(TEMPLATE, &data)?))
}
