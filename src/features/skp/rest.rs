//! `/api/v1/plans`: plans for other programs. Stable addresses: fields are added, never renamed.

use super::{query, store::NamedSkp};
use crate::{
    domain::{
        id::{EmployeeId, IkiId, RhkId, SkpId},
        measure::Polarity,
        skp::{Iki, Rhk, RhkKind, SkpContent, Stage},
        // In the OpenAPI document a type named `Value` stands for any JSON.
        value::Value as Decimal,
    },
    error::Error,
    server::{
        api_body::ApiQuery,
        door::Caller,
        problem::{ApiError, PROBLEM, Problem},
    },
};
use axum::{
    Json,
    extract::{Extension, Path},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Filter {
    /// Without it, plans of every year.
    year: Option<i16>,
}

/// A plan: the version in force, else the one in work as far as the reader may see it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Plan)]
pub(crate) struct ApiPlan {
    #[schema(value_type = Uuid)]
    id: SkpId,
    year: i16,
    #[schema(format = Date)]
    starts_on: String,
    #[schema(format = Date)]
    ends_on: String,
    state: Stage,
    /// Of the results below; `null` for a draft of somebody else.
    version: Option<i16>,
    /// The rule under which the version in force was agreed on; `null` before there is one.
    regime: Option<String>,
    /// Who assesses the owner today.
    assessor: Option<ApiAssessor>,
    results: Vec<ApiResult>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Assessor)]
struct ApiAssessor {
    #[schema(value_type = Uuid)]
    id: EmployeeId,
    name: String,
}

/// A planned result.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PlannedResult)]
struct ApiResult {
    #[schema(value_type = Uuid)]
    id: RhkId,
    text: String,
    kind: RhkKind,
    /// The superior's result that it supports.
    #[schema(value_type = Option<Uuid>)]
    supports: Option<RhkId>,
    indicators: Vec<ApiMeasure>,
}

/// An indicator of a planned result.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PlannedIndicator)]
struct ApiMeasure {
    #[schema(value_type = Uuid)]
    id: IkiId,
    name: String,
    unit: String,
    polarity: Polarity,
    /// What the plan promises for the year; `null` in a draft that does not say it yet.
    target: Option<Decimal>,
}

impl ApiPlan {
    fn new(plan: NamedSkp, is_owner: bool) -> Self {
        let skp = &plan.skp;
        let in_work = skp.revision().filter(|revision| is_owner || revision.stage() != Stage::Draft);
        let shown = match (skp.agreement(), in_work) {
            (Some(agreement), _) => Some((agreement.version, &agreement.content)),
            (None, in_work) => in_work.map(|revision| (revision.version, &revision.content)),
        };
        Self {
            id: skp.id,
            year: skp.starts_on.year(),
            starts_on: skp.starts_on.to_string(),
            ends_on: skp.ends_on.to_string(),
            state: skp.stage(),
            version: shown.map(|(version, _)| version),
            results: shown.map(|(_, content)| results(content)).unwrap_or_default(),
            regime: plan.regime,
            assessor: plan.assessor.map(|(id, name)| ApiAssessor { id, name }),
        }
    }
}

fn results(content: &SkpContent) -> Vec<ApiResult> {
    let indicator = |iki: &Iki| ApiMeasure {
        id: iki.id,
        name: iki.name.clone(),
        unit: iki.unit_of_measure.clone(),
        polarity: iki.polarity,
        target: iki.months.last(),
    };
    let result = |result: &Rhk| ApiResult {
        id: result.id,
        text: result.text.clone(),
        kind: result.kind,
        supports: result.supports.map(|(above, _)| above),
        indicators: result.indicators.iter().map(indicator).collect(),
    };
    content.results.iter().map(result).collect()
}

/// The own plans, the newest first.
#[utoipa::path(
    get,
    path = "/api/v1/plans",
    params(Filter),
    responses(
        (status = 200, description = "The plans", body = [ApiPlan]),
        (status = 422, description = "The year is no number", body = Problem, content_type = PROBLEM),
    )
)]
pub(crate) async fn own(
    Extension(caller): Extension<Caller>,
    filter: Result<ApiQuery<Filter>, ApiError>,
) -> Result<Json<Vec<ApiPlan>>, ApiError> {
    caller.actor()?;
    let ApiQuery(Filter { year }) = filter?;
    let plans = caller.read(async |tx| query::own_plans(tx).await).await?;
    let plans = plans.into_iter().filter(|plan| year.is_none_or(|year| plan.skp.starts_on.year() == year));
    Ok(Json(plans.map(|plan| ApiPlan::new(plan, true)).collect()))
}

/// One plan, for everybody who may read it.
#[utoipa::path(
    get,
    path = "/api/v1/plans/{id}",
    params(("id" = Uuid, Path, description = "The id of the plan")),
    responses(
        (status = 200, description = "The plan", body = ApiPlan),
        (status = 404, description = "There is no such plan, or not for this person", body = Problem, content_type = PROBLEM),
    )
)]
pub(crate) async fn one(
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
) -> Result<Json<ApiPlan>, ApiError> {
    caller.actor()?;
    let id = id.parse::<SkpId>().map_err(|_| Error::NotFound)?;
    let (plan, is_owner) = caller.read(async |tx| query::readable(tx, id).await).await?;
    Ok(Json(ApiPlan::new(plan, is_owner)))
}
